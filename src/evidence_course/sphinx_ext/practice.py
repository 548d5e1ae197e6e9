"""Practice that lasts: the places that its scripts fill, and each module's items as a script.

A place holds what helps a reader without script. ``practice.js`` and its kin take it over.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.util.docutils import SphinxDirective

from evidence_course.sphinx_ext import quiz
from evidence_course.sphinx_ext.tags import Attributes, element
from evidence_course.weave import practice

ITEMS = f"{practice.FOLDER}/items"
"""The folder of the site that holds a script of items for each module."""

OPENER, REMINDERS, DUE, CHECK = PLACES = (
    "practice-opener",
    "practice-reminders",
    "practice-due",
    "course-check",
)
PRIORITY = 700  # after what keeps answers and what asks questions


class PlaceDirective(SphinxDirective):
    """A place for a script; the argument, if any, tells it of which module or page."""

    has_content = True
    optional_arguments = 1

    def run(self) -> list[nodes.Node]:
        """A ``div`` with the name of the directive as its class."""
        attributes: Attributes = {"class": self.name}
        if self.arguments:
            attributes["data-for"] = self.arguments[0]
        return [element("div", self.parse_content_to_nodes(), attributes=attributes)]


def _dress(
    app: Sphinx, pagename: str, _template: str, context: dict[str, Any], doctree: nodes.document
) -> None:
    """The style sheet and the scripts that the places of a page need; a module's items."""
    places = {each for each, _ in _elements(doctree)} & set(PLACES) if doctree else set()
    if places:
        app.add_css_file("practice.css")
    if places - {CHECK}:
        _add_script(app, "practice.js")
    if DUE in places:
        _add_script(app, "spacing.js")
        _add_script(app, "due.js")
        quiz.add_files(app)
    if CHECK in places:
        _add_script(app, "course-check.js", quiz.PRIORITY - 1)
    if places & {DUE, CHECK}:
        context["course_data"] = True
    if pagename.startswith(f"{practice.FOLDER}/") and pagename != practice.INDEX:
        _write_items(cast(StandaloneHTMLBuilder, app.builder), pagename, doctree)


def _add_script(app: Sphinx, name: str, priority: int = PRIORITY) -> None:
    app.add_js_file(name, loading_method="defer", priority=priority)


def _elements(doctree: nodes.document) -> Iterator[tuple[str, nodes.Element]]:
    """The elements of a page with each of their classes."""
    for node in doctree.findall(nodes.Element):
        for name in str(node.get("attributes", {}).get("class", "")).split():
            yield name, node


def _write_items(builder: StandaloneHTMLBuilder, pagename: str, doctree: nodes.document) -> None:
    """Write a module's items beside its practice page, whenever that page is written.

    Lessons lie as deep in the site as practice pages, so that addresses within an item hold there.
    """
    slug = pagename.removeprefix(f"{practice.FOLDER}/")
    items = {
        _identifier(item): builder.render_partial(item.deepcopy())["fragment"]
        for name, group in _elements(doctree)
        if name == "quiz"
        for item in group.children
        if isinstance(item, nodes.Element)
    }
    text = json.dumps(items, ensure_ascii=False, indent=0)
    file = Path(builder.outdir) / ITEMS / f"{slug}.js"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f"EvidenceCourse.items({json.dumps(slug)}, {text});\n", "utf-8")


def _identifier(item: nodes.Element) -> str:
    """The item's own id, or that of the first of its questions."""
    found = (node.get("attributes", {}).get("id") for node in item.findall(nodes.Element))
    return next(str(each) for each in found if each)


def setup(app: Sphinx) -> None:
    """Register the directives."""
    for name in PLACES:
        app.add_directive(name, PlaceDirective)
    app.connect("html-page-context", _dress)
