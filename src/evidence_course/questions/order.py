"""`order`: things to put in the right order."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator

from evidence_course.model.course import BankDefaults
from evidence_course.model.interaction import Arrange, ArrangeScoring, Item
from evidence_course.model.quiz import Question
from evidence_course.model.record import BlockMarkdown, InlineMarkdown, Key, cannot_be_marked
from evidence_course.questions._common import one, repeated


class Model(Question):
    """Put the items in order."""

    type: Literal["order"] = Field(description="The kind of question.")
    items: list[InlineMarkdown] = Field(
        min_length=2, max_length=8, description="In the right order; readers see them shuffled."
    )
    scoring: ArrangeScoring | None = Field(
        default=None, description="Credit by place, by neighbours kept, or only for all."
    )
    feedback: BlockMarkdown = Field(description="Said of any wrong order.")
    misconception: Key | None = Field(
        default=None, description="The wrong idea behind a wrong answer."
    )

    @model_validator(mode="after")
    def _can_be_marked(self) -> Self:
        again = repeated(self.items)
        if again is not None:
            message = f"two items say the same, so no order is right: '{self.items[again]}'"
            raise cannot_be_marked(message, "items", again)
        return self


def lower(question: Model, defaults: BankDefaults) -> Item:
    """Items to move up and down."""
    default = defaults.scoring if defaults.scoring in ("neighbours", "all") else "position"
    arrange = Arrange(tuple(question.items), question.scoring or default, question.feedback)
    return one(question, defaults, arrange)
