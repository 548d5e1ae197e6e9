"""Counts and rates, against SciPy and statsmodels."""

from __future__ import annotations

import math

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from scipy import stats as scipy_stats
from statsmodels.stats.rates import confint_poisson_2indep
from test_proportions import levels

from evidence_course import stats

some = settings(deadline=None, max_examples=100)
counts = st.integers(0, 30) | st.integers(0, 10**6)
times = st.floats(0.01, 1e6)


@given(counts, levels)
@example(0, 0.95)
@example(10**9, 0.95)
@some
def test_exact_interval_of_a_count(events: int, level: float) -> None:
    found, tail = stats.poisson_exact(events, level), (1 - level) / 2
    low = scipy_stats.chi2.ppf(tail, 2 * events) / 2 if events else 0.0
    high = scipy_stats.chi2.isf(tail, 2 * events + 2) / 2
    assert (found.low, found.high) == pytest.approx((low, high), rel=1e-9)


@given(counts, levels)
@example(1, 0.9999)
@some
def test_byar_is_near_the_exact_interval(events: int, level: float) -> None:
    found, exact = stats.poisson_byar(events, level), stats.poisson_exact(events, level)
    z = scipy_stats.norm.ppf((1 + level) / 2)
    if events:
        root = 1 - 1 / (9 * events) - z / (3 * math.sqrt(events))
        assert found.low == pytest.approx(events * max(0.0, root) ** 3, rel=1e-7, abs=1e-12)
    if events >= 10 and level < 0.999:
        assert (found.low, found.high) == pytest.approx((exact.low, exact.high), rel=0.015)
    assert 0 <= found.low <= events <= found.high


@given(counts, times, st.floats(0.1, 1e5))
@some
def test_a_rate_is_a_count_over_time(events: int, time: float, per: float) -> None:
    found, count = stats.rate(events, time, per=per), stats.count(events)
    wanted = [x / time * per for x in (events, count.low, count.high)]
    assert [found.value, found.low, found.high] == pytest.approx(wanted)
    interval = (stats.poisson_exact if events < 10 else stats.poisson_byar)(events)
    assert (count.low, count.high) == (interval.low, interval.high)
    index = stats.standardised_ratio(events, time, method="exact")
    assert index.high * time == pytest.approx(stats.poisson_exact(events).high)


@given(st.integers(1, 10**5), times, st.integers(1, 10**5), times, st.floats(0.5, 0.999))
@some
def test_rate_ratio(e_1: int, t_1: float, e_2: int, t_2: float, level: float) -> None:
    found = stats.rate_ratio(e_1, t_1, e_2, t_2, level)
    ends = confint_poisson_2indep(e_1, t_1, e_2, t_2, method="wald-log", alpha=1 - level)
    assert found.value == pytest.approx(e_1 / t_1 / (e_2 / t_2))
    assert (found.low, found.high) == pytest.approx(tuple(ends), rel=1e-8)


@given(st.integers(0, 3000), times, st.integers(0, 3000), times, levels)
@settings(some, max_examples=60)
def test_exact_rate_ratio_and_its_p_value(
    e_1: int, t_1: float, e_2: int, t_2: float, level: float
) -> None:
    assume(e_1 + e_2 > 0)
    found = stats.rate_ratio(e_1, t_1, e_2, t_2, level, method="exact")
    share = scipy_stats.binomtest(e_1, e_1 + e_2).proportion_ci(level, "exact")
    low = share.low / (1 - share.low) * t_2 / t_1
    assert found.low == pytest.approx(low, rel=1e-6)
    if share.high < 1 - 1e-9:
        assert found.high == pytest.approx(share.high / (1 - share.high) * t_2 / t_1, rel=1e-6)
    p = stats.rate_p_value(e_1, t_1, e_2, t_2)
    n, chance = e_1 + e_2, t_1 / (t_1 + t_2)
    below = scipy_stats.binom.cdf(e_1, n, chance)
    above = scipy_stats.binom.sf(e_1 - 1, n, chance)
    assert p == pytest.approx(min(1, 2 * min(below, above)), rel=1e-6, abs=1e-200)
    assume(abs(p - (1 - level)) > 1e-9)
    assert (p < 1 - level) == (not found.low <= 1 <= found.high)


def test_rates_without_events() -> None:
    found = stats.rate_ratio(5, 100, 0, 100, method="exact")
    assert (found.value, found.high) == (math.inf, math.inf)
    assert found.low == pytest.approx(0.9163, abs=1e-4)
    assert stats.rate_ratio(0, 100, 5, 100, method="exact").low == 0


@given(counts, times, counts, times)
@some
def test_rate_difference(e_1: int, t_1: float, e_2: int, t_2: float) -> None:
    found = stats.rate_difference(e_1, t_1, e_2, t_2, per=100)
    swapped = stats.rate_difference(e_2, t_2, e_1, t_1, per=100)
    assert found.low <= found.value <= found.high
    assert (found.low, found.high) == pytest.approx((-swapped.high, -swapped.low))
    plain = 1.959964 * math.sqrt(e_1 / t_1**2 + e_2 / t_2**2) * 100
    if min(e_1, e_2) > 10_000:
        assert found.high - found.value == pytest.approx(plain, rel=0.02)


@given(st.floats(0, 500), st.integers(1, 100))
@some
def test_shares_of_counts(mean: float, most: int) -> None:
    shares = stats.poisson_shares(mean, most)
    assert math.fsum(shares) == pytest.approx(1)
    wanted = scipy_stats.poisson.pmf(range(most), mean).tolist()
    assert shares[:-1] == pytest.approx(wanted, rel=1e-9, abs=1e-290)


def test_expected_events_of_a_place() -> None:
    assert stats.expected_events([0.01, 0.02], [1000, 500]) == pytest.approx(20)
