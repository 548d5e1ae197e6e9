"""Estimates as charts show them: checked, in words, and as bands that fade."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from statistics import NormalDist

from evidence_course.figures import _drawing as draw
from evidence_course.figures._drawing import Element
from evidence_course.figures._plots import level_axis
from evidence_course.figures._scales import Scale, scale_ticks
from evidence_course.figures._words import finite, needed, rounded, shown
from evidence_course.stats import Estimate


def check_estimates(items: Sequence[tuple[str, Estimate]], ratio: bool, argument: str) -> None:
    """Refuse an empty list, an empty name, or an estimate that cannot be drawn."""
    if not items:
        raise ValueError(f"{argument} must not be empty")
    for name, estimate in items:
        needed(argument, name)
        check_estimate(estimate, ratio, argument, f" of {name!r}")


def check_estimate(estimate: Estimate, ratio: bool, argument: str, whose: str = "") -> None:
    """Refuse an estimate that cannot be drawn; ``whose`` says which one of several it is."""
    finite(argument, (estimate.value, estimate.low, estimate.high))
    if not estimate.low <= estimate.value <= estimate.high:
        raise ValueError(f"{argument}: the interval{whose} does not contain its value")
    if not 0 < estimate.level < 1:
        raise ValueError(f"{argument}: the level{whose} must lie between 0 and 1")
    if ratio and estimate.low <= 0:
        raise ValueError(f"{argument}: the ratio{whose} must lie above 0")


def value_at(estimate: Estimate, z: float, ratio: bool) -> float:
    """The value ``z`` standard deviations away in the distribution that the interval implies.

    Normal on the scale of the estimate, or of its logarithm; each side as wide as its own half
    of the interval.
    """
    forth: Callable[[float], float] = math.log if ratio else float
    back: Callable[[float], float] = math.exp if ratio else float
    value, low, high = map(forth, (estimate.value, estimate.low, estimate.high))
    side = high - value if z > 0 else value - low
    return back(value + side * z / NormalDist().inv_cdf((1 + estimate.level) / 2))


def quantile(estimate: Estimate, share: float, ratio: bool) -> float:
    """The value below which ``share`` of that distribution lies."""
    return value_at(estimate, NormalDist().inv_cdf(share), ratio)


def graded_bands(estimate: Estimate, ratio: bool) -> list[tuple[float, float]]:
    """Intervals at four levels round the value, from the widest to the narrowest."""
    tails = [(1 - level) / 2 for level in (0.99, 0.95, 0.8, 0.5)]
    return [(quantile(estimate, t, ratio), quantile(estimate, 1 - t, ratio)) for t in tails]


def places_of(estimate: Estimate) -> int:
    """As many decimal places as an estimate and its interval need."""
    numbers = (estimate.value, estimate.low, estimate.high)
    size = max(map(abs, numbers))
    places = 0 if size >= 1000 else 1 if size >= 10 else 2
    while places and all(rounded(n, places) == rounded(n, places - 1) for n in numbers):
        places -= 1
    return places


def estimate_text(estimate: Estimate, unit: str, places: int | None = None) -> str:
    """The value and its interval, all three with as many decimal places."""
    places = places_of(estimate) if places is None else places
    numbers = (estimate.value, estimate.low, estimate.high)
    value, low, high = (shown(number, places) for number in numbers)
    return f"{' '.join((value, *unit.split()))} ({low} to {high})"


def draw_bands(
    svg: Element, x: Scale, estimate: Estimate, ratio: bool, top: float, height: float
) -> None:
    """Four bands on each other, so that the colour fades away from the estimate."""
    for low, high in graded_bands(estimate, ratio):
        width = max(1.0, x(high) - x(low))
        draw.shape(svg, "rect", "band", x=x(low), y=top, width=width, height=height)


def draw_strip(
    svg: Element, x: Scale, top: float, estimate: Estimate, no_difference: float
) -> float:
    """Bands, the estimate as a diamond, and a line for no difference. Returns where they end."""
    draw_bands(svg, x, estimate, no_difference == 1, top + 10, 24)
    draw.mark(svg, "diamond", "mark mark-on", x(estimate.value), top + 22, 6)
    draw.line(svg, "guide", x(no_difference), top, x(no_difference), top + 44)
    return top + 48


def strip_axis(svg: Element, x: Scale, y: float, no_difference: float, unit: str) -> float:
    """The axis below strips, its unit, and what the dashed line means."""
    bottom = level_axis(svg, x, y, scale_ticks(x))
    if unit:
        bottom = draw.centred(svg, unit, draw.WIDTH / 2, bottom, 0, draw.WIDTH)
    draw.line(svg, "guide", 0, bottom + 12, 26, bottom + 12)
    text = f"no difference ({shown(no_difference)})"
    return draw.label(svg, [text], 34, bottom + 1) + 4
