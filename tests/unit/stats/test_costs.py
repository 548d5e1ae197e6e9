"""Discounting, break-even, cost-effectiveness and draws: published factors, laws, quantiles."""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from evidence_course.stats import Estimate, Interval, costs

unhurried = settings(deadline=None)  # a busy machine is no fault of a formula
thorough = settings(unhurried, max_examples=300)

NAN, INF = float("nan"), float("inf")
money = st.floats(0.01, 1e7)
signed = st.floats(-1e7, 1e7)
rates = st.floats(0, 0.5)


# Change


@given(money, signed)
@thorough
def test_a_change_leads_back(before: float, after: float) -> None:
    found = costs.percent_change(before, after)
    assert before * (1 + found / 100) == pytest.approx(after, abs=1e-6)
    assert found + 100 == pytest.approx(costs.percent_of(after, before), rel=1e-9, abs=1e-6)


@given(st.floats(1, 1000), st.floats(1, 1000), st.floats(0, 1), st.floats(0, 1))
@unhurried
def test_rounding_leaves_a_range_round_the_change(
    before: float, after: float, one: float, two: float
) -> None:
    found = costs.percent_change_range(before, after, one, two)
    assert found.low <= costs.percent_change(before, after) <= found.high
    inside = costs.percent_change(before + one / 4, after - two / 4)
    assert found.low - 1e-9 <= inside <= found.high + 1e-9


@given(signed, money, money)
@unhurried
def test_uprating_there_and_back(amount: float, one: float, two: float) -> None:
    assert costs.uprate(costs.uprate(amount, one, two), two, one) == pytest.approx(amount)


# Time


@given(st.floats(0, 200), st.floats(-0.5, 2))
@thorough
def test_a_factor_is_its_formula(year: float, rate: float) -> None:
    assert costs.discount_factor(year, rate) == pytest.approx((1 + rate) ** -year)


@pytest.mark.parametrize(
    ("year", "factor"),
    [
        (0, 1.0),
        (10, 0.7089),
        (30, 0.3563),
        (50, 0.1973),
        (75, 0.0942),
        (100, 0.0508),
        (125, 0.0274),
    ],
)
def test_long_term_factors_of_the_green_book(year: int, factor: float) -> None:
    assert costs.green_book_factor(year) == pytest.approx(factor, abs=5.1e-5)


@given(st.floats(0, 400), st.floats(0.001, 100))
@unhurried
def test_the_long_term_factor_falls_without_a_jump(year: float, more: float) -> None:
    found = costs.green_book_factor(year)
    assert costs.green_book_factor(year + more) < found
    assert found >= costs.discount_factor(year) * (1 - 1e-12)


flows = st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=30)


@given(flows, st.floats(-0.2, 1))
@thorough
def test_present_value_is_numpys_polynomial(row: list[float], rate: float) -> None:
    wanted = np.polynomial.polynomial.polyval(1 / (1 + rate), row)
    assert costs.present_value(row, rate) == pytest.approx(wanted, rel=1e-9, abs=1e-3)


@given(st.lists(money, min_size=1, max_size=30), rates, st.floats(0.001, 0.5))
@unhurried
def test_present_value_falls_as_the_rate_rises(row: list[float], rate: float, more: float) -> None:
    low, high = costs.present_value(row, rate + more), costs.present_value(row, rate)
    assert low <= high <= sum(row) * (1 + 1e-12)
    assert costs.present_value(row, rate, first_year=1) == pytest.approx(high / (1 + rate))


@given(money, st.integers(1, 60), rates)
@unhurried
def test_a_yearly_amount_pays_the_cost_off(cost: float, years: int, rate: float) -> None:
    yearly = costs.equivalent_annual_cost(cost, years, rate)
    assert costs.present_value([0, *[yearly] * years], rate) == pytest.approx(cost)


@given(flows, rates)
@unhurried
def test_the_break_even_year_is_the_first_not_below_zero(row: list[float], rate: float) -> None:
    sums = [costs.present_value(row[: at + 1], rate) for at in range(len(row))]
    assume(all(abs(total) > 1e-3 for total in sums))
    wanted = next((year for year, total in enumerate(sums) if total >= 0), None)
    assert costs.break_even_year(row, rate) == wanted


# Costs and break-even


@given(money, money, st.floats(0.05, 1))
@unhurried
def test_an_hour_with_families_costs_more(salary: float, hours: float, share: float) -> None:
    plain = costs.hourly_cost(salary, hours)
    assert plain == pytest.approx(costs.unit_cost(salary, hours))
    direct = costs.hourly_cost(salary, hours, on_costs=salary / 4, direct_share=share)
    assert direct == pytest.approx(1.25 * plain / share)


@given(money, money, money)
@unhurried
def test_break_even_leaves_nothing_over(fixed: float, benefit: float, cost: float) -> None:
    effect = costs.break_even_effect(cost, benefit)
    assert costs.net_monetary_benefit(effect, cost, benefit) == pytest.approx(0, abs=1e-6 * cost)
    assume(benefit > cost * 1.001)
    people = costs.break_even_people(fixed, benefit, cost)
    assert people * (benefit - cost) == pytest.approx(fixed)


@given(signed, signed, signed, signed, money)
@thorough
def test_icer_and_net_benefit_agree(
    cost_1: float, effect_1: float, cost_2: float, effect_2: float, value: float
) -> None:
    assume(effect_1 == effect_2 or abs(effect_1 - effect_2) > 1e-100)
    found = costs.icer(cost_1, effect_1, cost_2, effect_2)
    benefit = costs.net_monetary_benefit(found.effect_difference, found.cost_difference, value)
    if found.verdict == "dominant":
        assert benefit >= 0
    elif found.verdict == "dominated":
        assert benefit <= 0
    elif found.icer is not None and abs(found.icer - value) > 1e-6 * value:
        worth = found.icer < value if found.effect_difference > 0 else found.icer > value
        assert (benefit > 0) == worth
    mirror = costs.icer(cost_2, effect_2, cost_1, effect_1)
    assert mirror.icer == found.icer


@pytest.mark.parametrize(
    ("arms", "verdict", "ratio"),
    [
        ((500, 10, 300, 5), "costs more, does more", 40),
        ((300, 5, 500, 10), "costs less, does less", 40),
        ((300, 10, 500, 5), "dominant", None),
        ((500, 5, 300, 10), "dominated", None),
        ((300, 10, 300, 5), "dominant", None),
        ((500, 5, 300, 5), "dominated", None),
        ((300, 5, 300, 5), "equal", None),
    ],
)
def test_the_four_quarters(arms: tuple[float, ...], verdict: str, ratio: float | None) -> None:
    found = costs.icer(*arms)
    assert (found.verdict, found.icer) == (verdict, ratio)


def test_optimism_is_taken_off() -> None:
    assert costs.with_optimism_bias(1000, 0.2) == pytest.approx(1200)
    assert costs.with_optimism_bias(1000, -0.4) == pytest.approx(600)


# Uncertainty


@given(st.floats(0.02, 0.5), st.floats(0.001, 0.019), money)
@unhurried
def test_an_interval_goes_through_a_division(value: float, reach: float, cost: float) -> None:
    effect = Estimate(value, value - reach, value + reach, 0.95)
    found = costs.carried(lambda x: cost / x, effect)
    assert found.low == pytest.approx(cost / effect.high)
    assert found.high == pytest.approx(cost / effect.low)
    assert found.low <= found.value <= found.high


def test_no_price_for_an_effect_that_may_be_nothing() -> None:
    for effect in (Estimate(0.05, -0.01, 0.11, 0.95), Estimate(0.05, 0.0, 0.1, 0.95)):
        with pytest.raises(ValueError, match="^function "):
            costs.carried(lambda x: 100 / x, effect)


def _net(people: float, effect: float, value: float, cost: float) -> float:
    return people * (effect * value - cost)


BASE = {"people": 100.0, "effect": 0.086, "value": 40_000.0, "cost": 2_000.0}


def test_a_tornado_takes_intervals_as_they_are() -> None:
    found = costs.one_way_sensitivity(
        _net,
        BASE,
        {
            "people": (90, 110),
            "effect": Estimate(0.086, 0.048, 0.124, 0.95),
            "cost": Interval(1_500, 3_000),
        },
    )
    assert found.base == pytest.approx(_net(**BASE))
    assert [bar.name for bar in found.bars] == ["effect", "cost", "people"]
    assert found.bars[0].at_low == pytest.approx(100 * (0.048 * 40_000 - 2_000))
    assert found.bars[0].swing == pytest.approx(100 * 0.076 * 40_000)
    assert (found.bars[1].input_low, found.bars[1].at_low) == (1_500, pytest.approx(194_000))


@given(st.floats(-1e5, 1e5), st.floats(1, 1e5))
@settings(unhurried, max_examples=25)
def test_draws_of_a_normal_net_benefit_match_its_curve(mean: float, sd: float) -> None:
    found = costs.probability_of_paying_back(
        lambda net: net, {"net": costs.Normal(mean, sd)}, draws=4000, seed=7
    )
    curve = 0.5 * math.erfc(-mean / sd / math.sqrt(2))
    assert found.probability == pytest.approx(curve, abs=0.04)
    assert found.median == pytest.approx(mean, abs=0.1 * sd)
    assert found.low == pytest.approx(mean - 1.96 * sd, abs=0.2 * sd)
    assert found.high == pytest.approx(mean + 1.96 * sd, abs=0.2 * sd)


def test_the_same_seed_gives_the_same_draws() -> None:
    inputs: dict[str, Any] = {
        **BASE,
        "effect": costs.uncertain(Estimate(0.086, 0.048, 0.124, 0.95)),
        "value": costs.Triangular(20_000, 40_000, 80_000),
    }
    one = costs.probability_of_paying_back(_net, inputs, draws=1000)
    assert one == costs.probability_of_paying_back(_net, inputs, draws=1000)
    assert one != costs.probability_of_paying_back(_net, inputs, draws=1000, seed=2)
    assert one.low < one.median < one.high
    assert 0 < one.probability < 1
    assert one.draws == 1000


@pytest.mark.parametrize(
    ("curve", "low", "mean", "high"),
    [
        (costs.Uniform(2, 6), 2, 4, 6),
        (costs.Triangular(0, 3, 6), 0, 3, 6),
        (costs.Triangular(0, 0, 3), 0, 1, 3),
        (costs.Triangular(0, 3, 3), 0, 2, 3),
        (costs.Triangular(2, 2, 2), 2, 2, 2),
        (costs.Normal(5, 0), 5, 5, 5),
        (costs.LogNormal(1, 0.5), 0, math.exp(0.125), INF),
    ],
)
def test_draws_stay_within_and_average_to_the_mean(
    curve: costs.Uncertain, low: float, mean: float, high: float
) -> None:
    generator = random.Random(11)
    found = [curve.draw(generator) for _ in range(20_000)]
    assert low <= min(found) <= max(found) <= high
    assert sum(found) / len(found) == pytest.approx(mean, abs=0.03)


@given(st.floats(-5, 5), st.floats(0.01, 2), st.floats(0.5, 0.999))
@unhurried
def test_an_estimate_becomes_the_curve_that_it_came_from(
    value: float, reach: float, level: float
) -> None:
    from scipy.stats import norm

    z = norm.ppf((1 + level) / 2)
    plain = costs.uncertain(Estimate(value, value - reach, value + reach, level))
    assert isinstance(plain, costs.Normal)
    assert (plain.mean, plain.sd * z) == pytest.approx((value, reach))
    ratio = Estimate(math.exp(value), math.exp(value - reach), math.exp(value + reach), level)
    curve = costs.uncertain(ratio, ratio=True)
    assert isinstance(curve, costs.LogNormal)
    assert (curve.median, curve.sd_log * z) == pytest.approx((ratio.value, reach))


# What cannot be


def _zero(**_: float) -> float:
    return NAN


IMPOSSIBLE: list[tuple[Callable[..., Any], tuple[Any, ...], dict[str, Any], str]] = [
    (costs.percent_change, (0, 1), {}, "before"),
    (costs.percent_change, (1, NAN), {}, "after"),
    (costs.percent_change_range, (0.05, 1, 0.1, 0.1), {}, "before"),
    (costs.percent_change_range, (1, 1, -0.1, 0.1), {}, "rounding_before"),
    (costs.percent_of, (1, 0), {}, "whole"),
    (costs.uprate, (1, 0, 1), {}, "index_from"),
    (costs.uprate, (1, 1, -1), {}, "index_to"),
    (costs.discount_factor, (-1,), {}, "year"),
    (costs.discount_factor, (1, -1), {}, "rate"),
    (costs.green_book_factor, (-1,), {}, "year"),
    (costs.present_value, ([],), {}, "flows"),
    (costs.present_value, ([1, INF],), {}, "flows"),
    (costs.present_value, ([1],), {"first_year": 0.5}, "first_year"),
    (costs.equivalent_annual_cost, (1, 0), {}, "years"),
    (costs.break_even_year, ([],), {}, "flows"),
    (costs.unit_cost, (-1, 1), {}, "total_cost"),
    (costs.unit_cost, (1, 0), {}, "units"),
    (costs.hourly_cost, (1, 0), {}, "hours"),
    (costs.hourly_cost, (1, 1), {"overheads": -1}, "overheads"),
    (costs.hourly_cost, (1, 1), {"direct_share": 1.5}, "direct_share"),
    (costs.with_optimism_bias, (1, -1.5), {}, "uplift"),
    (costs.break_even_effect, (1, 0), {}, "value_per_event"),
    (costs.break_even_people, (1, 1, 1), {}, "benefit_per_person"),
    (costs.icer, (1, NAN, 1, 1), {}, "effect_1"),
    (costs.net_monetary_benefit, (1, 1, -1), {}, "value_of_effect"),
    (costs.benefit_cost_ratio, (1, 0), {}, "cost"),
    (costs.carried, (abs, Estimate(0, -1, 1, 0.95)), {}, "function"),
    (costs.one_way_sensitivity, (_net, BASE, {}), {}, "ranges"),
    (costs.one_way_sensitivity, (_net, BASE, {"rate": (0, 1)}), {}, "ranges"),
    (costs.one_way_sensitivity, (_net, BASE, {"cost": (2, 1)}), {}, r"ranges\['cost'\]"),
    (costs.Normal, (0, -1), {}, "sd"),
    (costs.LogNormal, (0, 1), {}, "median"),
    (costs.Uniform, (2, 1), {}, "low"),
    (costs.Triangular, (0, 2, 1), {}, "mode"),
    (costs.uncertain, (Estimate(1, 2, 0, 0.95),), {}, "estimate"),
    (costs.uncertain, (Estimate(1, -1, 2, 0.95), True), {}, r"estimate\.low"),
    (costs.probability_of_paying_back, (_net, {}), {}, "inputs"),
    (costs.probability_of_paying_back, (_net, BASE), {"draws": 10}, "draws"),
    (costs.probability_of_paying_back, (_net, BASE), {"level": 95}, "level"),
    (costs.probability_of_paying_back, (_zero, BASE), {}, "net_benefit's result"),
]


@pytest.mark.parametrize(("function", "args", "more", "name"), IMPOSSIBLE)
def test_what_cannot_be_is_refused_by_name(
    function: Callable[..., Any], args: tuple[Any, ...], more: dict[str, Any], name: str
) -> None:
    with pytest.raises(ValueError, match=rf"^{name} "):
        function(*args, **more)
