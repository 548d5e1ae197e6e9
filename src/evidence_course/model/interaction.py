"""The few ways in which a reader can answer; every question type lowers to one of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

ChooseScoring = Literal["each", "all"]
ArrangeScoring = Literal["position", "neighbours", "all"]


@dataclass(frozen=True)
class Choice:
    """One answer to choose, with what is said about it."""

    key: str
    text: str
    correct: bool
    feedback: str | None = None
    next: str | None = None


@dataclass(frozen=True)
class Choose:
    """Pick one of the choices, or (``multiple``) all that apply."""

    choices: tuple[Choice, ...]
    multiple: bool = False
    scoring: ChooseScoring = "all"
    shuffle: bool = False


@dataclass(frozen=True)
class NearMiss:
    """A number that the usual slip leads to. ``credit`` runs from 0 to 1."""

    value: float
    tolerance: float
    feedback: str
    credit: float = 0.0


@dataclass(frozen=True)
class Number:
    """Enter a number; right when it is within ``tolerance`` of ``answer``."""

    answer: float
    tolerance: float
    unit: str | None = None
    near_misses: tuple[NearMiss, ...] = ()
    otherwise: str | None = None


@dataclass(frozen=True)
class Enter:
    """Enter a word or two; right when it is one of ``accept``."""

    accept: tuple[str, ...]
    case_sensitive: bool = False
    otherwise: str | None = None


@dataclass(frozen=True)
class Arrange:
    """Put the items in order; they are listed in the right one."""

    items: tuple[str, ...]
    scoring: ArrangeScoring = "position"
    otherwise: str | None = None


@dataclass(frozen=True)
class Pair:
    """A left part, the right part that belongs to it, and what is said of a wrong one."""

    left: str
    right: str
    feedback: str | None = None


@dataclass(frozen=True)
class Match:
    """Find the right part of each left part; ``extra_right`` belongs to none."""

    pairs: tuple[Pair, ...]
    extra_right: tuple[str, ...] = ()


@dataclass(frozen=True)
class Write:
    """Write freely, then compare with a model answer and tick the points made."""

    model_answer: str
    checklist: tuple[str, ...] = ()


Interaction = Choose | Number | Enter | Arrange | Match | Write


@dataclass(frozen=True)
class Exercise:
    """One thing to answer: a stem, a way to answer, and what helps before and after."""

    id: str
    type: str
    stem: str
    interaction: Interaction
    hint: str | None = None
    explain: str | None = None
    neutral: bool = False
    confidence: bool = False
    next: str | None = None
    outcome: str = ""


@dataclass(frozen=True)
class Item:
    """A quiz item as it is asked: its exercises in order, below a vignette if it has one."""

    id: str
    exercises: tuple[Exercise, ...]
    vignette: str | None = None
