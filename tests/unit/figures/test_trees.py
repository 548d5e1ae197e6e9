"""Frequency trees: whole people who add up."""

from __future__ import annotations

from dataclasses import replace

import pytest
from drawn import classed, crowded, tree_of, words_of
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence_course import figures, stats
from evidence_course.stats import FrequencyTree
from tests.gallery import TEXTS, tree

shares = st.floats(0, 1)


@given(shares, shares, shares, st.sampled_from([100, 1000, 10_000]))
@settings(max_examples=40)
def test_the_drawn_counts_add_up(have: float, found: float, cleared: float, of: int) -> None:
    figure = figures.frequency_tree(stats.natural_frequencies(have, found, cleared, of=of), **TEXTS)
    texts = [text.text or "" for text in tree_of(figure).iter("text")]
    numbers = [int(text.replace(",", "")) for text in texts if text.replace(",", "").isdigit()]
    with_it, without, *leaves = numbers
    assert with_it + without == of
    assert [sum(leaves[:2]), sum(leaves[2:])] == [with_it, without]
    assert [int(row[1].replace(",", "")) for row in figure.rows[:7]] == [of, *numbers]
    assert crowded(figure) == []


def test_form_says_the_truth_and_fill_what_the_test_says() -> None:
    marks = classed(tree_of(tree(**TEXTS)), "mark")[:4]
    looks = [(mark.tag, mark.get("fill") == "none") for mark in marks]
    assert looks == [("rect", False), ("rect", True), ("circle", False), ("circle", True)]


def test_it_says_how_many_of_those_flagged_are_hits() -> None:
    drawn = tree_of(tree(**TEXTS))
    assert "114 flagged: 16 hits, 98 false alarms" in words_of(drawn.find(".//desc"))
    assert "1,000 families: 20 with serious harm and 980 without" in words_of(drawn)


COUNTS = FrequencyTree(100, 10, 90, 8, 2, 9, 81)


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"of": 101}, "tree must hold counts that add up"),
        ({"true_positives": 9}, "tree must hold counts that add up"),
        ({"false_positives": -1}, "tree must hold whole"),
        ({"true_negatives": 80.5}, "tree must hold whole"),
    ],
)
def test_trees_that_cannot_be(change: dict[str, int], name: str) -> None:
    with pytest.raises(ValueError, match=f"^{name}"):
        figures.frequency_tree(replace(COUNTS, **change), **TEXTS)


def test_leaves_need_four_names() -> None:
    with pytest.raises(ValueError, match="^leaves must hold four"):
        figures.frequency_tree(COUNTS, leaves=("a", "b"), **TEXTS)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="^leaves must not be empty"):
        figures.frequency_tree(COUNTS, leaves=("a", "b", " ", "d"), **TEXTS)
