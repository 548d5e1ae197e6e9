"""The ``{interactive}`` directive: a drawn figure that a script lets the reader change.

The page holds the figure as the notebook drew it, which tells the story by itself; its scripts come
when a reader is near it.
"""

from __future__ import annotations

import json
from collections import UserDict
from collections.abc import Callable
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from evidence_course.load.interactives import parse_interactive
from evidence_course.load.source import Source
from evidence_course.model.interactive import Interactive, StartFault, State
from evidence_course.results import NoResultError, html_result, text_result
from evidence_course.sphinx_ext.results import stored_outputs
from evidence_course.sphinx_ext.tags import element
from evidence_course.sphinx_ext.values import StagedRecords
from evidence_course.values import ValueFault
from evidence_course.weave.interactives import FOLDER, STATIC
from evidence_course.wording import spoken

NAME = "data-interactive"
LOADER = "interactive-loader.js"


class _AnyOption(UserDict[str, Callable[[str], str]]):
    """Every option is let through as text: each interactive has settings of its own."""

    def __bool__(self) -> bool:
        return True

    def __contains__(self, _key: object) -> bool:
        return True

    def __missing__(self, _key: str) -> Callable[[str], str]:
        return str.strip


class InteractiveFigure(SphinxDirective):
    """The figure of ``:result:`` and the name and start values that its script needs."""

    required_arguments = 1
    option_spec = _AnyOption()

    def run(self) -> list[nodes.Node]:
        """A group that holds the drawn figure."""
        interactive, result = self._interactive(), self.options.pop("result", "")
        try:
            html = html_result(stored_outputs(self.env, result), result)
            starts = {name: self._start(interactive, name) for name in self.options}
        except (NoResultError, ValueFault, StartFault) as fault:
            raise self.error(str(fault)) from fault
        shown = nodes.raw("", html, format="html")
        attributes: dict[str, str | bool] = {
            "class": "result interactive",
            "id": f"try-{interactive.name}",
            NAME: interactive.name,
        }
        if starts:
            attributes["data-start"] = json.dumps(starts, separators=(",", ":"))
        return [element("div", [shown], attributes=attributes)]

    def _interactive(self) -> Interactive:
        name = self.arguments[0]
        path = f"{STATIC}/{FOLDER}/{name}.js"
        self.env.note_dependency(path)
        text = (Path(self.env.srcdir) / path).read_text("utf-8")
        interactive, _ = parse_interactive(Source(path, text), name)
        if interactive is None:
            raise self.error(f"the script {path} cannot be read")
        return interactive

    def _start(self, interactive: Interactive, name: str) -> State:
        return interactive.start(
            name,
            self.options[name],
            lambda reference: spoken(reference, StagedRecords(self.env)),
            lambda result: text_result(stored_outputs(self.env, result), result),
        )


def _add_scripts(
    app: Sphinx,
    _pagename: str,
    _template: str,
    _context: dict[str, Any],
    doctree: nodes.document | None,
) -> None:
    nodes_here = () if doctree is None else doctree.findall(nodes.Element)
    if any(_is_interactive(node) for node in nodes_here):
        app.add_js_file(LOADER, loading_method="defer")
        app.add_css_file("interactive.css")


def _is_interactive(node: nodes.Element) -> bool:
    return NAME in node.get("attributes", {})


def setup(app: Sphinx) -> None:
    """Register the directive, and its scripts where it stands."""
    app.add_directive("interactive", InteractiveFigure)
    app.connect("html-page-context", _add_scripts)
