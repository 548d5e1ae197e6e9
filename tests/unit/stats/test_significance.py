"""Tests of tables, p values and intervals, many p values: against SciPy and statsmodels."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from scipy import stats as scipy_stats
from statsmodels.stats.multitest import multipletests
from test_proportions import Arms, arms, levels

from evidence_course import stats

some = settings(deadline=None, max_examples=100)
small = st.integers(0, 30)


def fisher_by_fractions(a: int, m: int, c: int, n: int) -> dict[str, float]:
    """All tables with the same margins, counted exactly."""
    events, ways = a + c, math.comb(m + n, a + c)
    chances = {
        x: Fraction(math.comb(m, x) * math.comb(n, events - x), ways)
        for x in range(max(0, events - n), min(events, m) + 1)
    }
    return {
        "two-sided": float(sum(p for p in chances.values() if p <= chances[a])),
        "less": float(sum(p for x, p in chances.items() if x <= a)),
        "greater": float(sum(p for x, p in chances.items() if x >= a)),
    }


@given(small, small, small, small)
@example(0, 1, 0, 1)
@example(3, 0, 0, 3)
@settings(some, max_examples=200)
def test_fisher_against_whole_fractions(a: int, b: int, c: int, d: int) -> None:
    assume(a + b and c + d)
    counts = (a, a + b, c, c + d)
    for alternative, wanted in fisher_by_fractions(*counts).items():
        found = stats.fisher_exact(*counts, alternative=alternative)
        assert found == pytest.approx(wanted, rel=1e-10), alternative


@given(arms(), st.sampled_from(("two-sided", "less", "greater")))
@example((10**6, 10**7, 10**6 + 3000, 10**7), "two-sided")
@some
def test_fisher_of_large_groups(counts: Arms, alternative: str) -> None:
    a, m, c, n = counts
    wanted = float(scipy_stats.fisher_exact([[a, m - a], [c, n - c]], alternative)[1])
    found = stats.fisher_exact(*counts, alternative=alternative)
    assert found == pytest.approx(wanted, rel=1e-5, abs=1e-12)


tables = st.integers(2, 5).flatmap(
    lambda width: st.lists(
        st.lists(st.integers(0, 500), min_size=width, max_size=width), min_size=2, max_size=5
    )
)


@given(tables, st.booleans())
@some
def test_chi_squared(table: list[list[int]], corrected: bool) -> None:
    assume(all(map(sum, table)) and all(map(sum, zip(*table, strict=True))))
    found = stats.chi_squared(table, corrected=corrected)
    wanted = scipy_stats.chi2_contingency(table, correction=corrected)
    assert found.statistic == pytest.approx(wanted.statistic, rel=1e-9, abs=1e-9)
    assert found.p == pytest.approx(wanted.pvalue, rel=1e-7, abs=1e-290)
    assert found.df == wanted.dof
    assert np.allclose(found.expected, wanted.expected_freq)


@given(st.lists(st.tuples(st.integers(0, 1000), st.floats(0.1, 100)), min_size=2, max_size=12))
@some
def test_goodness_of_fit(pairs: list[tuple[int, float]]) -> None:
    observed, weights = (list(values) for values in zip(*pairs, strict=True))
    assume(sum(observed) > 0)
    found = stats.goodness_of_fit(observed, weights)
    expected = np.array(weights) * sum(observed) / sum(weights)
    wanted = scipy_stats.chisquare(observed, expected)
    assert found.statistic == pytest.approx(wanted.statistic)
    assert found.p == pytest.approx(wanted.pvalue, rel=1e-7, abs=1e-290)


def test_a_fitted_mean_costs_a_degree_of_freedom() -> None:
    """Homicides on 1,095 days: the print has 6 degrees of freedom, and 5 are right."""
    observed = [259, 387, 261, 131, 40, 13, 3]
    shares = stats.poisson_shares(1545 / 1095, 6)
    assert stats.goodness_of_fit(observed, shares, fitted=1).p == pytest.approx(0.923, abs=5e-4)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=20))
@some
def test_many_p_values(p_values: list[float]) -> None:
    n, found = len(p_values), stats.benjamini_hochberg(p_values)
    assert found == pytest.approx(list(scipy_stats.false_discovery_control(p_values)), abs=1e-12)
    assert stats.bonferroni(p_values) == [min(1, n * p) for p in p_values]
    for p, adjusted in zip(p_values, stats.holm(p_values), strict=True):
        steps = [(sum(q >= other for q in p_values)) * other for other in p_values if other <= p]
        assert adjusted == pytest.approx(min(1, max(steps)))


def test_many_p_values_as_statsmodels_adjusts_them() -> None:
    p_values = [0.0001, 0.0201, 0.0019, 0.0095, 0.0201, 0.0278, 0.4262, 0.6528, 1.0]
    assert stats.holm(p_values) == pytest.approx(list(multipletests(p_values, method="holm")[1]))
    wanted = multipletests(p_values, method="fdr_bh")[1]
    assert stats.benjamini_hochberg(p_values) == pytest.approx(list(wanted))


@given(st.floats(-30, 30), st.floats(0.5, 1e6))
@some
def test_p_of_a_statistic(value: float, df: float) -> None:
    wanted = 2 * scipy_stats.norm.sf(abs(value))
    assert stats.p_from_z(value) == pytest.approx(wanted, rel=1e-11)
    wanted = 2 * scipy_stats.t.sf(abs(value), df)
    assert stats.p_from_t(value, df) == pytest.approx(wanted, rel=1e-8, abs=1e-290)


@given(st.floats(-50, 50), st.floats(1e-6, 0.9999), levels, st.booleans())
@some
def test_p_and_interval_lead_to_each_other(
    log_value: float, p: float, level: float, ratio: bool
) -> None:
    assume(abs(log_value) > 1e-3)
    value = math.exp(log_value) if ratio else log_value
    assume(0.02 < p < 0.98)
    found = stats.interval_from_p(value, p, level, ratio=ratio)
    assume(found.high < 1e50 and found.low > 1e-50 or not ratio)
    back = stats.p_from_interval(value, found.low, found.high, level, ratio)
    assert back == pytest.approx(p, rel=1e-6)
    error = stats.standard_error_from_interval(found.low, found.high, level, ratio=ratio)
    assert stats.p_from_z(log_value / error) == pytest.approx(p, rel=1e-6)


def test_published_intervals_and_p_values() -> None:
    """Altman and Bland 2011: their worked examples, which print 2 or 3 digits."""
    found = stats.p_from_interval(0.81, 0.70, 0.94, ratio=True)
    assert found == pytest.approx(0.005, abs=1e-3)
    found = stats.interval_from_p(0.81, 0.005, ratio=True)
    assert (found.low, found.high) == pytest.approx((0.70, 0.94), abs=6e-3)
