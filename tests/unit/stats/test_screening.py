"""Natural frequencies, predictive values and likelihood ratios: Bayes' rule in several guises."""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from evidence_course.stats import screening
from evidence_course.stats.proportions import risk_ratio

unhurried = settings(deadline=None)  # a busy machine is no fault of a formula
thorough = settings(unhurried, max_examples=200)

shares = st.floats(0, 1)
inner = st.floats(0.001, 0.999)
counts = st.integers(1, 2000)
NAN = float("nan")


@given(shares, shares, shares, st.integers(1, 10**6))
@thorough
def test_a_tree_adds_up(prevalence: float, sens: float, spec: float, of: int) -> None:
    tree = screening.natural_frequencies(prevalence, sens, spec, of)
    assert tree.with_condition + tree.without_condition == of
    assert tree.true_positives + tree.false_negatives == tree.with_condition
    assert tree.false_positives + tree.true_negatives == tree.without_condition
    assert tree.positives + tree.negatives == of
    leaves = (
        tree.true_positives,
        tree.false_negatives,
        tree.false_positives,
        tree.true_negatives,
    )
    exact = (
        of * prevalence * sens,
        of * prevalence * (1 - sens),
        of * (1 - prevalence) * (1 - spec),
        of * (1 - prevalence) * spec,
    )
    for leaf, number in zip(leaves, exact, strict=True):
        assert leaf >= 0
        assert abs(leaf - number) <= 1 + 1e-6


@given(st.integers(0, 100), st.integers(0, 100), st.integers(0, 100))
@thorough
def test_whole_per_cents_out_of_a_million_are_exact(prev: int, sens: int, spec: int) -> None:
    tree = screening.natural_frequencies(prev / 100, sens / 100, spec / 100, 1_000_000)
    assert tree.true_positives == prev * sens * 100
    assert tree.true_negatives == (100 - prev) * spec * 100


def test_the_modules_own_case() -> None:
    """2 in 100, 80% found, 90% of the rest left alone: 16 rightly and 98 wrongly flagged."""
    tree = screening.natural_frequencies(0.02, 0.8, 0.9)
    assert (tree.true_positives, tree.false_positives, tree.positives) == (16, 98, 114)
    assert (tree.false_negatives, tree.negatives) == (4, 886)


@given(st.fractions(0, 1), st.fractions(0, 1), st.fractions(0, 1))
@thorough
def test_predictive_values_are_bayes_rule(prev: Fraction, sens: Fraction, spec: Fraction) -> None:
    flagged = prev * sens + (1 - prev) * (1 - spec)
    numbers = float(prev), float(sens), float(spec)
    assume(1e-9 < flagged < 1 - 1e-9)
    found = screening.positive_predictive_value(*numbers)
    assert found == pytest.approx(float(prev * sens / flagged), abs=1e-6)
    found = screening.negative_predictive_value(*numbers)
    assert found == pytest.approx(float((1 - prev) * spec / (1 - flagged)), abs=1e-6)


@given(inner, inner, inner)
@thorough
def test_likelihood_ratios_lead_to_the_predictive_values(
    prev: float, sens: float, spec: float
) -> None:
    ratios = screening.likelihood_ratios(sens, spec)
    after = screening.post_test_probability(prev, ratios.positive)
    assert after == pytest.approx(screening.positive_predictive_value(prev, sens, spec))
    after = screening.post_test_probability(prev, ratios.negative)
    assert 1 - after == pytest.approx(screening.negative_predictive_value(prev, sens, spec))


@given(inner, inner, inner, inner)
@unhurried
def test_the_rarer_the_condition_the_more_false_alarms(
    one: float, two: float, sens: float, spec: float
) -> None:
    rarer, commoner = sorted((one, two))
    found = screening.positive_predictive_value(rarer, sens, spec)
    assert found <= screening.positive_predictive_value(commoner, sens, spec) + 1e-12


@given(inner, inner, inner)
@unhurried
def test_a_test_and_its_opposite_swap_the_branches(prev: float, sens: float, spec: float) -> None:
    found = screening.positive_predictive_value(prev, sens, spec)
    assert found == pytest.approx(1 - screening.negative_predictive_value(prev, 1 - sens, 1 - spec))


def test_a_perfect_test_settles_it() -> None:
    assert screening.likelihood_ratios(0.9, 1.0).positive == math.inf
    assert screening.post_test_probability(0.01, math.inf) == 1
    assert screening.post_test_probability(1, 0) == 1
    assert screening.positive_predictive_value(0.01, 0.9, 1.0) == 1


@given(inner, inner, inner)
@unhurried
def test_numbers_needed_are_reciprocals(prev: float, sens: float, spec: float) -> None:
    ppv = screening.positive_predictive_value(prev, sens, spec)
    npv = screening.negative_predictive_value(prev, sens, spec)
    assert screening.number_needed_to_flag(ppv) * ppv == pytest.approx(1)
    cleared = screening.number_safely_cleared(npv)
    assert cleared / (1 + cleared) == pytest.approx(npv)
    tested = screening.number_needed_to_screen(prev, sens)
    flagged = tested * (prev * sens + (1 - prev) * (1 - spec))
    assert flagged == pytest.approx(screening.number_needed_to_flag(ppv))


@given(counts, counts, counts, counts)
@unhurried
def test_counts_give_the_shares_and_the_ratios(tp: int, fp: int, fn: int, tn: int) -> None:
    found = screening.accuracy_from_counts(tp, fp, fn, tn)
    prev = found.prevalence.value
    sens, spec = found.sensitivity.value, found.specificity.value
    ppv = screening.positive_predictive_value(prev, sens, spec)
    assert found.positive_predictive_value.value == pytest.approx(ppv)
    assert found.accuracy.value == pytest.approx(prev * sens + (1 - prev) * spec)
    for part in (found.sensitivity, found.specificity, found.negative_predictive_value):
        assert 0 <= part.low <= part.value <= part.high <= 1
    ratios = screening.likelihood_ratios_from_counts(tp, fp, fn, tn)
    wanted = screening.likelihood_ratios(sens, spec)
    assert ratios.positive.value == pytest.approx(wanted.positive)
    assert ratios.negative.value == pytest.approx(wanted.negative)
    as_risks = risk_ratio(tp, tp + fn, fp, fp + tn)
    assert ratios.positive.low == pytest.approx(as_risks.low)
    assert ratios.positive.high == pytest.approx(as_risks.high)


IMPOSSIBLE: list[tuple[Callable[..., Any], tuple[Any, ...], str]] = [
    (screening.natural_frequencies, (1.1, 0.5, 0.5), "prevalence"),
    (screening.natural_frequencies, (0.1, -0.5, 0.5), "sensitivity"),
    (screening.natural_frequencies, (0.1, 0.5, NAN), "specificity"),
    (screening.natural_frequencies, (0.1, 0.5, 0.5, 0), "of"),
    (screening.positive_predictive_value, (0.1, 0, 1), "sensitivity and specificity"),
    (screening.positive_predictive_value, (2, 0.5, 0.5), "prevalence"),
    (screening.negative_predictive_value, (0.1, 1, 0), "sensitivity and specificity"),
    (screening.likelihood_ratios, (0.5, 0), "specificity"),
    (screening.likelihood_ratios, (0, 1), "sensitivity and specificity"),
    (screening.post_test_probability, (1.5, 2), "prior"),
    (screening.post_test_probability, (0.5, -2), "likelihood_ratio"),
    (screening.post_test_probability, (0, math.inf), "likelihood_ratio"),
    (screening.number_needed_to_flag, (0,), "predictive_value"),
    (screening.number_needed_to_flag, (1.1,), "predictive_value"),
    (screening.number_safely_cleared, (1,), "predictive_value"),
    (screening.number_needed_to_screen, (0, 0.5), "prevalence"),
    (screening.number_needed_to_screen, (0.5, 0), "sensitivity"),
    (screening.accuracy_from_counts, (1.5, 1, 1, 1), "true_positives"),
    (screening.accuracy_from_counts, (0, 1, 0, 1), "true_positives and false_negatives"),
    (screening.accuracy_from_counts, (0, 0, 1, 1), "true_positives and false_positives"),
    (screening.accuracy_from_counts, (1, 1, 1, 1, 95), "level"),
    (screening.likelihood_ratios_from_counts, (1, 0, 1, 1), "false_positives"),
]


@pytest.mark.parametrize(("function", "args", "name"), IMPOSSIBLE)
def test_what_cannot_be_is_refused_by_name(
    function: Callable[..., Any], args: tuple[Any, ...], name: str
) -> None:
    with pytest.raises(ValueError, match=rf"^{name} "):
        function(*args)
