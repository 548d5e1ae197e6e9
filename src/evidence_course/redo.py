"""Effects worked out again from the arms that a source prints. Pure.

What is printed is rounded, so a result is a value and the span in which it lies whatever the
digits that were rounded away.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import product
from typing import Literal

from evidence_course import stats
from evidence_course.model.evidence import Arm, Better, Measure, Pooled, Published
from evidence_course.values import RATIOS

Basis = Literal["counts", "percentages", "means", "studies"]
Printed = tuple[float, float]
"""A number, and half a unit of its last printed place (0 for a count)."""

_OF_COUNTS: dict[Measure, Callable[..., stats.Estimate]] = {
    "risk difference": stats.risk_difference,
    "risk ratio": stats.risk_ratio,
    "odds ratio": stats.odds_ratio,
}
_OF_MEANS: dict[Measure, Callable[..., stats.Estimate]] = {
    "mean difference": stats.mean_difference,
    "standardised mean difference": stats.standardised_mean_difference,
}


@dataclass(frozen=True)
class Redone:
    """An effect worked out again, in the unit and with the sign of the published one.

    It lies between ``least`` and ``most``, as far as rounding leaves it open; ``low`` and
    ``high`` are its interval, where the arms allow one.
    """

    value: float
    least: float
    most: float
    low: float | None
    high: float | None
    basis: Basis

    def times(self, factor: float) -> Redone:
        """The same effect in another unit, or (below 0) with the other sign."""
        least, most = sorted((self.least * factor, self.most * factor))
        if self.low is None or self.high is None:
            return replace(self, value=self.value * factor, least=least, most=most)
        low, high = sorted((self.low * factor, self.high * factor))
        return Redone(self.value * factor, least, most, low, high, self.basis)


def half_a_unit(*numbers: float) -> float:
    """Half a unit of the last place to which the most exact of some numbers is printed."""
    return float(Decimal(5).scaleb(-places(*numbers) - 1))


def places(*numbers: float) -> int:
    """To how many decimals the most exact of some numbers is printed: 0.9 beside 0.64 is 0.90."""
    exponents = [Decimal(repr(number)).normalize().as_tuple().exponent for number in numbers]
    return max(0, *(-each for each in exponents if isinstance(each, int)))


def redo(
    published: Published, arms: Sequence[Arm], better: Better | None, *, exact: bool = True
) -> Redone | None:
    """The effect of the first arm against the second; nothing where they do not give it.

    ``exact`` is whether counts, where there are any, are those that the source analysed.
    """
    if len(arms) < 2:
        return None
    one, two = arms[0], arms[1]
    level = (published.ci_level or 95) / 100
    # Counts that are not those of the analysis still come with percentages that are.
    found = (_by_counts(published.measure, one, two, level) if exact else None) or (
        _by_percentages(published.measure, one, two)
        or _by_means(published.measure, one, two, level)
        or _by_rates(published.measure, one, two, level)
    )
    return None if found is None else _as_printed(found, published, better)


def _as_printed(found: Redone, published: Published, better: Better | None) -> Redone:
    turned = published.positive_favours_programme and better == "lower"
    if turned and published.measure not in RATIOS:
        found = found.times(-1)
    if published.measure == "risk difference" and published.unit == "points":
        found = found.times(100)
    return found


def _by_counts(measure: Measure, one: Arm, two: Arm, level: float) -> Redone | None:
    function = _OF_COUNTS.get(measure)
    numbers = (one.events, one.n, two.events, two.n)
    if function is None or None in numbers:
        return None
    try:
        return _exactly(function(*numbers, level=level), "counts")
    except ValueError:  # a ratio without events is not defined
        return None


def _by_rates(measure: Measure, one: Arm, two: Arm, level: float) -> Redone | None:
    numbers = (one.events, one.exposure, two.events, two.exposure)
    if measure != "rate ratio" or None in numbers:
        return None
    try:
        return _exactly(stats.rate_ratio(*numbers, level=level), "counts")  # type: ignore[arg-type] # none is None
    except ValueError:
        return None


def _exactly(found: stats.Estimate, basis: Basis) -> Redone:
    return Redone(found.value, found.value, found.value, found.low, found.high, basis)


def _difference(one: float, two: float) -> float:
    return one - two


def _ratio(one: float, two: float) -> float:
    return one / two


def _odds_ratio(one: float, two: float) -> float:
    return one * (1 - two) / ((1 - one) * two)


_OF_SHARES: dict[Measure, Callable[..., float]] = {
    "risk difference": _difference,
    "risk ratio": _ratio,
    "odds ratio": _odds_ratio,
}


def _by_percentages(measure: Measure, one: Arm, two: Arm) -> Redone | None:
    function = _OF_SHARES.get(measure)
    if function is None or one.percent is None or two.percent is None:
        return None
    printed = [(arm / 100, half_a_unit(arm) / 100) for arm in (one.percent, two.percent)]
    return _spanned(function, printed, "percentages")


def _by_means(measure: Measure, one: Arm, two: Arm, level: float) -> Redone | None:
    if measure not in _OF_MEANS or one.mean is None or two.mean is None:
        return None
    means = [(mean, half_a_unit(mean)) for mean in (one.mean, two.mean)]
    spreads = [_spread(one), _spread(two)]
    if one.n is None or two.n is None or None in spreads:
        return _spanned(_difference, means, "means") if measure == "mean difference" else None
    n_1, n_2 = one.n, two.n
    function = _OF_MEANS[measure]

    def effect(mean_1: float, mean_2: float, sd_1: float, sd_2: float) -> float:
        if measure == "mean difference":  # without the interval, which takes long
            return mean_1 - mean_2
        return function(mean_1, sd_1, n_1, mean_2, sd_2, n_2).value

    known = [spread for spread in spreads if spread is not None]
    found = _spanned(effect, [*means, *known], "means")
    numbers = (means[0][0], known[0][0], n_1, means[1][0], known[1][0], n_2)
    whole = function(*numbers, level=level)
    return found and replace(found, low=whole.low, high=whole.high)


def _spread(arm: Arm) -> Printed | None:
    """The standard deviation of an arm, from its standard error where that is printed."""
    if arm.sd:
        return arm.sd, half_a_unit(arm.sd)
    if arm.se and arm.n:
        return arm.se * math.sqrt(arm.n), half_a_unit(arm.se) * math.sqrt(arm.n)
    return None


def _spanned(
    function: Callable[..., float], printed: Sequence[Printed], basis: Basis
) -> Redone | None:
    """A result and the span that the rounding of what goes into it leaves open."""
    ends = [(value - half, value + half) for value, half in printed]
    try:
        value = function(*(value for value, _ in printed))
        corners = [function(*corner) for corner in product(*ends)]
    except (ValueError, ZeroDivisionError):
        return None
    return Redone(value, min(corners), max(corners), None, None, basis)


# Several studies at once

_MEASURES: dict[Measure, str] = {"odds ratio": "OR", "risk ratio": "RR", "risk difference": "RD"}


def pool(pooled: Pooled) -> tuple[Redone, tuple[float, ...]] | None:
    """A review's result from its studies, and each study's weight in percent.

    Nothing where the method is not one that can be redone, or a study lacks counts or means.
    """
    level = (pooled.published.ci_level or 95) / 100
    found = _pooled(pooled, level) if pooled.studies else None
    if found is None:
        return None
    on_logs = pooled.published.measure in RATIOS
    redone = _exactly(found.ratio if on_logs else found.estimate, "studies")
    weights = tuple(100 * weight for weight in found.weights)
    return _as_printed(redone, pooled.published, pooled.better), weights


def _pooled(pooled: Pooled, level: float) -> stats.Pooled | None:
    measure = _MEASURES.get(pooled.published.measure)
    tables = _tables(pooled)
    if tables and measure and pooled.method == "Mantel-Haenszel fixed":
        return stats.mantel_haenszel(tables, measure, level)
    if tables and measure:
        effects, variances = stats.effects_of_tables(tables, measure)
    else:
        effects, variances = _of_scores(pooled)
    if pooled.method == "inverse variance fixed" and effects:
        return stats.fixed_effect(effects, variances, level)
    if pooled.method == "DerSimonian-Laird random" and len(effects) > 1:
        return stats.random_effects(effects, variances, level)
    return None


def _tables(pooled: Pooled) -> list[tuple[int, int, int, int]]:
    """The counts of every study; none at all where one lacks them."""
    tables = []
    for one, two in (study.arms for study in pooled.studies):
        if one.events is None or one.n is None or two.events is None or two.n is None:
            return []
        tables.append((one.events, one.n, two.events, two.n))
    return tables


def _of_scores(pooled: Pooled) -> tuple[list[float], list[float]]:
    """Effects and variances of studies with means, as Review Manager reckons them."""
    standardised = pooled.published.measure == "standardised mean difference"
    effects, variances = [], []
    for one, two in (study.arms for study in pooled.studies):
        if not (one.n and two.n and one.sd and two.sd) or one.mean is None or two.mean is None:
            return [], []
        numbers = (one.mean, one.sd, one.n, two.mean, two.sd, two.n)
        if standardised:
            g = stats.standardised_mean_difference(*numbers, correction="approximate").value
            effects.append(g)
            variances.append(_variance_of_smd(g, one.n, two.n))
        else:
            effects.append(one.mean - two.mean)
            variances.append(one.sd**2 / one.n + two.sd**2 / two.n)
    return effects, variances


def _variance_of_smd(g: float, n_1: int, n_2: int) -> float:
    """Source: Deeks and Higgins 2010, Statistical algorithms in Review Manager 5."""
    return (n_1 + n_2) / (n_1 * n_2) + g * g / (2 * (n_1 + n_2 - 3.94))
