"""Estimates as charts show them: checked, in words, and as bands that fade."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from statistics import NormalDist

from evidence_course.figures._words import finite, needed, rounded, shown
from evidence_course.stats import Estimate


def check_estimates(items: Sequence[tuple[str, Estimate]], no_difference: float) -> None:
    if not items:
        raise ValueError("items must not be empty")
    for name, estimate in items:
        needed("items", name)
        finite("items", (estimate.value, estimate.low, estimate.high))
        if not estimate.low <= estimate.value <= estimate.high:
            raise ValueError(f"items: the interval of {name!r} does not contain its value")
        if not 0 < estimate.level < 1:
            raise ValueError(f"items: the level of {name!r} must lie between 0 and 1")
        if no_difference == 1 and estimate.low <= 0:
            raise ValueError(f"items: the ratio {name!r} must lie above 0")


def graded_bands(estimate: Estimate, ratio: bool) -> list[tuple[float, float]]:
    """Intervals at four levels round the value, from the widest to the narrowest."""
    forth: Callable[[float], float] = math.log if ratio else float
    back: Callable[[float], float] = math.exp if ratio else float
    normal = NormalDist()
    value, low, high = map(forth, (estimate.value, estimate.low, estimate.high))
    reach = normal.inv_cdf((1 + estimate.level) / 2)
    shares = [normal.inv_cdf((1 + level) / 2) / reach for level in (0.99, 0.95, 0.8, 0.5)]
    return [(back(value - (value - low) * k), back(value + (high - value) * k)) for k in shares]


def estimate_text(estimate: Estimate, unit: str) -> str:
    """The value and its interval, all three with as many decimal places."""
    numbers = (estimate.value, estimate.low, estimate.high)
    size = max(map(abs, numbers))
    places = 0 if size >= 1000 else 1 if size >= 10 else 2
    while places and all(rounded(n, places) == rounded(n, places - 1) for n in numbers):
        places -= 1
    value, low, high = (shown(number, places) for number in numbers)
    return f"{' '.join((value, *unit.split()))} ({low} to {high})"
