"""From an Altair chart to a figure: drawn by vl-convert, then written anew.

vl-convert's SVG has no title and no description, roles and labels on every mark, colours in place
of classes, and a white background. Only its shapes and texts are taken over, with the classes and
the paint of ``evidence_course.figures``, so that themes, dark mode and forced colours work.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol
from xml.etree import ElementTree

import vl_convert

from evidence_course.figures import Figure
from evidence_course.figures import _drawing as draw
from evidence_course.figures._drawing import Element
from evidence_course.figures._figure import checked_texts, make_figure
from evidence_course.figures._words import FONT, clean, needed

PAINTS = (
    *(f"line_{style}" for style in (1, 2, 3, 4)),
    *("mark_on", "mark_off", "area_2", "area", "band", "guide", "leader", "axis", "label"),
)
CONFIG: dict[str, Any] = {
    "font": "sans-serif",
    "background": None,
    "padding": 0,
    "view": {"stroke": None},
    "axis": {
        "labelFontSize": FONT,
        "titleFontSize": FONT,
        "titleFontWeight": "normal",
        "grid": False,
        "labelFlush": False,
        "labelOverlap": False,
        "labelLimit": 0,
    },
    "text": {"fontSize": FONT},
}
_SVG = "{http://www.w3.org/2000/svg}"
_NAMED = re.compile(rf"({'|'.join(PAINTS)})(?:_\w+)?_marks")
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:e-?\d+)?")
_MOVED = re.compile(r"translate\((-?[\d.e-]+),\s*(-?[\d.e-]+)\)")


class Chart(Protocol):
    """What is used of an Altair chart: its specification."""

    def to_dict(self) -> dict[str, Any]: ...


def from_altair(
    chart: Chart,
    *,
    title: str,
    sentence: str,
    description: str,
    columns: Sequence[str],
    rows: Iterable[Iterable[str]],
    subtitle: str = "",
    kind: str = "altair",
    key: Element | None = None,
) -> Figure:
    """Any Altair chart as a figure of the course.

    ``chart`` is at most 320 units wide, padding included, with text of 18 units. The name of each
    layer says how it is painted: ``line_1`` to ``line_4``, ``mark_on``, ``mark_off``, ``area``,
    ``area_2``, ``band``, ``guide``, ``leader``, ``axis`` or ``label``, with an ending such as
    ``line_1_limits`` where two look alike. ``key`` is an HTML list that explains the marks.
    Raises ValueError if title, sentence, description or table is missing, a layer has no such
    name, the chart has a legend, is too wide, or its text is too small.
    """
    texts = checked_texts(title, subtitle, sentence)
    description = needed("description", description)
    heads = [needed("columns", column) for column in columns]
    table = [[needed("rows", cell) for cell in row] for row in rows]
    if not heads or not table:
        raise ValueError(f"{'rows' if heads else 'columns'} must not be empty: a chart has a table")
    if any(len(row) != len(heads) for row in table):
        raise ValueError(f"rows must have {len(heads)} cells, one for each column")
    svg, height = _redrawn(_svg_of(chart))
    drawing = draw.finish(svg, height, texts[0], description)
    if key is not None:
        holder = Element("div", {"class": "chart-drawing"})
        holder.extend([drawing, key])
        drawing = holder
    return make_figure(kind, texts, heads, table, drawing)


def _svg_of(chart: Chart) -> Element:
    spec = chart.to_dict()
    own = spec.get("config", {})
    spec["config"] = own | CONFIG | {"axis": own.get("axis", {}) | CONFIG["axis"]}
    # No address may be asked for data or pictures.
    return ElementTree.fromstring(vl_convert.vegalite_to_svg(spec, allowed_base_urls=[]))


def _redrawn(source: Element) -> tuple[Element, float]:
    """A drawing with the shapes of another, and how high it is."""
    width, height = (float(source.get(name, "nan")) for name in ("width", "height"))
    if not width <= draw.WIDTH:
        raise ValueError(f"chart must be at most {draw.WIDTH:g} units wide, not {width:g}")
    svg = draw.empty()
    for part in _parts(source, "", 0.0, 0.0):
        part.draw(svg)
    return svg, height


@dataclass(frozen=True)
class _Part:
    """A shape or a text of vl-convert's, with its paint and how far its group has moved it."""

    element: Element
    paint: str
    symbol: bool
    x: float
    y: float

    def draw(self, svg: Element) -> None:
        tag = self.element.tag.removeprefix(_SVG)
        if tag == "text":
            self._text(svg)
        elif tag == "line":
            x, y = self._number("x2"), self._number("y2")
            draw.line(svg, _classes(self.paint), self.x, self.y, self.x + x, self.y + y)
        elif tag == "path":
            self._path(svg)
        else:
            raise ValueError(f"chart holds a {tag}, which cannot be drawn")

    def _number(self, name: str) -> float:
        return float(self.element.get(name, "0"))

    def _text(self, svg: Element) -> None:
        size = float(self.element.get("font-size", "0").removesuffix("px"))
        if size < FONT:
            raise ValueError(f"chart: text must be of {FONT} units, not {size:g}")
        anchor = self.element.get("text-anchor", "start")
        text = draw.shape(svg, "text", "label", x=self.x, y=self.y, text_anchor=anchor)
        text.text = clean("".join(self.element.itertext()))

    def _path(self, svg: Element) -> None:
        shape = _NUMBER.sub(
            lambda found: draw.coordinate(float(found[0])), self.element.get("d", "")
        )
        classes = _classes(self.paint)
        path = draw.shape(svg, "path", f"end {classes}" if self._is_end else classes, d=shape)
        if self.x or self.y:
            place = f"{draw.coordinate(self.x)},{draw.coordinate(self.y)}"
            path.set("transform", f"translate({place})")
        if self._is_end:  # a stroke so thick that it fills the mark, in the colour of its line
            path.attrib |= {"stroke-width": "5", "stroke-dasharray": "none"}

    @property
    def _is_end(self) -> bool:
        return self.symbol and self.paint.startswith("line")


def _classes(paint: str) -> str:
    name = paint.replace("_", "-")
    return f"mark {name}" if name.startswith("mark") else name


def _parts(group: Element, paint: str, x: float, y: float, symbol: bool = False) -> Iterator[_Part]:
    """Every shape and text below an element, each with the paint of its layer or axis."""
    for element in group:
        classes = element.get("class", "").split()
        if "role-legend" in classes:
            raise ValueError("chart has a legend: name its lines and marks where they are")
        moved = _MOVED.search(element.get("transform", ""))
        right, down = (float(each) for each in moved.groups()) if moved else (0.0, 0.0)
        if element.tag == f"{_SVG}g":
            below = _paint(classes) or paint
            kind = symbol or "mark-symbol" in classes
            yield from _parts(element, below, x + right, y + down, kind)
        elif paint and not {"background", "foreground"} & set(classes) and _seen(element):
            yield _Part(element, paint, symbol, x + right, y + down)


def _seen(element: Element) -> bool:
    if element.tag == f"{_SVG}path":
        return bool(element.get("d"))
    return element.tag != f"{_SVG}text" or bool("".join(element.itertext()).strip())


def _paint(classes: Sequence[str]) -> str:
    """How a group of marks is painted; nothing for a group that only holds others."""
    if "role-mark" in classes:
        name = next((each for each in classes if each.endswith("_marks")), "marks")
        found = _NAMED.fullmatch(name)
        if found is None:
            known = ", ".join(PAINTS)
            layer = name.removesuffix("_marks").removesuffix("marks") or "without a name"
            raise ValueError(f"chart: a layer must be named one of {known}, not {layer!r}")
        return found[1]
    if any(each.startswith("role-axis-") for each in classes):
        return "label" if "mark-text" in classes else "axis"
    return "label" if "role-title-text" in classes else ""
