"""Previous and next: through the pages that are read in turn, past those that stand aside.

Which stand aside, the staged book says, as names of pages: the register's records, whose order is
that of the alphabet, and the practice pages, which lie beside their lessons. Short editions lead
to one another, and on into the course at either end.
"""

from __future__ import annotations

from collections.abc import Iterator, Set
from typing import Any, cast

from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder

from evidence_course.sphinx_ext.staged import staged
from evidence_course.sphinx_ext.theme import COURSE_FILE
from evidence_course.weave.core import FOLDER as CORE

SIDES = (("prev", 1), ("next", 2))


def _turn_pages(
    app: Sphinx, pagename: str, _template: str, context: dict[str, Any], _doctree: object
) -> None:
    """A page out of the order has no neighbours, and is nobody's."""
    builder = cast(StandaloneHTMLBuilder, app.builder)
    aside = staged(app, COURSE_FILE, _unpaged)
    for side, place in SIDES:
        context[side] = None if pagename in aside else _link(builder, pagename, place, aside)


def _unpaged(course: dict[str, Any]) -> frozenset[str]:
    return frozenset(course["unpaged"])


def _link(
    builder: StandaloneHTMLBuilder, pagename: str, place: int, aside: Set[str]
) -> dict[str, str] | None:
    """What the pager shows on one side."""
    kinds = (True, False) if _is_core(pagename) else (False,)
    nearest = (
        next(
            (each for each in _beyond(builder, pagename, place, aside) if _is_core(each) == kind),
            "",
        )
        for kind in kinds
    )
    found = next(filter(None, nearest), None)
    if found is None:
        return None
    title = builder.render_partial(builder.env.titles[found])["title"]
    if _is_core(found):
        title = f"{title} (short edition)"
    return {"link": builder.get_relative_uri(pagename, found), "title": title}


def _beyond(
    builder: StandaloneHTMLBuilder, pagename: str, place: int, aside: Set[str]
) -> Iterator[str]:
    """The pages on one side that are read in turn, nearest first; whoever asks stops early."""
    name = _neighbour(builder, pagename, place)
    while name:
        if name not in aside:
            yield name
        name = _neighbour(builder, name, place)


def _neighbour(builder: StandaloneHTMLBuilder, pagename: str, place: int) -> str:
    return builder.relations.get(pagename, [None] * 3)[place] or ""


def _is_core(pagename: str) -> bool:
    return pagename.startswith(f"{CORE}/")


def setup(app: Sphinx) -> None:
    """Set previous and next of every page."""
    app.connect("html-page-context", _turn_pages)
