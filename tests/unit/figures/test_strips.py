"""Interval strips."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
from drawn import classed, tree_of, words_of

from evidence_course import figures
from evidence_course.figures._estimates import estimate_text, graded_bands
from evidence_course.stats import Estimate
from tests.gallery import TEXTS


def _bands_of(tree: ElementTree.Element) -> list[tuple[float, float]]:
    return [
        (float(band.attrib["x"]), float(band.attrib["x"]) + float(band.attrib["width"]))
        for band in classed(tree, "band")
    ]


def test_a_strip_grows_denser_towards_its_estimate() -> None:
    tree = tree_of(figures.interval_strips([("A", Estimate(5, 1, 9, 0.95))], **TEXTS))
    bands = _bands_of(tree)
    assert len(bands) == 4
    for outer, inner in zip(bands, bands[1:], strict=False):
        assert outer[0] < inner[0] < inner[1] < outer[1]
    assert len(classed(tree, "mark")) == 1


def test_a_ratio_fades_evenly_on_the_log_scale() -> None:
    outer = graded_bands(Estimate(1.0, 0.5, 2.0, 0.95), True)[0]
    assert outer[0] * outer[1] == pytest.approx(1)
    assert outer[0] > 0


def test_strips_say_value_and_interval_with_equal_places() -> None:
    figure = figures.interval_strips([("A", Estimate(1.055, 0.955, 1.166, 0.95))], **TEXTS)
    assert "1.06 points (0.96 to 1.17)" in words_of(tree_of(figure))
    assert figure.rows[0][-1] == "95 in 100"


@pytest.mark.parametrize(
    ("estimate", "text"),
    [
        (Estimate(0, -7, 7, 0.95), "0 (\N{MINUS SIGN}7 to 7)"),
        (Estimate(5, 1.5, 9, 0.95), "5.0 (1.5 to 9.0)"),
        (Estimate(1500.4, 900, 2100, 0.95), "1500 (900 to 2100)"),
    ],
)
def test_no_more_places_than_the_numbers_need(estimate: Estimate, text: str) -> None:
    assert estimate_text(estimate, "") == text


@pytest.mark.parametrize(
    ("items", "no_difference"),
    [
        ([], 0.0),
        ([("A", Estimate(1, 2, 3, 0.95))], 0.0),
        ([("A", Estimate(1, 0, float("inf"), 0.95))], 0.0),
        ([("A", Estimate(1, 0, 2, 95))], 0.0),
        ([("A", Estimate(1, 0, 2, 0.95))], 1.0),
        ([("", Estimate(1, 0, 2, 0.95))], 0.0),
    ],
)
def test_strips_that_cannot_be_drawn(
    items: list[tuple[str, Estimate]], no_difference: float
) -> None:
    with pytest.raises(ValueError, match="^items"):
        figures.interval_strips(items, no_difference=no_difference, **TEXTS)
