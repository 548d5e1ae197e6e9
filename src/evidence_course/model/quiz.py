"""What every quiz item has in common, whichever its type."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from evidence_course.model.record import (
    BlockMarkdown,
    InlineMarkdown,
    ItemId,
    Key,
    OutcomeId,
    PlainText,
    Record,
    SourceKey,
)

Use = Literal["check", "end", "spaced"]
Status = Literal["live", "draft", "retired"]


class Option(Record):
    """One answer that a reader may choose."""

    text: InlineMarkdown = Field(description="The answer as the reader sees it.")
    correct: bool = Field(default=False, description="`true` on a right answer; else leave it out.")
    feedback: BlockMarkdown | None = Field(default=None, description="Why it is right or wrong.")
    misconception: Key | None = Field(
        default=None, description="The wrong idea behind a wrong answer."
    )
    next: ItemId | None = Field(
        default=None, description="In a case: the question that follows this answer, or `end`."
    )


class Question(Record):
    """The fields that every type has."""

    id: ItemId = Field(
        description="For ever: stored answers hang on it.", examples=["fair-test-001"]
    )
    type: str
    outcome: OutcomeId = Field(
        description="What it asks for, from course/outcomes.yml.",
        examples=["fair-test.spot-drop-out"],
    )
    question: BlockMarkdown = Field(description="The stem; its first paragraph is the legend.")
    use: Use = Field(default="check", description="Where in the course it is asked.")
    difficulty: int | None = Field(
        default=None, ge=1, le=3, description="From 1, easy, to 3, hard."
    )
    confidence: bool | None = Field(default=None, description="Ask how sure the reader is.")
    source: list[SourceKey] = Field(
        default=[], description="Studies of course/evidence/, or keys of course/references.yml."
    )
    hint: BlockMarkdown | None = Field(default=None, description="Help before answering.")
    explain: BlockMarkdown | None = Field(default=None, description="Shown after answering.")
    neutral: bool = Field(default=False, description="A try without right or wrong, or score.")
    next: ItemId | None = Field(default=None, description="In a case: the question that follows.")
    status: Status = Field(default="live", description="Readers see live items only.")
    reviewed: PlainText | None = Field(
        default=None, description="Who checked it and when; never published."
    )
    notes: PlainText | None = Field(default=None, description="For trainers; never published.")
