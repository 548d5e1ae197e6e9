"""What the reader's own device remembers: its scripts on every page."""

from __future__ import annotations

from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

STORE_FIRST = 200
"""Before the scripts of other features, which Sphinx loads with a priority of 500."""


def _add_scripts(
    app: Sphinx, _pagename: str, _template: str, _context: dict[str, Any], _tree: nodes.document
) -> None:
    app.add_js_file("store.js", loading_method="defer", priority=STORE_FIRST)


def setup(app: Sphinx) -> None:
    """Listen for pages."""
    app.connect("html-page-context", _add_scripts)
