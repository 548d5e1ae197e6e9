"""Pictures that lessons show: kinds that every browser draws, and drawings without a program.

An SVG file is a document: opened by itself it could run scripts in the name of the site.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from lxml import etree

ENDINGS = frozenset({".svg", ".png", ".jpg", ".jpeg", ".gif", ".webp"})
SIZE_LIMIT = 2_000_000

_RUNS = frozenset(
    {"script", "foreignObject", "iframe", "object", "embed", "handler", "animate", "set"}
)
_ELSEWHERE = re.compile(r"@import|url\(\s*['\"]?(?!\s*['\"]?(#|data:image/))", re.IGNORECASE)
_DATA = re.compile(r"data:image/(png|jpeg|gif|webp);", re.IGNORECASE)


def refuse_picture(file: Path) -> str | None:
    """Why a file cannot be shown as a picture, in words after its name; nothing, if it can."""
    ending = PurePosixPath(file.name).suffix.lower()
    if ending not in ENDINGS:
        return f"is no picture: use a file that ends in {', '.join(sorted(ENDINGS))}"
    try:
        if file.stat().st_size > SIZE_LIMIT:
            return f"is more than {SIZE_LIMIT / 1e6:g} MB: make the picture smaller"
        return _refuse_drawing(file.read_bytes()) if ending == ".svg" else None
    except OSError as error:
        return f"cannot be read: {error.strerror or 'unknown reason'}"


def _refuse_drawing(data: bytes) -> str | None:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError):
        root = None
    if root is None or etree.QName(root).localname != "svg":
        return "is not a drawing that can be read: save it as SVG again"
    found = next(_running(root), None)
    if found:
        return f"holds {found}, and a drawing may run nothing and load nothing: take it out"
    return None


def _running(root: etree._Element) -> Iterator[str]:
    """What could run, or ask another place for something, in words."""
    types = root.getroottree().docinfo.internalDTD
    if types is not None and any(types.iterentities()):
        yield "an entity"
    for element in (*root.itersiblings(preceding=True), *root.iter()):
        if isinstance(element, etree._ProcessingInstruction | etree._Entity):
            yield "an instruction or an entity"
        if isinstance(element.tag, str):
            yield from _of_element(element, etree.QName(element).localname)


def _of_element(element: etree._Element, name: str) -> Iterator[str]:
    if name in _RUNS:
        yield f"<{name}>"
    if name == "style" and _ELSEWHERE.search("".join(element.itertext())):
        yield "a style that loads something"
    for key, value in element.attrib.items():
        yield from _of_attribute(etree.QName(key).localname, str(value))


def _of_attribute(name: str, value: str) -> Iterator[str]:
    if name.lower().startswith("on"):
        yield f"'{name}'"
    is_link = name in ("href", "src")
    if is_link and not (value.strip().startswith("#") or _DATA.match(value.strip())):
        yield f"a link to '{value[:40]}'"
    if not is_link and _ELSEWHERE.search(value):
        yield f"'{name}' that loads something"
