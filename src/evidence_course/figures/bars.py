"""Histograms: how often values fall where."""

from __future__ import annotations

import math
from collections.abc import Sequence

from evidence_course.figures import _drawing as draw
from evidence_course.figures._figure import Figure, checked_texts, make_figure
from evidence_course.figures._plots import Plot, draw_marker, marker_room, new_plot, x_axis
from evidence_course.figures._scales import few_ticks, round_out, span_of
from evidence_course.figures._words import clean, finite, needed, optional, shown


def histogram(
    values: Sequence[float],
    *,
    title: str,
    sentence: str,
    subtitle: str = "",
    x_label: str,
    bins: int = 20,
    marker: float | None = None,
    marker_label: str = "",
) -> Figure:
    """How often values fall in each of ``bins`` equal steps; ``marker`` is an upright line.

    Raises ValueError if there are no values, one is not finite, or ``bins`` is not 1 to 60.
    """
    texts = checked_texts(title, subtitle, sentence)
    if not values:
        raise ValueError("values must not be empty")
    finite("values", values)
    if bins != int(bins) or not 1 <= bins <= 60:
        raise ValueError(f"bins must be a whole number from 1 to 60, not {bins!r}")
    x_label = needed("x_label", x_label)
    low, high = span_of(values)
    counts = _counts(values, low, high, bins)
    edges = [low + (high - low) * place / bins for place in range(bins + 1)]
    span = span_of([low, high, *optional("marker", marker)])
    head = marker_room(marker, clean(marker_label))
    y_range = (0.0, round_out([0, max(counts)], 4)[1])
    plot = new_plot(span, y_range, y_label="How many", height=180, head=head)
    for start, end, count in zip(edges, edges[1:], counts, strict=False):
        _bar(plot, start, end, count)
    if marker is not None:
        draw_marker(plot, marker, clean(marker_label))
    bottom = x_axis(plot, few_ticks(plot.x), x_label)
    least, most = shown(min(values)), shown(max(values))
    words = f"Bar chart of {len(values)} values from {least} to {most}."
    draw.finish(plot.svg, bottom, texts[0], words)
    rows = [
        (f"{shown(start)} to {shown(end)}", str(count))
        for start, end, count in zip(edges, edges[1:], counts, strict=False)
    ]
    return make_figure("histogram", texts, (x_label, "How many"), rows, plot.svg)


def _counts(values: Sequence[float], low: float, high: float, bins: int) -> list[int]:
    """Values in each bin; one on an edge counts in the bin above, the greatest in the last."""
    counts = [0] * bins
    for value in values:
        counts[min(bins - 1, math.floor((value - low) / (high - low) * bins + 1e-9))] += 1
    return counts


def _bar(plot: Plot, start: float, end: float, count: int) -> None:
    left, right, top = plot.x(start), plot.x(end), plot.y(count)
    if count:
        size = {"width": max(1.0, right - left - 1), "height": plot.bottom - top}
        draw.shape(plot.svg, "rect", "mark mark-on", x=left + 0.5, y=top, **size)
        plot.svg[-1].set("stroke-width", "0")
