"""Slopes: the same items at two times."""

from __future__ import annotations

from collections.abc import Sequence

from evidence_course.figures import _drawing as draw
from evidence_course.figures._figure import Figure, checked_texts, make_figure
from evidence_course.figures._plots import Plot, label_room, name_ends, names_height, new_plot
from evidence_course.figures._scales import round_out
from evidence_course.figures._words import clean, finite, needed, shown


def slopes(
    items: Sequence[tuple[str, float, float]],
    *,
    title: str,
    sentence: str,
    subtitle: str = "",
    before: str = "Year 1",
    after: str = "Year 2",
    unit: str = "",
    average: tuple[float, float] | None = None,
    average_label: str = "Average",
) -> Figure:
    """Each item as a line from before to after; up to six are named, and the average.

    ``average`` is the thick line's two values, ``average_label`` its name.
    Raises ValueError if there is nothing to draw or a value is not finite.
    """
    texts = checked_texts(title, subtitle, sentence)
    if not items:
        raise ValueError("items must not be empty")
    before, after = needed("before", before), needed("after", after)
    names = [needed("items", name) for name, _, _ in items]
    finite("items", (value for item in items for value in item[1:]))
    finite("average", average or ())
    values = [value for item in items for value in item[1:]] + list(average or ())
    average_label = needed("average_label", average_label)
    named = [(n, item[2], 1) for n, item in zip(names, items, strict=True) if len(items) <= 6]
    ends = named + ([(average_label, average[1], 2)] if average else [])
    room = label_room([name for name, _, _ in ends]) if ends else 24.0
    y_label = clean(unit) or "Value"
    height = max(260.0, names_height([name for name, _, _ in ends], room))
    plot = new_plot((0, 1), round_out(values, 5), y_label=y_label, right=room, height=height)
    for _, one, two in items:
        _slope(plot, one, two, 1, 1.5, marked=len(items) <= 12)
    if average:
        _slope(plot, *average, 2, 5, marked=True)
    name_ends(plot, ends, room)
    bottom = _two_columns(plot, before, after)
    draw.finish(plot.svg, bottom, texts[0], _slopes_words(items, average, before, after))
    rows = [(n, shown(i[1]), shown(i[2])) for n, i in zip(names, items, strict=True)]
    if average:
        rows.append((average_label, shown(average[0]), shown(average[1])))
    return make_figure("slopes", texts, ("Item", before, after), rows, plot.svg)


def _slope(plot: Plot, one: float, two: float, style: int, width: float, *, marked: bool) -> None:
    ends = (plot.x(0), plot.y(one), plot.x(1), plot.y(two))
    draw.line(plot.svg, f"line-{style}", *ends)
    plot.svg[-1].set("stroke-width", draw.coordinate(width))
    if marked:
        draw.end_mark(plot.svg, style, ends[0], ends[1])
        draw.end_mark(plot.svg, style, ends[2], ends[3])


def _two_columns(plot: Plot, before: str, after: str) -> float:
    y = plot.bottom + 8
    low, high = plot.x.start, plot.x.end
    middle = (low + high) / 2
    left = draw.centred(plot.svg, before, low, y, 0, middle - 4)
    right = draw.centred(plot.svg, after, high, y, middle + 4, draw.WIDTH)
    return max(left, right) + 4


def _slopes_words(
    items: Sequence[tuple[str, float, float]],
    average: tuple[float, float] | None,
    before: str,
    after: str,
) -> str:
    down = sum(two < one for _, one, two in items)
    up = sum(two > one for _, one, two in items)
    words = f"{len(items)} lines from {before} to {after}: {down} go down, {up} go up."
    if average:
        words += f" The average goes from {shown(average[0])} to {shown(average[1])}."
    return words
