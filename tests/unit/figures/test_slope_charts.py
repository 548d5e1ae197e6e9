"""Slopes."""

from __future__ import annotations

import pytest
from drawn import tree_of, words_of

from evidence_course import figures
from tests.gallery import TEXTS, slopes


def test_slopes_draw_every_item_and_the_average() -> None:
    items = [(f"F{number}", number + 10.0, 10.0) for number in range(30)]
    tree = tree_of(figures.slopes(items, average=(24.5, 10), **TEXTS))
    assert len([e for e in tree.iter("line") if "line-1" in e.get("class", "").split()]) == 30
    texts = [text.text for text in tree.iter("text")]
    assert "Average" in texts and "F0" not in texts
    assert "29 go down, 0 go up" in words_of(tree.find(".//desc"))


def test_a_few_slopes_are_named() -> None:
    texts = [text.text for text in tree_of(slopes(**TEXTS)).iter("text")]
    assert {f"Area {number}" for number in range(5)} <= set(texts)


def test_slopes_need_items() -> None:
    with pytest.raises(ValueError, match="^items must not be empty"):
        figures.slopes([], **TEXTS)


def test_the_average_may_have_a_name_of_its_own() -> None:
    figure = figures.slopes([("A", 1, 2)], average=(1, 3), average_label="England", **TEXTS)
    texts = [text.text for text in tree_of(figure).iter("text")]
    assert "England" in texts and "Average" not in texts
    assert figure.rows[-1] == ("England", "1", "3")
