"""Across files: laws that hold for any fault, where `tests/data/bad` has the examples."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evidence_course.load import load
from evidence_course.problems import has_errors
from evidence_course.validate import validate
from evidence_course.validate.where import column_of, lines_of
from tests.conftest import DATA

ROOT = Path(__file__).parents[2]
DAY = date(2026, 11, 23)
FILES = [
    path.relative_to(DATA / "good").as_posix()
    for path in sorted((DATA / "good").rglob("*.*"))
    if path.suffix in (".md", ".yml", ".ipynb")
]


def problems_of(root: Path) -> list[str]:
    course, problems = load(root)
    found = problems + (validate(course, DAY) if course else [])
    for problem in found:
        path = root / problem.path
        assert problem.line >= 1
        assert problem.column >= 1
        if path.is_file():
            lines = path.read_bytes().decode(errors="replace").split("\n")
            assert problem.line <= len(lines)
            assert problem.column <= len(lines[problem.line - 1]) + 1
    assert has_errors(found) or course is not None
    return [problem.path for problem in found]


@pytest.mark.parametrize("name", FILES)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=8)
@given(data=st.data())
def test_any_damage_to_a_file_is_reported_inside_it_and_never_crashes(
    course: Path, name: str, data: st.DataObject
) -> None:
    text = (DATA / "good" / name).read_text()
    start = data.draw(st.integers(0, len(text)))
    length = data.draw(st.integers(0, 40))
    junk = data.draw(st.text("{}[]:-|>&*'\"#,<b/>`\n ab1", max_size=12))
    (course / name).write_text(text[:start] + junk + text[start + length :])
    problems_of(course)


@pytest.mark.parametrize("name", FILES)
def test_a_course_without_one_of_its_files_says_so(course: Path, name: str) -> None:
    (course / name).unlink()
    assert problems_of(course)


def test_a_column_is_that_of_the_words_or_of_the_text() -> None:
    assert column_of(["ab cd"], 1, "cd") == 4
    assert column_of(["ab cd"], 1, "ef", 2) == 2
    assert column_of(["ab cd"], 2, "cd") == 1
    assert column_of(['  "<a href=\\"x\\">"'], 1, '<a href="x">') == 4
    assert lines_of("one\ntwo", 3) == ["", "", "one", "two"]
