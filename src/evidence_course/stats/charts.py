"""Control charts and run charts: is a measure over time doing anything but what it always did?

A control chart has a centre line and limits, three standard deviations away, for every point;
the deviations come from the points' own short-term movement (individuals), or from the binomial
or Poisson distribution (shares and counts). ``rules`` names the patterns that are a signal.
Positions count from 0, as everywhere in Python.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import fmean, median
from typing import TypeVar

from evidence_course.stats import _checks as check
from evidence_course.stats._quantiles import binomial_quantile

T = TypeVar("T")

# Mean moving range of two normal values, in standard deviations (d2), and the limit that NIST
# and the NHS give for moving ranges (D4): Montgomery, Introduction to Statistical Quality Control,
# appendix VI.
_D2 = 1.128
_D4 = 3.267


@dataclass(frozen=True)
class ControlChart:
    """A control chart: five rows of one length, in the unit of ``values``.

    ``sigma`` is one standard deviation at each point, also where a limit stops at what is
    possible. ``starts`` says where a new centre line and limits begin: (0,) where none do.
    """

    values: tuple[float, ...]
    centre: tuple[float, ...]
    lower: tuple[float, ...]
    upper: tuple[float, ...]
    sigma: tuple[float, ...]
    starts: tuple[int, ...] = (0,)


def _chart(
    values: Iterable[float],
    centre: float,
    sigma: Sequence[float],
    least: float = -math.inf,
    most: float = math.inf,
    width: float = 3.0,
) -> ControlChart:
    """Limits ``width`` standard deviations from the centre, within what is possible."""
    row = tuple(float(value) for value in values)
    return ControlChart(
        row,
        (centre,) * len(row),
        tuple(max(least, centre - width * spread) for spread in sigma),
        tuple(min(most, centre + width * spread) for spread in sigma),
        tuple(sigma),
    )


def _baseline(baseline: int | None, length: int, least: int) -> int:
    """How many of the first points set the limits."""
    if baseline is None:
        return length
    check.whole("baseline", baseline, least)
    if baseline > length:
        raise ValueError(f"baseline must not be above the number of points: {baseline!r}")
    return int(baseline)


# Single measurements


def moving_ranges(values: Sequence[float]) -> tuple[float, ...]:
    """How far each value lies from the one before, without a sign: one fewer than the values.

    Raises ValueError for fewer than 2 values, or one that is no finite number.
    Source: NIST/SEMATECH e-Handbook of Statistical Methods 6.3.2.2.
    """
    check.numbers("values", values, 2)
    return tuple(abs(after - before) for before, after in pairwise(values))


def mean_moving_range(values: Sequence[float], *, screen: bool = False) -> float:
    """The mean moving range, in the unit of ``values``.

    ``screen`` leaves out, once, the ranges of 3.267 times the mean and more, so that one odd
    value does not widen the limits.
    Raises ValueError as ``moving_ranges``.
    Source: NIST/SEMATECH e-Handbook 6.3.2.2; NHS England, Making Data Count, for ``screen``.
    """
    ranges = moving_ranges(values)
    mean = fmean(ranges)
    if not screen or mean == 0:
        return mean
    return fmean(size for size in ranges if size < _D4 * mean)


def individuals_chart(
    values: Sequence[float],
    *,
    factor: float = 2.66,
    screen: bool = False,
    baseline: int | None = None,
) -> ControlChart:
    """The X part of an XmR chart: limits ``factor`` mean moving ranges from the mean.

    Source: NIST/SEMATECH e-Handbook of Statistical Methods 6.3.2.2, whose factor is 3 / 1.128;
    2.66 is the same, rounded, as the NHS prints it. ``screen`` leaves large moving ranges out
    (``mean_moving_range``). ``baseline`` takes mean and limits from that many first points.
    Raises ValueError for fewer than 2 values, a factor not above 0, or a baseline not in 2 to
    the number of points.
    """
    check.numbers("values", values, 2)
    check.positive("factor", factor)
    first = values[: _baseline(baseline, len(values), 2)]
    sigma = factor / 3 * mean_moving_range(first, screen=screen)
    return _chart(values, fmean(first), [sigma] * len(values))


def moving_range_chart(values: Sequence[float], *, baseline: int | None = None) -> ControlChart:
    """The mR part of an XmR chart: one point fewer than ``values``, lower limit 0.

    Source: NIST/SEMATECH e-Handbook 6.3.2.2; the upper limit is 3.267 mean moving ranges. A
    third of the way there stands for one standard deviation.
    Raises ValueError as ``individuals_chart``.
    """
    ranges = moving_ranges(values)
    mean = fmean(ranges[: _baseline(baseline, len(values), 2) - 1])
    return _chart(ranges, mean, [(_D4 - 1) * mean / 3] * len(ranges), least=0.0)


# Shares and counts


def _sizes(name: str, sizes: float | Sequence[float], length: int) -> list[float]:
    """One size for every point: a single number stands for all of them."""
    row = list(sizes) if isinstance(sizes, Iterable) else [sizes] * length
    if len(row) != length:
        raise ValueError(f"{name} must hold one number for each point, not {len(row)}")
    for size in row:
        check.positive(name, size)
    return row


def _spread_factor(values: Sequence[float], centre: float, sigma: Sequence[float]) -> float:
    """How much more the points move than chance alone would make them (Laney's sigma z)."""
    if min(sigma) == 0:
        return 1.0
    scores = [(value - centre) / spread for value, spread in zip(values, sigma, strict=True)]
    for score in scores:
        check.finite("laney's score of a point", score)
    return mean_moving_range(scores) / _D2


def _attribute_chart(
    values: Sequence[float], centre: float, sigma: Sequence[float], most: float, laney: int
) -> ControlChart:
    """A chart of shares or rates; ``laney`` is how many first points set the factor, or 0."""
    factor = _spread_factor(values[:laney], centre, sigma[:laney]) if laney else 1.0
    return _chart(values, centre, [factor * spread for spread in sigma], 0.0, most)


def p_chart(
    events: Sequence[int],
    n: int | Sequence[int],
    *,
    baseline: int | None = None,
    laney: bool = False,
) -> ControlChart:
    """Shares from 0 to 1 over time: ``events`` of ``n`` at each point, binomial limits.

    Source: NIST/SEMATECH e-Handbook 6.3.3.2; the centre is all events by all people. ``n`` is
    one number for all points or one for each. ``laney`` widens (or narrows) the limits by how
    much the points really move, as large groups need (Laney 2002, Quality Engineering
    14:531-537). ``baseline`` takes the centre from that many first points.
    Raises ValueError for fewer than 2 points, or events that are not from 0 to ``n``.
    """
    check.numbers("events", events, 2)
    sizes = _sizes("n", n, len(events))
    for count, size in zip(events, sizes, strict=True):
        check.events("", count, size)
    first = _baseline(baseline, len(events), 2)
    centre = sum(events[:first]) / math.fsum(sizes[:first])
    sigma = [math.sqrt(centre * (1 - centre) / size) for size in sizes]
    shares = [count / size for count, size in zip(events, sizes, strict=True)]
    return _attribute_chart(shares, centre, sigma, 1.0, first if laney else 0)


def u_chart(
    counts: Sequence[int],
    exposure: float | Sequence[float],
    *,
    baseline: int | None = None,
    laney: bool = False,
) -> ControlChart:
    """Rates over time: ``counts`` for each unit of ``exposure``, Poisson limits.

    Source: Montgomery, Introduction to Statistical Quality Control, chapter 7. ``exposure`` may
    be children, or 10,000s of children: the rate is in its unit. ``laney`` and ``baseline`` as
    in ``p_chart``. Raises ValueError for fewer than 2 points, counts that are not whole numbers
    of at least 0, or exposure that is not above 0.
    """
    check.numbers("counts", counts, 2)
    for count in counts:
        check.whole("counts", count)
    sizes = _sizes("exposure", exposure, len(counts))
    first = _baseline(baseline, len(counts), 2)
    centre = sum(counts[:first]) / math.fsum(sizes[:first])
    sigma = [math.sqrt(centre / size) for size in sizes]
    rates = [count / size for count, size in zip(counts, sizes, strict=True)]
    return _attribute_chart(rates, centre, sigma, math.inf, first if laney else 0)


def c_chart(counts: Sequence[int], *, baseline: int | None = None) -> ControlChart:
    """Counts over time out of an equal area of opportunity: mean plus and minus 3 of its roots.

    Source: NIST/SEMATECH e-Handbook 6.3.3.1. ``baseline`` as in ``p_chart``.
    Raises ValueError for fewer than 2 counts, or one that is no whole number of at least 0.
    """
    return u_chart(counts, 1, baseline=baseline)


# Small, lasting shifts


def _smoothed(values: Sequence[float], start: float, weight: float) -> list[float]:
    row, last = [], start
    for value in values:
        last = weight * value + (1 - weight) * last
        row.append(last)
    return row


def ewma_chart(
    values: Sequence[float],
    *,
    target: float | None = None,
    sigma: float | None = None,
    weight: float = 0.3,
    width: float = 3.0,
    steady: bool = True,
) -> ControlChart:
    """An exponentially weighted moving average, which shows small, lasting shifts early.

    Source: NIST/SEMATECH e-Handbook 6.3.2.4. ``target`` starts the average and is the centre
    (left out: the mean); ``sigma`` is the spread of single values (left out: the mean moving
    range by 1.128); ``weight`` is the share of the newest value; limits lie ``width`` standard
    deviations of the average away. ``steady`` draws the limits that hold in the long run;
    without it, they start narrow. The chart's values are the averages.
    Raises ValueError for fewer than 2 values, or a weight, sigma or width that cannot be.
    """
    check.numbers("values", values, 2)
    check.within("weight", weight, 1e-9, 1)
    check.positive("width", width)
    if sigma is not None:
        check.positive("sigma", sigma)
    if target is not None:
        check.finite("target", target)
    centre = fmean(values) if target is None else float(target)
    spread = mean_moving_range(values) / _D2 if sigma is None else float(sigma)
    long_run = spread * math.sqrt(weight / (2 - weight))
    powers = (0.0 if steady else (1 - weight) ** (2 * t) for t in range(1, len(values) + 1))
    errors = [long_run * math.sqrt(1 - power) for power in powers]
    return _chart(_smoothed(values, centre, weight), centre, errors, width=width)


# New limits after a known change


def rebased(
    points: Sequence[T], starts: Sequence[int], chart: Callable[[Sequence[T]], ControlChart]
) -> ControlChart:
    """One chart with new centre line and limits from each of the positions in ``starts``.

    ``chart`` makes a chart of the points from one start to the next; for shares, let the points
    be pairs: ``rebased(list(zip(events, n)), [12], lambda pairs: p_chart(*zip(*pairs)))``.
    Rules do not run across a start. Rebase only for a change that is known and lasts.
    Raises ValueError if the starts do not rise from above 0 to below the number of points, or
    where ``chart`` does.
    Source: NHS England, Making Data Count.
    """
    edges = [0, *starts, len(points)]
    for start in starts:
        check.whole("starts", start, 1)
    if any(after <= before for before, after in pairwise(edges)):
        raise ValueError(f"starts must rise and lie within the points, not {list(starts)!r}")
    parts = [chart(points[begin:end]) for begin, end in pairwise(edges)]
    if any(
        len(part.values) != end - begin
        for part, (begin, end) in zip(parts, pairwise(edges), strict=True)
    ):
        raise ValueError("chart must give one value for each point")
    return _joined(parts, edges[:-1])


def _joined(parts: Sequence[ControlChart], starts: Sequence[int]) -> ControlChart:
    def row(name: str) -> tuple[float, ...]:
        return tuple(value for part in parts for value in getattr(part, name))

    return ControlChart(
        row("values"), row("centre"), row("lower"), row("upper"), row("sigma"), tuple(starts)
    )


# Run charts


@dataclass(frozen=True)
class RunLimits:
    """What chance allows: the longest run at most, the crossings of the median at least."""

    longest_run: int
    crossings: int


@dataclass(frozen=True)
class RunChart:
    """A run chart judged by its longest run on one side of the median, and by its crossings.

    ``useful`` counts the points that do not lie on the median; ``signal`` is true if the longest
    run is above its limit or the crossings are below theirs.
    """

    median: float
    useful: int
    longest_run: int
    crossings: int
    limits: RunLimits
    signal: bool


def run_chart_limits(useful: int) -> RunLimits:
    """Limits for a run chart with this many points off the median.

    Source: Anhoj and Olesen 2014, PLoS ONE 9:e113825: the longest run is at most log2(n) + 3,
    rounded, and the crossings are at least the 5% point of a binomial with n - 1 even tosses.
    Raises ValueError if ``useful`` is no whole number of at least 1.
    """
    check.whole("useful", useful, 1)
    n = int(useful)
    fewest = binomial_quantile(0.05, n - 1, 0.5) if n > 1 else 0
    return RunLimits(round(math.log2(n) + 3), fewest)


def _longest(sides: Sequence[bool]) -> int:
    best = length = 1
    for before, after in pairwise(sides):
        length = length + 1 if before == after else 1
        best = max(best, length)
    return best


def run_chart(values: Sequence[float], *, centre: float | None = None) -> RunChart:
    """Runs and crossings about the median, by Anhoj's rules; points on the median do not count.

    Source: Anhoj and Olesen 2014, PLoS ONE 9:e113825. ``centre`` replaces the median, say with
    that of a baseline. Raises ValueError for fewer than 2 values, or if all lie on the median.
    """
    check.numbers("values", values, 2)
    if centre is not None:
        check.finite("centre", centre)
    middle = median(values) if centre is None else centre
    sides = [value > middle for value in values if value != middle]
    if not sides:
        raise ValueError("values must not all lie on the median")
    limits, longest = run_chart_limits(len(sides)), _longest(sides)
    crossings = sum(before != after for before, after in pairwise(sides))
    signal = longest > limits.longest_run or crossings < limits.crossings
    return RunChart(float(middle), len(sides), longest, crossings, limits, signal)
