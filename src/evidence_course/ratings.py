"""The rating rules: what the studies of an approach show, and how far to trust it.

Pure functions from the studies' own fields; `course/rating-rules.md` says the same in plain
words. The label says what was found, the trust mark how well it was tested. Neither is ever
mixed with the size of an effect or with a cost.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from evidence_course import stats
from evidence_course.model.evidence import (
    Arm,
    Better,
    Label,
    Outcome,
    Pooled,
    Published,
    Review,
    Study,
)
from evidence_course.values import RATIOS

Test: TypeAlias = Study | Review
Sign = Literal["good", "bad", "sign of good", "sign of bad", "not clear"]
Basis = Literal["range", "p", "counts", "words"]
Side = Literal["good", "bad", "not clear"]

RANDOMISED = frozenset({"randomised trial", "cluster randomised trial", "stepped-wedge trial"})
FAIR = RANDOMISED | {"quasi-randomised trial", "matched comparison", "interrupted time series"}
COMPARED = FAIR | {"unmatched comparison"}
"""Designs with a comparison; the others cannot say what an approach changed."""

UK = frozenset({"England", "Wales", "Scotland", "Northern Ireland", "United Kingdom"})
CLEAR_P = 0.05

TRUST_WORDS = {
    0: "no fair test that we have read",
    1: "a first look",
    2: "one fair test",
    3: "several fair tests",
    4: "several fair tests, in the UK and elsewhere",
}
"""What each trust mark means, in a few words."""

_HINT: dict[Side, Sign] = {
    "good": "sign of good",
    "bad": "sign of bad",
    "not clear": "not clear",
}
_SAID: dict[str, Side] = {"better": "good", "worse": "bad", "no clear difference": "not clear"}


@dataclass(frozen=True)
class Finding:
    """What one outcome of one study counts as, and what that was read from."""

    record: str
    outcome: str
    sign: Sign
    basis: Basis


@dataclass(frozen=True)
class Rating:
    """What the rules give for an approach, and why, in plain sentences."""

    label: Label
    trust: int
    findings: tuple[Finding, ...]
    label_reason: str
    trust_reason: str


# One outcome


def _good_side_is_low(outcome: Outcome | Pooled, effect: Published) -> bool | None:
    """Whether values below no difference are good; None where nobody says."""
    if effect.positive_favours_programme:
        return False
    return None if outcome.better is None else outcome.better == "lower"


def _no_difference(effect: Published) -> float:
    return 1.0 if effect.measure in RATIOS else 0.0


def _side(value: float, low_is_good: bool | None) -> Side | None:
    """The side of no difference (0) on which a value lies."""
    if value == 0 or low_is_good is None:
        return None
    return "good" if (value < 0) == low_is_good else "bad"


def _from_range(outcome: Outcome | Pooled, effect: Published) -> Side | None:
    if effect.ci is None:
        return None
    low, high = (end - _no_difference(effect) for end in sorted(effect.ci))
    if low <= 0 <= high:
        return "not clear"
    return _side(low, _good_side_is_low(outcome, effect))


def _p(effect: Published) -> float | None:
    """The p value, or the bound that the source gives; a bound from below ('>0.05') is 1."""
    if not isinstance(effect.p, str):
        return effect.p
    found = re.fullmatch(r"\s*([<>=]?)\s*(\d*\.?\d+)\s*", effect.p)
    if found is None:
        return None
    return 1.0 if found[1] == ">" else float(found[2])


def _level_of(arm: Arm) -> float | None:
    """What an arm's figure is: a share, a percentage or a mean."""
    if arm.n and arm.events is not None:
        return arm.events / arm.n
    return arm.mean if arm.percent is None else arm.percent


def _between_arms(arms: Sequence[Arm], better: Better | None) -> Side | None:
    levels = [_level_of(arm) for arm in arms[:2]]
    if len(levels) < 2 or levels[0] is None or levels[1] is None or better is None:
        return None
    return _side(levels[0] - levels[1], better == "lower")


def _from_p(outcome: Outcome | Pooled, effect: Published) -> Side | None:
    p = _p(effect)
    if p is None:
        return None
    if p >= CLEAR_P and not str(effect.p).startswith("<"):
        return "not clear"
    side = _between_arms(outcome.arms, outcome.better)
    if side is None and effect.estimate is not None:
        value = effect.estimate - _no_difference(effect)
        side = _side(value, _good_side_is_low(outcome, effect))
    return side if p <= CLEAR_P else None


def _counted(first: Arm, second: Arm) -> stats.Estimate | None:
    """The difference between two arms with its 95% interval, where they give enough."""
    if first.events is not None and first.n and second.events is not None and second.n:
        return stats.risk_difference(first.events, first.n, second.events, second.n)
    one, two = _spread(first), _spread(second)
    return stats.mean_difference(*one, *two) if one and two else None


def _spread(arm: Arm) -> tuple[float, float, int] | None:
    """Mean, standard deviation and n of an arm."""
    if arm.mean is None or arm.n is None or arm.n < 2:
        return None
    sd = arm.se * arm.n**0.5 if arm.sd is None and arm.se is not None else arm.sd
    return (arm.mean, sd, arm.n) if sd else None


def _from_counts(outcome: Outcome | Pooled, design: str) -> Side | None:
    """From people counted one by one: where groups were assigned, counts alone mislead."""
    uncertain = isinstance(outcome, Outcome) and outcome.counts_are in ("not unique", "approximate")
    if design != "randomised trial" or len(outcome.arms) < 2 or uncertain:
        return None
    found = _counted(outcome.arms[0], outcome.arms[1])
    if found is None or outcome.better is None:
        return None
    if found.low <= 0 <= found.high:
        return "not clear"
    return _side(found.low, outcome.better == "lower")


@dataclass(frozen=True)
class _Reading:
    """What one outcome shows, what that was read from, and whether its two scales agree."""

    side: Side
    basis: Basis
    agrees: bool = True

    def sign(self, *, counts_fully: bool) -> Sign:
        clear = counts_fully and self.basis != "words" and self.agrees
        return self.side if clear else _HINT[self.side]


def _ranges(outcome: Outcome | Pooled) -> list[Side]:
    effects = [outcome.published, *(each.published for each in outcome.also)]
    sides = [_from_range(outcome, effect) for effect in effects]
    return [side for side in sides if side is not None]


def _reading(outcome: Outcome | Pooled, design: str) -> _Reading | None:
    """The best that was read of an outcome: its range, else its p, its counts, its words."""
    ranges = _ranges(outcome)
    if ranges:
        clear = [side for side in ranges if side != "not clear"]
        return _Reading((clear or ranges)[0], "range", len(set(ranges)) == 1)
    by_p = _from_p(outcome, outcome.published)
    if by_p is not None:
        return _Reading(by_p, "p")
    by_counts = _from_counts(outcome, design)
    if by_counts is not None:
        return _Reading(by_counts, "counts")
    said = outcome.published.said
    return None if said is None else _Reading(_SAID[said], "words")


# One study


def _design(test: Test) -> str:
    return test.design if isinstance(test, Study) else "review"


def _main(test: Test) -> list[Outcome | Pooled]:
    """The outcomes that decide: the study's main ones; if none is marked, those about people."""
    everything: list[Outcome | Pooled] = list(test.outcomes)
    marked = [each for each in test.outcomes if isinstance(each, Outcome) and each.primary]
    read = [each for each in marked if _reading(each, _design(test))]
    if read:
        return list(read)
    about = [each for each in everything if each.about_people]
    return [each for each in about if _reading(each, _design(test))] or everything


def findings(test: Test) -> tuple[Finding, ...]:
    """What a study counts for: nothing, unless it compares people with others.

    A main outcome counts fully if it is about people and the design is fair; otherwise it is
    a sign. Another outcome counts only if it is about people and clear, as a sign.
    """
    if isinstance(test, Study) and test.design not in COMPARED:
        return ()
    main, found = _main(test), []
    for outcome in test.outcomes:
        reading = _reading(outcome, _design(test))
        is_main = any(outcome is each for each in main)
        if reading is None or not (is_main or _counts_beside(outcome, reading)):
            continue
        fair = isinstance(test, Review) or test.design in FAIR
        sign = reading.sign(counts_fully=is_main and outcome.about_people and fair)
        found.append(Finding(test.id, outcome.id, sign, reading.basis))
    return tuple(found)


def _counts_beside(outcome: Outcome | Pooled, reading: _Reading) -> bool:
    return outcome.about_people and reading.side != "not clear"


def narrowed(test: Test, outcomes: Iterable[str] | None) -> Test:
    """A study with some of its outcomes only, where it tested more than one approach."""
    if outcomes is None:
        return test
    wanted = set(outcomes)
    return test.model_copy(
        update={"outcomes": [each for each in test.outcomes if each.id in wanted]}
    )


def is_measured(test: Test) -> bool:
    """Whether a range, a p value or counts were read of one of the outcomes that count."""
    return any(finding.basis != "words" for finding in findings(test))


# All studies of an approach


def label(tests: Iterable[Test]) -> Label:
    """The label that the rules give; the order of the studies does not matter."""
    read = [(test, {finding.sign for finding in findings(test)}) for test in tests]
    signs: set[Sign] = {sign for _, each in read for sign in each}
    if not signs:
        return "not yet tested for impact"
    if signs == {"not clear"}:
        return "no benefit found"
    hurt = bool(signs & {"bad", "sign of bad"})
    if "good" in signs and not hurt and _holds_in_uk(read):
        return "evidence of benefit"
    if "bad" in signs and not signs & {"good", "sign of good"}:
        return "harm found"
    return "mixed"


def _holds_in_uk(read: Sequence[tuple[Test, set[Sign]]]) -> bool:
    """Whether no trial in the UK was read, or one of those read found a benefit."""
    here = [signs for test, signs in read if signs and _is_randomised(test) and is_in_uk(test)]
    return not here or any("good" in signs for signs in here)


def is_in_uk(test: Test) -> bool:
    """Whether a study took place in the UK, or partly so."""
    return not UK.isdisjoint(test.country)


def _is_randomised(test: Test) -> bool:
    if isinstance(test, Review):
        return test.pools == "randomised trials"
    return test.design in RANDOMISED


def _trial(test: Test) -> str:
    """What makes two records one trial: the number under which it is registered."""
    number = re.search(r"\b(ISRCTN|NCT|NTR)\d+", test.registration or "")
    return number[0] if number else test.id


def _places(tests: Iterable[Test]) -> set[str]:
    """The countries of some studies; the nations of the UK count as one."""
    return {"UK" if name in UK else name for test in tests for name in test.country}


@dataclass(frozen=True)
class _Body:
    """The studies of an approach that count, sorted by what they are worth."""

    tests: tuple[Test, ...]
    """With at least one finding."""
    trials: tuple[Study, ...]
    """Randomised, with a range, a p value or counts; one record a trial."""
    reviews: tuple[Review, ...]
    """With a pooled range."""
    worded: tuple[Study, ...]
    """Randomised, of which only words or two bare figures were read; one record a trial."""
    compared: tuple[Study, ...]
    """Not randomised, with a fair comparison and a range, a p value or counts."""


def _once(tests: Iterable[Test]) -> list[Test]:
    """Each study once, in a fixed order."""
    return sorted({test.id: test for test in tests}.values(), key=lambda each: each.id)


def _body(tests: Iterable[Test]) -> _Body:
    read = tuple(test for test in _once(tests) if findings(test))
    studies = [test for test in read if isinstance(test, Study)]
    randomised = [test for test in studies if _is_randomised(test)]
    full = {_trial(test): test for test in reversed(randomised) if is_measured(test)}
    words = {_trial(test): test for test in reversed(randomised) if _trial(test) not in full}
    return _Body(
        read,
        tuple(full[key] for key in sorted(full)),
        tuple(test for test in read if isinstance(test, Review) and is_measured(test)),
        tuple(words[key] for key in sorted(words)),
        tuple(
            test
            for test in studies
            if not _is_randomised(test) and test.design in FAIR and is_measured(test)
        ),
    )


def trust(tests: Iterable[Test]) -> int:
    """The trust mark that the rules give, 0 to 4; another study never lowers it."""
    return _level(_body(tests))


def _level(body: _Body) -> int:
    if not body.tests:
        return 0
    pooled = tuple(review for review in body.reviews if review.pools == "randomised trials")
    if not (body.trials or body.reviews or len(body.worded) > 1 or len(body.compared) > 1):
        return 1
    independent = pooled or any(trial.developer_involved is not True for trial in body.trials)
    if not ((len(body.trials) > 1 or pooled) and independent):
        return 2
    places = _places([*body.trials, *pooled])
    return 4 if "UK" in places and len(places) > 1 else 3


# Reasons


def _number(count: int, one: str, many: str) -> str:
    return f"{count} {one if count == 1 else many}"


def _trust_reason(body: _Body) -> str:
    """What the trust mark rests on, in one sentence."""
    if not body.tests:
        return "No study that we have read compares this with anything else."
    kinds = [
        (body.trials, "randomised trial with figures", "randomised trials with figures"),
        (body.worded, "randomised trial without a range", "randomised trials without a range"),
        (body.compared, "other fair comparison", "other fair comparisons"),
        (body.reviews, "review with a pooled figure", "reviews with a pooled figure"),
    ]
    parts = [_number(len(each), one, many) for each, one, many in kinds if each]
    if not parts:
        parts = [
            _number(len(body.tests), "other comparison", "other comparisons")
            + ", weak or read in words"
        ]
    counted = "; ".join(parts)
    places = ", ".join(sorted(_places(body.tests))) or "not read"
    return f"What counts here: {counted}. Places: {places}."


_LABEL_REASONS: dict[Label, str] = {
    "not yet tested for impact": "No study that we have read tests what it changes.",
    "no benefit found": "It was tested, and no result that counts is clear either way.",
    "harm found": "A clear result is bad, and none is good.",
    "evidence of benefit": "A clear result is good, and none is bad.",
    "mixed": "There are signs of good or of harm, and they are not clear or not all one way.",
}


def rate(tests: Iterable[Test]) -> Rating:
    """Label, trust mark and what they rest on, for the studies that an approach names."""
    chosen = _once(tests)
    found, given, body = label(chosen), [findings(test) for test in chosen], _body(chosen)
    everything = tuple(finding for each in given for finding in each)
    return Rating(found, _level(body), everything, _LABEL_REASONS[found], _trust_reason(body))
