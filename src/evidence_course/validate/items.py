"""What every quiz item owes its reader: a reason beside each answer, a named wrong idea."""

from __future__ import annotations

from collections.abc import Iterator

from evidence_course.load.records import mark_at
from evidence_course.model.course import Bank, Course
from evidence_course.model.quiz import Option, Question
from evidence_course.model.record import Location
from evidence_course.problems import Problem


def check(course: Course) -> Iterator[Problem]:
    """Options without feedback or misconception, and tolerances of 0 where there is a decimal."""
    for bank in course.every_bank:
        for question, location in questions_of(bank):
            yield from _options(bank, question, location)
            yield from _tolerance(bank, question, location)
            if len(location) == 2:
                yield from _stray_links(bank, question, location)


def questions_of(bank: Bank) -> Iterator[tuple[Question, Location]]:
    """Every question of a bank, the children of cases too, with its place."""
    for index, question in enumerate(bank.questions):
        yield question, ("questions", index)
        for inner, child in enumerate(getattr(question, "questions", [])):
            yield child, ("questions", index, "questions", inner)


def options_of(question: Question) -> Iterator[tuple[Option, Location]]:
    """The options of a question, or the reasons of its second step."""
    for name in ("options", "reasons"):
        for index, option in enumerate(getattr(question, name, [])):
            yield option, (name, index)


def _options(bank: Bank, question: Question, location: Location) -> Iterator[Problem]:
    for option, place in options_of(question):
        mark = mark_at(bank.marks, (*location, *place))
        where = (bank.path, mark.line, mark.column)
        if not option.feedback:
            which = "right" if option.correct else "wrong"
            message = f"a {which} option without 'feedback': say why '{option.text}' is {which}"
            yield Problem(*where, message, "no-feedback", question.id)
        if not option.correct and not option.misconception and not question.neutral:
            message = (
                f"a wrong option without 'misconception': name the wrong idea behind "
                f"'{option.text}'"
            )
            yield Problem(*where, message, "no-misconception", question.id)
        if option.correct and option.misconception:
            mark = mark_at(bank.keys, (*location, *place, "misconception"))
            where = (bank.path, mark.line, mark.column)
            message = "a right option stands for no wrong idea: delete its 'misconception'"
            yield Problem(*where, message, "misconception-on-right", question.id)


def _stray_links(bank: Bank, question: Question, location: Location) -> Iterator[Problem]:
    """`next` outside a case, where there is nothing to lead to."""
    options = [(option.next, (*place, "next")) for option, place in options_of(question)]
    for target, place in [(question.next, ("next",)), *options]:
        if target is not None:
            mark = mark_at(bank.keys, (*location, *place))
            message = "'next' is for the questions of a case: delete it here"
            yield Problem(bank.path, mark.line, mark.column, message, "next-outside", question.id)


def _tolerance(bank: Bank, question: Question, location: Location) -> Iterator[Problem]:
    answer = getattr(question, "answer", None)
    if question.type != "numeric" or answer is None or float(answer).is_integer():
        return
    if not getattr(question, "margin", 0):
        mark = mark_at(bank.marks, (*location, "answer"))
        message = f"the answer {answer:g} has decimals and a tolerance of 0: give a 'tolerance'"
        yield Problem(
            bank.path, mark.line, mark.column, message, "zero-tolerance", question.id, "warning"
        )
