"""Scores: differences of means, standardised differences, and what they amount to.

Group 1 is the group with the programme, group 2 the comparison; a difference is group 1 minus
group 2. ``d`` is a difference in standard deviations (Cohen's d or Hedges' g).
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from evidence_course.stats import _checks as check
from evidence_course.stats import _distributions as dist
from evidence_course.stats.estimates import Estimate, Interval


def _check_scores(
    mean_1: float, sd_1: float, n_1: int, mean_2: float, sd_2: float, n_2: int
) -> None:
    check.finite("mean_1", mean_1)
    check.finite("mean_2", mean_2)
    check.positive("sd_1", sd_1)
    check.positive("sd_2", sd_2)
    check.whole("n_1", n_1, 2)
    check.whole("n_2", n_2, 2)


# Means


def mean_with_interval(mean: float, sd: float, n: int, level: float = 0.95) -> Estimate:
    """One group's mean with its t interval.

    In: mean and standard deviation of the score, and how many people. Out: the unit of the score.
    Raises ValueError if ``sd`` is not above 0, ``n`` is below 2, or ``level`` not in 0 to 1.
    Source: Student 1908, Biometrika 6:1-25.
    """
    check.finite("mean", mean)
    check.positive("sd", sd)
    check.whole("n", n, 2)
    reach = dist.t_of_level(level, n - 1) * sd / math.sqrt(n)
    return Estimate(mean, mean - reach, mean + reach, level)


def mean_difference(
    mean_1: float,
    sd_1: float,
    n_1: int,
    mean_2: float,
    sd_2: float,
    n_2: int,
    level: float = 0.95,
    *,
    equal_spread: bool = False,
) -> Estimate:
    """Mean of group 1 minus mean of group 2, with Welch's t interval.

    In: means, standard deviations and group sizes; ``equal_spread`` pools the spreads (Student's
    interval). Out: the unit of the score.
    Raises ValueError if a spread is not above 0, a group is below 2, or ``level`` not in 0 to 1.
    Source: Welch 1947, Biometrika 34:28-35; Student 1908 for equal spreads.
    """
    _check_scores(mean_1, sd_1, n_1, mean_2, sd_2, n_2)
    if equal_spread:
        df = float(n_1 + n_2 - 2)
        error = pooled_sd(sd_1, n_1, sd_2, n_2) * math.sqrt(1 / n_1 + 1 / n_2)
    else:
        one, two = sd_1 / math.sqrt(n_1), sd_2 / math.sqrt(n_2)
        error = math.hypot(one, two)
        df = 1 / ((one / error) ** 4 / (n_1 - 1) + (two / error) ** 4 / (n_2 - 1))
    reach = dist.t_of_level(level, df) * error
    difference = mean_1 - mean_2
    return Estimate(difference, difference - reach, difference + reach, level)


def pooled_sd(sd_1: float, n_1: int, sd_2: float, n_2: int) -> float:
    """The spread within two groups that are taken to spread equally.

    In: standard deviations and group sizes. Out: the unit of the score.
    Raises ValueError if a spread is not above 0 or a group is below 2.
    Source: Cohen 1988, Statistical Power Analysis, chapter 2.
    """
    _check_scores(0, sd_1, n_1, 0, sd_2, n_2)
    df = n_1 + n_2 - 2
    return math.hypot(sd_1 * math.sqrt((n_1 - 1) / df), sd_2 * math.sqrt((n_2 - 1) / df))


# Standardised mean differences


def hedges_correction(df: float, *, exact: bool = True) -> float:
    """What a standardised mean difference is multiplied by, as small groups exaggerate it.

    In: degrees of freedom (people minus groups, above 1 if exact); ``exact`` uses the gamma
    function, else 1 - 3 / (4 df - 1). Out: a factor from 0 to 1.
    Raises ValueError if ``df`` is too small.
    Source: Hedges 1981, Journal of Educational Statistics 6:107-128.
    """
    check.finite("df", df)
    if df < 2:
        raise ValueError(f"df must be at least 2, not {df!r}")
    if not exact:
        return 1 - 3 / (4 * df - 1)
    if df > 1e4:  # the difference of two large logarithms has lost its digits
        return 1 - 3 / (4 * df) - 7 / (32 * df * df)
    return math.exp(math.lgamma(df / 2) - math.lgamma((df - 1) / 2)) / math.sqrt(df / 2)


def standardised_mean_difference(
    mean_1: float,
    sd_1: float,
    n_1: int,
    mean_2: float,
    sd_2: float,
    n_2: int,
    level: float = 0.95,
    *,
    correction: str = "exact",
    interval: str = "large-sample",
) -> Estimate:
    """The difference of two means in standard deviations: Hedges' g, or Cohen's d.

    In: means, standard deviations and group sizes. ``correction`` for small groups is ``exact``,
    ``approximate`` or ``none`` (Cohen's d). ``interval`` is ``large-sample`` (variance
    1/n1 + 1/n2 + g^2 / 2(n1 + n2)), ``borenstein`` (that of d, times the squared correction) or
    ``exact`` (non-central t). Out: standard deviations.
    Raises ValueError if a spread is not above 0, a group is below 2, or an option is unknown.
    Source: Hedges 1981, Journal of Educational Statistics 6:107-128; Hedges and Olkin 1985;
    Borenstein and others 2009, Introduction to Meta-Analysis, chapter 4.
    """
    _check_scores(mean_1, sd_1, n_1, mean_2, sd_2, n_2)
    check.choice("correction", correction, ("exact", "approximate", "none"))
    d = (mean_1 - mean_2) / pooled_sd(sd_1, n_1, sd_2, n_2)
    check.finite("mean_1 less mean_2, by sd_1 and sd_2,", d)
    factor = 1.0
    if correction != "none":
        factor = hedges_correction(n_1 + n_2 - 2, exact=correction == "exact")
    ends = _smd_interval(d, factor, n_1, n_2, level, interval)
    return Estimate(factor * d, ends.low, ends.high, level)


def _smd_interval(
    d: float, factor: float, n_1: int, n_2: int, level: float, interval: str
) -> Interval:
    check.choice("interval", interval, ("large-sample", "borenstein", "exact"))
    if interval == "exact":
        ends = smd_exact_interval(d, n_1, n_2, level)
        return Interval(factor * ends.low, factor * ends.high)
    if interval == "borenstein":
        error = factor * math.sqrt(smd_variance(d, n_1, n_2))
    else:
        error = math.sqrt(smd_variance(factor * d, n_1, n_2))
    reach = dist.z_of_level(level) * error
    return Interval(factor * d - reach, factor * d + reach)


def smd_variance(d: float, n_1: int, n_2: int) -> float:
    """The large-sample variance of a standardised mean difference.

    In: standard deviations, group sizes. Out: squared standard deviations.
    Raises ValueError if ``d`` is not finite or a group is empty.
    Source: Hedges and Olkin 1985, Statistical Methods for Meta-Analysis, chapter 5.
    """
    check.finite("d", d)
    check.whole("n_1", n_1, 1)
    check.whole("n_2", n_2, 1)
    return 1 / n_1 + 1 / n_2 + d * (d / (2 * (n_1 + n_2)))


def smd_exact_interval(d: float, n_1: int, n_2: int, level: float = 0.95) -> Interval:
    """The interval for Cohen's d from the non-central t distribution.

    In: an uncorrected d, group sizes. Out: standard deviations.
    Raises ValueError if ``d`` is not finite, a group is below 2, or ``level`` not in 0 to 1.
    Source: Steiger and Fouladi 1997; Cumming and Finch 2001, Educational and Psychological
    Measurement 61:532-574.
    """
    check.finite("d", d)
    check.whole("n_1", n_1, 2)
    check.whole("n_2", n_2, 2)
    check.level(level)
    scale, df, tail = math.sqrt(1 / n_1 + 1 / n_2), n_1 + n_2 - 2, (1 - level) / 2
    t = abs(d) / scale
    reach = (dist.z_of_level(level) + 3) * math.sqrt(1 + t * t / df) * 2

    def shift(share: float) -> float:
        return dist.root(lambda x: share - dist.nct_cdf(t, df, x), t - reach, t + reach) * scale

    low, high = shift(1 - tail), shift(tail)
    return Interval(low, high) if d >= 0 else Interval(-high, -low)


def smd_from_t(t: float, n_1: int, n_2: int) -> float:
    """Cohen's d from a reported t statistic of two groups.

    In: the statistic, group sizes. Out: standard deviations, not corrected for small groups.
    Raises ValueError if ``t`` is not finite or a group is empty.
    Source: Borenstein and others 2009, Introduction to Meta-Analysis, chapter 4.
    """
    check.finite("t", t)
    check.whole("n_1", n_1, 1)
    check.whole("n_2", n_2, 1)
    return t * math.sqrt(1 / n_1 + 1 / n_2)


# What d amounts to, under two normal curves with equal spread


def overlap(d: float) -> float:
    """The share that two normal curves have in common when their means lie ``d`` spreads apart.

    In: standard deviations. Out: a share from 0 to 1. Raises ValueError if ``d`` is not finite.
    Source: Reiser and Faraggi 1999, The Statistician 48:413-418.
    """
    check.finite("d", d)
    return 2 * dist.normal_cdf(-abs(d) / 2)


def u1(d: float) -> float:
    """The share of both groups together that no one of the other group shares (Cohen's U1).

    In: standard deviations. Out: a share from 0 to 1. Raises ValueError if ``d`` is not finite.
    Source: Cohen 1988, Statistical Power Analysis, chapter 2.
    """
    check.finite("d", d)
    beyond = dist.normal_cdf(abs(d) / 2)
    return (2 * beyond - 1) / beyond


def u3(d: float) -> float:
    """The share of group 1 that lies above the mean of group 2 (Cohen's U3).

    In: standard deviations; a negative ``d`` gives a share below a half.
    Out: a share from 0 to 1. Raises ValueError if ``d`` is not finite.
    Source: Cohen 1988, Statistical Power Analysis, chapter 2.
    """
    check.finite("d", d)
    return dist.normal_cdf(d)


def superiority(d: float) -> float:
    """The chance that one person picked from group 1 scores above one from group 2.

    In: standard deviations. Out: a share from 0 to 1. Raises ValueError if ``d`` is not finite.
    Source: McGraw and Wong 1992, Psychological Bulletin 111:361-365.
    """
    check.finite("d", d)
    return dist.normal_cdf(d / math.sqrt(2))


def number_needed_from_smd(d: float, risk_2: float) -> float:
    """How many people must get the programme for one more to do well, from d.

    In: standard deviations (above 0 is better), and the share of the comparison group that does
    well. Out: people; below 0 for harm, infinite for no difference.
    Raises ValueError if ``d`` is not finite or ``risk_2`` is not strictly between 0 and 1.
    Source: Furukawa and Leucht 2011, PLoS ONE 6:e19070.
    """
    check.finite("d", d)
    check.between("risk_2", risk_2, 0, 1)
    gain = risk_from_smd(d, risk_2) - risk_2 if d != 0 else 0.0
    return 1 / gain if gain != 0 else math.inf


def number_needed_from_superiority(d: float) -> float:
    """How many pairs of people must be compared for one more to do better with the programme.

    In: standard deviations (above 0 is better). Out: people; below 0 for harm, infinite for no
    difference. Raises ValueError if ``d`` is not finite.
    Source: Kraemer and Kupfer 2006, Biological Psychiatry 59:990-996.
    """
    check.finite("d", d)
    gain = math.erf(d / 2)
    return 1 / gain if gain != 0 else math.inf


# From one measure to another


def risk_from_smd(d: float, risk_2: float) -> float:
    """The share of group 1 beyond the point that share ``risk_2`` of group 2 lies beyond.

    In: standard deviations, a share. Out: a share.
    Raises ValueError if ``d`` is not finite or ``risk_2`` is not strictly between 0 and 1.
    Source: Furukawa and Leucht 2011, PLoS ONE 6:e19070.
    """
    check.finite("d", d)
    check.between("risk_2", risk_2, 0, 1)
    return dist.normal_cdf(d + dist.normal_quantile(risk_2))


def smd_to_odds_ratio(d: float) -> float:
    """The odds ratio that a standardised mean difference amounts to (logistic curves).

    In: standard deviations. Out: a ratio above 0. For a variance, multiply that of d by
    pi^2 / 3 to get that of the log odds ratio.
    Raises ValueError if ``d`` is not finite or the ratio too large to hold.
    Source: Hasselblad and Hedges 1995, Psychological Bulletin 117:167-178; Chinn 2000.
    """
    check.within("d", d, -390, 390)
    return math.exp(d * math.pi / math.sqrt(3))


def odds_ratio_to_smd(ratio: float) -> float:
    """The standardised mean difference that an odds ratio amounts to (logistic curves).

    In: a ratio above 0. Out: standard deviations. Raises ValueError if ``ratio`` is not above 0.
    Source: Hasselblad and Hedges 1995, Psychological Bulletin 117:167-178; Chinn 2000.
    """
    check.positive("ratio", ratio)
    return math.log(ratio) * math.sqrt(3) / math.pi


def odds_ratio_at_risk(d: float, risk_2: float) -> float:
    """The odds ratio that d amounts to where group 2 has risk ``risk_2`` (normal curves).

    In: standard deviations, a share. Out: a ratio above 0.
    Raises ValueError if ``d`` is not finite, ``risk_2`` is not strictly between 0 and 1, or the
    ratio is too large to hold.
    Source: Chen, Cohen and Chen 2010, Communications in Statistics 39:860-864.
    """
    risk_1 = risk_from_smd(d, risk_2)
    others_1 = risk_from_smd(-d, 1 - risk_2)
    ratio = risk_1 / others_1 * ((1 - risk_2) / risk_2) if others_1 else math.inf
    if not math.isfinite(ratio):
        raise ValueError(f"d is too large for this risk_2: {d!r}")
    return ratio


def smd_to_correlation(d: float, n_1: int = 1, n_2: int = 1) -> float:
    """The correlation of group and score that a standardised mean difference amounts to.

    In: standard deviations, group sizes (only their ratio matters). Out: -1 to 1.
    Raises ValueError if ``d`` is not finite or a group is empty.
    Source: Borenstein and others 2009, Introduction to Meta-Analysis, chapter 7.
    """
    check.finite("d", d)
    check.whole("n_1", n_1, 1)
    check.whole("n_2", n_2, 1)
    return d / math.hypot(d, (n_1 + n_2) / math.sqrt(n_1) / math.sqrt(n_2))


def correlation_to_smd(r: float, n_1: int = 1, n_2: int = 1) -> float:
    """The standardised mean difference that a correlation of group and score amounts to.

    In: a correlation strictly between -1 and 1, group sizes (only their ratio matters).
    Out: standard deviations. Raises ValueError if ``r`` is not, or a group is empty.
    Source: Borenstein and others 2009, Introduction to Meta-Analysis, chapter 7.
    """
    check.between("r", r, -1, 1)
    check.whole("n_1", n_1, 1)
    check.whole("n_2", n_2, 1)
    return r * (n_1 + n_2) / math.sqrt(n_1) / math.sqrt(n_2) / math.sqrt((1 - r) * (1 + r))


def odds_ratio_to_correlation(ratio: float, n_1: int = 1, n_2: int = 1) -> float:
    """The correlation that an odds ratio amounts to, by way of d.

    In: a ratio above 0, group sizes (only their ratio matters). Out: -1 to 1.
    Raises ValueError if ``ratio`` is not above 0 or a group is empty.
    Source: Borenstein and others 2009, Introduction to Meta-Analysis, chapter 7.
    """
    return smd_to_correlation(odds_ratio_to_smd(ratio), n_1, n_2)


def correlation_to_odds_ratio(r: float, n_1: int = 1, n_2: int = 1) -> float:
    """The odds ratio that a correlation amounts to, by way of d.

    In: a correlation strictly between -1 and 1, group sizes (only their ratio matters).
    Out: a ratio above 0. Raises ValueError if ``r`` is not, a group is empty, or the ratio is too
    large to hold.
    Source: Borenstein and others 2009, Introduction to Meta-Analysis, chapter 7.
    """
    d = correlation_to_smd(r, n_1, n_2)
    if abs(d) > 390:
        raise ValueError(f"r is too far from 0 for these groups: {r!r}")
    return smd_to_odds_ratio(d)


def look_up(value: float, bands: Sequence[tuple[float, float, float]]) -> float:
    """What a published table of bands gives for a value; a negative value mirrors a positive one.

    In: a value, rounded to as many decimals as the bands have (2), and bands
    (from, to, what the band stands for). Out: what the band stands for.
    Raises ValueError if no band holds the value.
    Source: the table that is passed in.
    """
    check.finite("value", value)
    rounded = round(value, 2)
    for low, high, result in bands:
        if low <= rounded <= high:
            return result
    for low, high, result in bands:
        if low <= -rounded <= high:
            return -result
    raise ValueError(f"value must lie in one of the bands, not {value!r}")
