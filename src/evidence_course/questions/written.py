"""`written`: write first, then compare with a model answer; the reader ticks the points made."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from evidence_course.model.course import BankDefaults
from evidence_course.model.interaction import Item, Write
from evidence_course.model.quiz import Question
from evidence_course.model.record import BlockMarkdown, InlineMarkdown
from evidence_course.questions._common import one


class Model(Question):
    """Write an answer and mark it yourself."""

    type: Literal["written"] = Field(description="The kind of question.")
    model_answer: BlockMarkdown = Field(description="Shown when the reader has written.")
    checklist: list[InlineMarkdown] = Field(min_length=1, description="Points to tick.")


def lower(question: Model, defaults: BankDefaults) -> Item:
    """A box for sentences."""
    return one(question, defaults, Write(question.model_answer, tuple(question.checklist)))
