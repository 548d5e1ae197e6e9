"""Lines against SciPy, regression to the mean against draws and councils, shrinkage laws."""

from __future__ import annotations

import csv
import math
from collections.abc import Callable
from pathlib import Path
from statistics import fmean
from typing import Any

import numpy as np
import pytest
import yaml
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import stats as scipy_stats
from statsmodels.stats import meta_analysis as sm_meta

from evidence_course.stats import regression

unhurried = settings(deadline=None)  # a busy machine is no fault of a formula
thorough = settings(unhurried, max_examples=150)

ROOT = Path(__file__).parents[3]
REFERENCE = yaml.safe_load(
    (ROOT / "tests" / "data" / "council_reference.yaml").read_text(encoding="utf-8")
)
NAN, INF = float("nan"), float("inf")

numbers = st.integers(-1000, 1000).map(lambda x: x / 8)
pairs = st.lists(st.tuples(numbers, numbers), min_size=3, max_size=40)


# Lines


@given(pairs, st.floats(0.5, 0.999))
@thorough
def test_a_line_is_scipys(points: list[tuple[float, float]], level: float) -> None:
    x, y = zip(*points, strict=True)
    assume(len(set(x)) > 1)
    found, wanted = regression.least_squares(x, y, level), scipy_stats.linregress(x, y)
    scale = 1 + max(map(abs, y)) * (1 + max(map(abs, x)))
    assert found.slope.value == pytest.approx(wanted.slope, abs=1e-9 * scale)
    assert found.intercept.value == pytest.approx(wanted.intercept, abs=1e-9 * scale)
    if len(set(y)) > 1 and abs(wanted.rvalue) < 0.999999:
        assert found.slope_se == pytest.approx(wanted.stderr, rel=1e-6)
        assert found.intercept_se == pytest.approx(wanted.intercept_stderr, rel=1e-6)
        assert found.r_squared == pytest.approx(wanted.rvalue**2, abs=1e-9)
        reach = scipy_stats.t.ppf((1 + level) / 2, len(x) - 2) * wanted.stderr
        assert found.slope.high - found.slope.value == pytest.approx(reach, rel=1e-6)
    assert found.at(fmean(x)) == pytest.approx(fmean(y), abs=1e-9 * scale)


@given(pairs)
@thorough
def test_correlation_is_scipys_and_goes_with_the_line(points: list[tuple[float, float]]) -> None:
    x, y = zip(*points, strict=True)
    assume(len(set(x)) > 1 and len(set(y)) > 1)
    found = regression.correlation(x, y)
    assert found == pytest.approx(scipy_stats.pearsonr(x, y).statistic, abs=1e-9)
    assert found == pytest.approx(regression.correlation(y, x), abs=1e-12)
    assert found**2 == pytest.approx(regression.least_squares(x, y).r_squared, abs=1e-9)
    product = (
        regression.least_squares(x, y).slope.value * regression.least_squares(y, x).slope.value
    )
    assert product == pytest.approx(found**2, abs=1e-9)


def test_a_flat_line_fits_a_constant() -> None:
    found = regression.least_squares([1, 2, 3], [4, 4, 4])
    assert (found.slope.value, found.intercept.value, found.residual_sd) == (0, 4, 0)
    assert found.slope.low == found.slope.high == 0


# Regression to the mean


@given(numbers, numbers, st.floats(-1, 1), st.floats(0.1, 10))
@unhurried
def test_the_second_time_lies_nearer(first: float, mean: float, r: float, ratio: float) -> None:
    found = regression.expected_second(first, mean, r)
    assert abs(found - mean) <= abs(first - mean) + 1e-9
    moved = regression.expected_second(first, mean, r, mean_second=mean + 3, sd_ratio=ratio)
    assert moved - mean - 3 == pytest.approx(ratio * (found - mean), abs=1e-9)


@given(st.lists(st.tuples(numbers, numbers), min_size=3, max_size=30))
@unhurried
def test_the_expected_second_lies_on_the_line(points: list[tuple[float, float]]) -> None:
    x, y = zip(*points, strict=True)
    assume(len(set(x)) > 1 and len(set(y)) > 1)
    found = regression.expected_second(
        x[0],
        fmean(x),
        regression.correlation(x, y),
        mean_second=fmean(y),
        sd_ratio=float(np.std(y) / np.std(x)),
    )
    assert found == pytest.approx(regression.least_squares(x, y).at(x[0]), abs=1e-7)


@pytest.mark.parametrize("above", [True, False])
@pytest.mark.parametrize("measurements", [1, 3])
def test_a_picked_group_moves_as_draws_do(above: bool, measurements: int) -> None:
    draws, r = np.random.default_rng(3), 0.6
    true = draws.normal(50, 10 * math.sqrt(r), 400_000)
    noise = 10 * math.sqrt(1 - r)
    first = true + draws.normal(0, noise / math.sqrt(measurements), true.size)
    second = true + draws.normal(0, noise, true.size)
    picked = first > 58 if above else first < 42
    moved = (first - second)[picked].mean() * (1 if above else -1)
    found = regression.regression_to_mean(
        58 if above else 42, 50, 10, r, above=above, measurements=measurements
    )
    assert found == pytest.approx(moved, abs=0.08)


@given(st.floats(-3, 3), st.floats(0, 1), st.floats(0.1, 10))
@unhurried
def test_a_closer_correlation_means_less_regression(z: float, r: float, sd: float) -> None:
    found = regression.regression_to_mean(z * sd, 0, sd, r)
    assert found >= regression.regression_to_mean(z * sd, 0, sd, (1 + r) / 2) - 1e-12
    assert regression.regression_to_mean(z * sd, 0, sd, 1) == 0
    tails = scipy_stats.norm.pdf(z) / scipy_stats.norm.sf(z)
    assert found == pytest.approx((1 - r) * sd * tails, abs=1e-12)


@pytest.mark.parametrize(
    "measure",
    [
        "referral_rate_per_10k",
        "cpp_rate_per_10k",
        "cla_rate_per_10k",
        "s47_rate_per_10k",
        "rereferral_pct",
        "cpp_second_or_subsequent_pct",
    ],
)
def test_councils_years_correlate_as_the_reference_says(measure: str) -> None:
    years: dict[str, dict[str, float]] = {"2024": {}, "2025": {}}
    path = ROOT / "course" / "data" / "la_panel_2013_2025.csv"
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["year"] in years and row[measure]:
                years[row["year"]][row["la_name"]] = float(row[measure])
    both = sorted((set(years["2024"]) & set(years["2025"])) - set(REFERENCE["excludes"]))
    one, two = ([year[name] for name in both] for year in years.values())
    wanted = REFERENCE["stability_2024_2025"][measure]
    assert len(both) == wanted["n"]
    assert round(regression.correlation(one, two), 3) == wanted["pearson_2024_2025"]


# Shrinkage


@given(st.lists(numbers, min_size=4, max_size=30), st.floats(0, 1000))
@unhurried
def test_james_stein_lies_between_the_value_and_the_mean(
    values: list[float], variance: float
) -> None:
    found = regression.james_stein(values, variance)
    assert found.mean == pytest.approx(fmean(values))
    assert len(set(found.factors)) == 1
    assert 0 <= found.factors[0] <= 1
    for value, drawn in zip(values, found.values, strict=True):
        assert min(value, found.mean) - 1e-9 <= drawn <= max(value, found.mean) + 1e-9
    assert fmean(found.values) == pytest.approx(fmean(values), abs=1e-9)
    more = regression.james_stein(values, variance + 1)
    assert more.factors[0] <= found.factors[0]


def test_james_stein_wins_against_raw_values() -> None:
    """Stein's result, on drawn values: the summed squared error is smaller on average."""
    draws = np.random.default_rng(5)
    raw = drawn = 0.0
    for _ in range(300):
        true = draws.normal(0, 1, 12)
        seen = draws.normal(true, 1)
        shrunk = regression.james_stein(list(seen), 1)
        raw += float(((seen - true) ** 2).sum())
        drawn += float(((np.array(shrunk.values) - true) ** 2).sum())
    assert drawn < 0.75 * raw


def test_a_known_mean_costs_one_value_less() -> None:
    values = [1.0, -1.0, 2.0, -2.0]
    assert regression.james_stein(values, 1, mean=0).factors[0] == pytest.approx(1 - 2 / 10)
    assert regression.james_stein(values, 1).factors[0] == pytest.approx(1 - 1 / 10)


areas = st.lists(st.tuples(numbers, st.floats(0.01, 100)), min_size=2, max_size=20)


@given(areas)
@unhurried
def test_empirical_bayes_uses_statsmodels_tau_and_mean(points: list[tuple[float, float]]) -> None:
    values, variances = (np.array(column) for column in zip(*points, strict=True))
    assume(len(set(values)) > 1)
    wanted = sm_meta.combine_effects(values, variances, method_re="dl")
    found = regression.empirical_bayes(list(values), list(variances))
    tau2 = max(0.0, wanted.tau2)
    assert found.factors == pytest.approx(list(tau2 / (tau2 + variances)), abs=1e-9)
    weights = 1 / (variances + tau2)
    assert found.mean == pytest.approx((weights * values).sum() / weights.sum(), abs=1e-7)


@given(areas, st.floats(0, 50), numbers)
@unhurried
def test_empirical_bayes_draws_small_areas_most(
    points: list[tuple[float, float]], between: float, mean: float
) -> None:
    values, variances = zip(*points, strict=True)
    found = regression.empirical_bayes(values, variances, mean=mean, between_variance=between)
    for value, drawn in zip(values, found.values, strict=True):
        assert min(value, mean) - 1e-9 <= drawn <= max(value, mean) + 1e-9
    order = sorted(range(len(values)), key=lambda at: variances[at])
    kept = [found.factors[at] for at in order]
    assert kept == sorted(kept, reverse=True)


def test_no_spread_between_areas_leaves_the_mean() -> None:
    found = regression.empirical_bayes([1, 3], [1, 1], between_variance=0)
    assert found.values == (2, 2)


# What cannot be

IMPOSSIBLE: list[tuple[Callable[..., Any], tuple[Any, ...], dict[str, Any], str]] = [
    (regression.correlation, ([1], [1]), {}, "x"),
    (regression.correlation, ([1, 2], [1]), {}, "x and y"),
    (regression.correlation, ([1, 1], [1, 2]), {}, "x"),
    (regression.correlation, ([1, 2], [2, 2]), {}, "y"),
    (regression.correlation, ([1, 2], [2, NAN]), {}, "y"),
    (regression.least_squares, ([1, 2], [1, 2]), {}, "x"),
    (regression.least_squares, ([1, 1, 1], [1, 2, 3]), {}, "x"),
    (regression.least_squares, ([1, 2, 3], [1, 2, 3], 95), {}, "level"),
    (regression.expected_second, (INF, 0, 0.5), {}, "first"),
    (regression.expected_second, (1, 0, 1.5), {}, "correlation"),
    (regression.expected_second, (1, 0, 0.5), {"sd_ratio": 0}, "sd_ratio"),
    (regression.expected_second, (1, 0, 0.5), {"mean_second": NAN}, "mean_second"),
    (regression.regression_to_mean, (1, 0, 0, 0.5), {}, "sd"),
    (regression.regression_to_mean, (1, 0, 1, -0.1), {}, "correlation"),
    (regression.regression_to_mean, (1, 0, 1, 0.5), {"measurements": 0}, "measurements"),
    (regression.regression_to_mean, (99, 0, 1, 0.5), {}, "cutoff"),
    (regression.james_stein, ([1, 2, 3], 1), {}, "values"),
    (regression.james_stein, ([1, 2, 3, 4], -1), {}, "variance"),
    (regression.james_stein, ([1, 2, 3], 1), {"mean": NAN}, "mean"),
    (regression.empirical_bayes, ([1, 2], [1]), {}, "values and variances"),
    (regression.empirical_bayes, ([1], [1]), {}, "values"),
    (regression.empirical_bayes, ([1, 2], [1, 0]), {}, "variances"),
    (regression.empirical_bayes, ([1, 2], [1, 1]), {"between_variance": -1}, "between_variance"),
    (regression.empirical_bayes, ([1, 2], [1, 1]), {"mean": INF}, "mean"),
]


@pytest.mark.parametrize(("function", "args", "more", "name"), IMPOSSIBLE)
def test_what_cannot_be_is_refused_by_name(
    function: Callable[..., Any], args: tuple[Any, ...], more: dict[str, Any], name: str
) -> None:
    with pytest.raises(ValueError, match=rf"^{name} "):
        function(*args, **more)
