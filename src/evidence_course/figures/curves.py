"""Two bell curves: how far two groups of people overlap."""

from __future__ import annotations

import math
from statistics import NormalDist

from evidence_course import stats
from evidence_course.figures import _drawing as draw
from evidence_course.figures._drawing import Element
from evidence_course.figures._figure import Figure, checked_texts, make_figure
from evidence_course.figures._scales import Scale
from evidence_course.figures._words import finite, nearest, needed, shown, text_width, wrap


def overlap(
    d: float,
    *,
    title: str,
    sentence: str,
    subtitle: str = "",
    groups: tuple[str, str] = ("Without", "With"),
    spread: bool = False,
) -> Figure:
    """Two bell curves ``d`` spreads apart, and how many of the second group pass the first's mean.

    ``spread`` adds where the middle 50 and the middle 90 in 100 of each group lie.
    Raises ValueError if ``d`` is not finite or lies outside -4 to 4.
    """
    texts = checked_texts(title, subtitle, sentence)
    finite("d", [d])
    if abs(d) > 4:
        raise ValueError(f"d must lie between -4 and 4 to be drawn, not {d!r}")
    first, second = (needed("groups", name) for name in groups)
    above = nearest(100 * stats.u3(d))
    svg = draw.empty()
    x = Scale(min(0.0, d) - 3.2, max(0.0, d) + 3.2, 2, draw.WIDTH - 2)
    top = _name_curves(svg, x, d, (first, second))
    y = Scale(0, NormalDist().pdf(0), top + 180, top)
    _draw_curves(svg, x, y, d)
    bottom = _below_curves(svg, x(0), y.start, (first, second), above)
    rows = _overlap_rows(d, first, second)
    description = (
        f"Two bell curves that share {nearest(100 * stats.overlap(d))} in 100 of their area. "
        f"The shaded part of the curve {second} lies above the mean of {first}: {above} in 100."
    )
    if spread:
        bottom = _draw_spread(svg, x, bottom + 10, d, (first, second))
        rows += _spread_rows(d, (first, second))
        description += " Below them, strips for the middle 50 and 90 in 100 of each group."
    draw.finish(svg, bottom, texts[0], description)
    return make_figure("overlap", texts, ("Measure", "Value"), rows, svg)


def _overlap_rows(d: float, first: str, second: str) -> list[tuple[str, str]]:
    shares = (
        (f"{second}: above the average of {first}", stats.u3(d)),
        (f"One from {second} scores above one from {first}", stats.superiority(d)),
        ("The two groups overlap", stats.overlap(d)),
    )
    rows = [("Difference in standard deviations", shown(d))]
    return rows + [(name, f"{shown(100 * share)} in 100") for name, share in shares]


def _curve(x: Scale, y: Scale, mean: float, low: float) -> list[tuple[float, float]]:
    normal = NormalDist(mean)
    start, stop = max(low, mean - 3.2), mean + 3.2
    values = [start + (stop - start) * step / 60 for step in range(61)]
    return [(x(value), y(normal.pdf(value))) for value in values]


def _draw_curves(svg: Element, x: Scale, y: Scale, d: float) -> None:
    low = min(0.0, d) - 3.2
    shaded = _curve(x, y, d, 0.0)
    area = [(shaded[0][0], y.start), *shaded, (shaded[-1][0], y.start)]
    draw.shape(svg, "polygon", "area-2", points=draw.points(area))
    draw.shape(svg, "polyline", "line-1", points=draw.points(_curve(x, y, 0, low)))
    draw.shape(svg, "polyline", "line-2", points=draw.points(_curve(x, y, d, low)))
    draw.line(svg, "axis", x.start, y.start, x.end, y.start)
    draw.line(svg, "guide", x(0), y.start + 8, x(0), y.end)


def _name_curves(svg: Element, x: Scale, d: float, groups: tuple[str, str]) -> float:
    """The two names above the outer flanks. Returns where the curves may start."""
    room = draw.WIDTH / 2 - 8
    lines = [wrap(name, room) for name in groups]
    height = max(map(len, lines)) * draw.LINE
    for style, (mean, text) in enumerate(zip((0.0, d), lines, strict=True), start=1):
        on_left = (style == 1) == (d >= 0)
        edge, anchor = (0.0, "start") if on_left else (draw.WIDTH, "end")
        draw.label(svg, text, edge, height - len(text) * draw.LINE, anchor)
        value = mean - 1.2 if on_left else mean + 1.2
        near = min(20.0, text_width(text[-1]) / 2)
        at = 180 * (1 - math.exp(-0.72)) + height + 12
        draw.line(svg, "leader", near if on_left else draw.WIDTH - near, height + 2, x(value), at)
    return height + 12


def _below_curves(svg: Element, x: float, y: float, groups: tuple[str, str], above: int) -> float:
    bottom = draw.centred(svg, f"average, {groups[0]}", x, y + 10, 0, draw.WIDTH)
    draw.label(svg, ["\N{LEFTWARDS ARROW} lower"], 0, bottom)
    bottom = draw.label(svg, ["higher \N{RIGHTWARDS ARROW}"], draw.WIDTH, bottom, "end") + 8
    draw.shape(svg, "rect", "area-2", x=0, y=bottom + 3, width=16, height=16)
    text = f"{above} in 100 of \u2018{groups[1]}\u2019 are above that average"
    return draw.label(svg, wrap(text, draw.WIDTH - 24), 24, bottom) + 4


def _middle(mean: float, share: float) -> tuple[float, float]:
    """Where the middle share of a group lies, in standard deviations."""
    reach = NormalDist().inv_cdf((1 + share) / 2)
    return mean - reach, mean + reach


def _draw_spread(svg: Element, x: Scale, y: float, d: float, groups: tuple[str, str]) -> float:
    """A strip for each group: its middle 90 in 100, within it its middle 50, and its average."""
    for mean, name, paint in zip((0.0, d), groups, ("band", "area-2"), strict=True):
        y = draw.label(svg, wrap(name, draw.WIDTH), 0, y) + 2
        for share in (0.9, 0.5):
            low, high = map(x, _middle(mean, share))
            draw.shape(svg, "rect", paint, x=low, y=y, width=high - low, height=20)
        draw.mark(svg, "diamond", "mark mark-on", x(mean), y + 10, 6)
        draw.line(svg, "guide", x(0), y - 2, x(0), y + 24)
        y += 34
    text = "whole strip: 90 in 100 of the group; inner part: 50 in 100; diamond: average"
    return draw.label(svg, wrap(text, draw.WIDTH), 0, y) + 4


def _spread_rows(d: float, groups: tuple[str, str]) -> list[tuple[str, str]]:
    rows = []
    for mean, name in zip((0.0, d), groups, strict=True):
        for share in (0.5, 0.9):
            low, high = map(shown, _middle(mean, share))
            lies = f"{low} to {high} standard deviations"
            rows.append((f"{name}: the middle {shown(100 * share)} in 100", lies))
    return rows
