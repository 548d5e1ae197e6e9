"""Many studies: against statsmodels, a search for the maximum, and printed analyses."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import optimize
from statsmodels.stats.contingency_tables import StratifiedTable
from statsmodels.stats.meta_analysis import combine_effects
from test_proportions import Arms, arms, levels

from evidence_course import stats

some = settings(deadline=None, max_examples=60)
few = settings(deadline=None, max_examples=40)

# statsmodels divides by 0 where studies agree exactly.
pytestmark = pytest.mark.filterwarnings("ignore::RuntimeWarning:statsmodels")

Studies = list[tuple[float, float]]
studies = st.lists(st.tuples(st.floats(-3, 3), st.floats(0.001, 2)), min_size=2, max_size=15)
tables = st.lists(arms(least=1, spare=1), min_size=1, max_size=8)

BCG = [
    (4, 123, 11, 139), (6, 306, 29, 303), (3, 231, 11, 220), (62, 13598, 248, 12867),
    (33, 5069, 47, 5808), (180, 1541, 372, 1451), (8, 2545, 10, 629), (505, 88391, 499, 88391),
    (29, 7499, 45, 7277), (17, 1716, 65, 1665), (186, 50634, 141, 27338), (5, 2498, 3, 2341),
    (27, 16913, 29, 17854),
]  # fmt: skip
SCARED_STRAIGHT = [
    (19, 46, 4, 35), (16, 94, 8, 67), (43, 53, 37, 55), (12, 28, 5, 30), (16, 39, 16, 41),
    (14, 39, 11, 40), (27, 137, 17, 90),
]  # fmt: skip


def split(pairs: Studies) -> tuple[list[float], list[float]]:
    return [effect for effect, _ in pairs], [variance for _, variance in pairs]


@given(studies, levels)
@some
def test_pooling(pairs: Studies, level: float) -> None:
    effects, variances = split(pairs)
    wanted = combine_effects(
        np.array(effects), np.array(variances), method_re="dl", alpha=1 - level
    )
    fixed = stats.fixed_effect(effects, variances, level)
    pooled = stats.random_effects(effects, variances, level)
    assert pooled.tau2 == pytest.approx(max(0, wanted.tau2), abs=1e-9)
    assert pooled.heterogeneity.q == pytest.approx(wanted.q, abs=1e-9)
    if wanted.q > 1e-9:
        assert pooled.heterogeneity.i2 == pytest.approx(max(0, wanted.i2), abs=1e-9)
    assert fixed.value == pytest.approx(wanted.mean_effect_fe, abs=1e-9)
    assert fixed.error == pytest.approx(wanted.sd_eff_w_fe)
    assert fixed.weights == pytest.approx(wanted.weights_rel_fe)
    assume(wanted.tau2 > 0)  # statsmodels goes on with a variance below 0
    assert pooled.value == pytest.approx(wanted.mean_effect_re, abs=1e-9)
    assert pooled.error == pytest.approx(wanted.sd_eff_w_re)
    low, high = wanted.conf_int(alpha=1 - level)[1]
    assert (pooled.low, pooled.high) == pytest.approx((low, high), abs=1e-7)
    adjusted = stats.random_effects(effects, variances, level, hartung_knapp=True)
    assert adjusted.error == pytest.approx(wanted.sd_eff_w_re_hksj, rel=1e-7, abs=1e-12)
    assert adjusted.value == pooled.value


@given(studies)
@few
def test_paule_and_mandel(pairs: Studies) -> None:
    effects, variances = split(pairs)
    tau2 = stats.tau_squared(effects, variances, method="PM")
    weights = [1 / (v + tau2) for v in variances]
    mean = sum(w * y for w, y in zip(weights, effects, strict=True)) / sum(weights)
    q = sum(w * (y - mean) ** 2 for w, y in zip(weights, effects, strict=True))
    df = len(effects) - 1
    assert q == pytest.approx(df) if tau2 > 0 else q <= df * (1 + 1e-9)
    wanted = combine_effects(np.array(effects), np.array(variances), method_re="iterated").tau2
    assert tau2 == pytest.approx(max(0, wanted), rel=1e-4, abs=1e-4)


def restricted(tau2: float, effects: list[float], variances: list[float]) -> float:
    """Minus the restricted log likelihood, written out afresh."""
    v = np.array(variances) + tau2
    w = 1 / v
    mean = (w * effects).sum() / w.sum()
    return float(np.log(v).sum() + np.log(w.sum()) + (w * (effects - mean) ** 2).sum()) / 2


@given(studies)
@few
def test_reml_is_at_the_highest_point(pairs: Studies) -> None:
    effects, variances = split(pairs)
    tau2 = stats.tau_squared(effects, variances, method="REML")
    here = restricted(tau2, effects, variances)
    top = 4 * (max(effects) - min(effects)) ** 2 + 1e-6
    found = optimize.minimize_scalar(
        restricted, bounds=(0, top), args=(effects, variances), method="bounded"
    )
    others = [float(found.fun), *(restricted(t, effects, variances) for t in (0, tau2 / 2, top))]
    assert here <= min(others) + 1e-7


@given(studies)
@few
def test_the_interval_for_tau_squared_holds_paule_and_mandel(pairs: Studies) -> None:
    effects, variances = split(pairs)
    found = stats.tau_squared_interval(effects, variances, 0.99)
    tau2 = stats.tau_squared(effects, variances, method="PM")
    assert found.low <= tau2 + 1e-9
    assert tau2 <= found.high + 1e-9 or len(pairs) > 20 or found.high == 0


@given(studies)
@few
def test_shrinking_draws_towards_the_pooled_effect(pairs: Studies) -> None:
    effects, variances = split(pairs)
    pooled = stats.random_effects(effects, variances, method="PM")
    for effect, shrunken in zip(
        effects, stats.shrunken_effects(effects, variances, pooled), strict=True
    ):
        ends = sorted((effect, pooled.value))
        assert ends[0] - 1e-9 <= shrunken <= ends[1] + 1e-9


# Tables


@given(tables, levels)
@some
def test_mantel_haenszel(rows: list[Arms], level: float) -> None:
    cells = [np.array([[a, m - a], [c, n - c]]) for a, m, c, n in rows]
    wanted = StratifiedTable(cells)
    found = stats.mantel_haenszel(rows, "OR", level)
    assert found.ratio.value == pytest.approx(wanted.oddsratio_pooled)
    ends = wanted.oddsratio_pooled_confint(1 - level)
    assert (found.ratio.low, found.ratio.high) == pytest.approx(ends, rel=1e-7)
    risks = stats.mantel_haenszel(rows, "RR", level)
    assert risks.ratio.value == pytest.approx(wanted.riskratio_pooled)
    for corrected in (False, True):
        test = wanted.test_null_odds(correction=corrected)
        p = stats.mantel_haenszel_test(rows, corrected=corrected)
        gap = sum(a - m * (a + c) / (m + n) for a, m, c, n in rows)
        if not corrected or abs(gap) > 0.5:  # statsmodels lets the correction overshoot
            assert p == pytest.approx(test.pvalue, rel=1e-6, abs=1e-14)


@given(arms(least=1, spare=1), levels)
@some
def test_one_table_alone(counts: Arms, level: float) -> None:
    found = stats.mantel_haenszel([counts], "RR", level).ratio
    wanted = stats.risk_ratio(*counts, level)
    assert (found.value, found.low, found.high) == pytest.approx(
        (wanted.value, wanted.low, wanted.high)
    )
    found = stats.mantel_haenszel([counts], "OR", level).ratio
    wanted = stats.odds_ratio(*counts, level)
    assert (found.value, found.low, found.high) == pytest.approx(
        (wanted.value, wanted.low, wanted.high)
    )
    plain = stats.risk_difference(*counts, level, method="wald")
    pooled = stats.mantel_haenszel([counts], "RD", level, variance="greenland-robins")
    assert (pooled.low, pooled.high) == pytest.approx((plain.low, plain.high), abs=1e-12)


def test_empty_cells() -> None:
    rows = [(0, 20, 3, 20), (5, 20, 5, 20), (0, 10, 0, 12), (7, 7, 9, 9)]
    effects, variances = stats.effects_of_tables(rows, "OR")
    assert effects[0] == pytest.approx(math.log(0.5 * 17.5 / 20.5 / 3.5))
    assert variances[0] == pytest.approx(1 / 0.5 + 1 / 20.5 + 1 / 3.5 + 1 / 17.5)
    pooled = stats.mantel_haenszel(rows, "OR")
    assert pooled.heterogeneity.df == 1
    assert pooled.ratio.value == pytest.approx((0 + 75 / 40) / (60 / 40 + 75 / 40))
    assert stats.mantel_haenszel(rows, "RD").value == pytest.approx(
        -1.5 / (10 + 10 + 120 / 22 + 63 / 16)
    )


# Printed analyses


def test_bcg_as_metafor_prints_it() -> None:
    effects, variances = stats.effects_of_tables(BCG, "RR")
    found = stats.random_effects(effects, variances, method="REML")
    assert found.tau2 == pytest.approx(0.3132, abs=5e-5)
    assert (found.value, found.error) == pytest.approx((-0.7145, 0.1798), abs=5e-5)
    assert (found.low, found.high) == pytest.approx((-1.0669, -0.3622), abs=5e-5)
    interval = stats.tau_squared_interval(effects, variances)
    assert (interval.low, interval.high) == pytest.approx((0.1197, 1.1115), abs=5e-5)
    assert stats.tau_squared(effects, variances, method="PM") == pytest.approx(0.3181, abs=5e-5)
    peto = stats.peto(BCG)
    assert (peto.value, peto.low, peto.high) == pytest.approx((-0.4744, -0.5541, -0.3948), abs=5e-5)


@pytest.mark.parametrize(
    ("measure", "wanted", "q", "z"),
    [
        ("RR", (-0.4537, -0.5308, -0.3766), 152.5676, -11.5338),
        ("OR", (-0.4734, -0.5538, -0.3930), 163.9426, -11.5444),
        ("RD", (-0.0033, -0.0039, -0.0027), 386.7759, -11.4708),
    ],
)
def test_bcg_by_mantel_and_haenszel(
    measure: str, wanted: tuple[float, float, float], q: float, z: float
) -> None:
    """As metafor prints it; for RD, Stata's metan has the other variance and z -11.56."""
    found = stats.mantel_haenszel(BCG, measure)
    assert (found.value, found.low, found.high) == pytest.approx(wanted, abs=5e-5)
    assert found.heterogeneity.q == pytest.approx(q, abs=5e-4)
    assert found.value / found.error == pytest.approx(z, abs=5e-5)
    if measure == "RD":
        other = stats.mantel_haenszel(BCG, measure, variance="greenland-robins")
        assert other.value / other.error == pytest.approx(-11.56, abs=5e-3)


def test_scared_straight_of_the_cochrane_review() -> None:
    """Petrosino and others 2013: Mantel-Haenszel odds ratio 1.68 (1.20 to 2.36)."""
    found = stats.mantel_haenszel(SCARED_STRAIGHT, "OR")
    ratio = found.ratio
    assert (ratio.value, ratio.low, ratio.high) == pytest.approx((1.68, 1.20, 2.36), abs=5e-3)
    assert found.heterogeneity.q == pytest.approx(8.48, abs=0.02)
    pooled = stats.random_effects(*stats.effects_of_tables(SCARED_STRAIGHT, "OR"))
    ratio = pooled.ratio
    assert (ratio.value, ratio.low, ratio.high) == pytest.approx((1.724, 1.134, 2.619), abs=6e-4)
    assert pooled.tau2 == pytest.approx(0.0922, abs=5e-5)
    new = stats.prediction_interval(pooled)
    assert (math.exp(new.low), math.exp(new.high)) == pytest.approx((0.66, 4.47), abs=6e-3)
    effects, variances = stats.effects_of_tables(SCARED_STRAIGHT, "OR")
    adjusted = stats.random_effects(effects, variances, hartung_knapp=True).ratio
    assert (adjusted.low, adjusted.high) == pytest.approx((1.012, 2.935), abs=6e-4)
    measures = stats.compare_measures(SCARED_STRAIGHT)
    assert measures["RR"].ratio.value == pytest.approx(1.317, abs=6e-4)
    assert measures["RD"].value > 0


def test_leaving_out_each_study() -> None:
    effects, variances = stats.effects_of_tables(SCARED_STRAIGHT, "OR")
    found = stats.leave_one_out(effects, variances)
    assert len(found) == 7
    assert found[0] == stats.random_effects(effects[1:], variances[1:])
    fixed = stats.leave_one_out(effects, variances, stats.fixed_effect)
    assert fixed[6] == stats.fixed_effect(effects[:6], variances[:6])


def test_i_squared_of_higgins_and_thompson() -> None:
    """BCG: I-squared 92% (88% to 95%) from Q 152.23 of 13 studies."""
    found = stats.i2_interval(152.233, 13)
    assert (found.low, found.high) == pytest.approx((0.88, 0.947), abs=5e-3)
    assert stats.i2_interval(0.0, 5) == stats.Interval(0.0, 0.0)
    assert stats.i2_interval(3.0, 5).low == 0


@pytest.mark.parametrize("model", ["random", "fixed", "mantel-haenszel"])
def test_models_of_a_comparison(model: str) -> None:
    found = stats.compare_measures(BCG, model=model)
    assert found["RR"].ratio.high < 1
    assert list(found) == ["OR", "RR", "RD"]


def test_strata_that_agree() -> None:
    found = stats.compare_strata([(10, 20, 5, 20), (30, 40, 20, 40)])
    assert not found.reversed
    assert found.weighted.value == pytest.approx(0.25)


@given(st.lists(st.tuples(st.floats(-2, 2), st.floats(0.01, 1), st.integers(0, 9)), min_size=3))
@few
def test_meta_regression_against_weighted_least_squares(rows: list[tuple[Any, ...]]) -> None:
    effects, variances, feature = (list(column) for column in zip(*rows, strict=True))
    assume(len(set(feature)) > 1)
    for method in ("DL", "PM", "REML"):
        found = stats.meta_regression(effects, variances, feature, method=method)
        w = np.diag(1 / (np.array(variances) + found.tau2))
        x = np.column_stack([np.ones(len(feature)), feature])
        covariance = np.linalg.inv(x.T @ w @ x)
        b = covariance @ x.T @ w @ np.array(effects)
        assert (found.intercept.value, found.slope.value) == pytest.approx(tuple(b), abs=1e-7)
        errors = np.sqrt(np.diag(covariance))
        assert (found.slope.high - found.slope.value) / 1.959964 == pytest.approx(errors[1], 1e-5)
        assert found.z_intercept == pytest.approx(b[0] / errors[0], rel=1e-5, abs=1e-6)
