"""Interval strips: estimates that fade away from the middle."""

from __future__ import annotations

from collections.abc import Sequence

from evidence_course.figures import _drawing as draw
from evidence_course.figures._drawing import Element
from evidence_course.figures._estimates import (
    check_estimates,
    draw_strip,
    estimate_text,
    graded_bands,
    strip_axis,
)
from evidence_course.figures._figure import Figure, checked_texts, make_figure
from evidence_course.figures._scales import strip_scale
from evidence_course.figures._words import clean, finite, shown, text_width, wrap
from evidence_course.stats import Estimate


def interval_strips(
    items: Sequence[tuple[str, Estimate]],
    *,
    title: str,
    sentence: str,
    subtitle: str = "",
    no_difference: float = 0.0,
    unit: str = "points",
) -> Figure:
    """Estimates as strips that fade away from the middle, with no hard ends.

    Estimates are drawn in the unit they come in (``Estimate.times(100)`` turns a share into
    points). With ``no_difference=1`` they are ratios, and fade evenly on the log scale.
    Raises ValueError if there is nothing to draw or an interval does not contain its value.
    """
    texts = checked_texts(title, subtitle, sentence)
    finite("no_difference", [no_difference])
    check_estimates(items, no_difference == 1, "items")
    unit = clean(unit)
    bands = [band for _, e in items for band in graded_bands(e, no_difference == 1)]
    x = strip_scale([*(end for band in bands for end in band), no_difference])
    svg = draw.empty()
    bottom = 0.0
    for name, estimate in items:
        bottom = _strip_texts(svg, bottom, clean(name), estimate_text(estimate, unit))
        bottom = draw_strip(svg, x, bottom, estimate, no_difference)
    bottom = strip_axis(svg, x, bottom, no_difference, unit)
    draw.finish(svg, bottom, texts[0], _strips_words(items))
    in_unit = f" ({unit})" if unit else ""
    columns = ("What", f"Estimate{in_unit}", "From", "To", "Level")
    rows = [
        (clean(name), *map(shown, (e.value, e.low, e.high)), f"{shown(100 * e.level)} in 100")
        for name, e in items
    ]
    return make_figure("interval-strips", texts, columns, rows, svg)


def _strip_texts(svg: Element, top: float, name: str, value: str) -> float:
    lines = [value] if text_width(value) <= draw.WIDTH else value.replace(" (", "\n(").split("\n")
    for text in (name, *lines):
        top = draw.label(svg, wrap(text, draw.WIDTH), 0, top)
    return top


def _strips_words(items: Sequence[tuple[str, Estimate]]) -> str:
    parts = (f"{clean(name)}: {estimate_text(estimate, '')}." for name, estimate in items)
    return "Strips that fade away from the estimate. " + " ".join(parts)
