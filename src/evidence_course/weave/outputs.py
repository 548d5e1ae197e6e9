"""What a notebook's cells show, made fit for a page: tables, figures and words stay.

An output is markup that a program wrote, and the page it is put on is one that readers trust, so
all that could run, look like the page itself, or ask another host for anything is taken out. What
stands on the page is what nh3 writes, never the text that it was given.
"""

from __future__ import annotations

import base64
import copy
import re
from collections import Counter
from collections.abc import Callable, Mapping
from functools import cache, lru_cache
from html.parser import HTMLParser
from typing import Any

import nh3
from markdown_it import MarkdownIt
from nbformat import NotebookNode

Removed = Counter[str]
"""What was taken out, as a message names it, and how often."""

PICTURES = {"image/png": b"\x89PNG", "image/jpeg": b"\xff\xd8", "image/gif": b"GIF8"}
"""Kinds of output that are pictures, and what the bytes of each begin with."""

AS_THEY_ARE = frozenset({"text/plain", "text/latex", *PICTURES})
"""Kinds of output without markup: myst-nb makes text or a picture of them, and LaTeX, MathML."""

_WORDS = {
    *("a", "abbr", "b", "blockquote", "br", "caption", "cite", "code", "col", "colgroup", "dd"),
    *("del", "details", "div", "dl", "dt", "em", "figcaption", "figure", "h2", "h3", "h4", "h5"),
    *("h6", "hr", "i", "ins", "kbd", "li", "mark", "ol", "p", "pre", "q", "s", "samp", "small"),
    *("span", "strong", "sub", "summary", "sup", "table", "tbody", "td", "tfoot", "th", "thead"),
    *("time", "tr", "ul", "var"),
}
_SHAPES = {
    *("svg", "g", "defs", "title", "desc", "symbol", "use", "path", "line", "rect", "circle"),
    *("ellipse", "polygon", "polyline", "text", "tspan", "textPath", "clipPath", "mask"),
    *("pattern", "marker", "linearGradient", "radialGradient", "stop"),
}
_LOWERED = {tag.lower() for tag in _WORDS | _SHAPES}
_ANYWHERE = {"class", "id", "title", "lang", "dir", "role", "tabindex"}
_OF_ELEMENTS: dict[str, set[str]] = {
    "a": {"href"},
    "table": {"border"},  # pandas writes it
    "td": {"colspan", "rowspan", "headers"},
    "th": {"colspan", "rowspan", "headers", "scope", "abbr"},
    "col": {"span"},
    "colgroup": {"span"},
    "ol": {"start", "type", "reversed"},
    "li": {"value"},
    "time": {"datetime"},
    "details": {"open"},
    "use": {"href"},
    "textPath": {"href"},
}
_OF_SHAPES = {
    *("x", "y", "x1", "y1", "x2", "y2", "cx", "cy", "r", "rx", "ry", "fx", "fy", "dx", "dy", "d"),
    *("width", "height", "points", "viewBox", "preserveAspectRatio", "transform", "version"),
    *("fill", "fill-opacity", "fill-rule", "stroke", "stroke-width", "stroke-opacity"),
    *("stroke-dasharray", "stroke-dashoffset", "stroke-linecap", "stroke-linejoin"),
    *("stroke-miterlimit", "opacity", "color", "visibility", "display", "clip-path", "clip-rule"),
    *("font-family", "font-size", "font-style", "font-weight", "text-anchor", "textLength"),
    *("dominant-baseline", "alignment-baseline", "baseline-shift", "letter-spacing", "rotate"),
    *("lengthAdjust", "offset", "stop-color", "stop-opacity", "gradientUnits"),
    *("gradientTransform", "spreadMethod", "patternUnits", "patternTransform", "clipPathUnits"),
    *("maskUnits", "mask", "marker-start", "marker-mid", "marker-end", "markerWidth"),
    *("markerHeight", "markerUnits", "refX", "refY", "orient", "pathLength", "vector-effect"),
    *("shape-rendering", "text-rendering", "focusable"),
}
_WITH_CONTENT = {
    *("script", "style", "template", "noscript", "iframe", "object", "embed", "applet", "math"),
    *("foreignobject", "foreignObject", "textarea", "select", "noembed", "noframes", "xmp"),
}
"""Elements that go with all that is in them."""

_HARMLESS_LINK = re.compile(r"(https?://|mailto:|#|[^:/?#\\]*([/?#]|$))", re.IGNORECASE)
_UNSEEN = re.compile(r"[\x00-\x20\x7f-\x9f]")
_ELSEWHERE = re.compile(r"url\(\s*['\"]?(?!#)|image-set|\\", re.IGNORECASE)
_ALIGNED = re.compile(r"text-align:\s*\w+;?")


def fit_for_a_page(notebook: NotebookNode) -> tuple[NotebookNode, dict[int, Removed]]:
    """A copy whose outputs may stand on a page, and what was taken out, by the cell's index.

    Of a cell's metadata its tags stay: other fields tell myst-nb to show more.
    """
    shown = copy.deepcopy(notebook)
    removed: dict[int, Removed] = {}
    for index, cell in enumerate(shown.cells):
        tags = cell.metadata.get("tags")
        cell.metadata = NotebookNode({"tags": tags} if tags else {})
        for output in cell.get("outputs", []):
            if "data" in output:
                output.metadata = NotebookNode()
                output.data, gone = _fit(output.data)
                removed[index] = removed.get(index, Counter()) + gone
        if "outputs" in cell:
            cell.outputs = [each for each in cell.outputs if each.get("data", True)]
    return shown, {index: gone for index, gone in removed.items() if gone}


def in_words(removed: Mapping[str, int]) -> str:
    """What was taken out, for a message: the first few kinds, and how many more there are."""
    names = sorted(removed)
    more = f" and {len(names) - 4} more" if len(names) > 4 else ""
    return f"{', '.join(names[:4])}{more}"


def _fit(data: Mapping[str, Any]) -> tuple[NotebookNode, Removed]:
    kept: dict[str, Any] = {kind: data[kind] for kind in data if kind in AS_THEY_ARE}
    removed: Removed = Counter()
    for kind in set(PICTURES) & set(kept):
        if not _is_picture(_joined(kept[kind]), kind):
            del kept[kind]
            removed[f"the output of kind '{kind}', which is none"] += 1
    # The first that there is stands on the page: the others say the same in another form.
    for kind, as_html in _MARKUP.items():
        if kind in data:
            kept["text/html"], gone = clean(as_html(_joined(data[kind])))
            removed += gone
            break
    unknown = set(data) - AS_THEY_ARE - set(_MARKUP)
    if not set(_MARKUP) & set(data):
        # Beside HTML they are another form of the same, and no page would show them.
        removed += Counter(f"the output of kind '{kind}'" for kind in unknown)
    return NotebookNode(kept), removed


def _is_picture(text: str, kind: str) -> bool:
    try:
        return base64.b64decode(text).startswith(PICTURES[kind])
    except ValueError:
        return False


def _joined(value: str | list[str]) -> str:
    return value if isinstance(value, str) else "".join(value)


def _as_it_is(text: str) -> str:
    return text


def _drawing(text: str) -> str:
    """An SVG file as an element of a page, without what an XML file begins with."""
    return text[max(text.find("<svg"), 0) :]


@cache
def _markdown() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False}).enable("table")


def _rendered(text: str) -> str:
    """Markdown that a program wrote: no directive, no role and no HTML is obeyed in it."""
    return str(_markdown().render(text))


_MARKUP: Mapping[str, Callable[[str], str]] = {
    "text/html": _as_it_is,
    "image/svg+xml": _drawing,
    "text/markdown": _rendered,
}


_OF_CLOSING = re.compile(r"</[^>]*>|\s*/(?=>)")
"""What says that an element is at its end, for which there are two ways."""


@lru_cache(maxsize=1024)
def clean(html: str) -> tuple[str, Removed]:
    """HTML that may stand on a page, and what had to go for that."""
    cleaned = _cleaner().clean(html)
    if _OF_CLOSING.sub("", html) == _OF_CLOSING.sub("", cleaned):
        return cleaned, Counter()
    return cleaned, _parts(html) - _parts(cleaned)


@cache
def _cleaner() -> nh3.Cleaner:
    attributes = {tag: set(names) for tag, names in _OF_ELEMENTS.items()}
    for tag in _SHAPES:
        attributes[tag] = attributes.get(tag, set()) | _OF_SHAPES
    attributes["*"] = set(_ANYWHERE)
    return nh3.Cleaner(
        tags=_WORDS | _SHAPES,
        clean_content_tags=_WITH_CONTENT,
        attributes=attributes,
        attribute_filter=_attribute,
        generic_attribute_prefixes={"aria-"},
        link_rel=None,
        url_schemes={"http", "https", "mailto"},
    )


def _attribute(tag: str, name: str, value: str) -> str | None:
    """The value of an attribute that may stay, or nothing."""
    if name == "href":
        target = _UNSEEN.sub("", value)
        is_inside = target.startswith("#")
        return value if is_inside or (tag == "a" and _HARMLESS_LINK.match(target)) else None
    return None if _ELSEWHERE.search(value) and name not in ("title", "aria-label") else value


class _Names(HTMLParser):
    """Counts start tags and the attributes of those that a page may hold, by what they are called.

    The look that pandas gives every table is passed over, for the page's own style sheet sees to
    that, and so is what only an XML file needs.
    """

    def __init__(self) -> None:
        super().__init__()
        self.found: Removed = Counter()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Count the tag and its attributes."""
        if (tag, attrs) == ("style", [("scoped", None)]):
            return
        self.found[f"<{tag}>"] += 1
        if tag in _LOWERED:
            self.found.update(
                f"'{name}' in <{tag}>" for name, value in attrs if _tells(name, value)
            )

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Count it as any other."""
        self.handle_starttag(tag, attrs)


def _tells(name: str, value: str | None) -> bool:
    is_look = name == "style" and _ALIGNED.fullmatch((value or "").strip()) is not None
    return not (is_look or name.startswith("xmlns"))


def _parts(html: str) -> Removed:
    names = _Names()
    names.feed(html)
    names.close()
    return names.found
