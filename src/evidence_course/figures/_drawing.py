"""The elements of a drawing: shapes with classes and their own paint, labels, marks.

A drawing is at most 320 units wide with text of 18 units, so that it can be read on the narrowest
phone. Shapes differ in form or line style as well as in colour; colours stand as presentation
attributes and a theme may replace them through the classes. Coordinates have one decimal.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from xml.etree import ElementTree

from evidence_course.figures._words import FONT, text_width, wrap

Element = ElementTree.Element

WIDTH = 320.0
LINE = 22.0

_BLUE, _ORANGE, _WINE, _TEAL, _GREY = "#12436d", "#c4500a", "#801650", "#1b7f78", "#5a6572"
PAINT: dict[str, dict[str, str]] = {
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
SHAPES = ("circle", "square", "triangle", "diamond")


def source(element: Element) -> str:
    return ElementTree.tostring(element, encoding="unicode")


def html(parent: Element, tag: str, text: str, classes: str = "", **attributes: str) -> Element:
    given = {"class": classes, **attributes} if classes else attributes
    element = ElementTree.SubElement(parent, tag, given)
    element.text = text
    return element


def shape(parent: Element, tag: str, classes: str, **attributes: float | str) -> Element:
    """A shape with its classes, their fallback paint, and coordinates of one decimal."""
    given = {"class": classes}
    for name in classes.split():
        given |= PAINT.get(name, {})
    for key, value in attributes.items():
        given[key.replace("_", "-")] = value if isinstance(value, str) else coordinate(value)
    return ElementTree.SubElement(parent, tag, given)


def coordinate(value: float) -> str:
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


def points(points: Iterable[tuple[float, float]]) -> str:
    return " ".join(f"{coordinate(x)},{coordinate(y)}" for x, y in points)


def line(parent: Element, classes: str, x_1: float, y_1: float, x_2: float, y_2: float) -> None:
    shape(parent, "line", classes, x1=x_1, y1=y_1, x2=x_2, y2=y_2)


def label(
    parent: Element, lines: Sequence[str], x: float, y: float, anchor: str = "start"
) -> float:
    """Lines of text; ``y`` is the top of the first line. Returns the bottom of the last."""
    for number, line in enumerate(lines):
        place = {"x": x, "y": y + number * LINE + FONT - 2}
        element = shape(parent, "text", "label", **place, text_anchor=anchor)
        element.text = line
    return y + len(lines) * LINE


def centred(parent: Element, text: str, x: float, y: float, low: float, high: float) -> float:
    """Lines of text centred on ``x`` as far as they fit between ``low`` and ``high``."""
    lines = wrap(text, high - low)
    half = max(map(text_width, lines)) / 2
    return label(parent, lines, min(max(x, low + half), max(high - half, low + half)), y, "middle")


def mark(parent: Element, form: str, classes: str, x: float, y: float, size: float) -> None:
    """One mark centred on a point; ``size`` is half its width."""
    if form == "circle":
        shape(parent, "circle", classes, cx=x, cy=y, r=size)
    elif form == "square":
        shape(parent, "rect", classes, x=x - size, y=y - size, width=2 * size, height=2 * size)
    else:
        shape(parent, "polygon", classes, points=points(_corners(form, x, y, 1.2 * size)))


def _corners(form: str, x: float, y: float, reach: float) -> list[tuple[float, float]]:
    if form == "diamond":
        return [(x, y - reach), (x + reach, y), (x, y + reach), (x - reach, y)]
    return [(x, y - reach), (x + reach, y + reach / 1.2), (x - reach, y + reach / 1.2)]


Sign = Callable[[Element, float, float], object]


def sign(form: str, classes: str, size: float = 7) -> Sign:
    """A mark to be drawn about a point, for a key."""

    def drawn(svg: Element, x: float, y: float) -> None:
        mark(svg, form, classes, x, y, size)

    return drawn


def stroke(classes: str) -> Sign:
    """A short line to be drawn about a point, for a key."""

    def drawn(svg: Element, x: float, y: float) -> None:
        line(svg, classes, x - 14, y, x + 14, y)

    return drawn


def explained(svg: Element, y: float, drawn: Sign, text: str) -> float:
    """A row of a key: what ``drawn`` draws, and beside it what it means. Returns its end."""
    drawn(svg, 15, y + LINE / 2)
    return label(svg, wrap(text, WIDTH - 38), 38, y) + 4


def end_mark(svg: Element, style: int, x: float, y: float) -> None:
    """A mark in the line's own colour: a stroke so thick that it fills the shape."""
    mark(svg, SHAPES[style - 1], f"end line-{style}", x, y, 2.5)
    svg[-1].attrib |= {"stroke-width": "5", "stroke-dasharray": "none"}


def empty() -> Element:
    """An empty drawing; ``finish`` gives it its size, its names and its ids."""
    return Element("svg", {"role": "img"})


def finish(
    svg: Element, height: float, title: str, description: str, width: float = WIDTH
) -> Element:
    svg.set("viewBox", f"0 0 {coordinate(width)} {coordinate(height)}")
    svg.set("width", coordinate(width * 1.1))
    content = "\n".join((title, description, source(svg)))
    key = "chart-" + hashlib.sha256(content.encode()).hexdigest()[:12]
    svg.set("aria-labelledby", f"{key}-title {key}-desc")
    for place, (tag, text) in enumerate((("title", title), ("desc", description))):
        element = Element(tag, {"id": f"{key}-{tag}"})
        element.text = text
        svg.insert(place, element)
    return svg
