"""Plots with two axes: the scale on the left, names of lines on the right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from evidence_course.figures import _drawing as draw
from evidence_course.figures._drawing import Element
from evidence_course.figures._scales import Scale, apart, round_ticks
from evidence_course.figures._words import shown, text_width, wrap


@dataclass(frozen=True)
class Plot:
    """A drawing with a vertical scale on the left and room for labels on the right."""

    svg: Element
    x: Scale
    y: Scale

    @property
    def bottom(self) -> float:
        return self.y.start


def new_plot(
    x_range: tuple[float, float],
    y_range: tuple[float, float],
    *,
    y_label: str,
    right: float = 12.0,
    height: float = 210.0,
    head: float = 0.0,
) -> Plot:
    """An empty plot; ``head`` is room above it, beyond the label of the vertical axis."""
    svg = draw.empty()
    top = draw.label(svg, wrap(y_label, draw.WIDTH), 0, 0) + head + 10
    ticks = round_ticks(*y_range, 5)
    left = max(text_width(shown(tick)) for tick in ticks) + 10
    y = Scale(*y_range, top + height, top)
    x = Scale(*x_range, left, draw.WIDTH - right)
    for tick in ticks:
        draw.label(svg, [shown(tick)], left - 8, y(tick) - 11, "end")
        draw.line(svg, "axis", left - 5, y(tick), left, y(tick))
    draw.line(svg, "axis", left, y.start, left, y.end)
    draw.line(svg, "axis", left, y.start, x.end, y.start)
    return Plot(svg, x, y)


def x_axis(plot: Plot, ticks: Sequence[float], label: str) -> float:
    """Ticks and the label below the plot. Returns where the drawing ends."""
    for tick in ticks:
        draw.line(plot.svg, "axis", plot.x(tick), plot.bottom, plot.x(tick), plot.bottom + 5)
        draw.label(plot.svg, [shown(tick)], plot.x(tick), plot.bottom + 6, "middle")
    low, high = plot.x.start, plot.x.end
    below = plot.bottom + 8 + (draw.LINE if ticks else 0)
    return draw.centred(plot.svg, label, (low + high) / 2, below, 0, draw.WIDTH) + 4


def level_axis(svg: Element, x: Scale, y: float, ticks: Sequence[float]) -> float:
    """A line with ticks, and the numbers that have room. Returns where the numbers end."""
    draw.line(svg, "axis", x.start, y, x.end, y)
    taken = 0.0
    for tick in ticks:
        draw.line(svg, "axis", x(tick), y, x(tick), y + 5)
        half = text_width(shown(tick)) / 2
        at = min(max(x(tick), half), draw.WIDTH - half)
        if at - half >= taken:
            draw.label(svg, [shown(tick)], at, y + 6, "middle")
            taken = at + half + 6
    return y + 6 + draw.LINE


def draw_marker(plot: Plot, at: float, label: str) -> None:
    """An upright line across the plot, its label above it."""
    x = plot.x(at)
    draw.line(plot.svg, "guide", x, plot.bottom, x, plot.y.end - 6)
    if label:
        lines = wrap(label, draw.WIDTH)
        draw.centred(plot.svg, label, x, plot.y.end - 8 - len(lines) * draw.LINE, 0, draw.WIDTH)


def marker_room(at: float | None, label: str) -> float:
    return 0.0 if at is None else len(wrap(label, draw.WIDTH)) * draw.LINE + 4


def label_room(names: Sequence[str]) -> float:
    """Room to the right of a plot for the names of its lines, wrapped at words."""
    words = [text_width(word) for name in names for word in name.split()]
    return min(145.0, max([*words, 50.0]) + 30)


def names_height(names: Sequence[str], room: float) -> float:
    """How tall a plot must be so that the names beside it do not overlap."""
    return sum(len(wrap(name, room - 26)) for name in names) * draw.LINE


def name_ends(plot: Plot, ends: Sequence[tuple[str, float, int]], room: float) -> None:
    """Names beside the right ends of lines: name, value at the end, number of the line style."""
    lines = [wrap(name, room - 26) for name, _, _ in ends]
    heights = [len(each) * draw.LINE for each in lines]
    wanted = [plot.y(value) for _, value, _ in ends]
    tops = apart(wanted, heights, plot.y.end - 10, plot.bottom + 10)
    left = draw.WIDTH - room + 8
    for (_, _, style), text, at, top in zip(ends, lines, wanted, tops, strict=True):
        middle = top + draw.LINE / 2
        if abs(middle - at) < 2:
            draw.label(plot.svg, text, left + 4, top)
        else:
            draw.line(plot.svg, "leader", plot.x.end, at, left + 8, middle)
            draw.end_mark(plot.svg, style, left + 8, middle)
            draw.label(plot.svg, text, left + 18, top)
