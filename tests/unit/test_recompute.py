"""Published effects beside what their own figures give: the real register, and single cases."""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from evidence_course import stats
from evidence_course.load import load
from evidence_course.model.course import Course
from evidence_course.model.evidence import Arm, Published, Review, Study
from evidence_course.recompute import VERDICTS, Row, rows, table
from evidence_course.redo import half_a_unit, places, redo
from evidence_course.sums import lines, tally

ROOT = Path(__file__).parents[2]


@cache
def course() -> Course:
    found, problems = load(ROOT)
    assert found is not None
    assert [each for each in problems if each.path.startswith("course/evidence")] == []
    return found


def sources() -> Iterator[Study | Review]:
    for file in course().evidence.values():
        if file.record.kind != "approach":
            yield file.record


def row(key: str) -> Row:
    return next(each for each in table(course()) if each.key == key)


# The real register


def test_no_effect_of_the_register_disagrees() -> None:
    assert [each.key for each in table(course()) if each.verdict == "disagrees"] == []


def test_every_outcome_of_every_record_has_a_row() -> None:
    seen = {(each.record, each.outcome) for each in table(course())}
    assert seen == {(record.id, outcome.id) for record in sources() for outcome in record.outcomes}


def test_every_row_has_a_known_verdict_and_a_reason() -> None:
    for each in table(course()):
        assert each.verdict in VERDICTS
        assert each.reason, each.key
        assert each.published, each.key


# Values from the shared sources' own tables: recomputed to the digits given, verdict.
@pytest.mark.parametrize(
    ("key", "value", "digits", "verdict"),
    [
        ("fnp_bb26_2022.child-in-need", 0.969, 3, "within its allowance"),
        ("fnp_bb26_2022.referral", 0.962, 3, "within its allowance"),
        ("fnp_bb26_2022.protection-plan", 1.045, 3, "agrees"),
        ("fnp_bb26_2022.referral (also 1)", -0.0078, 4, "agrees"),
        ("fnp_bb26_2022.child-in-need (also 1)", -0.0053, 4, "source contradicts itself"),
        ("fnp_bb26_2022.protection-plan (also 1)", 0.0027, 4, "source contradicts itself"),
        ("fgc_preproceedings_2024.looked-after", -8.6, 6, "agrees"),
        ("fgc_preproceedings_2024.care-proceedings", -12.5, 6, "agrees"),
        ("fgc_preproceedings_2024.days-in-care", -28, 6, "agrees"),
        ("good_school_toolkit_2015.staff-violence", 0.473, 3, "within its allowance"),
        ("pow_kenyon_2016.low-mood-score", -0.59, 6, "agrees"),
        ("pow_kenyon_2016.low-mood-13", 0.744, 3, "agrees"),
        ("pow_kenyon_2016.antenatal-contacts", 0, 6, "agrees"),
        ("pow_kenyon_2016.low-mood-two-risks", -0.8, 6, "agrees"),
        ("pup_barlow_2019.parent-mood-after", -0.497, 3, "agrees"),
        ("pup_barlow_2019.parent-mood-later", -0.477, 3, "agrees"),
        ("pup_barlow_2019.parenting-stress-after", -0.307, 3, "agrees"),
        ("best_services_2025.difficulties", 0.4, 6, "within its allowance"),
        ("voorzorg_2015.protection-report", 0.579, 3, "source contradicts itself"),
        ("abc_bernard_2012.secure-attachment", 0.1833, 4, "source contradicts itself"),
        ("nfp_elmira.verified-abuse-poor-teens", -0.15, 6, "agrees"),
        ("scared_straight_2013.new-offence", 1.682, 3, "agrees"),
        ("mindful_parenting_cochrane_2024.child-adjustment-after-1", -0.464, 3, "cannot be redone"),
        ("mindful_parenting_cochrane_2024.parenting-stress-after-2", -0.511, 3, "cannot be redone"),
    ],
)
def test_an_effect_comes_out_as_it_did_by_hand(
    key: str, value: float, digits: int, verdict: str
) -> None:
    found = row(key)
    assert found.redone is not None
    assert round(found.redone.value, digits) == value
    assert found.verdict == verdict


def test_the_pooled_odds_ratio_has_the_reviews_interval() -> None:
    redone = row("scared_straight_2013.new-offence").redone
    assert redone is not None
    assert redone.low is not None
    assert redone.high is not None
    assert (round(redone.low, 3), round(redone.high, 3)) == (1.198, 2.361)


def test_intervals_that_are_ten_times_too_narrow_are_told_apart_from_a_right_one() -> None:
    found = row("fnp_bb26_2022.child-in-need (also 1)")
    assert found.redone is not None
    assert found.redone.low == pytest.approx(-0.0468, abs=5e-4)
    assert found.redone.high == pytest.approx(0.0361, abs=5e-4)
    assert found.contradiction is not None
    assert row("fnp_bb26_2022.referral (also 1)").contradiction is None


@pytest.mark.parametrize(
    ("key", "p"),
    [
        ("fnp_building_blocks_2016.emergency-care", 0.0305),
        ("mst_start_2018.out-of-home", 0.372),
        ("swis_2025.section-47", 0.293),
        ("vlahovicova_2017.abuse-recurrence", 0.0459),
        ("vlahovicova_2017.abuse-recurrence (also 1)", 0.1157),
    ],
)
def test_the_p_that_an_interval_implies(key: str, p: float) -> None:
    assert row(key).p_implied == pytest.approx(p, abs=5e-4)


def moved(record: Study | Review, each: Row, by: float) -> Study | Review:
    """The record with the published estimate of one row changed."""
    data = record.model_dump()
    place: Any = data
    for step in each.where:
        place = place[step]
    place["estimate"] += by
    return type(record).model_validate(data)


def beyond(each: Row) -> float:
    """More than what rounding, an allowance or a printed interval can hide."""
    spans = [each.allowance or 0.0, 0.02]
    if each.redone is not None:
        spans += [each.redone.most - each.redone.least]
    if each.effect.ci is not None:
        spans += [each.effect.ci[1] - each.effect.ci[0]]
    return 2 * max(spans) + abs(each.difference or 0) + 2 * half_a_unit(each.effect.estimate or 0)


def test_a_published_effect_that_is_changed_beyond_its_allowance_disagrees() -> None:
    tried = 0
    for record in sources():
        for index, each in enumerate(rows(record)):
            if each.effect.estimate is None or (each.redone is None and each.effect.ci is None):
                continue
            if each.redone is None and each.contradiction:
                continue
            for sign in (1, -1):
                changed = rows(moved(record, each, sign * beyond(each)))[index]
                assert changed.verdict == "disagrees", each.key
                tried += 1
    assert tried > 100


# Single cases


def arms(**fields: Any) -> list[Arm]:
    names = {name.rpartition("_")[0] for name in fields}
    return [Arm(label=str(i), **{name: fields[f"{name}_{i}"] for name in names}) for i in (1, 2)]


def effect(measure: str, **fields: Any) -> Published:
    return Published.model_validate({"measure": measure, **fields})


def test_the_sign_of_a_gain_is_turned_where_a_lower_score_is_better() -> None:
    scores = arms(mean_1=10.0, mean_2=14.0)
    plain = redo(effect("mean difference"), scores, "lower")
    turned = redo(effect("mean difference", positive_favours_programme=True), scores, "lower")
    upright = redo(effect("mean difference", positive_favours_programme=True), scores, "higher")
    assert plain and turned and upright
    assert [plain.value, turned.value, upright.value] == [-4, 4, -4]


def test_points_and_shares() -> None:
    counts = arms(events_1=10, n_1=100, events_2=20, n_2=100)
    share = redo(effect("risk difference", unit="share"), counts, "lower")
    points = redo(effect("risk difference", unit="points"), counts, "lower")
    assert share and points
    assert (share.value, points.value) == (pytest.approx(-0.1), pytest.approx(-10))
    assert points.low == pytest.approx(100 * (share.low or 0))


def test_counts_that_are_approximate_are_not_used() -> None:
    both = arms(events_1=1, n_1=22, percent_1=4.0, events_2=6, n_2=32, percent_2=19.0)
    found = redo(effect("risk difference", unit="share"), both, "lower", exact=False)
    assert found is not None
    assert found.basis == "percentages"
    assert found.value == pytest.approx(-0.15)


def test_rates_are_redone_from_events_and_time() -> None:
    found = redo(
        effect("rate ratio"),
        arms(events_1=10, exposure_1=100.0, events_2=20, exposure_2=100.0),
        "lower",
    )
    assert found is not None
    assert found.value == pytest.approx(0.5)


def test_no_events_or_one_arm_or_no_figures_cannot_be_redone() -> None:
    none = arms(events_1=0, n_1=20, events_2=0, n_2=20)
    assert redo(effect("odds ratio"), none, "lower") is None
    assert redo(effect("odds ratio"), none[:1], "lower") is None
    assert redo(effect("odds ratio"), arms(n_1=3, n_2=4), "lower") is None
    assert redo(effect("hazard ratio"), arms(events_1=3, n_1=9, events_2=4, n_2=9), None) is None
    zero = arms(percent_1=4.0, percent_2=0.0)
    assert redo(effect("risk ratio"), zero, "lower") is None


SOURCE = {
    "id": "one",
    "kind": "study",
    "title": "A trial",
    "short": "Somebody 2020",
    "citation": "Somebody 2020.",
    "url": "https://example.org/a",
    "design": "randomised trial",
    "population": "Families.",
    "comparison": "Usual help.",
    "limits": ["Small."],
    "verified": "primary",
    "verified_at": "https://example.org/a",
    "review_by": date(2027, 1, 1),
    "summary": "It found something.",
}


def study(published: dict[str, Any], groups: list[Arm], **fields: Any) -> Study:
    plain = {"id": "harm", "name": "Harm", "type": "binary", "about_people": True}
    whole = {
        **plain,
        "better": "lower",
        "arms": [arm.model_dump(exclude_none=True) for arm in groups],
        "published": published,
        **fields,
    }
    design = whole.pop("design", "randomised trial")
    return Study.model_validate({**SOURCE, "design": design, "outcomes": [whole]})


COUNTS = arms(events_1=30, n_1=100, events_2=50, n_2=100)
RD = {"measure": "risk difference", "unit": "points", "estimate": -20.0}


@pytest.mark.parametrize(
    ("published", "more", "verdict"),
    [
        (RD, {}, "agrees"),
        ({**RD, "estimate": -19.0}, {}, "disagrees"),
        ({**RD, "estimate": -20.4}, {}, "disagrees"),
        (
            {**RD, "estimate": -19.0},
            {"recompute": {"allowance": 1.0, "reason": "Adjusted."}},
            "within its allowance",
        ),
        (
            {**RD, "estimate": -19.0},
            {"recompute": {"allowance": 0.9, "reason": "Adjusted."}},
            "disagrees",
        ),
        (
            {**RD, "estimate": -19.0},
            {"recompute": {"allowance": 1, "reason": "R.", "contradiction": "C."}},
            "source contradicts itself",
        ),
        (
            {**RD, "estimate": -10.0},
            {"recompute": {"allowance": 1, "reason": "R.", "contradiction": "C."}},
            "disagrees",
        ),
        ({**RD, "ci": [-32.7, -6.4], "ci_level": 95}, {}, "agrees"),
        ({**RD, "ci": [-21.0, -19.0], "ci_level": 95}, {}, "disagrees"),
        ({**RD, "ci": [-21.0, -19.0], "ci_level": 95, "adjusted": True}, {}, "agrees"),
        (
            {**RD, "ci": [-45.0, 5.0], "ci_level": 95},
            {"design": "cluster randomised trial"},
            "agrees",
        ),
        ({"measure": "direction only"}, {}, "cannot be redone"),
        ({"measure": "hazard ratio", "estimate": 0.8}, {}, "cannot be redone"),
        (
            {"measure": "hazard ratio", "estimate": 0.8, "ci": [0.4, 1.6], "ci_level": 95},
            {},
            "cannot be redone",
        ),
        (
            {"measure": "hazard ratio", "estimate": 1.2, "ci": [0.4, 1.6], "ci_level": 95},
            {},
            "disagrees",
        ),
        (
            {"measure": "hazard ratio", "estimate": 0.8, "ci": [-0.4, 1.6], "ci_level": 95},
            {},
            "disagrees",
        ),
    ],
)
def test_verdicts(published: dict[str, Any], more: dict[str, Any], verdict: str) -> None:
    assert rows(study(published, COUNTS, **more))[0].verdict == verdict


def test_percentages_are_held_against_the_counts() -> None:
    groups = arms(events_1=29, n_1=88, percent_1=33, events_2=31, n_2=72, percent_2=43)
    published = {"measure": "percentages"}
    assert rows(study(published, groups))[0].verdict == "agrees"
    wrong = [groups[0].model_copy(update={"events": 30}), groups[1]]
    found = rows(study(published, wrong))[0]
    assert (found.verdict, found.recomputed) == ("disagrees", "34.1% v 43.1%")
    assert rows(study(published, wrong, counts_are="approximate"))[0].verdict == "cannot be redone"


@pytest.mark.parametrize(
    ("note", "verdict", "reason"),
    [
        ({"allowance": 2.0, "reason": "Adjusted."}, "within its allowance", "Adjusted."),
        (
            {"allowance": 2.0, "reason": "Two tables.", "contradiction": "C."},
            "source contradicts itself",
            "Two tables.",
        ),
        (
            {"allowance": 0.5, "reason": "Two tables.", "contradiction": "C."},
            "disagrees",
            "Its counts give 34.1% v 43.1%.",
        ),
    ],
)
def test_a_note_on_percentages_is_heard_as_on_any_effect(
    note: dict[str, Any], verdict: str, reason: str
) -> None:
    groups = arms(events_1=30, n_1=88, percent_1=33, events_2=31, n_2=72, percent_2=43)
    found = rows(study({"measure": "percentages"}, groups, recompute=note))[0]
    assert (found.verdict, found.reason) == (verdict, reason)


def test_a_weight_that_the_figures_do_not_give_disagrees() -> None:
    record = course().evidence["mindful_parenting_cochrane_2024"].record
    assert isinstance(record, Review)
    data = record.model_dump()
    data["outcomes"][0]["studies"][0]["weight"] = 27.0
    found = [each for each in rows(Review.model_validate(data)) if each.verdict == "disagrees"]
    assert [each.part for each in found] == ["Dawe 2007"]
    assert "27%" in found[0].reason


@pytest.mark.parametrize(
    ("numbers", "decimals", "half"),
    [
        ((0.9,), 1, 0.05),
        ((0.9, 0.64), 2, 0.005),
        ((12,), 0, 0.5),
        ((12.0,), 0, 0.5),
        ((-8.6,), 1, 0.05),
        ((6035,), 0, 0.5),
        ((1200,), 0, 0.5),
        ((0.00012,), 5, 0.000005),
    ],
)
def test_how_exactly_a_number_is_printed(
    numbers: tuple[float, ...], decimals: int, half: float
) -> None:
    assert places(*numbers) == decimals
    assert half_a_unit(*numbers) == pytest.approx(half)


counts = st.integers(2, 400).flatmap(lambda n: st.tuples(st.integers(1, n - 1), st.just(n)))


@given(counts, counts, st.integers(1, 4))
def test_what_was_rounded_from_the_counts_agrees_with_them(
    one: tuple[int, int], two: tuple[int, int], digits: int
) -> None:
    groups = arms(events_1=one[0], n_1=one[1], events_2=two[0], n_2=two[1])
    value = stats.odds_ratio(*one, *two).value
    # A number that is printed with fewer digits than it has may have been rounded further.
    shown = round(value, digits)
    if shown > 0 and not math.isclose(shown, round(shown, digits - 1)):
        published = {"measure": "odds ratio", "estimate": shown}
        assert rows(study(published, groups))[0].verdict == "agrees"


@given(
    st.sampled_from(["risk ratio", "mean difference"]),
    st.floats(-3, 3),
    st.floats(0, 2),
    st.integers(0, 3),
)
@example("risk ratio", math.log(0.549), math.log(0.656 / 0.459) / 2, 1)
@example("risk ratio", math.log(0.051), math.log(0.149 / 0.051), 1)
def test_an_interval_round_its_estimate_is_on_centre_however_it_was_rounded(
    measure: str, middle: float, half: float, digits: int
) -> None:
    true = [middle, middle - half, middle + half]
    if measure == "risk ratio":
        true = [math.exp(each) for each in true]
    estimate, low, high = (round(each, digits) for each in true)
    assume(low < high and (low > 0 or measure != "risk ratio"))
    published = {"measure": measure, "estimate": estimate, "ci": [low, high], "ci_level": 95}
    assert rows(study(published, []))[0].verdict == "cannot be redone"


@given(counts, counts)
def test_percentages_give_what_the_counts_give_but_for_rounding(
    one: tuple[int, int], two: tuple[int, int]
) -> None:
    shares = [round(100 * events / n, 1) for events, n in (one, two)]
    found = redo(
        effect("risk difference", unit="points"),
        arms(percent_1=shares[0], percent_2=shares[1]),
        "lower",
    )
    exact = 100 * (one[0] / one[1] - two[0] / two[1])
    assert found is not None
    spare = 0.9 if any(float(share).is_integer() for share in shares) else 0
    assert found.least - spare - 1e-9 <= exact <= found.most + spare + 1e-9


# As text


def test_the_table_has_a_line_for_every_effect_and_says_how_they_came_out() -> None:
    found = table(course())
    said = list(lines(found))
    assert len(said) == len(found) + 2
    assert said[-1] == tally(found)
    assert said[-1].startswith(f"{len(found)} sum")
    line = next(each for each in said if each.startswith("fgc_preproceedings_2024.looked-after"))
    assert line.split() == [
        "fgc_preproceedings_2024.looked-after",
        *("-8.6", "points", "-8.60", "points", "+0", "agrees"),
    ]
    assert list(lines([])) == []


def test_the_whole_table_adds_reasons_contradictions_and_implied_p() -> None:
    said = "\n".join(lines(rows_of("voorzorg_2015", "mst_start_2018"), whole=True))
    assert "Allowed difference: 0.35 either way." in said
    assert "opposite event" in said
    assert "implies p = 0.37" in said


def rows_of(*names: str) -> list[Row]:
    return [each for each in table(course()) if each.record in names]
