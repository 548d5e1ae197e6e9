"""Figures of the register by name: each kind, and each name that is wrong."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from evidence_course import stats
from evidence_course.load.evidence import parse_evidence
from evidence_course.load.source import Source
from evidence_course.values import ValueFault, all_figures, as_data, find, parse, studies

FILE = Path(__file__).parents[1] / "data" / "evidence" / "thornby_trial_2020.yml"
TRIAL: dict[str, Any] = yaml.load(FILE.read_text("utf-8"), Loader=yaml.SafeLoader)
RECORDS = {"thornby_trial_2020": TRIAL}


def ends(figure: str) -> tuple[float, ...]:
    return find(f"thornby_trial_2020.{figure}", RECORDS).ends


@pytest.mark.parametrize(
    ("figure", "number"),
    [
        ("families-randomised", 1511),
        ("looked-after.percent-1", 36.2),
        ("looked-after.percent-2", 44.8),
        ("looked-after.estimate", -8.6),
        ("looked-after.difference", -8.6),
        ("looked-after.relative", 100 * (36.2 - 44.8) / 44.8),
        ("looked-after.relative-2-1", 100 * (44.8 - 36.2) / 36.2),
        ("looked-after.ratio", 36.2 / 44.8),
        ("referred.n-1", 200),
        ("referred.events-2", 60),
        ("referred.percent-1", 20),
        ("referred.difference", -10),
        ("referred.difference-1-2", -10),
        ("referred.difference-3-1", 10),
        ("referred.ratio", 2 / 3),
        ("referred.odds-ratio", 40 * 140 / (160 * 60)),
        ("referred.low", 0.37),
        ("referred.p", 0.022),
        ("referred.level", 95),
        ("referred.change", 100 * (0.58 - 1)),
        ("behaviour.mean-2", 34.4),
        ("behaviour.sd-1", 25.1),
        ("behaviour.estimate", 14.6),
        ("behaviour.difference", -14.6),
        ("behaviour.also-1-estimate", -0.497),
        ("behaviour.also-1-high", -0.037),
        ("enquiries.clusters-2", 14),
        ("enquiries.exposure-1", 1000),
        ("enquiries.rate-1", 0.05),
        ("enquiries.ratio", 1.25),
        ("enquiries.change-high", 16.6),
        ("enquiries.estimate-in-100", 105.5),
        ("enquiries.low-in-100", 95.5),
        ("in-plan.percent-1", 9),
        ("in-plan.estimate-in-100", 7.7),
    ],
)
def test_each_figure_is_what_its_record_says(figure: str, number: float) -> None:
    assert ends(figure) == (pytest.approx(number),)


def test_recomputed_intervals_are_those_of_the_statistics() -> None:
    counts = stats.risk_difference(40, 200, 60, 200).times(100)
    assert ends("referred.difference-range") == (counts.low, counts.high)
    assert ends("referred.difference-low") == (counts.low,)
    scores = stats.mean_difference(19.8, 25.1, 36, 34.4, 32.3, 39)
    assert ends("behaviour.difference-range") == (scores.low, scores.high)
    g = stats.standardised_mean_difference(19.8, 25.1, 36, 34.4, 32.3, 39)
    assert ends("behaviour.smd-high") == (g.high,)
    p = stats.p_from_interval(1.055, 0.955, 1.166, ratio=True)
    assert ends("enquiries.p-implied") == (p,)


def test_a_range_has_two_ends_and_no_number() -> None:
    value = find("thornby_trial_2020.enquiries.range", RECORDS)
    assert value.ends == (0.955, 1.166)
    with pytest.raises(ValueFault, match="-low or -high"):
        _ = value.number


def test_counts_that_are_not_the_studys_own_are_no_figures() -> None:
    with pytest.raises(ValueFault, match="has no 'events-1'"):
        find("thornby_trial_2020.in-plan.events-1", RECORDS)
    assert ends("in-plan.difference") == (pytest.approx(7.7),)


def test_where_groups_were_allocated_no_interval_is_recomputed() -> None:
    clustered = {**TRIAL, "design": "cluster randomised trial"}
    with pytest.raises(ValueFault, match="has no 'difference-low'"):
        find("t.referred.difference-low", {"t": clustered})
    assert find("t.referred.difference", {"t": clustered}).ends == (pytest.approx(-10),)


def test_no_events_give_no_ratio_but_a_difference() -> None:
    arms = [{"label": "a", "n": 20, "events": 0}, {"label": "b", "n": 20, "events": 5}]
    outcome = {"id": "o", "type": "binary", "arms": arms, "published": {"measure": "percentages"}}
    records = {"t": {"id": "t", "outcomes": [outcome]}}
    assert find("t.o.difference", records).ends == (-25,)
    assert find("t.o.percent-1", records).ends == (0,)
    assert find("t.o.ratio", records).ends == (0,)
    with pytest.raises(ValueFault, match="has no 'odds-ratio'"):
        find("t.o.odds-ratio", records)


@pytest.mark.parametrize(
    ("reference", "said"),
    [
        ("looked-after", "is no reference"),
        ("a.b.c.d", "is no reference"),
        ("thornby_trial_2020..percent-1", "is no reference"),
        ("thornby_trail_2020.looked-after.percent-1", "did you mean 'thornby_trial_2020'?"),
        ("someone_else.x.y", "write course/evidence/someone_else.yml"),
        ("thornby_trial_2020.lookedafter.percent-1", "did you mean 'looked-after'?"),
        ("thornby_trial_2020.looked-after", "is an outcome: name one of its figures"),
        ("thornby_trial_2020.families-randomized", "did you mean 'families-randomised'?"),
        ("thornby_trial_2020.looked-after.precent-1", "did you mean 'percent-1'?"),
        ("thornby_trial_2020.looked-after.height", "it has percent-1, percent-2, estimate"),
        ("thornby_trial_2020.looked-after.low", "its record lacks what that needs"),
        ("thornby_trial_2020.looked-after.difference-1-3", "its record lacks what that needs"),
    ],
)
def test_a_wrong_name_is_named_with_what_was_meant(reference: str, said: str) -> None:
    with pytest.raises(ValueFault) as caught:
        find(reference, RECORDS)
    assert said in str(caught.value)


def test_a_record_that_could_not_be_read_says_so() -> None:
    with pytest.raises(ValueFault, match="has a fault: mend that first"):
        find("broken.x.y", studies({}, ["broken"]))


def test_a_model_gives_the_same_figures_as_plain_data() -> None:
    source = Source(f"course/evidence/{FILE.name}", FILE.read_text("utf-8"))
    file, problems = parse_evidence(source, "thornby_trial_2020")
    assert problems == []
    assert file is not None
    model = dict(all_figures(as_data(file.record)))
    assert model == dict(all_figures(TRIAL))
    assert studies({"thornby_trial_2020": file})["thornby_trial_2020"] == as_data(file.record)


def test_every_figure_can_be_found_by_the_name_it_is_listed_by() -> None:
    for reference, value in all_figures(TRIAL):
        assert find(reference, RECORDS) == value
        assert str(parse(reference)) == reference


counts = st.integers(1, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@given(counts, counts)
def test_laws_of_the_worked_out_figures(one: tuple[int, int], two: tuple[int, int]) -> None:
    arms = [{"label": "x", "events": events, "n": n} for events, n in (one, two)]
    outcome = {"id": "o", "type": "binary", "arms": arms, "published": {"measure": "percentages"}}
    found = {name: value.ends for name, value in all_figures({"id": "t", "outcomes": [outcome]})}
    (p_1,), (p_2,) = found["t.o.percent-1"], found["t.o.percent-2"]
    (difference,) = found["t.o.difference"]
    assert math.isclose(difference, p_1 - p_2, abs_tol=1e-9)
    assert math.isclose(found["t.o.difference-2-1"][0], -difference, abs_tol=1e-9)
    low, high = found["t.o.difference-range"]
    assert low <= difference + 1e-9
    assert difference <= high + 1e-9
    if p_2:
        assert math.isclose(found["t.o.relative"][0], 100 * (p_1 / p_2 - 1), abs_tol=1e-6)
