"""Is the course sound, and does it build? `evidence-course test` also runs every notebook again and
compares what it prints with what is stored."""

from pathlib import Path

import pytest

from evidence_course.cli import main

ROOT = Path(__file__).resolve().parents[1]
MODULES = sorted(path.stem for path in (ROOT / "modules").glob("*.md"))


def run(verb: str) -> int:
    """The exit code of a verb: 0 if all is well."""
    return main([verb, "--quiet", "--course", str(ROOT)])


def test_the_course_is_sound(capsys: pytest.CaptureFixture[str]) -> None:
    """As `evidence-course check` says."""
    assert run("check") == 0, capsys.readouterr().out


def test_the_site_builds_with_a_page_for_each_module(capsys: pytest.CaptureFixture[str]) -> None:
    """As `evidence-course build` makes it."""
    assert run("build") == 0, capsys.readouterr().out
    for slug in MODULES:
        assert (ROOT / "_build" / "html" / "modules" / f"{slug}.html").is_file()


@pytest.mark.parametrize("slug", MODULES)
def test_each_module_has_its_three_files(slug: str) -> None:
    """A lesson, a notebook and a bank of questions."""
    assert (ROOT / "notebooks" / f"{slug}.ipynb").is_file()
    assert (ROOT / "quizzes" / f"{slug}.yml").is_file()
