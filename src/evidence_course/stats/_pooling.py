"""The sums that all ways of pooling studies share; the arguments are checked by the callers."""

from __future__ import annotations

import math
from collections.abc import Sequence

from evidence_course.stats import _checks as check
from evidence_course.stats import _distributions as dist
from evidence_course.stats.estimates import Heterogeneity, Pooled
from evidence_course.stats.significance import p_from_z


def check_effects(effects: Sequence[float], variances: Sequence[float], least: int = 1) -> None:
    """Refuse lists that cannot be paired, or a variance that is not above 0."""
    check.same_length("effects", effects, "variances", variances)
    check.numbers("effects", effects, least)
    for variance in variances:
        check.positive("variances", variance)


def weighted_mean(values: Sequence[float], weights: Sequence[float]) -> float:
    """The mean of values by their weights."""
    total = math.fsum(weights)
    return math.fsum(w / total * x for w, x in zip(weights, values, strict=True))


def centred(values: Sequence[float], weights: Sequence[float]) -> tuple[float, list[float]]:
    """The weighted mean, and how far each value lies from it.

    The heaviest value is taken off first: its own distance from the mean may be far smaller
    than the last digit of either, and yet carry much of a weighted sum of squares.
    """
    anchor = values[max(range(len(weights)), key=weights.__getitem__)]
    steps = [value - anchor for value in values]
    middle = weighted_mean(steps, weights)
    return anchor + middle, [step - middle for step in steps]


def spare_weight(weights: Sequence[float]) -> float:
    """The sum of weights less the sum of their squares by that sum, which is above 0.

    Summed over pairs, so that one weight far above the rest takes no digits away.
    """
    so_far = 0.0
    pairs = []
    for weight in sorted(weights):
        pairs.append(weight * so_far)
        so_far += weight
    return 2 * math.fsum(pairs) / so_far


def cochran(gaps: Sequence[float], weights: Sequence[float]) -> float:
    """The weighted sum of squared distances."""
    return math.fsum(w * gap**2 for gap, w in zip(gaps, weights, strict=True))


def heterogeneity(gaps: Sequence[float], weights: Sequence[float]) -> Heterogeneity:
    """How much checked effects differ from a centre, by their distances from it."""
    q, df = cochran(gaps, weights), len(gaps) - 1
    if df == 0:
        return Heterogeneity(0.0, 0, 1.0, 0.0, 1.0)
    i2 = max(0.0, (q - df) / q) if q > 0 else 0.0
    return Heterogeneity(q, df, dist.chi2_sf(q, df), i2, math.sqrt(q / df))


def pooled(
    effects: Sequence[float], variances: Sequence[float], tau2: float, level: float
) -> Pooled:
    """The weighted mean of checked effects for one variance between studies."""
    weights = [1 / (v + tau2) for v in variances]
    own, total = [1 / v for v in variances], math.fsum(weights)
    value, error = weighted_mean(effects, weights), math.sqrt(1 / total)
    check.finite("effects, in standard errors,", value / error)
    _, gaps = centred(effects, own)
    reach = dist.z_of_level(level) * error
    return Pooled(
        value,
        value - reach,
        value + reach,
        level,
        error,
        p_from_z(value / error),
        tau2,
        tuple(w / total for w in weights),
        heterogeneity(gaps, own),
    )
