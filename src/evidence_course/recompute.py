"""Every published effect of the register beside the one that its own figures give. Pure."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from evidence_course import stats
from evidence_course.model.course import Course
from evidence_course.model.evidence import (
    Arm,
    Outcome,
    Pooled,
    Published,
    Recompute,
    Review,
    Study,
)
from evidence_course.model.record import Location
from evidence_course.redo import Redone, half_a_unit, places, pool, redo
from evidence_course.values import CLUSTERED, RATIOS, ValueFault
from evidence_course.wording import filled

Verdict = Literal[
    "agrees",
    "within its allowance",
    "source contradicts itself",
    "cannot be redone",
    "disagrees",
]
VERDICTS: tuple[Verdict, ...] = (
    "agrees",
    "within its allowance",
    "source contradicts itself",
    "cannot be redone",
    "disagrees",
)

_NOISE = 1e-9
_WEIGHT = 0.0051
"""How far a weight that is printed to two decimals may lie from ours, in percent."""
_OFF_CENTRE = 0.05
_OFF_END = 0.1
"""Shares of an interval's width: how far its middle may lie from the estimate, and one of its
ends from ours, as methods for intervals differ a little."""


@dataclass(frozen=True)
class Row:
    """One published effect, what its figures give, and the verdict.

    ``part`` is empty for an outcome's own effect, else ``also 1`` or the name of a study in a
    review; ``where`` is the effect's place in the record's file. ``difference`` is recomputed
    less published, in the unit of the measure.
    """

    record: str
    outcome: str
    part: str
    name: str
    where: Location
    effect: Published
    redone: Redone | None
    published: str
    recomputed: str
    difference: float | None
    verdict: Verdict
    reason: str
    contradiction: str | None = None
    allowance: float | None = None
    p_implied: float | None = None

    @property
    def key(self) -> str:
        """``record.outcome``, and its part."""
        return f"{self.record}.{self.outcome}" + (f" ({self.part})" if self.part else "")


@dataclass(frozen=True)
class _Case:
    """What one effect is judged by."""

    record: str
    outcome: str
    part: str
    name: str
    where: Location
    effect: Published
    note: Recompute | None
    redone: Redone | None
    compare_ends: bool


def table(course: Course) -> list[Row]:
    """Every effect of every study and review of the course, in the order of their ids."""
    return [
        row
        for name in sorted(course.evidence)
        if isinstance(record := course.evidence[name].record, Study | Review)
        for row in rows(record)
    ]


def rows(record: Study | Review) -> list[Row]:
    """Every effect of one study or review."""
    found: list[Row] = []
    outcomes: list[Outcome | Pooled] = [*record.outcomes]
    for index, outcome in enumerate(outcomes):
        where = ("outcomes", index)
        if isinstance(outcome, Pooled):
            found += list(_of_pooled(record, outcome, where))
        else:
            clustered = isinstance(record, Study) and record.design in CLUSTERED
            found += list(_of_outcome(record, outcome, where, clustered=clustered))
    return [_in_words(row, record) for row in found]


def _in_words(row: Row, record: Study | Review) -> Row:
    """A row whose texts hold words in place of roles; a role that names nothing stays, as the
    checks of roles tell of it."""
    texts = {"reason": row.reason, "contradiction": row.contradiction}
    try:
        return replace(row, **filled(texts, {record.id: record}))
    except ValueFault:
        return row


def _of_outcome(
    record: Study | Review, outcome: Outcome | Pooled, where: Location, *, clustered: bool
) -> Iterator[Row]:
    exact = getattr(outcome, "counts_are", None) != "approximate"

    def case(part: str, place: Location, effect: Published, note: Recompute | None) -> _Case:
        redone = redo(effect, outcome.arms, outcome.better, exact=exact)
        names = (record.id, outcome.id, part, outcome.name)
        return _Case(*names, (*where, *place), effect, note, redone, not clustered)

    first = case("", ("published",), outcome.published, outcome.recompute)
    if outcome.published.measure == "percentages":
        yield _percentages(first, outcome.arms if exact else [])
    else:
        yield _row(first)
    for index, also in enumerate(outcome.also):
        place = ("also", index, "published")
        yield _row(case(f"also {index + 1}", place, also.published, also.recompute))


def _of_pooled(record: Study | Review, outcome: Pooled, where: Location) -> Iterator[Row]:
    found = pool(outcome)
    if found is None:
        yield from _of_outcome(record, outcome, where, clustered=True)
    else:
        names = (record.id, outcome.id, "", outcome.name)
        place = (*where, "published")
        effect = outcome.published
        yield _row(_Case(*names, place, effect, outcome.recompute, found[0], compare_ends=True))
    for index, study in enumerate(outcome.studies):
        if study.published is not None:
            weight = found[1][index] if found else None
            place = (*where, "studies", index, "published")
            redone = redo(study.published, study.arms, outcome.better)
            names = (record.id, outcome.id, study.study, f"{outcome.name}: {study.study}")
            case = _Case(*names, place, study.published, study.recompute, redone, True)
            yield _weighed(_row(case), study.weight, weight)


def _weighed(row: Row, printed: float | None, ours: float | None) -> Row:
    """The row of a study in a review, which disagrees too where its weight does."""
    if printed is None or ours is None or abs(printed - ours) <= _WEIGHT:
        return row
    said = f"Its weight is printed as {printed:g}%, and its figures give {ours:.2f}%."
    return replace(row, verdict="disagrees", reason=said)


# One effect


def _row(case: _Case) -> Row:
    effect, redone, note = case.effect, case.redone, case.note
    difference = None
    if effect.estimate is not None and redone is not None:
        difference = round(redone.value - effect.estimate, 9)
    verdict, reason = _noted(note, *_judge(case))
    return Row(
        case.record,
        case.outcome,
        case.part,
        case.name,
        case.where,
        effect,
        redone,
        published_text(effect),
        "" if redone is None else recomputed_text(redone, effect),
        difference,
        verdict,
        reason,
        note.contradiction if note else None,
        note.allowance if note else None,
        _p_implied(effect),
    )


def _noted(note: Recompute | None, verdict: Verdict, reason: str) -> tuple[Verdict, str]:
    """A verdict and its reason after the author's note has been heard."""
    if note is None or verdict == "disagrees":
        return verdict, reason
    return "source contradicts itself" if note.contradiction else verdict, note.reason


def _judge(case: _Case) -> tuple[Verdict, str]:
    effect, redone = case.effect, case.redone
    off_centre = _off_centre(effect)
    if off_centre and not (case.note and case.note.contradiction):
        return "disagrees", off_centre
    if redone is None:
        return "cannot be redone", _why_not(effect)
    if effect.estimate is None:
        return "cannot be redone", "No such figure was read; ours is shown."
    off_end = _off_end(case, redone)
    if off_end and not (case.note and case.note.contradiction):
        return "disagrees", off_end
    return _held(effect.estimate, redone, case)


def _held(estimate: float, redone: Redone, case: _Case) -> tuple[Verdict, str]:
    """The verdict on an estimate: by rounding first, then by its allowance."""
    half = half_a_unit(*_printed(case.effect))
    if redone.least - half - _NOISE <= estimate <= redone.most + half + _NOISE:
        return "agrees", f"Redone from {redone.basis}."
    gap = abs(redone.value - estimate)
    allowance = case.note.allowance if case.note else None
    if allowance is not None and gap <= allowance + _NOISE:
        return "within its allowance", f"Redone from {redone.basis}."
    ours = recomputed_text(redone, case.effect)
    allowed = "" if allowance is None else f", and {allowance:g} either way is allowed"
    return "disagrees", f"Its own {redone.basis} give {ours}{allowed}."


def _printed(effect: Published) -> list[float]:
    """The numbers that show to how many places an effect is printed."""
    return [number for number in (effect.estimate, *(effect.ci or ())) if number is not None]


def _why_not(effect: Published) -> str:
    if effect.measure == "direction only":
        return "Only the direction was read."
    if effect.measure in ("percentages", "means"):
        return "Printed for each group, without the counts or spreads to redo them."
    start = "What each group gives was not read"
    if effect.estimate is not None and effect.ci is not None:
        return f"{start}. The printed interval is centred on the estimate, as it should be."
    return f"{start}."


def _scale(effect: Published, *numbers: float) -> list[float]:
    """Numbers on the scale on which an interval is symmetric."""
    return [math.log(number) for number in numbers] if effect.measure in RATIOS else [*numbers]


def _off_centre(effect: Published) -> str | None:
    """What to say where the printed interval does not lie round the printed estimate.

    Each of the three numbers may have been up to half a unit less or more before it was rounded,
    and the middle of the interval with its ends.
    """
    if effect.estimate is None or effect.ci is None:
        return None
    numbers = (effect.estimate, *effect.ci)
    if effect.measure in RATIOS and min(numbers) <= 0:
        return "A ratio and its interval lie above 0."
    half = half_a_unit(*numbers)
    _, low, high = _scale(effect, *numbers)
    middle, spare = (low + high) / 2, _OFF_CENTRE * (high - low) + _NOISE
    least, *least_ends = _scale(effect, *(number - half for number in numbers))
    most, *most_ends = _scale(effect, *(number + half for number in numbers))
    if least - spare <= sum(most_ends) / 2 and sum(least_ends) / 2 <= most + spare:
        return None
    shown = math.exp(middle) if effect.measure in RATIOS else middle
    return f"The printed interval is centred on {shown:.3g}, not on the estimate."


def _off_end(case: _Case, redone: Redone) -> str | None:
    """What to say where the printed interval is not the one that the figures give."""
    effect = case.effect
    if not case.compare_ends or effect.adjusted or effect.ci is None:
        return None
    if redone.low is None or redone.high is None:
        return None
    spare = half_a_unit(*_printed(effect)) + _OFF_END * (redone.high - redone.low)
    ends = zip(sorted(effect.ci), (redone.low, redone.high), strict=True)
    if all(abs(printed - ours) <= spare + _NOISE for printed, ours in ends):
        return None
    return f"Its own {redone.basis} give {recomputed_text(redone, effect)}."


def _p_implied(effect: Published) -> float | None:
    """The p value that the printed interval implies."""
    if effect.estimate is None or effect.ci is None:
        return None
    level, ratio = (effect.ci_level or 95) / 100, effect.measure in RATIOS
    low, high = effect.ci
    try:
        return stats.p_from_interval(effect.estimate, low, high, level=level, ratio=ratio)
    except ValueError:
        return None


# Percentages: each arm's own


def _percentages(case: _Case, arms: list[Arm]) -> Row:
    """Whether the percentages that are printed are those of the counts."""
    counted = [arm for arm in arms if arm.events is not None and arm.n and arm.percent is not None]
    if len(counted) < 2:
        return _row(case)
    gaps = [100 * (arm.events or 0) / (arm.n or 1) - (arm.percent or 0) for arm in counted]
    halves = [half_a_unit(arm.percent or 0) for arm in counted]
    worst = max(gaps, key=abs)
    fits = all(abs(gap) <= half + _NOISE for gap, half in zip(gaps, halves, strict=True))
    recomputed = " v ".join(f"{100 * (arm.events or 0) / (arm.n or 1):.1f}%" for arm in counted)
    allowance = case.note.allowance if case.note else None
    verdict: Verdict = "agrees" if fits else "disagrees"
    if not fits and allowance is not None and abs(worst) <= allowance + _NOISE:
        verdict = "within its allowance"
    printed = " v ".join(f"{arm.percent:g}%" for arm in counted)
    reason = "Redone from counts." if verdict != "disagrees" else f"Its counts give {recomputed}."
    verdict, reason = _noted(case.note, verdict, reason)
    return replace(
        _row(case),
        published=printed,
        recomputed=recomputed,
        difference=worst,
        verdict=verdict,
        reason=reason,
    )


# In words


def published_text(effect: Published) -> str:
    """An effect as its source prints it, in one line."""
    if effect.estimate is None:
        return effect.as_printed or "not read"
    decimals = places(*_printed(effect))
    return _with_ends(effect.estimate, effect.ci, decimals, effect.unit)


def recomputed_text(redone: Redone, effect: Published) -> str:
    """The recomputed effect to one place more than the published one."""
    decimals = min(places(*_printed(effect)) + 1, 4) if _printed(effect) else 2
    if effect.estimate is not None and redone.value == int(redone.value) and decimals == 1:
        decimals = 0
    ends = None if redone.low is None or redone.high is None else [redone.low, redone.high]
    return _with_ends(redone.value, ends, decimals, effect.unit)


def _with_ends(value: float, ends: list[float] | None, decimals: int, unit: str | None) -> str:
    after = f" {unit}" if unit and unit != "share" else ""
    text = f"{_number(value, decimals)}{after}"
    if not ends:
        return text
    return f"{text} ({_number(ends[0], decimals)} to {_number(ends[1], decimals)})"


def _number(value: float, decimals: int) -> str:
    text = f"{value:.{decimals}f}"
    return text.removeprefix("-") if float(text) == 0 else text


__all__ = [
    "Row",
    "VERDICTS",
    "Verdict",
    "published_text",
    "recomputed_text",
    "rows",
    "table",
]
