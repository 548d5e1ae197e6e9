"""Lessons: front matter and body, each with its line."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from evidence_course.load.lessons import parse_lesson
from evidence_course.load.source import Source
from evidence_course.model.course import Mark
from tests.conftest import DATA

GOOD = (DATA / "good" / "modules" / "soil.md").read_text()


@given(st.text() | st.text("-\n abc:[{"))
@example("---")
@example("---\n---")
@example("---\n---\n")
@example("---\n# only this\n---\n")
@example("---\n- a\n---\n")
def test_any_text_is_a_lesson_or_problems_inside_it(text: str) -> None:
    for written in (text, f"---\n{text}\n---\nbody", GOOD + text):
        lesson, problems = parse_lesson(Source("modules/a.md", written), "a")
        assert (lesson is None) == bool(problems)
        for problem in problems:
            assert 1 <= problem.line <= len(written.splitlines()) + 2


def test_front_matter_and_body_keep_their_lines() -> None:
    lesson, problems = parse_lesson(Source("modules/soil.md", GOOD), "soil")
    assert problems == []
    assert lesson is not None
    assert lesson.settings.title == "What is in your soil?"
    assert lesson.marks[("title",)] == Mark(2, 8)
    assert lesson.marks[("outcomes", 1)] == Mark(7, 5)
    lines = GOOD.split("\n")
    assert lesson.body == "\n".join(lines[lesson.body_line - 1 :])


def test_a_rule_in_the_body_ends_nothing() -> None:
    lesson, _ = parse_lesson(Source("modules/soil.md", f"{GOOD}\n---\nmore"), "soil")
    assert lesson is not None
    assert lesson.body.endswith("\n---\nmore")
