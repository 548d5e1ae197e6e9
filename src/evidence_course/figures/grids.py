"""Roll-out grids: which area starts when."""

from __future__ import annotations

import math
from collections.abc import Sequence

from evidence_course.figures import _drawing as draw
from evidence_course.figures._drawing import Element
from evidence_course.figures._figure import Figure, checked_texts, make_figure, shape_key
from evidence_course.figures._words import needed, text_width, wrap


def roll_out(
    steps: Sequence[Sequence[int]],
    *,
    title: str,
    sentence: str,
    subtitle: str = "",
    area: str = "Area",
    period: str = "Period",
) -> Figure:
    """Which areas have the service in which period: one row an area, 1 for started, 0 for not yet.

    Raises ValueError if the rows differ in length, are empty, or hold anything but 0 and 1.
    """
    texts = checked_texts(title, subtitle, sentence)
    _check_steps(steps)
    area, period = needed("area", area), needed("period", period)
    drawing = Element("div", {"class": "chart-drawing"})
    drawing.append(_grid(steps, texts[0], area, period))
    drawing.append(shape_key("started", "not yet"))
    columns = (area, *(f"{period} {number}" for number in range(1, len(steps[0]) + 1)))
    rows = [
        (f"{area} {number}", *("started" if cell else "not yet" for cell in row))
        for number, row in enumerate(steps, start=1)
    ]
    return make_figure("roll-out", texts, columns, rows, drawing)


def _check_steps(steps: Sequence[Sequence[int]]) -> None:
    if not steps or not steps[0]:
        raise ValueError("steps must not be empty")
    if len({len(row) for row in steps}) > 1:
        raise ValueError("steps must hold rows of one length")
    if any(cell not in (0, 1) for row in steps for cell in row):
        raise ValueError("steps must hold 0 and 1 only")


def _grid(steps: Sequence[Sequence[int]], title: str, area: str, period: str) -> Element:
    svg = draw.empty()
    left = text_width(str(len(steps))) + 10
    across = min(36.0, (draw.WIDTH - left) / len(steps[0]))
    size = min(9.0, across / 2 - 2)
    top = draw.label(svg, wrap(f"{period} (across) \N{RIGHTWARDS ARROW}", draw.WIDTH), 0, 0)
    top = draw.label(svg, wrap(f"{area} (down) \N{DOWNWARDS ARROW}", draw.WIDTH), 0, top) + 4
    every = math.ceil((text_width(str(len(steps[0]))) + 4) / across)
    for place in range(0, len(steps[0]), every):
        draw.label(svg, [str(place + 1)], left + (place + 0.5) * across, top, "middle")
    top += draw.LINE
    for number, row in enumerate(steps):
        y = top + (number + 0.5) * 24
        draw.label(svg, [str(number + 1)], left - 8, y - 11, "end")
        for place, cell in enumerate(row):
            shape, state = ("square", "on") if cell else ("circle", "off")
            draw.mark(svg, shape, f"mark mark-{state}", left + (place + 0.5) * across, y, size)
    starts = sum(any(row) for row in steps)
    words = f"{len(steps)} rows and {len(steps[0])} columns; {starts} rows start in the time shown."
    return draw.finish(svg, top + 24 * len(steps) + 4, title, words)
