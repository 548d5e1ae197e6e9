"""How the tests read a chart: its tree, its classes, its words, the boxes of its texts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree import ElementTree

from evidence_course.figures import Figure
from evidence_course.figures._words import FONT, text_width


def tree_of(figure: Figure) -> ElementTree.Element:
    return ElementTree.fromstring(figure._repr_html_())


def classed(tree: ElementTree.Element, name: str) -> list[ElementTree.Element]:
    return [element for element in tree.iter() if name in element.get("class", "").split()]


def words_of(element: ElementTree.Element | None) -> str:
    assert element is not None
    return " ".join(" ".join(element.itertext()).split())


Box = tuple[str, float, float, float, float]


def boxes(svg: ElementTree.Element, x: float = 0.0, y: float = 0.0) -> Iterator[Box]:
    """Each text with the box that it takes in a wide sans serif: left, right, top, bottom."""
    for part in svg:
        moved = re.fullmatch(r"translate\((-?[\d.]+),(-?[\d.]+)\)", part.get("transform", ""))
        dx, dy = map(float, moved.groups()) if moved else (0.0, 0.0)
        yield from boxes(part, x + dx, y + dy)
        if part.tag == "text":
            width = text_width(part.text or "")
            share = {"start": 0.0, "middle": 0.5, "end": 1.0}[part.get("text-anchor", "start")]
            left = x + dx + float(part.get("x", "0")) - share * width
            base = y + dy + float(part.get("y", "0"))
            yield part.text or "", left, left + width, base - 0.7 * FONT, base


def crowded(figure: Figure) -> list[str]:
    """Texts that leave their drawing, or that lie on each other."""
    found = []
    for svg in tree_of(figure).iter("svg"):
        _, _, width, height = map(float, svg.get("viewBox", "").split())
        placed = list(boxes(svg))
        for at, (text, left, right, top, bottom) in enumerate(placed):
            if left < -2 or right > width + 2 or top < 0 or bottom > height:
                found.append(text)
            for other, left_2, right_2, top_2, bottom_2 in placed[at + 1 :]:
                beside = min(right, right_2) - max(left, left_2) <= 0
                if not beside and min(bottom, bottom_2) - max(top, top_2) > 0:
                    found.append(f"{text} | {other}")
    return found
