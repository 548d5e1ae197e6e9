"""Many studies at once: pooled effects, and how much studies differ.

``effects`` are on a scale on which they add up (differences; logarithms of ratios), and
``variances`` are their squared standard errors. ``effects_of_tables`` gets both from counts.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from evidence_course.stats import _checks as check
from evidence_course.stats import _distributions as dist
from evidence_course.stats import _pooling as pooling
from evidence_course.stats.estimates import Estimate, Heterogeneity, Interval, Pooled
from evidence_course.stats.significance import p_from_t, p_from_z

TAU2_METHODS = ("DL", "PM", "REML")


# Heterogeneity


def heterogeneity(effects: Sequence[float], variances: Sequence[float]) -> Heterogeneity:
    """Whether studies differ by more than chance: Cochran's Q, I-squared and H.

    In: effects and variances. Out: see ``Heterogeneity``; one study alone gives p = 1.
    Raises ValueError if the lists differ in length or a variance is not above 0.
    Source: Cochran 1954, Biometrics 10:101-129; Higgins and Thompson 2002, Statistics in Medicine
    21:1539-1558.
    """
    pooling.check_effects(effects, variances)
    weights = [1 / v for v in variances]
    return pooling.heterogeneity(pooling.centred(effects, weights)[1], weights)


def i2_interval(q: float, studies: int, level: float = 0.95) -> Interval:
    """The interval for I-squared that rests on that of H.

    In: Cochran's Q and how many studies. Out: shares from 0 to 1.
    Raises ValueError if ``q`` is negative, there are fewer than 3 studies, or ``level`` not in
    0 to 1.
    Source: Higgins and Thompson 2002, Statistics in Medicine 21:1539-1558, appendix.
    """
    check.not_negative("q", q)
    check.whole("studies", studies, 3)
    df, z = studies - 1, dist.z_of_level(level)
    if q > studies:
        error = 0.5 * math.log(q / df) / (math.sqrt(2 * q) - math.sqrt(2 * studies - 3))
    else:
        error = math.sqrt((1 - 1 / (3 * (studies - 2) ** 2)) / (2 * (studies - 2)))
    centre = (math.log(q) - math.log(df)) / 2 if q > 0 else -math.inf
    ends = [math.exp(2 * (centre + sign * z * error)) for sign in (-1, 1)]
    return Interval(*(max(0.0, 1 - 1 / h2) if h2 > 0 else 0.0 for h2 in ends))


# The variance between studies, with or without moderators


def tau_squared(
    effects: Sequence[float], variances: Sequence[float], *, method: str = "DL"
) -> float:
    """The variance of true effects between studies.

    In: at least 2 effects and their variances; ``method`` is ``DL`` (DerSimonian and Laird),
    ``PM`` (Paule and Mandel) or ``REML`` (restricted maximum likelihood). Out: the squared unit
    of the effects, at least 0.
    Raises ValueError if the lists differ in length, a variance is not above 0 or the method is
    unknown.
    Source: DerSimonian and Laird 1986, Controlled Clinical Trials 7:177-188; Paule and Mandel
    1982; Viechtbauer 2005, Journal of Educational and Behavioral Statistics 30:261-293.
    """
    pooling.check_effects(effects, variances, 2)
    return _tau_squared(effects, variances, [], method)


def _tau_squared(
    effects: Sequence[float], variances: Sequence[float], slope: Sequence[float], method: str
) -> float:
    check.choice("method", method, TAU2_METHODS)
    if method == "DL":
        fit = _fit(effects, variances, slope, 0.0)
        return max(0.0, fit.excess / fit.spare)
    if method == "PM":
        return _rising(lambda t: -_fit(effects, variances, slope, t).excess, _spread(effects))
    return _reml(effects, variances, slope)


@dataclass(frozen=True)
class _Fit:
    """Weighted least squares on a constant and at most one moderator, for one tau-squared."""

    coefficients: tuple[float, ...]
    covariance: tuple[tuple[float, ...], ...]
    weights: tuple[float, ...]
    residuals: tuple[float, ...]
    spare: float  # trace of W less that of (X'WX)^-1 X'W^2X
    log_determinant: float  # of X'WX

    @property
    def q(self) -> float:
        return pooling.cochran(self.residuals, self.weights)

    @property
    def excess(self) -> float:
        """Q less its expectation where tau-squared is right."""
        return self.q - (len(self.residuals) - len(self.coefficients))

    @property
    def score(self) -> float:
        """Twice the slope of the restricted log likelihood in tau-squared."""
        squares = math.fsum((w * e) ** 2 for w, e in zip(self.weights, self.residuals, strict=True))
        return squares - self.spare

    @property
    def likelihood(self) -> float:
        """Twice the restricted log likelihood, less a constant."""
        return math.fsum(map(math.log, self.weights)) - self.log_determinant - self.q


def _fit(
    effects: Sequence[float], variances: Sequence[float], slope: Sequence[float], tau2: float
) -> _Fit:
    weights = tuple(1 / (v + tau2) for v in variances)
    total, spare = math.fsum(weights), pooling.spare_weight(weights)
    centre, gaps = pooling.centred(effects, weights)
    if not slope:
        return _Fit((centre,), ((1 / total,),), weights, tuple(gaps), spare, math.log(total))
    middle, steps = pooling.centred(slope, weights)
    spread = pooling.cochran(steps, weights)
    if spread < 1e-300:  # its inverse could not be held
        raise ValueError("moderator must vary by more than rounding")
    b = math.fsum(w * x * y for w, x, y in zip(weights, steps, gaps, strict=True)) / spread
    residuals = tuple(y - b * x for y, x in zip(gaps, steps, strict=True))
    spare -= math.fsum((w * x) ** 2 for w, x in zip(weights, steps, strict=True)) / spread
    if spare <= 1e-9 * total:
        raise ValueError("variances must not differ so much that two studies have all the weight")
    covariance = (
        (1 / total + middle * middle / spread, -middle / spread),
        (-middle / spread, 1 / spread),
    )
    logs = math.log(total) + math.log(spread)
    return _Fit((centre - b * middle, b), covariance, weights, residuals, spare, logs)


def _spread(effects: Sequence[float]) -> float:
    """A first guess at how large tau-squared may be."""
    return (max(effects) - min(effects)) ** 2


def _rising(function: Callable[[float], float], guess: float) -> float:
    """Where a function that rises from 0 on is 0; 0 if it starts above."""
    if guess <= 0 or function(0.0) >= 0:
        return 0.0
    high = guess
    while function(high) < 0:
        high *= 2
    return dist.root(function, 0.0, high)


def _reml(effects: Sequence[float], variances: Sequence[float], slope: Sequence[float]) -> float:
    """The highest point of the restricted likelihood: looked for on a grid, then refined.

    Scoring alone may stop at a lower of two peaks.
    """
    most = 4 * _spread(effects) + 1e-300
    grid = [0.0, *(most * 10 ** (-step / 8) for step in range(80, -1, -1))]
    fits = [_fit(effects, variances, slope, tau2) for tau2 in grid]
    best = max(range(len(grid)), key=lambda i: fits[i].likelihood)
    if fits[best].score == 0 or (best == 0 and fits[0].score < 0):
        return grid[best]
    low, high = grid[max(best - 1, 0)], grid[min(best + 1, len(grid) - 1)]
    return dist.root(lambda t: -_fit(effects, variances, slope, t).score, low, high)


def tau_squared_interval(
    effects: Sequence[float], variances: Sequence[float], level: float = 0.95
) -> Interval:
    """The Q-profile interval for the variance between studies.

    In: at least 2 effects and their variances. Out: the squared unit of the effects.
    Raises ValueError as ``tau_squared`` does, or if ``level`` is not in 0 to 1.
    Source: Viechtbauer 2007, Statistics in Medicine 26:37-52.
    """
    pooling.check_effects(effects, variances, 2)
    check.level(level)
    tail, df = (1 - level) / 2, len(effects) - 1

    def where(wanted: float) -> float:
        guess = _spread(effects) + max(variances)
        return _rising(lambda t: wanted - _fit(effects, variances, [], t).q, guess)

    low = where(dist.chi2_quantile(tail, df, upper=True))
    return Interval(low, where(dist.chi2_quantile(tail, df)))


# Pooling


def fixed_effect(
    effects: Sequence[float], variances: Sequence[float], level: float = 0.95
) -> Pooled:
    """The mean of studies, each weighted by the inverse of its variance.

    In: effects and variances. Out: see ``Pooled``, on the scale of the effects.
    Raises ValueError if the lists differ in length, a variance is not above 0 or ``level`` not in
    0 to 1.
    Source: Birge 1932; Cochrane Handbook for Systematic Reviews of Interventions, chapter 10.
    """
    pooling.check_effects(effects, variances)
    return pooling.pooled(effects, variances, 0.0, level)


def random_effects(
    effects: Sequence[float],
    variances: Sequence[float],
    level: float = 0.95,
    *,
    method: str = "DL",
    hartung_knapp: bool = False,
) -> Pooled:
    """The mean of a spread of true effects, of which the studies are a sample.

    In: at least 2 effects and their variances; ``method`` as in ``tau_squared``; whether to use
    the Hartung-Knapp-Sidik-Jonkman interval, which allows for few studies.
    Out: see ``Pooled``, on the scale of the effects.
    Raises ValueError as ``tau_squared`` does, or if ``level`` is not in 0 to 1.
    Source: see ``tau_squared``; Hartung and Knapp 2001, Statistics in Medicine 20:3875-3889;
    Sidik and Jonkman 2002, Statistics in Medicine 21:3153-3159.
    """
    pooled = pooling.pooled(
        effects, variances, tau_squared(effects, variances, method=method), level
    )
    return _hartung_knapp(effects, variances, pooled) if hartung_knapp else pooled


def _hartung_knapp(effects: Sequence[float], variances: Sequence[float], pooled: Pooled) -> Pooled:
    df = len(effects) - 1
    weights = [1 / (v + pooled.tau2) for v in variances]
    scale = math.sqrt(pooling.cochran(pooling.centred(effects, weights)[1], weights) / df)
    error = pooled.error * scale
    reach = dist.t_of_level(pooled.level, df) * error
    t = pooled.value / error if error > 0 else 0.0
    check.finite("effects, in standard errors,", t)
    p = p_from_t(t, df) if error > 0 else float(pooled.value == 0)
    low, high = pooled.value - reach, pooled.value + reach
    return replace(pooled, low=low, high=high, error=error, p=p)


def prediction_interval(pooled: Pooled, *, df: int | None = None) -> Interval:
    """Where the true effect of a new study like these is likely to lie.

    In: a result of ``random_effects``; degrees of freedom of t, by default studies less 2.
    Out: the scale of the effects, at the level of ``pooled``.
    Raises ValueError if there are fewer than 3 studies and no ``df`` is given.
    Source: Higgins, Thompson and Spiegelhalter 2009, JRSS A 172:137-159; Riley, Higgins and Deeks
    2011, BMJ 342:d549.
    """
    freedom = len(pooled.weights) - 2 if df is None else df
    if df is None and freedom < 1:
        raise ValueError("pooled must hold at least 3 studies for a prediction interval")
    check.positive("df", freedom)
    spread = math.hypot(math.sqrt(pooled.tau2), pooled.error)
    reach = dist.t_of_level(pooled.level, freedom) * spread
    return Interval(pooled.value - reach, pooled.value + reach)


def leave_one_out(
    effects: Sequence[float],
    variances: Sequence[float],
    pool: Callable[[Sequence[float], Sequence[float]], Pooled] = random_effects,
) -> list[Pooled]:
    """The pooled effect without each study in turn.

    In: at least 3 effects and their variances; a function that pools the rest.
    Out: one result a study left out, in order.
    Raises ValueError if there are too few studies, or what ``pool`` raises.
    Source: Cochrane Handbook for Systematic Reviews of Interventions, chapter 10.
    """
    pooling.check_effects(effects, variances, 3)
    rest = [
        ([*effects[:i], *effects[i + 1 :]], [*variances[:i], *variances[i + 1 :]])
        for i in range(len(effects))
    ]
    return [pool(*each) for each in rest]


def shrunken_effects(
    effects: Sequence[float], variances: Sequence[float], pooled: Pooled
) -> list[float]:
    """Each study's effect drawn towards the pooled one, the more so the less it says by itself.

    In: the effects and variances that went into ``pooled``. Out: the scale of the effects
    (empirical Bayes estimates, or best linear unbiased predictions).
    Raises ValueError if the lists do not match each other or ``pooled``.
    Source: Raudenbush and Bryk 1985, Journal of Educational Statistics 10:75-98.
    """
    pooling.check_effects(effects, variances)
    check.same_length("effects", effects, "pooled.weights", pooled.weights)
    kept = [pooled.tau2 / (pooled.tau2 + v) for v in variances]
    return [share * y + (1 - share) * pooled.value for share, y in zip(kept, effects, strict=True)]


# Moderators


@dataclass(frozen=True)
class MetaRegression:
    """A line through studies' effects: ``intercept`` and ``slope`` with intervals, z and p."""

    intercept: Estimate
    slope: Estimate
    z_intercept: float
    z_slope: float
    p_slope: float
    tau2: float
    q_rest: float


def meta_regression(
    effects: Sequence[float],
    variances: Sequence[float],
    moderator: Sequence[float],
    level: float = 0.95,
    *,
    method: str = "REML",
) -> MetaRegression:
    """How studies' effects change with one feature of theirs.

    In: at least 3 effects, their variances and the feature; ``method`` as in ``tau_squared``.
    Out: effects where the feature is 0, and their change for each unit of it.
    Raises ValueError if the lists differ in length, a variance is not above 0, or the feature
    does not vary.
    Source: Raudenbush and Bryk 1985; Thompson and Higgins 2002, Statistics in Medicine
    21:1559-1573.
    """
    pooling.check_effects(effects, variances, 3)
    check.same_length("effects", effects, "moderator", moderator)
    check.numbers("moderator", moderator)
    if min(moderator) == max(moderator):
        raise ValueError("moderator must not be constant")
    tau2, reach = _tau_squared(effects, variances, moderator, method), dist.z_of_level(level)
    fit = _fit(effects, variances, moderator, tau2)
    errors = [math.sqrt(fit.covariance[i][i]) for i in (0, 1)]
    lines = [
        Estimate(b, b - reach * error, b + reach * error, level)
        for b, error in zip(fit.coefficients, errors, strict=True)
    ]
    z = [b / error for b, error in zip(fit.coefficients, errors, strict=True)]
    for each in z:
        check.finite("effects, in standard errors,", each)
    rest = _fit(effects, variances, moderator, 0.0).q
    return MetaRegression(lines[0], lines[1], z[0], z[1], p_from_z(z[1]), tau2, rest)
