"""`true_false`: a statement to judge, and (with `reasons`) a second step that asks why."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal, Self

from pydantic import Field, model_validator

from evidence_course.model.course import BankDefaults
from evidence_course.model.interaction import Choice, Choose, Item
from evidence_course.model.quiz import Option, Question
from evidence_course.model.record import BlockMarkdown, Key
from evidence_course.questions._common import check_options, choices, exercise


class Model(Question):
    """Is the statement true or false?"""

    type: Literal["true_false"] = Field(description="The kind of question.")
    answer: bool = Field(description="Whether the statement is true.")
    feedback_true: BlockMarkdown = Field(description="Said to a reader who chooses 'true'.")
    feedback_false: BlockMarkdown = Field(description="Said to a reader who chooses 'false'.")
    misconception: Key = Field(description="The wrong idea behind the wrong choice.")
    reasons: list[Option] = Field(default=[], max_length=8, description="The second step: why?")

    @model_validator(mode="after")
    def _can_be_marked(self) -> Self:
        if self.reasons:
            check_options("reasons", self.reasons, one_right=True)
        return self


def lower(question: Model, defaults: BankDefaults) -> Item:
    """Two radio buttons, then those of the reasons; what follows in a case follows the last."""
    judged = exercise(
        question,
        defaults,
        Choose(
            (
                Choice("true", "True", question.answer, question.feedback_true),
                Choice("false", "False", not question.answer, question.feedback_false),
            )
        ),
    )
    if not question.reasons:
        return Item(question.id, (judged,))
    why = replace(
        judged,
        id=f"{question.id}-why",
        stem="Why?",
        interaction=Choose(choices(question.reasons)),
        hint=None,
        explain=None,
        confidence=False,
    )
    return Item(question.id, (replace(judged, next=None), why))
