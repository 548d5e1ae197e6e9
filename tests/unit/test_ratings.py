"""The rating rules: single cases, laws over random bodies of studies, and the real register."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence_course.load import load
from evidence_course.model.course import Course, EvidenceFile
from evidence_course.model.evidence import Approach, Outcome, Pooled, Review, Study
from evidence_course.ratings import TRUST_WORDS, findings, label, narrowed, rate, trust
from evidence_course.validate import ratings

ROOT = Path(__file__).parents[2]
SOURCE = {
    "title": "A trial",
    "short": "Somebody 2020",
    "citation": "Somebody 2020.",
    "url": "https://example.org/a",
    "population": "Families.",
    "comparison": "Usual help.",
    "limits": ["Small."],
    "verified": "primary",
    "verified_at": "https://example.org/a",
    "review_by": date(2027, 1, 1),
    "summary": "It found something.",
}


def outcome(**fields: Any) -> Outcome:
    published = fields.pop("published", {"measure": "risk difference", "ci": [-0.2, -0.1]})
    plain = {"id": "harm", "name": "Harm", "type": "binary", "about_people": True}
    data = {**plain, "better": "lower", "published": published, **fields}
    return Outcome.model_validate(data)


def study(*outcomes: Outcome, name: str = "one", **fields: Any) -> Study:
    plain = {"design": "randomised trial", "country": ["England"]}
    data = {**SOURCE, "id": name, "kind": "study", **plain, **fields}
    return Study.model_validate({**data, "outcomes": list(outcomes)})


def review(*outcomes: Pooled, name: str = "pooled", **fields: Any) -> Review:
    data = {**SOURCE, "id": name, "kind": "review", "included": "Seven trials.", **fields}
    return Review.model_validate({**data, "outcomes": list(outcomes)})


def published(**fields: Any) -> dict[str, Any]:
    return {"measure": "risk difference", **fields}


def signs(test: Study | Review) -> list[str]:
    return [finding.sign for finding in findings(test)]


GOOD = outcome()
BAD = outcome(published=published(ci=[0.1, 0.2]))
UNCLEAR = outcome(published=published(ci=[-0.2, 0.1]))


# One outcome


@pytest.mark.parametrize(
    ("better", "effect", "sign"),
    [
        ("lower", published(ci=[-0.2, -0.1]), "good"),
        ("higher", published(ci=[-0.2, -0.1]), "bad"),
        ("lower", published(ci=[0.1, 0.2]), "bad"),
        ("lower", published(ci=[-0.2, 0.0]), "not clear"),
        ("lower", {"measure": "odds ratio", "ci": [0.4, 0.9]}, "good"),
        ("lower", {"measure": "odds ratio", "ci": [1.1, 1.9]}, "bad"),
        ("lower", {"measure": "rate ratio", "ci": [0.9, 1.1]}, "not clear"),
        (
            "lower",
            {"measure": "mean difference", "ci": [2.0, 7.0], "positive_favours_programme": True},
            "good",
        ),
        ("lower", published(estimate=-0.1, p=0.01), "good"),
        ("lower", published(estimate=-0.1, p="<0.001"), "good"),
        ("lower", published(estimate=-0.1, p="< .05"), "good"),
        ("lower", published(estimate=0.1, p=0.049), "bad"),
        ("lower", published(estimate=-0.1, p=0.05), "not clear"),
        ("lower", published(estimate=-0.1, p=">0.05"), "not clear"),
        ("lower", {"measure": "odds ratio", "estimate": 0.5, "p": 0.01}, "good"),
        ("lower", published(said="better"), "sign of good"),
        ("lower", published(said="worse"), "sign of bad"),
        (None, published(said="no clear difference"), "not clear"),
        (None, published(ci=[-0.2, 0.1]), "not clear"),
    ],
)
def test_what_one_outcome_counts_as(better: str | None, effect: dict[str, Any], sign: str) -> None:
    assert signs(study(outcome(better=better, published=effect))) == [sign]


@pytest.mark.parametrize(
    "effect",
    [
        published(estimate=-13.0),
        published(p="not printed"),
        published(p="<0.1", estimate=-0.1),
        published(p=0.01),
        {"measure": "direction only", "as_printed": "Less than before."},
    ],
)
def test_bare_figures_and_loose_words_count_for_nothing(effect: dict[str, Any]) -> None:
    assert signs(study(outcome(published=effect))) == []


def test_a_clear_range_without_a_good_direction_counts_for_nothing() -> None:
    assert signs(study(outcome(better=None))) == []


def test_a_printed_range_comes_before_a_p_value() -> None:
    effect = {"measure": "odds ratio", "estimate": 1.32, "ci": [0.99, 1.76], "p": 0.03}
    assert signs(study(outcome(published=effect))) == ["not clear"]


def test_two_scales_that_disagree_give_a_sign_only() -> None:
    ratio = {"published": {"measure": "risk ratio", "ci": [0.54, 1.07]}}
    assert signs(study(outcome(also=[ratio]))) == ["sign of good"]


COUNTED = {
    "arms": [{"label": "A", "n": 42, "events": 8}, {"label": "B", "n": 35, "events": 17}],
    "published": {"measure": "percentages"},
}


def test_counts_give_a_range_where_people_were_randomised_one_by_one() -> None:
    assert signs(study(outcome(**COUNTED))) == ["good"]
    assert findings(study(outcome(**COUNTED)))[0].basis == "counts"
    assert signs(study(outcome(**COUNTED), design="cluster randomised trial")) == []
    assert signs(study(outcome(**COUNTED, counts_are="not unique"))) == []


def test_means_with_their_spread_give_a_range_too() -> None:
    arms = [
        {"label": "A", "n": 361, "mean": 6.8, "se": 0.27},
        {"label": "B", "n": 360, "mean": 7.6, "sd": 5.5},
    ]
    effect = {"measure": "means"}
    found = outcome(type="continuous", arms=arms, published=effect)
    assert signs(study(found)) == ["good"]
    alike = [{**arm, "mean": 7.0} for arm in arms]
    assert signs(study(outcome(type="continuous", arms=alike, published=effect))) == ["not clear"]


def test_p_with_two_percentages_knows_its_side() -> None:
    arms = [{"label": "A", "percent": 11.0}, {"label": "B", "percent": 19.0}]
    assert signs(study(outcome(arms=arms, published={"measure": "percentages", "p": 0.04}))) == [
        "good"
    ]


# One study


@pytest.mark.parametrize("design", ["before and after", "process evaluation", "descriptive"])
def test_without_a_comparison_nothing_counts(design: str) -> None:
    assert signs(study(GOOD, design=design)) == []


def test_an_unmatched_comparison_gives_a_sign_only() -> None:
    assert signs(study(GOOD, design="unmatched comparison")) == ["sign of good"]


def test_a_result_for_adults_is_a_sign_or_a_benefit_not_found() -> None:
    assert signs(study(outcome(about_people=False))) == ["sign of good"]
    unclear = outcome(about_people=False, published=published(ci=[-0.2, 0.1]))
    assert label([study(unclear)]) == "no benefit found"


def test_main_outcomes_decide_and_the_others_only_hint() -> None:
    main = outcome(id="plan", primary=True, about_people=False, published=published(ci=[-1, 1]))
    assert signs(study(main, GOOD)) == ["not clear", "sign of good"]
    assert label([study(main, GOOD)]) == "mixed"


def test_other_outcomes_that_are_not_clear_or_about_costs_do_not_count() -> None:
    main = outcome(id="home", primary=True)
    cost = outcome(id="cost", about_people=False, published=published(ci=[10.0, 20.0]))
    assert signs(study(main, cost, outcome(id="x", published=published(ci=[-1, 1])))) == ["good"]


def test_an_unread_main_outcome_leaves_it_to_those_of_children() -> None:
    main = outcome(id="plan", primary=True, published={"measure": "direction only"})
    assert signs(study(main, GOOD)) == ["good"]


def test_a_study_of_several_approaches_is_narrowed_to_one() -> None:
    both = study(GOOD, outcome(id="other", published=published(ci=[0.1, 0.2])))
    assert label([narrowed(both, ["harm"])]) == "evidence of benefit"
    assert label([narrowed(both, ["other"])]) == "harm found"
    assert narrowed(both, None) is both


# All studies


@pytest.mark.parametrize(
    ("outcomes", "expected"),
    [
        ([], "not yet tested for impact"),
        ([GOOD], "evidence of benefit"),
        ([BAD], "harm found"),
        ([UNCLEAR], "no benefit found"),
        ([GOOD, BAD], "mixed"),
        ([BAD, UNCLEAR], "harm found"),
        ([GOOD, outcome(published=published(said="worse"))], "mixed"),
        ([outcome(published=published(said="better"))], "mixed"),
        ([outcome(published=published(said="no clear difference"))], "no benefit found"),
    ],
)
def test_labels(outcomes: list[Outcome], expected: str) -> None:
    tests = [study(each, name=f"s{index}") for index, each in enumerate(outcomes)]
    assert label([each.model_copy(update={"country": ["Canada"]}) for each in tests]) == expected


def test_a_benefit_abroad_and_none_in_a_uk_trial_is_mixed() -> None:
    abroad = study(GOOD, name="abroad", country=["United States"])
    here = study(UNCLEAR, name="here", country=["Wales"])
    assert label([abroad]) == "evidence of benefit"
    assert label([abroad, here]) == "mixed"
    assert label([abroad, here, study(GOOD, name="too")]) == "evidence of benefit"


POOLED = Pooled.model_validate(
    {
        "id": "offence",
        "name": "Offence",
        "about_people": True,
        "better": "lower",
        "published": {"measure": "odds ratio", "estimate": 1.68, "ci": [1.2, 2.36]},
    }
)


@pytest.mark.parametrize(
    ("tests", "expected"),
    [
        ([], 0),
        ([study(GOOD, design="before and after")], 0),
        ([study(outcome(published=published(said="better")))], 1),
        ([study(GOOD, design="matched comparison")], 1),
        ([study(GOOD)], 2),
        ([study(GOOD), study(GOOD, name="two", developer_involved=True)], 3),
        (
            [
                study(GOOD, developer_involved=True),
                study(GOOD, name="two", country=["Ireland"], developer_involved=True),
            ],
            2,
        ),
        ([study(GOOD), study(GOOD, name="two", country=["Wales"])], 3),
        ([study(GOOD), study(GOOD, name="two", country=["Ireland"])], 4),
        ([review(POOLED)], 2),
        ([review(POOLED, pools="randomised trials")], 3),
    ],
)
def test_trust(tests: list[Study | Review], expected: int) -> None:
    assert trust(tests) == expected
    assert expected in TRUST_WORDS


def test_two_reports_of_one_trial_are_one_trial() -> None:
    first = study(GOOD, name="early", registration="ISRCTN23019866")
    later = study(GOOD, name="late", registration="ISRCTN23019866, before the start.")
    assert trust([first, later]) == 2


def test_reasons_name_what_counts() -> None:
    rating = rate([study(GOOD), study(UNCLEAR, name="two", country=["Ireland"])])
    assert "2 randomised trials with figures" in rating.trust_reason
    assert "Ireland, UK" in rating.trust_reason
    assert [finding.record for finding in rating.findings] == ["one", "two"]


# Laws

intervals = st.tuples(st.floats(-2, 2), st.floats(-2, 2)).map(sorted)
effects = st.one_of(
    st.builds(lambda ci: published(ci=ci), intervals),
    st.builds(lambda ci: {"measure": "odds ratio", "ci": ci}, intervals),
    st.builds(lambda p, x: published(p=p, estimate=x), st.floats(0, 1), st.floats(-1, 1)),
    st.builds(
        lambda said: {"measure": "direction only", "said": said},
        st.sampled_from(["better", "no clear difference", "worse"]),
    ),
    st.just({"measure": "direction only"}),
)
outcomes = st.builds(
    lambda effect, **fields: outcome(published=effect, **fields),
    effects,
    primary=st.booleans(),
    about_people=st.booleans(),
    better=st.sampled_from(["lower", "higher", None]),
)
DESIGNS = [
    "randomised trial",
    "quasi-randomised trial",
    "cluster randomised trial",
    "stepped-wedge trial",
    "matched comparison",
    "unmatched comparison",
    "interrupted time series",
    "before and after",
    "process evaluation",
    "descriptive",
]
some_studies = st.builds(
    lambda found, **fields: study(*found, **fields),
    st.lists(outcomes, max_size=3),
    design=st.sampled_from(DESIGNS),
    country=st.lists(st.sampled_from(["England", "Wales", "Canada", "Ireland"]), max_size=2),
    developer_involved=st.sampled_from([True, False, None]),
)
bodies = st.lists(some_studies, max_size=5).map(
    lambda found: [each.model_copy(update={"id": f"s{index}"}) for index, each in enumerate(found)]
)
harms = st.builds(
    lambda main, design, country: study(
        outcome(primary=main, published=published(ci=[0.1, 0.2])),
        name="harm",
        design=design,
        country=[country],
    ),
    st.booleans(),
    st.sampled_from(DESIGNS[:7]),
    st.sampled_from(["England", "Canada"]),
)


@given(bodies, st.randoms(use_true_random=False))
def test_the_order_of_studies_does_not_matter(tests: list[Study], random: Any) -> None:
    shuffled = list(tests)
    random.shuffle(shuffled)
    assert rate(shuffled) == rate(tests)


@given(bodies)
def test_a_study_named_twice_counts_once(tests: list[Study]) -> None:
    assert rate([*tests, *tests]) == rate(tests)
    assert label([*tests, *tests]) == label(tests)
    assert trust([*tests, *tests]) == trust(tests)


@given(bodies, harms)
def test_a_harm_never_makes_it_a_benefit(tests: list[Study], harm: Study) -> None:
    assert label([*tests, harm]) in ("harm found", "mixed")


@given(bodies, some_studies)
def test_a_further_study_without_a_clear_good_result_never_makes_a_benefit(
    tests: list[Study], further: Study
) -> None:
    further = further.model_copy(update={"id": "further"})
    if label(tests) != "evidence of benefit" and "good" not in signs(further):
        assert label([*tests, further]) != "evidence of benefit"


@given(bodies, some_studies)
def test_a_further_study_never_lowers_trust(tests: list[Study], further: Study) -> None:
    further = further.model_copy(update={"id": "further"})
    assert trust([*tests, further]) >= trust(tests)


@given(bodies)
def test_the_label_is_not_tested_exactly_where_trust_is_nought(tests: list[Study]) -> None:
    assert (label(tests) == "not yet tested for impact") == (trust(tests) == 0)


@given(bodies)
def test_turning_every_direction_round_turns_the_label_round(tests: list[Study]) -> None:
    """Good for bad gives harm for benefit; only the rule on UK trials has no counterpart."""
    abroad = [each.model_copy(update={"country": ["Canada"]}) for each in tests]
    turned = {"evidence of benefit": "harm found", "harm found": "evidence of benefit"}
    found = label([_turned(each) for each in abroad])
    if label(abroad) in turned and not _has_hint(abroad):
        assert found == turned[label(abroad)]


def _has_hint(tests: list[Study]) -> bool:
    return any(sign.startswith("sign of") for each in tests for sign in signs(each))


def _turned(test: Study) -> Study:
    other = {"lower": "higher", "higher": "lower", None: None}
    words = {"better": "worse", "worse": "better"}
    found = []
    for each in test.outcomes:
        said = each.published.said
        effect = each.published.model_copy(update={"said": words.get(str(said), said)})
        found.append(each.model_copy(update={"better": other[each.better], "published": effect}))
    return test.model_copy(update={"outcomes": found})


# What an approach states


def approach(**fields: Any) -> Approach:
    plain = {
        "id": "visits",
        "kind": "approach",
        "name": "Visits",
        "what_it_is": "Somebody visits.",
        "for_whom": "Families.",
        "setting": "home",
        "outcomes": ["parenting"],
        "label": "evidence of benefit",
        "label_reason": "A gain.",
        "trust": {"level": 2, "reason": "One trial."},
        "effect": "Some.",
        "cost": {"band": "not known", "reason": "Not read."},
        "tested_in": ["England"],
        "tested_in_uk": True,
        "hard_to_test": "no",
        "hard_to_test_reason": "It is easy.",
        "context": "Here.",
        "studies": ["one"],
        "review_by": date(2027, 1, 1),
        "checked_on": date(2026, 11, 23),
    }
    return Approach.model_validate({**plain, **fields})


def messages(record: Approach, *tests: Study) -> list[str]:
    files = {
        each.id: EvidenceFile(each.id, f"course/evidence/{each.id}.yml", each, "", {}, {}, {}, {})
        for each in (record, *tests)
    }
    course = Course(ROOT, *[None] * 8, evidence=files)  # type: ignore[arg-type]
    return [problem.message for problem in ratings.check(course)]


def judged(label_by_rule: str = "evidence of benefit", trust_by_rule: int = 2) -> dict[str, Any]:
    return {
        "label_by_rule": label_by_rule,
        "trust_by_rule": trust_by_rule,
        "reason": "Half of the families left.",
    }


def test_a_record_that_states_what_the_rules_give_has_no_fault() -> None:
    assert messages(approach(), study(GOOD)) == []


def test_another_label_or_mark_needs_a_judgement() -> None:
    (wrong,) = messages(approach(label="harm found"), study(GOOD))
    assert wrong.startswith("'label' is 'harm found', and the rules give 'evidence of benefit'")
    (wrong,) = messages(approach(trust={"level": 4, "reason": "Sure."}), study(GOOD))
    assert "the trust mark is 4, and the rules give 2" in wrong
    assert messages(approach(label="mixed", judgement=judged()), study(GOOD)) == []


def test_a_judgement_is_judged_again_when_the_rules_give_something_else() -> None:
    stale = approach(label="mixed", judgement=judged("no benefit found", 1))
    assert messages(stale, study(GOOD)) == [
        "'label_by_rule' is 'no benefit found', and the rules now give 'evidence of benefit': "
        "judge again",
        "'trust_by_rule' is '1', and the rules now give '2': judge again",
    ]


def test_a_judgement_that_changes_nothing_is_to_be_deleted() -> None:
    (message,) = messages(approach(judgement=judged()), study(GOOD))
    assert message.endswith("delete 'judgement'")


def test_where_it_was_tested_is_where_its_studies_were() -> None:
    wrong = approach(tested_in=["Canada"], tested_in_uk=False)
    assert messages(wrong, study(GOOD)) == [
        "'tested_in' must name the countries of its studies: England",
        "'tested_in_uk' must be true, as its studies say",
    ]


def test_only_names_outcomes_of_its_own_studies() -> None:
    both = study(GOOD, outcome(id="other", published=published(ci=[0.1, 0.2])))
    assert messages(approach(only={"one": ["harm"]}), both) == []
    (typo,) = messages(approach(only={"one": ["harm", "othr"]}), both)
    assert typo == "'one' has no outcome 'othr': did you mean 'other'?"
    stray = messages(approach(only={"two": ["harm"]}), study(GOOD))
    assert "'two', which is not among this approach's 'studies'" in stray[0]


def test_marks_wait_until_every_study_is_in_the_register() -> None:
    assert messages(approach(label="harm found", studies=["one", "lost"]), study(GOOD)) == []


# The real register


@pytest.fixture(scope="module")
def register() -> Course:
    course, _ = load(ROOT)
    assert course is not None
    return course


def test_every_approach_of_the_course_states_what_its_studies_give(register: Course) -> None:
    assert [problem.message for problem in ratings.check(register)] == []


def test_the_register_holds_at_least_thirty_approaches_and_all_five_labels(
    register: Course,
) -> None:
    found = [file.record for file in register.evidence.values()]
    approaches = [record for record in found if isinstance(record, Approach)]
    assert len(approaches) >= 30
    assert len({record.label for record in approaches}) == 5


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("scared-straight", "harm found"),
        ("social-workers-in-schools", "no benefit found"),
        ("mash", "not yet tested for impact"),
        ("family-group-conference", "mixed"),
        ("incredible-years", "evidence of benefit"),
    ],
)
def test_labels_that_the_course_teaches(register: Course, name: str, expected: str) -> None:
    record = register.evidence[name].record
    assert isinstance(record, Approach)
    assert rate(ratings.tests_of(register, record)).label == record.label == expected


def test_a_judgement_is_a_rare_thing(register: Course) -> None:
    records = [file.record for file in register.evidence.values()]
    approaches = [record for record in records if isinstance(record, Approach)]
    judged_here = [record for record in approaches if record.judgement]
    assert len(judged_here) <= len(approaches) / 8, (
        f"{len(judged_here)} of {len(approaches)} approaches keep a label of their own by a "
        "'judgement', and this course promises one in eight at most: take the label of the rules"
    )
