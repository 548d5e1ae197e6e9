"""`estimate`: a guess that is right if it lies anywhere within a range."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator

from evidence_course.model.course import BankDefaults
from evidence_course.model.interaction import Item, Number
from evidence_course.model.quiz import Question
from evidence_course.model.record import BlockMarkdown, PlainText, cannot_be_marked
from evidence_course.questions import one


class Model(Question):
    """Guess a number; a whole range of guesses is right."""

    type: Literal["estimate"] = Field(description="The kind of question.")
    low: float = Field(description="The lowest guess that is right.", examples=[20])
    high: float = Field(description="The highest guess that is right.", examples=[30])
    unit: PlainText | None = Field(default=None, description="Shown beside the box.")
    feedback: BlockMarkdown = Field(description="Said of a guess outside the range.")

    @model_validator(mode="after")
    def _is_a_range(self) -> Self:
        if self.low >= self.high:
            sentence = f"'low' ({self.low:g}) must lie below 'high' ({self.high:g})"
            raise cannot_be_marked(sentence, "low")
        return self


def lower(question: Model, defaults: BankDefaults) -> Item:
    """A box for a number, right within the range."""
    middle, half = (question.low + question.high) / 2, (question.high - question.low) / 2
    return one(question, defaults, Number(middle, half, question.unit, otherwise=question.feedback))
