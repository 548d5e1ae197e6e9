"""Words that open: ``{term}`word` `` gives its first use in a section a definition at hand.

Without a script the word is a link to the glossary; ``page.js`` puts a button after it.
"""

from __future__ import annotations

from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxDirective, SphinxRole

from evidence_course.markdown import split_term
from evidence_course.sphinx_ext.staged import staged
from evidence_course.sphinx_ext.tags import Attributes, element, text_element
from evidence_course.weave.glossary import anchor

FILE = "glossary.json"
PAGE = "glossary"
USE = "term_key"
Nodes = list[nodes.Node]


def glossary(app: Sphinx) -> dict[str, Any]:
    """The staged book's terms by key, and the key of each form."""
    return staged(app, FILE)


class TermRole(SphinxRole):
    """A word of the glossary."""

    def run(self) -> tuple[Nodes, list[nodes.system_message]]:
        """The word, marked with its key until it is known which use is the first."""
        self.env.note_dependency(FILE)
        shown, wanted = split_term(self.text)
        key = glossary(self.env.app)["forms"].get(wanted.casefold())
        if key is None:
            return [], [self.inliner.reporter.error(f"unknown term '{wanted}'", line=self.lineno)]
        return [nodes.inline("", shown, **{USE: key})], []


class GlossaryList(SphinxDirective):
    """The entries of one letter."""

    required_arguments = 1
    final_argument_whitespace = True

    def run(self) -> Nodes:
        """A list of terms, each with its definition and its other forms."""
        self.env.note_dependency(FILE)
        terms = glossary(self.env.app)["terms"]
        rows = [row for key in self.arguments[0].split() for row in self._entry(key, terms[key])]
        return [element("dl", rows, attributes={"class": "glossary"})]

    def _entry(self, key: str, entry: dict[str, Any]) -> Nodes:
        word = text_element("dt", entry["term"], attributes={"id": f"term-{key}"})
        told: Nodes = [nodes.paragraph("", entry["definition"])]
        if entry["also"]:
            told.append(nodes.paragraph("", f"Also: {', '.join(entry['also'])}."))
        return [word, element("dd", told)]


class GlossaryLetters(SphinxDirective):
    """A link to each letter."""

    required_arguments = 1
    final_argument_whitespace = True

    def run(self) -> Nodes:
        """A list in a ``nav``."""
        rows = [
            element("li", [text_element("a", letter, attributes={"href": f"#{anchor(letter)}"})])
            for letter in self.arguments[0].split()
        ]
        letters = element("ul", rows)
        attributes: Attributes = {"class": "glossary-letters", "aria-label": "Letters"}
        return [element("nav", [letters], attributes=attributes)]


class OpenTerms(SphinxPostTransform):
    """The first use of a term in each section of a page opens; later ones are plain words."""

    default_priority = 850
    formats = ("html",)

    def run(self, **_kwargs: object) -> None:
        """Replace every use."""
        terms = glossary(self.app)["terms"]
        seen: set[tuple[int, str]] = set()
        for number, use in enumerate(list(self.document.findall(_is_use))):
            key = use[USE]
            place = (id(_section(use)), key)
            made = (
                use.children if place in seen else self._opening(use.astext(), key, terms, number)
            )
            seen.add(place)
            use.parent[(at := use.parent.index(use)) : at + 1] = made

    def _opening(self, word: str, key: str, terms: dict[str, Any], number: int) -> Nodes:
        address = self.app.builder.get_relative_uri(self.env.docname, PAGE)
        link = text_element(
            "a", word, attributes={"class": "term-word", "href": f"{address}#term-{key}"}
        )
        told = element(
            "span",
            [nodes.Text(terms[key]["definition"])],
            unindexed=True,
            attributes={"class": "term-told", "id": f"term-told-{number}", "hidden": True},
        )
        return [element("span", [link, told], attributes={"class": "term"})]


def _is_use(node: nodes.Node) -> bool:
    return isinstance(node, nodes.inline) and USE in node


def _section(node: nodes.Node | None) -> nodes.Node | None:
    """The section of level 2 that a node is in, or its page."""
    around = []
    while node is not None:
        around += [node] if isinstance(node, nodes.section) else []
        node = node.parent
    return around[-2:][0] if around else None


def setup(app: Sphinx) -> None:
    """Register the role in the place of Sphinx's own of that name, and the list."""
    app.add_role_to_domain("std", "term", TermRole(), override=True)
    app.add_directive("glossary-list", GlossaryList)
    app.add_directive("glossary-letters", GlossaryLetters)
    app.add_post_transform(OpenTerms)
