"""Citations: ``{source}`KEY` `` in a line, and the list of a page's sources."""

from __future__ import annotations

from datetime import date
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective, SphinxRole

from evidence_course.days import day
from evidence_course.sphinx_ext.staged import staged
from evidence_course.sphinx_ext.tags import element

REFERENCES_FILE = "references.json"


def references(app: Sphinx) -> dict[str, dict[str, Any]]:
    """The staged book's sources by key."""
    return staged(app, REFERENCES_FILE)


class SourceRole(SphinxRole):
    """A short citation that leads to the page's list of sources."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """A link with the short form of the citation, in brackets."""
        self.env.note_dependency(REFERENCES_FILE)
        known = references(self.env.app)
        if self.text not in known:
            message = f"unknown source '{self.text}'"
            return [], [self.inliner.reporter.error(message, line=self.lineno)]
        short = f"({known[self.text]['short']})"
        link = nodes.reference("", short, refid=f"source-{self.text}")
        link["classes"].append("citation")
        return [link], []


class SourceList(SphinxDirective):
    """The sources of a page: citation, address, how much was read and when."""

    required_arguments = 1
    final_argument_whitespace = True

    def run(self) -> list[nodes.Node]:
        """One list item a key, in the lesson's order."""
        self.env.note_dependency(REFERENCES_FILE)
        known = references(self.env.app)
        rows = [self._row(key, known[key]) for key in self.arguments[0].split()]
        return [element("ul", rows, attributes={"class": "sources"})]

    def _row(self, key: str, source: dict[str, Any]) -> nodes.Node:
        citation = self.parse_text_to_nodes(source["citation"])
        url = source["url"]
        address = nodes.paragraph("", "", nodes.reference("", url, refuri=url))
        when = f", on {_day(source['checked'])}" if source["checked"] else ""
        facts = f"Read: {source['read']}{when}. To be read again by {_day(source['review_by'])}."
        note = self.parse_text_to_nodes(source["note"]) if source["note"] else []
        item = element("li", [*citation, address, nodes.paragraph("", facts), *note])
        item["html_attributes"] = {"id": f"source-{key}"}
        return item


def _day(text: str) -> str:
    return day(date.fromisoformat(text))


def setup(app: Sphinx) -> None:
    """Register the role and the list."""
    app.add_role("source", SourceRole())
    app.add_directive("sources", SourceList)
