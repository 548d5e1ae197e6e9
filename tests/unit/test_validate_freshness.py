"""Sources grow old: on which day which words, and when they next change."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence_course.load import load
from evidence_course.model.course import Course
from evidence_course.validate.freshness import check, next_change
from tests.conftest import DATA


def course_due(root: Path, *days: date) -> Course:
    course, problems = load(root)
    assert course is not None
    assert problems == []
    reference = course.references.entries["garden-book"]
    entries = {
        f"source-{index}": reference.model_copy(update={"review_by": day})
        for index, day in enumerate(days)
    }
    object.__setattr__(course.references, "entries", entries)
    return course


DUE = date(2026, 6, 30)


@pytest.mark.parametrize(
    ("today", "severity"),
    [
        (date(2026, 5, 1), None),
        (date(2026, 5, 2), "warning"),
        (date(2026, 6, 30), "warning"),
        (date(2026, 7, 1), "error"),
    ],
)
def test_a_source_warns_for_60_days_and_then_fails(today: date, severity: str | None) -> None:
    found = list(check(course_due(DATA / "good", DUE), today))
    assert [each.severity for each in found] == ([severity] if severity else [])


def test_the_place_is_the_line_of_the_date() -> None:
    course, _ = load(DATA / "good")
    assert course is not None
    problem = next(iter(check(course, date(2100, 1, 1))))
    lines = (DATA / "good" / "course" / "references.yml").read_text().split("\n")
    assert lines[problem.line - 1][problem.column - 1 :].startswith("review_by: 2099-12-31")


DAYS = st.dates(date(2026, 1, 1), date(2026, 12, 31))


@given(st.lists(DAYS, max_size=4), DAYS)
def test_nothing_changes_before_the_next_change(days: list[date], today: date) -> None:
    course = course_due(DATA / "good", *days)

    def verdict(day: date) -> list[tuple[str | None, str]]:
        return [(each.item, each.severity) for each in check(course, day)]

    change = next_change(course, today)
    until = change or today + timedelta(days=500)
    day = today
    while day < until:
        assert verdict(day) == verdict(today)
        day += timedelta(days=11)
    assert verdict(until - timedelta(days=1)) == verdict(today)
    if change:
        assert change > today
        assert verdict(change) != verdict(today)
