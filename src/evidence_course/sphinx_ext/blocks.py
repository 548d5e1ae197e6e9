"""Parts of a page that have a look of their own: boxes, cases, folded sums, tables that scroll."""

from __future__ import annotations

from typing import Any, ClassVar

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxDirective

from evidence_course.sphinx_ext.tags import element, html_element, text_element
from evidence_course.sphinx_ext.theme import COURSE_FILE


class Box(SphinxDirective):
    """A ``div`` of the directive's own name around its body."""

    has_content = True

    def run(self) -> list[nodes.Node]:
        """The box; see ``_children`` for what comes before its body."""
        box = element("div", self._children(), attributes={"class": self.name})
        return [box]

    def _children(self) -> list[nodes.Node]:
        return list(self.parse_content_to_nodes())


class Modules(SphinxDirective):
    """The course's modules in their order: title, what it is about, and about how long it takes."""

    def run(self) -> list[nodes.Node]:
        """A numbered list, each title a link to its lesson."""
        self.env.note_dependency(COURSE_FILE)
        rows = [self._row(module) for module in self.config.course["modules"]]
        return [element("ol", rows, attributes={"class": "modules"})]

    def _row(self, module: dict[str, Any]) -> nodes.Node:
        lines = [f"[{module['title']}](/{module['lesson']}.md)", module["summary"] or ""]
        minutes = f"About {module['minutes']} minutes"
        told = self.parse_text_to_nodes("\n\n".join([*lines, minutes]))
        return element("li", told, attributes={"data-module": module["slug"]})


class Overview(Box):
    """What a reader will be able to do: a list, then one paragraph of facts."""

    def _children(self) -> list[nodes.Node]:
        title = text_element("p", "You will be able to:", attributes={"class": "overview-title"})
        outcomes, *facts = super()._children()
        return [title, outcomes, *(_classed(fact, "overview-facts") for fact in facts)]


class Vignette(SphinxDirective):
    """A case; that it is made up stands above it."""

    has_content = True
    optional_arguments = 1
    final_argument_whitespace = True

    LABEL: ClassVar[str] = "A made-up case"

    def run(self) -> list[nodes.Node]:
        """An ``aside`` with label, title and body."""
        head: list[nodes.Node] = [
            text_element("p", self.LABEL, attributes={"class": "vignette-label"})
        ]
        if self.arguments:
            text = self.arguments[0]
            head.append(text_element("p", text, attributes={"class": "vignette-title"}))
        body = self.parse_content_to_nodes()
        attributes: dict[str, str | bool] = {"class": "vignette", "role": "note"}
        return [element("div", [*head, *body], attributes=attributes)]


class Sums(SphinxDirective):
    """Working that is folded away until a reader asks for it."""

    has_content = True
    optional_arguments = 1
    final_argument_whitespace = True

    def run(self) -> list[nodes.Node]:
        """``details`` with the summary 'Show the sums'."""
        title = f"Show the sums: {self.arguments[0]}" if self.arguments else "Show the sums"
        summary = text_element("summary", title)
        children = [summary, *self.parse_content_to_nodes()]
        return [element("details", children, attributes={"class": "sums"})]


class TrainerNote(SphinxDirective):
    """A note for trainers: the learners' edition leaves it out."""

    has_content = True
    optional_arguments = 1
    final_argument_whitespace = True

    def run(self) -> list[nodes.Node]:
        """Nothing."""
        return []


class FoldCode(SphinxPostTransform):
    """The code of a notebook's cell is folded away; what it gives stands open below it.

    A bare value is folded with its code: without the code a reader cannot tell what it counts.
    """

    default_priority = 800
    formats = ("html",)

    def run(self, **_kwargs: object) -> None:
        """Put each cell's input, or the whole cell, into ``details``."""
        for cell in list(self.document.findall(nodes.container)):
            if "cell" not in cell["classes"]:
                continue
            code = [part for part in cell.children if _has_class(part, "cell_input")]
            shown = [part for part in cell.children if part not in code]
            if code and _is_bare_value(shown):
                code, shown = [*code, *shown], []
            if code:
                summary = text_element("summary", "Show the sums")
                folded = element("details", [summary, *code], attributes={"class": "sums"})
                cell.children = []
                cell += [folded, *shown]


def _has_class(node: nodes.Node, name: str) -> bool:
    return isinstance(node, nodes.Element) and name in node["classes"]


def _is_bare_value(shown: list[nodes.Node]) -> bool:
    text = "".join(part.astext() for part in shown).strip()
    has_chart = any(True for part in shown for _ in part.findall(nodes.raw))
    return bool(text) and not has_chart and "\n" not in text and not text.endswith((".", "?", "!"))


class ScrollTables(SphinxPostTransform):
    """Every table scrolls within a region that a keyboard can reach."""

    default_priority = 910
    formats = ("html",)

    def run(self, **_kwargs: object) -> None:
        """Put a wrapper around each table that has none."""
        for number, table in enumerate(list(self.document.findall(nodes.table)), 1):
            title = next(iter(table.findall(nodes.title)), None)
            label = f"Table {number}" + (f": {title.astext()}" if title is not None else "")
            wrapper = html_element(
                "",
                tag="div",
                attributes={
                    "class": "table-wrapper",
                    "role": "group",
                    "aria-label": label,
                    "tabindex": "0",
                },
            )
            place = table.parent.index(table)
            table.parent[place : place + 1] = [wrapper]
            wrapper += table


def _classed(node: nodes.Node, name: str) -> nodes.Node:
    if isinstance(node, nodes.Element):
        node["classes"].append(name)
    return node


def setup(app: Sphinx) -> None:
    """Register the directives."""
    app.add_directive("cover", Box)
    app.add_directive("modules", Modules)
    app.add_directive("overview", Overview)
    app.add_directive("key-points", Box)
    app.add_directive("record-prompt", Box)
    app.add_directive("vignette", Vignette)
    app.add_directive("sums", Sums)
    app.add_directive("trainer", TrainerNote)
    app.add_post_transform(FoldCode)
    app.add_post_transform(ScrollTables)
