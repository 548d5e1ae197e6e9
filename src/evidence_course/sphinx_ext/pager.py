"""Previous and next: pages that have no place in the order of reading are passed over.

Which these are, the staged book says, as names of pages: the register's records, whose order is
that of the alphabet, and the practice pages, which lie beside their lessons.
"""

from __future__ import annotations

from typing import Any, cast

from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder


def _pass_over(
    app: Sphinx, pagename: str, _template: str, context: dict[str, Any], _doctree: object
) -> None:
    """A page out of the order has no neighbours, and is nobody's."""
    builder = cast(StandaloneHTMLBuilder, app.builder)
    unpaged = app.config.course["unpaged"]
    for side, place in (("prev", 1), ("next", 2)):
        if pagename in unpaged:
            context[side] = None
        elif _neighbour(builder, pagename, place) in unpaged:
            context[side] = _link_beyond(builder, pagename, place, unpaged)


def _neighbour(builder: StandaloneHTMLBuilder, pagename: str, place: int) -> str:
    return builder.relations.get(pagename, [None] * 3)[place] or ""


def _link_beyond(
    builder: StandaloneHTMLBuilder, pagename: str, place: int, unpaged: list[str]
) -> dict[str, str] | None:
    """What the pager shows of the nearest page on one side that is in the order."""
    found = _neighbour(builder, pagename, place)
    while found in unpaged:
        found = _neighbour(builder, found, place)
    if not found:
        return None
    title = builder.render_partial(builder.env.titles[found])["title"]
    return {"link": builder.get_relative_uri(pagename, found), "title": title}


def setup(app: Sphinx) -> None:
    """Listen for pages."""
    app.connect("html-page-context", _pass_over)
