"""`all.html`: the whole course on one page for printing, made when all other pages are written."""

from __future__ import annotations

import gzip
import re
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx

from evidence_course.one_page import one_page, parts_of
from evidence_course.weave.glossary import DOCNAME as GLOSSARY

NAME = "all"
TITLE = "Everything on one page"
_SIZE = re.compile(r'(<span class="one-page-size">)[^<]*(</span>)')


def _collect(app: Sphinx) -> list[tuple[str, dict[str, Any], str]]:
    """The page's name, context and template."""
    course = app.config.course

    def read(docname: str) -> str:
        return (Path(app.outdir) / f"{docname}.html").read_text("utf-8")

    lessons = [(module["lesson"], module["number"]) for module in course["modules"]]
    others = [GLOSSARY] if GLOSSARY in app.env.found_docs else []
    body = one_page(_title_page(course), list(parts_of(lessons, others, read)))
    return [(NAME, {"title": TITLE, "body": body}, "all.html")]


def _title_page(course: dict[str, Any]) -> list[tuple[str, str]]:
    licences = course["licences"]
    return [
        ("h1", course["title"]),
        ("p", course["description"]),
        ("p", f"{course['author']}. Text: {licences['text']}. Data: {licences['data']}."),
        ("p", "All lessons, the words and the sources. The answers are on sheets at the end."),
    ]


def _tell_size(app: Sphinx, exception: Exception | None) -> None:
    """Write the size of the page beside the link to it, which was written before."""
    page, cover = (Path(app.outdir) / f"{name}.html" for name in (NAME, app.config.root_doc))
    if exception is None and page.is_file():
        kilobytes = len(gzip.compress(page.read_bytes(), 6, mtime=0)) / 1000
        size = f"about {max(10, round(kilobytes, -1)):.0f} kB"
        text = cover.read_text("utf-8")
        told = _SIZE.sub(rf"\g<1>{size}\g<2>", text)
        if told != text:
            cover.write_text(told, "utf-8")


def setup(app: Sphinx) -> None:
    """Add the page, and its size to the cover."""
    app.connect("html-collect-pages", _collect)
    app.connect("build-finished", _tell_size)
