"""Results of a module's notebook in its lesson: a chart or table as a block, a figure in a line.

A cell gives its output a name by the tag ``result:NAME``; a number in a lesson then comes from
the cell that computes it. Another page names the module too: ``MODULE/NAME``.
"""

from __future__ import annotations

import json
from pathlib import Path, PurePosixPath
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.docutils import SphinxDirective, SphinxRole

from evidence_course.load.notebooks import module_and_name
from evidence_course.results import TAG, NoResultError, html_result, text_result
from evidence_course.sphinx_ext.tags import element


def stored_outputs(env: BuildEnvironment, address: str) -> list[dict[str, Any]]:
    """What the cell of a result showed when the book was woven; the page depends on it.

    :raises NoResultError: if no cell of the notebook has the name.
    """
    slug, name = module_and_name(address, PurePosixPath(env.docname).name)
    path = f"notebooks/{slug}.ipynb"
    env.note_dependency(path)
    notebook = json.loads((Path(env.srcdir) / path).read_text("utf-8"))
    for cell in notebook["cells"]:
        if f"{TAG}{name}" in cell["metadata"].get("tags", []):
            outputs: list[dict[str, Any]] = cell["outputs"]
            return outputs
    raise NoResultError(f"no cell of {path} is tagged '{TAG}{name}'")


class Result(SphinxDirective):
    """The chart or table of a named cell."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """The cell's HTML, as the notebook page shows it too."""
        name = self.arguments[0]
        try:
            html = html_result(stored_outputs(self.env, name), name)
        except NoResultError as error:
            raise self.error(str(error)) from error
        shown = nodes.raw("", html, format="html")
        return [element("div", [shown], attributes={"class": "result"})]


class ResultRole(SphinxRole):
    """The one line of text of a named cell."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """The text."""
        try:
            text = text_result(stored_outputs(self.env, self.text), self.text)
        except NoResultError as error:
            return [], [self.inliner.reporter.error(str(error), line=self.lineno)]
        return [nodes.Text(text)], []


def setup(app: Sphinx) -> None:
    """Register the directive and the role of one name."""
    app.add_directive("result", Result)
    app.add_role("result", ResultRole())
