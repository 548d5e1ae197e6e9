"""Counts of people out of 100, the change between two groups, and how sure it is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from evidence_course import stats
from evidence_course.model.evidence import Arm, Outcome, Pooled, Published, Study
from evidence_course.weave.evidence.register import AnySource

UNCERTAIN = ("not unique", "approximate")
ONE_BY_ONE = ("randomised trial", "quasi-randomised trial", "matched comparison")
"""Designs whose people can be counted one by one: where groups were assigned, a range from bare
counts is too narrow."""


@dataclass(frozen=True)
class Compared:
    """Two groups out of 100 (or 1,000), the programme's first."""

    shares: tuple[float, float]
    base: int
    interval: tuple[float, float] | None
    """The range of the difference, first minus second; ``None`` where none can be had."""

    @property
    def figures(self) -> tuple[str, str]:
        """``36 in 100`` for each group."""
        first, second = (f"{_whole(each * self.base)} in {self.base:,}" for each in self.shares)
        return first, second

    @property
    def change(self) -> str:
        """``about 9 fewer in 100``."""
        gap = self.shares[0] - self.shares[1]
        if _whole(abs(gap) * self.base) == 0:
            return f"less than 1 in {self.base:,} apart"
        return f"about {self._side(gap)} in {self.base:,}"

    @property
    def range(self) -> str | None:
        """``from 5 fewer to 4 more``, or ``from 2 to 15 fewer``."""
        if self.interval is None:
            return None
        low, high = self.interval
        if low < 0 and high < 0:
            low, high = high, low
        one, other = self._side(low), self._side(high)
        if one.split()[-1] == other.split()[-1]:
            one = one.split()[0]
        return f"from {one} to {other}"

    @property
    def sentence(self) -> str:
        """The change with its range, without a full stop."""
        if self.range is None:
            return f"{self.change}; we have no range for it"
        return f"{self.change}, and it could be anywhere {self.range}"

    @property
    def brief(self) -> str:
        """The same for a cell of a table."""
        return f"{self.change} ({self.range or 'no range'})"

    def _side(self, gap: float) -> str:
        count = _whole(abs(gap) * self.base)
        return f"{count} {'fewer' if gap < 0 else 'more'}"


def compared(source: AnySource, outcome: Outcome | Pooled) -> Compared | None:
    """The two groups of an outcome, where the share of both is known."""
    found = shares(outcome.arms)
    if found is None:
        return None
    # In whole numbers of 100, a share below 1 in 100 would show as none at all.
    base = 1000 if max(found) < 0.01 else 100
    return Compared(found, base, _interval(source, outcome))


def main_outcome(outcomes: Iterable[Outcome | Pooled]) -> Outcome | None:
    """The outcome whose counts stand for a study: a main one, and about people if it can be."""
    counted = [each for each in outcomes if isinstance(each, Outcome) and shares(each.arms)]
    return max(counted, key=lambda each: (each.primary, each.about_people), default=None)


def shares(arms: Sequence[Arm]) -> tuple[float, float] | None:
    """The shares of two groups, where both are known."""
    found = [_share(arm) for arm in arms]
    if len(found) != 2 or found[0] is None or found[1] is None:
        return None
    return found[0], found[1]


def _share(arm: Arm) -> float | None:
    if arm.percent is not None:
        return arm.percent / 100
    return arm.events / arm.n if arm.events is not None and arm.n else None


def _interval(source: AnySource, outcome: Outcome | Pooled) -> tuple[float, float] | None:
    effects = [outcome.published, *(each.published for each in outcome.also)]
    contradicted = any(
        each.recompute and each.recompute.contradiction for each in (outcome, *outcome.also)
    )
    printed = None if contradicted else next(filter(None, map(_printed, effects)), None)
    return printed or _from_counts(source, outcome)


def _printed(effect: Published) -> tuple[float, float] | None:
    if effect.measure != "risk difference" or effect.ci is None:
        return None
    if effect.positive_favours_programme or effect.unit not in ("points", "share"):
        return None
    scale = 100 if effect.unit == "points" else 1
    return effect.ci[0] / scale, effect.ci[1] / scale


def _from_counts(source: AnySource, outcome: Outcome | Pooled) -> tuple[float, float] | None:
    if not isinstance(source, Study) or source.design not in ONE_BY_ONE:
        return None
    if isinstance(outcome, Outcome) and outcome.counts_are in UNCERTAIN:
        return None
    one, two = outcome.arms
    if one.events is None or not one.n or two.events is None or not two.n:
        return None
    found = stats.risk_difference(one.events, one.n, two.events, two.n)
    return found.low, found.high


def _whole(value: float) -> int:
    """Half and more goes up: 36.5 in 100 is 37."""
    return int(value + 0.5)
