"""Pathways: their lists of steps, and where each page stands on them.

Links along a pathway carry ``?pathway=ID``: ``page.js`` then shows this pathway alone.
"""

from __future__ import annotations

from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxDirective

from evidence_course.sphinx_ext.tags import ATTRIBUTES, element
from evidence_course.sphinx_ext.theme import COURSE_FILE, course_context

Nodes = list[nodes.Node]
Data = dict[str, Any]
STEPS, NAME = "pathway-steps", "data-pathway"


class Steps(SphinxDirective):
    """The steps of one pathway; its body is their list."""

    required_arguments = 1
    has_content = True

    def run(self) -> Nodes:
        """The list, marked with the pathway that its links keep to."""
        attributes: dict[str, str | bool] = {"class": STEPS, NAME: self.arguments[0]}
        return [element("div", list(self.parse_content_to_nodes()), attributes=attributes)]


class Pathways(SphinxDirective):
    """A list of every pathway: whose it is, how long it takes, who it is for."""

    def run(self) -> Nodes:
        """One list item a pathway; nothing, where the course has none."""
        self.env.note_dependency(COURSE_FILE)
        found = course_context(self.env.app)["pathways"]
        rows = [self._row(pathway) for pathway in found]
        return [element("ul", rows, attributes={"class": "pathways"})] if rows else []

    def _row(self, pathway: Data) -> nodes.Node:
        title = f"[{pathway['title']}](/{pathway['docname']}.md)"
        minutes = f"About {pathway['minutes']} minutes"
        told = self.parse_text_to_nodes("\n\n".join([title, pathway["summary"], minutes]))
        return element("li", told)


class KeepToPathway(SphinxPostTransform):
    """Links of a pathway's steps say which pathway they belong to."""

    default_priority = 400
    formats = ("html",)

    def run(self, **_kwargs: object) -> None:
        """Put the pathway into the address of each link to another page."""
        for box in self.document.findall(nodes.container):
            name = box.get(ATTRIBUTES, {}).get(NAME)
            for link in box.findall(nodes.reference) if name else ():
                if link.get("internal"):
                    link["refuri"] = along(link["refuri"], name)


def along(address: str, pathway: str) -> str:
    """An address of this site that keeps to a pathway."""
    page, mark, part = address.partition("#")
    return f"{page}?pathway={pathway}{mark}{part}"


def _positions(app: Sphinx, pagename: str) -> list[Data]:
    """Where a lesson, in either edition, stands on each pathway that has it."""
    module = pagename.partition("/")[2] if pagename.startswith(("modules/", "core/")) else ""
    return [
        _position(app, pagename, pathway, number)
        for pathway in app.config.course["pathways"]
        for number, step in enumerate(pathway["steps"])
        if step["module"] == module
    ]


def _position(app: Sphinx, pagename: str, pathway: Data, number: int) -> Data:
    steps = pathway["steps"]
    own = {"title": f"Pathway: {pathway['title']}", "docname": pathway["docname"]}
    before = steps[number - 1] if number else own
    after = steps[number + 1] if number + 1 < len(steps) else own
    other = steps[number] if steps[number]["docname"] != pagename else None

    def link(target: Data) -> Data:
        address = app.builder.get_relative_uri(pagename, target["docname"])
        if target is not own:
            address = along(address, pathway["id"])
        return {"title": target["title"], "href": address}

    return {
        "id": pathway["id"],
        "title": pathway["title"],
        "href": link(own)["href"],
        "number": number + 1,
        "count": len(steps),
        "prev": link(before),
        "next": link(after),
        "edition": steps[number]["part"],
        "other": link(other)["href"] if other else None,
    }


def _add_positions(
    app: Sphinx, pagename: str, _template: str, context: Data, _doctree: object
) -> None:
    context["positions"] = _positions(app, pagename)


def setup(app: Sphinx) -> None:
    """Register the directives, and tell pages where they stand."""
    app.add_directive(STEPS, Steps)
    app.add_directive("pathways", Pathways)
    app.add_post_transform(KeepToPathway)
    app.connect("html-page-context", _add_positions)
