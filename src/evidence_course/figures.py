"""Accessible charts as inline SVG, each with a sentence and a table.

Standard library only. A drawing is at most 320 units wide with text of 18 units, so that it can
be read on the narrowest phone. Shapes differ in form or line style as well as in colour; colours
stand as presentation attributes and a theme may replace them through the classes. The same input
gives the same bytes: ids come from the content, coordinates have one decimal.
"""

from __future__ import annotations

import hashlib
import math
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from statistics import NormalDist
from xml.etree import ElementTree

from evidence_course import stats
from evidence_course.stats import Estimate

Element = ElementTree.Element

WIDTH = 320.0
FONT = 18
LINE = 22.0

_BLUE, _ORANGE, _WINE, _TEAL, _GREY = "#12436d", "#c4500a", "#801650", "#1b7f78", "#5a6572"
_PAINT: dict[str, dict[str, str]] = {
    "mark-on": {"fill": _BLUE, "stroke": _BLUE, "stroke-width": "2"},
    "mark-off": {"fill": "none", "stroke": _BLUE, "stroke-width": "2"},
    "axis": {"stroke": _GREY, "stroke-width": "1.5", "fill": "none"},
    "guide": {"stroke": _GREY, "stroke-width": "2", "fill": "none", "stroke-dasharray": "5 4"},
    "leader": {"stroke": _GREY, "stroke-width": "1", "fill": "none"},
    "label": {"fill": "currentColor", "font-size": str(FONT)},
    "area": {"fill": _BLUE, "fill-opacity": "0.25"},
    "area-2": {"fill": _ORANGE, "fill-opacity": "0.35"},
    "band": {"fill": _BLUE, "fill-opacity": "0.22"},
    "line-1": {"stroke": _BLUE, "stroke-width": "3", "fill": "none"},
    "line-2": {"stroke": _ORANGE, "stroke-width": "3", "fill": "none", "stroke-dasharray": "9 4"},
    "line-3": {"stroke": _WINE, "stroke-width": "3", "fill": "none", "stroke-dasharray": "3 4"},
    "line-4": {
        "stroke": _TEAL,
        "stroke-width": "3",
        "fill": "none",
        "stroke-dasharray": "12 4 3 4",
    },
}
_SHAPES = ("circle", "square", "triangle", "diamond")


@dataclass(frozen=True)
class Figure:
    """A chart: what it says in words, its figures as rows of text, and its drawing.

    ``svg`` is one SVG element, or a ``div`` that holds several. Shown as text it is its sentence.
    """

    title: str
    subtitle: str
    sentence: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    svg: str
    kind: str = "chart"

    def __repr__(self) -> str:
        return self.sentence

    def _repr_html_(self) -> str:
        figure = Element("figure", {"class": f"chart chart-{self.kind}"})
        caption = ElementTree.SubElement(figure, "figcaption")
        for part in ("title", "subtitle", "sentence"):
            if text := getattr(self, part):
                _html(caption, "p", text, f"chart-{part}")
        figure.append(ElementTree.fromstring(self.svg))
        figure.append(_details(self.title, self.columns, self.rows))
        return _text(figure)


# Words


_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def _clean(text: str) -> str:
    """One line of text that an XML file may hold."""
    return " ".join(_NOT_XML.sub("", text).split())


def _needed(name: str, text: str) -> str:
    cleaned = _clean(text)
    if not cleaned:
        raise ValueError(f"{name} must not be empty")
    return cleaned


def _finite(name: str, values: Iterable[float]) -> None:
    for value in values:
        if not math.isfinite(value):
            raise ValueError(f"{name} must hold finite numbers, not {value!r}")


def _number(value: float, places: int | None = None) -> str:
    """About three figures and no zeros at the end, or just so many ``places``.

    A true minus sign, commas from 10,000; halves go away from 0, as readers expect.
    """
    if abs(value) >= 1e15:
        return f"{value:.2e}".replace("-", "\N{MINUS SIGN}")
    text = f"{_rounded(abs(value), _places(value) if places is None else places):f}"
    if places is None and "." in text:
        text = text.rstrip("0").rstrip(".")
    if abs(value) >= 10_000:
        whole, dot, rest = text.partition(".")
        text = f"{int(whole):,}{dot}{rest}"
    return f"\N{MINUS SIGN}{text}" if value < 0 and text.strip("0.") else text


def _rounded(value: float, places: int) -> Decimal:
    return Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def _places(value: float) -> int:
    """Decimal places that show about three figures."""
    size = abs(value)
    if size >= 100 or size == 0:
        return 1
    return min(8, max(0, 2 - math.floor(math.log10(size))))


def _nearest(value: float) -> int:
    """The nearest whole number; halves go up, as readers expect."""
    return math.floor(value + 0.5)


def _width(text: str) -> float:
    """About how wide a line of text is in a wide sans serif, in units of the drawing."""
    return sum(_letter(letter) for letter in text) * FONT


def _letter(letter: str) -> float:
    if letter in " .,:;'!|()[]ijlIfrt/-":
        return 0.4
    if letter in "mwMW%\N{MINUS SIGN}\N{LEFTWARDS ARROW}\N{RIGHTWARDS ARROW}":
        return 0.9
    return 0.74 if letter.isupper() else 0.63


def _wrap(text: str, width: float) -> list[str]:
    """Lines no wider than ``width``, broken between words where that can be done."""
    lines = [""]
    for word in text.split():
        joined = f"{lines[-1]} {word}".lstrip()
        if _width(joined) <= width:
            lines[-1] = joined
        else:
            lines += _pieces(word, width)
    return lines if lines[0] else lines[1:]


def _pieces(word: str, width: float) -> list[str]:
    """A word cut where it is too long for a line of its own."""
    pieces = [""]
    for letter in word:
        if pieces[-1] and _width(pieces[-1] + letter) > width:
            pieces.append("")
        pieces[-1] += letter
    return pieces


# Elements


def _text(element: Element) -> str:
    return ElementTree.tostring(element, encoding="unicode")


def _html(parent: Element, tag: str, text: str, classes: str = "", **attributes: str) -> Element:
    given = {"class": classes, **attributes} if classes else attributes
    element = ElementTree.SubElement(parent, tag, given)
    element.text = text
    return element


def _shape(parent: Element, tag: str, classes: str, **attributes: float | str) -> Element:
    """A shape with its classes, their fallback paint, and coordinates of one decimal."""
    given = {"class": classes}
    for name in classes.split():
        given |= _PAINT.get(name, {})
    for key, value in attributes.items():
        given[key.replace("_", "-")] = value if isinstance(value, str) else _coordinate(value)
    return ElementTree.SubElement(parent, tag, given)


def _coordinate(value: float) -> str:
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


def _points(points: Iterable[tuple[float, float]]) -> str:
    return " ".join(f"{_coordinate(x)},{_coordinate(y)}" for x, y in points)


def _line(parent: Element, classes: str, x_1: float, y_1: float, x_2: float, y_2: float) -> None:
    _shape(parent, "line", classes, x1=x_1, y1=y_1, x2=x_2, y2=y_2)


def _label(
    parent: Element, lines: Sequence[str], x: float, y: float, anchor: str = "start"
) -> float:
    """Lines of text; ``y`` is the top of the first line. Returns the bottom of the last."""
    for number, line in enumerate(lines):
        place = {"x": x, "y": y + number * LINE + FONT - 2}
        element = _shape(parent, "text", "label", **place, text_anchor=anchor)
        element.text = line
    return y + len(lines) * LINE


def _centred(parent: Element, text: str, x: float, y: float, low: float, high: float) -> float:
    """Lines of text centred on ``x`` as far as they fit between ``low`` and ``high``."""
    lines = _wrap(text, high - low)
    half = max(map(_width, lines)) / 2
    return _label(parent, lines, min(max(x, low + half), max(high - half, low + half)), y, "middle")


def _mark(parent: Element, shape: str, classes: str, x: float, y: float, size: float) -> None:
    """One mark centred on a point; ``size`` is half its width."""
    if shape == "circle":
        _shape(parent, "circle", classes, cx=x, cy=y, r=size)
    elif shape == "square":
        _shape(parent, "rect", classes, x=x - size, y=y - size, width=2 * size, height=2 * size)
    else:
        below = y if shape == "diamond" else y + size
        corners = [(x, y - 1.2 * size), (x + 1.2 * size, below), (x - 1.2 * size, below)]
        if shape == "diamond":
            corners.insert(2, (x, y + 1.2 * size))
        _shape(parent, "polygon", classes, points=_points(corners))


def _svg() -> Element:
    """An empty drawing; ``_finish`` gives it its size, its names and its ids."""
    return Element("svg", {"role": "img"})


def _finish(
    svg: Element, height: float, title: str, description: str, width: float = WIDTH
) -> Element:
    svg.set("viewBox", f"0 0 {_coordinate(width)} {_coordinate(height)}")
    svg.set("width", _coordinate(width * 1.1))
    content = "\n".join((title, description, _text(svg)))
    key = "chart-" + hashlib.sha256(content.encode()).hexdigest()[:12]
    svg.set("aria-labelledby", f"{key}-title {key}-desc")
    for place, (tag, text) in enumerate((("title", title), ("desc", description))):
        element = Element(tag, {"id": f"{key}-{tag}"})
        element.text = text
        svg.insert(place, element)
    return svg


def _details(title: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> Element:
    details = Element("details", {"class": "chart-table"})
    _html(details, "summary", "Show as table")
    scroll = {"class": "table-scroll", "role": "region", "tabindex": "0"}
    region = ElementTree.SubElement(details, "div", {**scroll, "aria-label": f"Table: {title}"})
    table = ElementTree.SubElement(region, "table")
    _html(table, "caption", title)
    head = ElementTree.SubElement(ElementTree.SubElement(table, "thead"), "tr")
    for column in columns:
        _html(head, "th", column, scope="col")
    body = ElementTree.SubElement(table, "tbody")
    for row in rows:
        line = ElementTree.SubElement(body, "tr")
        _html(line, "th", row[0], scope="row")
        for cell in row[1:]:
            _html(line, "td", cell)
    return details


def _figure(
    kind: str,
    texts: tuple[str, str, str],
    columns: Iterable[str],
    rows: Iterable[Iterable[str]],
    drawing: Element,
) -> Figure:
    title, subtitle, sentence = texts
    table = tuple(tuple(row) for row in rows)
    return Figure(title, subtitle, sentence, tuple(columns), table, _text(drawing), kind)


def _texts(title: str, subtitle: str, sentence: str) -> tuple[str, str, str]:
    return _needed("title", title), _clean(subtitle), _needed("sentence", sentence)


def _key(on: str, off: str) -> Element:
    """What filled squares and open circles stand for, as text, which wraps and needs no theme."""
    key = Element("ul", {"class": "chart-key"})
    for sign, text in (("\N{BLACK SQUARE}", on), ("\N{WHITE CIRCLE}", off)):
        item = ElementTree.SubElement(key, "li")
        _html(item, "span", sign, "chart-key-mark", **{"aria-hidden": "true"}).tail = f" {text}"
    return key


# Scales


@dataclass(frozen=True)
class _Scale:
    """From values to units of the drawing."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        share = (value - self.low) / (self.high - self.low)
        return self.start + share * (self.end - self.start)


def _step(span: float, most: int) -> float:
    """The smallest round step that cuts ``span`` into at most ``most`` parts."""
    power = 10.0 ** math.floor(math.log10(span / most))
    return next(power * part for part in (1, 2, 5, 10, 20) if span / (power * part) <= most + 1e-9)


def _ticks(low: float, high: float, most: int) -> list[float]:
    step = _step(high - low, most)
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return [number * step for number in range(first, last + 1)]


def _spread(values: Sequence[float]) -> tuple[float, float]:
    """The least and the greatest value, parted a little where they are one."""
    low, high = min(values), max(values)
    if low == high:
        margin = abs(low) / 2 or 1.0
        return low - margin, high + margin
    return low, high


def _round_out(values: Sequence[float], most: int) -> tuple[float, float]:
    """Round numbers at or just outside the values."""
    low, high = _spread(values)
    step = _step(high - low, most)
    return math.floor(low / step + 1e-9) * step, math.ceil(high / step - 1e-9) * step


def _apart(
    wanted: Sequence[float], heights: Sequence[float], top: float, end: float
) -> list[float]:
    """Tops of labels near where they are wanted, without overlap, in ``top`` to ``end``."""
    order = sorted(range(len(wanted)), key=lambda i: (wanted[i], i))
    tops = [0.0] * len(wanted)
    edge = top
    for i in order:
        tops[i] = max(edge, wanted[i] - heights[i] / 2)
        edge = tops[i] + heights[i]
    for i in reversed(order):
        tops[i] = min(tops[i], end - heights[i])
        end = tops[i]
    return tops


# Plots with two axes


@dataclass(frozen=True)
class _Plot:
    """A drawing with a vertical scale on the left and room for labels on the right."""

    svg: Element
    x: _Scale
    y: _Scale

    @property
    def bottom(self) -> float:
        return self.y.start


def _plot(
    x_range: tuple[float, float],
    y_range: tuple[float, float],
    *,
    y_label: str,
    right: float = 12.0,
    height: float = 210.0,
    head: float = 0.0,
) -> _Plot:
    """An empty plot; ``head`` is room above it, beyond the label of the vertical axis."""
    svg = _svg()
    top = _label(svg, _wrap(y_label, WIDTH), 0, 0) + head + 10
    ticks = _ticks(*y_range, 5)
    left = max(_width(_number(tick)) for tick in ticks) + 10
    y = _Scale(*y_range, top + height, top)
    x = _Scale(*x_range, left, WIDTH - right)
    for tick in ticks:
        _label(svg, [_number(tick)], left - 8, y(tick) - 11, "end")
        _line(svg, "axis", left - 5, y(tick), left, y(tick))
    _line(svg, "axis", left, y.start, left, y.end)
    _line(svg, "axis", left, y.start, x.end, y.start)
    return _Plot(svg, x, y)


def _x_axis(plot: _Plot, ticks: Sequence[float], label: str) -> float:
    """Ticks and the label below the plot. Returns where the drawing ends."""
    for tick in ticks:
        _line(plot.svg, "axis", plot.x(tick), plot.bottom, plot.x(tick), plot.bottom + 5)
        _label(plot.svg, [_number(tick)], plot.x(tick), plot.bottom + 6, "middle")
    low, high = plot.x.start, plot.x.end
    below = plot.bottom + 8 + (LINE if ticks else 0)
    return _centred(plot.svg, label, (low + high) / 2, below, 0, WIDTH) + 4


def _marker(plot: _Plot, at: float, label: str) -> None:
    """An upright line across the plot, its label above it."""
    x = plot.x(at)
    _line(plot.svg, "guide", x, plot.bottom, x, plot.y.end - 6)
    if label:
        lines = _wrap(label, WIDTH)
        _centred(plot.svg, label, x, plot.y.end - 8 - len(lines) * LINE, 0, WIDTH)


def _marker_room(at: float | None, label: str) -> float:
    return 0.0 if at is None else len(_wrap(label, WIDTH)) * LINE + 4


def _label_room(names: Sequence[str]) -> float:
    """Room to the right of a plot for the names of its lines, wrapped at words."""
    words = [_width(word) for name in names for word in name.split()]
    return min(135.0, max([*words, 50.0]) + 30)


def _names_height(names: Sequence[str], room: float) -> float:
    """How tall a plot must be so that the names beside it do not overlap."""
    return sum(len(_wrap(name, room - 26)) for name in names) * LINE


def _name_ends(plot: _Plot, ends: Sequence[tuple[str, float, int]], room: float) -> None:
    """Names beside the right ends of lines: name, value at the end, number of the line style."""
    lines = [_wrap(name, room - 26) for name, _, _ in ends]
    heights = [len(each) * LINE for each in lines]
    wanted = [plot.y(value) for _, value, _ in ends]
    tops = _apart(wanted, heights, plot.y.end - 10, plot.bottom + 10)
    left = WIDTH - room + 8
    for (_, _, style), text, at, top in zip(ends, lines, wanted, tops, strict=True):
        middle = top + LINE / 2
        if abs(middle - at) < 2:
            _label(plot.svg, text, left + 4, top)
        else:
            _line(plot.svg, "leader", plot.x.end, at, left + 8, middle)
            _end_mark(plot.svg, style, left + 8, middle)
            _label(plot.svg, text, left + 18, top)


def _end_mark(svg: Element, style: int, x: float, y: float) -> None:
    """A mark in the line's own colour: a stroke so thick that it fills the shape."""
    _mark(svg, _SHAPES[style - 1], f"end line-{style}", x, y, 2.5)
    svg[-1].attrib |= {"stroke-width": "5", "stroke-dasharray": "none"}


# The charts


def icon_arrays(
    groups: Sequence[tuple[str, float]],
    *,
    of: int = 100,
    title: str,
    sentence: str,
    subtitle: str = "",
    event: str = "in care",
    other: str = "not in care",
) -> Figure:
    """How many in 100: one or two separate arrays, filled squares for the event, open circles else.

    ``groups`` are names with counts out of ``of`` (not shares of 1), rounded for drawing.
    Raises ValueError if there is no group, more than two, or a count that cannot be drawn.
    """
    texts = _texts(title, subtitle, sentence)
    _check_groups(groups, of)
    event, other = _needed("event", event), _needed("other", other)
    panels = Element("div", {"class": "chart-panels"})
    rows = []
    for name, value in groups:
        count = _nearest(value)
        about = "" if abs(value - count) < 1e-9 else "about "
        panel = ElementTree.SubElement(panels, "div", {"class": "chart-panel"})
        _html(panel, "p", _needed("groups", name), "chart-panel-label")
        _html(panel, "p", f"{about}{count} in {of} {event}", "chart-panel-count")
        panel.append(_icon_array(count, of, f"{texts[0]}: {_clean(name)}", event, other))
        rows.append((_clean(name), _number(value), _number(of - value)))
    drawing = Element("div", {"class": "chart-drawing"})
    drawing.append(panels)
    drawing.append(_key(event, other))
    columns = ("Group", f"{event} (in {of})", f"{other} (in {of})")
    return _figure("icon-arrays", texts, columns, rows, drawing)


def _check_groups(groups: Sequence[tuple[str, float]], of: int) -> None:
    if of != int(of) or not 1 <= of <= 100:
        raise ValueError(f"of must be a whole number from 1 to 100, not {of!r}")
    if not 1 <= len(groups) <= 2:
        raise ValueError(f"groups must hold one or two groups, not {len(groups)}")
    _finite("groups", (value for _, value in groups))
    for _, value in groups:
        if not 0 <= value <= of:
            raise ValueError(f"groups must hold counts from 0 to {of}, not {value!r}")
        if 0 < value < 0.5:
            raise ValueError(f"groups must hold counts out of {of}; {value!r} would draw none")


def _icon_array(count: int, of: int, title: str, event: str, other: str) -> Element:
    across, cell = 10, 26.0
    svg = _svg()
    for place in range(of):
        x, y = (place % across + 0.5) * cell, (place // across + 0.5) * cell
        if place < count:
            _mark(svg, "square", "mark mark-on", x, y, 9)
        else:
            _mark(svg, "circle", "mark mark-off", x, y, 9)
    description = f"{count} filled squares: {event}. {of - count} open circles: {other}."
    return _finish(svg, math.ceil(of / across) * cell, title, description, across * cell)


def overlap(
    d: float,
    *,
    title: str,
    sentence: str,
    subtitle: str = "",
    groups: tuple[str, str] = ("Without", "With"),
) -> Figure:
    """Two bell curves ``d`` spreads apart, and how many of the second group pass the first's mean.

    Raises ValueError if ``d`` is not finite or lies outside -4 to 4.
    """
    texts = _texts(title, subtitle, sentence)
    _finite("d", [d])
    if abs(d) > 4:
        raise ValueError(f"d must lie between -4 and 4 to be drawn, not {d!r}")
    first, second = (_needed("groups", name) for name in groups)
    above = _nearest(100 * stats.u3(d))
    svg = _svg()
    x = _Scale(min(0.0, d) - 3.2, max(0.0, d) + 3.2, 2, WIDTH - 2)
    top = _name_curves(svg, x, d, (first, second))
    y = _Scale(0, NormalDist().pdf(0), top + 180, top)
    _draw_curves(svg, x, y, d)
    bottom = _below_curves(svg, x(0), y.start, (first, second), above)
    description = (
        f"Two bell curves that share {_nearest(100 * stats.overlap(d))} in 100 of their area. "
        f"The shaded part of the curve {second} lies above the mean of {first}: {above} in 100."
    )
    _finish(svg, bottom, texts[0], description)
    return _figure("overlap", texts, ("Measure", "Value"), _overlap_rows(d, first, second), svg)


def _overlap_rows(d: float, first: str, second: str) -> list[tuple[str, str]]:
    shares = (
        (f"{second}: above the average of {first}", stats.u3(d)),
        (f"One from {second} scores above one from {first}", stats.superiority(d)),
        ("The two groups overlap", stats.overlap(d)),
    )
    rows = [("Difference in standard deviations", _number(d))]
    return rows + [(name, f"{_number(100 * share)} in 100") for name, share in shares]


def _curve(x: _Scale, y: _Scale, mean: float, low: float) -> list[tuple[float, float]]:
    normal = NormalDist(mean)
    start, stop = max(low, mean - 3.2), mean + 3.2
    values = [start + (stop - start) * step / 60 for step in range(61)]
    return [(x(value), y(normal.pdf(value))) for value in values]


def _draw_curves(svg: Element, x: _Scale, y: _Scale, d: float) -> None:
    low = min(0.0, d) - 3.2
    shaded = _curve(x, y, d, 0.0)
    area = [(shaded[0][0], y.start), *shaded, (shaded[-1][0], y.start)]
    _shape(svg, "polygon", "area-2", points=_points(area))
    _shape(svg, "polyline", "line-1", points=_points(_curve(x, y, 0, low)))
    _shape(svg, "polyline", "line-2", points=_points(_curve(x, y, d, low)))
    _line(svg, "axis", x.start, y.start, x.end, y.start)
    _line(svg, "guide", x(0), y.start + 8, x(0), y.end)


def _name_curves(svg: Element, x: _Scale, d: float, groups: tuple[str, str]) -> float:
    """The two names above the outer flanks. Returns where the curves may start."""
    room = WIDTH / 2 - 8
    lines = [_wrap(name, room) for name in groups]
    height = max(map(len, lines)) * LINE
    for style, (mean, text) in enumerate(zip((0.0, d), lines, strict=True), start=1):
        on_left = (style == 1) == (d >= 0)
        edge, anchor = (0.0, "start") if on_left else (WIDTH, "end")
        _label(svg, text, edge, height - len(text) * LINE, anchor)
        value = mean - 1.2 if on_left else mean + 1.2
        near = min(20.0, _width(text[-1]) / 2)
        at = 180 * (1 - math.exp(-0.72)) + height + 12
        _line(svg, "leader", near if on_left else WIDTH - near, height + 2, x(value), at)
    return height + 12


def _below_curves(svg: Element, x: float, y: float, groups: tuple[str, str], above: int) -> float:
    bottom = _centred(svg, f"average, {groups[0]}", x, y + 10, 0, WIDTH)
    _label(svg, ["\N{LEFTWARDS ARROW} lower"], 0, bottom)
    bottom = _label(svg, ["higher \N{RIGHTWARDS ARROW}"], WIDTH, bottom, "end") + 8
    _shape(svg, "rect", "area-2", x=0, y=bottom + 3, width=16, height=16)
    text = f"{above} in 100 of \u2018{groups[1]}\u2019 are above that average"
    return _label(svg, _wrap(text, WIDTH - 24), 24, bottom) + 4


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
    texts = _texts(title, subtitle, sentence)
    _finite("no_difference", [no_difference])
    _check_items(items, no_difference)
    unit = _clean(unit)
    bands = [_bands(estimate, no_difference == 1) for _, estimate in items]
    ends = [end for each in bands for band in each for end in band]
    low, high = _spread([*ends, no_difference])
    margin = (high - low) * 0.04
    x = _Scale(low - margin, high + margin, 6, WIDTH - 6)
    svg = _svg()
    bottom = 0.0
    for (name, estimate), each in zip(items, bands, strict=True):
        bottom = _strip(svg, x, bottom, (_clean(name), _estimate(estimate, unit)), each)
        _mark(svg, "diamond", "mark mark-on", x(estimate.value), bottom - 26, 6)
        _line(svg, "guide", x(no_difference), bottom - 48, x(no_difference), bottom - 4)
    _finish(svg, _strip_axis(svg, x, bottom, no_difference, unit), texts[0], _strips_words(items))
    in_unit = f" ({unit})" if unit else ""
    columns = ("What", f"Estimate{in_unit}", "From", "To", "Level")
    rows = [
        (_clean(name), *map(_number, (e.value, e.low, e.high)), f"{_number(100 * e.level)} in 100")
        for name, e in items
    ]
    return _figure("interval-strips", texts, columns, rows, svg)


def _check_items(items: Sequence[tuple[str, Estimate]], no_difference: float) -> None:
    if not items:
        raise ValueError("items must not be empty")
    for name, estimate in items:
        _needed("items", name)
        _finite("items", (estimate.value, estimate.low, estimate.high))
        if not estimate.low <= estimate.value <= estimate.high:
            raise ValueError(f"items: the interval of {name!r} does not contain its value")
        if not 0 < estimate.level < 1:
            raise ValueError(f"items: the level of {name!r} must lie between 0 and 1")
        if no_difference == 1 and estimate.low <= 0:
            raise ValueError(f"items: the ratio {name!r} must lie above 0")


def _bands(estimate: Estimate, ratio: bool) -> list[tuple[float, float]]:
    """Intervals at four levels round the value, from the widest to the narrowest."""
    forth: Callable[[float], float] = math.log if ratio else float
    back: Callable[[float], float] = math.exp if ratio else float
    normal = NormalDist()
    value, low, high = map(forth, (estimate.value, estimate.low, estimate.high))
    reach = normal.inv_cdf((1 + estimate.level) / 2)
    shares = [normal.inv_cdf((1 + level) / 2) / reach for level in (0.99, 0.95, 0.8, 0.5)]
    return [(back(value - (value - low) * k), back(value + (high - value) * k)) for k in shares]


def _estimate(estimate: Estimate, unit: str) -> str:
    """The value and its interval, all three with as many decimal places."""
    numbers = (estimate.value, estimate.low, estimate.high)
    size = max(map(abs, numbers))
    places = 0 if size >= 1000 else 1 if size >= 10 else 2
    while places and all(_rounded(n, places) == _rounded(n, places - 1) for n in numbers):
        places -= 1
    value, low, high = (_number(number, places) for number in numbers)
    return f"{' '.join((value, *unit.split()))} ({low} to {high})"


def _strip(
    svg: Element,
    x: _Scale,
    top: float,
    texts: tuple[str, str],
    bands: Sequence[tuple[float, float]],
) -> float:
    name, value = texts
    lines = [value] if _width(value) <= WIDTH else value.replace(" (", "\n(").split("\n")
    for text in (name, *lines):
        top = _label(svg, _wrap(text, WIDTH), 0, top)
    for low, high in bands:
        width = max(1.0, x(high) - x(low))
        _shape(svg, "rect", "band", x=x(low), y=top + 10, width=width, height=24)
    return top + 48


def _strip_axis(svg: Element, x: _Scale, y: float, no_difference: float, unit: str) -> float:
    _line(svg, "axis", x.start, y, x.end, y)
    for tick in _ticks(x.low, x.high, 5):
        _line(svg, "axis", x(tick), y, x(tick), y + 5)
        _centred(svg, _number(tick), x(tick), y + 6, 0, WIDTH)
    bottom = y + 6 + LINE
    if unit:
        bottom = _centred(svg, unit, WIDTH / 2, bottom, 0, WIDTH)
    _line(svg, "guide", 0, bottom + 12, 26, bottom + 12)
    text = f"no difference ({_number(no_difference)})"
    return _label(svg, [text], 34, bottom + 1) + 4


def _strips_words(items: Sequence[tuple[str, Estimate]]) -> str:
    parts = (f"{_clean(name)}: {_estimate(estimate, '')}." for name, estimate in items)
    return "Strips that fade away from the estimate. " + " ".join(parts)


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
    texts = _texts(title, subtitle, sentence)
    _check_series(series)
    x_label, y_label = _needed("x_label", x_label), _needed("y_label", y_label)
    xs = sorted({x for _, points in series for x, _ in points} | _optional("marker", marker))
    ys = [y for _, points in series for _, y in points]
    names = [_needed("series", name) for name, _ in series]
    room, head = _label_room(names), _marker_room(marker, _clean(marker_label))
    height = max(210.0, _names_height(names, room))
    y_range = _round_out(ys, 5)
    plot = _plot(_spread(xs), y_range, y_label=y_label, right=room, head=head, height=height)
    for style, (_, points) in enumerate(series, start=1):
        places = [(plot.x(x), plot.y(y)) for x, y in sorted(points)]
        _shape(plot.svg, "polyline", f"line-{style}", points=_points(places))
        _end_mark(plot.svg, style, *places[-1])
    ends = [max(points)[1] for _, points in series]
    _name_ends(plot, list(zip(names, ends, range(1, 5), strict=False)), room)
    if marker is not None:
        _marker(plot, marker, _clean(marker_label))
    bottom = _x_axis(plot, _few_ticks(plot.x), x_label)
    _finish(plot.svg, bottom, texts[0], _lines_words(series, x_label))
    table = [dict(points) for _, points in series]
    known = sorted({x for points in table for x in points})
    rows = [
        (_number(x), *(_number(points[x]) if x in points else "no figure" for points in table))
        for x in known
    ]
    return _figure("lines", texts, (x_label, *names), rows, plot.svg)


def _optional(name: str, value: float | None) -> set[float]:
    if value is None:
        return set()
    _finite(name, [value])
    return {value}


def _check_series(series: Sequence[tuple[str, Sequence[tuple[float, float]]]]) -> None:
    if not 1 <= len(series) <= 4:
        raise ValueError(f"series must hold one to four lines, not {len(series)}")
    for name, points in series:
        if len(points) < 2:
            raise ValueError(f"series: {name!r} must hold at least two points")
        _finite("series", (value for point in points for value in point))
        if len({x for x, _ in points}) < len(points):
            raise ValueError(f"series: {name!r} holds two points at one place")


def _few_ticks(x: _Scale) -> list[float]:
    """As many ticks as have room for their labels."""
    widest = max(_width(_number(tick)) for tick in _ticks(x.low, x.high, 4))
    most = int((x.end - x.start) / (widest + 12))
    ticks = _ticks(x.low, x.high, max(1, most))
    whole = float(x.low).is_integer() and float(x.high).is_integer()
    kept = [tick for tick in ticks if float(tick).is_integer() or not whole]
    return kept if len(kept) > 1 else [x.low, x.high]


def _lines_words(series: Sequence[tuple[str, Sequence[tuple[float, float]]]], x_label: str) -> str:
    parts = []
    for name, points in series:
        (x_1, y_1), (x_2, y_2) = min(points), max(points)
        parts.append(
            f"{_clean(name)}: {_number(y_1)} at {x_label} {_number(x_1)}, "
            f"{_number(y_2)} at {_number(x_2)}."
        )
    return "Line chart. " + " ".join(parts)


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
) -> Figure:
    """Each item as a line from before to after; up to six are named, and the average.

    Raises ValueError if there is nothing to draw or a value is not finite.
    """
    texts = _texts(title, subtitle, sentence)
    if not items:
        raise ValueError("items must not be empty")
    before, after = _needed("before", before), _needed("after", after)
    names = [_needed("items", name) for name, _, _ in items]
    _finite("items", (value for item in items for value in item[1:]))
    _finite("average", average or ())
    values = [value for item in items for value in item[1:]] + list(average or ())
    named = [(n, item[2], 1) for n, item in zip(names, items, strict=True) if len(items) <= 6]
    ends = named + ([("Average", average[1], 2)] if average else [])
    room = _label_room([name for name, _, _ in ends]) if ends else 24.0
    y_label = _clean(unit) or "Value"
    height = max(260.0, _names_height([name for name, _, _ in ends], room))
    plot = _plot((0, 1), _round_out(values, 5), y_label=y_label, right=room, height=height)
    for _, one, two in items:
        _slope(plot, one, two, 1, 1.5, marked=len(items) <= 12)
    if average:
        _slope(plot, *average, 2, 5, marked=True)
    _name_ends(plot, ends, room)
    bottom = _two_columns(plot, before, after)
    _finish(plot.svg, bottom, texts[0], _slopes_words(items, average, before, after))
    rows = [(n, _number(i[1]), _number(i[2])) for n, i in zip(names, items, strict=True)]
    if average:
        rows.append(("Average", _number(average[0]), _number(average[1])))
    return _figure("slopes", texts, ("Item", before, after), rows, plot.svg)


def _slope(plot: _Plot, one: float, two: float, style: int, width: float, *, marked: bool) -> None:
    ends = (plot.x(0), plot.y(one), plot.x(1), plot.y(two))
    _line(plot.svg, f"line-{style}", *ends)
    plot.svg[-1].set("stroke-width", _coordinate(width))
    if marked:
        _end_mark(plot.svg, style, ends[0], ends[1])
        _end_mark(plot.svg, style, ends[2], ends[3])


def _two_columns(plot: _Plot, before: str, after: str) -> float:
    y = plot.bottom + 8
    low, high = plot.x.start, plot.x.end
    middle = (low + high) / 2
    left = _centred(plot.svg, before, low, y, 0, middle - 4)
    right = _centred(plot.svg, after, high, y, middle + 4, WIDTH)
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
        words += f" The average goes from {_number(average[0])} to {_number(average[1])}."
    return words


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
    texts = _texts(title, subtitle, sentence)
    if not values:
        raise ValueError("values must not be empty")
    _finite("values", values)
    if bins != int(bins) or not 1 <= bins <= 60:
        raise ValueError(f"bins must be a whole number from 1 to 60, not {bins!r}")
    x_label = _needed("x_label", x_label)
    low, high = _spread(values)
    counts = _counts(values, low, high, bins)
    edges = [low + (high - low) * place / bins for place in range(bins + 1)]
    span = _spread([low, high, *_optional("marker", marker)])
    head = _marker_room(marker, _clean(marker_label))
    y_range = (0.0, _round_out([0, max(counts)], 4)[1])
    plot = _plot(span, y_range, y_label="How many", height=180, head=head)
    for start, end, count in zip(edges, edges[1:], counts, strict=False):
        _bar(plot, start, end, count)
    if marker is not None:
        _marker(plot, marker, _clean(marker_label))
    bottom = _x_axis(plot, _few_ticks(plot.x), x_label)
    least, most = _number(min(values)), _number(max(values))
    words = f"Bar chart of {len(values)} values from {least} to {most}."
    _finish(plot.svg, bottom, texts[0], words)
    rows = [
        (f"{_number(start)} to {_number(end)}", str(count))
        for start, end, count in zip(edges, edges[1:], counts, strict=False)
    ]
    return _figure("histogram", texts, (x_label, "How many"), rows, plot.svg)


def _counts(values: Sequence[float], low: float, high: float, bins: int) -> list[int]:
    """Values in each bin; one on an edge counts in the bin above, the greatest in the last."""
    counts = [0] * bins
    for value in values:
        counts[min(bins - 1, math.floor((value - low) / (high - low) * bins + 1e-9))] += 1
    return counts


def _bar(plot: _Plot, start: float, end: float, count: int) -> None:
    left, right, top = plot.x(start), plot.x(end), plot.y(count)
    if count:
        size = {"width": max(1.0, right - left - 1), "height": plot.bottom - top}
        _shape(plot.svg, "rect", "mark mark-on", x=left + 0.5, y=top, **size)
        plot.svg[-1].set("stroke-width", "0")


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
    texts = _texts(title, subtitle, sentence)
    _check_steps(steps)
    area, period = _needed("area", area), _needed("period", period)
    drawing = Element("div", {"class": "chart-drawing"})
    drawing.append(_grid(steps, texts[0], area, period))
    drawing.append(_key("started", "not yet"))
    columns = (area, *(f"{period} {number}" for number in range(1, len(steps[0]) + 1)))
    rows = [
        (f"{area} {number}", *("started" if cell else "not yet" for cell in row))
        for number, row in enumerate(steps, start=1)
    ]
    return _figure("roll-out", texts, columns, rows, drawing)


def _check_steps(steps: Sequence[Sequence[int]]) -> None:
    if not steps or not steps[0]:
        raise ValueError("steps must not be empty")
    if len({len(row) for row in steps}) > 1:
        raise ValueError("steps must hold rows of one length")
    if any(cell not in (0, 1) for row in steps for cell in row):
        raise ValueError("steps must hold 0 and 1 only")


def _grid(steps: Sequence[Sequence[int]], title: str, area: str, period: str) -> Element:
    svg = _svg()
    left = _width(str(len(steps))) + 10
    across = min(36.0, (WIDTH - left) / len(steps[0]))
    size = min(9.0, across / 2 - 2)
    top = _label(svg, _wrap(f"{period} (across) \N{RIGHTWARDS ARROW}", WIDTH), 0, 0)
    top = _label(svg, _wrap(f"{area} (down) \N{DOWNWARDS ARROW}", WIDTH), 0, top) + 4
    every = math.ceil((_width(str(len(steps[0]))) + 4) / across)
    for place in range(0, len(steps[0]), every):
        _label(svg, [str(place + 1)], left + (place + 0.5) * across, top, "middle")
    top += LINE
    for number, row in enumerate(steps):
        y = top + (number + 0.5) * 24
        _label(svg, [str(number + 1)], left - 8, y - 11, "end")
        for place, cell in enumerate(row):
            shape, state = ("square", "on") if cell else ("circle", "off")
            _mark(svg, shape, f"mark mark-{state}", left + (place + 0.5) * across, y, size)
    starts = sum(any(row) for row in steps)
    words = f"{len(steps)} rows and {len(steps[0])} columns; {starts} rows start in the time shown."
    return _finish(svg, top + 24 * len(steps) + 4, title, words)
