"""`match`: pairs to find."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator

from evidence_course.model.course import BankDefaults
from evidence_course.model.interaction import Item, Match, Pair
from evidence_course.model.quiz import Question
from evidence_course.model.record import (
    BlockMarkdown,
    InlineMarkdown,
    Key,
    PlainText,
    Record,
    cannot_be_marked,
)
from evidence_course.questions._common import one, repeated


class PairFields(Record):
    """Two parts that belong together."""

    left: InlineMarkdown = Field(description="What the reader sees first.")
    right: PlainText = Field(description="Plain words: it stands in a drop-down list.")
    feedback: BlockMarkdown = Field(description="Said to a reader who chose another right part.")
    misconception: Key | None = Field(
        default=None, description="The wrong idea behind a wrong answer."
    )


class Model(Question):
    """Find what belongs to what."""

    type: Literal["match"] = Field(description="The kind of question.")
    pairs: list[PairFields] = Field(
        min_length=2, max_length=8, description="What belongs together."
    )
    extra_right: list[PlainText] = Field(default=[], description="Right parts that fit nothing.")

    @model_validator(mode="after")
    def _can_be_marked(self) -> Self:
        again = repeated([pair.left for pair in self.pairs])
        if again is not None:
            message = f"two pairs have the same left part: '{self.pairs[again].left}'"
            raise cannot_be_marked(message, "pairs", again, "left")
        rights = {pair.right for pair in self.pairs}
        for index, extra in enumerate(self.extra_right):
            if extra in rights:
                message = f"'{extra}' is the right part of a pair: take it from 'extra_right'"
                raise cannot_be_marked(message, "extra_right", index)
        return self


def lower(question: Model, defaults: BankDefaults) -> Item:
    """A list of right parts beside each left part."""
    pairs = tuple(Pair(pair.left, pair.right, pair.feedback) for pair in question.pairs)
    return one(question, defaults, Match(pairs, tuple(question.extra_right)))
