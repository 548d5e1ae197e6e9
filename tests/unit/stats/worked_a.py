"""Published examples: proportions, scores, rates, p values, clusters, many studies, local data."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from evidence_course import stats
from evidence_course.stats import Estimate, Interval

PANEL = Path(__file__).parents[3] / "course" / "data" / "la_panel_2013_2025.csv"

Inputs = dict[str, Any]
Outputs = Mapping[str, Any]


def ends(results: Sequence[Interval | Estimate], suffix: str = "") -> dict[str, list[float]]:
    return {
        f"lower{suffix}": [each.low for each in results],
        f"upper{suffix}": [each.high for each in results],
    }


def crude_rates(given: Inputs) -> Outputs:
    found: dict[str, list[float]] = {}
    for suffix, level in (("95", 0.95), ("99_8", 0.998)):
        rates = [stats.rate(x, n, level, per=given["multiplier"]) for x, n in given["cases_x_n"]]
        found |= ends(rates, suffix)
    return found


def homicides(given: Inputs) -> Outputs:
    observed, days = given["observed_days"], given["days"]
    mean = sum(count * events for events, count in enumerate(observed)) / days
    shares = stats.poisson_shares(mean, len(observed) - 1)
    # The print counts a degree of freedom too many: it does not allow for the fitted mean.
    test = stats.goodness_of_fit(observed, shares)
    return {
        "mean_per_day": mean,
        "p": shares,
        "expected_days": [share * days for share in shares],
        "chi2": test.statistic,
        "p_value": test.p,
    }


def shares_of_d(given: Inputs) -> Outputs:
    d = given["d"]
    return {
        "overlap": 100 * stats.overlap(d),
        "cles": 100 * stats.superiority(d),
        "u3": 100 * stats.u3(d),
        "u1": 100 * stats.u1(d),
    }


def gs(given: Inputs, correction: str) -> Outputs:
    studies = given["study_m1_sd1_n1_m2_sd2_n2"]
    results = [
        stats.standardised_mean_difference(*study[1:], correction=correction) for study in studies
    ]
    return {"g": [each.value for each in results]}


def bcg(given: Inputs) -> Outputs:
    columns = (given[key] for key in ("vacc_cases", "vacc_n", "ctl_cases", "ctl_n"))
    effects, variances = stats.effects_of_tables(list(zip(*columns, strict=True)), "RR")
    fixed = stats.fixed_effect(effects, variances)
    pooled = stats.random_effects(effects, variances)
    return {
        "fe": fixed.value,
        "Q": pooled.heterogeneity.q,
        "re": pooled.value,
        "tau2": pooled.tau2,
        "I2": 100 * pooled.heterogeneity.i2,
        "rr_re": pooled.ratio.value,
        "rr_lo": pooled.ratio.low,
        "rr_hi": pooled.ratio.high,
        "rr_fe": fixed.ratio.value,
    }


def expectancy(given: Inputs) -> Outputs:
    effects, variances = given["yi"], given["vi"]
    pooled = stats.random_effects(effects, variances, method="REML")
    return {
        "tau2": pooled.tau2,
        "mu": pooled.value,
        "Q": pooled.heterogeneity.q,
        "z": pooled.value / pooled.error,
        "blup_first5": stats.shrunken_effects(effects, variances, pooled)[:5],
    }


def weeks_of_contact(given: Inputs) -> Outputs:
    found = stats.meta_regression(given["yi"], given["vi"], given["weeks"])
    return {
        "tau2": found.tau2,
        "b0": found.intercept.value,
        "b1": found.slope.value,
        "z0": found.z_intercept,
        "z1": found.z_slope,
    }


def rejections(given: Inputs) -> Outputs:
    p_values, alpha = given["p"], given["alpha"]

    def below(adjusted: Sequence[float]) -> int:
        return sum(p <= alpha for p in adjusted)

    return {
        "bh_rejections": below(stats.benjamini_hochberg(p_values)),
        "bonferroni_rejections": below(stats.bonferroni(p_values)),
        "unadjusted": below(p_values),
    }


def kidney_stones(given: Inputs) -> Outputs:
    cells = {name: tuple(cell) for name, cell in given["successes_total"].items()}
    tables = [(*cells[f"A_{size}"], *cells[f"B_{size}"]) for size in ("small", "large")]
    assert stats.compare_strata(tables).reversed
    together = [sum(column) for column in zip(*tables, strict=True)]
    cells |= {"A_all": tuple(together[:2]), "B_all": tuple(together[2:])}
    return {name: stats.risk(*cell).times(100).value for name, cell in cells.items()}


def panel(_: Inputs) -> Outputs:
    """Rates of the panel from its counts; the years with a printed rate to compare with."""
    with PANEL.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    worst = {}
    for name, count, printed in (
        ("max_diff_referrals", "referrals", "referral_rate_per_10k_published"),
        ("max_diff_cpp", "cpp_at_31_march", "cpp_rate_per_10k_published"),
    ):
        gaps = [
            abs(
                round(stats.rate(int(float(row[count])), float(people), per=10_000).value, 1)
                - float(row[printed])
            )
            for row in rows
            if row[count] and row[printed] and (people := row["population_0_17_midyear_before"])
        ]
        assert len(gaps) > 1000
        worst[name] = max(gaps)
    return worst


def england(given: Inputs) -> Outputs:
    people = given["pop"]
    return {
        "referral_rate": stats.rate(given["referrals"], people, per=10_000).value,
        "cpp_rate": stats.rate(given["cpp"], people, per=10_000).value,
    }


def excludes_no_difference(value: float, low: float, high: float, level: float) -> bool:
    return stats.p_from_interval(value, low, high, level, ratio=True) < 1 - level


CALLS: dict[str, Callable[[Inputs], Outputs]] = {
    "wilson_newcombe1998": lambda g: ends(
        [stats.wilson(x, n, g["conf"]) for x, n in g["cases_x_n"]]
    ),
    "newcombe_diff_1998": lambda g: ends(
        [stats.risk_difference(*case) for case in g["cases_x1_n1_x2_n2"]]
    ),
    "newcombe_diff_perondi": lambda g: {
        key: values[0]
        for key, values in ends([stats.risk_difference(g["x1"], g["n1"], g["x2"], g["n2"])]).items()
    },
    "ohid_wilson": lambda g: ends([stats.wilson(*case) for case in g["cases_x_n_conf"]]),
    "ohid_crude_rate": crude_rates,
    "homicide_poisson": homicides,
    "d05_overlap": shares_of_d,
    "nnt_furukawa": lambda g: {
        "nnt": [
            stats.number_needed_from_smd(d, risk) for d, risk in zip(g["d"], g["cer"], strict=True)
        ]
    },
    "nnt_kraemer_kupfer": lambda g: {
        "nnt": [stats.number_needed_from_superiority(d) for d in g["d"]]
    },
    "nnt_counts": lambda g: {
        "nnt": stats.number_needed_to_treat(g["e"], g["ne"], g["c"], g["nc"]).value
    },
    "chen2010_or_for_d": lambda g: {
        "or": [[stats.odds_ratio_at_risk(d, risk) for d in g["d"]] for risk in g["p0"]]
    },
    "eef_months": lambda g: {
        "months": [stats.look_up(x, g["table_from_to_months"]) for x in g["cases"]]
    },
    "hedges_g_metafor": lambda g: gs(g, "exact"),
    "hedges_g_meta_pkg": lambda g: gs(g, "approximate"),
    "bcg_meta": bcg,
    "raudenbush1985_re": expectancy,
    "raudenbush1985_metareg": weeks_of_contact,
    "bh1995": rejections,
    "icc_kerry_bland": lambda g: {"icc": stats.icc_from_variances(g["sc2"], g["sw2"])},
    "design_effect_ip2011": lambda g: {
        "design_effect_rounded": stats.design_effect(g["m"], g["icc"])
    },
    "e_value": lambda g: {"e": [stats.e_value(ratio) for ratio in g["rr"]]},
    "e_value_nonnull": lambda g: {"e": stats.e_value(g["rr"], g["true"])},
    "simpson_kidney": kidney_stones,
    "dfe_rate_crosscheck": panel,
    "dfe_england_2025": england,
    "lga_s47_per_day": lambda g: {"per_day": stats.rate(g["s47"], g["days"]).value},
    "swis_ci_to_p": lambda g: {
        "significant_at_5pct": excludes_no_difference(g["rr"], *g["ci"], 0.95)
    },
    "fnp_or_ci": lambda g: {
        "excludes_1": [excludes_no_difference(*case, g["ci_level"]) for case in g["or_ci"].values()]
    },
}
