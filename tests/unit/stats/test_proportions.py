"""Risks and tables of two groups, against statsmodels and SciPy."""

from __future__ import annotations

import math

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from scipy.stats import contingency
from statsmodels.stats.contingency_tables import Table2x2
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

from evidence_course import stats
from evidence_course.stats import Estimate

many = settings(deadline=None, max_examples=200)
some = settings(deadline=None, max_examples=100)
slow = settings(deadline=None, max_examples=60)
levels = st.floats(0.5, 0.9999)
Arms = tuple[int, int, int, int]


@st.composite
def one_arm(draw: st.DrawFn, least: int = 0, spare: int = 0, most: int = 10**6) -> tuple[int, int]:
    """Events and people; as often small as large, with both ends."""
    n = draw(st.integers(max(1, least + spare), 60) | st.integers(max(1, least + spare), most))
    ends = st.sampled_from((least, n - spare))
    return draw(st.integers(least, n - spare) | ends), n


@st.composite
def arms(draw: st.DrawFn, least: int = 0, spare: int = 0) -> Arms:
    return (*draw(one_arm(least, spare)), *draw(one_arm(least, spare)))


@given(one_arm(), levels)
@example((0, 1), 0.95)
@example((1, 1), 0.95)
@example((0, 10**9), 0.95)
@example((1, 10**12), 0.95)
@many
def test_wilson(arm: tuple[int, int], level: float) -> None:
    found = stats.wilson(*arm, level)
    wanted = proportion_confint(*arm, 1 - level, method="wilson")
    assert (found.low, found.high) == pytest.approx(wanted, rel=1e-9, abs=1e-15)


@given(one_arm(), levels)
@example((0, 1), 0.95)
@example((1, 1), 0.95)
@example((3, 10**9), 0.95)
@some
def test_clopper_pearson(arm: tuple[int, int], level: float) -> None:
    found = stats.clopper_pearson(*arm, level)
    wanted = proportion_confint(*arm, 1 - level, method="beta")
    assert (found.low, found.high) == pytest.approx(wanted, rel=1e-8, abs=1e-15)
    assert found.low <= arm[0] / arm[1] <= found.high
    assert stats.risk(*arm, level, exact=True) == Estimate(
        arm[0] / arm[1], found.low, found.high, level
    )


@given(arms(), levels)
@many
def test_risk_difference(counts: Arms, level: float) -> None:
    found = stats.risk_difference(*counts, level)
    wanted = confint_proportions_2indep(*counts, method="newcomb", alpha=1 - level)
    assert (found.low, found.high) == pytest.approx(wanted, rel=1e-9, abs=1e-12)
    plain = stats.risk_difference(*counts, level, method="wald")
    wanted = confint_proportions_2indep(*counts, method="wald", alpha=1 - level)
    assert (plain.low, plain.high) == pytest.approx(wanted, rel=1e-9, abs=1e-12)


@given(arms(least=1), levels)
@slow
def test_risk_ratio(counts: Arms, level: float) -> None:
    found = stats.risk_ratio(*counts, level)
    wanted = contingency.relative_risk(*counts)
    assert found.value == pytest.approx(wanted.relative_risk)
    ends = wanted.confidence_interval(level)
    assert (found.low, found.high) == pytest.approx((ends.low, ends.high), rel=1e-9)


@given(arms(least=1, spare=1), levels)
@slow
def test_odds_ratio(counts: Arms, level: float) -> None:
    a, m, c, n = counts
    found, wanted = stats.odds_ratio(*counts, level), Table2x2([[a, m - a], [c, n - c]])
    assert found.value == pytest.approx(wanted.oddsratio)
    ends = wanted.oddsratio_confint(1 - level)
    assert (found.low, found.high) == pytest.approx(ends, rel=1e-9)


@given(arms(), st.floats(0.01, 1))
@slow
def test_a_correction_makes_every_table_possible(counts: Arms, correction: float) -> None:
    a, m, c, n = counts
    cells = [[a + correction, m - a + correction], [c + correction, n - c + correction]]
    wanted = Table2x2(cells)
    for found, value, ends in (
        (stats.odds_ratio, wanted.oddsratio, wanted.oddsratio_confint()),
        (stats.risk_ratio, wanted.riskratio, wanted.riskratio_confint()),
    ):
        result = found(*counts, correction=correction)
        assert (result.value, result.low, result.high) == pytest.approx((value, *ends), rel=1e-9)


@given(st.floats(0.001, 0.999), st.floats(0.001, 0.999))
@some
def test_a_risk_comes_back_from_its_ratio(risk_1: float, risk_2: float) -> None:
    odds = (risk_1 / (1 - risk_1)) / (risk_2 / (1 - risk_2))
    assert stats.risk_from_odds_ratio(odds, risk_2) == pytest.approx(risk_1)
    assume(risk_1 / risk_2 * risk_2 <= 1)
    assert stats.risk_from_risk_ratio(risk_1 / risk_2, risk_2) == pytest.approx(risk_1)


# Number needed to treat


@given(arms(), st.booleans())
@some
def test_number_needed_is_one_in_the_difference(counts: Arms, good: bool) -> None:
    difference = stats.risk_difference(*counts)
    found = stats.number_needed_to_treat(*counts, events_are_good=good)
    gain = difference if good else difference.times(-1)
    assert found.through_infinity == (gain.low < 0 < gain.high)
    for one_in, share in (
        (found.value, gain.value),
        (found.best, gain.high),
        (found.worst, gain.low),
    ):
        assert one_in == (pytest.approx(1 / share) if share else math.inf)


def test_number_needed_of_published_trials() -> None:
    """Altman 1998: a benefit of 5 (1 to 9) in 100, and one that may be a harm."""
    found = stats.number_needed(Estimate(-0.05, -0.09, -0.01, 0.95))
    assert (found.value, found.best, found.worst) == pytest.approx((20, 100 / 9, 100))
    assert not found.through_infinity
    found = stats.number_needed(Estimate(0.1, -0.05, 0.25, 0.95), events_are_good=True)
    assert (found.value, found.best, found.worst) == pytest.approx((10, 4, -20))
    assert found.through_infinity


# E-values


def test_e_value_of_an_interval_is_that_of_the_nearer_end() -> None:
    assert stats.e_value_of_limit(Estimate(3.9, 1.8, 8.7, 0.95)) == pytest.approx(3.0)
    assert stats.e_value_of_limit(Estimate(0.8, 0.71, 0.91, 0.95)) == pytest.approx(1.428571)
    assert stats.e_value_of_limit(Estimate(1.2, 0.9, 1.6, 0.95)) == 1


@given(st.floats(0.01, 100))
@some
def test_e_value_explains_the_ratio_away(ratio: float) -> None:
    """A cause as strong as E on both sides shifts a ratio by E squared over 2 E less 1."""
    e = stats.e_value(ratio)
    assert e * e / (2 * e - 1) == pytest.approx(max(ratio, 1 / ratio))
    assert e == pytest.approx(stats.e_value(1 / ratio))
