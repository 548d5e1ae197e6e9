"""Maths as MathML, written when the book is built: no script, no other host."""

from __future__ import annotations

from docutils import nodes
from latex2mathml.converter import convert
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.writers.html5 import HTML5Translator

_log = logging.getLogger(__name__)


def _mathml(node: nodes.Element, display: str) -> str:
    try:
        return str(convert(node.astext(), display=display))
    except Exception as error:  # latex2mathml raises its own and built-in errors alike
        _log.warning("this formula cannot be read: %s", error, location=node, type="mathml")
        return ""


def visit_inline(translator: HTML5Translator, node: nodes.math) -> None:
    """A formula in a line of text."""
    translator.body.append(_mathml(node, "inline"))
    raise nodes.SkipNode


def visit_block(translator: HTML5Translator, node: nodes.math_block) -> None:
    """A formula on lines of its own; it may scroll sideways on a narrow screen."""
    opening = '<div class="math" tabindex="0" role="group" aria-label="Formula">'
    translator.body.append(f"{opening}{_mathml(node, 'block')}</div>")
    raise nodes.SkipNode


def setup(app: Sphinx) -> None:
    """Register the renderer under the name that the staged book chooses."""
    app.add_html_math_renderer("mathml", (visit_inline, None), (visit_block, None))
