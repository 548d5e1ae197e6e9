"""Sources grow old: past its review-by date one fails, within 60 days of it it warns."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from evidence_course.load.records import mark_at
from evidence_course.model.course import Course, Reference
from evidence_course.problems import Problem

NOTICE = timedelta(days=60)


def check(course: Course, today: date) -> Iterator[Problem]:
    """References that are due for another reading, or soon will be."""
    for key, reference in course.references.entries.items():
        if not isinstance(reference, Reference) or today <= reference.review_by - NOTICE:
            continue
        late = today > reference.review_by
        message = (
            f"'{key}' was to be read again by {reference.review_by}: read it, then set 'checked' "
            "to the day and 'review_by' to a later one"
            if late
            else f"'{key}' is to be read again by {reference.review_by}"
        )
        mark = mark_at(course.references.marks, (key, "review_by"))
        place = (course.references.path, mark.line, mark.column)
        yield Problem(*place, message, "review-due", key, "error" if late else "warning")


def next_change(course: Course, today: date) -> date | None:
    """The first day after ``today`` on which ``check`` says something else."""
    days = [
        day
        for reference in course.references.entries.values()
        if isinstance(reference, Reference)
        for day in (reference.review_by - NOTICE, reference.review_by)
    ]
    return min((day + timedelta(days=1) for day in days if day >= today), default=None)
