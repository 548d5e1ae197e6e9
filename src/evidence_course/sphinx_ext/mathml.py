"""Maths as MathML, written when the book is built: no script, no other host."""

from __future__ import annotations

from html import unescape
from xml.etree import ElementTree

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.writers.html5 import HTML5Translator

_log = logging.getLogger(__name__)


_REFUSED = ("href", "style", "class", "id")
"""Attributes that LaTeX commands for web pages set; a formula is to be read, and does nothing."""


def mathml(latex: str, display: str) -> str:
    """A formula as MathML; what looks like HTML in its words is written as words.

    :raises ValueError: if it asks for a link, or for a look or a name of its own.
    """
    from latex2mathml.converter import (
        Converter,
    )  # reads its tables, which most edits can do without

    formula = Converter(display=display).convert_to_element(latex)
    for element in formula.iter():
        for name, value in element.attrib.items():
            if name in _REFUSED or name.startswith("on"):
                raise ValueError(f"it sets '{name}', which no formula may")
            element.set(name, unescape(value))
        # latex2mathml's own signs are references such as '&#x0003D;', and it escapes nothing.
        element.text = unescape(element.text) if element.text else None
        element.tail = unescape(element.tail) if element.tail else None
    return ElementTree.tostring(formula, encoding="unicode")


def _mathml(node: nodes.Element, display: str) -> str:
    try:
        return mathml(node.astext(), display)
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
