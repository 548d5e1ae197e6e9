"""`numeric`: a number, with a margin and with the usual slips named."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator

from evidence_course.model.course import BankDefaults
from evidence_course.model.interaction import Item, NearMiss, Number
from evidence_course.model.quiz import Question
from evidence_course.model.record import (
    BlockMarkdown,
    Key,
    PlainText,
    Record,
    cannot_be_marked,
)
from evidence_course.questions._common import one
from evidence_course.questions._figures import FigureOrNumber


class Slip(Record):
    """A wrong number that a usual slip leads to."""

    value: FigureOrNumber = Field(description="The wrong number.")
    tolerance: float = Field(default=0.0, ge=0, description="How far from it still counts as it.")
    feedback: BlockMarkdown = Field(description="Said to a reader who enters it.")
    misconception: Key | None = Field(
        default=None, description="The wrong idea behind a wrong answer."
    )
    credit: float = Field(default=0.0, ge=0, lt=1, description="Part of a mark, from 0 up to 1.")


class Model(Question):
    """Work out a number and enter it."""

    type: Literal["numeric"] = Field(description="The kind of question.")
    answer: FigureOrNumber = Field(
        description="The right number; a study's figure by name, never typed.", examples=[8.6]
    )
    tolerance: float | None = Field(default=None, ge=0, description="In the unit of the answer.")
    tolerance_percent: float | None = Field(
        default=None, ge=0, le=50, description="In hundredths of the answer, in its place."
    )
    unit: PlainText | None = Field(
        default=None, description="Shown beside the box.", examples=["points"]
    )
    near_misses: list[Slip] = Field(
        default=[], description="Wrong numbers that a usual slip leads to."
    )
    feedback: BlockMarkdown = Field(description="Said of any other wrong number.")
    misconception: Key | None = Field(
        default=None, description="The wrong idea behind a wrong answer."
    )

    @model_validator(mode="after")
    def _can_be_marked(self) -> Self:
        if self.tolerance is not None and self.tolerance_percent is not None:
            message = "'tolerance' and 'tolerance_percent' are both given: keep one"
            raise cannot_be_marked(message, "tolerance_percent")
        if self.answer and self.margin >= abs(self.answer):
            message = (
                f"the tolerance {self.margin:g} is as large as the answer {self.answer:g}: "
                "almost any number would count as right"
            )
            raise cannot_be_marked(message, "tolerance")
        for index, slip in enumerate(self.near_misses):
            if abs(slip.value - self.answer) <= self.margin + slip.tolerance:
                message = (
                    f"the near miss {slip.value:g} lies within the tolerance of the answer "
                    f"({self.answer:g}, give or take {self.margin:g}): it would count as right"
                )
                raise cannot_be_marked(message, "near_misses", index, "value")
        return self

    @property
    def margin(self) -> float:
        """How far an answer may be off, in the unit of the answer."""
        if self.tolerance_percent is not None:
            return abs(self.answer) * self.tolerance_percent / 100
        return self.tolerance or 0.0


def lower(question: Model, defaults: BankDefaults) -> Item:
    """A box for a number."""
    slips = tuple(
        NearMiss(slip.value, slip.tolerance, slip.feedback, slip.credit)
        for slip in question.near_misses
    )
    number = Number(question.answer, question.margin, question.unit, slips, question.feedback)
    return one(question, defaults, number)
