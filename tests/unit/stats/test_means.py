"""Scores, standardised differences and conversions: against SciPy and statsmodels."""

from __future__ import annotations

import math

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from scipy import special
from scipy import stats as scipy_stats
from statsmodels.stats.meta_analysis import effectsize_smd
from test_proportions import levels

from evidence_course import stats

many = settings(deadline=None, max_examples=150)
some = settings(deadline=None, max_examples=80)

Group = tuple[float, float, int]
sizes = st.integers(2, 40) | st.integers(2, 10**6)
groups = st.tuples(st.floats(-1000, 1000), st.floats(0.01, 500), sizes)
effects = st.floats(-6, 6)


@given(groups, groups, levels, st.booleans())
@many
def test_mean_difference(one: Group, two: Group, level: float, equal: bool) -> None:
    found = stats.mean_difference(*one, *two, level, equal_spread=equal)
    wanted = scipy_stats.ttest_ind_from_stats(*one, *two, equal_var=equal)
    assume(abs(one[0] - two[0]) > 1e-3)
    error = (one[0] - two[0]) / wanted.statistic
    df = one[2] + two[2] - 2.0
    if not equal:
        parts = [sd * sd / n for _, sd, n in (one, two)]
        df = sum(parts) ** 2 / (parts[0] ** 2 / (one[2] - 1) + parts[1] ** 2 / (two[2] - 1))
    reach = error * scipy_stats.t.ppf((1 + level) / 2, df)
    assert found.value == one[0] - two[0]
    assert (found.high - found.value, found.value - found.low) == pytest.approx(
        (reach, reach), rel=1e-6
    )


@given(groups, levels)
@some
def test_one_mean(group: Group, level: float) -> None:
    mean, sd, n = group
    found = stats.mean_with_interval(mean, sd, n, level)
    wanted = scipy_stats.t.interval(level, n - 1, mean, sd / math.sqrt(n))
    assert (found.low, found.high) == pytest.approx(wanted, rel=1e-8)


@given(groups, groups)
@many
def test_hedges_g_and_its_variance(one: Group, two: Group) -> None:
    """statsmodels uses the approximate correction and a variance with 3.94 less people."""
    found = stats.standardised_mean_difference(*one, *two, correction="approximate")
    wanted, variance = effectsize_smd(*one, *two)
    assert found.value == pytest.approx(wanted, rel=1e-9, abs=1e-12)
    n = one[2] + two[2]
    assume(n > 5)
    g, ours = found.value, stats.smd_variance(found.value, one[2], two[2])
    shared = 1 / one[2] + 1 / two[2]
    assert ours - shared == pytest.approx((variance - shared) * (n - 3.94) / n, rel=1e-6, abs=1e-9)
    assert found.high - g == pytest.approx(1.959964 * math.sqrt(ours), rel=1e-6)


@given(st.integers(2, 10**6))
@example(10_000)
@example(10_001)
@some
def test_the_exact_correction(df: int) -> None:
    wanted = math.exp(special.gammaln(df / 2) - special.gammaln((df - 1) / 2)) / math.sqrt(df / 2)
    assert stats.hedges_correction(df) == pytest.approx(wanted, rel=1e-8)
    assert stats.hedges_correction(df, exact=False) == pytest.approx(wanted, abs=0.03 / df)


def test_borensteins_worked_example() -> None:
    """Introduction to Meta-Analysis, chapter 4: 103 (5.5) v 100 (4.5), 50 in each group."""
    found = stats.standardised_mean_difference(
        103, 5.5, 50, 100, 4.5, 50, correction="approximate", interval="borenstein"
    )
    assert found.value == pytest.approx(0.5924, abs=5e-5)
    assert ((found.high - found.low) / 2 / 1.959964) ** 2 == pytest.approx(0.0411, abs=5e-5)
    plain = stats.standardised_mean_difference(103, 5.5, 50, 100, 4.5, 50, correction="none")
    assert plain.value == pytest.approx(0.5970, abs=5e-5)
    assert stats.smd_variance(plain.value, 50, 50) == pytest.approx(0.0418, abs=5e-5)


@given(effects, st.integers(2, 200), st.integers(2, 200), st.floats(0.5, 0.99))
@settings(deadline=None, max_examples=40)
def test_the_exact_interval(d: float, n_1: int, n_2: int, level: float) -> None:
    found = stats.smd_exact_interval(d, n_1, n_2, level)
    assert found.low < d < found.high
    scale, df = math.sqrt(1 / n_1 + 1 / n_2), n_1 + n_2 - 2
    for end, tail in ((found.low, (1 - level) / 2), (found.high, (1 + level) / 2)):
        beyond = float(scipy_stats.nct.sf(d / scale, df, end / scale))
        assert math.isnan(beyond) or beyond == pytest.approx(tail, abs=1e-7)
    mirrored = stats.smd_exact_interval(-d, n_1, n_2, level)
    assert (mirrored.low, mirrored.high) == pytest.approx((-found.high, -found.low))


def test_exact_interval_as_an_option() -> None:
    found = stats.standardised_mean_difference(
        10, 2, 20, 9, 2, 20, correction="none", interval="exact"
    )
    wanted = stats.smd_exact_interval(0.5, 20, 20)
    assert (found.low, found.high) == (wanted.low, wanted.high)


# Conversions


@given(effects, st.integers(1, 1000), st.integers(1, 1000))
@many
def test_conversions_lead_back(d: float, n_1: int, n_2: int) -> None:
    assert stats.odds_ratio_to_smd(stats.smd_to_odds_ratio(d)) == pytest.approx(d, abs=1e-12)
    r = stats.smd_to_correlation(d, n_1, n_2)
    assert stats.correlation_to_smd(r, n_1, n_2) == pytest.approx(d, rel=1e-6, abs=1e-9)
    ratio = stats.correlation_to_odds_ratio(r, n_1, n_2)
    assert stats.odds_ratio_to_correlation(ratio, n_1, n_2) == pytest.approx(r, abs=1e-9)


def test_conversions_of_borensteins_chapter_7() -> None:
    """Log odds ratio 0.9069 is d 0.5; d 0.5 is r 0.2425 in equal groups."""
    assert math.log(stats.smd_to_odds_ratio(0.5)) == pytest.approx(0.9069, abs=5e-5)
    assert stats.smd_to_correlation(0.5) == pytest.approx(0.2425, abs=5e-5)
    assert stats.correlation_to_smd(0.5) == pytest.approx(1.1547, abs=5e-5)


@given(effects, st.floats(0.001, 0.999))
@many
def test_risks_that_d_amounts_to(d: float, risk: float) -> None:
    risk_1 = stats.risk_from_smd(d, risk)
    assert risk_1 == pytest.approx(special.ndtr(special.ndtri(risk) + d))
    if abs(d) > 1e-6:
        needed = stats.number_needed_from_smd(d, risk)
        assert 1 / needed == pytest.approx(risk_1 - risk, rel=1e-6)
    ratio = stats.odds_ratio_at_risk(d, risk)
    assert stats.risk_from_odds_ratio(ratio, risk) == pytest.approx(risk_1)


@given(effects)
@some
def test_shares_against_integrals(d: float) -> None:
    assert stats.overlap(d) == pytest.approx(2 * special.ndtr(-abs(d) / 2))
    assert stats.u1(d) == pytest.approx(2 * (1 - 1 / (2 - stats.overlap(d))), abs=1e-12)
    if d:
        gain = 1 / stats.number_needed_from_superiority(d)
        assert gain == pytest.approx(2 * stats.superiority(d) - 1, abs=1e-12)
    assert stats.smd_from_t(d / math.sqrt(0.2), 10, 10) == pytest.approx(d)


def test_no_difference_takes_infinitely_many() -> None:
    assert stats.number_needed_from_superiority(0) == math.inf
    assert stats.number_needed_from_smd(0, 0.3) == math.inf


def test_bands() -> None:
    bands = [(-0.01, 0.01, 0.0), (0.02, 0.09, 1.0)]
    assert [stats.look_up(x, bands) for x in (0.0, 0.0149, 0.05, -0.05)] == [0, 0, 1, -1]
    with pytest.raises(ValueError, match=r"^value "):
        stats.look_up(0.5, bands)
