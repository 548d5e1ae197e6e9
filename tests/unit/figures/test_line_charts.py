"""Lines."""

from __future__ import annotations

import pytest
from drawn import crowded, tree_of

from evidence_course import figures
from tests.gallery import TEXTS, lines


def test_each_line_is_named_beside_its_end() -> None:
    figure = figures.lines(
        [("One", [(1, 1), (2, 5)]), ("Two", [(1, 2), (3, 9)])], x_label="x", y_label="y", **TEXTS
    )
    texts = [text.text for text in tree_of(figure).iter("text")]
    assert "One" in texts and "Two" in texts
    assert figure.rows == (("1", "1", "2"), ("2", "5", "no figure"), ("3", "no figure", "9"))


def test_names_of_lines_that_end_together_do_not_overlap() -> None:
    series = [(f"A long name number {n}", [(0, n), (1, 5 + n / 100)]) for n in range(4)]
    figure = figures.lines(series, x_label="x", y_label="y", **TEXTS)
    assert crowded(figure) == []


def test_years_have_no_commas_or_fractions() -> None:
    texts = {text.text or "" for text in tree_of(lines(**TEXTS)).iter("text")}
    assert {"2013", "2025"} <= texts
    assert not {text for text in texts if text.startswith("2,0") or "20" in text and "." in text}


@pytest.mark.parametrize(
    "series",
    [
        [],
        [("A", [(1, 1)])],
        [("A", [(1, 1), (1, 2)])],
        [("A", [(1, 1), (2, float("nan"))])],
        [("A", [(1, 1), (2, 2)])] * 5,
        [("", [(1, 1), (2, 2)])],
    ],
)
def test_lines_that_cannot_be_drawn(series: list[tuple[str, list[tuple[float, float]]]]) -> None:
    with pytest.raises(ValueError, match="^series"):
        figures.lines(series, x_label="x", y_label="y", **TEXTS)
