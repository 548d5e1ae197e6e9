"""Straight lines, and what chance does to extremes: regression to the mean, and shrinkage."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean

from evidence_course.stats import _checks as check
from evidence_course.stats._distributions import normal_pdf, normal_sf, t_of_level
from evidence_course.stats.estimates import Estimate
from evidence_course.stats.meta import tau_squared

# Lines


@dataclass(frozen=True)
class _Sums:
    mean_x: float
    mean_y: float
    xx: float
    yy: float
    xy: float


def _moderate(name: str, values: Sequence[float]) -> None:
    """Refuse numbers whose squares are too large to calculate."""
    for value in values:
        check.within(name, value, -1e140, 1e140)


def _pairs(x: Sequence[float], y: Sequence[float], least: int) -> None:
    check.same_length("x", x, "y", y)
    check.numbers("x", x, least)
    check.numbers("y", y, least)
    _moderate("x", x)
    _moderate("y", y)
    if min(x) == max(x):
        raise ValueError("x must not be constant")


def _sums(x: Sequence[float], y: Sequence[float]) -> _Sums:
    """Means, and sums of squares and products about them."""
    mean_x, mean_y = fmean(x), fmean(y)
    return _Sums(
        mean_x,
        mean_y,
        math.fsum((a - mean_x) ** 2 for a in x),
        math.fsum((b - mean_y) ** 2 for b in y),
        math.fsum((a - mean_x) * (b - mean_y) for a, b in zip(x, y, strict=True)),
    )


def _correlation(sums: _Sums) -> float:
    if sums.xx == 0 or sums.yy == 0:
        raise ValueError(f"{'x' if sums.xx == 0 else 'y'} must vary by more than rounding")
    return max(-1.0, min(1.0, sums.xy / math.sqrt(sums.xx) / math.sqrt(sums.yy)))


def correlation(x: Sequence[float], y: Sequence[float]) -> float:
    """Pearson's correlation, from -1 to 1.

    Raises ValueError if the lists differ in length, hold fewer than 2 values, or one is constant.
    Source: Bland 2015, An Introduction to Medical Statistics, chapter 11.
    """
    _pairs(x, y, 2)
    if min(y) == max(y):
        raise ValueError("y must not be constant")
    return _correlation(_sums(x, y))


@dataclass(frozen=True)
class Line:
    """A line fitted by least squares: ``y`` is about ``intercept`` + ``slope`` times ``x``.

    ``intercept`` and ``slope`` carry their t intervals; ``residual_sd`` is the spread about the
    line, in the unit of y; ``r_squared`` the share of y's variance that the line takes up.
    """

    n: int
    intercept: Estimate
    slope: Estimate
    intercept_se: float
    slope_se: float
    residual_sd: float
    r_squared: float

    def at(self, x: float) -> float:
        """The height of the line at ``x``. Raises ValueError if ``x`` is not finite."""
        check.finite("x", x)
        return self.intercept.value + self.slope.value * x


def least_squares(x: Sequence[float], y: Sequence[float], level: float = 0.95) -> Line:
    """The straight line with the least squared distances in ``y``, with standard errors.

    Source: Bland 2015, An Introduction to Medical Statistics, chapter 11. The slope is in units
    of y for each unit of x.
    Raises ValueError if the lists differ in length or hold fewer than 3 values, ``x`` is
    constant, or ``level`` is not between 0 and 1.
    """
    _pairs(x, y, 3)
    check.level(level)
    sums, n = _sums(x, y), len(x)
    if sums.xx == 0:
        raise ValueError("x must vary by more than rounding")
    slope = sums.xy / sums.xx
    intercept = sums.mean_y - slope * sums.mean_x
    left = math.fsum(
        (b - sums.mean_y - slope * (a - sums.mean_x)) ** 2 for a, b in zip(x, y, strict=True)
    )
    spread = math.sqrt(left / (n - 2))
    slope_se = spread / math.sqrt(sums.xx)
    intercept_se = spread * math.sqrt(1 / n + sums.mean_x**2 / sums.xx)
    reach = t_of_level(level, n - 2)
    return Line(
        n,
        Estimate(
            intercept, intercept - reach * intercept_se, intercept + reach * intercept_se, level
        ),
        Estimate(slope, slope - reach * slope_se, slope + reach * slope_se, level),
        intercept_se,
        slope_se,
        spread,
        max(0.0, 1 - left / sums.yy) if sums.yy else 1.0,
    )


# Regression to the mean


def expected_second(
    first: float,
    mean: float,
    correlation: float,
    *,
    mean_second: float | None = None,
    sd_ratio: float = 1.0,
) -> float:
    """What to expect the second time of one that measured ``first``, if nothing was done.

    Source: Galton 1886; Bland and Altman 1994, BMJ 308:1499: the distance from the mean, times
    the correlation of the two measurements. ``mean_second`` is everyone's mean the second time
    (left out: ``mean``), ``sd_ratio`` the second spread by the first. Unit of the measurement.
    Raises ValueError if the correlation is not from -1 to 1 or ``sd_ratio`` not above 0.
    """
    check.finite("first", first)
    check.finite("mean", mean)
    check.within("correlation", correlation, -1, 1)
    check.positive("sd_ratio", sd_ratio)
    if mean_second is not None:
        check.finite("mean_second", mean_second)
    middle = mean if mean_second is None else mean_second
    return middle + correlation * sd_ratio * (first - mean)


def regression_to_mean(
    cutoff: float,
    mean: float,
    sd: float,
    correlation: float,
    *,
    above: bool = True,
    measurements: int = 1,
) -> float:
    """How far a group picked for lying beyond ``cutoff`` moves back by itself, on average.

    Source: Barnett and others 2005, International Journal of Epidemiology 34:215-220. For a
    normal measurement with this mean, ``sd`` and correlation from one time to the next, the mean
    of those at or above the cutoff falls by this much (those below, with ``above=False``, rise);
    picking by the mean of several ``measurements`` makes it less. Unit of the measurement.
    Raises ValueError if ``sd`` is not above 0, the correlation not from 0 to 1, there is no
    measurement, or the cutoff lies so far out that nobody is there.
    """
    check.finite("cutoff", cutoff)
    check.finite("mean", mean)
    check.positive("sd", sd)
    check.share("correlation", correlation)
    check.whole("measurements", measurements, 1)
    within = (1 - correlation) / measurements
    spread = math.sqrt(correlation + within)
    distance = (cutoff - mean) / sd / spread
    z = distance if above else -distance
    beyond = normal_sf(z)
    if beyond == 0:
        raise ValueError(f"cutoff must leave somebody beyond it, not {cutoff!r}")
    return sd * within / spread * normal_pdf(z) / beyond


# Shrinkage


@dataclass(frozen=True)
class Shrunk:
    """Values drawn in towards ``mean``.

    ``factors`` holds the share of each value's distance from the mean that is kept: 1 keeps all
    of it, 0 none.
    """

    values: tuple[float, ...]
    mean: float
    factors: tuple[float, ...]


def _drawn_in(values: Sequence[float], mean: float, factors: Sequence[float]) -> Shrunk:
    drawn = (mean + keep * (value - mean) for value, keep in zip(values, factors, strict=True))
    return Shrunk(tuple(drawn), mean, tuple(factors))


def james_stein(values: Sequence[float], variance: float, mean: float | None = None) -> Shrunk:
    """The James-Stein estimates of several values that chance blurs equally.

    Source: Efron and Morris 1977, Scientific American 236(5):119-127. ``variance`` is the
    chance variance of each value, in squared units. About the values' own mean, the factor is
    1 - (k - 3) variance / sum of squares; about a known ``mean``, k - 2 in place of k - 3. It
    is never below 0 (the positive-part estimate).
    Raises ValueError for fewer than 4 values (3 with a known mean), or a variance that is
    negative.
    """
    check.numbers("values", values, 4 if mean is None else 3)
    _moderate("values", values)
    check.not_negative("variance", variance)
    if mean is not None:
        _moderate("mean", [mean])
    centre = fmean(values) if mean is None else float(mean)
    squares = math.fsum((value - centre) ** 2 for value in values)
    spare = len(values) - (3 if mean is None else 2)
    keep = max(0.0, 1 - spare * variance / squares) if squares else 0.0
    return _drawn_in(values, centre, [keep] * len(values))


def empirical_bayes(
    values: Sequence[float],
    variances: Sequence[float],
    *,
    mean: float | None = None,
    between_variance: float | None = None,
) -> Shrunk:
    """Values drawn in the more, the more chance blurs them: small areas most.

    Source: Efron and Morris 1975, Journal of the American Statistical Association 70:311-319.
    ``variances`` are the chance variances; each value keeps between / (between + its own). Left
    out, ``between_variance`` is DerSimonian and Laird's and ``mean`` the mean weighted by it.
    Raises ValueError if the lists differ in length or hold fewer than 2 values, a variance is
    not above 0, or ``between_variance`` is negative.
    """
    check.numbers("values", values, 2)
    check.same_length("values", values, "variances", variances)
    for variance in variances:
        check.positive("variances", variance)
    if between_variance is None:
        between_variance = tau_squared(values, variances)
    check.not_negative("between_variance", between_variance)
    if mean is None:
        weights = [1 / (variance + between_variance) for variance in variances]
        products = math.fsum(w * v for w, v in zip(weights, values, strict=True))
        mean = products / math.fsum(weights)
    check.finite("mean", mean)
    factors = [between_variance / (between_variance + variance) for variance in variances]
    return _drawn_in(values, mean, factors)
