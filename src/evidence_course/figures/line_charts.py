"""Lines over time, or over anything that goes up in steps."""

from __future__ import annotations

from collections.abc import Sequence

from evidence_course.figures import _drawing as draw
from evidence_course.figures._figure import Figure, checked_texts, make_figure
from evidence_course.figures._plots import (
    draw_marker,
    label_room,
    marker_room,
    name_ends,
    names_height,
    new_plot,
    x_axis,
)
from evidence_course.figures._scales import few_ticks, round_out, span_of
from evidence_course.figures._words import clean, finite, needed, optional, shown


def lines(
    series: Sequence[tuple[str, Sequence[tuple[float, float]]]],
    *,
    title: str,
    sentence: str,
    subtitle: str = "",
    x_label: str,
    y_label: str,
    marker: float | None = None,
    marker_label: str = "",
) -> Figure:
    """Up to four lines with their names at their right ends; ``marker`` is an upright line.

    Raises ValueError if there is no line, more than four, or a line of fewer than two points.
    """
    texts = checked_texts(title, subtitle, sentence)
    _check_series(series)
    x_label, y_label = needed("x_label", x_label), needed("y_label", y_label)
    xs = sorted({x for _, points in series for x, _ in points} | optional("marker", marker))
    ys = [y for _, points in series for _, y in points]
    names = [needed("series", name) for name, _ in series]
    room, head = label_room(names), marker_room(marker, clean(marker_label))
    height = max(210.0, names_height(names, room))
    y_range = round_out(ys, 5)
    plot = new_plot(span_of(xs), y_range, y_label=y_label, right=room, head=head, height=height)
    for style, (_, points) in enumerate(series, start=1):
        places = [(plot.x(x), plot.y(y)) for x, y in sorted(points)]
        draw.shape(plot.svg, "polyline", f"line-{style}", points=draw.points(places))
        draw.end_mark(plot.svg, style, *places[-1])
    ends = [max(points)[1] for _, points in series]
    name_ends(plot, list(zip(names, ends, range(1, 5), strict=False)), room)
    if marker is not None:
        draw_marker(plot, marker, clean(marker_label))
    bottom = x_axis(plot, few_ticks(plot.x), x_label)
    draw.finish(plot.svg, bottom, texts[0], _lines_words(series, x_label))
    table = [dict(points) for _, points in series]
    known = sorted({x for points in table for x in points})
    rows = [
        (shown(x), *(shown(points[x]) if x in points else "no figure" for points in table))
        for x in known
    ]
    return make_figure("lines", texts, (x_label, *names), rows, plot.svg)


def _check_series(series: Sequence[tuple[str, Sequence[tuple[float, float]]]]) -> None:
    if not 1 <= len(series) <= 4:
        raise ValueError(f"series must hold one to four lines, not {len(series)}")
    for name, points in series:
        if len(points) < 2:
            raise ValueError(f"series: {name!r} must hold at least two points")
        finite("series", (value for point in points for value in point))
        if len({x for x, _ in points}) < len(points):
            raise ValueError(f"series: {name!r} holds two points at one place")


def _lines_words(series: Sequence[tuple[str, Sequence[tuple[float, float]]]], x_label: str) -> str:
    parts = []
    for name, points in series:
        (x_1, y_1), (x_2, y_2) = min(points), max(points)
        parts.append(
            f"{clean(name)}: {shown(y_1)} at {x_label} {shown(x_1)}, {shown(y_2)} at {shown(x_2)}."
        )
    return "Line chart. " + " ".join(parts)
