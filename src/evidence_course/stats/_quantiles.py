"""Quantiles of counts and of lists of numbers."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from evidence_course.stats._distributions import binomial_cdf, normal_quantile, poisson_cdf


def _smallest(cdf: Callable[[float], float], share: float, start: int) -> int:
    """The smallest count whose ``cdf`` reaches ``share``, by doubling steps, then by halving.

    A share that lies on a step belongs to that step, also where the last digit falls short.
    """
    share *= 1 - 2.0**-46
    low, step = max(start, 0), 1
    while low > 0 and cdf(low) >= share:
        low, step = max(low - step, 0), 2 * step
    if cdf(low) >= share:
        return low
    high, step = low + 1, 1
    while cdf(high) < share:
        low, high, step = high, high + step, 2 * step
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if cdf(middle) < share else (low, middle)
    return high


def binomial_quantile(share: float, n: int, p: float) -> int:
    """The smallest count of events in ``n`` tries with at least ``share`` at or below it."""
    start = n * p + normal_quantile(share) * math.sqrt(n * p * (1 - p))
    return _smallest(lambda count: binomial_cdf(count, n, p), share, min(int(start), n))


def poisson_quantile(share: float, mean: float) -> int:
    """The smallest Poisson count with at least ``share`` at or below it."""
    start = mean + normal_quantile(share) * math.sqrt(mean)
    return _smallest(lambda count: poisson_cdf(count, mean), share, int(start))


def sample_quantile(ordered: Sequence[float], share: float) -> float:
    """The quantile of values in rising order: type 7 of Hyndman and Fan 1996, R's and NumPy's."""
    at = (len(ordered) - 1) * share
    below = int(at)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (at - below) * (ordered[above] - ordered[below])
