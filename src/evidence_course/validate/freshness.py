"""Sources grow old: past its review-by date one fails, within 60 days of it it warns."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from evidence_course.load.records import mark_at
from evidence_course.model.course import Course, Reference
from evidence_course.problems import Problem, Severity

NOTICE = timedelta(days=60)


def check(course: Course, today: date) -> Iterator[Problem]:
    """References and records that are due for another reading, or soon will be."""
    yield from _references(course, today)
    yield from _records(course, today)
    yield from _development(course, today)


def _references(course: Course, today: date) -> Iterator[Problem]:
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


def _records(course: Course, today: date) -> Iterator[Problem]:
    for file in course.evidence.values():
        due = file.record.review_by
        if today <= due - NOTICE:
            continue
        late = today > due
        message = f"'{file.id}' is to be read again by {due}"
        if late:
            sealed = (
                "set 'checked_on' to the day"
                if file.record.kind == "approach"
                else f"run 'evidence-course seal {file.id}'"
            )
            message = (
                f"'{file.id}' was to be read again by {due}: compare it with its source, {sealed}, "
                "and set 'review_by' to a later one"
            )
        mark = mark_at(file.marks, ("review_by",))
        severity: Severity = "error" if late else "warning"
        yield Problem(file.path, mark.line, mark.column, message, "review-due", file.id, severity)


def _development(course: Course, today: date) -> Iterator[Problem]:
    file = course.development
    if file is None or today <= file.rule.review_by - NOTICE:
        return
    due, who = file.rule.review_by, file.rule.regulator
    late = today > due
    message = (
        f"the rule of {who} was to be read again by {due}: compare the file with its sources, set "
        "'checked' to the day and 'review_by' to a later one"
        if late
        else f"the rule of {who} is to be read again by {due}"
    )
    mark = mark_at(file.marks, ("review_by",))
    severity: Severity = "error" if late else "warning"
    yield Problem(file.path, mark.line, mark.column, message, "review-due", None, severity)


def due_dates(course: Course) -> Iterator[tuple[str, str, date]]:
    """Everything that is to be read again: its file, its name there, and the last day for it."""
    for key, reference in course.references.entries.items():
        if isinstance(reference, Reference):
            yield course.references.path, key, reference.review_by
    for file in course.evidence.values():
        yield file.path, file.id, file.record.review_by
    if course.development is not None:
        rule = course.development.rule
        yield course.development.path, rule.regulator, rule.review_by


def next_change(course: Course, today: date) -> date | None:
    """The first day after ``today`` on which ``check`` says something else."""
    days = [day for _, _, last in due_dates(course) for day in (last - NOTICE, last)]
    return min((day + timedelta(days=1) for day in days if day >= today), default=None)
