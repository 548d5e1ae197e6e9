"""What every chart is: words, a table and a drawing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from xml.etree import ElementTree

from evidence_course.figures import _drawing as draw
from evidence_course.figures._drawing import Element
from evidence_course.figures._words import clean, needed


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
                draw.html(caption, "p", text, f"chart-{part}")
        figure.append(ElementTree.fromstring(self.svg))
        figure.append(_details(self.title, self.columns, self.rows))
        return draw.source(figure)


def _details(title: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> Element:
    details = Element("details", {"class": "chart-table"})
    draw.html(details, "summary", "Show as table")
    scroll = {"class": "table-scroll", "role": "region", "tabindex": "0"}
    region = ElementTree.SubElement(details, "div", {**scroll, "aria-label": f"Table: {title}"})
    table = ElementTree.SubElement(region, "table")
    draw.html(table, "caption", title)
    head = ElementTree.SubElement(ElementTree.SubElement(table, "thead"), "tr")
    for column in columns:
        draw.html(head, "th", column, scope="col")
    body = ElementTree.SubElement(table, "tbody")
    for row in rows:
        line = ElementTree.SubElement(body, "tr")
        draw.html(line, "th", row[0], scope="row")
        for cell in row[1:]:
            draw.html(line, "td", cell)
    return details


def make_figure(
    kind: str,
    texts: tuple[str, str, str],
    columns: Iterable[str],
    rows: Iterable[Iterable[str]],
    drawing: Element,
) -> Figure:
    title, subtitle, sentence = texts
    table = tuple(tuple(row) for row in rows)
    return Figure(title, subtitle, sentence, tuple(columns), table, draw.source(drawing), kind)


def checked_texts(title: str, subtitle: str, sentence: str) -> tuple[str, str, str]:
    return needed("title", title), clean(subtitle), needed("sentence", sentence)


def shape_key(on: str, off: str) -> Element:
    """What filled squares and open circles stand for."""
    return key_of([("\N{BLACK SQUARE}", on), ("\N{WHITE CIRCLE}", off)])


def key_of(entries: Iterable[tuple[str, str]]) -> Element:
    """Signs and what they stand for, as text, which wraps and needs no theme."""
    key = Element("ul", {"class": "chart-key"})
    for sign, text in entries:
        item = ElementTree.SubElement(key, "li")
        draw.html(item, "span", sign, "chart-key-mark", **{"aria-hidden": "true"}).tail = f" {text}"
    return key
