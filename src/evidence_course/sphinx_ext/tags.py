"""HTML elements as docutils nodes.

Directives return standard containers that name the element they become. A post-transform for
HTML builders makes them elements, so that no markup is put together from strings; every other
builder sees plain containers, without the controls that only a web page has.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.writers.html5 import HTML5Translator

VOID = frozenset({"input", "br", "hr"})
TAG, ATTRIBUTES, CONTROL, UNINDEXED = "html_tag", "html_attributes", "html_control", "unindexed"

Attributes = dict[str, str | bool]


class html_element(nodes.General, nodes.Element):  # noqa: N801 # node names are lower case
    """An element with a tag and attributes; made by the post-transform alone."""


class html_unindexed(nodes.comment):  # noqa: N801 # node names are lower case
    """An element that the search index passes over: Sphinx's word collector skips comments."""


def element(
    tag: str,
    children: Sequence[nodes.Node] = (),
    *,
    control: bool = False,
    unindexed: bool = False,
    attributes: Attributes | None = None,
) -> nodes.container:
    """A container that becomes ``<tag>`` on a web page.

    ``attributes`` hold text, or ``True`` for one without a value. A ``control`` is left out
    elsewhere; what is ``unindexed`` is not found by the site's search.
    """
    made = nodes.container("", *children)
    made[TAG], made[ATTRIBUTES] = tag, attributes or {}
    made[CONTROL], made[UNINDEXED] = control, unindexed
    return made


def text_element(
    tag: str, text: str, *, control: bool = False, attributes: Attributes | None = None
) -> nodes.container:
    """An element that holds one piece of plain text."""
    return element(tag, [nodes.Text(text)], control=control, attributes=attributes)


class MakeElements(SphinxPostTransform):
    """For HTML builders: containers become the elements that they name."""

    default_priority = 900
    formats = ("html",)

    def run(self, **_kwargs: object) -> None:
        """Replace each container in place, keeping its children."""
        for found in list(self.document.findall(nodes.container)):
            if TAG in found and found.parent is not None:
                kind = html_unindexed if found[UNINDEXED] else html_element
                made = kind("", tag=found[TAG], attributes=found[ATTRIBUTES])
                made += found.children
                place = found.parent.index(found)
                # replace_self() would copy ids and classes onto the first child.
                found.parent[place : place + 1] = [made]


class DropControls(SphinxPostTransform):
    """For every other builder: what only a web page can do is left out."""

    default_priority = 900

    def is_supported(self) -> bool:
        """Whether the builder makes something else than web pages."""
        return str(self.app.builder.format) != "html"

    def run(self, **_kwargs: object) -> None:
        """Remove the controls."""
        for found in list(self.document.findall(nodes.container)):
            if found.get(CONTROL) and found.parent is not None:
                found.parent.remove(found)


def visit_element(translator: HTML5Translator, node: nodes.Element) -> None:
    """Write the start tag."""
    translator.body.append(start_tag(node["tag"], node["attributes"]))


def depart_element(translator: HTML5Translator, node: nodes.Element) -> None:
    """Write the end tag, where the element has one."""
    if node["tag"] not in VOID:
        translator.body.append(f"</{node['tag']}>")


def start_tag(tag: str, attributes: Attributes) -> str:
    """``<tag name="value">``; values are escaped, those that are ``False`` left out."""
    written = [
        f" {name}" if value is True else f' {name}="{escape(str(value))}"'
        for name, value in attributes.items()
        if value is not False
    ]
    return f"<{tag}{''.join(written)}>"


def setup(app: Sphinx) -> None:
    """Register the nodes and the two post-transforms."""
    for node in (html_element, html_unindexed):
        app.add_node(node, html=(visit_element, depart_element))
    app.add_post_transform(MakeElements)
    app.add_post_transform(DropControls)
