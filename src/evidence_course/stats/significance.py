"""p values: from tables, from intervals and back, and what to do with many of them."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from evidence_course.stats import _checks as check
from evidence_course.stats import _distributions as dist
from evidence_course.stats.estimates import Estimate

# p and intervals


def standard_error_from_interval(
    low: float, high: float, level: float = 0.95, *, ratio: bool = False
) -> float:
    """The standard error that a published symmetric interval implies.

    In: the interval in any unit; ``ratio`` takes logarithms. Out: the same unit, or log units.
    Raises ValueError if ``low`` is not below ``high``, or a ratio is not above 0.
    Source: Cochrane Handbook for Systematic Reviews of Interventions, chapter 6.
    """
    for name, number in (("low", low), ("high", high)):
        (check.positive if ratio else check.finite)(name, number)
    if not low < high:
        raise ValueError(f"low must be below high: {low!r} and {high!r}")
    scale: Callable[[float], float] = math.log if ratio else float
    error = (scale(high) - scale(low)) / (2 * dist.z_of_level(level))
    if error == 0:
        raise ValueError(f"low and high must differ by more than rounding: {low!r} and {high!r}")
    return error


def p_from_interval(
    value: float, low: float, high: float, level: float = 0.95, ratio: bool = False
) -> float:
    """The two-sided p value that a published symmetric interval implies.

    In: an estimate with its interval; ``ratio`` takes logarithms and asks about 1 in place of 0.
    Out: a share from 0 to 1.
    Raises ValueError if ``low`` is not below ``high``, ``value`` lies outside them, or a ratio is
    not above 0.
    Source: Altman and Bland 2011, BMJ 343:d2304, with exact normal quantiles.
    """
    (check.positive if ratio else check.finite)("value", value)
    error = standard_error_from_interval(low, high, level, ratio=ratio)
    if not low <= value <= high:
        raise ValueError(f"value must lie between low and high, not {value!r}")
    scale: Callable[[float], float] = math.log if ratio else float
    return p_from_z(scale(value) / error)


def interval_from_p(
    value: float, p: float, level: float = 0.95, *, ratio: bool = False
) -> Estimate:
    """The symmetric interval that an estimate and its two-sided p value imply.

    In: an estimate other than no difference, its p value; ``ratio`` takes logarithms.
    Out: the unit of ``value``; a ratio's end too large to hold is infinite.
    Raises ValueError if ``p`` is not strictly between 0 and 1, or ``value`` shows no difference
    (0, or 1 for a ratio), which says nothing of the spread.
    Source: Altman and Bland 2011, BMJ 343:d2090, with exact normal quantiles.
    """
    (check.positive if ratio else check.finite)("value", value)
    check.between("p", p, 0, 1)
    centre = math.log(value) if ratio else value
    if centre == 0:
        raise ValueError(f"value must differ from no difference, not {value!r}")
    reach = dist.z_of_level(level) * abs(centre) / dist.normal_quantile(p / 2, upper=True)
    low, high = centre - reach, centre + reach
    ends = (dist.exp(low), dist.exp(high)) if ratio else (low, high)
    return Estimate(value, *ends, level)


def p_from_z(z: float) -> float:
    """The two-sided p value of an estimate that lies ``z`` standard errors from no difference.

    In: standard errors. Out: a share from 0 to 1. Raises ValueError if ``z`` is not finite.
    Source: the normal curve.
    """
    check.finite("z", z)
    return 2 * dist.normal_sf(abs(z))


def p_from_t(t: float, df: float) -> float:
    """The two-sided p value of a t statistic with ``df`` degrees of freedom.

    Out: a share from 0 to 1.
    Raises ValueError if ``t`` is not finite or ``df`` not above 0 (a billionth is the least).
    Source: Student 1908, Biometrika 6:1-25.
    """
    check.finite("t", t)
    check.within("df", df, 1e-9, 1e300)
    return 2 * dist.t_sf(abs(t), df)


# Tables of counts


def fisher_exact(
    events_1: int, n_1: int, events_2: int, n_2: int, *, alternative: str = "two-sided"
) -> float:
    """Fisher's exact test of two risks: the p value.

    In: whole numbers; ``alternative`` is ``two-sided`` (all tables that are no likelier than the
    one seen), ``less`` or ``greater`` (group 1 has fewer or more events). Out: a share from 0 to 1.
    Raises ValueError for counts or an alternative that cannot be.
    Source: Fisher 1935, Journal of the Royal Statistical Society 98:39-82.
    """
    check.events("_1", events_1, n_1)
    check.events("_2", events_2, n_2)
    check.choice("alternative", alternative, ("two-sided", "less", "greater"))
    total, others = events_1 + events_2, n_1 + n_2 - events_1 - events_2
    tables = _Tables(total, others, n_1)
    if alternative == "less":
        return tables.below(events_1)
    if alternative == "greater":
        return tables.above(events_1)
    return tables.no_likelier(events_1)


@dataclass(frozen=True)
class _Tables:
    """The chances of events in group 1, where all margins are fixed."""

    events: int
    others: int
    n_1: int

    def chance(self, x: int) -> float:
        return dist.hypergeometric_pmf(x, self.events, self.others, self.n_1)

    @property
    def ends(self) -> tuple[int, int]:
        return max(0, self.n_1 - self.others), min(self.events, self.n_1)

    @property
    def mode(self) -> int:
        least, most = self.ends
        top = (self.events + 1) * (self.n_1 + 1) // (self.events + self.others + 2)
        return min(max(top, least), most)

    def _chances(self, x: int, step: int) -> Iterator[float]:
        """From x outwards until what is left no longer counts, each from the one before."""
        least, most = self.ends
        chance = total = self.chance(x) if least <= x <= most else 0.0
        while least <= x <= most and chance > total * 1e-18:
            yield chance
            up = (self.events - x) * (self.n_1 - x)
            down = x * (self.others - self.n_1 + x)
            if step > 0:
                chance *= up / ((x + 1) * (self.others - self.n_1 + x + 1))
            else:
                chance *= down / ((self.events - x + 1) * (self.n_1 - x + 1))
            x, total = x + step, total + chance

    def below(self, x: int) -> float:
        """The chance of x or fewer."""
        if x > self.mode:
            return max(0.0, 1 - self.above(x + 1))
        return min(1.0, math.fsum(self._chances(x, -1)))

    def above(self, x: int) -> float:
        """The chance of x or more."""
        if x < self.mode:
            return max(0.0, 1 - self.below(x - 1))
        return min(1.0, math.fsum(self._chances(x, 1)))

    def no_likelier(self, x: int) -> float:
        """The chance of all counts whose own chance is not above that of x, rounding apart."""
        limit = self.chance(x) * (1 + 1e-7)
        mode, (least, most) = self.mode, self.ends
        if self.chance(mode) <= limit:
            return 1.0
        left = _last(lambda k: self.chance(k) <= limit, mode, least - 1)
        right = _last(lambda k: self.chance(k) <= limit, mode, most + 1)
        return min(1.0, self.below(left) + self.above(right))


def _last(holds: Callable[[int], bool], inside: int, outside: int) -> int:
    """The whole number nearest to ``inside`` for which a monotone condition holds."""
    while abs(outside - inside) > 1:
        middle = (inside + outside) // 2
        if holds(middle):
            outside = middle
        else:
            inside = middle
    return outside


@dataclass(frozen=True)
class ChiSquared:
    """A chi-squared test: the statistic, its degrees of freedom, p, and the expected counts."""

    statistic: float
    df: int
    p: float
    expected: tuple[tuple[float, ...], ...]


def chi_squared(table: Sequence[Sequence[float]], *, corrected: bool = False) -> ChiSquared:
    """Whether rows and columns of a table of counts are independent (Pearson).

    In: rows of counts, at least 2 by 2; ``corrected`` applies Yates's correction to a table of
    2 by 2. Out: see ``ChiSquared``; the p value is a share.
    Raises ValueError if the rows differ in length, a count is negative, or a row or column is
    empty.
    Source: Pearson 1900; Yates 1934, Supplement to the JRSS 1:217-235.
    """
    expected = _expected(table)
    df = (len(table) - 1) * (len(table[0]) - 1)
    pairs = list(zip(chain(*table), chain(*expected), strict=True))
    shift = min(0.5, *(abs(o - e) for o, e in pairs)) if corrected and df == 1 else 0.0
    statistic = math.fsum((abs(o - e) - shift) ** 2 / e for o, e in pairs)
    return ChiSquared(statistic, df, dist.chi2_sf(statistic, df), expected)


def _expected(table: Sequence[Sequence[float]]) -> tuple[tuple[float, ...], ...]:
    if len(table) < 2 or len(table[0]) < 2:
        raise ValueError("table must have at least 2 rows and 2 columns")
    for row in table:
        check.same_length("table[0]", table[0], "another row", row)
        for count in row:
            check.not_negative("table", count)
    rows, columns = [sum(row) for row in table], [sum(c) for c in zip(*table, strict=True)]
    if min(rows) == 0 or min(columns) == 0:
        raise ValueError("table must not have an empty row or column")
    for total in (*rows, *columns):
        check.positive("table, summed by row and by column,", total)
    total = sum(rows)
    return tuple(tuple(row * (column / total) for column in columns) for row in rows)


def goodness_of_fit(
    observed: Sequence[float], expected: Sequence[float], *, fitted: int = 0
) -> ChiSquared:
    """Whether counts fit what was expected, which is scaled to the same total (Pearson).

    In: counts; expected counts or shares above 0; how many figures of the expectation were
    estimated from these counts (1 for a mean): each costs a degree of freedom.
    Out: see ``ChiSquared``; the p value is a share.
    Raises ValueError if the lists differ in length, a count is negative, or no degree of freedom
    is left.
    Source: Pearson 1900; Fisher 1924, JRSS 87:442-450, for the degrees of freedom.
    """
    check.numbers("observed", observed, 2)
    check.same_length("observed", observed, "expected", expected)
    for count, share in zip(observed, expected, strict=True):
        check.not_negative("observed", count)
        check.positive("expected", share)
    check.whole("fitted", fitted)
    df = len(observed) - 1 - fitted
    if df < 1 or sum(observed) == 0:
        raise ValueError("observed holds too few counts for a test")
    check.positive("observed, summed,", sum(observed))
    scale = sum(observed) / sum(expected)
    fit = tuple(share * scale for share in expected)
    statistic = math.fsum((o - e) ** 2 / e for o, e in zip(observed, fit, strict=True))
    return ChiSquared(statistic, df, dist.chi2_sf(statistic, df), (fit,))


# Many p values


def bonferroni(p_values: Sequence[float]) -> list[float]:
    """p values multiplied by how many there are, at most 1.

    In and out: shares from 0 to 1, in the same order.
    Raises ValueError if there are none, or one is not a share.
    Source: Dunn 1961, JASA 56:52-64.
    """
    _check_p_values(p_values)
    return [min(1.0, p * len(p_values)) for p in p_values]


def holm(p_values: Sequence[float]) -> list[float]:
    """Holm's adjusted p values: as safe as Bonferroni's, and never larger.

    In and out: shares from 0 to 1, in the same order.
    Raises ValueError if there are none, or one is not a share.
    Source: Holm 1979, Scandinavian Journal of Statistics 6:65-70.
    """
    _check_p_values(p_values)
    adjusted, highest = list(p_values), 0.0
    for rank, place in enumerate(sorted(range(len(p_values)), key=lambda i: p_values[i])):
        highest = max(highest, min(1.0, p_values[place] * (len(p_values) - rank)))
        adjusted[place] = highest
    return adjusted


def benjamini_hochberg(p_values: Sequence[float]) -> list[float]:
    """Adjusted p values: those of at most 0.05 hold 5% false alarms on average.

    In and out: shares from 0 to 1, in the same order.
    Raises ValueError if there are none, or one is not a share.
    Source: Benjamini and Hochberg 1995, JRSS B 57:289-300.
    """
    _check_p_values(p_values)
    count, adjusted, lowest = len(p_values), list(p_values), 1.0
    order = sorted(range(count), key=lambda i: p_values[i], reverse=True)
    for rank, place in zip(range(count, 0, -1), order, strict=True):
        lowest = min(lowest, p_values[place] * count / rank)
        adjusted[place] = lowest
    return adjusted


def _check_p_values(p_values: Sequence[float]) -> None:
    check.numbers("p_values", p_values)
    for p in p_values:
        check.share("p_values", p)
