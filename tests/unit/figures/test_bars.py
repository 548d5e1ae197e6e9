"""Histograms."""

from __future__ import annotations

import pytest
from drawn import classed, tree_of
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence_course import figures
from tests.gallery import TEXTS


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=200), st.integers(1, 60))
@settings(max_examples=40)
def test_a_histogram_counts_every_value_once(values: list[float], bins: int) -> None:
    figure = figures.histogram(values, bins=bins, x_label="x", **TEXTS)
    counts = [int(row[1]) for row in figure.rows]
    assert sum(counts) == len(values)
    assert len(counts) == bins
    assert len(classed(tree_of(figure), "mark-on")) == sum(count > 0 for count in counts)


@pytest.mark.parametrize(
    ("values", "bins", "name"),
    [([], 20, "values"), ([float("nan")], 20, "values"), ([1.0], 0, "bins"), ([1.0], 61, "bins")],
)
def test_histograms_that_cannot_be_drawn(values: list[float], bins: int, name: str) -> None:
    with pytest.raises(ValueError, match=f"^{name} must"):
        figures.histogram(values, bins=bins, x_label="x", **TEXTS)
