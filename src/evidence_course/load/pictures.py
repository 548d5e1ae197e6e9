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
_ELSEWHERE = re.compile(
    r"@import|image-set|url\(\s*['\"]?(?!\s*['\"]?(#|data:image/))|\\", re.IGNORECASE
)
"""What loads something in CSS; a backslash may spell any of it."""
_ENCODINGS = frozenset({"UTF-8", "ASCII", "US-ASCII"})
_HTML = "http://www.w3.org/1999/xhtml"
_RUN = re.compile(r"\s*javascript:", re.IGNORECASE)
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
        data.decode("utf-8")
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError):
        root = None
    if root is None or etree.QName(root).localname != "svg":
        return "is not a drawing that can be read: save it as SVG again, in UTF-8"
    # In an encoding such as UTF-7, a browser sees a script where others see a comment.
    if str(root.getroottree().docinfo.encoding or "UTF-8").upper() not in _ENCODINGS:
        return "names another encoding than UTF-8: save it as SVG again, in UTF-8"
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
            yield from _of_element(element, etree.QName(element))


def _of_element(element: etree._Element, tag: etree.QName) -> Iterator[str]:
    name = tag.localname
    if name in _RUNS or tag.namespace == _HTML:
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
    loads = _ELSEWHERE.search(value) and (name == "style" or "(" in value)
    if not is_link and (loads or name == "base" or _RUN.match(value)):
        yield f"'{name}' that loads or runs something"
