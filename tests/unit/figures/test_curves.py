"""Overlap of two groups."""

from __future__ import annotations

import pytest
from drawn import classed, tree_of, words_of
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence_course import figures, stats
from evidence_course.figures._words import nearest
from tests.gallery import TEXTS


@given(st.floats(-4, 4))
@settings(max_examples=40)
def test_overlap_shows_the_share_above_the_average(d: float) -> None:
    figure = figures.overlap(d, **TEXTS)
    tree = tree_of(figure)
    above = nearest(100 * stats.u3(d))
    assert f"{above} in 100" in words_of(tree.find(".//desc"))
    assert len([e for e in tree.iter("polyline") if "line" in e.get("class", "")]) == 2


def test_overlap_table_gives_more_than_one_measure() -> None:
    rows = figures.overlap(0.5, **TEXTS).rows
    assert [value for _, value in rows] == ["0.5", "69.1 in 100", "63.8 in 100", "80.3 in 100"]


@pytest.mark.parametrize("d", [float("inf"), 5.0])
def test_overlap_that_cannot_be_drawn(d: float) -> None:
    with pytest.raises(ValueError, match="^d must"):
        figures.overlap(d, **TEXTS)


def test_the_spread_of_people_is_drawn_and_told() -> None:
    figure = figures.overlap(0.5, spread=True, **TEXTS)
    tree = tree_of(figure)
    (whole, inner), others = classed(tree, "band"), classed(tree, "area-2")
    share = float(inner.attrib["width"]) / float(whole.attrib["width"])
    assert share == pytest.approx(0.6745 / 1.6449, abs=0.01)
    assert len([each for each in others if each.get("height") == "20"]) == 2
    assert figure.rows[4:] == (
        ("Without: the middle 50 in 100", "\N{MINUS SIGN}0.674 to 0.674 standard deviations"),
        ("Without: the middle 90 in 100", "\N{MINUS SIGN}1.64 to 1.64 standard deviations"),
        ("With: the middle 50 in 100", "\N{MINUS SIGN}0.174 to 1.17 standard deviations"),
        ("With: the middle 90 in 100", "\N{MINUS SIGN}1.14 to 2.14 standard deviations"),
    )
    assert figures.overlap(0.5, **TEXTS).rows == figure.rows[:4]
