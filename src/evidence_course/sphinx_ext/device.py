"""What the reader's own device remembers: its scripts on every page, and the pages that show it."""

from __future__ import annotations

from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from evidence_course.sphinx_ext.evidence import DataDirective
from evidence_course.sphinx_ext.tags import Attributes, element, text_element
from evidence_course.weave import progress, record

STORE_FIRST = 200
"""Before the scripts of other features, which Sphinx loads with a priority of 500."""

SCRIPTS = {progress.DOCNAME: ("progress.js",), record.DOCNAME: ("docx.js", "record.js")}
"""What the pages that show it load beside the scripts of every page."""

Nodes = list[nodes.Node]


class DevicePart(SphinxDirective):
    """A part of a page that a script fills in; its body stands there without."""

    required_arguments = 1
    has_content = True

    def run(self) -> list[nodes.Node]:
        """A box that names the part."""
        attributes: Attributes = {"class": "device-part", "data-device": self.arguments[0]}
        body = list(self.parse_content_to_nodes())
        return [element("div", body, unindexed=True, attributes=attributes)]


class RecordForm(DataDirective):
    """The fields of one piece. No ``form``: without a script, Enter would send what was written."""

    def run(self) -> list[nodes.Node]:
        """A group of fields with their hints, as the rule has them."""
        data = self.data()
        fields = [self._field(each) for each in data["fields"]]
        if data["standard"]:
            fields.append(self._standard(data["standard"]))
        warning = text_element("p", data["warning"], attributes={"class": "record-warning"})
        attributes: Attributes = {
            "class": "record-form",
            "role": "group",
            "aria-label": "A piece of your record",
            "data-pieces": str(data["pieces"]),
            "data-peers": str(data["with_peer"]),
            "data-deadline": data["deadline"],
            "data-nation": data["nation"],
            "data-regulator": data["regulator"],
            "data-others": ", ".join(data["others"]),
        }
        form = element("div", [warning, *fields], unindexed=True, attributes=attributes)
        return [form]

    def _field(self, field: dict[str, Any]) -> nodes.Node:
        name = f"record-{field['id']}"
        children = [
            text_element("label", field["label"], attributes={"for": name}),
            self._hint(name, field["hint"], field["words"]),
            _box(name, field["kind"]),
        ]
        attributes: Attributes = {"class": "record-field", "data-field": field["id"]}
        for key in ("plain", "prefill", "words"):
            attributes[f"data-{key}"] = str(field[key] or "") or False
        attributes["data-is-peer"] = field["peer"]
        return element("div", children, control=True, attributes=attributes)

    def _hint(self, name: str, hint: str, words: int | None) -> nodes.Node:
        told = self.inline(hint)
        if words:
            told.append(nodes.Text(f" About {words} words are enough."))
        return element("p", told, attributes={"class": "record-hint", "id": f"{name}-hint"})

    def _standard(self, standard: dict[str, Any]) -> nodes.Node:
        legend = text_element("legend", f"Parts of {standard['name']} that this piece shows")
        note = [element("p", self.inline(standard["note"]))] if standard["note"] else []
        rows = [self._part(part) for part in standard["parts"]]
        listed = element("ul", rows, attributes={"class": "record-parts"})
        attributes: Attributes = {"class": "record-standard", "data-standard": standard["name"]}
        children = [legend, *note, listed]
        return element("fieldset", children, control=True, attributes=attributes)

    def _part(self, part: dict[str, Any]) -> nodes.Node:
        name = f"record-part-{part['id'].replace('.', '-')}"
        box: Attributes = {"type": "checkbox", "id": name, "value": part["id"]}
        words = [nodes.strong("", part["id"]), nodes.Text(" "), *self.inline(part["text"])]
        label = element("label", words, attributes={"for": name})
        return element("li", [element("input", attributes=box), label])


def _box(name: str, kind: str) -> nodes.Node:
    attributes: Attributes = {"id": name, "aria-describedby": f"{name}-hint", "autocomplete": "off"}
    if kind == "text":
        return element("textarea", attributes={**attributes, "rows": "5"})
    return element("input", attributes={"type": {"line": "text"}.get(kind, kind), **attributes})


def _add_to_page(
    app: Sphinx, pagename: str, _template: str, context: dict[str, Any], _tree: nodes.document
) -> None:
    app.add_js_file("store.js", loading_method="defer", priority=STORE_FIRST)
    app.add_js_file("device.js", loading_method="defer", priority=STORE_FIRST + 1)
    app.add_css_file("device.css")
    for name in SCRIPTS.get(pagename, ()):
        app.add_js_file(name, loading_method="defer")
    if pagename in SCRIPTS:
        context["course_data"] = True


def setup(app: Sphinx) -> None:
    """Register the directives and listen for pages."""
    app.add_directive("device-part", DevicePart)
    app.add_directive("record-form", RecordForm)
    app.connect("html-page-context", _add_to_page)
