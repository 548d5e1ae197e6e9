"""`multiple`: any number of right answers among two to eight."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator

from evidence_course.model.course import BankDefaults
from evidence_course.model.interaction import Choose, ChooseScoring, Item
from evidence_course.model.quiz import Option, Question
from evidence_course.questions._common import check_options, choices, one, shuffles


class Model(Question):
    """Choose all the answers that are right."""

    type: Literal["multiple"] = Field(description="The kind of question.")
    options: list[Option] = Field(min_length=2, max_length=8, description="The answers.")
    scoring: ChooseScoring | None = Field(
        default=None, description="Credit for each option judged rightly, or only for all."
    )
    shuffle: bool | None = Field(default=None, description="Show the options in another order.")

    @model_validator(mode="after")
    def _can_be_marked(self) -> Self:
        check_options("options", self.options, one_right=False)
        return self


def lower(question: Model, defaults: BankDefaults) -> Item:
    """Tick boxes."""
    scoring = question.scoring or ("all" if defaults.scoring == "all" else "each")
    return one(
        question,
        defaults,
        Choose(choices(question.options), True, scoring, shuffles(question, defaults)),
    )
