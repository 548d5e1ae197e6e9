"""The formulas that the course teaches, in short pure functions.

Standard library only, so that the same code runs in a browser. Group 1 is the group with the
programme, group 2 the comparison; a difference is group 1 minus group 2. A value that cannot
be is a ``ValueError`` that names the argument.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import NormalDist, fmean

_NORMAL = NormalDist()


@dataclass(frozen=True)
class Interval:
    """A range from ``low`` to ``high``, in the unit of what was measured."""

    low: float
    high: float


@dataclass(frozen=True)
class Estimate:
    """A value with its confidence interval; ``level`` is 0.95 for a 95% interval."""

    value: float
    low: float
    high: float
    level: float

    def times(self, factor: float) -> Estimate:
        """The same estimate in another unit: ``times(100)`` turns a share into points."""
        _finite("factor", factor)
        low, high = sorted((self.low * factor, self.high * factor))
        return Estimate(self.value * factor, low, high, self.level)


# What may be passed in


def _finite(name: str, value: float) -> None:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise ValueError(f"{name} must be a number, not {value!r}")
    if not math.isfinite(value):
        raise ValueError(f"{name} must be a finite number, not {value!r}")


def _positive(name: str, value: float) -> None:
    _finite(name, value)
    if value <= 0:
        raise ValueError(f"{name} must be above 0, not {value!r}")


def _between(name: str, value: float, low: float, high: float) -> None:
    _finite(name, value)
    if not low < value < high:
        raise ValueError(f"{name} must lie between {low:g} and {high:g}, not {value!r}")


def _whole(name: str, value: float, least: int) -> None:
    _finite(name, value)
    if value != int(value) or value < least:
        raise ValueError(f"{name} must be a whole number of at least {least}, not {value!r}")


def _events(suffix: str, events: float, n: float) -> None:
    _whole(f"n{suffix}", n, 1)
    _whole(f"events{suffix}", events, 0)
    if events > n:
        raise ValueError(f"events{suffix} must not be above n{suffix}: {events!r} of {n!r}")


def _z(level: float) -> float:
    """How many standard errors a two-sided normal interval of this level reaches."""
    _between("level", level, 0, 1)
    return _NORMAL.inv_cdf((1 + level) / 2)


def _z_power(power: float) -> float:
    _between("power", power, 0, 1)
    return _NORMAL.inv_cdf(power)


# Risks: events out of n


def wilson(events: int, n: int, level: float = 0.95) -> Interval:
    """Wilson's score interval for a risk, without continuity correction.

    Source: Wilson 1927; method 3 in Newcombe 1998, Statistics in Medicine 17:857-872.
    In: whole numbers, ``events`` of ``n``. Out: shares from 0 to 1.
    Raises ValueError if ``n`` is below 1, ``events`` not in 0 to ``n``, or ``level`` not in 0 to 1.
    """
    _events("", events, n)
    z = _z(level)
    centre = events + z * z / 2
    spread = z * math.sqrt(events * (n - events) / n + z * z / 4)
    low = 0.0 if events == 0 else (centre - spread) / (n + z * z)
    high = 1.0 if events == n else (centre + spread) / (n + z * z)
    return Interval(low, high)


def risk_difference(
    events_1: int, n_1: int, events_2: int, n_2: int, level: float = 0.95
) -> Estimate:
    """Risk of group 1 minus risk of group 2, with Newcombe's hybrid score interval.

    Source: method 10 in Newcombe 1998, Statistics in Medicine 17:873-890.
    In: whole numbers. Out: shares from -1 to 1; ``times(100)`` gives points.
    Raises ValueError for counts or a level that cannot be.
    """
    _events("_1", events_1, n_1)
    _events("_2", events_2, n_2)
    risk_1, risk_2 = events_1 / n_1, events_2 / n_2
    one, two = wilson(events_1, n_1, level), wilson(events_2, n_2, level)
    difference = risk_1 - risk_2
    low = difference - math.hypot(risk_1 - one.low, two.high - risk_2)
    high = difference + math.hypot(one.high - risk_1, risk_2 - two.low)
    return Estimate(difference, max(low, -1.0), min(high, 1.0), level)


def _ratio(value: float, log_variance: float, level: float) -> Estimate:
    """A ratio whose logarithm is nearly normal: the interval is symmetric on the log scale."""
    factor = math.exp(_z(level) * math.sqrt(log_variance))
    return Estimate(value, value / factor, value * factor, level)


def risk_ratio(events_1: int, n_1: int, events_2: int, n_2: int, level: float = 0.95) -> Estimate:
    """Risk of group 1 divided by risk of group 2, with the log interval.

    Source: Katz and others 1978, Biometrics 34:469-474.
    In: whole numbers. Out: a ratio above 0; 1 means no difference.
    Raises ValueError also where a group has no events, as the logarithm is then not defined.
    """
    _events("_1", events_1, n_1)
    _events("_2", events_2, n_2)
    _whole("events_1", events_1, 1)
    _whole("events_2", events_2, 1)
    variance = 1 / events_1 - 1 / n_1 + 1 / events_2 - 1 / n_2
    return _ratio((events_1 / n_1) / (events_2 / n_2), variance, level)


def odds_ratio(events_1: int, n_1: int, events_2: int, n_2: int, level: float = 0.95) -> Estimate:
    """Odds of group 1 divided by odds of group 2, with the log interval.

    Source: Woolf 1955, Annals of Human Genetics 19:251-253.
    In: whole numbers. Out: a ratio above 0; 1 means no difference.
    Raises ValueError also where a group has no events or nothing but events.
    """
    for suffix, events, n in (("_1", events_1, n_1), ("_2", events_2, n_2)):
        _events(suffix, events, n)
        _whole(f"events{suffix}", events, 1)
        if events == n:
            raise ValueError(f"events{suffix} must be below n{suffix}, or the odds are not defined")
    others_1, others_2 = n_1 - events_1, n_2 - events_2
    variance = 1 / events_1 + 1 / others_1 + 1 / events_2 + 1 / others_2
    return _ratio(events_1 * others_2 / (others_1 * events_2), variance, level)


def relative_change(risk_1: float, risk_2: float) -> float:
    """How far risk 1 lies from risk 2, as a share of risk 2: -0.2 is a fifth lower.

    Both in the same unit (shares, numbers in 100, rates). Raises ValueError if one is
    negative, or if ``risk_2`` is 0.
    """
    _finite("risk_1", risk_1)
    if risk_1 < 0:
        raise ValueError(f"risk_1 must not be negative: {risk_1!r}")
    _positive("risk_2", risk_2)
    return (risk_1 - risk_2) / risk_2


def p_from_interval(
    value: float, low: float, high: float, level: float = 0.95, ratio: bool = False
) -> float:
    """The two-sided p value that a published symmetric interval implies.

    Source: Altman and Bland 2011, BMJ 343:d2304, with exact normal quantiles. ``ratio`` takes
    logarithms and asks about 1 in place of 0. Raises ValueError if ``low`` is not below ``high``,
    ``value`` lies outside them, or a ratio is not above 0.
    """
    for name, number in (("value", value), ("low", low), ("high", high)):
        (_positive if ratio else _finite)(name, number)
    if not low < high:
        raise ValueError(f"low must be below high: {low!r} and {high!r}")
    if not low <= value <= high:
        raise ValueError(f"value must lie between low and high, not {value!r}")
    scale: Callable[[float], float] = math.log if ratio else float
    error = (scale(high) - scale(low)) / (2 * _z(level))
    return math.erfc(abs(scale(value)) / error / math.sqrt(2))


# Scores: means and spreads


def _beta_fraction(a: float, b: float, x: float) -> float:
    """The continued fraction of the incomplete beta function, by Lentz's method.

    Source: DLMF 8.17.22.
    """
    tiny = 1e-300
    result, c, d = 1.0, 1.0, 0.0
    for step in range(1000):
        m = step // 2
        if step == 0:
            term = 1.0
        elif step % 2 == 0:
            term = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        else:
            term = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        d = 1 / (1 + term * d or tiny)
        c = 1 + term / c or tiny
        result *= c * d
        if step and abs(c * d - 1) < 1e-15:
            break
    return result - 1


def _t_tail(t: float, df: float) -> float:
    """P(T > t) for t > 0, from the regularised incomplete beta function (DLMF 8.17)."""
    a, b, x = df / 2, 0.5, df / (df + t * t)
    beta = math.lgamma(a) + math.lgamma(b) - math.lgamma(a + b)
    front = math.exp(a * math.log(x) + b * math.log1p(-x) - beta)
    if x < (a + 1) / (a + b + 2):
        return front * _beta_fraction(a, b, x) / a / 2
    return (1 - front * _beta_fraction(b, a, 1 - x) / b) / 2


def _t(level: float, df: float) -> float:
    """How many standard errors a two-sided t interval reaches, by bisection."""
    tail = (1 - level) / 2
    low, high = 0.0, _z(level)
    while _t_tail(high, df) > tail:
        high *= 2
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if _t_tail(middle, df) > tail else (low, middle)
    return (low + high) / 2


def _check_scores(
    mean_1: float, sd_1: float, n_1: int, mean_2: float, sd_2: float, n_2: int
) -> None:
    _finite("mean_1", mean_1)
    _finite("mean_2", mean_2)
    _positive("sd_1", sd_1)
    _positive("sd_2", sd_2)
    _whole("n_1", n_1, 2)
    _whole("n_2", n_2, 2)


def mean_difference(
    mean_1: float, sd_1: float, n_1: int, mean_2: float, sd_2: float, n_2: int, level: float = 0.95
) -> Estimate:
    """Mean of group 1 minus mean of group 2, with Welch's t interval.

    Source: Welch 1947, Biometrika 34:28-35. In and out: the unit of the score.
    Raises ValueError if a spread is not above 0, a group is below 2, or ``level`` not in 0 to 1.
    """
    _check_scores(mean_1, sd_1, n_1, mean_2, sd_2, n_2)
    _between("level", level, 0, 1)
    one, two = sd_1 * sd_1 / n_1, sd_2 * sd_2 / n_2
    df = (one + two) ** 2 / (one * one / (n_1 - 1) + two * two / (n_2 - 1))
    reach = _t(level, df) * math.sqrt(one + two)
    difference = mean_1 - mean_2
    return Estimate(difference, difference - reach, difference + reach, level)


def standardised_mean_difference(
    mean_1: float, sd_1: float, n_1: int, mean_2: float, sd_2: float, n_2: int, level: float = 0.95
) -> Estimate:
    """Hedges' g: the difference of two means in standard deviations, corrected for small groups.

    Source: Hedges 1981, Journal of Educational Statistics 6:107-128, with the exact correction;
    large-sample normal interval. In: the unit of the score. Out: standard deviations.
    Raises ValueError if a spread is not above 0, a group is below 2, or ``level`` not in 0 to 1.
    """
    _check_scores(mean_1, sd_1, n_1, mean_2, sd_2, n_2)
    df = n_1 + n_2 - 2
    pooled = math.sqrt(((n_1 - 1) * sd_1**2 + (n_2 - 1) * sd_2**2) / df)
    correction = math.exp(math.lgamma(df / 2) - math.lgamma((df - 1) / 2)) / math.sqrt(df / 2)
    g = correction * (mean_1 - mean_2) / pooled
    reach = _z(level) * math.sqrt(1 / n_1 + 1 / n_2 + g * g / (2 * (n_1 + n_2)))
    return Estimate(g, g - reach, g + reach, level)


def overlap(d: float) -> float:
    """The share that two normal curves have in common when their means lie ``d`` spreads apart.

    Source: Reiser and Faraggi 1999, The Statistician 48:413-418. Out: a share from 0 to 1.
    Raises ValueError if ``d`` is not finite.
    """
    _finite("d", d)
    return 2 * _NORMAL.cdf(-abs(d) / 2)


def u3(d: float) -> float:
    """The share of group 1 that lies above the mean of group 2 (Cohen's U3).

    Source: Cohen 1988, Statistical Power Analysis, chapter 2. Equal spreads; a negative ``d``
    gives a share below a half. Out: a share from 0 to 1. Raises ValueError if ``d`` is not finite.
    """
    _finite("d", d)
    return _NORMAL.cdf(d)


def superiority(d: float) -> float:
    """The chance that one person picked from group 1 scores above one from group 2.

    Source: McGraw and Wong 1992, Psychological Bulletin 111:361-365. Equal spreads.
    Out: a share from 0 to 1. Raises ValueError if ``d`` is not finite.
    """
    _finite("d", d)
    return _NORMAL.cdf(d / math.sqrt(2))


def correlation(x: Sequence[float], y: Sequence[float]) -> float:
    """Pearson's correlation, from -1 to 1.

    Raises ValueError if the lists differ in length, hold fewer than 2 values, or one is constant.
    """
    if len(x) != len(y):
        raise ValueError(f"x and y must be of one length, not {len(x)} and {len(y)}")
    if len(x) < 2:
        raise ValueError("x must hold at least 2 values")
    for name, values in (("x", x), ("y", y)):
        for value in values:
            _finite(name, value)
        if min(values) == max(values):
            raise ValueError(f"{name} must not be constant")
    mean_x, mean_y = fmean(x), fmean(y)
    products = math.fsum((a - mean_x) * (b - mean_y) for a, b in zip(x, y, strict=True))
    squares_x = math.fsum((a - mean_x) ** 2 for a in x)
    squares_y = math.fsum((b - mean_y) ** 2 for b in y)
    return max(-1.0, min(1.0, products / math.sqrt(squares_x) / math.sqrt(squares_y)))


# How big a test must be


def sample_size_proportions(p_1: float, p_2: float, power: float = 0.8, level: float = 0.95) -> int:
    """How many people each of two groups needs to tell risk ``p_1`` from risk ``p_2``.

    Source: Fleiss, Levin and Paik 2003, Statistical Methods for Rates and Proportions, chapter 4;
    two-sided, unpooled normal approximation, no continuity correction, rounded up.
    Raises ValueError if a risk does not lie between 0 and 1 or both are equal.
    """
    _between("p_1", p_1, 0, 1)
    _between("p_2", p_2, 0, 1)
    if p_1 == p_2:
        raise ValueError("p_1 and p_2 must differ")
    reach = _z(level) + _z_power(power)
    variance = p_1 * (1 - p_1) + p_2 * (1 - p_2)
    exact = (reach / (p_1 - p_2)) ** 2 * variance
    return max(1, math.ceil(exact - 1e-9))


def detectable_difference_proportions(
    n_per_group: int, p_2: float, power: float = 0.8, level: float = 0.95
) -> float:
    """The smallest fall from risk ``p_2`` that two groups of this size can tell, as a share.

    The formula of ``sample_size_proportions`` solved for the difference (a quadratic).
    Raises ValueError if ``p_2`` is not between 0 and 1, or if even a fall to 0 would be missed.
    """
    _whole("n_per_group", n_per_group, 1)
    _between("p_2", p_2, 0, 1)
    share = (_z(level) + _z_power(power)) ** 2 / n_per_group
    slope = share * (1 - 2 * p_2)
    root = math.sqrt(slope**2 + 8 * share * (1 + share) * p_2 * (1 - p_2))
    difference = (root - slope) / (2 * (1 + share))
    if difference > p_2:
        raise ValueError(f"n_per_group is too small: {n_per_group!r} would miss even a fall to 0")
    return difference


def detectable_rate_ratio(
    sd_log: float,
    n_1: int,
    n_2: int,
    power: float = 0.8,
    level: float = 0.95,
    correlation: float = 0.0,
) -> float:
    """The smallest ratio of rates that two groups of areas can tell apart: 1.3 is 30% more.

    Normal approximation on log rates (Bland 2015, An Introduction to Medical Statistics,
    chapter 18). ``sd_log`` is the spread of the areas' log rates; a baseline that correlates with
    the outcome shrinks it by the square root of 1 minus the squared correlation.
    Raises ValueError if ``sd_log`` is not above 0, a group is empty or ``correlation`` is not
    between -1 and 1.
    """
    _positive("sd_log", sd_log)
    _whole("n_1", n_1, 1)
    _whole("n_2", n_2, 1)
    _between("correlation", correlation, -1, 1)
    spread = sd_log * math.sqrt(1 - correlation**2)
    return math.exp((_z(level) + _z_power(power)) * spread * math.sqrt(1 / n_1 + 1 / n_2))


def _check_clusters(cluster_size: float, icc: float) -> None:
    _finite("cluster_size", cluster_size)
    if cluster_size < 1:
        raise ValueError(f"cluster_size must be at least 1, not {cluster_size!r}")
    _finite("icc", icc)
    if not 0 <= icc <= 1:
        raise ValueError(f"icc must lie between 0 and 1, not {icc!r}")


def design_effect(cluster_size: float, icc: float) -> float:
    """How many times more people a trial needs when it randomises whole groups.

    Source: Kish 1965, Survey Sampling; 1 + (m - 1) x ICC. ``icc`` is the intracluster correlation.
    Raises ValueError if ``cluster_size`` is below 1 or ``icc`` not in 0 to 1.
    """
    _check_clusters(cluster_size, icc)
    return 1 + (cluster_size - 1) * icc


def effective_sample_size(n: int, cluster_size: float, icc: float) -> float:
    """How many people picked one by one would tell as much as ``n`` people in clusters.

    ``n`` divided by the design effect. Raises ValueError as ``design_effect`` does, or if
    ``n`` is below 1.
    """
    _whole("n", n, 1)
    return n / design_effect(cluster_size, icc)
