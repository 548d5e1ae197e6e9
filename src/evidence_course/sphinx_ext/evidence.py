"""The register's pages: labels and marks with a shape for each, tables to choose from, downloads.

Each directive's body is data in JSON, so that a page depends on nothing but itself. Texts whose
name ends in ``md`` are Markdown, all others plain.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxDirective

from evidence_course.sphinx_ext.tags import Attributes, element, html_unindexed, text_element
from evidence_course.weave import evidence

FOLDER = f"{evidence.FOLDER}/"
INDEX = f"{FOLDER}index"
Nodes = list[nodes.Node]
Shape = tuple[str, Attributes]

TRUST_LEVELS = 4
COINS = {"low": 1, "medium": 2, "high": 3, "not known": 0}
_RING = ("circle", {"cx": "12", "cy": "12", "r": "10", "class": "icon-ground"})
ICONS: Mapping[str, Sequence[tuple[str, Mapping[str, str]]]] = {
    # A tick in a disc, a half-filled diamond, an equals sign in a square, an exclamation mark in a
    # triangle, a question mark in a dashed ring: told apart by shape, in any colour or none.
    "evidence of benefit": [_RING, ("path", {"d": "M7 12.5l3.5 3.5L17 8.5", "class": "icon-sign"})],
    "mixed": [
        ("path", {"d": "M12 2l10 10-10 10L2 12z", "class": "icon-line"}),
        ("path", {"d": "M12 2v20L2 12z", "class": "icon-ground"}),
    ],
    "no benefit found": [
        ("path", {"d": "M3 3h18v18H3z", "class": "icon-line"}),
        ("path", {"d": "M7.5 9.5h9M7.5 14.5h9", "class": "icon-line"}),
    ],
    "harm found": [
        ("path", {"d": "M12 2l11 20H1z", "class": "icon-ground"}),
        ("path", {"d": "M12 9v6.5M12 18v1.5", "class": "icon-sign"}),
    ],
    "not yet tested for impact": [
        ("circle", {"cx": "12", "cy": "12", "r": "10", "class": "icon-line icon-dashes"}),
        ("path", {"d": "M9 9.5a3 3 0 1 1 3 3.2v1.6M12 16.7v1.4", "class": "icon-line"}),
    ],
}
VERDICTS: Mapping[str, Sequence[tuple[str, Mapping[str, str]]]] = {
    "agrees": ICONS["evidence of benefit"],
    "within its allowance": ICONS["mixed"],
    "cannot be redone": ICONS["not yet tested for impact"],
    "source contradicts itself": ICONS["harm found"],
    "disagrees": ICONS["harm found"],
}


def drawing(width: int, shapes: Sequence[tuple[str, Mapping[str, str]]], name: str) -> nodes.Node:
    """A small drawing that says nothing by itself: words stand beside it."""
    attributes: Attributes = {
        "class": f"evidence-drawing {name}",
        "viewBox": f"0 0 {width} 24",
        "aria-hidden": "true",
        "focusable": "false",
    }
    children = [element(tag, attributes=dict(values)) for tag, values in shapes]
    return element("svg", children, attributes=attributes)


def label(text: str) -> nodes.Node:
    """One of the five labels, with its icon."""
    return _with_icon(text, ICONS.get(text, ()), "evidence-label")


def verdict(text: str) -> nodes.Node:
    """What came of redoing a sum, with its icon."""
    return _with_icon(text, VERDICTS.get(text, ()), "evidence-verdict")


def _with_icon(text: str, shapes: Sequence[tuple[str, Mapping[str, str]]], name: str) -> nodes.Node:
    kind = text.replace(" ", "-")
    words = text_element("span", f"{text[:1].upper()}{text[1:]}")
    children = [drawing(24, shapes, "evidence-icon"), words]
    return element("span", children, attributes={"class": f"{name} is-{kind}"})


def trust(level: int, words: str = "") -> nodes.Node:
    """Four squares, of which ``level`` are filled, and the same in words."""
    squares = [
        (
            "rect",
            {
                "x": str(26 * place + 3),
                "y": "3",
                "width": "18",
                "height": "18",
                "class": "icon-full" if place < level else "icon-line",
            },
        )
        for place in range(TRUST_LEVELS)
    ]
    text = f"{level} of {TRUST_LEVELS}" + (f": {words}" if words else "")
    children = [drawing(26 * TRUST_LEVELS, squares, "evidence-squares"), text_element("span", text)]
    return element("span", children, attributes={"class": "evidence-trust"})


def cost(band: str) -> nodes.Node:
    """One to three coins, or an empty ring where nobody has said; and the same in words."""
    count = COINS.get(band, 0)
    coins = [
        ("circle", {"cx": str(26 * place + 12), "cy": "12", "r": "10", "class": "icon-line"})
        for place in range(max(count, 1))
    ]
    pounds = [("path", {"d": _pound(26 * place), "class": "icon-line"}) for place in range(count)]
    if not count:
        coins[0][1]["class"] += " icon-dashes"
    text = f"{band[:1].upper()}{band[1:]}"
    children = [
        drawing(26 * max(count, 1), [*coins, *pounds], "evidence-coins"),
        text_element("span", text),
    ]
    return element("span", children, attributes={"class": "evidence-cost"})


def _pound(left: int) -> str:
    return f"M{left + 15} 8.5a2.7 2.7 0 0 0-5 1.5c0 2 1 3.5 0 7h5.5M{left + 8.5} 12.5h5"


def bar(percent: float) -> nodes.Node:
    """A bar that is filled to ``percent``; it stands beside its words."""
    shapes = [
        ("rect", {"x": "1", "y": "5", "width": "200", "height": "14", "class": "icon-line"}),
        (
            "rect",
            {"x": "1", "y": "5", "width": f"{2 * percent:g}", "height": "14", "class": "icon-full"},
        ),
    ]
    return drawing(202, shapes, "evidence-bar")


class DataDirective(SphinxDirective):
    """A directive whose body is data."""

    has_content = True

    def data(self) -> Any:
        """The body."""
        try:
            return json.loads("\n".join(self.content))
        except ValueError as error:
            raise self.error(f"the data of '{self.name}' cannot be read: {error}") from error

    def inline(self, markdown: str) -> Nodes:
        """A line of Markdown."""
        parsed = list(self.parse_text_to_nodes(markdown))
        if len(parsed) == 1 and isinstance(parsed[0], nodes.paragraph):
            # Docutils writes a link only within an element of text.
            return [nodes.inline("", "", *parsed[0].children)]
        return parsed

    def paragraph(self, markdown: str | None) -> Nodes:
        """A paragraph, or nothing."""
        return [element("p", self.inline(markdown))] if markdown else []


class Marks(DataDirective):
    """An approach's label and its three marks, each with its own shape; never added up."""

    def run(self) -> list[nodes.Node]:
        """A box: the label, then a list of the marks with their reasons."""
        data = self.data()
        head = element("p", [label(data["label"])], attributes={"class": "evidence-verdict-line"})
        marks = [
            self._mark(
                "How much to trust it",
                [trust(data["trust"], data["trust_words"])],
                self.paragraph(data["trust_md"]),
            ),
            self._mark("How big the change was", [], self._size(data)),
            self._mark("What it costs", [cost(data["cost"])], self._cost(data)),
        ]
        children = [head, *self.paragraph(data["label_md"]), element("dl", marks)]
        attributes: Attributes = {"class": "evidence-marks"}
        return [element("div", children, unindexed=True, attributes=attributes)]

    def _mark(self, name: str, shown: Nodes, reason: Nodes) -> nodes.Node:
        term = text_element("dt", name)
        line = [element("p", shown, attributes={"class": "evidence-mark"})] if shown else []
        return element("div", [term, element("dd", [*line, *reason])])

    def _size(self, data: dict[str, Any]) -> Nodes:
        shown = self.paragraph(data["effect_md"])
        for count in data["counts"]:
            bars = [
                element("li", [bar(each["percent"]), text_element("span", each["text"])])
                for each in count["bars"]
            ]
            about = [
                *self.inline(count["outcome_md"]),
                nodes.Text(" ("),
                _link(count["study"]),
                nodes.Text("):"),
            ]
            shown += [
                element("p", about, attributes={"class": "evidence-count-name"}),
                element("ul", bars, attributes={"class": "evidence-bars"}),
                text_element("p", f"That is {count['change']}."),
            ]
        return shown

    def _cost(self, data: dict[str, Any]) -> Nodes:
        return [*self.paragraph(data["cost_figure_md"]), *self.paragraph(data["cost_md"])]


class Labels(DataDirective):
    """The five labels and what each means."""

    def run(self) -> list[nodes.Node]:
        """A list of names and meanings."""
        pairs = [
            element("div", [element("dt", [label(name)]), text_element("dd", meaning)])
            for name, meaning in self.data().items()
        ]
        return [element("dl", pairs, attributes={"class": "evidence-labels"})]


class Table(DataDirective):
    """A table with a caption, whose rows stand below each other where there is no room.

    On a narrow screen each cell is shown with the name of its column. Browsers forget that a table
    is one as soon as its display is changed, so its parts say what they are.
    """

    def run(self) -> list[nodes.Node]:
        """The table within a region that a keyboard can scroll."""
        data = self.data()
        columns: list[str] = data["columns"]
        facets = data.get("facets") or [{}] * len(data["rows"])
        heads = [
            text_element("th", each, attributes={"scope": "col", "role": "columnheader"})
            for each in columns
        ]
        head = element("thead", [_row(heads)], attributes={"role": "rowgroup"})
        rows = [
            _row(list(self._cells(row, columns)), _data_attributes(chosen))
            for row, chosen in zip(data["rows"], facets, strict=True)
        ]
        body = element("tbody", rows, attributes={"role": "rowgroup"})
        caption = text_element("caption", data["caption"])
        attributes: Attributes = {"class": "evidence-table", "role": "table"}
        if "id" in data:
            attributes["id"] = data["id"]
        table = element("table", [caption, head, body], attributes=attributes)
        wrapper: Attributes = {
            "class": "table-wrapper",
            "role": "group",
            "aria-label": data["caption"],
            "tabindex": "0",
        }
        return [element("div", [table], unindexed=True, attributes=wrapper)]

    def _cells(self, row: Sequence[object], columns: Sequence[str]) -> Iterator[nodes.Node]:
        for place, (cell, column) in enumerate(zip(row, columns, strict=True)):
            content = self._content(cell)
            if place == 0:
                attributes: Attributes = {"scope": "row", "role": "rowheader"}
                yield element("th", content, attributes=attributes)
            else:
                yield element("td", content, attributes={"role": "cell", "data-column": column})

    def _content(self, cell: Any) -> Nodes:
        if isinstance(cell, str):
            return [nodes.Text(cell)]
        kind = next(each for each in CELLS if each in cell)
        return CELLS[kind](self, cell)


def _parts(table: Table, cell: Mapping[str, Any]) -> Nodes:
    parts = [table._content(part) for part in cell["parts"]]
    return [element("span", part, attributes={"class": "evidence-part"}) for part in parts]


CELLS: Mapping[str, Callable[[Table, Mapping[str, Any]], Nodes]] = {
    "parts": _parts,
    "md": lambda table, cell: table.inline(cell["md"]),
    "href": lambda _, cell: [_link(cell)],
    "label": lambda _, cell: [label(cell["label"])],
    "trust": lambda _, cell: [trust(cell["trust"], cell.get("text", ""))],
    "cost": lambda _, cell: [cost(cell["cost"])],
    "verdict": lambda _, cell: [verdict(cell["verdict"])],
}
"""What a cell may hold beside plain text."""


def _link(cell: Mapping[str, Any]) -> nodes.Node:
    return text_element("a", cell["text"], attributes={"href": cell["href"]})


def _row(cells: Nodes, attributes: Attributes | None = None) -> nodes.Node:
    return element("tr", cells, attributes={"role": "row", **(attributes or {})})


def _data_attributes(facets: Mapping[str, Sequence[str]]) -> Attributes:
    return {f"data-{name}": " ".join(values) for name, values in facets.items()}


class Filters(DataDirective):
    """Lists to choose a table's rows by; ``evidence.js`` shows the form and does what it says.

    Without a script the form stays hidden, and all rows stand.
    """

    def run(self) -> list[nodes.Node]:
        """The form, for a table of the same page."""
        data = self.data()
        fields = [self._field(data["table"], each) for each in data["filters"]]
        clear: Attributes = {"type": "reset", "class": "button button-quiet"}
        legend = text_element("legend", f"Choose {data['many']}")
        grid = element("div", fields, attributes={"class": "evidence-fields"})
        said: Attributes = {"class": "evidence-found", "role": "status"}
        children = [
            element("fieldset", [legend, grid]),
            element("div", [text_element("button", "Show all", attributes=clear)]),
            element("p", attributes=said),
        ]
        attributes: Attributes = {
            "class": "evidence-filters",
            "data-table": data["table"],
            "data-one": data["one"],
            "data-many": data["many"],
            "hidden": True,
        }
        return [element("form", children, control=True, unindexed=True, attributes=attributes)]

    def _field(self, table: str, data: Mapping[str, Any]) -> nodes.Node:
        identifier = f"{table}-{data['name']}"
        choices = [["", "Any"], *data["choices"]]
        options = [
            text_element("option", text, attributes={"value": value}) for value, text in choices
        ]
        name = text_element("label", data["label"], attributes={"for": identifier})
        select = element("select", options, attributes={"id": identifier, "name": data["name"]})
        return element("div", [name, select], attributes={"class": "evidence-field"})


class Downloads(DataDirective):
    """Files that stand beside the page."""

    def run(self) -> list[nodes.Node]:
        """A list of links."""
        rows = [
            element(
                "li",
                [
                    text_element(
                        "a", each["text"], attributes={"href": each["href"], "download": True}
                    ),
                    nodes.Text(f" ({each['use']})"),
                ],
            )
            for each in self.data()
        ]
        return [element("ul", rows, attributes={"class": "evidence-downloads"})]


class ShortenIndex(SphinxPostTransform):
    """Search finds a record by its title and first words: an index of all would weigh too much."""

    default_priority = 920
    formats = ("html",)

    def run(self, **_kwargs: object) -> None:
        """Put the parts below the page's first words where the index passes over them."""
        if not _is_record(self.env.docname):
            return
        for page in self.document.children:
            for part in [each for each in page.children if isinstance(each, nodes.section)]:
                unseen = html_unindexed("", tag="div", attributes={})
                page[page.index(part)] = unseen
                unseen += part


def _dress(
    app: Sphinx, pagename: str, _template: str, _context: dict[str, Any], _doctree: object
) -> None:
    """The register's own style sheet and script, on its pages alone."""
    if pagename.startswith(FOLDER):
        app.add_css_file("evidence.css")
    if pagename == INDEX:
        app.add_js_file("evidence.js", loading_method="defer")


def _is_record(pagename: str) -> bool:
    return pagename.startswith(FOLDER) and pagename.removeprefix(FOLDER) not in evidence.OWN_PAGES


def setup(app: Sphinx) -> None:
    """Register the directives."""
    app.add_directive("evidence-marks", Marks)
    app.add_directive("evidence-labels", Labels)
    app.add_directive("evidence-table", Table)
    app.add_directive("evidence-filters", Filters)
    app.add_directive("evidence-downloads", Downloads)
    app.add_post_transform(ShortenIndex)
    app.connect("html-page-context", _dress)
