"""Habits of a bank that give answers away, and wording that trips readers: warnings."""

from __future__ import annotations

import re
from collections.abc import Iterator

from evidence_course.load.records import mark_at
from evidence_course.model.course import Bank, Course
from evidence_course.model.quiz import Question
from evidence_course.model.record import Location
from evidence_course.problems import Problem
from evidence_course.validate.items import options_of, questions_of

LONGEST_SHARE = 0.6
POSITION_SHARE = 0.6
ENOUGH_ITEMS = 5
"""Below this many items a share says nothing about a habit."""

_ROLE = re.compile(r"\{[a-z]+\}`[^`]*`")
_ALL_OF_THEM = re.compile(r"\b(all|none|both) of (the|these|them)\b", re.IGNORECASE)
_NEGATIVE = re.compile(r"\b(not|never|no|none|neither|nor|cannot|\w+n't|unless)\b", re.IGNORECASE)
_NEGATED_STEM = re.compile(r"\b(not|never|except|cannot|\w+n't)\b", re.IGNORECASE)


def check(course: Course) -> Iterator[Problem]:
    """Right answers that stick out, 'all of the above', and negatives in stem and answer."""
    for bank in course.every_bank:
        yield from _longest_is_right(bank)
        yield from _position(bank)
        for question, location in questions_of(bank):
            for place, message, code in _wording(question):
                mark = mark_at(bank.marks, (*location, *place))
                yield Problem(
                    bank.path, mark.line, mark.column, message, code, question.id, "warning"
                )


def _single_items(bank: Bank) -> list[Question]:
    return [each for each, _ in questions_of(bank) if each.type == "single"]


def _on_bank(bank: Bank, message: str, code: str) -> Problem:
    mark = mark_at(bank.keys, ("questions",))
    return Problem(bank.path, mark.line, mark.column, message, code, severity="warning")


def _longest_is_right(bank: Bank) -> Iterator[Problem]:
    singles = _single_items(bank)
    right = sum(_sticks_out(question) for question in singles)
    if len(singles) >= ENOUGH_ITEMS and right > LONGEST_SHARE * len(singles):
        message = (
            f"the longest option is the right one in {right} of {len(singles)} questions: "
            "readers guess by length; shorten some right options or lengthen wrong ones"
        )
        yield _on_bank(bank, message, "longest-is-right")


def _sticks_out(question: Question) -> bool:
    """Whether the right option is longer than all others."""
    options = [option for option, _ in options_of(question)]
    wrong = max(_length(option.text) for option in options if not option.correct)
    return any(_length(option.text) > wrong for option in options if option.correct)


def _length(text: str) -> int:
    """How long a reader sees a text to be: a figure stands for the role that prints it."""
    return len(_ROLE.sub("99", text))


def _position(bank: Bank) -> Iterator[Problem]:
    singles = _single_items(bank)
    places = [
        index
        for question in singles
        for index, (option, _) in enumerate(options_of(question))
        if option.correct
    ]
    if len(places) < ENOUGH_ITEMS:
        return
    common = max(set(places), key=places.count)
    if places.count(common) > POSITION_SHARE * len(places):
        message = (
            f"the right option stands in place {common + 1} in {places.count(common)} "
            f"of {len(places)} questions: move some"
        )
        yield _on_bank(bank, message, "right-in-one-place")


def _wording(question: Question) -> Iterator[tuple[Location, str, str]]:
    for option, place in options_of(question):
        if _ALL_OF_THEM.search(option.text):
            message = (
                f"'{option.text}' tests logic, not knowledge: name what is meant, "
                "or use 'type: multiple'"
            )
            yield (*place, "text"), message, "all-of-the-above"
    stem = question.question.split("\n\n")[0]
    negative = bool(_NEGATED_STEM.search(stem))
    if negative and any(_NEGATIVE.search(option.text) for option, _ in options_of(question)):
        message = (
            "a 'not' in the question and in an option, which readers must undo: ask it plainly"
        )
        yield ("question",), message, "double-negative"
