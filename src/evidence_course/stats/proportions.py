"""Events out of n: risks, their differences and ratios, and the number needed to treat.

Group 1 is the group with the programme, group 2 the comparison; a difference is group 1 minus
group 2, a ratio group 1 divided by group 2.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from evidence_course.stats import _checks as check
from evidence_course.stats import _distributions as dist
from evidence_course.stats.estimates import Estimate, Interval

# One risk


def wilson(events: int, n: int, level: float = 0.95) -> Interval:
    """Wilson's score interval for a risk, without continuity correction.

    In: whole numbers, ``events`` of ``n``. Out: shares from 0 to 1.
    Raises ValueError if ``n`` is below 1, ``events`` not in 0 to ``n``, or ``level`` not in 0 to 1.
    Source: Wilson 1927; method 3 in Newcombe 1998, Statistics in Medicine 17:857-872.
    """
    check.events("", events, n)
    z = dist.z_of_level(level)
    centre = events + z * z / 2
    spread = z * math.sqrt(events * ((n - events) / n) + z * z / 4)
    # As (centre - spread) / (n + z * z), but few events of very many lose no digits.
    low = events / n * (events / (centre + spread))
    high = 1.0 if events == n else (centre + spread) / (n + z * z)
    return Interval(min(low, events / n), max(high, events / n))


def clopper_pearson(events: int, n: int, level: float = 0.95) -> Interval:
    """The exact interval for a risk: it covers the true risk at least as often as it says.

    In: whole numbers, ``events`` of ``n``. Out: shares from 0 to 1.
    Raises ValueError as ``wilson`` does.
    Source: Clopper and Pearson 1934, Biometrika 26:404-413; method 5 in Newcombe 1998.
    """
    check.events("", events, n)
    check.level(level)
    tail = (1 - level) / 2
    low, high = 0.0, 1.0
    if events > 0:
        low = dist.beta_quantile(tail, events, n - events + 1)
    if events < n:
        high = dist.beta_quantile(tail, events + 1, n - events, upper=True)
    return Interval(low, high)


def risk(events: int, n: int, level: float = 0.95, *, exact: bool = False) -> Estimate:
    """The share of people with the event, with Wilson's interval, or the exact one.

    In: whole numbers, ``events`` of ``n``. Out: shares from 0 to 1; ``times(100)`` gives
    numbers in 100.
    Raises ValueError as ``wilson`` does.
    Source: see ``wilson`` and ``clopper_pearson``.
    """
    interval = (clopper_pearson if exact else wilson)(events, n, level)
    return Estimate(events / n, interval.low, interval.high, level)


# Two risks


def risk_difference(
    events_1: int,
    n_1: int,
    events_2: int,
    n_2: int,
    level: float = 0.95,
    *,
    method: str = "newcombe",
) -> Estimate:
    """Risk of group 1 minus risk of group 2.

    In: whole numbers. ``method`` is ``newcombe`` (hybrid score interval) or ``wald`` (the plain
    normal interval, which many reports print and which is too narrow where counts are small).
    Out: shares from -1 to 1; ``times(100)`` gives points.
    Raises ValueError for counts, a level or a method that cannot be.
    Source: methods 10 and 1 in Newcombe 1998, Statistics in Medicine 17:873-890.
    """
    check.events("_1", events_1, n_1)
    check.events("_2", events_2, n_2)
    check.choice("method", method, ("newcombe", "wald"))
    difference = events_1 / n_1 - events_2 / n_2
    if method == "wald":
        reach = _wald_reach(events_1, n_1, events_2, n_2, level)
        return Estimate(difference, difference - reach, difference + reach, level)
    one, two = wilson(events_1, n_1, level), wilson(events_2, n_2, level)
    low = difference - math.hypot(events_1 / n_1 - one.low, two.high - events_2 / n_2)
    high = difference + math.hypot(one.high - events_1 / n_1, events_2 / n_2 - two.low)
    return Estimate(difference, max(low, -1.0), min(high, 1.0), level)


def _wald_reach(events_1: int, n_1: int, events_2: int, n_2: int, level: float) -> float:
    risk_1, risk_2 = events_1 / n_1, events_2 / n_2
    variance = risk_1 * (1 - risk_1) / n_1 + risk_2 * (1 - risk_2) / n_2
    return dist.z_of_level(level) * math.sqrt(variance)


def _ratio(log_value: float, log_variance: float, level: float) -> Estimate:
    """A ratio whose logarithm is nearly normal: the interval is symmetric on the log scale."""
    reach = dist.z_of_level(level) * math.sqrt(max(0.0, log_variance))
    ends = (dist.exp(log_value - reach), dist.exp(log_value + reach))
    return Estimate(math.exp(log_value), *ends, level)


def risk_ratio(
    events_1: int,
    n_1: int,
    events_2: int,
    n_2: int,
    level: float = 0.95,
    *,
    correction: float = 0.0,
) -> Estimate:
    """Risk of group 1 divided by risk of group 2, with the log interval.

    In: whole numbers. ``correction`` is added to both event counts and both others (0.5 is
    usual), which makes a group without events possible.
    Out: a ratio above 0; 1 means no difference. An end too large to hold is infinite.
    Raises ValueError also where a group has no events and nothing is added, as the logarithm is
    then not defined.
    Source: Katz and others 1978, Biometrics 34:469-474.
    """
    check.events("_1", events_1, n_1)
    check.events("_2", events_2, n_2)
    check.not_negative("correction", correction)
    if correction:
        check.positive("correction", correction)
    else:
        check.whole("events_1", events_1, 1)
        check.whole("events_2", events_2, 1)
    a, b = events_1 + correction, events_2 + correction
    m, n = n_1 + 2 * correction, n_2 + 2 * correction
    variance = (m - a) / m / a + (n - b) / n / b
    return _ratio(math.log(a / m) - math.log(b / n), variance, level)


def odds_ratio(
    events_1: int,
    n_1: int,
    events_2: int,
    n_2: int,
    level: float = 0.95,
    *,
    correction: float = 0.0,
) -> Estimate:
    """Odds of group 1 divided by odds of group 2, with the log interval.

    In: whole numbers. ``correction`` is added to each of the four cells (0.5 is usual), which
    makes an empty cell possible.
    Out: a ratio above 0; 1 means no difference. An end too large to hold is infinite.
    Raises ValueError also where a group has no events or nothing but events and nothing is added.
    Source: Woolf 1955, Annals of Human Genetics 19:251-253; Haldane 1956 for the correction.
    """
    check.not_negative("correction", correction)
    if correction:
        check.positive("correction", correction)
    for suffix, events, n in (("_1", events_1, n_1), ("_2", events_2, n_2)):
        check.events(suffix, events, n)
        if correction == 0:
            check.whole(f"events{suffix}", events, 1)
            if events == n:
                raise ValueError(
                    f"events{suffix} must be below n{suffix}, or the odds are not defined"
                )
    cells = [x + correction for x in (events_1, n_1 - events_1, events_2, n_2 - events_2)]
    value = math.log(cells[0] / cells[1]) - math.log(cells[2] / cells[3])
    return _ratio(value, sum(1 / cell for cell in cells), level)


def relative_change(risk_1: float, risk_2: float) -> float:
    """How far risk 1 lies from risk 2, as a share of risk 2: -0.2 is a fifth lower.

    In: both in the same unit (shares, numbers in 100, rates, counts). Out: a share, at least -1.
    Raises ValueError if one is negative, or if ``risk_2`` is 0.
    Source: the definition.
    """
    check.not_negative("risk_1", risk_1)
    check.positive("risk_2", risk_2)
    return (risk_1 - risk_2) / risk_2


def risk_from_risk_ratio(ratio: float, risk_2: float) -> float:
    """The risk of group 1 that a risk ratio implies where group 2 has risk ``risk_2``.

    In: a ratio above 0, a share. Out: a share.
    Raises ValueError if an argument cannot be or the risk would be above 1.
    Source: the definition of the risk ratio.
    """
    check.positive("ratio", ratio)
    check.share("risk_2", risk_2)
    if ratio * risk_2 > 1:
        raise ValueError(f"ratio is too high for risk_2: {ratio!r} times {risk_2!r} is above 1")
    return ratio * risk_2


def risk_from_odds_ratio(ratio: float, risk_2: float) -> float:
    """The risk of group 1 that an odds ratio implies where group 2 has risk ``risk_2``.

    In: a ratio above 0, a share. Out: a share; divided by ``risk_2`` it is the risk ratio.
    Raises ValueError if an argument cannot be.
    Source: Zhang and Yu 1998, JAMA 280:1690-1691.
    """
    check.positive("ratio", ratio)
    check.share("risk_2", risk_2)
    return ratio * risk_2 / (1 - risk_2 + ratio * risk_2)


# Number needed to treat


@dataclass(frozen=True)
class NumberNeeded:
    """How many people must get the programme for one to fare better because of it.

    ``value`` is above 0 for benefit and below 0 for harm (one more fares worse), infinite where
    there is no difference. ``best`` and ``worst`` are the ends of the interval, from the end of
    the difference that favours the programme most and from the other. Where ``through_infinity``
    holds, the interval runs from ``best`` up to infinity and on from minus infinity to ``worst``:
    the data allow benefit, harm, and no difference.
    """

    value: float
    best: float
    worst: float
    level: float
    through_infinity: bool


def number_needed(difference: Estimate, *, events_are_good: bool = False) -> NumberNeeded:
    """The number needed to treat that a risk difference implies, with its interval.

    In: a risk difference in shares (group 1 minus group 2) with its interval; whether an event is
    what is hoped for. Out: people for one person, see ``NumberNeeded``.
    Raises ValueError if the difference or its interval is not from -1 to 1 or out of order.
    Source: Altman 1998, BMJ 317:1309-1312.
    """
    for name in ("value", "low", "high"):
        check.within(f"difference.{name}", getattr(difference, name), -1, 1)
    if not difference.low <= difference.value <= difference.high:
        raise ValueError("difference must lie within its own interval")
    gain = difference if events_are_good else difference.times(-1)
    through = gain.low < 0 < gain.high
    return NumberNeeded(
        _one_in(gain.value), _one_in(gain.high), _one_in(gain.low), difference.level, through
    )


def _one_in(share: float) -> float:
    return 1 / share if share != 0 else math.inf


def number_needed_to_treat(
    events_1: int,
    n_1: int,
    events_2: int,
    n_2: int,
    level: float = 0.95,
    *,
    events_are_good: bool = False,
    method: str = "newcombe",
) -> NumberNeeded:
    """How many people must get the programme for one event fewer (or one more, if good).

    In: whole numbers; ``method`` as in ``risk_difference``. Out: see ``NumberNeeded``.
    Raises ValueError for counts, a level or a method that cannot be.
    Source: Laupacis and others 1988, NEJM 318:1728-1733; Altman 1998, BMJ 317:1309-1312;
    Bender 2001, Controlled Clinical Trials 22:102-110, for the score interval.
    """
    found = risk_difference(events_1, n_1, events_2, n_2, level, method=method)
    low, high = max(found.low, -1.0), min(found.high, 1.0)  # "wald" may reach further
    difference = Estimate(found.value, low, high, level)
    return number_needed(difference, events_are_good=events_are_good)


# What an unmeasured cause would have to be


def e_value(ratio: float, target: float = 1.0) -> float:
    """How strong an unmeasured cause must be to move a risk ratio to ``target``.

    In: a risk ratio (or a limit of its interval) above 0, and the ratio to move it to.
    Out: the least risk ratio that ties the cause to the programme and to the outcome; 1 if
    nothing has to be explained.
    Raises ValueError if one is not above 0.
    Source: VanderWeele and Ding 2017, Annals of Internal Medicine 167:268-274.
    """
    check.positive("ratio", ratio)
    check.positive("target", target)
    apart = max(ratio / target, target / ratio)
    return apart + math.sqrt(apart) * math.sqrt(apart - 1)


def e_value_of_limit(estimate: Estimate, target: float = 1.0) -> float:
    """The E-value of the end of an interval that lies nearer to ``target``; 1 if it holds it.

    In: a risk ratio with its interval. Out: as ``e_value``.
    Raises ValueError if a limit is not above 0.
    Source: as ``e_value``.
    """
    check.positive("estimate.low", estimate.low)
    check.positive("estimate.high", estimate.high)
    if estimate.low <= target <= estimate.high:
        return 1.0
    return e_value(estimate.low if estimate.low > target else estimate.high, target)
