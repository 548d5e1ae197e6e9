"""Tables of events in two groups, one a study or a stratum: effects, pooling, and paradoxes.

A table is ``(events_1, n_1, events_2, n_2)``: group 1 had the programme, group 2 is the
comparison.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from evidence_course.stats import _checks as check
from evidence_course.stats import _distributions as dist
from evidence_course.stats import _pooling as pooling
from evidence_course.stats.estimates import Estimate, Pooled
from evidence_course.stats.meta import fixed_effect, random_effects
from evidence_course.stats.proportions import risk_difference
from evidence_course.stats.significance import p_from_z

Table = tuple[int, int, int, int]
MEASURES = ("OR", "RR", "RD")


# From tables to effects


def _check_tables(tables: Sequence[Table], measure: str) -> None:
    check.choice("measure", measure, MEASURES)
    if not tables:
        raise ValueError("tables must hold at least 1 table")
    for table in tables:
        if len(table) != 4:
            raise ValueError(f"tables must hold (events_1, n_1, events_2, n_2), not {table!r}")
        check.events("_1", table[0], table[1])
        check.events("_2", table[2], table[3])


def effects_of_tables(
    tables: Sequence[Table], measure: str, *, correction: float = 0.5
) -> tuple[list[float], list[float]]:
    """Effects and variances of studies with counts.

    In: tables; ``measure`` is ``OR`` or ``RR`` (logarithms) or ``RD``; ``correction`` is added to
    the four cells of a study with an empty one. Out: effects and variances, in order.
    Raises ValueError if a table cannot be, or an effect is not defined without a correction.
    Source: Cochrane Handbook for Systematic Reviews of Interventions, chapters 6 and 10.
    """
    _check_tables(tables, measure)
    check.not_negative("correction", correction)
    if correction:
        check.positive("correction", correction)
    pairs = [_effect(_cells(table, correction), measure) for table in tables]
    return [effect for effect, _ in pairs], [variance for _, variance in pairs]


def _cells(table: Table, correction: float) -> tuple[float, float, float, float]:
    events_1, n_1, events_2, n_2 = table
    cells = (events_1, n_1 - events_1, events_2, n_2 - events_2)
    add = correction if 0 in cells else 0.0
    a, b, c, d = (cell + add for cell in cells)
    return a, b, c, d


def _effect(cells: tuple[float, float, float, float], measure: str) -> tuple[float, float]:
    a, b, c, d = cells
    m, n = a + b, c + d
    if measure == "RD":
        return a / m - c / n, a * b / m**3 + c * d / n**3
    if min((a, c) if measure == "RR" else cells) == 0:
        raise ValueError("correction must be above 0 where a cell is empty")
    if measure == "RR":
        return math.log(a / m) - math.log(c / n), b / a / m + d / c / n
    return math.log(a / b) - math.log(c / d), 1 / a + 1 / b + 1 / c + 1 / d


# Mantel and Haenszel


def mantel_haenszel(
    tables: Sequence[Table],
    measure: str = "OR",
    level: float = 0.95,
    *,
    variance: str = "sato",
) -> Pooled:
    """A pooled ratio or difference from counts, steady where studies are small.

    In: tables; ``measure`` is ``OR``, ``RR`` or ``RD``; ``variance``, for RD alone, is ``sato``
    (right for many small tables too) or ``greenland-robins`` (what RevMan and Stata print).
    Out: see ``Pooled``; ratios are logarithms, so read ``.ratio``; heterogeneity is about the
    pooled value, with inverse-variance weights of the studies that have an effect of their own.
    Raises ValueError if a table cannot be or no table says anything about the measure.
    Source: Mantel and Haenszel 1959, JNCI 22:719-748; Robins, Breslow and Greenland 1986,
    Biometrics 42:311-323, for the variance of OR; Greenland and Robins 1985, Biometrics 41:55-68,
    for those of RR and RD; Sato, Greenland and Robins 1989, Biometrics 45:1323-1324, for RD.
    """
    _check_tables(tables, measure)
    check.choice("variance", variance, ("sato", "greenland-robins"))
    told = [table for table in tables if _tells(table, measure)]
    if not told:
        raise ValueError("tables must hold events and others")
    value, spread, weights = _MANTEL_HAENSZEL[measure](tables)
    if measure == "RD" and variance == "sato":
        spread = _sato(tables, value) / math.fsum(weights) ** 2
    effects, variances = effects_of_tables(told, measure)
    differ = pooling.heterogeneity([y - value for y in effects], [1 / v for v in variances])
    error, total = math.sqrt(max(0.0, spread)), math.fsum(weights)
    reach = dist.z_of_level(level) * error
    p = p_from_z(value / error) if error > 0 else float(value == 0)
    shares = tuple(w / total for w in weights)
    return Pooled(value, value - reach, value + reach, level, error, p, 0.0, shares, differ)


def _tells(table: Table, measure: str) -> bool:
    """Whether a study alone has an effect: nobody or everybody with an event has no ratio."""
    events_1, n_1, events_2, n_2 = table
    if measure == "RD":
        return 0 < events_1 + events_2 < n_1 + n_2
    return not events_1 == events_2 == 0 and not (events_1 == n_1 and events_2 == n_2)


_Sums = tuple[float, float, list[float]]


def _log_ratio(above: list[float], below: list[float]) -> float:
    if math.fsum(above) == 0 or math.fsum(below) == 0:
        raise ValueError("tables must hold events and others in both groups, taken together")
    return math.log(math.fsum(above) / math.fsum(below))


def _mh_odds(tables: Sequence[Table]) -> _Sums:
    cells = [(a, m - a, c, n - c, m + n) for a, m, c, n in tables]
    r = [a * d / n for a, _, _, d, n in cells]
    s = [b * c / n for _, b, c, _, n in cells]
    value, big_r, big_s = _log_ratio(r, s), math.fsum(r), math.fsum(s)
    p = [(a + d) / n for a, _, _, d, n in cells]
    variance = math.fsum(
        x * y / (2 * big_r**2)
        + (x * z + (1 - x) * y) / (2 * big_r * big_s)
        + (1 - x) * z / (2 * big_s**2)
        for x, y, z in zip(p, r, s, strict=True)
    )
    return value, variance, s


def _mh_risks(tables: Sequence[Table]) -> _Sums:
    above = [a * n / (m + n) for a, m, _, n in tables]
    below = [c * m / (m + n) for _, m, c, n in tables]
    value = _log_ratio(above, below)
    top = math.fsum((m * n * (a + c) - a * c * (m + n)) / (m + n) ** 2 for a, m, c, n in tables)
    return value, top / (math.fsum(above) * math.fsum(below)), below


def _mh_differences(tables: Sequence[Table]) -> _Sums:
    weights = [m * n / (m + n) for _, m, _, n in tables]
    total = math.fsum(weights)
    value = math.fsum((a * n - c * m) / (m + n) for a, m, c, n in tables) / total
    top = math.fsum(
        (a * (m - a) * n**3 + c * (n - c) * m**3) / (m * n * (m + n) ** 2) for a, m, c, n in tables
    )
    return value, top / total**2, weights


def _sato(tables: Sequence[Table], value: float) -> float:
    tilt = math.fsum(
        (c * m * m - a * n * n + m * n * (n - m) / 2) / (m + n) ** 2 for a, m, c, n in tables
    )
    return value * tilt + math.fsum(
        (a * (n - c) + c * (m - a)) / (m + n) / 2 for a, m, c, n in tables
    )


_MANTEL_HAENSZEL: dict[str, Callable[[Sequence[Table]], _Sums]] = {
    "OR": _mh_odds,
    "RR": _mh_risks,
    "RD": _mh_differences,
}


def peto(tables: Sequence[Table], level: float = 0.95) -> Pooled:
    """Peto's pooled odds ratio: for rare events and groups of about equal size.

    In: tables. Out: see ``Pooled``; a logarithm, so read ``.ratio``.
    Raises ValueError if a table cannot be or none has an event.
    Source: Yusuf and others 1985, Progress in Cardiovascular Diseases 27:335-371.
    """
    _check_tables(tables, "OR")
    told = [_moments(table) for table in tables if 0 < table[0] + table[2] < table[1] + table[3]]
    if not told or max(variance for _, variance in told) == 0:
        raise ValueError("tables must hold events and others")
    effects = [gap / variance for gap, variance in told]
    return pooling.pooled(effects, [1 / variance for _, variance in told], 0.0, level)


def _moments(table: Table) -> tuple[float, float]:
    """Events in group 1 less those expected, and their variance, all margins fixed."""
    a, m, c, n = table
    total, events = m + n, a + c
    if total < 2:
        return 0.0, 0.0
    expected = m * (events / total)
    variance = expected * (n / total) * ((total - events) / (total - 1))
    return a - expected, variance


def mantel_haenszel_test(tables: Sequence[Table], *, corrected: bool = False) -> float:
    """The p value that the odds are equal in every table (Cochran, Mantel and Haenszel).

    In: tables; whether to take half an event off the difference. Out: a share from 0 to 1.
    Raises ValueError if a table cannot be or nothing varies.
    Source: Mantel and Haenszel 1959, JNCI 22:719-748.
    """
    _check_tables(tables, "OR")
    gaps, variances = zip(*map(_moments, tables), strict=True)
    if math.fsum(variances) == 0:
        raise ValueError("tables must hold events and others")
    gap = abs(math.fsum(gaps))
    gap = max(0.0, gap - 0.5) if corrected else gap
    return p_from_z(gap / math.sqrt(math.fsum(variances)))


# The same tables, read in other ways


def compare_measures(
    tables: Sequence[Table],
    level: float = 0.95,
    *,
    model: str = "random",
    method: str = "DL",
    hartung_knapp: bool = False,
) -> dict[str, Pooled]:
    """The same studies pooled as odds ratio, risk ratio and risk difference.

    They may disagree about whether there is an effect and how much studies differ, as a constant
    ratio is a different difference wherever the comparison's risk is different.

    In: at least 2 tables; ``model`` is ``random``, ``fixed`` or ``mantel-haenszel``; ``method``
    and ``hartung_knapp`` as in ``random_effects``. Out: a result by measure (ratios are
    logarithms, so read ``.ratio``).
    Raises ValueError if a table or an option cannot be.
    Source: Deeks 2002, Statistics in Medicine 21:1575-1600.
    """
    check.choice("model", model, ("random", "fixed", "mantel-haenszel"))
    if model == "mantel-haenszel":
        return {measure: mantel_haenszel(tables, measure, level) for measure in MEASURES}
    if model == "random" and len(tables) < 2:
        raise ValueError("tables must hold at least 2 tables where model is 'random'")
    results = {}
    for measure in MEASURES:
        effects, variances = effects_of_tables(tables, measure)
        results[measure] = (
            fixed_effect(effects, variances, level)
            if model == "fixed"
            else random_effects(
                effects, variances, level, method=method, hartung_knapp=hartung_knapp
            )
        )
    return results


@dataclass(frozen=True)
class Strata:
    """Risk differences by stratum, all people in one table, and weighted over strata.

    ``reversed`` holds where every stratum points one way and the single table the other
    (Simpson's paradox).
    """

    by_stratum: tuple[Estimate, ...]
    together: Estimate
    weighted: Pooled
    reversed: bool


def compare_strata(tables: Sequence[Table], level: float = 0.95) -> Strata:
    """Whether groups compare the same way within strata as when all are thrown together.

    In: a table a stratum. Out: risk differences in shares, see ``Strata``.
    Raises ValueError if a table cannot be.
    Source: Simpson 1951, JRSS B 13:238-241; Julious and Mullee 1994, BMJ 309:1480-1481.
    """
    _check_tables(tables, "RD")
    apart = tuple(risk_difference(*table, level) for table in tables)
    a, m, c, n = (sum(column) for column in zip(*tables, strict=True))
    together = risk_difference(a, m, c, n, level)
    signs = {math.copysign(1, each.value) for each in apart if each.value != 0}
    turned = len(signs) == 1 and together.value * signs.pop() < 0
    return Strata(apart, together, mantel_haenszel(tables, "RD", level), turned)
