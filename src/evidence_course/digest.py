"""A digest of a record's figures: it changes with any of them, and with nothing else. Pure."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from typing import Any

from evidence_course.model.evidence import Review, Study

PROSE = frozenset(
    {"name", "label", "as_printed", "said", "reason", "contradiction", "counts", "note"}
)
"""Fields of an outcome that hold words."""

SORTING = frozenset({"primary", "about_people"})
"""Fields of an outcome that sort it, and say nothing of what was counted."""


def digest(record: Study | Review) -> str:
    """The digest of the figures of a study or review, as 64 hexadecimal digits.

    What counts is every number of its outcomes and of ``figures``, with the words that say what
    it is: measure, unit, type, direction, the name of the outcome's id. The order of fields and
    of outcomes does not count, nor whether a number is written 5 or 5.0.
    """
    outcomes = {outcome.id: _plain(outcome.model_dump(mode="json")) for outcome in record.outcomes}
    figures = {name: _plain(value) for name, value in record.figures.items()}  # an author's names
    whole = {"kind": record.kind, "figures": figures, "outcomes": outcomes}
    text = json.dumps(whole, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def has_figures(record: Study | Review) -> bool:
    """Whether a record holds a number that could be compared with its source."""
    effects = [
        effect
        for outcome in record.outcomes
        for effect in (outcome.published, *(also.published for also in outcome.also))
    ]
    studies = any(getattr(outcome, "studies", []) for outcome in record.outcomes)
    printed = any(effect.estimate is not None or effect.p is not None for effect in effects)
    arms = any(outcome.arms for outcome in record.outcomes)
    return bool(record.figures or studies or printed or arms)


def _plain(value: Any) -> Any:
    """A value without words, blanks and the ways in which a number can be written."""
    if isinstance(value, dict):
        kept = {key: _plain(inner) for key, inner in value.items() if key not in PROSE | SORTING}
        return {key: inner for key, inner in kept.items() if not _is_blank(inner)}
    if isinstance(value, list):
        return _ordered(_plain(each) for each in value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return value
    return repr(float(value) + 0.0)  # -0.0 is 0.0


def _is_blank(value: Any) -> bool:
    return value is None or value is False or value in ([], {})


def _ordered(values: Iterable[Any]) -> list[Any]:
    """A list as it stands, for the order of arms and of an interval's ends counts; studies of a
    review by their names."""
    found = list(values)
    named = all(isinstance(each, dict) and "study" in each for each in found)
    return sorted(found, key=lambda each: json.dumps(each, sort_keys=True)) if named else found
