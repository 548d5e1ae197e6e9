"""Rates: events over person-time, people or places, and their ratios.

``time`` is what the events are counted over: person-years, children, days. A rate is returned
per ``per`` units of it: ``per=10_000`` gives events per 10,000 children.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from evidence_course.stats import _checks as check
from evidence_course.stats import _distributions as dist
from evidence_course.stats.estimates import Estimate, Interval
from evidence_course.stats.proportions import clopper_pearson

_BYAR_FROM = 10
_MOST_SHARES = 100_000  # a longer list would only fill the memory


def poisson_exact(events: int, level: float = 0.95) -> Interval:
    """The exact interval for a count of independent events.

    In: a whole number. Out: counts.
    Raises ValueError if ``events`` is no whole number of at least 0 or ``level`` not in 0 to 1.
    Source: Garwood 1936, Biometrika 28:437-442.
    """
    check.whole("events", events)
    check.level(level)
    tail = (1 - level) / 2
    low = dist.gamma_quantile(tail, events) if events else 0.0
    return Interval(low, dist.gamma_quantile(tail, events + 1, upper=True))


def poisson_byar(events: int, level: float = 0.95) -> Interval:
    """Byar's close approximation to the exact interval for a count.

    In: a whole number. Out: counts.
    Raises ValueError as ``poisson_exact`` does.
    Source: Breslow and Day 1987, Statistical Methods in Cancer Research, volume 2, page 69.
    """
    check.whole("events", events)
    z, more = dist.z_of_level(level), events + 1
    low = 0.0
    if events:
        low = events * max(0.0, 1 - 1 / (9 * events) - z / (3 * math.sqrt(events))) ** 3
    return Interval(low, more * (1 - 1 / (9 * more) + z / (3 * math.sqrt(more))) ** 3)


def count(events: int, level: float = 0.95, *, method: str = "auto") -> Estimate:
    """A count with its interval.

    In: a whole number; ``method`` is ``exact``, ``byar`` or ``auto`` (exact below 10 events,
    Byar from 10, as in England's public health profiles). Out: counts.
    Raises ValueError if an argument cannot be.
    Source: see ``poisson_exact`` and ``poisson_byar``.
    """
    check.choice("method", method, ("auto", "exact", "byar"))
    check.whole("events", events)
    exact = method == "exact" or (method == "auto" and events < _BYAR_FROM)
    interval = (poisson_exact if exact else poisson_byar)(events, level)
    return Estimate(float(events), interval.low, interval.high, level)


def rate(
    events: int, time: float, level: float = 0.95, *, per: float = 1.0, method: str = "auto"
) -> Estimate:
    """Events over person-time or people, with the interval of ``count``.

    In: a whole number, person-time above 0. Out: events per ``per`` units of ``time``.
    Raises ValueError if an argument cannot be.
    Source: OHID, technical guide Public Health Data: confidence intervals.
    """
    check.positive("time", time)
    check.positive("per", per)
    check.finite("per divided by time", per / time)
    return count(events, level, method=method).times(per / time)


def standardised_ratio(
    observed: int, expected: float, level: float = 0.95, *, method: str = "auto"
) -> Estimate:
    """Observed events divided by those expected from other places' rates (1 is as expected).

    In: a whole number; expected events above 0. Out: a ratio; ``times(100)`` gives the usual index.
    Raises ValueError if an argument cannot be.
    Source: Breslow and Day 1987, Statistical Methods in Cancer Research, volume 2, chapter 2.
    """
    check.whole("observed", observed)
    check.positive("expected", expected)
    return count(observed, level, method=method).times(1 / expected)


def expected_events(rates: Sequence[float], times: Sequence[float]) -> float:
    """The events that a place would have with a standard's rates in each of its age groups.

    In: the standard's rates (events per unit of time) and the place's own time, by group.
    Out: events. Raises ValueError if the lists differ in length or hold a negative value.
    Source: indirect standardisation, as in Breslow and Day 1987, chapter 2.
    """
    _check_pairs("rates", rates, "times", times)
    return math.fsum(each * time for each, time in zip(rates, times, strict=True))


def _check_pairs(name_1: str, one: Sequence[float], name_2: str, two: Sequence[float]) -> None:
    check.same_length(name_1, one, name_2, two)
    for name, values in ((name_1, one), (name_2, two)):
        check.numbers(name, values)
        for value in values:
            check.not_negative(name, value)


# Two rates


def rate_ratio(
    events_1: int,
    time_1: float,
    events_2: int,
    time_2: float,
    level: float = 0.95,
    *,
    method: str = "log",
) -> Estimate:
    """Rate of group 1 divided by rate of group 2.

    In: whole numbers of events, person-time above 0. ``method`` is ``log`` (normal on the log
    scale) or ``exact`` (given the total, events of group 1 are binomial; no events in one group
    are then possible). Out: a ratio; 1 means no difference.
    Raises ValueError if an argument cannot be, where ``log`` meets a group without events, or
    where neither group has any.
    Source: Rothman, Greenland and Lash 2008, Modern Epidemiology, chapter 14; Przyborowski and
    Wilenski 1940, Biometrika 31:313-323, for the exact one.
    """
    check.choice("method", method, ("log", "exact"))
    least = 1 if method == "log" else 0
    _check_rates(events_1, time_1, events_2, time_2, least)
    if method == "exact":
        return _exact_rate_ratio(events_1, time_1, events_2, time_2, level)
    value = (events_1 / time_1) / (events_2 / time_2)
    factor = math.exp(dist.z_of_level(level) * math.sqrt(1 / events_1 + 1 / events_2))
    return Estimate(value, value / factor, value * factor, level)


def _check_rates(
    events_1: int, time_1: float, events_2: int, time_2: float, least: int = 0
) -> None:
    check.whole("events_1", events_1, least)
    check.positive("time_1", time_1)
    check.whole("events_2", events_2, least)
    check.positive("time_2", time_2)


def _exact_rate_ratio(
    events_1: int, time_1: float, events_2: int, time_2: float, level: float
) -> Estimate:
    total, scale = events_1 + events_2, time_2 / time_1
    if total == 0:
        raise ValueError("events_1 and events_2 must not both be 0")
    check.whole("events_1 + events_2", total)
    one = clopper_pearson(events_1, total, level)
    two = clopper_pearson(events_2, total, level)
    value = events_1 / events_2 * scale if events_2 else math.inf
    high = one.high / two.low * scale if events_2 else math.inf
    return Estimate(value, one.low / two.high * scale, high, level)


def rate_difference(
    events_1: int,
    time_1: float,
    events_2: int,
    time_2: float,
    level: float = 0.95,
    *,
    per: float = 1.0,
) -> Estimate:
    """Rate of group 1 minus rate of group 2, with the interval from both rates' exact ones.

    In: whole numbers of events, person-time above 0. Out: events per ``per`` units of time.
    Raises ValueError if an argument cannot be.
    Source: the square-and-add method (MOVER): Zou and Donner 2008, Statistics in Medicine
    27:1693-1702.
    """
    _check_rates(events_1, time_1, events_2, time_2)
    one = rate(events_1, time_1, level, per=per, method="exact")
    two = rate(events_2, time_2, level, per=per, method="exact")
    value = one.value - two.value
    low = value - math.hypot(one.value - one.low, two.high - two.value)
    high = value + math.hypot(one.high - one.value, two.value - two.low)
    return Estimate(value, low, high, level)


def rate_p_value(events_1: int, time_1: float, events_2: int, time_2: float) -> float:
    """The exact two-sided p value that two rates are equal.

    In: whole numbers of events, person-time above 0. Out: a share: twice the smaller tail, at
    most 1, which agrees with the exact interval of ``rate_ratio``.
    Raises ValueError if an argument cannot be.
    Source: Przyborowski and Wilenski 1940, Biometrika 31:313-323.
    """
    _check_rates(events_1, time_1, events_2, time_2)
    total, share = events_1 + events_2, time_1 / (time_1 + time_2)
    below = dist.binomial_cdf(events_1, total, share)
    above = dist.binomial_sf(events_1 - 1, total, share)
    return min(1.0, 2 * min(below, above))


# How chance alone spreads counts


def poisson_shares(mean: float, most: int) -> list[float]:
    """How often 0, 1, 2, ... events happen where chance alone spreads them.

    In: the mean count, and the last count of the list, which stands for that many or more.
    Out: shares that add up to 1.
    Raises ValueError if ``mean`` is negative or ``most`` no whole number from 1 to 100,000.
    Source: Poisson 1837.
    """
    check.not_negative("mean", mean)
    check.whole("most", most, 1)
    check.within("most", most, 1, _MOST_SHARES)
    shares = [dist.poisson_pmf(k, mean) for k in range(most)]
    return [*shares, dist.poisson_sf(most - 1, mean)]
