"""Funnel plots: which areas lie outside what chance alone would do, given their size?

The limits narrow as areas grow. With real councils chance is not all that differs, so limits
from chance alone leave far too many outside; the dispersion ``phi`` and the spread between areas
``tau`` widen them. Source throughout: Spiegelhalter 2005, Statistics in Medicine 24:1185-1202.
Shares run from 0 to 1, rates are in the unit of 1 / ``exposure``, positions count from 0.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from evidence_course.stats import _checks as check
from evidence_course.stats._distributions import (
    binomial_cdf,
    poisson_cdf,
    z_of_level,
)
from evidence_course.stats._quantiles import (
    binomial_quantile,
    poisson_quantile,
    sample_quantile,
)
from evidence_course.stats.estimates import Interval
from evidence_course.stats.rates import count as with_interval
from evidence_course.stats.rates import poisson_exact

_METHODS = ("exact", "normal")
_ADJUSTMENTS = ("none", "multiplicative", "additive")

# Limits for a single area


def _interpolated(share: float, count: int, cdf: Callable[[float], float]) -> float:
    """Where between two counts the share is reached (Spiegelhalter 2005, appendix A.1.1)."""
    upto, below = cdf(count), cdf(count - 1)
    return count - (upto - share) / (upto - below)


def _exact(
    level: float, quantile: Callable[[float], int], cdf: Callable[[float], float]
) -> Interval:
    tail = (1 - level) / 2
    low = _interpolated(tail, quantile(tail), cdf)
    high = _interpolated(1 - tail, quantile(1 - tail), cdf)
    return Interval(max(low, 0.0), high)


def _normal(target: float, error: float, level: float, phi: float, tau: float) -> Interval:
    reach = z_of_level(level) * math.hypot(math.sqrt(phi) * error, tau)
    return Interval(target - reach, target + reach)


def _check_widening(level: float, method: str, phi: float, tau: float) -> None:
    check.between("level", level, 0, 1 - 1e-12)
    check.choice("method", method, _METHODS)
    check.positive("phi", phi)
    check.not_negative("tau", tau)
    if method == "exact" and (phi != 1 or tau != 0):
        raise ValueError("method must be 'normal' where phi or tau widens the limits")


def funnel_limits_proportion(
    target: float,
    n: int,
    level: float = 0.95,
    method: str = "exact",
    *,
    phi: float = 1.0,
    tau: float = 0.0,
) -> Interval:
    """Where the share of an area with ``n`` people would lie by chance if its risk were ``target``.

    "exact" interpolates between binomial counts; "normal" takes the normal approximation, whose
    variance ``phi`` multiplies and the square of ``tau`` (a standard deviation between areas, as
    a share) adds to. Out: shares from 0 to 1.
    Raises ValueError if ``target`` is not between 0 and 1, ``n`` is no whole number of at least
    1, ``phi`` not above 0, ``tau`` negative, or "exact" limits are to be widened.
    Source: Spiegelhalter 2005, Statistics in Medicine 24:1185-1202 (doi 10.1002/sim.1970).
    """
    check.between("target", target, 0, 1)
    check.whole("n", n, 1)
    _check_widening(level, method, phi, tau)
    if method == "normal":
        found = _normal(target, math.sqrt(target * (1 - target) / n), level, phi, tau)
        return Interval(max(found.low, 0.0), min(found.high, 1.0))
    size = int(n)
    counts = _exact(
        level,
        lambda share: binomial_quantile(share, size, target),
        lambda count: binomial_cdf(count, size, target),
    )
    return Interval(counts.low / size, counts.high / size)


def funnel_limits_rate(
    target: float,
    exposure: float,
    level: float = 0.95,
    method: str = "exact",
    *,
    phi: float = 1.0,
    tau: float = 0.0,
) -> Interval:
    """Where the rate of an area with this ``exposure`` would lie by chance around ``target``.

    Counts are Poisson; ``target`` is events for each unit of ``exposure`` (children, or 10,000s
    of children), and so is ``tau``. "exact", "normal" and ``phi`` as for proportions.
    Raises ValueError if ``target`` or ``exposure`` is not above 0, and as for proportions.
    Source: as ``funnel_limits_proportion``.
    """
    check.positive("target", target)
    check.positive("exposure", exposure)
    _check_widening(level, method, phi, tau)
    if method == "normal":
        found = _normal(target, math.sqrt(target / exposure), level, phi, tau)
        return Interval(max(found.low, 0.0), found.high)
    mean = target * exposure
    counts = _exact(
        level,
        lambda share: poisson_quantile(share, mean),
        lambda count: poisson_cdf(count, mean),
    )
    return Interval(counts.low / exposure, counts.high / exposure)


def funnel_limits_ratio(
    expected: float,
    level: float = 0.95,
    method: str = "exact",
    *,
    phi: float = 1.0,
    tau: float = 0.0,
) -> Interval:
    """Where observed / expected events would lie by chance around 1, for ``expected`` events.

    As ``funnel_limits_rate`` with a target of 1. Raises ValueError as that does.
    Source: as ``funnel_limits_proportion``.
    """
    check.positive("expected", expected)
    return funnel_limits_rate(1.0, expected, level, method, phi=phi, tau=tau)


@dataclass(frozen=True)
class FunnelBoundary:
    """Where a funnel's limits pass through a whole count of observed events.

    ``expected`` is the range of expected events at which the count is neither high nor low;
    ``ratio`` is observed / expected at its two ends.
    """

    expected: Interval
    ratio: Interval


def funnel_boundary(observed: int, level: float = 0.95) -> FunnelBoundary:
    """The exact Poisson funnel of standardised ratios, at the points where the count steps.

    Source: OHID's Fingertips funnel plots; the expected counts are Garwood's limits (1936,
    Biometrika 28:437-442). 0.95 and 0.998 are the usual levels. Ratios are about 1; times 100
    for a ratio about 100. Raises ValueError if ``observed`` is no whole number of at least 1.
    """
    check.whole("observed", observed, 1)
    check.level(level)
    expected = poisson_exact(observed, level)
    return FunnelBoundary(expected, Interval(observed / expected.high, observed / expected.low))


# Which side of the limits?


@dataclass(frozen=True)
class FunnelPosition:
    """Where an area lies: above ("high"), below ("low") or "within" the limits.

    ``p`` is the one-sided level that it passes, 0.001 before 0.025; None within the limits.
    """

    direction: Literal["high", "low", "within"]
    p: float | None


def funnel_significance(observed: int, expected: float) -> FunnelPosition:
    """Is an area's count high or low against its expected count, at 0.001 or else at 0.025?

    Source: OHID's Fingertips technical guidance: the limits of the observed count are exact
    below 10 events, Byar's (Breslow and Day 1987, page 69) from 10 on.
    Raises ValueError if ``observed`` is no whole number of at least 0, or ``expected`` is not
    above 0.
    """
    check.whole("observed", observed)
    check.positive("expected", expected)
    for p in (0.001, 0.025):
        limits = with_interval(observed, 1 - 2 * p)
        if limits.low > expected:
            return FunnelPosition("high", p)
        if limits.high < expected:
            return FunnelPosition("low", p)
    return FunnelPosition("within", None)


# More spread than chance


def _check_trim(name: str, share: float) -> None:
    check.not_negative(name, share)
    if share >= 0.5:
        raise ValueError(f"{name} must be below 0.5, not {share!r}")


def winsorise(values: Sequence[float], share: float = 0.1) -> tuple[float, ...]:
    """The values with the lowest and highest ``share`` of them moved in to the quantile there.

    Source: Spiegelhalter 2005, section 5. Raises ValueError for no values, or if ``share`` is
    not from 0 to below a half.
    """
    check.numbers("values", values)
    _check_trim("share", share)
    ordered = sorted(values)
    low, high = sample_quantile(ordered, share), sample_quantile(ordered, 1 - share)
    return tuple(min(max(value, low), high) for value in values)


def dispersion(z_scores: Sequence[float], winsor: float = 0.1) -> float:
    """Phi: how many times more the areas vary than chance alone; 1 is chance alone.

    The mean square of the z scores after winsorising ``winsor`` at each end, so that a few odd
    areas do not widen the limits for all. No unit.
    Raises ValueError as ``winsorise``.
    Source: Spiegelhalter 2005, section 5.
    """
    check.numbers("z_scores", z_scores)
    _check_trim("winsor", winsor)
    return math.fsum(z * z for z in winsorise(z_scores, winsor)) / len(z_scores)


def pearson_dispersion(
    observed: Sequence[float], expected: Sequence[float], parameters: int = 1
) -> float:
    """Pearson's dispersion ratio of counts about what a model expects; 1 is Poisson chance.

    The sum of (observed - expected)^2 / expected by the counts less ``parameters``, the number
    of coefficients that the model estimated. Source: McCullagh and Nelder 1989, section 4.5.
    Raises ValueError if the lists differ in length, an expected count is not above 0, or there
    are not more counts than parameters.
    """
    check.numbers("observed", observed)
    check.same_length("observed", observed, "expected", expected)
    check.whole("parameters", parameters)
    for count in expected:
        check.positive("expected", count)
    if parameters >= len(observed):
        raise ValueError(f"parameters must be below the number of counts, {len(observed)}")
    pairs = zip(observed, expected, strict=True)
    return math.fsum((o - e) ** 2 / e for o, e in pairs) / (len(observed) - parameters)


def between_area_sd(errors: Sequence[float], phi: float) -> float:
    """Tau: the standard deviation between areas that explains a dispersion of ``phi``.

    ``errors`` are the areas' standard errors by chance; 0 where the areas vary no more than
    chance. Out: the unit of ``errors``.
    Source: Spiegelhalter 2005, section 6: DerSimonian and Laird's moment estimator of 1986, with
    phi in place of Q / areas.
    Raises ValueError for fewer than 2 errors, one not above 0, or a negative ``phi``.
    """
    check.numbers("errors", errors, 2)
    for error in errors:
        check.positive("errors", error)
        check.within("errors", error, 1e-100, 1e100)
    check.not_negative("phi", phi)
    return _tau(errors, phi, "errors")


def _tau(errors: Sequence[float], phi: float, name: str) -> float:
    """``between_area_sd`` of errors that come from the argument ``name``."""
    areas = len(errors)
    weights = [1 / error**2 for error in errors]
    total = math.fsum(weights)
    scale = total - math.fsum(weight * weight for weight in weights) / total
    if scale <= 0:
        raise ValueError(f"{name} must not differ so much that one area has all the weight")
    return math.sqrt(max(0.0, (areas * phi - (areas - 1)) / scale))


# A whole funnel


@dataclass(frozen=True)
class Funnel:
    """A funnel plot's figures: shares (or rates), their target, the limits of each area.

    ``phi`` is the winsorised dispersion, ``tau`` the standard deviation between areas that goes
    with it; which of the two widened the limits is for the caller to say. ``outside`` holds the
    positions of areas beyond their limits.
    """

    target: float
    values: tuple[float, ...]
    limits: tuple[Interval, ...]
    z_scores: tuple[float, ...]
    phi: float
    tau: float
    outside: tuple[int, ...]

    @property
    def share_outside(self) -> float:
        """The areas outside as a share of all areas."""
        return len(self.outside) / len(self.values)


def _funnel(
    target: float,
    values: Sequence[float],
    sizes: tuple[str, Sequence[float]],
    spread: float,
    adjust: str,
    winsor: float,
    limits: Callable[[int, float, float], Interval],
) -> Funnel:
    name, areas = sizes
    errors = [math.sqrt(spread / size) for size in areas]
    scores = tuple((v - target) / e for v, e in zip(values, errors, strict=True))
    far = "target's distance from the areas"
    for score in scores:
        check.finite(far, score)
    phi = dispersion(scores, winsor)
    tau = _tau(errors, phi, name)
    check.finite(far, max(phi, tau))
    widen = max(1.0, phi) if adjust == "multiplicative" else 1.0
    add = tau if adjust == "additive" else 0.0
    found = tuple(limits(at, widen, add) for at in range(len(values)))
    outside = (at for at, x in enumerate(values) if not found[at].low <= x <= found[at].high)
    return Funnel(target, tuple(values), found, scores, phi, tau, tuple(outside))


def _check_funnel(level: float, method: str, adjust: str, winsor: float) -> None:
    check.between("level", level, 0, 1 - 1e-12)
    _check_trim("winsor", winsor)
    check.choice("method", method, _METHODS)
    check.choice("adjust", adjust, _ADJUSTMENTS)
    if adjust != "none" and method == "exact":
        raise ValueError("method must be 'normal' where adjust widens the limits")


def funnel_proportions(
    events: Sequence[int],
    n: Sequence[int],
    *,
    target: float | None = None,
    level: float = 0.998,
    method: str = "normal",
    adjust: str = "none",
    winsor: float = 0.1,
) -> Funnel:
    """A funnel of shares: ``events`` of ``n`` in each area, about all events by all people.

    ``adjust`` is "none", "multiplicative" (limits widened by the root of phi, if above 1) or
    "additive" (by tau). phi and tau come from z scores winsorised by ``winsor``.
    Raises ValueError for fewer than 2 areas, events that are not from 0 to n, a target not
    between 0 and 1, or exact limits that are to be widened.
    Source: Spiegelhalter 2005, Statistics in Medicine 24:1185-1202 (doi 10.1002/sim.1970).
    """
    check.numbers("events", events, 2)
    check.same_length("events", events, "n", n)
    for number, size in zip(events, n, strict=True):
        check.events("", number, size)
    _check_funnel(level, method, adjust, winsor)
    middle = sum(events) / sum(n) if target is None else target
    check.between("target", middle, 0, 1)
    check.positive("target", middle)
    shares = [number / size for number, size in zip(events, n, strict=True)]
    spread = middle * (1 - middle)

    def limits(at: int, phi: float, tau: float) -> Interval:
        return funnel_limits_proportion(middle, n[at], level, method, phi=phi, tau=tau)

    return _funnel(middle, shares, ("n", n), spread, adjust, winsor, limits)


def funnel_rates(
    counts: Sequence[int],
    exposure: Sequence[float],
    *,
    target: float | None = None,
    level: float = 0.998,
    method: str = "normal",
    adjust: str = "none",
    winsor: float = 0.1,
) -> Funnel:
    """A funnel of rates: ``counts`` for each unit of ``exposure``, about the rate of all areas.

    For standardised ratios let ``exposure`` be the expected counts and ``target`` 1. The rest as
    in ``funnel_proportions``. Raises ValueError for fewer than 2 areas, counts that are not
    whole numbers of at least 0, exposure or a target not above 0, or exact limits to be widened.
    Source: as ``funnel_proportions``.
    """
    check.numbers("counts", counts, 2)
    check.same_length("counts", counts, "exposure", exposure)
    for count, size in zip(counts, exposure, strict=True):
        check.whole("counts", count)
        check.positive("exposure", size)
    _check_funnel(level, method, adjust, winsor)
    middle = sum(counts) / math.fsum(exposure) if target is None else target
    check.positive("target", middle)
    rates = [count / size for count, size in zip(counts, exposure, strict=True)]

    def limits(at: int, phi: float, tau: float) -> Interval:
        return funnel_limits_rate(middle, exposure[at], level, method, phi=phi, tau=tau)

    return _funnel(middle, rates, ("exposure", exposure), middle, adjust, winsor, limits)
