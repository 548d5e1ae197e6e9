"""Costs, benefits and break-even, with their uncertainty carried through.

Money is in one unit of one year's prices; a rate is a share for each year (0.035 is 3.5%);
year 0 is now. Group 1 is the programme, group 2 what it is compared with.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Literal, Protocol

from evidence_course.stats import _checks as check
from evidence_course.stats._distributions import z_of_level
from evidence_course.stats._quantiles import sample_quantile
from evidence_course.stats.estimates import Estimate, Interval

# Change from one number to another


def percent_change(before: float, after: float) -> float:
    """How far ``after`` lies from ``before``, in per cent of ``before``: 50 is half as much again.

    The ratio written as a per cent is another number: twice as many is 100 per cent more.
    Raises ValueError if ``before`` is not above 0, or ``after`` is not finite.
    Source: the definition.
    """
    check.positive("before", before)
    check.finite("after", after)
    return 100 * (after - before) / before


def percent_change_range(
    before: float, after: float, rounding_before: float, rounding_after: float
) -> Interval:
    """The per cent changes that two rounded numbers allow.

    ``rounding`` is the unit that a number was rounded to: 0.1 for 1.6, which stands for 1.55 to
    1.65. Raises ValueError if a rounding unit is negative, or ``before`` may be 0 or below.
    Source: the definition, at the ends of what the rounding allows.
    """
    check.not_negative("rounding_before", rounding_before)
    check.not_negative("rounding_after", rounding_after)
    check.finite("before", before)
    check.finite("after", after)
    if before - rounding_before / 2 <= 0:
        raise ValueError(f"before must be above 0 however it was rounded, not {before!r}")
    half_before, half_after = rounding_before / 2, rounding_after / 2
    return Interval(
        percent_change(before + half_before, after - half_after),
        percent_change(before - half_before, after + half_after),
    )


def percent_of(part: float, whole: float) -> float:
    """``part`` in per cent of ``whole``. Raises ValueError if ``whole`` is not above 0.

    Source: the definition.
    """
    check.finite("part", part)
    check.positive("whole", whole)
    return 100 * part / whole


def uprate(amount: float, index_from: float, index_to: float) -> float:
    """Money of one year in another year's prices, by a price index such as the GDP deflator.

    ``index_from`` is the index in the year of ``amount``, ``index_to`` in the year wanted.
    Source: HM Treasury, The Green Book (2022), chapter 5. Raises ValueError if an index is not
    above 0.
    """
    check.finite("amount", amount)
    check.positive("index_from", index_from)
    check.positive("index_to", index_to)
    return amount * index_to / index_from


# Time


def discount_factor(year: float, rate: float = 0.035) -> float:
    """What 1 pound in ``year`` is worth today: 1 / (1 + rate) ** year.

    Source: HM Treasury, The Green Book (2018), table 2; 3.5% is its social rate for the first
    30 years. Raises ValueError if ``year`` is negative or ``rate`` not above -1.
    """
    check.not_negative("year", year)
    check.finite("rate", rate)
    if rate <= -1:
        raise ValueError(f"rate must be above -1, not {rate!r}")
    growth = -year * math.log1p(rate)
    if growth > 700:
        raise ValueError(f"year is too far ahead for a negative rate: {year!r}")
    return math.exp(growth)


# The years up to which each of the Green Book's long-term rates holds.
_LONG_TERM = (
    (30.0, 0.035),
    (75.0, 0.030),
    (125.0, 0.025),
    (200.0, 0.020),
    (300.0, 0.015),
    (math.inf, 0.010),
)


def green_book_factor(year: float) -> float:
    """The Green Book's long-term factor: 3.5% to year 30, 3.0% to 75, 2.5% to 125, and so on.

    Source: HM Treasury, The Green Book (2022), annex 6. Raises ValueError if ``year`` is
    negative or not finite.
    """
    check.not_negative("year", year)
    factor, start = 1.0, 0.0
    for end, rate in _LONG_TERM:
        factor *= discount_factor(max(0.0, min(year, end) - start), rate)
        start = end
    return factor


def present_value(flows: Sequence[float], rate: float = 0.035, first_year: int = 0) -> float:
    """What a row of yearly amounts is worth today; the first falls in ``first_year``.

    Benefits minus costs give the net present value. Source: HM Treasury, The Green Book (2018).
    Raises ValueError for no amounts, one that is not finite, or as ``discount_factor``.
    """
    check.numbers("flows", flows)
    check.whole("first_year", first_year)
    years = range(int(first_year), int(first_year) + len(flows))
    return math.fsum(
        flow * discount_factor(year, rate) for year, flow in zip(years, flows, strict=True)
    )


def equivalent_annual_cost(cost: float, years: int, rate: float = 0.035) -> float:
    """The yearly amount, paid at the end of each year, that ``cost`` today comes to.

    Source: Drummond and others 2015, Methods for the Economic Evaluation of Health Care
    Programmes, chapter 4. Raises ValueError if there is no year, or as ``discount_factor``.
    """
    check.finite("cost", cost)
    check.whole("years", years, 1)
    check.finite("rate", rate)
    if rate <= -1:
        raise ValueError(f"rate must be above -1, not {rate!r}")
    if abs(rate) * years < 1e-14:  # no interest that a float could show
        return cost / years
    growth = -years * math.log1p(rate)
    if growth > 700:
        raise ValueError(f"years are too many for a negative rate: {years!r}")
    return cost * rate / -math.expm1(growth)


def break_even_year(flows: Sequence[float], rate: float = 0.035) -> int | None:
    """The first year in which the discounted amounts so far are not below 0; None if never.

    ``flows`` are benefits minus costs in years 0, 1, 2 and so on. Raises ValueError as
    ``present_value``. Source: discounted payback, with the factors of ``discount_factor``.
    """
    check.numbers("flows", flows)
    total = 0.0
    for year, flow in enumerate(flows):
        total += flow * discount_factor(year, rate)
        if total >= 0:
            return year
    return None


# Costs


def unit_cost(total_cost: float, units: float) -> float:
    """Cost for each unit: a referral, a family, a week. An average, not what one more would cost.

    Raises ValueError if ``total_cost`` is negative or ``units`` is not above 0.
    Source: the definition.
    """
    check.not_negative("total_cost", total_cost)
    check.positive("units", units)
    return total_cost / units


def hourly_cost(
    salary: float,
    hours: float,
    *,
    on_costs: float = 0.0,
    overheads: float = 0.0,
    direct_share: float = 1.0,
) -> float:
    """Cost of a worker's hour: salary, on-costs and overheads of a year by the hours worked.

    ``direct_share`` is the share of hours spent with families: below 1, the cost of an hour of
    contact. Source: Unit Costs of Health and Social Care (PSSRU). Raises ValueError if an amount
    is negative, ``hours`` is not above 0 or ``direct_share`` not above 0 and at most 1.
    """
    for name, amount in (("salary", salary), ("on_costs", on_costs), ("overheads", overheads)):
        check.not_negative(name, amount)
    check.positive("direct_share", direct_share)
    check.share("direct_share", direct_share)
    check.positive("hours", hours)
    return (salary + on_costs + overheads) / hours / direct_share


def with_optimism_bias(amount: float, uplift: float) -> float:
    """An amount corrected for optimism: a cost by an uplift of 0.2, a benefit by one of -0.2.

    Source: HM Treasury, supplementary Green Book guidance on optimism bias. ``uplift`` is a
    share. Raises ValueError if ``amount`` is not finite or ``uplift`` is below -1.
    """
    check.finite("amount", amount)
    check.finite("uplift", uplift)
    if uplift < -1:
        raise ValueError(f"uplift must be at least -1, not {uplift!r}")
    return amount * (1 + uplift)


# Break-even


def break_even_effect(cost_per_person: float, value_per_event: float) -> float:
    """The fall in risk at which a programme pays for itself: cost / value of an event avoided.

    0.04 is 4 fewer events in 100 people; above 1, it cannot pay for itself. ``value_per_event``
    is what one event costs. Raises ValueError if the cost is negative or the value not above 0.
    Source: the cost set equal to the fall in risk times the value of an event.
    """
    check.not_negative("cost_per_person", cost_per_person)
    check.positive("value_per_event", value_per_event)
    return cost_per_person / value_per_event


def break_even_people(
    fixed_cost: float, benefit_per_person: float, cost_per_person: float = 0.0
) -> float:
    """How many people a programme must reach until benefits cover what it costs to run at all.

    Raises ValueError if a cost is negative, or one person's benefit is not above the cost for
    that person: then no number is enough.
    Source: the fixed cost set equal to the people times each one's benefit less cost.
    """
    check.not_negative("fixed_cost", fixed_cost)
    check.not_negative("cost_per_person", cost_per_person)
    check.finite("benefit_per_person", benefit_per_person)
    if benefit_per_person <= cost_per_person:
        raise ValueError(
            "benefit_per_person must be above cost_per_person, or it never breaks even"
        )
    gain = benefit_per_person - cost_per_person
    check.positive("benefit_per_person less cost_per_person", gain)
    return fixed_cost / gain


# Cost and effect side by side

Verdict = Literal[
    "dominant", "dominated", "costs more, does more", "costs less, does less", "equal"
]


@dataclass(frozen=True)
class CostEffectiveness:
    """Programme minus comparison: extra cost, extra effect, and what one unit more costs.

    ``icer`` is None where neither is a price: one arm is better and no dearer ("dominant",
    "dominated"), or the effects are equal. Where the programme costs less and does less,
    ``icer`` is the money saved for each unit given up.
    """

    cost_difference: float
    effect_difference: float
    icer: float | None
    verdict: Verdict


def _verdict(cost: float, effect: float) -> Verdict:
    if cost == 0 and effect == 0:
        return "equal"
    if cost <= 0 and effect >= 0:
        return "dominant"
    if cost >= 0 and effect <= 0:
        return "dominated"
    return "costs more, does more" if cost > 0 else "costs less, does less"


def icer(cost_1: float, effect_1: float, cost_2: float, effect_2: float) -> CostEffectiveness:
    """The incremental cost-effectiveness ratio of programme (1) against comparison (2).

    Source: Drummond and others 2015, chapter 3. Effects are counted so that more is better:
    events avoided, years at home. Raises ValueError if a number is not finite, or the effects
    lie too near to each other for a ratio.
    """
    numbers = {"cost_1": cost_1, "effect_1": effect_1, "cost_2": cost_2, "effect_2": effect_2}
    for name, value in numbers.items():
        check.finite(name, value)
    cost, effect = cost_1 - cost_2, effect_1 - effect_2
    verdict = _verdict(cost, effect)
    ratio = cost / effect if verdict.startswith("costs") else None
    if ratio is not None and math.isinf(ratio):
        raise ValueError("effect_1 and effect_2 lie too near to each other for a ratio")
    return CostEffectiveness(cost, effect, ratio, verdict)


def net_monetary_benefit(
    effect_difference: float, cost_difference: float, value_of_effect: float
) -> float:
    """Extra effect in money, less extra cost; above 0 is worth it at that value.

    Source: Stinnett and Mullahy 1998, Medical Decision Making 18:S68-S80. ``value_of_effect``
    is the most to pay for one unit. Raises ValueError if it is negative.
    """
    check.finite("effect_difference", effect_difference)
    check.finite("cost_difference", cost_difference)
    check.not_negative("value_of_effect", value_of_effect)
    return value_of_effect * effect_difference - cost_difference


def benefit_cost_ratio(benefit: float, cost: float) -> float:
    """Benefit for each pound spent, both as present values.

    Source: HM Treasury, The Green Book (2022), chapter 5. Raises ValueError if ``benefit`` is
    not finite or ``cost`` not above 0.
    """
    check.finite("benefit", benefit)
    check.positive("cost", cost)
    return benefit / cost


# Uncertainty carried through


def carried(function: Callable[[float], float], estimate: Estimate) -> Estimate:
    """What ``function`` makes of an estimate, its interval carried through.

    Right for a function that only rises or only falls over the interval, say a cost divided by
    an effect; one that turns, or jumps where an effect passes 0, is refused as far as the three
    points show it. Raises ValueError then, or if a result is not finite.
    Source: a quantile of a monotone function is the function of the quantile.
    """
    low, value, high = (_call(function, x) for x in (estimate.low, estimate.value, estimate.high))
    if not min(low, high) <= value <= max(low, high):
        raise ValueError("function must only rise or only fall from estimate.low to estimate.high")
    return Estimate(value, min(low, high), max(low, high), estimate.level)


def _call(function: Callable[[float], float], x: float) -> float:
    try:
        found = function(x)
    except (ArithmeticError, ValueError) as error:
        raise ValueError(f"function must be defined at {x!r}, but: {error}") from None
    check.finite("function's result", found)
    return found


@dataclass(frozen=True)
class Bar:
    """One bar of a tornado chart: a result as one input runs from its low to its high end."""

    name: str
    input_low: float
    input_high: float
    at_low: float
    at_high: float

    @property
    def swing(self) -> float:
        """How far the result moves, without a sign."""
        return abs(self.at_high - self.at_low)


@dataclass(frozen=True)
class Tornado:
    """One-way sensitivity: the result at the base case, and a bar for each input, widest first."""

    base: float
    bars: tuple[Bar, ...]


Range = Interval | Estimate | tuple[float, float]


def _ends(name: str, given: Range) -> tuple[float, float]:
    low, high = given if isinstance(given, tuple) else (given.low, given.high)
    check.finite(f"ranges[{name!r}]", low)
    check.finite(f"ranges[{name!r}]", high)
    if low > high:
        raise ValueError(f"ranges[{name!r}] must go from low to high: {low!r} and {high!r}")
    return low, high


def one_way_sensitivity(
    model: Callable[..., float], base: Mapping[str, float], ranges: Mapping[str, Range]
) -> Tornado:
    """How far a model's result moves as each input runs over its range and the rest stay put.

    ``model`` takes the names of ``base`` as arguments. A range is a pair, or an interval or an
    estimate of this package, so that a study's interval goes straight in. Source: Briggs,
    Claxton and Sculpher 2006, Decision Modelling for Health Economic Evaluation, chapter 4.
    Raises ValueError for no range, one whose input is unknown or whose ends are the wrong way
    round, or a result that is not finite.
    """
    if not ranges:
        raise ValueError("ranges must name at least one input")
    bars = []
    for name, given in ranges.items():
        if name not in base:
            raise ValueError(f"ranges must name inputs of base, not {name!r}")
        low, high = _ends(name, given)
        ends = [model(**{**base, name: end}) for end in (low, high)]
        check.numbers("model's results", ends)
        bars.append(Bar(name, low, high, *ends))
    bars.sort(key=lambda bar: bar.swing, reverse=True)
    middle = model(**base)
    check.finite("model's result", middle)
    return Tornado(middle, tuple(bars))


# Draws

_MOST_DRAWS = 10_000_000  # more would only fill the memory


class Uncertain(Protocol):
    """Anything that draws a number."""

    def draw(self, generator: random.Random) -> float:
        """One number."""


@dataclass(frozen=True)
class Normal:
    """A normal curve. Raises ValueError if ``sd`` is negative."""

    mean: float
    sd: float

    def __post_init__(self) -> None:
        check.finite("mean", self.mean)
        check.not_negative("sd", self.sd)

    def draw(self, generator: random.Random) -> float:
        """One number."""
        return self.mean + self.sd * generator.gauss(0.0, 1.0)


@dataclass(frozen=True)
class LogNormal:
    """A number whose logarithm is normal about ln(``median``), such as a ratio.

    Raises ValueError if ``median`` is not above 0 or ``sd_log`` is negative.
    """

    median: float
    sd_log: float

    def __post_init__(self) -> None:
        check.positive("median", self.median)
        check.not_negative("sd_log", self.sd_log)

    def draw(self, generator: random.Random) -> float:
        """One number."""
        return self.median * math.exp(self.sd_log * generator.gauss(0.0, 1.0))


@dataclass(frozen=True)
class Uniform:
    """Any number from ``low`` to ``high``. Raises ValueError if they are the wrong way round."""

    low: float
    high: float

    def __post_init__(self) -> None:
        check.finite("low", self.low)
        check.finite("high", self.high)
        if self.low > self.high:
            raise ValueError(f"low must not be above high: {self.low!r} and {self.high!r}")

    def draw(self, generator: random.Random) -> float:
        """One number."""
        return self.low + (self.high - self.low) * generator.random()


@dataclass(frozen=True)
class Triangular:
    """From ``low`` to ``high``, most often near ``mode``. Raises ValueError out of that order."""

    low: float
    mode: float
    high: float

    def __post_init__(self) -> None:
        for name in ("low", "mode", "high"):
            check.finite(name, getattr(self, name))
        if not self.low <= self.mode <= self.high:
            raise ValueError(f"mode must lie from low to high, not {self.mode!r}")

    def draw(self, generator: random.Random) -> float:
        """One number, by the inverse of the distribution function."""
        share, width = generator.random(), self.high - self.low
        below = self.mode - self.low
        if share * width < below:
            return self.low + math.sqrt(share * width * below)
        return self.high - math.sqrt((1 - share) * width * (self.high - self.mode))


def uncertain(estimate: Estimate, ratio: bool = False) -> Normal | LogNormal:
    """An estimate with a symmetric interval as a curve to draw from; ``ratio`` on the log scale.

    Raises ValueError if the interval is the wrong way round, or a ratio's end is not above 0.
    Source: Briggs, Claxton and Sculpher 2006, chapter 4.
    """
    check.between("estimate.level", estimate.level, 1e-9, 1)
    for name in ("value", "low", "high"):
        (check.positive if ratio else check.finite)(f"estimate.{name}", getattr(estimate, name))
    if estimate.low > estimate.high:
        raise ValueError("estimate must have a low end below its high end")
    reach = 2 * z_of_level(estimate.level)
    if ratio:
        return LogNormal(estimate.value, math.log(estimate.high / estimate.low) / reach)
    error = (estimate.high - estimate.low) / reach
    check.finite("estimate's standard error", error)
    return Normal(estimate.value, error)


@dataclass(frozen=True)
class PayBack:
    """Many draws of a net benefit: the share above 0, their mean, and the middle ``level``."""

    probability: float
    mean: float
    median: float
    low: float
    high: float
    level: float
    draws: int


def probability_of_paying_back(
    net_benefit: Callable[..., float],
    inputs: Mapping[str, float | Uncertain],
    *,
    draws: int = 10_000,
    seed: int = 1,
    level: float = 0.95,
) -> PayBack:
    """The chance that a net benefit is above 0, given what is uncertain about its inputs.

    ``net_benefit`` takes the names of ``inputs`` as arguments; an input is a number or something
    to draw from: ``Normal``, ``LogNormal``, ``Uniform``, ``Triangular``, ``uncertain(estimate)``.
    Inputs are drawn apart from each other, in their order; the same ``seed`` gives the same
    result. Source: Briggs, Claxton and Sculpher 2006, chapter 4.
    Raises ValueError for no inputs, draws not from 100 to 10 million, or a net benefit that is not
    finite.
    """
    if not inputs:
        raise ValueError("inputs must name at least one input")
    check.whole("draws", draws, 100)
    check.within("draws", draws, 100, _MOST_DRAWS)
    check.whole("seed", seed)
    check.level(level)
    generator = random.Random(int(seed))
    found = sorted(_net(net_benefit, inputs, generator) for _ in range(int(draws)))
    tail = (1 - level) / 2
    return PayBack(
        sum(value > 0 for value in found) / len(found),
        fmean(found),
        sample_quantile(found, 0.5),
        sample_quantile(found, tail),
        sample_quantile(found, 1 - tail),
        level,
        len(found),
    )


def _net(
    net_benefit: Callable[..., float],
    inputs: Mapping[str, float | Uncertain],
    generator: random.Random,
) -> float:
    chosen = {
        name: given if isinstance(given, (int, float)) else given.draw(generator)
        for name, given in inputs.items()
    }
    found = net_benefit(**chosen)
    check.finite("net_benefit's result", found)
    return found
