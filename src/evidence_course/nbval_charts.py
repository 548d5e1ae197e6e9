"""A pytest plugin: how nbval compares charts.

Everything else that a cell gives is compared to the letter. A chart is compared part by part:
words, table, and the number and kind of its marks exactly; positions to within a fifth of a unit,
since the last digit of a sine or a logarithm differs between machines; ids not at all, since they
are digests of what is compared anyway.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from itertools import zip_longest
from typing import Any
from xml.etree import ElementTree

import pytest

CHART = '<figure class="chart'
HTML = "text/html"
TOLERANCE = 0.2
POSITIONS = frozenset(
    {"x", "y", "x1", "x2", "y1", "y2", "cx", "cy", "r", "rx", "ry", "d", "points"}
    | {"width", "height", "viewBox", "transform", "offset"}
)
IDS = frozenset({"id", "aria-labelledby", "aria-describedby", "href", "fill"})
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_REFERENCE = re.compile(r"^(url\(#.*\)|#.*)$")

Outputs = list[Any]


def pytest_itemcollected(item: pytest.Item) -> None:
    """Let nbval's cells compare their charts by these rules."""
    if type(item).__name__ == "IPyNbCell":
        compare = item.compare_outputs  # type: ignore[attr-defined] # nbval's own method
        item.compare_outputs = functools.partial(_compare, compare)  # type: ignore[attr-defined]


def _compare(compare: Callable[..., bool], test: Outputs, ref: Outputs, **options: Any) -> bool:
    for new, stored in zip(test, ref, strict=False):
        found, known = _chart(new), _chart(stored)
        if found and known and same_chart(found, known):
            new["data"][HTML] = stored["data"][HTML]
    return compare(test, ref, **options)


def _chart(output: Any) -> str:
    html = output.get("data", {}).get(HTML, "")
    text = html if isinstance(html, str) else "".join(html)
    return text if text.startswith(CHART) else ""


def same_chart(first: str, second: str) -> bool:
    """Whether two drawn figures say and show the same."""
    try:
        return _same(ElementTree.fromstring(first), ElementTree.fromstring(second))
    except ElementTree.ParseError:
        return False


def _same(first: ElementTree.Element, second: ElementTree.Element) -> bool:
    pairs = list(zip_longest(first, second))
    return (
        first.tag == second.tag
        and (first.text or "").split() == (second.text or "").split()
        and (first.tail or "").split() == (second.tail or "").split()
        and _same_attributes(first.attrib, second.attrib)
        and all(one is not None and other is not None and _same(one, other) for one, other in pairs)
    )


def _same_attributes(first: dict[str, str], second: dict[str, str]) -> bool:
    return first.keys() == second.keys() and all(
        _same_value(name, first[name], second[name]) for name in first
    )


def _same_value(name: str, first: str, second: str) -> bool:
    if first == second:
        return True
    if name in IDS and (name != "fill" or bool(_REFERENCE.match(first))):
        return True
    if name not in POSITIONS or _NUMBER.sub("", first) != _NUMBER.sub("", second):
        return False
    numbers = zip_longest(_NUMBER.findall(first), _NUMBER.findall(second), fillvalue="nan")
    return all(abs(float(one) - float(other)) <= TOLERANCE for one, other in numbers)
