"""Quantile dotplots: a spread of values as a few dots that can be counted."""

from __future__ import annotations

import math
from collections.abc import Sequence

from evidence_course.figures import _drawing as draw
from evidence_course.figures._drawing import Element
from evidence_course.figures._estimates import check_estimate, quantile
from evidence_course.figures._figure import Figure, checked_texts, make_figure
from evidence_course.figures._plots import level_axis
from evidence_course.figures._scales import Scale, few_ticks, span_of
from evidence_course.figures._words import clean, finite, needed, optional, shown, wrap
from evidence_course.stats import Estimate

_TALLEST = 230.0

Dots = list[tuple[float, int]]


def quantile_dotplot(
    source: Estimate | Sequence[float],
    *,
    title: str,
    sentence: str,
    subtitle: str = "",
    x_label: str,
    dots: int = 20,
    ratio: bool = False,
    marker: float | None = None,
    marker_label: str = "",
) -> Figure:
    """20 to 50 dots, each the same share of an estimate's distribution, or of given values.

    ``source`` is an Estimate (``ratio``: one that spreads evenly on the log scale) or values,
    such as the results of many draws; as many values as dots are drawn one a dot. ``marker`` is
    an upright line: dots below it are open circles, the others filled squares, both counted.
    Raises ValueError if ``dots`` is not 20 to 50, a value is not finite, or an interval does not
    contain its value.
    Source: Kay and others 2016, CHI, 10.1145/2858036.2858558.
    """
    texts = checked_texts(title, subtitle, sentence)
    if dots != int(dots) or not 20 <= dots <= 50:
        raise ValueError(f"dots must be a whole number from 20 to 50, not {dots!r}")
    x_label, marker_label = needed("x_label", x_label), clean(marker_label)
    values = _quantiles(source, int(dots), ratio)
    low, high = span_of([*values, *optional("marker", marker)])
    x = Scale(low, high, 14, draw.WIDTH - 25)
    svg = draw.empty()
    top = _head(svg, x, marker, marker_label)
    size, placed = _stacked([x(value) for value in values])
    floor = top + max(size * max(level + 1 for _, level in placed), 60.0) + 4
    counts = _draw_dots(svg, values, placed, size, floor, marker)
    if marker is not None:
        draw.line(svg, "guide", x(marker), top, x(marker), floor)
    bottom = level_axis(svg, x, floor, few_ticks(x))
    bottom = draw.centred(svg, x_label, draw.WIDTH / 2, bottom, 0, draw.WIDTH) + 8
    words = _counted(counts, len(values), marker, marker_label)
    bottom = _dots_key(svg, bottom, words)
    spread = f"{len(values)} dots from {shown(values[0])} to {shown(values[-1])}."
    draw.finish(svg, bottom, texts[0], " ".join(("Dot plot.", spread, *words)))
    return make_figure("dotplot", texts, ("Dots", x_label), _rows(values), svg)


def _rows(values: Sequence[float]) -> list[tuple[str, str]]:
    """The dots' values from left to right, five a row."""
    return [
        (f"{at + 1} to {min(at + 5, len(values))}", "; ".join(map(shown, values[at : at + 5])))
        for at in range(0, len(values), 5)
    ]


def _quantiles(source: Estimate | Sequence[float], dots: int, ratio: bool) -> list[float]:
    """The values in the middle of ``dots`` equal shares, in order."""
    shares = [(place + 0.5) / dots for place in range(dots)]
    if isinstance(source, Estimate):
        check_estimate(source, ratio, "source")
        return [quantile(source, share, ratio) for share in shares]
    if len(source) == 0:
        raise ValueError("source must not be empty")
    finite("source", source)
    ordered = sorted(map(float, source))
    return [ordered[math.floor(share * len(ordered))] for share in shares]


def _stacked(places: Sequence[float]) -> tuple[float, Dots]:
    """The size of a dot, and for each dot the middle of its stack and how high in it it lies."""
    size = 24 * math.sqrt(20 / len(places))
    while True:
        placed = _stacks(places, size)
        if size * max(level + 1 for _, level in placed) <= _TALLEST:
            return size, placed
        size *= 0.9


def _stacks(places: Sequence[float], size: float) -> Dots:
    """Dots that would touch lie on each other (Wilkinson 1999, The American Statistician 53)."""
    placed: Dots = []
    start, middle = 0, -math.inf
    while start < len(places):
        stack = [place for place in places[start:] if place < places[start] + size]
        middle = max((stack[0] + stack[-1]) / 2, middle + size)
        placed += [(middle, level) for level in range(len(stack))]
        start += len(stack)
    return placed


def _head(svg: Element, x: Scale, marker: float | None, label: str) -> float:
    if marker is None or not label:
        return 6.0
    return draw.centred(svg, label, x(marker), 0, 0, draw.WIDTH) + 4


def _draw_dots(
    svg: Element,
    values: Sequence[float],
    placed: Dots,
    size: float,
    floor: float,
    marker: float | None,
) -> tuple[int, int]:
    """Draws every dot; returns how many lie below the marker, and how many do not."""
    below, radius = 0, max(size / 2 - 2, size / 3)
    for value, (x, level) in zip(values, placed, strict=True):
        y = floor - (level + 0.5) * size - 1
        if marker is not None and value < marker:
            below += 1
            draw.mark(svg, "circle", "mark mark-off", x, y, radius)
        else:
            form = "circle" if marker is None else "square"
            draw.mark(svg, form, "mark mark-on", x, y, radius)
    return below, len(values) - below


def _counted(
    counts: tuple[int, int], dots: int, marker: float | None, label: str
) -> tuple[str, ...]:
    if marker is None:
        return (f"each dot: 1 in {dots}",)
    at = f"{label} ({shown(marker)})" if label else shown(marker)
    below, above = counts
    return f"{below} in {dots} dots lie below {at}", f"{above} in {dots} at or above it"


def _dots_key(svg: Element, y: float, words: Sequence[str]) -> float:
    if len(words) == 1:
        return draw.label(svg, wrap(words[0], draw.WIDTH), 0, y) + 4
    y = draw.explained(svg, y, draw.sign("circle", "mark mark-off"), words[0])
    return draw.explained(svg, y, draw.sign("square", "mark mark-on"), words[1])
