"""Several outcomes of one study, each apart."""

from __future__ import annotations

from dataclasses import replace

import pytest
from drawn import classed, tree_of, words_of

from evidence_course import figures
from evidence_course.figures import Outcome
from evidence_course.stats import Estimate
from tests.gallery import TEXTS, multiples

CARE = Outcome("In care", "lower", groups=(("Usual", 45), ("Meeting", 36)))
DAYS = Outcome("Days", "higher", Estimate(-28, -45, -11, 0.95), unit="days")


def test_each_outcome_has_a_drawing_a_scale_and_a_direction_of_its_own() -> None:
    figure = figures.small_multiples([CARE, DAYS], **TEXTS)
    panels = classed(tree_of(figure), "chart-panel")
    assert len(panels) == 2
    for panel, outcome in zip(panels, (CARE, DAYS), strict=True):
        assert f"{outcome.better} is better" in words_of(panel)
        assert words_of(panel.find("svg/title")).endswith(f": {outcome.name}")
        assert words_of(panel.find("svg/desc")).startswith(f"{outcome.better.capitalize()} is")
    assert len(classed(panels[0], "mark-on")) == 45 + 36
    assert len(classed(panels[0], "mark-off")) == 55 + 64
    assert "better \N{RIGHTWARDS ARROW}" in words_of(panels[1].find("svg"))


def test_it_says_that_outcomes_cannot_be_added_up() -> None:
    assert "cannot be added up" in words_of(classed(tree_of(multiples(**TEXTS)), "chart-note")[0])


def test_the_table_has_every_figure_of_every_outcome() -> None:
    rows = multiples(**TEXTS).rows
    assert [row[0] for row in rows] == ["In care"] * 3 + ["Days in court", "Living with family"]
    values = [row[2].replace("\N{MINUS SIGN}", "-") for row in rows]
    assert values == ["44.8", "36.2", "-8.6", "-28", "1.06"]
    assert rows[2][3] == "\N{MINUS SIGN}15.7 to \N{MINUS SIGN}1.5 (95 in 100)"
    assert [row[4] for row in rows] == ["lower"] * 4 + ["higher"]


@pytest.mark.parametrize(
    ("outcomes", "reason"),
    [
        ([CARE], "at least two outcomes"),
        ([CARE, replace(DAYS, name=" ")], "empty"),
        ([CARE, replace(DAYS, better="up")], "better of 'Days' must be lower or higher"),  # type: ignore[arg-type]
        ([CARE, Outcome("None", "lower")], "'None' must have an estimate"),
        ([CARE, replace(DAYS, estimate=Estimate(1, 2, 3, 0.95))], "interval of 'Days'"),
        ([CARE, replace(DAYS, no_difference=1)], "ratio of 'Days'"),
        ([CARE, replace(CARE, groups=(("One", 3),))], "two groups"),
        ([CARE, replace(CARE, groups=(("One", 0.4), ("Two", 3)))], "counts out of 100"),
        ([CARE, replace(CARE, groups=(("One", 101), ("Two", 3)))], "counts out of 100"),
        ([CARE, replace(CARE, groups=(("", 1), ("Two", 3)))], "empty"),
    ],
)
def test_outcomes_that_cannot_be_drawn(outcomes: list[Outcome], reason: str) -> None:
    with pytest.raises(ValueError, match=f"^outcomes.*{reason}"):
        figures.small_multiples(outcomes, **TEXTS)
