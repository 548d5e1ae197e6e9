"""What cannot be is refused, and the message starts with the name of the argument."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence_course import stats
from evidence_course.stats import Estimate, _checks

ARMS, RATES, SCORES = (8, 42, 17, 35), (5, 100.0, 9, 120.0), (10.0, 2.0, 20, 9.0, 2.0, 20)
EFFECTS, VARIANCES = [0.1, 0.4, -0.2], [0.04, 0.09, 0.01]
TABLES = [(4, 123, 11, 139), (6, 306, 29, 303)]
HALF = Estimate(0.5, 0.4, 0.6, 0.95)
POOLED = stats.random_effects(EFFECTS[:2], VARIANCES[:2])
HUGE = 10**400

IMPOSSIBLE: list[tuple[str, tuple[Any, ...], dict[str, Any], str]] = [
    # proportions
    ("wilson", (1, HUGE), {}, "n"),
    ("wilson", (1, 10**16), {}, "n"),
    ("clopper_pearson", (-1, 10), {}, "events"),
    ("clopper_pearson", (11, 10), {}, "events"),
    ("clopper_pearson", (1, 10, 1), {}, "level"),
    ("risk", (1.5, 10), {}, "events"),
    ("risk_difference", ARMS, {"method": "exact"}, "method"),
    ("risk_ratio", (0, 42, 17, 35), {"correction": -1}, "correction"),
    ("odds_ratio", ARMS, {"correction": math.nan}, "correction"),
    ("risk_from_risk_ratio", (0, 0.5), {}, "ratio"),
    ("risk_from_risk_ratio", (3, 0.5), {}, "ratio"),
    ("risk_from_odds_ratio", (2, 1.5), {}, "risk_2"),
    ("number_needed", (Estimate(0.5, 0.6, 0.7, 0.95),), {}, "difference"),
    ("number_needed", (Estimate(2, 1, 3, 0.95),), {}, "difference.value"),
    ("number_needed_to_treat", (8, 42, 36, 35), {}, "events_2"),
    ("e_value", (0,), {}, "ratio"),
    ("e_value", (2, -1), {}, "target"),
    ("e_value_of_limit", (Estimate(1, -1, 2, 0.95),), {}, "estimate.low"),
    # significance
    ("standard_error_from_interval", (2, 1), {}, "low"),
    ("standard_error_from_interval", (-1, 1), {"ratio": True}, "low"),
    ("interval_from_p", (0.5, 0), {}, "p"),
    ("interval_from_p", (0, 0.5), {}, "value"),
    ("interval_from_p", (1, 0.5), {"ratio": True}, "value"),
    ("p_from_z", (math.inf,), {}, "z"),
    ("p_from_t", (1, 0), {}, "df"),
    ("fisher_exact", ARMS, {"alternative": "more"}, "alternative"),
    ("fisher_exact", (8, 42, 36, 35), {}, "events_2"),
    ("chi_squared", ([[1, 2]],), {}, "table"),
    ("chi_squared", ([[1, 2], [3]],), {}, "table"),
    ("chi_squared", ([[1, 2], [-1, 3]],), {}, "table"),
    ("chi_squared", ([[0, 0], [1, 3]],), {}, "table"),
    ("goodness_of_fit", ([1], [1]), {}, "observed"),
    ("goodness_of_fit", ([1, 2], [1]), {}, "observed"),
    ("goodness_of_fit", ([1, 2], [1, 0]), {}, "expected"),
    ("goodness_of_fit", ([1, 2], [1, 1]), {"fitted": 1}, "observed"),
    ("bonferroni", ([],), {}, "p_values"),
    ("holm", ([1.5],), {}, "p_values"),
    ("benjamini_hochberg", ([math.nan],), {}, "p_values"),
    # means
    ("mean_with_interval", (1, 0, 10), {}, "sd"),
    ("mean_with_interval", (1, 1, 1), {}, "n"),
    ("pooled_sd", (1, 1, 1, 5), {}, "n_1"),
    ("hedges_correction", (1,), {}, "df"),
    ("standardised_mean_difference", SCORES, {"correction": "some"}, "correction"),
    ("standardised_mean_difference", SCORES, {"interval": "wide"}, "interval"),
    ("smd_variance", (1, 0, 5), {}, "n_1"),
    ("smd_exact_interval", (1, 5, 1), {}, "n_2"),
    ("smd_exact_interval", (1, 5, 5, 95), {}, "level"),
    ("smd_from_t", (math.inf, 5, 5), {}, "t"),
    ("u1", ("1",), {}, "d"),
    ("risk_from_smd", (1, 0), {}, "risk_2"),
    ("number_needed_from_smd", (1, 1), {}, "risk_2"),
    ("number_needed_from_superiority", (math.nan,), {}, "d"),
    ("smd_to_odds_ratio", (1000,), {}, "d"),
    ("odds_ratio_to_smd", (0,), {}, "ratio"),
    ("odds_ratio_at_risk", (50, 0.5), {}, "d"),
    ("smd_to_correlation", (1, 0, 1), {}, "n_1"),
    ("correlation_to_smd", (1,), {}, "r"),
    ("odds_ratio_to_correlation", (-1,), {}, "ratio"),
    ("correlation_to_odds_ratio", (-1.5,), {}, "r"),
    # rates
    ("poisson_exact", (-1,), {}, "events"),
    ("poisson_byar", (1, 0), {}, "level"),
    ("count", (1,), {"method": "guess"}, "method"),
    ("rate", (1, 0), {}, "time"),
    ("rate", (1, 10), {"per": 0}, "per"),
    ("standardised_ratio", (1, 0), {}, "expected"),
    ("expected_events", ([0.1], [1, 2]), {}, "rates"),
    ("expected_events", ([0.1], [-1]), {}, "times"),
    ("rate_ratio", (0, *RATES[1:]), {}, "events_1"),
    ("rate_ratio", (0, 1, 0, 1), {"method": "exact"}, "events_1"),
    ("rate_ratio", RATES, {"method": "score"}, "method"),
    ("rate_difference", (1, 1, 1, -1), {}, "time_2"),
    ("rate_p_value", (1, 1, 0.5, 1), {}, "events_2"),
    ("poisson_shares", (-1, 5), {}, "mean"),
    ("poisson_shares", (1, 0), {}, "most"),
    # clusters
    ("design_effect", (20, 0.1, -1), {}, "size_variation"),
    ("widened", (HALF, 0.5), {}, "effect"),
    ("widened", (Estimate(0, -1, 1, 0.95), 2), {"ratio": True}, "estimate.value"),
    ("icc_from_variances", (-1, 1), {}, "between"),
    ("icc_from_variances", (0, 0), {}, "between"),
    ("icc", ([[1, 2]],), {}, "clusters"),
    ("icc", ([[1], [2]],), {}, "clusters"),
    ("icc", ([[1, 1], [1]],), {}, "clusters"),
    ("icc", ([[1, 2], []],), {}, "clusters"),
    ("icc_of_events", ([1, 2], [3]), {}, "events"),
    ("icc_of_events", ([0, 0], [3, 3]), {}, "events"),
    ("icc_of_events", ([4, 0], [3, 3]), {}, "events"),
    # meta
    ("fixed_effect", ([], []), {}, "effects"),
    ("fixed_effect", (EFFECTS, VARIANCES[:2]), {}, "effects"),
    ("fixed_effect", (EFFECTS, [0.1, 0, 0.1]), {}, "variances"),
    ("fixed_effect", (EFFECTS, VARIANCES, 95), {}, "level"),
    ("random_effects", ([0.1], [0.1]), {}, "effects"),
    ("random_effects", (EFFECTS, VARIANCES), {"method": "ML"}, "method"),
    ("heterogeneity", ([math.inf], [1]), {}, "effects"),
    ("i2_interval", (-1, 5), {}, "q"),
    ("i2_interval", (1, 2), {}, "studies"),
    ("tau_squared", (EFFECTS, [-1, 1, 1]), {}, "variances"),
    ("tau_squared_interval", (EFFECTS, VARIANCES, 0), {}, "level"),
    ("prediction_interval", (POOLED,), {}, "pooled"),
    ("prediction_interval", (POOLED,), {"df": 0}, "df"),
    ("leave_one_out", (EFFECTS[:2], VARIANCES[:2]), {}, "effects"),
    ("shrunken_effects", (EFFECTS, VARIANCES, POOLED), {}, "effects"),
    ("meta_regression", (EFFECTS, VARIANCES, [1, 1, 1]), {}, "moderator"),
    ("meta_regression", (EFFECTS, VARIANCES, [1, 2]), {}, "effects"),
    # tables
    ("effects_of_tables", ([], "OR"), {}, "tables"),
    ("effects_of_tables", ([(1, 2, 3)], "OR"), {}, "tables"),
    ("effects_of_tables", (TABLES, "HR"), {}, "measure"),
    ("effects_of_tables", ([(0, 5, 1, 5)], "RR"), {"correction": 0}, "correction"),
    ("effects_of_tables", ([(6, 5, 1, 5)], "RR"), {}, "events_1"),
    ("mantel_haenszel", ([(0, 5, 0, 5)],), {}, "tables"),
    ("mantel_haenszel", ([(0, 5, 3, 5)],), {}, "tables"),
    ("mantel_haenszel", (TABLES, "RD"), {"variance": "best"}, "variance"),
    ("mantel_haenszel_test", ([(5, 5, 5, 5)],), {}, "tables"),
    ("peto", ([(0, 5, 0, 5)],), {}, "tables"),
    ("compare_measures", (TABLES,), {"model": "mixed"}, "model"),
    ("compare_strata", ([],), {}, "tables"),
    # far out, where a sum on the way could not be held
    ("risk_ratio", (0, 10**15, 1, 1), {"correction": 5e-324}, "correction"),
    ("odds_ratio", (1, 1, 0, 10**15), {"correction": 1e-300}, "correction"),
    ("rate_ratio", (10**15, 1, 1, 1), {"method": "exact"}, "events_1"),
    ("odds_ratio_at_risk", (40, 0.0625), {}, "d"),
    ("standardised_mean_difference", (1e9, 1e-49, 5, 1, 1e-49, 5), {}, "mean_1"),
    ("equivalent_annual_cost", (1, 10_000, -0.5), {}, "years"),
    ("break_even_people", (1, 5e-324), {}, "benefit_per_person"),
    ("p_from_interval", (5e-324, 0, 5e-324), {}, "low"),
    ("chi_squared", ([[1e-300, 0], [0, 1e50]],), {}, "table"),
    ("goodness_of_fit", ([1e-300, 0], [1e-50, 1e50]), {}, "observed"),
    ("icc", ([[1e-160, 1e-155], [1e50, 1e50]],), {}, "clusters"),
    ("fixed_effect", ([1e49, 1e49], [1e-49, 1e-49]), {}, "effects"),
    ("random_effects", ([1, 1 + 1e-9], [1e-49, 1e49]), {"hartung_knapp": True}, "effects"),
    ("meta_regression", ([1e49] * 3, [1e-49] * 3, [1, 2, 3]), {}, "effects"),
    ("meta_regression", ([0, 1, 0], [1] * 3, [1e-155, 2e-155, 4e-155]), {}, "moderator"),
    ("u_chart", ([10**15] * 2, [1e-50, 1e50]), {"laney": True}, "laney"),
    ("funnel_proportions", ([26, 10**9], [10**6, 10**9]), {"target": 1e-300}, "target"),
    ("funnel_rates", ([10**15, 1], [1e-50, 1e50]), {"target": 1e-50}, "target"),
]


@pytest.mark.parametrize(("function", "args", "options", "name"), IMPOSSIBLE)
def test_what_cannot_be_is_refused_by_name(
    function: str, args: tuple[Any, ...], options: dict[str, Any], name: str
) -> None:
    with pytest.raises(ValueError, match=rf"^{name}\b"):
        getattr(stats, function)(*args, **options)


numbers = st.sampled_from([0, 1, 2, -1, 0.5, 1e-300, 1e300, math.nan, math.inf, 10**15, HUGE])
anything = numbers | st.floats() | st.integers() | st.none() | st.booleans() | st.text(max_size=2)


@pytest.mark.parametrize(
    ("function", "count"),
    [
        (stats.wilson, 3), (stats.clopper_pearson, 3), (stats.risk_difference, 5),
        (stats.risk_ratio, 5), (stats.odds_ratio, 5), (stats.fisher_exact, 4),
        (stats.number_needed_to_treat, 5), (stats.p_from_interval, 4), (stats.rate_ratio, 5),
        (stats.rate, 2), (stats.poisson_exact, 2), (stats.mean_difference, 6),
        (stats.standardised_mean_difference, 6), (stats.design_effect, 2),
        (stats.e_value, 2), (stats.rate_p_value, 4), (stats.odds_ratio_at_risk, 2),
    ],
)  # fmt: skip
@given(data=st.data())
@settings(deadline=None, max_examples=40)
def test_nothing_else_is_raised(function: Callable[..., Any], count: int, data: Any) -> None:
    """Whatever comes in, the answer is a result or a ValueError."""
    try:
        function(*(data.draw(anything) for _ in range(count)))
    except ValueError as error:
        assert str(error)


def test_a_wald_interval_beyond_all_shares_still_gives_a_number_needed() -> None:
    found = stats.number_needed_to_treat(0, 1, 2, 3, method="wald")
    assert (found.best, found.through_infinity) == (1, False)


def test_numbers_of_numpy_are_numbers() -> None:
    assert stats.wilson(np.int64(3), np.int64(10)) == stats.wilson(3, 10)
    assert stats.u3(np.float64(0.5)) == stats.u3(0.5)
    with pytest.raises(ValueError, match=r"^d must be a number"):
        stats.u3(np.bool_(True))  # type: ignore[arg-type]
    _checks.numbers("values", np.array([1.0, 2.0]), 2)
