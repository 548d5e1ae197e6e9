"""Can every item of the check before and after the course be marked by the page, the same twice?"""

from __future__ import annotations

from collections.abc import Iterator

from evidence_course.load.records import mark_at
from evidence_course.model.course import Bank, Course
from evidence_course.model.interaction import Item, Write
from evidence_course.problems import Problem
from evidence_course.questions import lower


def check(course: Course) -> Iterator[Problem]:
    """Items of several questions, without a mark, or marked by the reader."""
    bank = course.course_check
    for index, question in enumerate(bank.questions if bank else ()):
        if question.status == "live":
            assert bank is not None
            reason = _unmarkable(lower(question, bank.settings.defaults))
            if reason:
                yield _problem(bank, index, question.id, reason)


def _unmarkable(item: Item) -> str | None:
    """Why an item cannot stand in the check, if it cannot."""
    if len(item.exercises) > 1:
        return "it asks more than one question"
    exercise = item.exercises[0]
    if exercise.neutral:
        return "a 'neutral' item has no right answer"
    return "its answer is marked by the reader" if isinstance(exercise.interaction, Write) else None


def _problem(bank: Bank, index: int, identifier: str, reason: str) -> Problem:
    mark = mark_at(bank.marks, ("questions", index, "type"))
    message = (
        f"'{identifier}' cannot stand in the check before and after the course: {reason}; "
        "take a type with one question that the page can mark, such as 'single'"
    )
    return Problem(bank.path, mark.line, mark.column, message, "check-item", identifier)
