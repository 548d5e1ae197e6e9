"""The log and the build report: what they say, and what they never say."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from lxml import html

from evidence_course import cli
from evidence_course.load import load
from evidence_course.model.course import Course
from evidence_course.problems import Problem
from evidence_course.report.commit import commit
from evidence_course.report.facts import Report, gather
from evidence_course.report.files import PAGE
from evidence_course.report.page import page
from evidence_course.report.recorder import Recorder
from tests.conftest import DATA, CommandLine

Run = Callable[..., CommandLine]


def told(root: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((root / "_build" / "report.json").read_text("utf-8"))
    return found


def words(root: Path) -> str:
    text = html.fromstring((root / "_build" / PAGE).read_bytes()).find("body").text_content()
    return " ".join(text.split())


def test_a_build_is_reported_beside_the_site_and_not_in_it(built_course: Path) -> None:
    found = told(built_course)
    assert found["built"] is True
    assert found["course"] == "A Small Garden"
    assert found["read"] == found["written"]
    assert "modules/soil" in found["read"]
    assert [run["slug"] for run in found["notebooks"]] == ["soil", "watering"]
    assert {"Reading and checking", "Building the site"} <= set(found["stages"])
    assert all(seconds > 0 for seconds in found["stages"].values())
    site = built_course / "_build" / "html"
    assert not list(site.rglob("report.*"))
    sizes = [file.stat().st_size for file in site.rglob("*") if file.is_file()]
    assert (found["site"]["files"], found["site"]["bytes"]) == (len(sizes), sum(sizes))
    loads = list(found["site"]["heaviest"].values())
    assert loads == sorted(loads, reverse=True)
    assert 5 < loads[0] < 200


def test_a_second_build_tells_what_came_from_the_cache_and_what_was_made(
    built_course: Path, tmp_path: Path, run: Run
) -> None:
    root = Path(shutil.copytree(built_course, tmp_path / "course"))
    lesson = root / "modules" / "soil.md"
    lesson.write_text(f"{lesson.read_text('utf-8')}\nOne more line.\n", "utf-8")
    assert run("build", root).code == 0  # Sphinx reads a tree that was moved afresh
    lesson.write_text(f"{lesson.read_text('utf-8')}\nAnd another.\n", "utf-8")
    log = tmp_path / "course.log"
    done = run("build", root, "--verbose", "--log-file", str(log))
    assert done.code == 0
    assert f"The build report is {root / '_build' / PAGE}" in done.err
    found = told(root)
    assert {run["how"] for run in found["notebooks"]} == {"from the cache"}
    assert found["read"] == ["modules/soil"]
    assert "modules/soil" in found["written"]
    assert found["unchanged"] == len(told(built_course)["written"]) - len(found["written"]) > 5
    assert "modules/soil.html" in found["changed_files"]
    assert "index.html" not in found["changed_files"]  # written again, with the same bytes
    assert "Notebooks: 2 of 2 from the cache" in words(root)
    for line in (
        "Running notebooks: 1 of 2: ",
        "(from the cache)",
        "Building the site: 1 of 1: read modules/soil (",
        "Putting the site in place: took ",
    ):
        assert line in log.read_text("utf-8")
        assert line in done.err


def test_a_failed_build_is_reported_with_its_faults(course: Path, run: Run) -> None:
    lesson = course / "modules" / "soil.md"
    lesson.write_text(f"{lesson.read_text('utf-8')}\nA <b>tag</b>.\n", "utf-8")
    log = course / "course.log"
    log.write_text("What a person wrote.\n", "utf-8")
    done = run("build", course, "--verbose", "--log-file", str(log))
    assert done.code == 1
    found = told(course)
    assert (found["built"], found["site"], found["stages"].keys()) == (
        False,
        None,
        {"Reading and checking"},
    )
    assert found["problems"][0]["path"] == "modules/soil.md"
    assert "Nothing was built" in words(course)
    assert "raw HTML is not allowed ('<b>')" in words(course)
    text = log.read_text("utf-8")
    assert text.startswith("What a person wrote.\n")
    assert " ERROR modules/soil.md:" in text
    assert "raw HTML" not in done.err  # it is printed once, on the standard output
    assert "raw HTML" in done.out


@pytest.mark.parametrize("verb", ["check", "execute"])
def test_every_verb_that_works_keeps_a_log(
    built_course: Path, tmp_path: Path, run: Run, verb: str
) -> None:
    log = tmp_path / "log.txt"
    assert run(verb, built_course, "--log-file", str(log)).code == 0
    assert "Reading and checking: took " in log.read_text("utf-8")


def test_neither_log_nor_report_holds_anything_personal(
    course: Path, tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MY_PASSWORD", "swordfish")
    log = tmp_path / "log.txt"
    (course / "modules" / "soil.md").unlink()
    assert run("build", course, "--log-file", str(log)).code == 1
    for text in (
        log.read_text("utf-8"),
        json.dumps(told(course)),
        (course / "_build" / PAGE).read_text("utf-8"),
    ):
        assert "swordfish" not in text
        assert str(course) not in text
        assert str(Path.home()) not in text


def test_a_log_within_the_course_is_refused(course: Path, run: Run) -> None:
    done = run("check", course, "--log-file", str(course / "modules" / "log.md"))
    assert done.code == 2
    assert "the log cannot lie in a folder of the course" in done.err
    assert not (course / "modules" / "log.md").exists()


def test_a_log_that_cannot_be_written_is_named(course: Path, run: Run) -> None:
    done = run("check", course, "--log-file", str(course / "none" / "log.txt"))
    assert done.code == 2
    assert "log.txt" in done.err


def test_without_a_wish_there_is_no_log(built_course: Path, run: Run) -> None:
    assert run("check", built_course).err == ""


def git(root: Path, *arguments: str) -> str:
    name = ["-c", "user.name=A", "-c", "user.email=a@example.org"]
    command = ["git", "-C", str(root), *name, *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def test_the_commit_is_told_and_whether_files_changed_since(course: Path) -> None:
    assert commit(course) is None
    git(course, "init", "--quiet")
    assert commit(course) is None  # nothing is committed, so nothing is known of the course
    git(course, "add", "course", "modules", "notebooks", "quizzes")
    git(course, "commit", "--quiet", "--message", "one")
    (course / "_build" / "x").write_text("made", "utf-8")
    found = commit(course)
    assert found is not None
    assert (found.hash, found.changed) == (git(course, "rev-parse", "HEAD"), False)
    (course / "modules" / "new.md").write_text("new", "utf-8")
    again = commit(course)
    assert again is not None
    assert again.changed


def test_without_git_there_is_no_commit(course: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    assert commit(course) is None


def test_a_course_in_a_folder_that_git_passes_over_has_no_commit(course: Path) -> None:
    git(course.parent, "init", "--quiet")
    (course.parent / ".gitignore").write_text("course/\n", "utf-8")
    git(course.parent, "add", ".gitignore")
    git(course.parent, "commit", "--quiet", "--message", "one")
    assert commit(course) is None


@pytest.fixture(scope="module")
def good() -> Course:
    found, problems = load(DATA / "good")
    assert found is not None, problems
    return found


def report_on(course: Course, today: date, problems: Sequence[Problem] = ()) -> Report:
    class Silent:
        def stage(self, _name: str) -> None:
            """Nothing."""

        def step(self, _name: str, _done: int, _total: int, _seconds: float) -> None:
            """Nothing."""

    return gather(course.root, course, Recorder(Silent()), problems, today=today)


def test_evidence_is_due_in_the_order_of_its_days(good: Course) -> None:
    days = sorted(each.review_by for each in good.references.entries.values())
    for days_before, names in ((-1, 1), (0, 1), (180, 1), (181, 0)):
        today = date.fromordinal(days[0].toordinal() - days_before)
        due = report_on(good, today).due
        assert due == sorted(due, key=lambda each: each.by)
        assert (len(due) >= names) is True
        assert bool([each for each in due if each.by == days[0].isoformat()]) is bool(names)
        assert all(each.days <= 180 for each in due)
    late = report_on(good, date.fromordinal(days[0].toordinal() + 1))
    assert b"Late: " in page(late)


def test_what_a_page_shows_is_text(good: Course) -> None:
    found = report_on(good, date(2026, 1, 1))
    nasty = Report(**{**vars(found), "course": "<script>alert(1)</script> & Co"})
    assert b"<script" not in page(nasty)
    assert b"&lt;script&gt;alert(1)&lt;/script&gt; &amp; Co" in page(nasty)


def test_signs_that_no_page_can_hold_are_told_as_escapes(good: Course) -> None:
    nasty = Problem("modules/a\udcff.md", 1, 1, "bell \x07, nothing \x00, caf\u00e9", "code")
    found = report_on(good, date(2026, 1, 1), [nasty])
    assert "bell \\x07, nothing \\x00, caf\u00e9" in page(found).decode()
    assert json.dumps(asdict(found), ensure_ascii=False).encode()


def test_a_report_that_cannot_be_written_stops_nothing(course: Path, run: Run) -> None:
    (course / "_build" / PAGE).unlink()
    (course / "_build" / PAGE).mkdir()
    before = {path.name for path in (course / "_build").iterdir()}
    (course / "_build" / "manifest.json").unlink()
    log = course / "log.txt"
    assert run("build", course, "--log-file", str(log)).code == 0
    assert "the build report could not be written" in log.read_text("utf-8")
    assert {path.name for path in (course / "_build").iterdir()} <= before, "no draft is left"
    assert cli.main(["build", "--course", str(course)]) == 0
