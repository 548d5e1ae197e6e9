"""What a person types and sees: verbs, help, misuse."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from evidence_course import cli
from evidence_course.problems import Problem, format_github


@pytest.mark.parametrize("verb", cli.VERBS)
def test_every_verb_explains_itself_with_an_example(
    verb: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main([verb, "-h"]) == 0
    assert f"Example: evidence-course {verb}" in capsys.readouterr().out


@pytest.mark.parametrize("arguments", [["bild"], ["check", "--fast"], ["check", "--format", "xml"]])
def test_misuse_ends_with_2_and_says_how(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(arguments) == 2
    assert "usage: evidence-course" in capsys.readouterr().err


def test_a_folder_that_is_no_course_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["check", "--course", str(tmp_path)]) == 2
    assert f"{tmp_path.resolve()} is not a course" in capsys.readouterr().err


def test_the_course_of_the_caller_is_read_unless_another_is_named(
    course: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["check"], course) == 0
    assert cli.main(["check", "--course", str(tmp_path / "other")], course) == 2
    assert f"{(tmp_path / 'other').resolve()} is not a course" in capsys.readouterr().err
    assert cli.main(["links"], course) == 2
    assert f"{course} holds no site" in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments",
    [
        ["check", "--cours", "."],
        ["--quie", "--course", "."],
        ["diff", ".", ".", "--form", "json"],
        ["links", ".", "--paus", "1"],
    ],
)
def test_an_option_is_typed_whole(
    arguments: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    assert cli.main(arguments) == 2
    assert "unrecognized arguments: --" in capsys.readouterr().err


def test_a_day_that_is_none_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "today")
    assert cli.main(["check"]) == 2
    assert "not 'today'" in capsys.readouterr().err


def test_problems_can_be_read_by_a_program(
    course: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bank = min((course / "quizzes").glob("*.yml"))
    bank.write_text(bank.read_text("utf-8").replace("feedback:", "feedbak:", 1), "utf-8")
    assert cli.main(["check", "--course", str(course), "--format", "json", "--quiet"]) == 1
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert {"path", "line", "column", "message", "code", "item", "severity"} == set(rows[0])
    assert "did you mean 'feedback'?" in rows[0]["message"]


def test_a_verdict_counts_the_problems(course: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["check", "--course", str(course)]) == 0
    assert capsys.readouterr().err.endswith("\nThe course is sound.\n")
    (course / "quizzes" / "soil.yml").unlink()
    assert cli.main(["check", "--course", str(course)]) == 1
    assert re.search(r"\n\d+ errors?[.,]", capsys.readouterr().err)


@pytest.fixture
def with_tests(course: Path) -> Path:
    """A course with two tests of its own."""
    (course / "tests").mkdir()
    for name in ("one", "two"):
        (course / "tests" / f"test_{name}.py").write_text(f"def test_{name}(): pass\n")
    return course


@pytest.mark.parametrize(
    ("named", "found"),
    [
        ([], ["test_one.py", "test_two.py", "soil.ipynb", "watering.ipynb"]),
        (["tests"], ["test_one.py", "test_two.py"]),
        (["tests/test_two.py::test_two"], ["test_two.py"]),
        (["-k", "one", "tests"], ["test_one.py"]),
        (["notebooks/soil.ipynb"], ["soil.ipynb"]),
    ],
)
def test_a_path_narrows_what_is_tested(
    with_tests: Path, named: list[str], found: list[str]
) -> None:
    command = [sys.executable, "-m", "evidence_course", "test", "--co", "-q", *named]
    done = subprocess.run(
        command, cwd=with_tests, capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 0, done.stdout + done.stderr
    files = [line.partition("::")[0] for line in done.stdout.splitlines() if "::" in line]
    assert {Path(each).name for each in files} == set(found)


@pytest.mark.parametrize("package", ["pytest", "nbval"])
def test_a_package_that_tests_lack_is_named(with_tests: Path, package: str) -> None:
    code = (
        f"import sys; sys.modules['{package}'] = None; "
        "from evidence_course.cli import main; sys.exit(main(['test', '--co']))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=with_tests, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "Tests need pytest and nbval: install evidence-course[test].\n"


def test_an_annotation_for_github_cannot_be_broken_out_of() -> None:
    problem = Problem("a,b:c.md", 3, 4, "100%\n::error::x", "code")
    assert format_github(problem) == (
        "::error file=a%2Cb%3Ac.md,line=3,col=4,title=code::100%25%0A::error::x"
    )


def test_who_stops_reading_is_not_told_of_a_fault(course: Path) -> None:
    command = [sys.executable, "-m", "evidence_course", "check", "--sums", "--course", str(course)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None and process.stderr is not None
        process.stdout.close()
        assert b"refused" not in process.stderr.read()
    assert process.returncode == 0
