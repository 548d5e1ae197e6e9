"""Power of trials that randomise whole groups: parallel, with repeated measurement, stepped.

A design is a grid of 0 and 1: one row a cluster, one column a period, 1 where the cluster has
the programme. Every cluster-period holds the same number of people. Standard deviations and the
effect are in the unit of the outcome; for a risk p, the residual is the root of p (1 - p).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from evidence_course.stats import _checks as check
from evidence_course.stats._distributions import normal_quantile, z_of_level
from evidence_course.stats.clusters import design_effect
from evidence_course.stats.samples import (
    _both_tails,
    _ceiling,
    _check_power,
    _people,
    _power_shift,
)

Design = tuple[tuple[int, ...], ...]


@dataclass(frozen=True)
class Spread:
    """Where the outcome's spread comes from: standard deviations, in its unit.

    ``residual``: between measurements; ``cluster``: between clusters, lasting (tau); ``period``:
    between a cluster's periods (gamma); ``subject``: between people, lasting (psi), 0 where each
    period measures other people. ``turnover`` is the share of people who are new in each period:
    0 a closed cohort, 1 other people each time. Raises ValueError for a negative spread, a
    residual that is not above 0, or a turnover not from 0 to 1.
    """

    residual: float
    cluster: float = 0.0
    period: float = 0.0
    subject: float = 0.0
    turnover: float = 0.0

    def __post_init__(self) -> None:
        check.positive("residual", self.residual)
        check.within("residual", self.residual, 1e-100, 1e100)
        for name in ("cluster", "period", "subject"):
            check.within(name, getattr(self, name), 0, 1e100)
        check.share("turnover", self.turnover)


def spread_from_icc(sd: float, icc: float, autocorrelation: float = 1.0) -> Spread:
    """The spread of an outcome with standard deviation ``sd``, from published correlations.

    ``icc`` is the correlation of two people in one cluster and period, ``autocorrelation`` how
    much of it lasts from one period to another. Source: Hooper and others 2016, Statistics in
    Medicine 35:4718-4728.
    Raises ValueError if ``sd`` is not above 0, ``icc`` not from 0 to below 1, or the
    autocorrelation not from 0 to 1.
    """
    check.positive("sd", sd)
    check.share("icc", icc)
    if icc == 1:
        raise ValueError("icc must be below 1, or people in a cluster do not differ")
    check.share("autocorrelation", autocorrelation)
    return Spread(
        residual=sd * math.sqrt(1 - icc),
        cluster=sd * math.sqrt(icc * autocorrelation),
        period=sd * math.sqrt(icc * (1 - autocorrelation)),
    )


# Designs

# The most cells that a design may have: more would only fill the memory.
_MOST_CELLS = 10_000_000


def _check_size(name: str, clusters: float, periods: float) -> None:
    if clusters * periods > _MOST_CELLS:
        raise ValueError(f"{name} must not ask for more than {_MOST_CELLS:,} cluster-periods")


def stepped_wedge_design(
    clusters_per_step: Sequence[int], baseline_periods: int = 1, periods_per_step: int = 1
) -> Design:
    """A stepped roll-out: at each step, so many more clusters begin, until all have.

    Source: Hussey and Hughes 2007, Contemporary Clinical Trials 28:182-191. All wait for
    ``baseline_periods``; each step then lasts ``periods_per_step``.
    Raises ValueError for no steps, a step without a cluster, fewer than 1 period a step, or a
    grid of more than 10 million cells.
    """
    check.numbers("clusters_per_step", clusters_per_step)
    check.whole("baseline_periods", baseline_periods)
    check.whole("periods_per_step", periods_per_step, 1)
    for clusters in clusters_per_step:
        check.whole("clusters_per_step", clusters, 1)
    periods = int(baseline_periods + periods_per_step * len(clusters_per_step))
    _check_size("clusters_per_step", sum(clusters_per_step), periods)
    rows: list[tuple[int, ...]] = []
    for step, clusters in enumerate(clusters_per_step):
        wait = int(baseline_periods + step * periods_per_step)
        rows += [(0,) * wait + (1,) * (periods - wait)] * int(clusters)
    return tuple(rows)


def parallel_design(
    clusters_1: int, clusters_2: int, periods: int = 1, baseline_periods: int = 0
) -> Design:
    """Clusters with the programme (1) beside clusters without (2), over some periods.

    ``baseline_periods`` come first, when nobody has the programme yet.
    Raises ValueError if a group is empty, there is no period, or the grid has more than 10 million
    cells. Source: Hussey and Hughes 2007, whose grid of 0 and 1 this is.
    """
    check.whole("clusters_1", clusters_1, 1)
    check.whole("clusters_2", clusters_2, 1)
    check.whole("periods", periods, 1)
    check.whole("baseline_periods", baseline_periods)
    _check_size("clusters_1 and clusters_2", clusters_1 + clusters_2, periods + baseline_periods)
    with_it = (0,) * int(baseline_periods) + (1,) * int(periods)
    return (with_it,) * int(clusters_1) + ((0,) * len(with_it),) * int(clusters_2)


def _check_design(design: Sequence[Sequence[int]]) -> None:
    if not design or not design[0]:
        raise ValueError("design must hold at least one cluster and one period")
    for row in design:
        if len(row) != len(design[0]):
            raise ValueError("design must have as many periods in every cluster")
        if any(cell not in (0, 1) for cell in row):
            raise ValueError("design must hold 0 and 1 only")


# Power


def treatment_variance(
    design: Sequence[Sequence[int]], cluster_size: float, spread: Spread
) -> float:
    """The variance of the effect estimated from a design, in squared units of the outcome.

    Source: Hussey and Hughes 2007, where every period has its own level; with turnover, Kasza and
    others 2020, Statistics in Medicine 39:1871-1883, of which theirs is the case without period
    and subject spread. ``cluster_size`` is people in each cluster and period.
    Raises ValueError for a design that is no full grid of 0 and 1, or cannot tell the effect
    from the passing of time, or a ``cluster_size`` below 1.
    """
    _check_design(design)
    _people("cluster_size", cluster_size)
    clusters, periods = len(design), len(design[0])
    treated = sum(map(sum, design))
    by_cluster = sum(sum(row) ** 2 for row in design)
    by_period: int = sum(sum(column) ** 2 for column in zip(*design, strict=True))
    within = (
        spread.residual**2 + spread.turnover * spread.subject**2
    ) / cluster_size + spread.period**2
    lasting = spread.cluster**2 + (1 - spread.turnover) * spread.subject**2 / cluster_size
    total = within + periods * lasting
    inside = clusters * by_cluster - treated**2
    across = treated**2 + clusters * (periods * treated - by_cluster) - periods * by_period
    scale = across * total + inside * within
    if across + inside <= 0:
        raise ValueError("design must tell the effect from time: compare clusters in one period")
    return clusters * periods * within * total / scale


def power_design(
    design: Sequence[Sequence[int]],
    effect: float,
    cluster_size: float,
    spread: Spread,
    level: float = 0.95,
) -> float:
    """The power of a design to tell ``effect``, from 0 to 1; normal, both tails counted.

    Source: Hussey and Hughes 2007. Raises ValueError as ``treatment_variance``, or if ``effect``
    is not finite or ``level`` not between 0 and 1.
    """
    check.finite("effect", effect)
    check.level(level)
    return _both_tails(effect / math.sqrt(treatment_variance(design, cluster_size, spread)), level)


def detectable_effect_design(
    design: Sequence[Sequence[int]],
    cluster_size: float,
    spread: Spread,
    power: float = 0.8,
    level: float = 0.95,
) -> float:
    """The smallest effect that a design can tell, in the unit of the outcome.

    ``power_design`` solved for the effect, without the far tail. Raises ValueError as
    ``treatment_variance``, or if the power is not above the chance of a false alarm.
    Source: Hussey and Hughes 2007.
    """
    _check_power(power, level)
    reach = z_of_level(level) + normal_quantile(power)
    return reach * math.sqrt(treatment_variance(design, cluster_size, spread))


def power_stepped_wedge(
    clusters_per_step: Sequence[int],
    effect: float,
    cluster_size: float,
    spread: Spread,
    level: float = 0.95,
) -> float:
    """The power of a stepped wedge with one period before the first step, from 0 to 1.

    ``power_design`` of ``stepped_wedge_design``. Raises ValueError as they do, or for fewer than
    2 steps, which cannot tell the effect from the passing of time.
    Source: Hussey and Hughes 2007.
    """
    check.numbers("clusters_per_step", clusters_per_step, 2)
    return power_design(
        stepped_wedge_design(clusters_per_step), effect, cluster_size, spread, level
    )


# Parallel trials, measured once


@dataclass(frozen=True)
class ClustersNeeded:
    """For each group of a trial: the design effect, the people and the clusters it takes."""

    design_effect: float
    people: int
    clusters: int


def clusters_needed(
    n_per_group: float, cluster_size: float, icc: float, size_variation: float = 0.0
) -> ClustersNeeded:
    """How many clusters stand in for ``n_per_group`` people picked one by one.

    ``cluster_size`` is the mean; ``size_variation`` is the sizes' standard deviation by their
    mean. Source: Eldridge and others 2006, International Journal of Epidemiology 35:1292-1300.
    Raises ValueError if ``n_per_group`` or ``cluster_size`` is below 1, ``icc`` not from 0 to 1,
    or the variation negative.
    """
    _people("n_per_group", n_per_group)
    factor = design_effect(cluster_size, icc, size_variation)
    people = _ceiling(n_per_group * factor)
    return ClustersNeeded(factor, people, _ceiling(n_per_group * factor / cluster_size))


def power_clusters(
    effect: float,
    clusters_1: int,
    clusters_2: int,
    cluster_size: float,
    icc: float,
    level: float = 0.95,
    size_variation: float = 0.0,
) -> float:
    """The power of a parallel trial of clusters, ``effect`` in standard deviations of people.

    Source: Donner and Klar 2000, Design and Analysis of Cluster Randomization Trials, chapter 5:
    the t test of cluster means, whose degrees of freedom are the clusters less 2.
    Raises ValueError as ``clusters_needed``, if ``effect`` is not finite, a group is empty, or
    both hold no more than 2 clusters.
    """
    check.finite("effect", effect)
    check.whole("clusters_1", clusters_1, 1)
    check.whole("clusters_2", clusters_2, 1)
    check.level(level)
    if clusters_1 + clusters_2 <= 2:
        raise ValueError("clusters_1 and clusters_2 must hold more than 2 clusters together")
    factor = design_effect(cluster_size, icc, size_variation)
    error = math.sqrt(factor / cluster_size * (1 / clusters_1 + 1 / clusters_2))
    return _power_shift(effect / error, clusters_1 + clusters_2 - 2, level, "t")
