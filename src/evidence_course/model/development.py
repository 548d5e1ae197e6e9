"""`course/record.yml`: what a regulator asks of a record of professional development."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator

from evidence_course.model.record import (
    Day,
    InlineMarkdown,
    Key,
    PlainText,
    Record,
    SourceKey,
    WebAddress,
    cannot_be_marked,
)


class DevelopmentField(Record):
    """One thing that the form asks."""

    id: Key = Field(
        description="For ever: what a reader wrote is kept under it.", examples=["learned"]
    )
    label: PlainText = Field(description="The field's name, as the regulator's form has it.")
    hint: InlineMarkdown = Field(description="What to write there, in one or two sentences.")
    kind: Literal["line", "text", "date"] = Field(
        default="text", description="One line, several, or a day."
    )
    words: int | None = Field(
        default=None, gt=0, description="About how many words are enough; a hint, not a limit."
    )
    prefill: PlainText | None = Field(
        default=None,
        description="What a module fills in; {course}, {module}, {minutes} and {outcomes} stand "
        "for its facts.",
    )
    peer: bool = Field(
        default=False, description="A piece whose field is filled in counts as discussed."
    )
    plain: PlainText | None = Field(
        default=None, description="The field's name in the plain version; without, it is left out."
    )


class StandardPart(Record):
    """A part of the standard that a piece may show."""

    id: PlainText = Field(description="Its number.", examples=["4.3"])
    text: InlineMarkdown = Field(description="What it asks, in short.")


class Standard(Record):
    """The regulator's standard for professional development."""

    name: PlainText = Field(description="Its name.", examples=["Standard 4"])
    parts: list[StandardPart] = Field(min_length=1, description="Its parts, in order.")
    note: InlineMarkdown | None = Field(
        default=None, description="Which parts this course has most to do with."
    )


class Elsewhere(Record):
    """Another nation, for which there is the plain version."""

    nation: PlainText = Field(description="Where.", examples=["Scotland"])
    regulator: PlainText = Field(description="Who keeps the register there.")
    note: InlineMarkdown = Field(description="What is known of its rule, and where to check it.")
    url: WebAddress = Field(description="The regulator's own page.")


class Development(Record):
    """The rule, the form, and where both were read."""

    schema_version: Literal[1] = Field(alias="schema", description="The version of this format.")
    nation: PlainText = Field(description="Where the rule holds.", examples=["England"])
    regulator: PlainText = Field(description="Whose rule it is.", examples=["Social Work England"])
    profession: PlainText = Field(
        description="Whom it registers, in the plural.", examples=["social workers"]
    )
    pieces: int = Field(ge=1, le=20, description="How many different pieces it asks for a year.")
    with_peer: int = Field(ge=0, le=20, description="How many of them discussed with a peer.")
    deadline: PlainText = Field(description="By which day.", examples=["30 November"])
    rule: list[InlineMarkdown] = Field(
        min_length=1, description="The rule in plain sentences, each with its source."
    )
    fields: list[DevelopmentField] = Field(min_length=1, description="The form, in its order.")
    standard: Standard | None = Field(default=None, description="The standard it shows.")
    elsewhere: list[Elsewhere] = Field(
        default=[], description="Other nations, whose fields differ."
    )
    sources: list[SourceKey] = Field(
        min_length=1, description="Where it was read: keys of course/references.yml."
    )
    checked: Day = Field(description="The day on which it was last compared with them.")
    review_by: Day = Field(description="The day after which it must be compared again.")

    @model_validator(mode="after")
    def _can_be_kept(self) -> Self:
        seen: set[str] = set()
        for index, each in enumerate(self.fields):
            if each.id in seen:
                sentence = f"the field '{each.id}' is there already: give this one another id"
                raise cannot_be_marked(sentence, "fields", index, "id")
            seen.add(each.id)
        return self
