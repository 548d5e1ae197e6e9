"""A value with its interval, and what comes with a pooled one."""

from __future__ import annotations

import math
from dataclasses import dataclass

from evidence_course.stats import _checks as check


@dataclass(frozen=True)
class Interval:
    """A range from ``low`` to ``high``, in the unit of what was measured."""

    low: float
    high: float


@dataclass(frozen=True)
class Estimate:
    """A value with its confidence interval; ``level`` is 0.95 for a 95% interval."""

    value: float
    low: float
    high: float
    level: float

    def times(self, factor: float) -> Estimate:
        """The same estimate in another unit: ``times(100)`` turns a share into points."""
        check.finite("factor", factor)
        low, high = sorted((self.low * factor, self.high * factor))
        return Estimate(self.value * factor, low, high, self.level)


@dataclass(frozen=True)
class Heterogeneity:
    """How much studies differ: Q with its degrees of freedom and p; I-squared, a share; H."""

    q: float
    df: int
    p: float
    i2: float
    h: float


@dataclass(frozen=True)
class Pooled:
    """A pooled effect on the scale of the effects, with what went into it.

    ``weights`` are shares; ``tau2`` is the variance between studies, 0 for a fixed effect;
    ``p`` asks about 0.
    """

    value: float
    low: float
    high: float
    level: float
    error: float
    p: float
    tau2: float
    weights: tuple[float, ...]
    heterogeneity: Heterogeneity

    @property
    def estimate(self) -> Estimate:
        """The effect with its interval."""
        return Estimate(self.value, self.low, self.high, self.level)

    @property
    def ratio(self) -> Estimate:
        """The effect with its interval where the scale was a logarithm: a ratio."""
        return Estimate(math.exp(self.value), math.exp(self.low), math.exp(self.high), self.level)
