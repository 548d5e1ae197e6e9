"""How many people a test needs, what it can tell, and the chance that it tells.

Two-sided tests of two groups throughout. ``power`` is the chance to notice a difference that is
there, ``level`` 1 minus the chance of a false alarm. ``ratio`` is the size of group 2 for each
person in group 1.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from evidence_course.stats import _checks as check
from evidence_course.stats._distributions import (
    nct_cdf,
    normal_quantile,
    normal_sf,
    root,
    t_of_level,
    z_of_level,
)

_METHODS = ("unpooled", "pooled", "arcsine")
_DISTRIBUTIONS = ("t", "normal")


@dataclass(frozen=True)
class GroupSizes:
    """People in group 1 and group 2, rounded up; ``exact`` is group 1 before rounding."""

    n_1: int
    n_2: int
    exact: float


def _ceiling(exact: float) -> int:
    """Rounded up, but not for a last digit's sake."""
    return max(1, math.ceil(exact - 1e-9))


def _check_power(power: float, level: float) -> None:
    check.between("power", power, 0, 1)
    check.level(level)
    if power <= 1 - level:
        raise ValueError(f"power must be above the chance of a false alarm, not {power!r}")


def _people(name: str, n: float) -> None:
    """People, or an effective number of them, which may have decimals."""
    check.finite(name, n)
    if n < 1:
        raise ValueError(f"{name} must be at least 1, not {n!r}")
    if n > 1e15:
        raise ValueError(f"{name} must be at most 1e15, not {n!r}")


def _noticeable(name: str, size: float) -> None:
    """A difference so small that no number of people could tell it is no difference."""
    check.finite(name, size)
    if abs(size) < 1e-6:
        raise ValueError(f"{name} must be at least 1e-6 in size, not {size!r}")


def _check_ratio(ratio: float) -> None:
    check.positive("ratio", ratio)
    check.within("ratio", ratio, 1e-6, 1e6)


def _second(n_1: float, n_2: float | None) -> float:
    """Group 2 is as large as group 1 where it is left out."""
    _people("n_1", n_1)
    if n_2 is None:
        return n_1
    _people("n_2", n_2)
    return n_2


def _both_tails(shift: float, level: float) -> float:
    """The chance that a normal test passes its limit on either side."""
    z = z_of_level(level)
    return normal_sf(z - abs(shift)) + normal_sf(z + abs(shift))


def _solve(power_at: Callable[[float], float], power: float, low: float, high: float) -> float:
    """The least size from ``low`` on with this power; ``high`` is only where to start looking."""
    high = max(high, 2 * low)
    while power_at(high) < power:
        high *= 2
    return root(lambda size: power_at(size) - power, low, high)


# Two proportions


def cohens_h(p_1: float, p_2: float) -> float:
    """The difference of two proportions on the arcsine scale, where chance is even everywhere.

    Source: Cohen 1988, Statistical Power Analysis, chapter 6. In: shares from 0 to 1. Out: from
    minus pi to pi, positive if ``p_1`` is larger. Raises ValueError for what is no share.
    """
    check.share("p_1", p_1)
    check.share("p_2", p_2)
    return 2 * (math.asin(math.sqrt(p_1)) - math.asin(math.sqrt(p_2)))


def power_h(h: float, n_1: float, n_2: float | None = None, level: float = 0.95) -> float:
    """The power to tell an arcsine difference ``h``, counting both tails, from 0 to 1.

    Source: Cohen 1988, chapter 6. ``n_2`` left out is ``n_1``. Raises ValueError if ``h`` is not
    finite, a group is below 1, or ``level`` is not between 0 and 1.
    """
    check.finite("h", h)
    other = _second(n_1, n_2)
    check.level(level)
    return _both_tails(h * math.sqrt(n_1 / (n_1 + other) * other), level)


def group_sizes_h(
    h: float, power: float = 0.8, level: float = 0.95, ratio: float = 1.0
) -> GroupSizes:
    """How many people tell an arcsine difference ``h``, counting both tails.

    Source: Cohen 1988, chapter 6, solved without rounding. Raises ValueError if ``h`` is 0 or
    beyond pi, ``ratio`` not above 0, or power and level are impossible.
    """
    _noticeable("h", h)
    check.within("h", h, -math.pi, math.pi)
    _check_power(power, level)
    _check_ratio(ratio)
    scale = ratio / (1 + ratio) * h * h
    shift = _solve(lambda size: _both_tails(size, level), power, 0.0, _reach(power, level))
    exact = shift**2 / scale
    return GroupSizes(_ceiling(exact), _ceiling(exact * ratio), exact)


def _reach(power: float, level: float) -> float:
    """How many standard errors a difference must measure, leaving the far tail out."""
    return z_of_level(level) + normal_quantile(power)


def _check_two(p_1: float, p_2: float, method: str, continuity: bool) -> None:
    check.between("p_1", p_1, 0, 1)
    check.between("p_2", p_2, 0, 1)
    if p_1 == p_2:
        raise ValueError("p_1 and p_2 must differ")
    check.choice("method", method, _METHODS)
    if continuity and method == "arcsine":
        raise ValueError("method must not be 'arcsine' with a continuity correction")


def _standard_deviations(
    p_1: float, p_2: float, method: str, share_1: float
) -> tuple[float, float]:
    """Of the difference, times the root of all people: if no difference exists, and if it does.

    ``share_1`` is group 1's share of all people.
    """
    share_2 = 1 - share_1
    there = math.sqrt(p_1 * (1 - p_1) / share_1 + p_2 * (1 - p_2) / share_2)
    if method == "unpooled":
        return there, there
    pooled = share_1 * p_1 + share_2 * p_2
    return math.sqrt(pooled * (1 - pooled) / share_1 / share_2), there


def power_proportions(
    p_1: float,
    p_2: float,
    n_1: float,
    n_2: float | None = None,
    level: float = 0.95,
    method: str = "unpooled",
    continuity: bool = False,
) -> float:
    """The power to tell risk ``p_1`` from risk ``p_2``, from 0 to 1.

    Source: Fleiss, Levin and Paik 2003, Statistical Methods for Rates and Proportions, chapter
    4. ``method`` is "unpooled", "pooled" (the test's error as if no difference existed) or
    "arcsine" (Cohen's h). ``continuity`` corrects for whole counts. People may have decimals,
    so that an effective sample size can be put in; ``n_2`` left out is ``n_1``.
    Raises ValueError if a risk is not between 0 and 1, both are equal, a group is below 1, or
    the arcsine is to be corrected.
    """
    _check_two(p_1, p_2, method, continuity)
    other = _second(n_1, n_2)
    check.level(level)
    if method == "arcsine":
        return power_h(cohens_h(p_1, p_2), n_1, other, level)
    total = n_1 + other
    null, there = _standard_deviations(p_1, p_2, method, n_1 / total)
    gap = abs(p_1 - p_2) - (total / n_1 / other / 2 if continuity else 0.0)
    z, scale = z_of_level(level) * null, math.sqrt(total)
    near = normal_sf((z - gap * scale) / there)
    return near if continuity else near + normal_sf((z + gap * scale) / there)


def group_sizes_proportions(
    p_1: float,
    p_2: float,
    power: float = 0.8,
    level: float = 0.95,
    *,
    ratio: float = 1.0,
    method: str = "unpooled",
    continuity: bool = False,
) -> GroupSizes:
    """How many people each group needs to tell risk ``p_1`` from risk ``p_2``.

    Source: Fleiss, Levin and Paik 2003, chapter 4: two-sided, "pooled" as their formulas 4.14
    and 4.19 or "unpooled", ``continuity`` by 4.15; "arcsine" as ``group_sizes_h``.
    Raises ValueError as ``power_proportions``, or if ``ratio`` is not above 0 or the power is
    not above the chance of a false alarm.
    """
    _check_two(p_1, p_2, method, continuity)
    _check_power(power, level)
    _check_ratio(ratio)
    if method == "arcsine":
        return group_sizes_h(cohens_h(p_1, p_2), power, level, ratio)
    share_1 = 1 / (1 + ratio)
    null, there = _standard_deviations(p_1, p_2, method, share_1)
    gap = abs(p_1 - p_2)
    reach = z_of_level(level) * null + normal_quantile(power) * there
    exact = share_1 * (reach / gap) ** 2
    if continuity:
        exact *= (1 + math.sqrt(1 + 2 * (ratio + 1) / (exact * ratio * gap))) ** 2 / 4
    return GroupSizes(_ceiling(exact), _ceiling(exact * ratio), exact)


def sample_size_proportions(
    p_1: float,
    p_2: float,
    power: float = 0.8,
    level: float = 0.95,
    method: str = "unpooled",
    continuity: bool = False,
) -> int:
    """How many people each of two equal groups needs to tell risk ``p_1`` from risk ``p_2``.

    ``group_sizes_proportions`` for one group, rounded up; left as it is, the two-sided,
    unpooled normal approximation. Raises ValueError as that does. Source: as that.
    """
    found = group_sizes_proportions(p_1, p_2, power, level, method=method, continuity=continuity)
    return found.n_1


def detectable_difference_proportions(
    n_per_group: float, p_2: float, power: float = 0.8, level: float = 0.95
) -> float:
    """The smallest fall from risk ``p_2`` that two groups of this size can tell, as a share.

    The formula of ``sample_size_proportions`` solved for the difference (a quadratic).
    Raises ValueError if ``p_2`` is not between 0 and 1, or if even a fall to 0 would be missed.
    Source: as ``group_sizes_proportions``.
    """
    _people("n_per_group", n_per_group)
    check.between("p_2", p_2, 0, 1)
    _check_power(power, level)
    share = _reach(power, level) ** 2 / n_per_group
    slope = share * (1 - 2 * p_2)
    radical = math.sqrt(slope**2 + 8 * share * (1 + share) * p_2 * (1 - p_2))
    difference = (radical - slope) / (2 * (1 + share))
    if difference > p_2:
        raise ValueError(f"n_per_group is too small: {n_per_group!r} would miss even a fall to 0")
    return difference


# Two means


def _power_shift(shift: float, df: float, level: float, distribution: str) -> float:
    """The power of a difference that measures ``shift`` standard errors."""
    if distribution == "normal":
        return _both_tails(shift, level)
    limit = t_of_level(level, df)
    return 1 - nct_cdf(limit, df, abs(shift)) + nct_cdf(-limit, df, abs(shift))


def power_means(
    effect: float,
    n_1: float,
    n_2: float | None = None,
    level: float = 0.95,
    distribution: str = "t",
) -> float:
    """The power to tell two means ``effect`` standard deviations apart, from 0 to 1.

    Source: Cohen 1988, chapter 2, with the non-central t of n_1 + n_2 - 2 degrees of freedom;
    "normal" takes the standard deviation as known. ``n_2`` left out is ``n_1``.
    Raises ValueError if ``effect`` is not finite, a group is below 1, or both hold no more than
    2 people, which leaves no degree of freedom.
    """
    check.finite("effect", effect)
    check.choice("distribution", distribution, _DISTRIBUTIONS)
    other = _second(n_1, n_2)
    check.level(level)
    df = n_1 + other - 2
    if distribution == "t" and df <= 0:
        raise ValueError(f"n_1 and n_2 must hold more than 2 people together, not {n_1 + other!r}")
    shift = effect * math.sqrt(n_1 / (n_1 + other) * other)
    return _power_shift(shift, df, level, distribution)


def group_sizes_means(
    effect: float,
    power: float = 0.8,
    level: float = 0.95,
    *,
    ratio: float = 1.0,
    distribution: str = "t",
) -> GroupSizes:
    """How many people each group needs to tell two means ``effect`` standard deviations apart.

    ``power_means`` solved for the groups, of 3 people in all at least.
    Raises ValueError if ``effect`` is 0 or not finite, ``ratio`` is not above 0, or the power is
    not above the chance of a false alarm. Source: as ``power_means``.
    """
    _noticeable("effect", effect)
    check.choice("distribution", distribution, _DISTRIBUTIONS)
    _check_power(power, level)
    _check_ratio(ratio)
    rough = (_reach(power, level) / effect) ** 2 * (1 + 1 / ratio)

    def power_at(n_1: float) -> float:
        shift = effect * math.sqrt(n_1 * ratio / (1 + ratio))
        return _power_shift(shift, n_1 * (1 + ratio) - 2, level, distribution)

    least = 3 / (1 + ratio) if distribution == "t" else 1e-12
    exact = _solve(power_at, power, least, rough)
    return GroupSizes(_ceiling(exact), _ceiling(exact * ratio), exact)


def sample_size_means(
    effect: float, power: float = 0.8, level: float = 0.95, distribution: str = "t"
) -> int:
    """How many people each of two equal groups needs, ``effect`` in standard deviations.

    ``group_sizes_means`` for one group, rounded up. Raises ValueError as that does.
    Source: as ``power_means``.
    """
    return group_sizes_means(effect, power, level, distribution=distribution).n_1


def detectable_difference_means(
    n_1: float,
    n_2: float | None = None,
    power: float = 0.8,
    level: float = 0.95,
    correlation: float = 0.0,
    distribution: str = "t",
) -> float:
    """The smallest difference of two means that these groups can tell, in standard deviations.

    A baseline with this ``correlation`` to the outcome, adjusted for, shrinks the difference by
    the root of 1 minus the squared correlation. Source: as ``power_means``; Borm and others 2007,
    Journal of Clinical Epidemiology 60:1234-1238, for the baseline.
    Raises ValueError as ``power_means``, or if the correlation is not between -1 and 1 or the power
    is not above the chance of a false alarm.
    """
    other = _second(n_1, n_2)
    _check_power(power, level)
    check.between("correlation", correlation, -1, 1)
    check.choice("distribution", distribution, _DISTRIBUTIONS)
    df = n_1 + other - 2
    if distribution == "t" and df <= 0:
        raise ValueError(f"n_1 and n_2 must hold more than 2 people together, not {n_1 + other!r}")

    def power_at(shift: float) -> float:
        return _power_shift(shift, df, level, distribution)

    shift = _solve(power_at, power, 0.0, _reach(power, level))
    return shift * math.sqrt((1 / n_1 + 1 / other) * (1 - correlation**2))


# Rates of areas


def _error_log_rates(sd_log: float, n_1: float, n_2: float, correlation: float) -> float:
    check.positive("sd_log", sd_log)
    check.whole("n_1", n_1, 1)
    check.whole("n_2", n_2, 1)
    check.between("correlation", correlation, -1, 1)
    return sd_log * math.sqrt(1 - correlation**2) * math.sqrt(1 / n_1 + 1 / n_2)


def detectable_rate_ratio(
    sd_log: float,
    n_1: int,
    n_2: int,
    power: float = 0.8,
    level: float = 0.95,
    correlation: float = 0.0,
) -> float:
    """The smallest ratio of rates that two groups of areas can tell apart: 1.3 is 30% more.

    Normal approximation on log rates. Source: Bland 2015, An Introduction to Medical Statistics,
    chapter 18. ``sd_log`` is the spread of the areas' log rates; a baseline that correlates with
    the outcome shrinks it by the square root of 1 minus the squared correlation.
    Raises ValueError if ``sd_log`` is not above 0, a group is empty or ``correlation`` is not
    between -1 and 1.
    """
    error = _error_log_rates(sd_log, n_1, n_2, correlation)
    _check_power(power, level)
    distance = _reach(power, level) * error
    if distance > 700:
        raise ValueError(f"sd_log must be smaller, not {sd_log!r}: no ratio can be told")
    return math.exp(distance)


def power_rate_ratio(
    rate_ratio: float,
    sd_log: float,
    n_1: int,
    n_2: int,
    level: float = 0.95,
    correlation: float = 0.0,
) -> float:
    """The power of two groups of areas to tell this ratio of their rates, from 0 to 1.

    The formula of ``detectable_rate_ratio`` the other way round. Raises ValueError as that does,
    or if ``rate_ratio`` is not above 0. Source: as that.
    """
    check.positive("rate_ratio", rate_ratio)
    error = _error_log_rates(sd_log, n_1, n_2, correlation)
    check.level(level)
    return _both_tails(math.log(rate_ratio) / error, level)
