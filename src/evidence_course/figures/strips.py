"""Interval strips: estimates that fade away from the middle."""

from __future__ import annotations

from collections.abc import Sequence

from evidence_course.figures import _drawing as draw
from evidence_course.figures._drawing import Element
from evidence_course.figures._estimates import check_estimates, estimate_text, graded_bands
from evidence_course.figures._figure import Figure, checked_texts, make_figure
from evidence_course.figures._scales import Scale, round_ticks, span_of
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
    check_estimates(items, no_difference)
    unit = clean(unit)
    bands = [graded_bands(estimate, no_difference == 1) for _, estimate in items]
    ends = [end for each in bands for band in each for end in band]
    low, high = span_of([*ends, no_difference])
    margin = (high - low) * 0.04
    x = Scale(low - margin, high + margin, 6, draw.WIDTH - 6)
    svg = draw.empty()
    bottom = 0.0
    for (name, estimate), each in zip(items, bands, strict=True):
        bottom = _strip(svg, x, bottom, (clean(name), estimate_text(estimate, unit)), each)
        draw.mark(svg, "diamond", "mark mark-on", x(estimate.value), bottom - 26, 6)
        draw.line(svg, "guide", x(no_difference), bottom - 48, x(no_difference), bottom - 4)
    bottom = _strip_axis(svg, x, bottom, no_difference, unit)
    draw.finish(svg, bottom, texts[0], _strips_words(items))
    in_unit = f" ({unit})" if unit else ""
    columns = ("What", f"Estimate{in_unit}", "From", "To", "Level")
    rows = [
        (clean(name), *map(shown, (e.value, e.low, e.high)), f"{shown(100 * e.level)} in 100")
        for name, e in items
    ]
    return make_figure("interval-strips", texts, columns, rows, svg)


def _strip(
    svg: Element,
    x: Scale,
    top: float,
    texts: tuple[str, str],
    bands: Sequence[tuple[float, float]],
) -> float:
    name, value = texts
    lines = [value] if text_width(value) <= draw.WIDTH else value.replace(" (", "\n(").split("\n")
    for text in (name, *lines):
        top = draw.label(svg, wrap(text, draw.WIDTH), 0, top)
    for low, high in bands:
        width = max(1.0, x(high) - x(low))
        draw.shape(svg, "rect", "band", x=x(low), y=top + 10, width=width, height=24)
    return top + 48


def _strip_axis(svg: Element, x: Scale, y: float, no_difference: float, unit: str) -> float:
    draw.line(svg, "axis", x.start, y, x.end, y)
    for tick in round_ticks(x.low, x.high, 5):
        draw.line(svg, "axis", x(tick), y, x(tick), y + 5)
        draw.centred(svg, shown(tick), x(tick), y + 6, 0, draw.WIDTH)
    bottom = y + 6 + draw.LINE
    if unit:
        bottom = draw.centred(svg, unit, draw.WIDTH / 2, bottom, 0, draw.WIDTH)
    draw.line(svg, "guide", 0, bottom + 12, 26, bottom + 12)
    text = f"no difference ({shown(no_difference)})"
    return draw.label(svg, [text], 34, bottom + 1) + 4


def _strips_words(items: Sequence[tuple[str, Estimate]]) -> str:
    parts = (f"{clean(name)}: {estimate_text(estimate, '')}." for name, estimate in items)
    return "Strips that fade away from the estimate. " + " ".join(parts)
