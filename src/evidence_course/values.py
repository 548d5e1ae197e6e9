"""Figures of the register by name: ``STUDY.OUTCOME.FIGURE``, such as
``fgc_preproceedings_2024.looked-after.percent-1``, or ``STUDY.NAME`` for a number that belongs to
the study as a whole.

A record is plain data (what a YAML or JSON file holds) or a model that can be dumped to it. Pure,
standard library only, so that a page, a quiz, a notebook and a browser's Python read the same
figure in the same way.

Figures of an outcome; arms are counted from 1, and the programme's comes first:

* as the source prints them: ``n-1 events-1 percent-1 mean-1 sd-1 se-1 exposure-1 clusters-1``, and
  so on for each arm; ``estimate low high range level p``; ``also-1-estimate`` and so on for other
  effects that it prints of the same comparison;
* worked out from the arms, first against second: ``difference`` (in 100, or in the unit of the
  score), ``relative`` (the difference as so many in 100 of the second arm), ``ratio``,
  ``odds-ratio``, ``smd``, and their recomputed ``-low -high -range`` where counts, or means with
  spreads, allow. ``difference-1-3`` is arm 1 against arm 3, ``relative-2-1`` arm 2 against arm 1.
  ``rate-1`` is events a year of exposure;
* worked out from the published effect: ``change`` (a ratio as so many in 100 more or, below 0,
  fewer), ``estimate-in-100`` (a ratio as so many for every 100, a share as so many in 100), both
  with ``low``, ``high`` and ``range`` in like manner; ``p-implied`` by the interval.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import permutations
from typing import Any

from evidence_course import stats
from evidence_course.spelling import did_you_mean, near

Data = Mapping[str, Any]
Figures = dict[str, "Value"]

RATIOS = frozenset({"risk ratio", "odds ratio", "hazard ratio", "rate ratio"})
COUNTING_RATIOS = frozenset({"risk ratio", "rate ratio"})
"""Ratios that say how many there were for every 100 of the comparison; odds and hazards do not."""

CLUSTERED = frozenset({"cluster randomised trial", "stepped-wedge trial"})
NOT_THE_STUDYS = frozenset({"not unique", "approximate"})
"""What ``counts_are`` says of counts that may not be printed as the study's own."""

_DIGITS = 9
"""Decimals that are kept: what lies beyond is the noise of binary fractions."""


class ValueFault(ValueError):
    """A reference or a format that names nothing; the text is the sentence that an author reads."""


@dataclass(frozen=True)
class Reference:
    """Where a figure stands; ``outcome`` is None for a number of the study as a whole."""

    study: str
    outcome: str | None
    figure: str

    def __str__(self) -> str:
        return ".".join(part for part in (self.study, self.outcome, self.figure) if part)


@dataclass(frozen=True)
class Value:
    """One number, or the two ends of a range.

    ``in_100`` says that it counts in every 100, ``is_change`` that it lies above or below 0 as
    there is more or less of something, ``computed`` that no source prints it.
    """

    ends: tuple[float, ...]
    in_100: bool = False
    is_change: bool = False
    computed: bool = False

    @property
    def is_range(self) -> bool:
        return len(self.ends) == 2

    @property
    def number(self) -> float:
        """The number; a whole one as an int.

        :raises ValueFault: if this is a range.
        """
        if self.is_range:
            raise ValueFault("a range is two numbers: name one end, by -low or -high")
        return tidy(self.ends[0])


def tidy(number: float) -> float:
    """A number without the noise of binary fractions; a whole one as an int."""
    rounded = round(number, _DIGITS)
    return int(rounded) if float(rounded).is_integer() else rounded


def as_data(record: Any) -> Data:
    """A record as plain data, whether it comes as a mapping or as a model."""
    if isinstance(record, Mapping):
        return record
    dumped: Data = record.model_dump(mode="json")
    return dumped


def studies(files: Mapping[str, Any], names: Iterable[str] = ()) -> dict[str, Data | None]:
    """The studies and reviews among the register's files as plain data, by id.

    ``names`` are those of all files: where one could not be read, its record is None.
    """
    unread: dict[str, Data | None] = {name: None for name in names if name not in files}
    kinds = ("study", "review")
    found = {name: file.record for name, file in files.items() if file.record.kind in kinds}
    return unread | {name: as_data(record) for name, record in found.items()}


def parse(text: str) -> Reference:
    """The reference that a text spells.

    :raises ValueFault: if it has not two or three parts.
    """
    parts = text.strip().split(".")
    if len(parts) not in (2, 3) or not all(parts) or any(" " in part for part in parts):
        raise ValueFault(
            f"'{text.strip()}' is no reference: write STUDY.OUTCOME.FIGURE, such as "
            "smith_2024.in-school.percent-1"
        )
    return Reference(parts[0], parts[1] if len(parts) == 3 else None, parts[-1])


def find(text: str, records: Mapping[str, Any]) -> Value:
    """The figure that a reference names among some records.

    :raises ValueFault: that says which of its parts is wrong, and what was probably meant.
    """
    reference = parse(text)
    if reference.study not in records:
        add = f": write course/evidence/{reference.study}.yml, or use one that is there"
        tail = near(reference.study, records) or add
        raise ValueFault(f"the register has no study '{reference.study}'{tail}")
    record = records[reference.study]
    if record is None:
        raise ValueFault(f"course/evidence/{reference.study}.yml has a fault: mend that first")
    return find_in(reference, as_data(record))


def find_in(reference: Reference, record: Data) -> Value:
    """The figure that a reference names in its record.

    :raises ValueFault: as ``find`` does.
    """
    if reference.outcome is None:
        return _of_study(reference, record)
    outcome = _outcome(reference.study, reference.outcome, record)
    known = outcome_figures(outcome, clustered=is_clustered(record))
    if reference.figure in known:
        return known[reference.figure]
    place = f"'{reference.study}.{reference.outcome}'"
    if _is_figure(reference.figure):
        raise ValueFault(
            f"{place} has no '{reference.figure}': its record lacks what that needs. "
            f"It has {_some(known)}"
        )
    raise ValueFault(
        f"{place} has no figure '{reference.figure}'"
        f"{near(reference.figure, known) or ': it has ' + _some(known)}"
    )


def _some(known: Figures) -> str:
    """The names of figures without the ends of the worked-out ones."""
    names = [
        name
        for name, value in known.items()
        if not (value.computed and (name.endswith(_ENDS) or OF_ARMS.search(name)))
    ]
    return ", ".join(names) or "no figures at all"


def _of_study(reference: Reference, record: Data) -> Value:
    figures = study_figures(record)
    if reference.figure in figures:
        return figures[reference.figure]
    outcomes = {each["id"] for each in record.get("outcomes") or []}
    if reference.figure in outcomes:
        raise ValueFault(f"'{reference}' is an outcome: name one of its figures, by a further '.'")
    raise ValueFault(
        f"study '{reference.study}' has no figure and no outcome '{reference.figure}'"
        f"{did_you_mean(reference.figure, {*figures, *outcomes})}"
    )


def _outcome(study: str, identifier: str, record: Data) -> Data:
    outcomes: dict[str, Data] = {each["id"]: each for each in record.get("outcomes") or []}
    if identifier not in outcomes:
        raise ValueFault(
            f"study '{study}' has no outcome '{identifier}'{did_you_mean(identifier, outcomes)}"
        )
    return outcomes[identifier]


def is_clustered(record: Data) -> bool:
    """Whether groups of people were allocated: an interval that takes each person as independent
    would be too narrow."""
    return record.get("design") in CLUSTERED


def study_figures(record: Data) -> Figures:
    """The numbers of a study as a whole, by name; with ``percent`` in it, one counts in 100."""
    return {
        name: Value((number,), in_100="percent" in name.split("-"))
        for name, number in (record.get("figures") or {}).items()
    }


def all_figures(record: Data) -> Iterator[tuple[str, Value]]:
    """Every figure of a study or review with the reference that names it."""
    study = record["id"]
    for name, value in study_figures(record).items():
        yield f"{study}.{name}", value
    for outcome in record.get("outcomes") or []:
        for name, value in outcome_figures(outcome, clustered=is_clustered(record)).items():
            yield f"{study}.{outcome['id']}.{name}", value


def outcome_figures(outcome: Data, *, clustered: bool = False) -> Figures:
    """Every figure of an outcome by name. ``clustered`` leaves out recomputed intervals."""
    doubtful = outcome.get("counts_are") in NOT_THE_STUDYS
    arms = [_without_events(arm) if doubtful else arm for arm in outcome.get("arms") or []]
    is_rate = outcome.get("type") == "rate"
    found: Figures = {}
    for number, arm in enumerate(arms, 1):
        found |= _arm(number, arm, is_rate=is_rate)
    found |= _effect(outcome.get("published") or {}, "")
    for number, effect in enumerate(outcome.get("also") or [], 1):
        found |= _effect(effect["published"], f"also-{number}-")
    level = (outcome.get("published") or {}).get("ci_level") or 95
    clustered = clustered or any(arm.get("clusters") for arm in arms)
    for one, two in permutations(range(len(arms)), 2):
        pair = _Pair(arms[one], arms[two], level / 100, is_rate, clustered)
        compared = pair.figures()
        if (one, two) == (0, 1):
            found |= compared
        found |= {_with_arms(name, one, two): value for name, value in compared.items()}
    if outcome.get("studies"):
        found["studies"] = Value((len(outcome["studies"]),))
    return found


def _without_events(arm: Data) -> Data:
    return {name: value for name, value in arm.items() if name not in ("events", "n")}


def _with_arms(name: str, one: int, two: int) -> str:
    base, end = name, ""
    for ending in _ENDS:
        if name.endswith(ending):
            base, end = name.removesuffix(ending), ending
    return f"{base}-{one + 1}-{two + 1}{end}"


# What one arm gives

_ARM = ("n", "events", "percent", "mean", "sd", "se", "exposure", "clusters")
_EFFECT = ("estimate", "low", "high", "range", "level", "p", "p-implied", "change")
_COMPARED = ("difference", "relative", "ratio", "odds-ratio", "smd")
_ENDS = ("-low", "-high", "-range")
OF_ARMS = re.compile(r"-\d-\d(-low|-high|-range)?$")
"""A figure that says which arms it compares."""


def _is_figure(name: str) -> bool:
    """Whether some outcome could have a figure of this name."""
    base = name
    for ending in (*_ENDS, "-in-100"):
        base = base.removesuffix(ending)
    stem, _, last = base.rpartition("-")
    if last.isdigit() and (stem in (*_ARM, "rate") or stem.rpartition("-")[0] in _COMPARED):
        return True
    words = base.split("-", 2)
    return (words[-1] if words[0] == "also" else base) in (*_EFFECT, *_COMPARED, "studies")


def _arm(number: int, arm: Data, *, is_rate: bool) -> Figures:
    found = {
        f"{name}-{number}": Value((arm[name],), in_100=name == "percent")
        for name in _ARM
        if arm.get(name) is not None
    }
    percent = _percent(arm)
    if not is_rate and percent is not None and f"percent-{number}" not in found:
        found[f"percent-{number}"] = Value((percent,), in_100=True, computed=True)
    rate = _rate(arm)
    if rate is not None:
        found[f"rate-{number}"] = Value((rate,), computed=True)
    return found


def _percent(arm: Data) -> float | None:
    """The share in 100 as the source prints it, else from its counts."""
    if arm.get("percent") is not None:
        return float(arm["percent"])
    if arm.get("events") is None or not arm.get("n"):
        return None
    return 100 * float(arm["events"]) / float(arm["n"])


def _rate(arm: Data) -> float | None:
    if arm.get("events") is None or not arm.get("exposure"):
        return None
    return float(arm["events"]) / float(arm["exposure"])


def _spread(arm: Data) -> float | None:
    """The standard deviation, from the standard error where only that was printed."""
    if arm.get("sd") is not None:
        return float(arm["sd"])
    if arm.get("se") is None or not arm.get("n"):
        return None
    return float(arm["se"]) * math.sqrt(arm["n"])


# What an effect as it was published gives


def _effect(published: Data, prefix: str) -> Figures:
    measure, unit = published.get("measure"), published.get("unit")
    in_100 = unit == "points" or (measure == "risk difference" and unit != "share")
    as_printed = Value((0,), in_100, is_change=measure not in RATIOS)
    found = _ends("", published, lambda number: number, as_printed)
    if measure in RATIOS:
        change = Value((0,), in_100=True, is_change=True, computed=True)
        found |= _ends("change", published, lambda ratio: 100 * (ratio - 1), change)
    if unit == "share":
        points = Value((0,), in_100=True, is_change=True, computed=True)
        found |= _in_100(published, points)
    if measure in COUNTING_RATIOS:
        of_100 = Value((0,), in_100=True, computed=True)
        found |= _in_100(published, of_100)
    for name, key in (("level", "ci_level"), ("p", "p")):
        if isinstance(published.get(key), int | float):
            found[name] = Value((published[key],))
    found |= _implied(published)
    return {prefix + name: value for name, value in found.items()}


def _in_100(published: Data, like: Value) -> Figures:
    whole = _ends("", published, lambda number: 100 * number, like)
    return {f"{name}-in-100": value for name, value in whole.items()}


def _ends(name: str, published: Data, sum_of: Callable[[float], float], like: Value) -> Figures:
    """The estimate, its two ends and its range, each put through a sum; ``like`` is their kind."""
    start = f"{name}-" if name else ""
    found: Figures = {}
    if published.get("estimate") is not None:
        found[name or "estimate"] = replace(like, ends=(sum_of(published["estimate"]),))
    if published.get("ci"):
        low, high = (sum_of(end) for end in published["ci"])
        found[f"{start}low"] = replace(like, ends=(low,))
        found[f"{start}high"] = replace(like, ends=(high,))
        found[f"{start}range"] = replace(like, ends=(low, high))
    return found


def _implied(published: Data) -> Figures:
    estimate, ci = published.get("estimate"), published.get("ci")
    if estimate is None or not ci:
        return {}
    level = (published.get("ci_level") or 95) / 100
    is_ratio = published.get("measure") in RATIOS
    try:
        p = stats.p_from_interval(estimate, ci[0], ci[1], level, ratio=is_ratio)
    except ValueError:  # an interval that no such sum gives; the record's own checks say so
        return {}
    return {"p-implied": Value((p,), computed=True)}


# What two arms give


@dataclass(frozen=True)
class _Pair:
    """Two arms of an outcome, first against second."""

    one: Data
    two: Data
    level: float
    is_rate: bool
    clustered: bool

    def figures(self) -> Figures:
        if self.is_rate:
            return self._rates()
        return {**self._shares(), **self._means()}

    def _rates(self) -> Figures:
        one, two = _rate(self.one), _rate(self.two)
        if one is None or not two:
            return {}
        return {"ratio": _RATIO.of(one / two), "relative": _relative(one, two)}

    def _shares(self) -> Figures:
        one, two = (self._percent(arm) for arm in (self.one, self.two))
        if one is None or two is None:
            return {}
        found = {"difference": _POINTS.of(one - two)}
        if two:
            found |= {"relative": _relative(one, two), "ratio": _RATIO.of(one / two)}
        return found | self._counted()

    def _percent(self, arm: Data) -> float | None:
        """A share from counts where both arms have them: one rounding must not meet another."""
        return _percent({**arm, "percent": None} if self._counts() else arm)

    def _counts(self) -> list[int]:
        numbers = [arm.get(name) for arm in (self.one, self.two) for name in ("events", "n")]
        whole = [number for number in numbers if number is not None]
        return whole if len(whole) == len(numbers) else []

    def _counted(self) -> Figures:
        """What needs counts: odds, and every interval."""
        counts = self._counts()
        if not counts:
            return {}
        found = self._estimated("difference", stats.risk_difference, counts, _POINTS)
        found |= self._estimated("ratio", stats.risk_ratio, counts, _RATIO)
        return found | self._estimated("odds-ratio", stats.odds_ratio, counts, _RATIO)

    def _means(self) -> Figures:
        one, two = self.one.get("mean"), self.two.get("mean")
        if one is None or two is None:
            return {}
        found = {"difference": _SCORE.of(one - two)}
        if one >= 0 and two > 0:
            found["relative"] = _relative(one, two)
        scores = [(arm["mean"], _spread(arm), arm.get("n")) for arm in (self.one, self.two)]
        numbers = [number for score in scores for number in score]
        found |= self._estimated("difference", stats.mean_difference, numbers, _SCORE)
        return found | self._estimated("smd", stats.standardised_mean_difference, numbers, _SCORE)

    def _estimated(
        self, name: str, sum_of: Callable[..., stats.Estimate], numbers: list[Any], kind: _Kind
    ) -> Figures:
        """An estimate with its ends; nothing where the numbers do not allow it."""
        try:
            found = sum_of(*numbers, level=self.level).times(kind.factor)
        except ValueError:  # no events, no spread, or not known: then there is no such figure
            return {}
        made = {name: kind.of(found.value)}
        if not self.clustered:
            made[f"{name}-low"] = kind.of(found.low)
            made[f"{name}-high"] = kind.of(found.high)
            made[f"{name}-range"] = kind.of(found.low, found.high)
        return made


@dataclass(frozen=True)
class _Kind:
    """What a worked-out figure counts; ``factor`` turns the sum's unit into its own."""

    in_100: bool = False
    is_change: bool = True
    factor: float = 1

    def of(self, *ends: float) -> Value:
        return Value(ends, self.in_100, self.is_change, computed=True)


_POINTS = _Kind(in_100=True, factor=100)
_SCORE = _Kind()
_RATIO = _Kind(is_change=False)


def _relative(one: float, two: float) -> Value:
    return _Kind(in_100=True).of(100 * stats.relative_change(one, two))
