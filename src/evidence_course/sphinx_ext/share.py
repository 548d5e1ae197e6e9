"""What other sites show beside a link: a title, a sentence, and `share.png`.

The picture is the author's own, or is drawn from the course's title. Its address has to be a whole
one, so that it is named only where the site's address is known.
"""

from __future__ import annotations

from html import unescape
from pathlib import Path
from typing import Any

from markupsafe import Markup
from sphinx.application import Sphinx

from evidence_course.weave.share import NAME as DRAWING

NAME = "share.png"
DRAWN = "drawn.svg"
"""Beside the doctrees: what the picture in the site was drawn from."""

SILENT = ("404", "search", "all")
"""Pages that nobody shares."""


def _add_context(
    app: Sphinx, pagename: str, _template: str, context: dict[str, Any], _doctree: object
) -> None:
    """Tell the template what to say; nothing, on pages that nobody shares."""
    if pagename in SILENT:
        return
    course, module = app.config.course, context.get("module")
    home = pagename == app.config.root_doc
    title = course["title"] if home else context.get("title") or pagename
    base = app.config.html_baseurl
    context["share"] = {
        "title": unescape(Markup(title).striptags()),
        "text": (module or {}).get("summary") or course["description"],
        "url": context.get("pageurl"),
        "picture": f"{base.rstrip('/')}/{NAME}" if base else None,
        **course["share"],
    }


def _write(app: Sphinx, exception: Exception | None) -> None:
    """Put the picture into the site; it is drawn only when what it shows changed."""
    if exception is not None or app.builder.name != "html":
        return
    target, own = Path(app.outdir) / NAME, app.config.course["share"]["file"]
    drawn = Path(app.doctreedir) / DRAWN
    if own:
        drawn.unlink(missing_ok=True)
        target.write_bytes((Path(app.srcdir) / own).read_bytes())
        return
    drawing = (Path(app.srcdir) / DRAWING).read_bytes()
    if not (target.is_file() and drawn.is_file() and drawn.read_bytes() == drawing):
        import vl_convert

        target.write_bytes(vl_convert.svg_to_png(drawing.decode("utf-8"), scale=1))
        drawn.write_bytes(drawing)


def setup(app: Sphinx) -> None:
    """Tell every page, and write the picture when all pages are written."""
    app.connect("html-page-context", _add_context)
    app.connect("build-finished", _write)
