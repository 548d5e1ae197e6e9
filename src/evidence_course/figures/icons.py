"""Icon arrays: how many in 100."""

from __future__ import annotations

import math
from collections.abc import Sequence
from xml.etree import ElementTree

from evidence_course.figures import _drawing as draw
from evidence_course.figures._drawing import Element
from evidence_course.figures._figure import Figure, checked_texts, make_figure, shape_key
from evidence_course.figures._words import clean, finite, nearest, needed, shown


def icon_arrays(
    groups: Sequence[tuple[str, float]],
    *,
    of: int = 100,
    title: str,
    sentence: str,
    subtitle: str = "",
    event: str = "with it",
    other: str = "without it",
) -> Figure:
    """How many in 100: one or two separate arrays, filled squares for the event, open circles else.

    ``groups`` are names with counts out of ``of`` (not shares of 1), rounded for drawing.
    Raises ValueError if there is no group, more than two, or a count that cannot be drawn.
    """
    texts = checked_texts(title, subtitle, sentence)
    _check_groups(groups, of)
    event, other = needed("event", event), needed("other", other)
    panels = Element("div", {"class": "chart-panels"})
    rows = []
    for name, value in groups:
        count = nearest(value)
        about = "" if abs(value - count) < 1e-9 else "about "
        panel = ElementTree.SubElement(panels, "div", {"class": "chart-panel"})
        draw.html(panel, "p", needed("groups", name), "chart-panel-label")
        draw.html(panel, "p", f"{about}{count} in {of} {event}", "chart-panel-count")
        panel.append(_icon_array(count, of, f"{texts[0]}: {clean(name)}", event, other))
        rows.append((clean(name), shown(value), shown(of - value)))
    drawing = Element("div", {"class": "chart-drawing"})
    drawing.append(panels)
    drawing.append(shape_key(event, other))
    columns = ("Group", f"{event} (in {of})", f"{other} (in {of})")
    return make_figure("icon-arrays", texts, columns, rows, drawing)


def _check_groups(groups: Sequence[tuple[str, float]], of: int) -> None:
    if of != int(of) or not 1 <= of <= 100:
        raise ValueError(f"of must be a whole number from 1 to 100, not {of!r}")
    if not 1 <= len(groups) <= 2:
        raise ValueError(f"groups must hold one or two groups, not {len(groups)}")
    finite("groups", (value for _, value in groups))
    for _, value in groups:
        if not 0 <= value <= of:
            raise ValueError(f"groups must hold counts from 0 to {of}, not {value!r}")
        if 0 < value < 0.5:
            raise ValueError(f"groups must hold counts out of {of}; {value!r} would draw none")


def _icon_array(count: int, of: int, title: str, event: str, other: str) -> Element:
    across, cell = 10, 26.0
    svg = draw.empty()
    for place in range(of):
        x, y = (place % across + 0.5) * cell, (place // across + 0.5) * cell
        if place < count:
            draw.mark(svg, "square", "mark mark-on", x, y, 9)
        else:
            draw.mark(svg, "circle", "mark mark-off", x, y, 9)
    description = f"{count} filled squares: {event}. {of - count} open circles: {other}."
    return draw.finish(svg, math.ceil(of / across) * cell, title, description, across * cell)
