"""Clusters: against SciPy's analysis of variance, against each other, and published figures."""

from __future__ import annotations

import math
from statistics import fmean, pstdev

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import stats as scipy_stats

from evidence_course import stats
from evidence_course.stats import Estimate

some = settings(deadline=None, max_examples=60)
values = st.integers(-50, 50).map(float)
clusters = st.lists(st.lists(values, min_size=1, max_size=12), min_size=2, max_size=10)


def varied(groups: list[list[float]]) -> bool:
    """Whether there is something to compare: people within clusters who differ."""
    return any(len(set(group)) > 1 for group in groups)


@given(clusters, st.floats(0.5, 0.999))
@some
def test_icc_against_the_analysis_of_variance(groups: list[list[float]], level: float) -> None:
    assume(varied(groups))
    found, f = stats.icc(groups, level), float(scipy_stats.f_oneway(*groups).statistic)
    n, k = sum(map(len, groups)), len(groups)
    size = (n - sum(len(group) ** 2 for group in groups) / n) / (k - 1)
    assert found.value == pytest.approx((f - 1) / (f - 1 + size), abs=1e-9)
    tail = (1 - level) / 2
    low = f / scipy_stats.f.isf(tail, k - 1, n - k)
    high = f / scipy_stats.f.ppf(tail, k - 1, n - k)
    wanted = ((low - 1) / (low - 1 + size), (high - 1) / (high - 1 + size))
    assert (found.low, found.high) == pytest.approx(wanted, abs=1e-7)


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(0, 20)), min_size=2, max_size=15))
@some
def test_icc_of_events_is_that_of_zeros_and_ones(cells: list[tuple[int, int]]) -> None:
    cells = [(events, others) for events, others in cells if events + others]
    groups = [[1.0] * events + [0.0] * others for events, others in cells]
    assume(len(groups) > 1 and varied(groups))
    found = stats.icc_of_events([e for e, _ in cells], [e + o for e, o in cells])
    assert found == pytest.approx(stats.icc(groups).value, abs=1e-9)


def test_people_of_a_cluster_who_are_all_alike() -> None:
    assert stats.icc([[1, 1], [2, 2, 2]]) == Estimate(1.0, 1.0, 1.0, 0.95)


def test_shrout_and_fleiss() -> None:
    """Shrout and Fleiss 1979, Psychological Bulletin 86:420-428: ICC(1,1) of 6 by 4 is 0.17."""
    ratings = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]
    found = stats.icc(ratings)
    assert found.value == pytest.approx(0.166, abs=5e-4)
    assert (found.low, found.high) == pytest.approx((-0.133, 0.723), abs=5e-4)


@given(st.lists(st.integers(1, 200), min_size=2, max_size=30), st.floats(0, 1))
@some
def test_sizes_that_vary_cost_more(sizes: list[int], icc: float) -> None:
    mean = fmean(sizes)
    found = stats.design_effect(mean, icc, pstdev(sizes) / mean)
    assert found == pytest.approx(1 + (sum(m * m for m in sizes) / sum(sizes) - 1) * icc)
    assert found >= stats.design_effect(mean, icc) - 1e-9
    n = sum(sizes)
    effective = stats.effective_sample_size(n, mean, icc, pstdev(sizes) / mean)
    assert effective == pytest.approx(n / found)


@given(st.integers(1, 500), st.integers(1, 500), st.floats(1, 30))
@some
def test_a_wider_interval_has_a_wider_error(e_1: int, e_2: int, effect: float) -> None:
    plain = stats.rate_ratio(e_1, 1000, e_2, 1000)
    found = stats.widened(plain, effect, ratio=True)
    before = stats.standard_error_from_interval(plain.low, plain.high, ratio=True)
    after = stats.standard_error_from_interval(found.low, found.high, ratio=True)
    assert after == pytest.approx(before * math.sqrt(effect))
    same = stats.widened(Estimate(0.2, 0.1, 0.3, 0.95), effect)
    assert same.high - same.low == pytest.approx(0.2 * math.sqrt(effect))
