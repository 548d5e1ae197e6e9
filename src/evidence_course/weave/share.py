"""The picture that other sites show beside a link to the course, drawn from its title.

1200 by 630 pixels is the size that they ask for. The letters are those of Liberation Sans, which
the program that makes a PNG of it brings along, so that every machine draws the same picture.
"""

from __future__ import annotations

import textwrap
from typing import Any

from lxml import etree

from evidence_course.model.course import Course
from evidence_course.values import studies
from evidence_course.weave.course_data import plain_words

NAME = "share.svg"
WIDTH, HEIGHT = 1200, 630
FONT = "Liberation Sans"
EDGE = 90
BAR, INK, PALE = "#0b4954", "#ffffff", "#cfe3e6"
_SCALES = "M14 4v19M8 24h12M4 8h20M4 8l-3 8h6zM24 8l-3 8h6z"
"""The mark at the head of every page."""

_TITLES = ((12, 112), (22, 84), (30, 62), (42, 46))
"""How many letters of a title fit on a line at a size, the largest size first."""

_TOP, _TITLE_ROOM, _TITLE_STEP = 175, 235, 1.15
"""Where the title begins, how high it may be, and its lines' distance in sizes."""

_LETTERS, _SIZE, _STEP, _LOWEST = 50, 38, 51, 505
"""The sentence's letters on a line, their size, its lines' distance, and where they end."""


def weave(course: Course) -> bytes:
    """The picture as SVG; the same course gives the same bytes."""
    known = studies(course.evidence)
    title = plain_words(course.settings.title, known)
    text = plain_words(course.settings.description, known)
    return draw(title, text, course.settings.publisher or course.settings.author)


def picture(course: Course) -> str | None:
    """The path of the author's own picture, if there is one."""
    own = course.settings.share_picture
    return f"course/{own.file}" if own else None


def context(course: Course) -> dict[str, Any]:
    """What pages say of the picture."""
    own = course.settings.share_picture
    if own:
        return {"file": picture(course), "alt": own.alt}
    words = f"The name of the course: {course.settings.title}"
    return {"file": None, "alt": words, "width": WIDTH, "height": HEIGHT}


def draw(title: str, text: str, publisher: str) -> bytes:
    """The picture of a title, a sentence, and who publishes the course; long texts are cut."""
    root = etree.Element(
        "svg",
        xmlns="http://www.w3.org/2000/svg",
        width=str(WIDTH),
        height=str(HEIGHT),
        viewBox=f"0 0 {WIDTH} {HEIGHT}",
    )
    etree.SubElement(root, "rect", width=str(WIDTH), height=str(HEIGHT), fill=BAR)
    mark = etree.SubElement(root, "path", d=_SCALES, transform=f"translate({EDGE} 62) scale(3)")
    for name, value in {"fill": "none", "stroke": INK, "stroke-width": "2"}.items():
        mark.set(name, value)
    lines, size = _title_lines(title)
    baseline = _TOP + size
    for line in lines:
        _line(root, line, baseline, size, INK, "bold")
        baseline += round(size * _TITLE_STEP)
    baseline += _STEP - round(size * (_TITLE_STEP - 1))
    most = (_LOWEST - baseline) // _STEP + 1
    for number, line in enumerate(_shortened(text, _LETTERS, most)):
        _line(root, line, baseline + number * _STEP, _SIZE, PALE)
    for line in _shortened(publisher, 62, 1):
        _line(root, line, HEIGHT - 52, 30, PALE)
    return bytes(etree.tostring(root, encoding="UTF-8"))


def _title_lines(title: str) -> tuple[list[str], int]:
    """The title's lines at the largest size at which they fit; too long a title is cut."""
    for letters, size in _TITLES:
        lines = textwrap.wrap(title, letters, break_long_words=False)
        most = int(_TITLE_ROOM / (size * _TITLE_STEP))
        if len(lines) <= most and all(len(line) <= letters for line in lines):
            return lines, size
    return _shortened(title, letters, most), size


def _shortened(text: str, letters: int, most: int) -> list[str]:
    return textwrap.wrap(text, letters, max_lines=most, placeholder=" …")


def _line(
    root: etree._Element, text: str, baseline: int, size: int, colour: str, weight: str = "normal"
) -> None:
    line = etree.SubElement(root, "text", x=str(EDGE), y=str(baseline), fill=colour)
    line.set("font-family", FONT)
    line.set("font-size", str(size))
    line.set("font-weight", weight)
    line.text = text
