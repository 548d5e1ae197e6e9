"""Funnels, control charts, rules and run charts against SciPy, plain counting and real councils."""

from __future__ import annotations

import csv
import math
from collections.abc import Callable
from itertools import groupby, pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import stats as scipy_stats

from evidence_course.stats import charts, funnels, rules
from evidence_course.stats._quantiles import binomial_quantile, poisson_quantile
from evidence_course.stats.charts import ControlChart

unhurried = settings(deadline=None)  # a busy machine is no fault of a formula
thorough = settings(unhurried, max_examples=200)

ROOT = Path(__file__).parents[3]
REFERENCE = yaml.safe_load(
    (ROOT / "tests" / "data" / "council_reference.yaml").read_text(encoding="utf-8")
)
NAN, INF = float("nan"), float("inf")

levels = st.floats(0.5, 0.999)
small = st.lists(st.integers(-20, 20), min_size=2, max_size=40)


def level_chart(values: Any) -> ControlChart:
    n = len(values)
    return ControlChart(tuple(values), (0.0,) * n, (-3.0,) * n, (3.0,) * n, (1.0,) * n)


# Funnels


@given(st.floats(0.0005, 0.9995), st.integers(1, 10**6), st.floats(0.0005, 0.9995))
@thorough
def test_quantiles_of_counts_are_where_scipy_reaches_the_share(
    share: float, n: int, p: float
) -> None:
    """Not SciPy's own quantile, which may be one off where the share lies on a step."""
    found, mean = binomial_quantile(share, n, p), n * p
    low, high = scipy_stats.binom.cdf([found - 1, found], n, p)
    assert low < share * (1 + 1e-9)
    assert high > share * (1 - 1e-9)
    found = poisson_quantile(share, mean)
    low, high = scipy_stats.poisson.cdf([found - 1, found], mean)
    assert low < share * (1 + 1e-9)
    assert high > share * (1 - 1e-9)


@given(st.floats(0.001, 0.999), st.integers(1, 10**5), levels)
@thorough
def test_exact_limits_enclose_the_scipy_counts(p: float, n: int, level: float) -> None:
    found = funnels.funnel_limits_proportion(p, n, level)
    tail = (1 - level) / 2
    low, high = scipy_stats.binom.ppf([tail, 1 - tail], n, p)
    assert max(low - 1, 0) - 1e-6 <= found.low * n <= low + 1e-6
    assert high - 1 - 1e-6 <= found.high * n <= high + 1e-6


@given(st.floats(0.01, 0.99), st.integers(1, 10**5), levels)
@unhurried
def test_exact_limits_of_the_others_are_the_mirror(p: float, n: int, level: float) -> None:
    found = funnels.funnel_limits_proportion(p, n, level)
    mirror = funnels.funnel_limits_proportion(1 - p, n, level)
    assume(found.low > 1e-3 / n and mirror.low > 1e-3 / n)
    # The interpolation belongs to the count from below, so that the mirror is off by a count.
    assert abs(found.low - (1 - mirror.high)) <= (1 + 1e-6) / n


@given(st.floats(0.01, 0.99), st.integers(10**6, 10**7), levels)
@unhurried
def test_exact_and_normal_limits_meet_in_large_areas(p: float, n: int, level: float) -> None:
    exact = funnels.funnel_limits_proportion(p, n, level)
    normal = funnels.funnel_limits_proportion(p, n, level, "normal")
    assert (exact.low, exact.high) == pytest.approx((normal.low, normal.high), abs=6 / n)


@given(st.integers(1, 5000), levels)
@unhurried
def test_the_boundary_is_where_scipy_puts_the_tails(observed: int, level: float) -> None:
    found = funnels.funnel_boundary(observed, level)
    tail = (1 - level) / 2
    assert scipy_stats.poisson.sf(observed - 1, found.expected.low) == pytest.approx(tail)
    assert scipy_stats.poisson.cdf(observed, found.expected.high) == pytest.approx(tail)
    assert found.ratio.low < 1 < found.ratio.high or level < 0.6


@given(st.floats(0.5, 1e5), st.floats(1.01, 3), st.sampled_from(["exact", "normal"]))
@unhurried
def test_funnel_limits_narrow_as_areas_grow(expected: float, times: float, method: str) -> None:
    assume(expected * times > expected + 5)
    one = funnels.funnel_limits_ratio(expected, 0.998, method)
    two = funnels.funnel_limits_ratio(expected * times, 0.998, method)
    slack = 1 / expected
    assert one.low <= two.low + slack
    assert two.high <= one.high + slack


@given(st.floats(0.1, 1e4), st.integers(1, 10**4), levels)
@unhurried
def test_widening_widens(target: float, exposure: int, level: float) -> None:
    plain = funnels.funnel_limits_rate(target, exposure, level, "normal")
    phi = funnels.funnel_limits_rate(target, exposure, level, "normal", phi=4)
    tau = funnels.funnel_limits_rate(target, exposure, level, "normal", tau=target / 10)
    assert phi.high - target == pytest.approx(2 * (plain.high - target))
    assert tau.high > plain.high


@given(st.integers(0, 3000), st.floats(0.01, 4000))
@thorough
def test_significance_agrees_with_exact_tails(observed: int, expected: float) -> None:
    high = scipy_stats.poisson.sf(observed - 1, expected)
    low = scipy_stats.poisson.cdf(observed, expected)
    found = funnels.funnel_significance(observed, expected)
    for p in (0.001, 0.025):
        assume(not any(p * 0.9 < tail < p * 1.1 for tail in (high, low)))
    wanted = "high" if high < 0.025 else "low" if low < 0.025 else "within"
    assert found.direction == wanted
    if wanted != "within":
        assert found.p == (0.001 if min(high, low) < 0.001 else 0.025)


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=20), st.floats(0, 0.49))
@thorough
def test_winsorising_is_clipping_at_numpys_quantiles(values: list[float], share: float) -> None:
    found = funnels.winsorise(values, share)
    wanted = np.clip(values, *np.quantile(values, [share, 1 - share]))
    assert found == pytest.approx(wanted, abs=1e-6)
    assert max(found) - min(found) <= max(values) - min(values)


@given(st.lists(st.tuples(st.floats(0.1, 5), st.floats(-9, 9)), min_size=2, max_size=40))
@unhurried
def test_tau_without_winsorising_is_dersimonian_and_lairds(
    areas: list[tuple[float, float]],
) -> None:
    errors, scores = zip(*areas, strict=True)
    tau = funnels.between_area_sd(errors, funnels.dispersion(scores, 0))
    weights = np.array([1 / error**2 for error in errors])
    q = sum(score**2 for score in scores)
    scale = weights.sum() - (weights**2).sum() / weights.sum()
    assert tau**2 == pytest.approx(max(0, (q - (len(areas) - 1)) / scale), rel=1e-9, abs=1e-12)


def test_pearson_dispersion_of_a_fitted_mean() -> None:
    """Counts about their mean: the variance by the mean."""
    counts = [3, 7, 5, 9, 1]
    assert funnels.pearson_dispersion(counts, [5.0] * 5) == pytest.approx(10 / 5)


def _councils() -> list[dict[str, str]]:
    path = ROOT / "course" / "data" / "la_panel_2013_2025.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["year"] == "2025"]
    return [row for row in rows if row["la_name"] not in REFERENCE["excludes"]]


def _columns(one: str, two: str) -> tuple[list[Any], list[Any]]:
    rows = [row for row in _councils() if row[one] and row[two]]
    return [float(row[one]) for row in rows], [float(row[two]) for row in rows]


@pytest.mark.parametrize(
    ("name", "events", "n"),
    [
        ("rereferral", "rereferrals_12m", "referrals"),
        ("repeat_plan", "cpp_second_or_subsequent", "cpp_started"),
    ],
)
def test_councils_shares_match_the_reference(name: str, events: str, n: str) -> None:
    wanted, columns = REFERENCE["funnel_2025"][name], _columns(events, n)
    plain = funnels.funnel_proportions(*columns)
    narrow = funnels.funnel_proportions(*columns, level=0.95)
    wide = funnels.funnel_proportions(*columns, adjust="multiplicative")
    added = funnels.funnel_proportions(*columns, adjust="additive", winsor=0)
    found = {
        "n_la": len(plain.values),
        "p": round(plain.target, 4),
        "share_outside_95_binomial": round(narrow.share_outside, 3),
        "share_outside_998_binomial": round(plain.share_outside, 3),
        "phi_winsorised_10pct": round(plain.phi, 2),
        "share_outside_998_multiplicative": round(wide.share_outside, 3),
        "tau_additive_DL": round(added.tau, 4),
        "share_outside_998_additive": round(added.share_outside, 3),
        "icc_from_tau2": round(added.tau**2 / added.target / (1 - added.target), 4),
    }
    assert found == wanted


@pytest.mark.parametrize(
    ("name", "counts"),
    [
        ("referrals_rate", "referrals"),
        ("s47_count_implied_rate", "s47_count_implied"),
        ("cpp_at_31_march_rate", "cpp_at_31_march"),
        ("cla_at_31_march_rate", "cla_at_31_march"),
    ],
)
def test_councils_rates_match_the_reference(name: str, counts: str) -> None:
    wanted, columns = (
        REFERENCE["funnel_2025"][name],
        _columns(counts, "population_0_17_midyear_before"),
    )
    plain = funnels.funnel_rates(*columns)
    wide = funnels.funnel_rates(*columns, adjust="multiplicative")
    assert {
        "n_la": len(plain.values),
        "share_outside_998_poisson": round(plain.share_outside, 3),
        "share_outside_998_multiplicative": round(wide.share_outside, 3),
    } == {key: value for key, value in wanted.items() if key != "phi_winsorised_10pct"}
    assert plain.phi == pytest.approx(wanted["phi_winsorised_10pct"], abs=0.051)


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(50, 500)), min_size=2, max_size=30))
@unhurried
def test_a_funnel_counts_who_is_outside(areas: list[tuple[int, int]]) -> None:
    events, n = zip(*areas, strict=True)
    assume(0 < sum(events) < sum(n))
    found = funnels.funnel_proportions(events, n, method="exact", level=0.95)
    inside = [
        limits.low <= value <= limits.high
        for value, limits in zip(found.values, found.limits, strict=True)
    ]
    assert found.outside == tuple(at for at, kept in enumerate(inside) if not kept)
    wider = funnels.funnel_proportions(events, n, level=0.95, adjust="multiplicative")
    normal = funnels.funnel_proportions(events, n, level=0.95)
    assert set(wider.outside) <= set(normal.outside)


# Control charts


@given(small, st.floats(0.1, 5))
@unhurried
def test_an_individuals_chart_is_its_definition(values: list[int], factor: float) -> None:
    chart = charts.individuals_chart(values, factor=factor)
    reach = factor * np.abs(np.diff(values)).mean()
    assert chart.centre[0] == pytest.approx(np.mean(values))
    assert chart.upper[-1] - chart.centre[0] == pytest.approx(reach)
    assert chart.centre[0] - chart.lower[0] == pytest.approx(reach)
    assert charts.mean_moving_range(values, screen=True) <= charts.mean_moving_range(values) + 1e-9


@given(small, st.integers(-100, 100), st.integers(1, 9))
@unhurried
def test_signals_do_not_depend_on_the_unit(values: list[int], shift: int, power: int) -> None:
    """Powers of 2, so that no last digit moves a point over a limit."""
    scale = 2.0**power
    one = rules.special_causes(level_chart(values), "nelson")
    row = [value * scale + 2.0**power * shift for value in values]
    n = len(row)
    moved = ControlChart(
        tuple(row),
        (scale * shift,) * n,
        (scale * (shift - 3),) * n,
        (scale * (shift + 3),) * n,
        (scale,) * n,
    )
    two = rules.special_causes(moved, "nelson")
    assert [(s.rule, s.points) for s in one] == [(s.rule, s.points) for s in two]


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(40, 400)), min_size=2, max_size=30))
@unhurried
def test_p_chart_limits_are_possible_and_about_the_centre(points: list[tuple[int, int]]) -> None:
    events, n = zip(*points, strict=True)
    chart = charts.p_chart(events, n)
    assert chart.centre[0] == pytest.approx(sum(events) / sum(n))
    for size, low, middle, high in zip(n, chart.lower, chart.centre, chart.upper, strict=True):
        reach = 3 * math.sqrt(middle * (1 - middle) / size)
        assert 0 <= low <= middle <= high <= 1
        assert high == pytest.approx(min(1, middle + reach))


def test_laneys_factor_is_one_where_points_move_as_chance_makes_them() -> None:
    """Z scores that move by 1.128 on average leave the limits as they are."""
    events = [500, 500 + 18, 500 - 18, 500, 500 + 18]
    plain = charts.p_chart(events, 1000)
    wide = charts.p_chart(events, 1000, laney=True)
    scores = [(v - c) / s for v, c, s in zip(plain.values, plain.centre, plain.sigma, strict=True)]
    factor = float(np.abs(np.diff(scores)).mean()) / 1.128
    assert wide.sigma[0] == pytest.approx(factor * plain.sigma[0])


@given(st.lists(st.integers(0, 60), min_size=2, max_size=30), st.floats(0.1, 100))
@unhurried
def test_a_u_chart_scales_a_c_chart(counts: list[int], exposure: float) -> None:
    count, rate = charts.c_chart(counts), charts.u_chart(counts, exposure)
    assert [value * exposure for value in rate.upper] == pytest.approx(count.upper)
    assert [value * exposure for value in rate.lower] == pytest.approx(count.lower)


@given(small, st.floats(0.01, 1), st.integers(-20, 20))
@unhurried
def test_ewma_is_a_weighted_sum_of_all_so_far(
    values: list[int], weight: float, target: int
) -> None:
    found = charts.ewma_chart(values, target=target, sigma=2, weight=weight, steady=False)
    n = len(values)
    weights = weight * (1 - weight) ** np.arange(n)
    wanted = weights @ values[::-1] + (1 - weight) ** n * target
    assert found.values[-1] == pytest.approx(wanted, abs=1e-9)
    assert found.sigma[0] == pytest.approx(2 * weight)
    assert found.sigma[-1] == pytest.approx(2 * math.sqrt((weights**2).sum()))


def test_ewma_of_weight_one_is_a_chart_of_the_values() -> None:
    values = [1.0, 4.0, 2.0, 8.0]
    found = charts.ewma_chart(values, weight=1, width=3)
    assert found.values == tuple(values)
    assert found.sigma[0] == pytest.approx(charts.mean_moving_range(values) / 1.128)


def test_a_baseline_sets_the_limits() -> None:
    quiet, loud = [5, 6, 5, 6, 5, 6], [50, 10, 90]
    whole = charts.individuals_chart([*quiet, *loud], baseline=6)
    assert whole.upper[0] == charts.individuals_chart(quiet).upper[0]
    shares = charts.p_chart([*quiet, *loud], 100, baseline=6)
    assert shares.centre[0] == pytest.approx(33 / 600)
    moves = charts.moving_range_chart([*quiet, *loud], baseline=6)
    assert (moves.centre[0], moves.upper[0], moves.lower[0]) == pytest.approx((1, 3.267, 0))


def test_rebasing_joins_charts_and_breaks_runs() -> None:
    values = [4, 6, 5, 4, 6, 14, 16, 15, 14, 16]
    chart = charts.rebased(values, [5], charts.individuals_chart)
    assert (chart.centre[4], chart.centre[5]) == (5, 15)
    assert chart.starts == (0, 5)
    assert rules.special_causes(chart) == ()
    assert len(rules.runs_on_one_side(charts.individuals_chart(values), 5)) == 2
    pairs = [(4, 10), (5, 10), (9, 10), (8, 10)]

    def shares(part: Any) -> ControlChart:
        return charts.p_chart(*zip(*part, strict=True))

    assert charts.rebased(pairs, [2], shares).centre == pytest.approx((0.45, 0.45, 0.85, 0.85))


# Rules


def _windows(n: int, size: int) -> list[range]:
    return [range(at, at + size) for at in range(n - size + 1)]


def _covered(windows: list[range]) -> set[int]:
    return {at for window in windows for at in window}


def _points(signals: tuple[rules.Signal, ...]) -> set[int]:
    return {at for signal in signals for at in signal.points}


rows = st.lists(st.floats(-4, 4).map(lambda x: round(x, 1)), min_size=1, max_size=30)


@given(rows, st.integers(2, 9))
@thorough
def test_runs_and_trends_are_what_counting_windows_finds(row: list[float], length: int) -> None:
    chart, windows = level_chart(row), _windows(len(row), length)
    above = [w for w in windows if all(row[i] > 0 for i in w)]
    below = [w for w in windows if all(row[i] < 0 for i in w)]
    assert _points(rules.runs_on_one_side(chart, length)) == _covered(above + below)
    up = [w for w in windows if all(a < b for a, b in pairwise(row[i] for i in w))]
    down = [w for w in windows if all(a > b for a, b in pairwise(row[i] for i in w))]
    assert _points(rules.trends(chart, length)) == _covered(up + down)
    near = [w for w in windows if all(abs(row[i]) <= 1 for i in w)]
    assert _points(rules.hugging_centre(chart, length)) == _covered(near)
    far = [w for w in windows if all(abs(row[i]) > 1 for i in w)]
    assert _points(rules.avoiding_centre(chart, length)) == _covered(far)
    assert _points(rules.points_outside(chart)) == {i for i, x in enumerate(row) if abs(x) > 3}


@given(st.lists(st.sampled_from([-3.5, -2.5, -1.5, -0.5, 0.5, 1.5, 2.5, 3.5]), max_size=40))
@thorough
def test_some_of_several_is_what_counting_windows_finds(row: list[float]) -> None:
    chart = level_chart(row)
    for side in (1, -1):
        sided = [x * side for x in row]

        def of(signals: tuple[rules.Signal, ...], side: int = side) -> set[int]:
            want = "high" if side > 0 else "low"
            return {at for s in signals for at in s.points if s.direction == want}

        threes = [w for w in _windows(len(row), 3) if sum(sided[i] > 2 for i in w) >= 2]
        wanted = {i for w in threes for i in w if sided[i] > 2}
        assert of(rules.two_in_three(chart, together=False, outside=True)) == wanted
        threes = [
            w
            for w in _windows(len(row), 3)
            if sum(2 < sided[i] <= 3 for i in w) >= 2 and all(sided[i] > 0 for i in w)
        ]
        assert of(rules.two_in_three(chart)) == {i for w in threes for i in w if 2 < sided[i] <= 3}
        fives = [w for w in _windows(len(row), 5) if sum(sided[i] > 1 for i in w) >= 4]
        assert of(rules.four_in_five(chart)) == {i for w in fives for i in w if sided[i] > 1}


@given(rows, st.integers(3, 8))
@thorough
def test_alternating_is_what_counting_windows_finds(row: list[float], length: int) -> None:
    def turns(window: range) -> bool:
        steps = [row[b] - row[a] for a, b in pairwise(window)]
        return all(a * b < 0 for a, b in pairwise(steps))

    wanted = _covered([w for w in _windows(len(row), length) if turns(w)])
    assert _points(rules.alternating(level_chart(row), length)) == wanted


def test_the_sets_differ_as_their_authors_wrote_them() -> None:
    """Seven points on one side are a signal to the NHS, not to Western Electric or Nelson."""
    chart = level_chart([0.5, 0.7, 0.5, 0.7, 0.5, 0.7, 0.5, -0.5])
    assert [s.rule for s in rules.special_causes(chart)] == ["run on one side"]
    assert rules.special_causes(chart, "western electric") == ()
    assert rules.special_causes(chart, "nelson") == ()


def test_a_signal_says_why() -> None:
    chart = level_chart([0.5, 3.5, -0.5, -2.5, -2.4])
    outside, pair = rules.special_causes(chart)
    assert outside.why == "Point 2 (3.5) lies above the upper limit, 3."
    assert pair.direction == "low"
    assert pair.points == (3, 4)
    assert pair.why.startswith("Points 3 to 5: two in three lie more than 2 standard deviations")


def test_chance_alone_rarely_signals() -> None:
    """About 3 in 1,000 points outside, on 20,000 normal points with known limits."""
    values = np.random.default_rng(1).normal(size=20_000)
    assert 0.001 < len(rules.points_outside(level_chart(values))) / 20_000 < 0.005


# Run charts


@given(small)
@thorough
def test_a_run_chart_is_what_grouping_finds(values: list[int]) -> None:
    middle = float(np.median(values))
    sides = [value > middle for value in values if value != middle]
    assume(sides)
    found = charts.run_chart(values)
    runs = [len(list(run)) for _, run in groupby(sides)]
    assert (found.useful, found.longest_run, found.crossings) == (
        len(sides),
        max(runs),
        len(runs) - 1,
    )
    assert found == charts.run_chart(values, centre=middle)


@pytest.mark.parametrize(
    ("n", "longest", "fewest"), [(10, 6, 2), (24, 8, 8), (50, 9, 19), (100, 10, 41), (1, 3, 0)]
)
def test_run_chart_limits(n: int, longest: int, fewest: int) -> None:
    assert charts.run_chart_limits(n) == charts.RunLimits(longest, fewest)


def test_a_shift_is_a_signal_on_a_run_chart() -> None:
    assert charts.run_chart([1, 2, 1, 2, 1, 2, 1, 2, 8, 9, 8, 9, 8, 9, 8, 9]).signal
    assert not charts.run_chart([1, 2, 8, 9, 1, 9, 2, 8, 9, 1, 2, 8, 1, 9, 8, 2]).signal


# What cannot be


def _wrong(*_: Any) -> ControlChart:
    return level_chart([1, 2, 3])


IMPOSSIBLE: list[tuple[Callable[..., Any], tuple[Any, ...], dict[str, Any], str]] = [
    (funnels.funnel_limits_proportion, (0, 10), {}, "target"),
    (funnels.funnel_limits_proportion, (0.5, 0), {}, "n"),
    (funnels.funnel_limits_proportion, (0.5, 10, 95), {}, "level"),
    (funnels.funnel_limits_proportion, (0.5, 10, 0.95, "wald"), {}, "method"),
    (funnels.funnel_limits_proportion, (0.5, 10), {"phi": 2}, "method"),
    (funnels.funnel_limits_proportion, (0.5, 10, 0.95, "normal"), {"phi": 0}, "phi"),
    (funnels.funnel_limits_rate, (1, 1, 0.95, "normal"), {"tau": -1}, "tau"),
    (funnels.funnel_limits_rate, (1, 0), {}, "exposure"),
    (funnels.funnel_limits_ratio, (NAN,), {}, "expected"),
    (funnels.funnel_boundary, (0,), {}, "observed"),
    (funnels.funnel_significance, (1.5, 2), {}, "observed"),
    (funnels.funnel_significance, (1, 0), {}, "expected"),
    (funnels.winsorise, ([], 0.1), {}, "values"),
    (funnels.winsorise, ([1, 2], 0.5), {}, "share"),
    (funnels.pearson_dispersion, ([1], [1]), {}, "parameters"),
    (funnels.pearson_dispersion, ([1, 2], [1, 0]), {}, "expected"),
    (funnels.pearson_dispersion, ([1, 2], [1]), {}, "observed and expected"),
    (funnels.between_area_sd, ([1, 0], 1), {}, "errors"),
    (funnels.between_area_sd, ([1, 1], -1), {}, "phi"),
    (funnels.funnel_proportions, ([1, 11], [10, 10]), {}, "events"),
    (funnels.funnel_proportions, ([0, 0], [10, 10]), {}, "target"),
    (funnels.funnel_proportions, ([1, 2], [10, 10]), {"adjust": "both"}, "adjust"),
    (
        funnels.funnel_proportions,
        ([1, 2], [10, 10]),
        {"adjust": "additive", "method": "exact"},
        "method",
    ),
    (funnels.funnel_rates, ([1, -2], [10, 10]), {}, "counts"),
    (funnels.funnel_rates, ([1, 2], [10, 0]), {}, "exposure"),
    (charts.moving_ranges, ([1],), {}, "values"),
    (charts.individuals_chart, ([1, NAN],), {}, "values"),
    (charts.individuals_chart, ([1, 2],), {"factor": 0}, "factor"),
    (charts.individuals_chart, ([1, 2],), {"baseline": 3}, "baseline"),
    (charts.individuals_chart, ([1, 2],), {"baseline": 1}, "baseline"),
    (charts.p_chart, ([1, 2], 1), {}, "events"),
    (charts.p_chart, ([1, 2], [3]), {}, "n"),
    (charts.p_chart, ([1, 2], [3, 0]), {}, "n"),
    (charts.u_chart, ([1, -2], 1), {}, "counts"),
    (charts.u_chart, ([1, 2], 0), {}, "exposure"),
    (charts.c_chart, ([1.5, 2],), {}, "counts"),
    (charts.ewma_chart, ([1, 2],), {"weight": 0}, "weight"),
    (charts.ewma_chart, ([1, 2],), {"sigma": 0}, "sigma"),
    (charts.ewma_chart, ([1, 2],), {"target": INF}, "target"),
    (charts.ewma_chart, ([1, 2],), {"width": -1}, "width"),
    (charts.rebased, ([1, 2, 3, 4], [4], charts.individuals_chart), {}, "starts"),
    (charts.rebased, ([1, 2, 3, 4], [0], charts.individuals_chart), {}, "starts"),
    (charts.rebased, ([1, 2, 3, 4], [2], _wrong), {}, "chart"),
    (charts.run_chart, ([2, 2, 2],), {}, "values"),
    (charts.run_chart, ([1, 2],), {"centre": NAN}, "centre"),
    (charts.run_chart_limits, (0,), {}, "useful"),
    (rules.runs_on_one_side, (level_chart([1]), 1), {}, "length"),
    (rules.trends, (level_chart([1]), 1.5), {}, "length"),
    (rules.alternating, (level_chart([1]), 2), {}, "length"),
    (rules.special_causes, (level_chart([1]), "all"), {}, "rules"),
]


@pytest.mark.parametrize(("function", "args", "more", "name"), IMPOSSIBLE)
def test_what_cannot_be_is_refused_by_name(
    function: Callable[..., Any], args: tuple[Any, ...], more: dict[str, Any], name: str
) -> None:
    with pytest.raises(ValueError, match=rf"^{name} "):
        function(*args, **more)
