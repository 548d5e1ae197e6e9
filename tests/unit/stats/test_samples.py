"""Sample sizes and power against statsmodels, against generalised least squares, and laws."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from statsmodels.stats import power as sm_power
from statsmodels.stats import proportion as sm_proportion

from evidence_course.stats import cluster_trials, samples
from evidence_course.stats.cluster_trials import Spread

unhurried = settings(deadline=None)  # a busy machine is no fault of a formula
thorough = settings(unhurried, max_examples=150)

REFERENCE = yaml.safe_load(
    (Path(__file__).parents[2] / "data" / "council_reference.yaml").read_text(encoding="utf-8")
)["detectable_rate_ratio_percent"]
NAN, INF = float("nan"), float("inf")

risks = st.floats(0.01, 0.99)
people = st.integers(2, 5000)
levels = st.floats(0.8, 0.999)
powers = st.floats(0.3, 0.99)
ratios = st.floats(0.1, 10)
methods = st.sampled_from(["unpooled", "pooled", "arcsine"])


# Two proportions


@given(risks, risks)
@thorough
def test_cohens_h_is_statsmodels(p_1: float, p_2: float) -> None:
    wanted = sm_proportion.proportion_effectsize(p_1, p_2)
    assert samples.cohens_h(p_1, p_2) == pytest.approx(wanted, abs=1e-12)


@given(st.floats(0.001, 2), people, ratios, levels)
@thorough
def test_power_of_h_is_statsmodels(h: float, n: int, ratio: float, level: float) -> None:
    assume(n * ratio >= 1)
    wanted = sm_power.NormalIndPower().power(h, n, 1 - level, ratio)
    assert samples.power_h(h, n, n * ratio, level) == pytest.approx(wanted, abs=1e-10)


@given(risks, risks, people, ratios, levels)
@thorough
def test_unpooled_and_pooled_power_are_statsmodels(
    p_1: float, p_2: float, n: int, ratio: float, level: float
) -> None:
    assume(abs(p_1 - p_2) > 0.001 and n * ratio >= 1)
    wanted = sm_proportion.power_proportions_2indep(
        p_2 - p_1, p_1, n * ratio, 1 / ratio, 1 - level
    ).power
    found = samples.power_proportions(p_1, p_2, n, n * ratio, level, "pooled")
    assert found == pytest.approx(wanted, abs=1e-9)


@given(risks, risks, powers, levels, ratios)
@thorough
def test_sample_sizes_are_statsmodels(
    p_1: float, p_2: float, power: float, level: float, ratio: float
) -> None:
    assume(abs(p_1 - p_2) > 0.001 and power > 1 - level)
    share = 1 / (1 + ratio)
    pooled = share * p_1 + (1 - share) * p_2
    there = math.sqrt(p_1 * (1 - p_1) + p_2 * (1 - p_2) / ratio)
    null = math.sqrt(pooled * (1 - pooled) * (1 + 1 / ratio))
    for method, spread in (("unpooled", there), ("pooled", null)):
        wanted = sm_power.normal_sample_size_one_tail(
            abs(p_1 - p_2), power, (1 - level) / 2, spread, there
        )
        found = samples.group_sizes_proportions(p_1, p_2, power, level, ratio=ratio, method=method)
        assert found.exact == pytest.approx(wanted)
        assert found.n_1 >= found.exact - 1e-6
        assert found.n_2 >= ratio * found.exact - 1e-6


@given(risks, risks, powers, levels, ratios, methods, st.booleans())
@thorough
def test_power_and_sample_size_agree(
    p_1: float,
    p_2: float,
    power: float,
    level: float,
    ratio: float,
    method: str,
    continuity: bool,
) -> None:
    """The closed form leaves the far tail out, so that the power is never below what was asked."""
    assume(abs(p_1 - p_2) > 0.001 and power > 1 - level)
    corrected = continuity and method != "arcsine"
    exact = samples.group_sizes_proportions(
        p_1, p_2, power, level, ratio=ratio, method=method, continuity=corrected
    ).exact
    assume(exact >= 1 and exact * ratio >= 1)
    found = samples.power_proportions(p_1, p_2, exact, exact * ratio, level, method, corrected)
    assert found >= power - 1e-9
    if method == "arcsine" or corrected or power > 0.9:
        assert found == pytest.approx(power, abs=1e-9 if method == "arcsine" or corrected else 1e-3)


@given(risks, risks, people, people, levels, methods)
@thorough
def test_more_people_never_lower_power(
    p_1: float, p_2: float, n: int, more: int, level: float, method: str
) -> None:
    assume(abs(p_1 - p_2) > 0.001)
    found = samples.power_proportions(p_1, p_2, n, n, level, method)
    assert samples.power_proportions(p_1, p_2, n + more, n + more, level, method) >= found - 1e-12
    assert 0 <= found <= 1


def test_fleiss_corrects_for_continuity() -> None:
    """0.6 v 0.4: the pooled formula gives 96.9, and n / 4 (1 + root(1 + 4 / (n d)))^2 106.7."""
    found = samples.group_sizes_proportions(0.6, 0.4, method="pooled", continuity=True)
    plain = samples.group_sizes_proportions(0.6, 0.4, method="pooled").exact
    assert plain == pytest.approx(96.92, abs=0.01)
    assert found.exact == pytest.approx(plain / 4 * (1 + math.sqrt(1 + 4 / (plain * 0.2))) ** 2)
    assert found.n_1 == 107


def test_a_small_group_wants_a_larger_other() -> None:
    equal = samples.group_sizes_proportions(0.4, 0.5)
    double = samples.group_sizes_proportions(0.4, 0.5, ratio=2)
    assert equal.n_1 == samples.sample_size_proportions(0.4, 0.5) == 385
    assert double.n_1 < equal.n_1 < double.n_2
    assert double.n_1 + double.n_2 > 2 * equal.n_1


# Two means


@given(st.floats(-2, 2), people, people, levels)
@thorough
def test_power_of_means_is_statsmodels(d: float, n_1: int, n_2: int, level: float) -> None:
    wanted = sm_power.TTestIndPower().power(d, n_1, 1 - level, n_2 / n_1)
    assume(not math.isnan(wanted))
    assert samples.power_means(d, n_1, n_2, level) == pytest.approx(wanted, abs=1e-7)


@given(st.floats(0.1, 2), powers, levels, st.floats(0.2, 5))
@settings(unhurried, max_examples=60)
def test_sizes_for_means_are_statsmodels(
    d: float, power: float, level: float, ratio: float
) -> None:
    assume(power > 1 - level + 0.01)
    found = samples.group_sizes_means(d, power, level, ratio=ratio).exact
    assume(found > 3.01 / (1 + ratio))
    back = sm_power.TTestIndPower().power(d, found, 1 - level, ratio)
    assert back == pytest.approx(power, abs=1e-7)


@given(st.floats(0.1, 2), powers, levels)
@unhurried
def test_a_known_spread_never_needs_more_people(d: float, power: float, level: float) -> None:
    assume(power > 1 - level + 0.01)
    known = samples.group_sizes_means(d, power, level, distribution="normal").exact
    assert known <= samples.group_sizes_means(d, power, level).exact + 1e-9


@given(st.integers(2, 2000), st.integers(2, 2000), powers, st.floats(-0.95, 0.95))
@unhurried
def test_what_can_be_detected_is_detected(n_1: int, n_2: int, power: float, r: float) -> None:
    plain = samples.detectable_difference_means(n_1, n_2, power)
    assert samples.power_means(plain, n_1, n_2) == pytest.approx(power, abs=1e-9)
    adjusted = samples.detectable_difference_means(n_1, n_2, power, correlation=r)
    assert adjusted == pytest.approx(plain * math.sqrt(1 - r * r))


@given(st.floats(-1.5, 1.5), st.integers(2, 500), st.integers(0, 500), levels)
@unhurried
def test_power_of_means_rises_with_people_from_the_false_alarms(
    d: float, n: int, more: int, level: float
) -> None:
    found = samples.power_means(d, n, n, level)
    assert found >= 1 - level - 1e-9
    assert samples.power_means(d, n + more, n + more, level) >= found - 1e-9
    assert found == pytest.approx(samples.power_means(-d, n, n, level), abs=1e-12)


# Rates of areas


@pytest.mark.parametrize("name", list(REFERENCE))
@pytest.mark.parametrize("areas", [5, 10, 20])
def test_councils_detectable_ratios_match_the_reference(name: str, areas: int) -> None:
    """The spread is printed to 3 places, which leaves about 0.3 points."""
    row = REFERENCE[name]
    plain = samples.detectable_rate_ratio(row["sd_log_2025"], areas, areas)
    adjusted = samples.detectable_rate_ratio(
        row["sd_log_2025"], areas, areas, correlation=row["r_2023_2025"]
    )
    for found, key in ((plain, "unadjusted"), (adjusted, "baseline_adjusted")):
        wanted = row[f"mde_rate_ratio_pct_{areas}_v_{areas}_{key}"]
        assert 100 * (found - 1) == pytest.approx(wanted, rel=0.012)


@given(st.floats(0.01, 2), st.integers(1, 99), st.integers(1, 99), powers, st.floats(-0.9, 0.9))
@unhurried
def test_power_of_the_detectable_ratio(
    sd: float, n_1: int, n_2: int, power: float, r: float
) -> None:
    ratio = samples.detectable_rate_ratio(sd, n_1, n_2, power, correlation=r)
    found = samples.power_rate_ratio(ratio, sd, n_1, n_2, correlation=r)
    assert power - 1e-9 <= found <= power + 0.025
    assert found == pytest.approx(samples.power_rate_ratio(1 / ratio, sd, n_1, n_2, correlation=r))


# Clusters

spreads = st.builds(
    Spread,
    st.floats(0.1, 5),
    st.floats(0, 3),
    st.floats(0, 3),
    st.floats(0, 3),
    st.floats(0, 1),
)


@st.composite
def designs(draw: st.DrawFn) -> list[list[int]]:
    clusters, periods = draw(st.integers(2, 7)), draw(st.integers(1, 6))
    row = st.lists(st.integers(0, 1), min_size=periods, max_size=periods)
    return draw(st.lists(row, min_size=clusters, max_size=clusters))


def _least_squares_variance(design: list[list[int]], size: float, spread: Spread) -> float:
    """Effect and periods by generalised least squares on the means of cluster-periods."""
    clusters, periods = len(design), len(design[0])
    lasting = spread.cluster**2 + (1 - spread.turnover) * spread.subject**2 / size
    passing = spread.period**2 + (spread.residual**2 + spread.turnover * spread.subject**2) / size
    inverse = np.linalg.inv(lasting * np.ones((periods, periods)) + passing * np.eye(periods))
    information = np.zeros((periods + 1, periods + 1))
    for row in design:
        x = np.column_stack([row, np.eye(periods)])
        information += x.T @ inverse @ x
    assert clusters
    return float(np.linalg.inv(information)[0, 0])


@given(designs(), st.floats(1, 200), spreads)
@thorough
def test_the_variance_is_that_of_generalised_least_squares(
    design: list[list[int]], size: float, spread: Spread
) -> None:
    if all(len(set(column)) == 1 for column in zip(*design, strict=True)):
        with pytest.raises(ValueError, match="^design "):
            cluster_trials.treatment_variance(design, size, spread)
        return
    found = cluster_trials.treatment_variance(design, size, spread)
    assert found == pytest.approx(_least_squares_variance(design, size, spread), rel=1e-6)


@given(
    st.integers(1, 30), st.integers(1, 30), st.floats(1, 500), st.floats(0.1, 5), st.floats(0, 3)
)
@unhurried
def test_one_period_is_a_plain_trial_of_clusters(
    one: int, two: int, size: float, residual: float, cluster: float
) -> None:
    design = cluster_trials.parallel_design(one, two)
    found = cluster_trials.treatment_variance(design, size, Spread(residual, cluster))
    assert found == pytest.approx((cluster**2 + residual**2 / size) * (1 / one + 1 / two))


@given(st.lists(st.integers(1, 6), min_size=2, max_size=6), st.floats(1, 100), spreads)
@unhurried
def test_more_of_anything_never_lowers_power(steps: list[int], size: float, spread: Spread) -> None:
    effect = 0.3
    found = cluster_trials.power_stepped_wedge(steps, effect, size, spread)
    assert cluster_trials.power_stepped_wedge(steps, effect, size + 1, spread) >= found - 1e-9
    double = [2 * clusters for clusters in steps]
    assert cluster_trials.power_stepped_wedge(double, effect, size, spread) >= found - 1e-9
    assert cluster_trials.power_stepped_wedge(steps, 2 * effect, size, spread) >= found - 1e-9
    assert 0.05 - 1e-9 <= found <= 1


@given(designs(), st.floats(1, 200), spreads, powers)
@unhurried
def test_a_design_tells_what_it_can_detect(
    design: list[list[int]], size: float, spread: Spread, power: float
) -> None:
    assume(any(len(set(column)) == 2 for column in zip(*design, strict=True)))
    effect = cluster_trials.detectable_effect_design(design, size, spread, power)
    found = cluster_trials.power_design(design, effect, size, spread)
    assert power - 1e-9 <= found <= power + 0.025


def test_designs_are_drawn_as_described() -> None:
    assert cluster_trials.stepped_wedge_design([1, 2]) == ((0, 1, 1), (0, 0, 1), (0, 0, 1))
    assert cluster_trials.stepped_wedge_design([1, 1], 0, 2) == ((1, 1, 1, 1), (0, 0, 1, 1))
    assert cluster_trials.parallel_design(1, 1, 2, 1) == ((0, 1, 1), (0, 0, 0))


@given(st.floats(0.1, 10), st.floats(0, 0.99), st.floats(0, 1))
@unhurried
def test_the_parts_of_a_spread_add_up(sd: float, icc: float, lasting: float) -> None:
    found = cluster_trials.spread_from_icc(sd, icc, lasting)
    between = found.cluster**2 + found.period**2
    assert between + found.residual**2 == pytest.approx(sd**2)
    assert between == pytest.approx(icc * sd**2, abs=1e-12)
    assert found.cluster**2 == pytest.approx(lasting * icc * sd**2, abs=1e-12)


@given(st.integers(1, 5000), st.floats(1, 300), st.floats(0, 1), st.floats(0, 2))
@unhurried
def test_clusters_needed_hold_the_people_needed(
    n: int, size: float, icc: float, variation: float
) -> None:
    found = cluster_trials.clusters_needed(n, size, icc, variation)
    assert found.people >= n
    assert found.clusters * size >= n * found.design_effect * (1 - 1e-9)
    assert found.clusters >= cluster_trials.clusters_needed(n, size, 0).clusters
    alone = cluster_trials.clusters_needed(n, 1, icc)
    assert (alone.design_effect, alone.people) == (1, n)


@given(st.floats(0.05, 1), st.integers(2, 60), st.floats(1, 100), st.floats(0, 0.3))
@unhurried
def test_power_of_clusters_is_that_of_their_means(
    d: float, clusters: int, size: float, icc: float
) -> None:
    found = cluster_trials.power_clusters(d, clusters, clusters, size, icc)
    of_means = d / math.sqrt(icc + (1 - icc) / size)
    assert found == pytest.approx(samples.power_means(of_means, clusters, clusters), abs=1e-9)


def test_hussey_and_hughes_own_example() -> None:
    """24 clusters in 4 steps, 100 people each time, 5% to 3.2%: power about 0.8 without spread."""
    spread = Spread(math.sqrt(0.041 * 0.959))
    assert cluster_trials.power_stepped_wedge([6, 6, 6, 6], 0.018, 100, spread) > 0.8


# What cannot be

GRID = ((0, 1), (0, 0))
SPREAD = Spread(1.0)

IMPOSSIBLE: list[tuple[Callable[..., Any], tuple[Any, ...], dict[str, Any], str]] = [
    (samples.cohens_h, (1.1, 0.5), {}, "p_1"),
    (samples.power_h, (NAN, 10), {}, "h"),
    (samples.power_h, (0.2, 0.5), {}, "n_1"),
    (samples.power_h, (0.2, 10, 0), {}, "n_2"),
    (samples.power_h, (0.2, 10, 10, 95), {}, "level"),
    (samples.group_sizes_h, (0,), {}, "h"),
    (samples.group_sizes_h, (0.2, 0.04), {}, "power"),
    (samples.group_sizes_h, (0.2,), {"ratio": 0}, "ratio"),
    (samples.power_proportions, (0, 0.5, 10), {}, "p_1"),
    (samples.power_proportions, (0.4, 0.4, 10), {}, "p_1 and p_2"),
    (samples.power_proportions, (0.4, 0.5, 10), {"method": "exact"}, "method"),
    (
        samples.power_proportions,
        (0.4, 0.5, 10),
        {"method": "arcsine", "continuity": True},
        "method",
    ),
    (samples.group_sizes_proportions, (0.4, 1.0), {}, "p_2"),
    (samples.group_sizes_proportions, (0.4, 0.5, 1), {}, "power"),
    (samples.group_sizes_proportions, (0.4, 0.5), {"ratio": -1}, "ratio"),
    (samples.sample_size_proportions, (0.5, 0.5), {}, "p_1 and p_2"),
    (samples.detectable_difference_proportions, (10, 0.05), {}, "n_per_group"),
    (samples.detectable_difference_proportions, (100, 1.5), {}, "p_2"),
    (samples.power_means, (INF, 10), {}, "effect"),
    (samples.power_means, (0.5, 1, 1), {}, "n_1 and n_2"),
    (samples.power_means, (0.5, 10), {"distribution": "z"}, "distribution"),
    (samples.group_sizes_means, (0,), {}, "effect"),
    (samples.group_sizes_means, (0.5, 0.05), {}, "power"),
    (samples.sample_size_means, (0.5, 0.8, 0), {}, "level"),
    (samples.detectable_difference_means, (1,), {}, "n_1 and n_2"),
    (samples.detectable_difference_means, (10,), {"correlation": 1}, "correlation"),
    (samples.detectable_rate_ratio, (0, 5, 5), {}, "sd_log"),
    (samples.detectable_rate_ratio, (0.3, 5, 0), {}, "n_2"),
    (samples.power_rate_ratio, (0, 0.3, 5, 5), {}, "rate_ratio"),
    (Spread, (0,), {}, "residual"),
    (Spread, (1, -1), {}, "cluster"),
    (Spread, (1, 0, 0, 0, 2), {}, "turnover"),
    (cluster_trials.spread_from_icc, (1, 1), {}, "icc"),
    (cluster_trials.spread_from_icc, (1, 0.1, 2), {}, "autocorrelation"),
    (cluster_trials.stepped_wedge_design, ([],), {}, "clusters_per_step"),
    (cluster_trials.stepped_wedge_design, ([1, 0],), {}, "clusters_per_step"),
    (cluster_trials.stepped_wedge_design, ([1], 1, 0), {}, "periods_per_step"),
    (cluster_trials.parallel_design, (0, 1), {}, "clusters_1"),
    (cluster_trials.parallel_design, (1, 1, 0), {}, "periods"),
    (cluster_trials.treatment_variance, ([], 1, SPREAD), {}, "design"),
    (cluster_trials.treatment_variance, ([[0, 1], [0]], 1, SPREAD), {}, "design"),
    (cluster_trials.treatment_variance, ([[0, 2], [0, 1]], 1, SPREAD), {}, "design"),
    (cluster_trials.treatment_variance, ([[0, 1], [0, 1]], 1, SPREAD), {}, "design"),
    (cluster_trials.treatment_variance, (GRID, 0, SPREAD), {}, "cluster_size"),
    (cluster_trials.power_design, (GRID, NAN, 1, SPREAD), {}, "effect"),
    (cluster_trials.detectable_effect_design, (GRID, 1, SPREAD, 0.01), {}, "power"),
    (cluster_trials.clusters_needed, (0, 10, 0.1), {}, "n_per_group"),
    (cluster_trials.clusters_needed, (10, 10, 1.1), {}, "icc"),
    (cluster_trials.clusters_needed, (10, 10, 0.1, -1), {}, "size_variation"),
    (cluster_trials.power_clusters, (0.5, 1, 1, 10, 0.1), {}, "clusters_1 and clusters_2"),
]


@pytest.mark.parametrize(("function", "args", "more", "name"), IMPOSSIBLE)
def test_what_cannot_be_is_refused_by_name(
    function: Callable[..., Any], args: tuple[Any, ...], more: dict[str, Any], name: str
) -> None:
    with pytest.raises(ValueError, match=rf"^{name} "):
        function(*args, **more)
