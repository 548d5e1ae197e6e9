"""Small pages at old addresses that send readers on.

They stand outside Sphinx's list of pages, so that neither the search index nor the site map knows
them. Where scripts run, the part of the page that a link names comes along.
"""

from __future__ import annotations

import json
import posixpath
from pathlib import Path
from typing import cast

from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder

WRITTEN = "redirects.json"
"""Beside the doctrees: the addresses that the last build wrote."""

TEMPLATE = "moved.html"


def _write(app: Sphinx, exception: Exception | None) -> None:
    """Write the page of every old address, and delete those that the course no longer names."""
    if exception is not None or app.builder.name != "html":
        return
    moved: dict[str, str] = app.config.course["redirects"]
    note = Path(app.doctreedir) / WRITTEN
    before = json.loads(note.read_text("utf-8")) if note.is_file() else []
    there = {f"{name}.html" for name in app.env.found_docs}
    for address in set(before) - set(moved) - there:
        (Path(app.outdir) / address).unlink(missing_ok=True)
    for old, new in moved.items():
        file = Path(app.outdir) / old
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(_page(app, old, new).encode())
    note.write_text(json.dumps(sorted(moved)), "utf-8")


def _page(app: Sphinx, old: str, new: str) -> str:
    builder = cast(StandaloneHTMLBuilder, app.builder)
    name = new.removesuffix(".html")
    title = builder.render_partial(app.env.titles[name])["title"] if name in app.env.titles else ""
    base = app.config.html_baseurl
    context = {
        "language": app.config.course["language"],
        "site_title": app.config.course["title"],
        "title": title,
        "target": _relative(new, old),
        "static": _relative("_static", old),
        "canonical": f"{base.rstrip('/')}/{new}" if base else "",
    }
    return str(builder.templates.render(TEMPLATE, context))


def _relative(target: str, page: str) -> str:
    return posixpath.relpath(target, posixpath.dirname(page) or ".")


def setup(app: Sphinx) -> None:
    """Write them when all pages are written."""
    app.connect("build-finished", _write)
