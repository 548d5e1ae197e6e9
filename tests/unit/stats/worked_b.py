"""Published examples: charts, sample sizes, regression, screening and costs."""

from __future__ import annotations

import csv
import math
from collections.abc import Callable, Mapping
from pathlib import Path
from statistics import fmean
from typing import Any

import numpy as np
from statsmodels.genmod.families import Poisson
from statsmodels.genmod.generalized_linear_model import GLM

from evidence_course.stats import (
    charts,
    cluster_trials,
    costs,
    funnels,
    regression,
    rules,
    samples,
    screening,
)

DATA = Path(__file__).parents[2] / "data"

Inputs = dict[str, Any]


def _rows(name: str) -> list[dict[str, float]]:
    """A table of numbers, each row as often as its ``count`` says.

    Both tables are Galton's own, of 1886: heights of parents and of their grown-up children.
    """
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        counted = [
            {key: float(value) for key, value in row.items()} for row in csv.DictReader(file)
        ]
    return [row for row in counted for _ in range(int(row.pop("count")))]


# Funnels


def _funnel_ratio(inputs: Inputs) -> dict[str, Any]:
    found: dict[str, list[float]] = {}
    for name, level in (("2s", 0.95), ("3s", 0.998)):
        at = [funnels.funnel_boundary(count, level).ratio for count in inputs["observed"]]
        found[f"lower_{name}_isr"] = [100 * ratio.low for ratio in at]
        found[f"upper_{name}_isr"] = [100 * ratio.high for ratio in at]
    return found


def _funnel_significance(inputs: Inputs) -> dict[str, Any]:
    pairs = zip(inputs["obs"], inputs["expected"], strict=True)
    found = [funnels.funnel_significance(*pair) for pair in pairs]
    return {
        "significance": [
            f"{at.direction.title()} ({at.p})" if at.p else "Not significant" for at in found
        ]
    }


def _alike(n: int, days: int, squares: int) -> list[float]:
    """Counts with the same sum and sum of squares as those that were summed."""
    mean = days / n
    gap = math.sqrt(max(0.0, squares / n - mean * mean))
    if n == 1:
        return [mean]
    return [mean + gap * math.sqrt(n - 1)] + [mean - gap / math.sqrt(n - 1)] * (n - 1)


def _medpar(inputs: Inputs) -> dict[str, Any]:
    """A Poisson regression of length of stay, fitted to the sums by statsmodels."""
    cells = inputs["cells"]
    features = [[1, hmo, died, old, kind == 2, kind == 3] for hmo, died, old, kind, *_ in cells]
    stays = np.array([cell[4] for cell in cells], dtype=float)
    model = GLM([cell[5] for cell in cells], np.array(features, float), Poisson(), exposure=stays)
    means = model.fit().fittedvalues / stays
    observed = [count for cell in cells for count in _alike(*cell[4:])]
    expected = [float(m) for cell, m in zip(cells, means, strict=True) for _ in range(cell[4])]
    assert len(observed) == inputs["n"]
    return {"dispersion": funnels.pearson_dispersion(observed, expected, 6)}


# Charts


def _limits(chart: charts.ControlChart) -> dict[str, Any]:
    return {"centre": chart.centre[0], "ucl": chart.upper[0], "lcl": chart.lower[0]}


def _xmr(inputs: Inputs) -> dict[str, Any]:
    chart = charts.individuals_chart(inputs["x"], factor=3 / inputs["d2"])
    found = _limits(chart)
    mean = charts.mean_moving_range(inputs["x"])
    return {"xbar": found["centre"], "mrbar": mean, "ucl": found["ucl"], "lcl": found["lcl"]}


def _p_chart(inputs: Inputs) -> dict[str, Any]:
    return _limits(charts.p_chart(inputs["counts"], inputs["n"]))


def _ewma(inputs: Inputs) -> dict[str, Any]:
    chart = charts.ewma_chart(
        inputs["x"], target=inputs["target"], sigma=inputs["s"], weight=inputs["lambda"]
    )
    return {"ewma": chart.values}


def _xmr_snapshot(inputs: Inputs) -> dict[str, Any]:
    plain = list(inputs["y"])
    odd = [*plain[:14], 10.0, *plain[15:]]
    cases = zip((plain, odd, odd), inputs["screen"], strict=True)
    found = [_limits(charts.individuals_chart(values, screen=screen)) for values, screen in cases]
    return {
        "mean": [case["centre"] for case in found],
        "lpl": [case["lcl"] for case in found],
        "upl": [case["ucl"] for case in found],
    }


def _level_chart(values: list[float]) -> charts.ControlChart:
    """A centre of 0 and standard deviations of 1."""
    n = len(values)
    return charts.ControlChart(tuple(values), (0.0,) * n, (-3.0,) * n, (3.0,) * n, (1.0,) * n)


def _seven_trend(inputs: Inputs) -> dict[str, Any]:
    """The flag stands where seven points have gone one way."""
    flags: list[int] = []
    for case in inputs["cases"]:
        row = [0] * len(case)
        for signal in rules.trends(_level_chart(case)):
            for at in signal.points[6:]:
                row[at] = 1 if signal.direction == "high" else -1
        flags += row
    return {"flags": flags}


def _two_in_three(inputs: Inputs) -> dict[str, Any]:
    """The flag stands at all three points, near the limit or not."""
    flags: list[int] = []
    for near, side in inputs["close_to_limit_and_side"]:
        values = [s * (2.5 if close else 0.5) for close, s in zip(near, side, strict=True)]
        row = [0] * len(values)
        for signal in rules.two_in_three(_level_chart(values)):
            for at in signal.window:
                row[at] = 1
        flags += row
    return {"flags": flags}


def _anhoj(inputs: Inputs) -> dict[str, Any]:
    found = charts.run_chart_limits(inputs["n"])
    return {"longest_run_max": found.longest_run, "crossings_min": found.crossings}


# Regression and shrinkage


def _galton_sons(_: Inputs) -> dict[str, Any]:
    rows = _rows("galton_sons.csv")
    line = regression.least_squares([row["father"] for row in rows], [row["son"] for row in rows])
    return {
        "n": line.n,
        "intercept": line.intercept.value,
        "slope": line.slope.value,
        "slope_se": line.slope_se,
    }


def _bland_altman(_: Inputs) -> dict[str, Any]:
    rows = _rows("galton_1886.csv")
    tall_parents = [row["child"] for row in rows if 70 < row["parent"] < 71]
    tall_children = [row["parent"] for row in rows if 70 < row["child"] < 71]
    return {
        "mean_child_given_parent_70_71": fmean(tall_parents),
        "mean_parent_given_child_70_71": fmean(tall_children),
    }


def _batting(inputs: Inputs) -> tuple[list[float], regression.Shrunk]:
    raw = [hits / inputs["at_bats"] for hits in inputs["hits"]]
    mean = fmean(raw)
    return raw, regression.james_stein(raw, mean * (1 - mean) / inputs["at_bats"])


def _james_stein(inputs: Inputs) -> dict[str, Any]:
    _, shrunk = _batting(inputs)
    return {"shrink_factor": shrunk.factors[0], "grand_mean": shrunk.mean}


def _james_stein_errors(inputs: Inputs) -> dict[str, Any]:
    raw, shrunk = _batting(inputs)

    def squares(guesses: Any) -> float:
        pairs = zip(guesses, inputs["season_average"], strict=True)
        return math.fsum((guess - truth) ** 2 for guess, truth in pairs)

    one, two = squares(raw), squares(shrunk.values)
    return {"sse_raw": one, "sse_js": two, "ratio": one / two}


# Sample sizes


def _pwr_2p(inputs: Inputs) -> dict[str, Any]:
    power, level = inputs["power"], 1 - inputs["alpha"]
    found = [
        samples.group_sizes_proportions(*case, power, level, method="arcsine").exact
        for case in inputs["cases"]
    ]
    return {"h": [samples.cohens_h(*case) for case in inputs["cases"]], "n": found}


def _open_cohort(inputs: Inputs) -> dict[str, Any]:
    """The design is that of Hussey and Hughes 2007; chi is the share of new people."""
    found = []
    for chi in inputs["chi"]:
        spread = cluster_trials.Spread(math.sqrt(0.041 * 0.959), 0.025, 0.01, 0.1, chi)
        found.append(
            cluster_trials.power_stepped_wedge(
                inputs["clusters_per_step"], 0.05 - 0.032, 100, spread
            )
        )
    return {"power_chi_0_5": found[0], "power_chi_0": found[1]}


def _longitudinal(inputs: Inputs) -> dict[str, Any]:
    arm = inputs["clusters_per_arm"]
    design = cluster_trials.parallel_design(arm, arm, inputs["periods"])
    none, some = (
        cluster_trials.power_design(
            design, inputs["effect"], 1, cluster_trials.Spread(inputs["sigma"], tau)
        )
        for tau in inputs["tau"]
    )
    return {"power_tau_0": none, "power_tau_0_2": some}


# Screening


def _frequencies(inputs: Inputs) -> dict[str, Any]:
    tree = screening.natural_frequencies(
        inputs["prev"], inputs["sens"], 1 - inputs["fpr"], inputs["n"]
    )
    return {
        "true_positives": tree.true_positives,
        "false_positives": tree.false_positives,
        "positives": tree.positives,
    }


def _predictive_value(inputs: Inputs) -> dict[str, Any]:
    share = screening.positive_predictive_value(inputs["prev"], inputs["sens"], 1 - inputs["fpr"])
    return {"ppv_pct": 100 * share}


# Money and change


def _change(key: str) -> Callable[[Inputs], dict[str, Any]]:
    return lambda inputs: {key: costs.percent_change(inputs["from"], inputs["to"])}


def _claims(inputs: Inputs) -> dict[str, Any]:
    change = costs.percent_change(inputs["from"], inputs["to"])
    return {"true_claims_more_than": [change > claim for claim in inputs["claims_printed_pct"]]}


def _rounding(inputs: Inputs) -> dict[str, Any]:
    allowed = costs.percent_change_range(inputs["from_bn"], inputs["to_bn"], 0.1, 0.1)
    return {"consistent_with_rounding": allowed.low <= inputs["published_pct"] <= allowed.high}


def _overspend(inputs: Inputs) -> dict[str, Any]:
    pairs = zip(inputs["over_m"], inputs["budget_bn"], strict=True)
    return {"pct": [costs.percent_of(over, 1000 * budget) for over, budget in pairs]}


# The id of an example to what is called with its inputs; the result has the keys of its outputs.
CALLS: dict[str, Callable[[dict[str, Any]], Mapping[str, Any]]] = {
    "ohid_funnel_ratio_poisson": _funnel_ratio,
    "ohid_funnel_significance": _funnel_significance,
    "funnelplotr_dispersion": _medpar,
    "nist_xmr": _xmr,
    "nist_c_chart": lambda inputs: _limits(charts.c_chart(inputs["counts"])),
    "nist_p_chart": _p_chart,
    "qcc_orange_juice": _p_chart,
    "nist_ewma": _ewma,
    "qcc_circuit_c_chart": lambda inputs: _limits(charts.c_chart(inputs["counts"])),
    "anhoj_rules": _anhoj,
    "mdc_xmr_snapshot": _xmr_snapshot,
    "mdc_seven_trend": _seven_trend,
    "mdc_two_in_three": _two_in_three,
    "galton_sons_fathers": _galton_sons,
    "bland_altman_rtm": _bland_altman,
    "efron_morris_james_stein": _james_stein,
    "efron_morris_sse": _james_stein_errors,
    "pwr_t_d05": lambda inputs: {
        "n_per_group": samples.group_sizes_means(
            inputs["d"], inputs["power"], 1 - inputs["alpha"]
        ).exact
    },
    "pwr_2p": _pwr_2p,
    "pwr_t2n": lambda inputs: {
        "power": samples.power_means(inputs["d"], inputs["n1"], inputs["n2"])
    },
    "pwr_2p2n": lambda inputs: {"power": samples.power_h(inputs["h"], inputs["n1"], inputs["n2"])},
    "pwr_2p_h02": lambda inputs: {"n": samples.group_sizes_h(inputs["h"], inputs["power"]).exact},
    "stepped_wedge_open_cohort": _open_cohort,
    "parallel_crt_longitudinal": _longitudinal,
    "individual_normal_power": lambda inputs: {
        "power": samples.power_means(inputs["es"], inputs["n"], distribution="normal")
    },
    "ppv_gigerenzer": _frequencies,
    "ppv_gigerenzer_low": _predictive_value,
    "green_book_pv": lambda inputs: {
        "pv": [1000 * costs.discount_factor(year, inputs["rate"]) for year in inputs["years"]]
    },
    "lga_percent_change": _claims,
    "lga_overspend_pct": _overspend,
    "dfe_sfr43_changes": lambda inputs: {
        "pct_change": [costs.percent_change(*pair) for pair in inputs["from_to"]]
    },
    "dfe_2022_referral_rise": _change("pct_change"),
    "ncercc_price_gap": lambda inputs: {
        "pct_dearer": costs.percent_change(inputs["independent"], inputs["la"])
    },
    "cafcass_rate_rise": _change("pct_rise"),
    "nao_residential_cost_pct": _rounding,
    "nao_unit_cost_real": _change("pct_within_1"),
    "star_benefit_cost": lambda inputs: {
        "bcr": costs.benefit_cost_ratio(inputs["benefit"], inputs["cost"])
    },
}
