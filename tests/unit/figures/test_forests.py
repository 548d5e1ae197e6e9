"""From one study's strip to a forest plot, in steps on one scale."""

from __future__ import annotations

import math
from typing import Any

import pytest
from drawn import classed, crowded, tree_of, words_of
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence_course import figures, stats
from evidence_course.figures import Figure
from evidence_course.figures._scales import scale_ticks, strip_scale
from evidence_course.figures.forests import STEPS
from evidence_course.stats import Estimate
from tests.gallery import RATIOS, TEXTS

RATIO: dict[str, Any] = {"no_difference": 1, "unit": "odds ratio", **TEXTS}


def forest(step: str = "forest plot", **options: Any) -> Figure:
    return figures.forest_plot(RATIOS, step=step, **(RATIO | options))


def pooled() -> stats.Pooled:
    effects = [math.log(e.value) for _, e in RATIOS]
    variances = [
        stats.standard_error_from_interval(e.low, e.high, ratio=True) ** 2 for _, e in RATIOS
    ]
    return stats.random_effects(effects, variances, hartung_knapp=True)


def rows(figure: Figure) -> int:
    """How many studies are drawn: their squares, less the one of the key."""
    return sum(mark.tag == "rect" for mark in classed(tree_of(figure), "mark-on")) - 1


def ticks(figure: Figure) -> list[str]:
    texts = [text.text or "" for text in tree_of(figure).iter("text")]
    return [text for text in texts if text in {"0.5", "1", "2", "4", "8"}]


def test_the_steps_build_up() -> None:
    drawn = [forest(step) for step in STEPS]
    assert [rows(figure) for figure in drawn] == [1, 4, 4, 4]
    parts = [
        "".join(name[0] for name in ("area", "band", "line-3") if classed(tree_of(figure), name))
        for figure in drawn
    ]
    assert parts == ["b", "b", "abl", "l"], "hill (area), strips (bands), next study (line)"
    assert [len(figure.rows) for figure in drawn] == [1, 4, 6, 6]
    assert len({tuple(ticks(figure)) for figure in drawn}) == 1, "one scale for all"


def test_squares_are_as_large_as_studies_are_heavy() -> None:
    tree = tree_of(forest("all studies"))
    marks = [mark for mark in classed(tree, "mark-on") if mark.tag == "rect"][:4]
    sizes = [float(mark.attrib["width"]) ** 2 for mark in marks]
    weights = pooled().weights
    assert sizes == pytest.approx([18**2 * w / max(weights) for w in weights], abs=3)


def test_the_pooled_result_and_the_next_study_are_those_of_stats() -> None:
    result, new = pooled(), stats.prediction_interval(pooled())
    together, next_study = forest().rows[-2:]
    assert [float(cell) for cell in together[1:4]] == pytest.approx(
        [math.exp(value) for value in (result.value, result.low, result.high)], rel=0.005
    )
    assert [float(cell) for cell in next_study[2:4]] == pytest.approx(
        [math.exp(new.low), math.exp(new.high)], rel=0.005
    )
    assert sum(float(row[4]) for row in forest().rows[:4]) == pytest.approx(100, abs=0.3)
    assert forest(pooled=result) == forest()
    assert len(forest(prediction=False).rows) == 5


def test_a_ratio_is_drawn_on_a_log_scale_that_is_explained() -> None:
    places = strip_scale([0.25, 4], log=True)
    assert places(1) - places(0.5) == pytest.approx(places(2) - places(1))
    words = words_of(tree_of(forest()).find(".//svg"))
    assert "half and double lie equally far from 1" in words
    assert "half and double" not in words_of(tree_of(figures.forest_plot(RATIOS, **TEXTS)))


@given(st.floats(0.001, 10), st.floats(1.01, 1e6))
def test_ticks_of_a_log_scale_are_few_and_inside(low: float, times: float) -> None:
    scale = strip_scale([low, low * times], log=True)
    found = scale_ticks(scale)
    assert len(found) <= 7
    assert all(scale.low * (1 - 1e-9) <= tick <= scale.high * (1 + 1e-9) for tick in found)


@pytest.mark.parametrize("step", STEPS)
def test_each_mark_is_explained(step: str) -> None:
    words = words_of(tree_of(forest(step)).find(".//svg"))
    assert "own result" in words
    assert "no difference (1)" in words
    assert ("prediction interval" in words) is (step in STEPS[2:])


@given(
    st.lists(st.tuples(st.floats(-50, 50), st.floats(0.5, 40)), min_size=2, max_size=8),
    st.sampled_from(STEPS),
)
@settings(max_examples=25)
def test_any_studies_fit(studies: list[tuple[float, float]], step: str) -> None:
    items = [(f"Study {n}", Estimate(v, v - e, v + e, 0.95)) for n, (v, e) in enumerate(studies)]
    figure = figures.forest_plot(items, step=step, **TEXTS)
    assert crowded(figure) == []
    for element in tree_of(figure).iter():
        for name in set(element.attrib) & {"x1", "x2", "x"}:
            assert -1 <= float(element.attrib[name]) <= 321


@pytest.mark.parametrize(
    ("studies", "options", "reason"),
    [
        ([], {}, "studies must not be empty"),
        (RATIOS[:1], {}, "studies must hold at least two"),
        ([("A", Estimate(1, 2, 3, 0.95))] * 2, {}, "studies: the interval of 'A'"),
        (
            [("A", Estimate(1, 1, 1, 0.95))] * 2,
            {},
            "studies: the interval of 'A' must have a width",
        ),
        ([("A", Estimate(1, 0, 3, 0.95))] * 2, {"no_difference": 1}, "studies: the ratio of 'A'"),
        (RATIOS, {"step": "pie"}, "step must be one of one study, all studies"),
        (RATIOS, {"sides": ("", "more")}, "sides must not be empty"),
        (RATIOS[:3], {"pooled": pooled()}, "pooled must be about these 3 studies"),
    ],
)
def test_forests_that_cannot_be_drawn(
    studies: list[tuple[str, Estimate]], options: dict[str, Any], reason: str
) -> None:
    with pytest.raises(ValueError, match=f"^{reason}"):
        figures.forest_plot(studies, **options, **TEXTS)
