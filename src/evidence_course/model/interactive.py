"""Pictures to try: what a reader can change in one, and where each setting starts.

A script in ``course/interactives/`` says so itself, as JSON, so that the page's script, the checks
and the lesson's line all go by the same words.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Literal, TypeVar

from pydantic import Field, model_validator

from evidence_course.model.record import PlainText, Record, Slug, cannot_be_marked
from evidence_course.spelling import did_you_mean

State = int | str | list[int]
MINUS = "\N{MINUS SIGN}"
_NAMED = re.compile(r"[a-z]")
_DECIMAL = re.compile(r"-?[0-9,]+\.[0-9]+")
_WHOLE = re.compile(r"-?[0-9]{1,3}(?:,[0-9]{3})+|-?[0-9]+")


class StartFault(ValueError):
    """A start value that does not fit; the text is the sentence that an author reads."""


class _Input(Record):
    when: dict[Slug, Slug] = Field(default={}, description="Seen only while choices are these.")


class _Scale(_Input):
    label: PlainText = Field(description="What is changed, in a word or two.")
    min: int = Field(default=0, description="The least that it can be.")
    max: int = Field(description="The most that it can be.")

    def _within(self, text: str, step: int = 1) -> int:
        plain = text.strip().replace(MINUS, "-").removeprefix("about ")
        if not _WHOLE.fullmatch(plain):
            hint = ": round it, as with '| whole'" if _DECIMAL.fullmatch(plain) else ""
            raise StartFault(f"'{text}' is not a whole number{hint}")
        number = int(plain.replace(",", ""))
        if not self.min <= number <= self.max:
            raise StartFault(f"{number} does not lie between {self.min} and {self.max}")
        if (number - self.min) % step:
            raise StartFault(f"{number} cannot be reached in steps of {step} from {self.min}")
        return number


class Number(_Scale):
    """A slider with a box for the number and two buttons."""

    type: Literal["number"] = Field(description="The kind of setting.")
    start: int = Field(description="Where it begins, if a lesson says nothing else.")
    step: int = Field(default=1, ge=1, description="How far one press of a button goes.")
    unit: str = Field(default="", description="Shown behind the number.", examples=["in 100"])

    @model_validator(mode="after")
    def _reaches(self) -> Number:
        return _sound(self)

    def read(self, text: str) -> int:
        """:raises StartFault: if the text is not a number that the slider can be put at."""
        return self._within(text, self.step)


class Choice(_Input):
    """One of a few words."""

    type: Literal["choice"] = Field(description="The kind of setting.")
    label: PlainText = Field(description="What is chosen, in a word or two.")
    choices: dict[Slug, PlainText] = Field(
        min_length=2, description="What a reader sees, by a name that lessons and scripts use."
    )
    start: Slug = Field(description="The choice that it begins with.")

    @model_validator(mode="after")
    def _reaches(self) -> Choice:
        return _sound(self)

    def read(self, text: str) -> str:
        """:raises StartFault: if the text is no choice."""
        if text not in self.choices:
            raise StartFault(f"'{text}' is no choice{did_you_mean(text, self.choices)}")
        return text


class Steps(_Scale):
    """A count that buttons add to; a button of 0 begins again, with other chances."""

    type: Literal["steps"] = Field(description="The kind of setting.")
    start: int = Field(description="The count that it begins with.")
    buttons: dict[PlainText, Annotated[int, Field(ge=0)]] = Field(
        min_length=1,
        description="What each button says, and how much it adds.",
        examples=[{"10 more": 10}],
    )

    @model_validator(mode="after")
    def _reaches(self) -> Steps:
        return _sound(self)

    def read(self, text: str) -> int:
        """:raises StartFault: if the text is not a count that the buttons can come to."""
        return self._within(text)


class Places(_Scale):
    """A list of whole numbers, one for each of so many things."""

    type: Literal["places"] = Field(description="The kind of setting.")
    item: PlainText = Field(description="What each number is of.")
    place: PlainText = Field(description="What a number says of it.")
    start: list[int] = Field(
        min_length=2, max_length=40, description="The numbers that it begins with."
    )

    @model_validator(mode="after")
    def _reaches(self) -> Places:
        return _sound(self)

    def read(self, text: str) -> list[int]:
        """:raises StartFault: if the text is not as many numbers as there are things."""
        found = [self._within(word) for word in text.split()]
        if len(found) != len(self.start):
            needed = len(self.start)
            raise StartFault(f"'{text}' holds {len(found)} of the {needed} numbers it takes")
        return found


class Seed(_Input):
    """Where made-up chances begin; only a link and the button that begins again change it."""

    type: Literal["seed"] = Field(description="The kind of setting.")
    start: int = Field(default=1, ge=1, le=9999, description="The seed that it begins with.")

    def read(self, text: str) -> int:
        """:raises StartFault: if the text is not a whole number from 1 to 9999."""
        return _Scale(label="seed", min=1, max=9999)._within(text)


T = TypeVar("T", Number, Choice, Steps, Places)
Setting = Number | Choice | Steps | Places | Seed
Input = Annotated[Setting, Field(discriminator="type")]


def _sound(setting: T) -> T:
    """A setting whose own start value fits it.

    Raises what a fault of the record raises.
    """
    start = setting.start
    try:
        setting.read(" ".join(map(str, start)) if isinstance(start, list) else str(start))
    except StartFault as fault:
        raise cannot_be_marked(f"'start': {fault}", "start") from None
    return setting


@dataclass(frozen=True)
class Interactive:
    """One picture to try: its script, and what can be changed in it."""

    name: str
    path: str
    script: str
    inputs: dict[str, Setting]

    def start(
        self, name: str, written: str, figure: Callable[[str], str], result: Callable[[str], str]
    ) -> State:
        """Where a lesson's line has a setting begin.

        ``written`` is the value itself, a figure of the register as in the role ``value`` (said by
        ``figure``), or the name of a result of the module's notebook (told by ``result``).
        Raises StartFault if it does not fit, and what the two functions raise.
        """
        setting = self.inputs[name]
        if not isinstance(setting, Choice) and _NAMED.match(written):
            written = figure(written) if "." in written.split("|")[0] else result(written)
        return setting.read(written)
