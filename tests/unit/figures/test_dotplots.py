"""Quantile dotplots: each dot the same share."""

from __future__ import annotations

import math
from itertools import pairwise
from statistics import NormalDist

import pytest
from drawn import classed, crowded, tree_of, words_of
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence_course import figures
from evidence_course.figures import Figure
from evidence_course.figures.dotplots import _quantiles
from evidence_course.stats import Estimate
from tests.gallery import TEXTS


def plot(source: Estimate | list[float], dots: int = 20, **options: float | str) -> Figure:
    return figures.quantile_dotplot(source, dots=dots, x_label="Points", **options, **TEXTS)  # type: ignore[arg-type]


def values_of(figure: Figure) -> list[str]:
    return [value for _, row in figure.rows for value in row.split("; ")]


@given(st.floats(-50, 50), st.floats(0.1, 30), st.integers(20, 50), st.floats(-3, 3))
@settings(max_examples=40)
def test_the_share_of_dots_above_a_point_is_that_of_the_distribution(
    value: float, error: float, dots: int, z: float
) -> None:
    estimate = Estimate(value, value - 1.959964 * error, value + 1.959964 * error, 0.95)
    point = value + z * error
    above = sum(each > point for each in _quantiles(estimate, dots, False)) / dots
    assert abs(above - (1 - NormalDist().cdf(z))) <= 0.5 / dots + 1e-6


@given(st.lists(st.floats(-100, 100), min_size=1, max_size=300), st.integers(20, 50))
@settings(max_examples=40)
def test_the_share_of_dots_is_that_of_the_given_values(values: list[float], dots: int) -> None:
    found = _quantiles(values, dots, False)
    assert set(found) <= {float(value) for value in values}
    for point in values:
        share = sum(value <= point for value in values) / len(values)
        assert abs(sum(dot <= point for dot in found) / dots - share) <= 0.5 / dots + 1e-9


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=60), st.integers(20, 50))
@settings(max_examples=25)
def test_every_dot_is_drawn_inside_and_none_on_another(values: list[float], dots: int) -> None:
    figure = plot(values, dots)
    marks = classed(tree_of(figure), "mark")
    assert len(marks) == dots == len(values_of(figure))
    places = {(mark.get("cx"), mark.get("cy")) for mark in marks}
    assert len(places) == dots
    across = sorted({float(mark.attrib["cx"]) for mark in marks})
    size = 2 * float(marks[0].attrib["r"])
    assert all(right - left >= size for left, right in pairwise(across))
    for mark in marks:
        assert size / 2 <= float(mark.attrib["cx"]) <= 320 - size / 2
        assert size > 2.5
        assert float(mark.attrib["cy"]) > 0
    assert crowded(figure) == []


def test_as_many_values_as_dots_are_drawn_one_a_dot() -> None:
    values = [float(place) for place in range(50)]
    assert _quantiles(values[::-1], 50, False) == values
    assert values_of(plot(values, 50)) == [str(place) for place in range(50)]


def test_the_marker_parts_open_circles_from_filled_squares_and_counts_them() -> None:
    figure = plot(Estimate(-8.6, -15.7, -1.5, 0.95), marker=-5.0, marker_label="no worse")
    tree = tree_of(figure)
    below = sum(float(value.replace("\N{MINUS SIGN}", "-")) < -5 for value in values_of(figure))
    assert 0 < below < 20
    off, on = classed(tree, "mark-off"), classed(tree, "mark-on")
    assert ({mark.tag for mark in off}, {mark.tag for mark in on}) == ({"circle"}, {"rect"})
    assert (len(off), len(on)) == (below + 1, 20 - below + 1), "the dots and the key"
    words = words_of(tree.find(".//desc"))
    assert f"{below} in 20 dots lie below no worse (\N{MINUS SIGN}5)" in words
    assert f"{20 - below} in 20 at or above it" in words


def test_a_ratio_spreads_evenly_on_the_log_scale() -> None:
    dots = _quantiles(Estimate(0.5, 0.25, 1.0, 0.95), 20, True)
    middle = [math.log(low * high) for low, high in zip(dots, dots[::-1], strict=True)]
    assert middle == pytest.approx([math.log(0.25)] * 20)
    assert all(low < high for low, high in pairwise(dots))


@pytest.mark.parametrize(
    ("source", "options", "name"),
    [
        ([], {}, "source must not be empty"),
        ([float("nan")], {}, "source must hold finite"),
        (Estimate(1, 2, 3, 0.95), {}, "source: the interval does not contain"),
        (Estimate(1, -2, 3, 0.95), {"ratio": True}, "source: the ratio must lie above 0"),
        ([1.0], {"dots": 19}, "dots must be"),
        ([1.0], {"dots": 51}, "dots must be"),
        ([1.0], {"marker": float("inf")}, "marker must"),
    ],
)
def test_dotplots_that_cannot_be_drawn(
    source: Estimate | list[float], options: dict[str, float], name: str
) -> None:
    with pytest.raises(ValueError, match=f"^{name}"):
        plot(source, **options)  # type: ignore[arg-type]
