"""People in clusters (teams, schools, councils): how alike they are, and what that costs."""

from __future__ import annotations

import math
from collections.abc import Sequence
from statistics import fmean

from evidence_course.stats import _checks as check
from evidence_course.stats import _distributions as dist
from evidence_course.stats.estimates import Estimate


def design_effect(cluster_size: float, icc: float, size_variation: float = 0.0) -> float:
    """How many times more people a trial needs when it randomises whole groups.

    In: people a cluster (the mean), the intracluster correlation, and how much the sizes vary:
    their standard deviation divided by their mean. Out: a factor of at least 1.
    Raises ValueError if ``cluster_size`` is below 1, ``icc`` not in 0 to 1, or ``size_variation``
    negative.
    Source: Kish 1965, Survey Sampling; Eldridge, Ashby and Kerry 2006, International Journal of
    Epidemiology 35:1292-1300, for sizes that vary.
    """
    check.finite("cluster_size", cluster_size)
    if cluster_size < 1:
        raise ValueError(f"cluster_size must be at least 1, not {cluster_size!r}")
    check.share("icc", icc)
    check.not_negative("size_variation", size_variation)
    return 1 + ((1 + size_variation**2) * cluster_size - 1) * icc


def effective_sample_size(
    n: int, cluster_size: float, icc: float, size_variation: float = 0.0
) -> float:
    """How many people picked one by one would tell as much as ``n`` people in clusters.

    In: people, and what ``design_effect`` takes. Out: people.
    Raises ValueError as ``design_effect`` does, or if ``n`` is below 1.
    Source: Kish 1965, Survey Sampling.
    """
    check.whole("n", n, 1)
    return n / design_effect(cluster_size, icc, size_variation)


def widened(estimate: Estimate, effect: float, *, ratio: bool = False) -> Estimate:
    """An estimate whose interval took no notice of clusters, with the interval it should have.

    In: an estimate with a symmetric interval, and the design effect (at least 1); ``ratio`` works
    on the log scale. Out: the unit of the estimate.
    Raises ValueError if ``effect`` is below 1 or so large that no number can hold the interval, or
    if a ratio is not above 0.
    Source: Cochrane Handbook for Systematic Reviews of Interventions, chapter 23.
    """
    check.finite("effect", effect)
    if effect < 1:
        raise ValueError(f"effect must be at least 1, not {effect!r}")
    factor = math.sqrt(effect)
    for name in ("value", "low", "high"):
        check.finite(f"estimate.{name}", getattr(estimate, name))
    if not ratio:
        low = estimate.value - (estimate.value - estimate.low) * factor
        high = estimate.value + (estimate.high - estimate.value) * factor
        return Estimate(estimate.value, low, high, estimate.level)
    for name in ("value", "low", "high"):
        check.positive(f"estimate.{name}", getattr(estimate, name))
    widest = max(abs(math.log(end / estimate.value)) for end in (estimate.low, estimate.high))
    if widest * factor > math.log(check.LARGEST):
        raise ValueError(f"effect must not widen the interval beyond all numbers: {effect!r}")
    low = estimate.value * (estimate.low / estimate.value) ** factor
    high = estimate.value * (estimate.high / estimate.value) ** factor
    return Estimate(estimate.value, low, high, estimate.level)


# The intracluster correlation


def icc_from_variances(between: float, within: float) -> float:
    """The share of all variance that lies between clusters.

    In: variances between and within clusters, in the same squared unit. Out: a share.
    Raises ValueError if one is negative or both are 0.
    Source: Kerry and Bland 1998, BMJ 316:1455.
    """
    check.not_negative("between", between)
    check.not_negative("within", within)
    if between == within == 0:
        raise ValueError("between and within must not both be 0")
    return between / (between + within)


def icc(clusters: Sequence[Sequence[float]], level: float = 0.95) -> Estimate:
    """How alike people of one cluster are: the intracluster correlation of their values.

    In: the values by cluster; 0 and 1 for an outcome that is there or not. Sizes may differ.
    Out: a correlation, from the analysis of variance, which may come out below 0; the interval
    is exact for normal values in clusters of one size, and approximate otherwise.
    Raises ValueError if there are fewer than 2 clusters, an empty one, none with 2 people, or
    no variation at all.
    Source: Donner and Koval 1980, Biometrics 36:19-25; Searle 1971, Linear Models, for the
    interval, with the mean size n0 of the analysis of variance.
    """
    between, within, size, df_1, df_2 = _mean_squares(clusters)
    if within == 0:
        if between == 0:
            raise ValueError("clusters must not hold the same value throughout")
        return Estimate(1.0, 1.0, 1.0, level)
    check.level(level)
    tail, f = (1 - level) / 2, between / within
    check.finite("clusters' variance between, by that within,", f)
    low = f / dist.f_quantile(tail, df_1, df_2, upper=True)
    high = f / dist.f_quantile(tail, df_1, df_2)
    value, low, high = ((x - 1) / (x - 1 + size) for x in (f, low, high))
    return Estimate(value, low, high, level)


def _mean_squares(
    clusters: Sequence[Sequence[float]],
) -> tuple[float, float, float, int, int]:
    """Mean squares between and within, the mean size n0, and both degrees of freedom."""
    if len(clusters) < 2:
        raise ValueError("clusters must hold at least 2 clusters")
    for values in clusters:
        check.numbers("clusters", values)
    sizes = [len(values) for values in clusters]
    n, k = sum(sizes), len(sizes)
    if n == k:
        raise ValueError("clusters must hold one with at least 2 people")
    means = [fmean(values) for values in clusters]
    overall = math.fsum(map(math.fsum, clusters)) / n
    between = math.fsum(m * (mean - overall) ** 2 for m, mean in zip(sizes, means, strict=True))
    within = math.fsum(
        (x - mean) ** 2 for values, mean in zip(clusters, means, strict=True) for x in values
    )
    size = (n - sum(m * m for m in sizes) / n) / (k - 1)
    return between / (k - 1), within / (n - k), size, k - 1, n - k


def icc_of_events(events: Sequence[int], sizes: Sequence[int]) -> float:
    """The intracluster correlation of an outcome that is there or not, from counts.

    In: events and people, by cluster. Out: a correlation (analysis of variance of 0 and 1).
    Raises ValueError if the lists differ in length, a count cannot be, or nothing varies.
    Source: Ridout, Demetrio and Firth 1999, Biometrics 55:137-148.
    """
    check.same_length("events", events, "sizes", sizes)
    for count, n in zip(events, sizes, strict=True):
        check.whole("sizes", n, 1)
        check.whole("events", count)
        if count > n:
            raise ValueError(f"events must not be above sizes: {count!r} of {n!r}")
    n, k, total = sum(sizes), len(sizes), sum(events)
    if k < 2 or n == k or total in (0, n):
        raise ValueError("events must vary, in at least 2 clusters, one with at least 2 people")
    squares = math.fsum(count * (count / m) for count, m in zip(events, sizes, strict=True))
    between = (squares - total * (total / n)) / (k - 1)
    within = (total - squares) / (n - k)
    size = (n - sum(m * m for m in sizes) / n) / (k - 1)
    return (between - within) / (between + (size - 1) * within)
