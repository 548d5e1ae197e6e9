"""Formulas: what LaTeX's commands for web pages ask for is refused, and words stay words."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from evidence_course.sphinx_ext.mathml import mathml


@pytest.mark.parametrize(
    ("latex", "words"),
    [
        (r"\text{<img/src=x/onerror=alert(1)>}", "<img/src=x/onerror=alert(1)>"),
        (r"\text{&lt;script&gt;}", "<script>"),
        (r"a < b", "a<b"),
        (r"\text{a & b}", "a\N{NO-BREAK SPACE}&\N{NO-BREAK SPACE}b"),
        (r"\limsup x", "lim\N{SIX-PER-EM SPACE}supx"),
    ],
)
def test_words_of_a_formula_stay_words(latex: str, words: str) -> None:
    formula = ElementTree.fromstring(mathml(latex, "inline"))
    assert "".join(formula.itertext()) == words
    assert all(element.tag.startswith("{http://www.w3.org/1998/") for element in formula.iter())


@pytest.mark.parametrize(
    ("latex", "name"),
    [
        (r"\href{javascript:alert(1)}{x}", "href"),
        (r"\style{color:red}{x}", "style"),
        (r"\class{quiz}{x}", "class"),
    ],
)
def test_a_formula_does_nothing(latex: str, name: str) -> None:
    with pytest.raises(ValueError, match=f"'{name}', which no formula may"):
        mathml(latex, "inline")
