"""`text`: a word or two to fill in; to be used rarely, since rigid blanks annoy."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from evidence_course.model.course import BankDefaults
from evidence_course.model.interaction import Enter, Item
from evidence_course.model.quiz import Question
from evidence_course.model.record import BlockMarkdown, Key, PlainText
from evidence_course.questions._common import one


class Model(Question):
    """Fill in a word or two."""

    type: Literal["text"] = Field(description="The kind of question.")
    accept: list[PlainText] = Field(min_length=1, description="Every answer that counts as right.")
    case_sensitive: bool = Field(default=False, description="Whether capitals matter.")
    feedback: BlockMarkdown = Field(description="Said of any other answer.")
    misconception: Key | None = Field(
        default=None, description="The wrong idea behind a wrong answer."
    )


def lower(question: Model, defaults: BankDefaults) -> Item:
    """A box for a word or two."""
    enter = Enter(tuple(question.accept), question.case_sensitive, question.feedback)
    return one(question, defaults, enter)
