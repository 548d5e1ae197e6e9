"""Icon arrays."""

from __future__ import annotations

import pytest
from drawn import classed, tree_of, words_of
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence_course import figures
from tests.gallery import TEXTS


@given(st.integers(0, 100), st.integers(0, 100))
@settings(max_examples=25)
def test_each_array_draws_its_count(one: int, two: int) -> None:
    tree = tree_of(figures.icon_arrays([("A", one), ("B", two)], **TEXTS))
    panels = classed(tree, "chart-panel")
    for panel, count in zip(panels, (one, two), strict=True):
        assert len(classed(panel, "mark-on")) == count
        assert len(classed(panel, "mark-off")) == 100 - count
        assert words_of(classed(panel, "chart-panel-count")[0]) == f"{count} in 100 with it"


def test_arrays_start_with_the_event_in_rows_of_ten() -> None:
    tree = tree_of(figures.icon_arrays([("A", 13)], **TEXTS))
    marks = classed(tree, "mark")
    assert [mark.tag for mark in marks] == ["rect"] * 13 + ["circle"] * 87
    assert len({mark.get("y") for mark in marks[:10]}) == 1


def test_counts_are_rounded_for_drawing_and_kept_in_the_table() -> None:
    figure = figures.icon_arrays([("A", 44.8), ("B", 36.5)], **TEXTS)
    counts = [words_of(part) for part in classed(tree_of(figure), "chart-panel-count")]
    assert counts == ["about 45 in 100 with it", "about 37 in 100 with it"]
    assert figure.rows == (("A", "44.8", "55.2"), ("B", "36.5", "63.5"))


def test_an_array_of_twenty() -> None:
    tree = tree_of(figures.icon_arrays([("A", 3)], of=20, **TEXTS))
    assert len(classed(tree, "mark")) == 20
    assert "3 in 20 with it" in words_of(tree)


@pytest.mark.parametrize(
    ("groups", "of", "name"),
    [
        ([], 100, "groups"),
        ([("A", 1), ("B", 2), ("C", 3)], 100, "groups"),
        ([("A", -1)], 100, "groups"),
        ([("A", 101)], 100, "groups"),
        ([("A", 0.448)], 100, "groups"),
        ([("A", float("nan"))], 100, "groups"),
        ([(" ", 3)], 100, "groups"),
        ([("A", 1)], 1000, "of"),
        ([("A", 0)], 0, "of"),
    ],
)
def test_arrays_that_cannot_be_drawn(groups: list[tuple[str, float]], of: int, name: str) -> None:
    with pytest.raises(ValueError, match=f"^{name} "):
        figures.icon_arrays(groups, of=of, **TEXTS)
