"""The formulas against published results, against each other, and against laws that must hold."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from evidence_course import stats
from evidence_course.stats import Estimate

unhurried = settings(deadline=None)  # a busy machine is no fault of a formula

DATA = Path(__file__).parents[1] / "data"
EXAMPLES = (DATA / "worked_examples.yaml", DATA / "more_worked_examples.yaml")

Arms = tuple[int, int, int, int]


def _examples() -> Iterator[Any]:
    entries = [
        entry
        for file in EXAMPLES
        for entry in yaml.safe_load(file.read_text(encoding="utf-8"))["calls"]
    ]
    for entry in entries:
        for case in entry["cases"]:
            name = f"{entry['function']}{tuple(case['args'])}"[:80]
            yield pytest.param(entry["function"], case, entry["tolerance"], id=name)


@pytest.mark.parametrize(("function", "case", "tolerance"), list(_examples()))
def test_published_results_are_reproduced(
    function: str, case: dict[str, Any], tolerance: float
) -> None:
    want: float | dict[str, float] = case["want"]
    result = getattr(stats, function)(*case["args"], **case.get("options", {}))
    wanted = want if isinstance(want, dict) else {"": want}
    found = {name: getattr(result, name) if name else result for name in wanted}
    assert found == pytest.approx(wanted, abs=tolerance * 1.000001)


# Results that follow from a definition or a table


@pytest.mark.parametrize(
    ("df", "quantile"), [(1, 12.7062), (2, 4.3027), (5, 2.5706), (30, 2.0423), (120, 1.9799)]
)
def test_welch_interval_uses_students_t(df: int, quantile: float) -> None:
    """One group barely varies, so that the degrees of freedom are those of the other."""
    found = stats.mean_difference(0, math.sqrt(df + 1), df + 1, 0, 1e-9, 1000)
    assert found.high == pytest.approx(quantile, abs=6e-5)


def test_welch_agrees_with_the_pooled_interval_for_equal_groups() -> None:
    found = stats.mean_difference(10, 2, 11, 8, 2, 11)
    error = 2 * math.sqrt(2 / 11)
    ends = (2 - 2.085963 * error, 2 + 2.085963 * error)
    assert (found.low, found.high) == pytest.approx(ends, abs=1e-6)


def test_large_groups_give_the_normal_interval() -> None:
    found = stats.mean_difference(0, 1, 10**7, 0, 1, 10**7)
    assert found.high == pytest.approx(1.959964 * math.sqrt(2e-7), rel=1e-5)


def test_sample_size_of_a_textbook_case() -> None:
    """(1.96 + 0.8416)^2 x (0.24 + 0.25) / 0.01 = 384.6, rounded up."""
    assert stats.sample_size_proportions(0.4, 0.5) == 385


def test_correlation_of_four_points() -> None:
    assert stats.correlation([1, 2, 3, 4], [2, 4, 5, 4]) == pytest.approx(3.5 / math.sqrt(5 * 4.75))


def test_clusters_shrink_a_sample() -> None:
    assert stats.effective_sample_size(1000, 21, 0.05) == pytest.approx(500)


def test_times_turns_a_share_into_points_and_keeps_the_order() -> None:
    estimate = Estimate(-0.2, -0.3, -0.1, 0.95)
    assert estimate.times(100) == Estimate(-20.0, -30.0, -10.0, 0.95)
    assert estimate.times(-100) == Estimate(20.0, 10.0, 30.0, 0.95)


def test_estimates_cannot_be_changed() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        stats.wilson(1, 2).low = 0.5  # type: ignore[misc]


# Laws


@st.composite
def arms(draw: st.DrawFn, least: int = 0, spare: int = 0) -> Arms:
    """Events and size of two groups, with ``least`` events and ``spare`` others in each."""
    n_1 = draw(st.integers(max(1, least + spare), 5000))
    n_2 = draw(st.integers(max(1, least + spare), 5000))
    return (
        draw(st.integers(least, n_1 - spare)),
        n_1,
        draw(st.integers(least, n_2 - spare)),
        n_2,
    )


def _swap(counts: Arms) -> Arms:
    return counts[2], counts[3], counts[0], counts[1]


levels = st.floats(0.5, 0.999)
effects = st.floats(-5, 5)


@given(arms(), levels)
@unhurried
def test_wilson_contains_the_risk_within_bounds(counts: Arms, level: float) -> None:
    events, n = counts[:2]
    found = stats.wilson(events, n, level)
    assert 0 <= found.low <= events / n + 1e-12
    assert events / n - 1e-12 <= found.high <= 1


@given(arms(), levels)
@unhurried
def test_wilson_of_the_others_is_the_mirror(counts: Arms, level: float) -> None:
    events, n = counts[:2]
    found, mirror = stats.wilson(events, n, level), stats.wilson(n - events, n, level)
    assert (found.low, found.high) == pytest.approx((1 - mirror.high, 1 - mirror.low), abs=1e-12)


@given(arms(), levels)
@unhurried
def test_risk_difference_contains_its_value_within_bounds(counts: Arms, level: float) -> None:
    found = stats.risk_difference(*counts, level)
    assert -1 <= found.low <= found.value <= found.high <= 1


@given(arms())
@unhurried
def test_swapping_the_groups_flips_the_difference(counts: Arms) -> None:
    found, swapped = stats.risk_difference(*counts), stats.risk_difference(*_swap(counts))
    assert (found.value, found.low, found.high) == pytest.approx(
        (-swapped.value, -swapped.high, -swapped.low), abs=1e-12
    )


@pytest.mark.parametrize("function", [stats.risk_ratio, stats.odds_ratio])
@given(counts=arms(least=1, spare=1))
@unhurried
def test_swapping_the_groups_inverts_a_ratio(
    function: Callable[..., Estimate], counts: Arms
) -> None:
    found, swapped = function(*counts), function(*_swap(counts))
    assert (found.value, found.low, found.high) == pytest.approx(
        (1 / swapped.value, 1 / swapped.high, 1 / swapped.low)
    )
    assert 0 < found.low <= found.value <= found.high


@given(arms(), st.floats(0.5, 0.9), st.floats(0.001, 0.09))
@unhurried
def test_a_higher_level_gives_a_wider_interval(counts: Arms, level: float, more: float) -> None:
    narrow = stats.risk_difference(*counts, level)
    wide = stats.risk_difference(*counts, level + more)
    assert wide.low <= narrow.low + 1e-12
    assert wide.high >= narrow.high - 1e-12


@given(arms(least=1, spare=1), levels)
@unhurried
def test_p_and_interval_agree_about_no_difference(counts: Arms, level: float) -> None:
    found = stats.risk_ratio(*counts, level)
    p = stats.p_from_interval(found.value, found.low, found.high, level, ratio=True)
    assume(abs(p - (1 - level)) > 1e-6)
    assert (p < 1 - level) == (not found.low <= 1 <= found.high)
    assert 0 <= p <= 1


@given(st.floats(0.001, 1000), st.floats(0.001, 1000))
@unhurried
def test_relative_change_leads_back(risk_1: float, risk_2: float) -> None:
    assert risk_2 * (1 + stats.relative_change(risk_1, risk_2)) == pytest.approx(risk_1)


scores = st.tuples(st.floats(-100, 100), st.floats(0.1, 50), st.integers(2, 500))


@pytest.mark.parametrize("function", [stats.mean_difference, stats.standardised_mean_difference])
@given(one=scores, two=scores)
@unhurried
def test_swapping_the_groups_flips_a_difference_of_means(
    function: Callable[..., Estimate],
    one: tuple[float, float, int],
    two: tuple[float, float, int],
) -> None:
    found, swapped = function(*one, *two), function(*two, *one)
    assert (found.value, found.low, found.high) == pytest.approx(
        (-swapped.value, -swapped.high, -swapped.low), abs=1e-9
    )
    assert found.low <= found.value <= found.high


@given(effects)
@unhurried
def test_shares_under_two_curves(d: float) -> None:
    assert stats.overlap(d) == pytest.approx(stats.overlap(-d))
    assert stats.u3(d) + stats.u3(-d) == pytest.approx(1)
    assert stats.superiority(d) + stats.superiority(-d) == pytest.approx(1)
    assert all(0 <= share <= 1 for share in (stats.overlap(d), stats.u3(d), stats.superiority(d)))


@given(st.lists(st.tuples(st.integers(-50, 50), st.integers(-50, 50)), min_size=2))
@unhurried
def test_correlation_is_symmetric_and_bounded(pairs: list[tuple[int, int]]) -> None:
    x, y = zip(*pairs, strict=True)
    assume(len(set(x)) > 1 and len(set(y)) > 1)
    found = stats.correlation(x, y)
    assert -1 <= found <= 1
    assert found == pytest.approx(stats.correlation(y, x))
    assert found == pytest.approx(-stats.correlation([-value for value in x], y))


risks = st.floats(0.01, 0.99)


@given(risks, risks, st.floats(0.5, 0.95))
@unhurried
def test_the_same_difference_takes_as_many_either_way(p_1: float, p_2: float, power: float) -> None:
    assume(abs(p_1 - p_2) > 0.001)
    found = stats.sample_size_proportions(p_1, p_2, power)
    assert found == stats.sample_size_proportions(p_2, p_1, power)
    assert found <= stats.sample_size_proportions(p_1, p_2, power + 0.04)


@given(st.integers(200, 10**6), st.floats(0.1, 0.9))
@unhurried
def test_detectable_difference_and_sample_size_agree(n: int, p_2: float) -> None:
    fall = stats.detectable_difference_proportions(n, p_2)
    assert 0 < fall < p_2
    assert stats.sample_size_proportions(p_2 - fall, p_2) in (n, n + 1)


@given(st.floats(0.01, 2), st.integers(2, 100), st.floats(-0.99, 0.99))
@unhurried
def test_detectable_ratio_shrinks_with_a_baseline(sd: float, n: int, r: float) -> None:
    adjusted = stats.detectable_rate_ratio(sd, n, n, correlation=r)
    assert 1 < adjusted <= stats.detectable_rate_ratio(sd, n, n)
    assert adjusted == stats.detectable_rate_ratio(sd, n, n, correlation=-r)


@given(st.integers(1, 10**6), st.floats(1, 1000), st.floats(0, 1))
@unhurried
def test_clusters_never_add_people(n: int, size: float, icc: float) -> None:
    assert 1 <= stats.design_effect(size, icc) <= size + 1e-9
    assert stats.effective_sample_size(n, size, icc) <= n


# What cannot be


NAN, INF = float("nan"), float("inf")
ARMS, SCORES = (8, 42, 17, 35), (10.0, 2.0, 20, 9.0, 2.0, 20)

IMPOSSIBLE: list[tuple[str, tuple[Any, ...], str]] = [
    ("wilson", (1, 0), "n"),
    ("wilson", (-1, 10), "events"),
    ("wilson", (11, 10), "events"),
    ("wilson", (1.5, 10), "events"),
    ("wilson", (NAN, 10), "events"),
    ("wilson", (True, 10), "events"),
    ("wilson", ("1", 10), "events"),
    ("wilson", (1, 10, 1.0), "level"),
    ("wilson", (1, 10, 95), "level"),
    ("risk_difference", (43, 42, 17, 35), "events_1"),
    ("risk_difference", (8, 42, 36, 35), "events_2"),
    ("risk_difference", (8, 42, 17, 0), "n_2"),
    ("risk_difference", (*ARMS, 0), "level"),
    ("risk_ratio", (0, 42, 17, 35), "events_1"),
    ("risk_ratio", (8, 42, 0, 35), "events_2"),
    ("odds_ratio", (42, 42, 17, 35), "events_1"),
    ("odds_ratio", (8, 42, 0, 35), "events_2"),
    ("relative_change", (-1, 2), "risk_1"),
    ("relative_change", (1, 0), "risk_2"),
    ("p_from_interval", (1, 2, 3), "value"),
    ("p_from_interval", (1, 1, 1), "low"),
    ("p_from_interval", (1, 0, 2, 0.95, True), "low"),
    ("p_from_interval", (1, 0, INF), "high"),
    ("mean_difference", (10, 0, 20, 9, 2, 20), "sd_1"),
    ("mean_difference", (10, 2, 1, 9, 2, 20), "n_1"),
    ("mean_difference", (10, 2, 20, NAN, 2, 20), "mean_2"),
    ("mean_difference", (*SCORES, 1.5), "level"),
    ("standardised_mean_difference", (10, 2, 20, 9, -2, 20), "sd_2"),
    ("overlap", (INF,), "d"),
    ("u3", (NAN,), "d"),
    ("superiority", (None,), "d"),
    ("correlation", ([1], [1]), "x"),
    ("correlation", ([1, 2], [1]), "x and y"),
    ("correlation", ([1, 1], [1, 2]), "x"),
    ("correlation", ([1, 2], [2, 2]), "y"),
    ("correlation", ([1, 2], [2, NAN]), "y"),
    ("sample_size_proportions", (0, 0.5), "p_1"),
    ("sample_size_proportions", (0.5, 1), "p_2"),
    ("sample_size_proportions", (0.5, 0.5), "p_1 and p_2"),
    ("sample_size_proportions", (0.4, 0.5, 1), "power"),
    ("detectable_difference_proportions", (0, 0.5), "n_per_group"),
    ("detectable_difference_proportions", (10, 0.05), "n_per_group"),
    ("detectable_difference_proportions", (100, 1.5), "p_2"),
    ("detectable_rate_ratio", (0, 5, 5), "sd_log"),
    ("detectable_rate_ratio", (0.3, 5, 0), "n_2"),
    ("detectable_rate_ratio", (0.3, 5, 5, 0.8, 0.95, 1.0), "correlation"),
    ("design_effect", (0.5, 0.1), "cluster_size"),
    ("design_effect", (20, 1.1), "icc"),
    ("effective_sample_size", (0, 20, 0.1), "n"),
]


@pytest.mark.parametrize(("function", "args", "name"), IMPOSSIBLE)
def test_what_cannot_be_is_refused_by_name(function: str, args: tuple[Any, ...], name: str) -> None:
    with pytest.raises(ValueError, match=rf"^{name} "):
        getattr(stats, function)(*args)
