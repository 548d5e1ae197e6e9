"""What is shipped: the wheel in an environment of its own, away from this repository."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from tests.build.conftest import digests
from tests.installed import ROOT, Installed

pytestmark = pytest.mark.slow

IN_2030 = "1893456000"
"""1 January 2030, as seconds."""

WHERE = """
import json, sys, evidence_course
print(json.dumps([evidence_course.__file__, sys.path]))
"""


@pytest.mark.parametrize("kind", ["bare", "installed"])
def test_it_is_the_wheel_that_is_imported(kind: str, request: pytest.FixtureRequest) -> None:
    there: Installed = request.getfixturevalue(kind)
    file, path = json.loads(there.python(WHERE).stdout)
    assert Path(file).is_relative_to(there.prefix)
    assert not [each for each in path if Path(each).resolve() == ROOT / "src"]


def test_a_plain_install_gives_what_notebooks_import(bare: Installed) -> None:
    done = bare.python(
        "from evidence_course import chance, data, figures, register, stats\n"
        "print(stats.risk_difference(30, 100, 40, 100).value)\n"
        "print(figures.icon_arrays([('Homes', 16)], title='Alarms', sentence='16 in 100.'))\n"
        "try:\n    register.study('x')\nexcept LookupError as error:\n    print(error)\n"
    )
    assert done.returncode == 0, done.stderr
    difference, figure, told = done.stdout.splitlines()
    assert float(difference) == pytest.approx(-0.1)
    assert figure == "16 in 100."
    assert "there is no register.json beside the notebook" in told


def test_the_command_of_a_plain_install_says_what_it_lacks(bare: Installed, tmp_path: Path) -> None:
    done = bare.command("check", cwd=tmp_path)
    assert done.returncode == 2
    assert 'pip install "evidence_course-VERSION-py3-none-any.whl[build]"' in done.stderr
    assert "Traceback" not in done.stderr


@pytest.fixture(scope="module")
def course(installed: Installed, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course made by `new`, with its site; not to be changed."""
    folder = tmp_path_factory.mktemp("empty")
    made = installed.command("new", "energy", cwd=folder)
    assert made.returncode == 0, made.stderr
    built = installed.command("build", cwd=folder / "energy")
    assert built.returncode == 0, built.stdout + built.stderr
    return folder / "energy"


def test_a_new_course_passes_without_a_warning(installed: Installed, course: Path) -> None:
    done = installed.command("check", "--quiet", cwd=course)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_a_new_course_passes_its_own_tests(installed: Installed, course: Path) -> None:
    done = installed.command("test", "-p", "no:cacheprovider", cwd=course)
    assert done.returncode == 0, done.stdout
    assert "failed" not in done.stdout
    for part in ("tests/test_course.py", *(f"notebooks/{each}" for each in notebooks(course))):
        assert part in done.stdout


def notebooks(course: Path) -> list[str]:
    return sorted(path.name for path in (course / "notebooks").glob("*.ipynb"))


def test_no_page_of_a_new_course_speaks_of_another_subject(course: Path) -> None:
    said = "Not about households themselves."
    pages = list((course / "_build" / "html").rglob("*.html"))
    assert any(said in page.read_text("utf-8") for page in pages)
    for page in pages:
        text = page.read_text("utf-8").lower()
        for word in ("social work", "safeguarding", "for children", "about children"):
            assert word not in text, (page, word)


def test_a_course_of_another_year_passes_too(installed: Installed, tmp_path: Path) -> None:
    later = replace(installed, day=IN_2030)
    made = later.command("new", "energy", cwd=tmp_path)
    assert made.returncode == 0, made.stderr
    done = later.command("check", "--quiet", cwd=tmp_path / "energy")
    assert (done.returncode, done.stdout) == (0, "")
    record = (tmp_path / "energy/course/evidence/smoke_alarms_london_2002.yml").read_text()
    assert "review_by: 2031-01-01" in record
    assert "on: 2026-11-26" in record, "the day on which a person compared it is not made up"


def test_the_same_day_gives_the_same_bytes(
    installed: Installed, course: Path, tmp_path: Path
) -> None:
    installed.command("new", "energy", cwd=tmp_path)
    fresh = digests(tmp_path / "energy")
    assert fresh.items() <= digests(course).items()
