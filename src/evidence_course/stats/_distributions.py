"""Normal, t, chi-squared, F, beta, gamma, binomial, Poisson, hypergeometric, non-central t.

Written out in plain Python, as a browser's Python has no SciPy. Sources: the Digital Library of
Mathematical Functions (DLMF), chapters 7 and 8; Loader 2000, Fast and Accurate Computation of
Binomial Probabilities, for the densities; DiDonato and Morris 1986, ACM TOMS 12:377-393, for
large parameters; Lenth 1989, Applied Statistics 38:185-189, for the non-central t.

Arguments are taken to be valid, a level and a power apart: the public functions have checked
them. A share that lies in a far tail keeps its relative accuracy in the function named for that
tail (``_sf`` is the upper one), and ``upper=True`` takes a quantile's share from above.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from statistics import NormalDist

from evidence_course.stats import _checks as check

_NORMAL = NormalDist()
_TINY = 1e-300
_EPSILON = 2.0**-53
_STEPS = 1_000_000


def exp(x: float) -> float:
    """e to the ``x``; infinite where that is too large to hold, as an interval's end may be."""
    return math.exp(x) if x < 709.78 else math.inf


# Normal


def normal_pdf(z: float) -> float:
    """The height of the standard normal curve at ``z``."""
    return math.exp(-z * z / 2) / math.sqrt(2 * math.pi)


def normal_cdf(z: float) -> float:
    """The share of a standard normal curve below ``z`` (DLMF 7.2.2)."""
    return math.erfc(-z / math.sqrt(2)) / 2


def normal_sf(z: float) -> float:
    """The share of a standard normal curve above ``z``."""
    return normal_cdf(-z)


def normal_quantile(p: float, *, upper: bool = False) -> float:
    """The point with share ``p`` below it, or above it (Wichura 1988, AS 241)."""
    return -_NORMAL.inv_cdf(p) if upper else _NORMAL.inv_cdf(p)


def z_of_level(level: float) -> float:
    """How many standard errors a two-sided normal interval of this level reaches.

    Raises ValueError if ``level`` is not strictly between 0 and 1.
    """
    check.level(level)
    return -_NORMAL.inv_cdf((1 - level) / 2)


def z_of_power(power: float) -> float:
    """How many standard errors a test needs to spare to reach this power.

    Raises ValueError if ``power`` is not strictly between 0 and 1.
    """
    check.between("power", power, 0, 1)
    return _NORMAL.inv_cdf(power)


# Densities, by Loader's deviance, which keeps its digits where counts are large


def _stirling_error(n: float) -> float:
    """ln(n!) less Stirling's formula, n >= 0 (DLMF 5.11.1)."""
    if n == 0:
        return math.inf
    if n < 16:
        return math.lgamma(n + 1) - (n + 0.5) * math.log(n) + n - math.log(2 * math.pi) / 2
    square = n * n
    terms = (1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188, -691 / 360360, 1 / 156)
    total = 0.0
    for term in reversed(terms):
        total = total / square + term
    return total / n


def _deviance(x: float, mean: float) -> float:
    """x ln(x / mean) + mean - x, without cancellation where x is near the mean."""
    gap = x - mean
    if abs(gap) >= 0.1 * (x + mean):
        return x * math.log(x / mean) + mean - x
    v = gap / (x + mean)
    total, term, k = gap * v, 2 * x * v, 1
    while True:
        term *= v * v
        new = total + term / (2 * k + 1)
        if new == total:
            return total
        total, k = new, k + 1


def poisson_pmf(x: float, mean: float) -> float:
    """The chance of exactly ``x`` events; also x**x-type fronts for x that is not whole."""
    if mean == 0:
        return 1.0 if x == 0 else 0.0
    if x == 0:
        return math.exp(-mean)
    if x < 1e-3:
        return math.exp(x * math.log(mean) - mean - math.lgamma(x + 1))
    return math.exp(-_stirling_error(x) - _deviance(x, mean)) / math.sqrt(2 * math.pi * x)


def binomial_pmf(x: float, n: float, p: float) -> float:
    """The chance of exactly ``x`` events in ``n`` tries; ``x`` and ``n`` may have decimals."""
    return _binomial_pmf(x, n - x, p, 1 - p)


def _binomial_pmf(x: float, y: float, p: float, q: float) -> float:
    """``x`` events and ``y`` others; both shares are given, as 1 - p may have lost its digits."""
    n = x + y
    if p <= 0 or q <= 0:
        return 1.0 if (x if p <= 0 else y) == 0 else 0.0
    if x == 0:
        return math.exp(n * (math.log1p(-p) if p < 0.5 else math.log(q)))
    if y == 0:
        return math.exp(n * (math.log1p(-q) if q < 0.5 else math.log(p)))
    if min(x, y) < 1e-3:
        choose = math.lgamma(n + 1) - math.lgamma(x + 1) - math.lgamma(y + 1)
        return math.exp(choose + x * math.log(p) + y * math.log(q))
    error = _stirling_error(n) - _stirling_error(x) - _stirling_error(y)
    front = math.sqrt(n / x / y / (2 * math.pi))
    return front * math.exp(error - _deviance(x, n * p) - _deviance(y, n * q))


# Incomplete gamma

# Temme's coefficients c_k(eta), as tabulated by DiDonato and Morris.
_TEMME = (
    (
        -1 / 3,
        1 / 12,
        -2 / 135,
        1 / 864,
        1 / 2835,
        -139 / 777600,
        1 / 25515,
        -571 / 261273600,
        -281 / 151559100,
    ),
    (
        -1 / 540,
        -1 / 288,
        1 / 378,
        -77 / 77760,
        1 / 4860,
        -4.01877572016460905e-7,
        -1.80985503344899778e-5,
    ),
    (
        25 / 6048,
        -139 / 51840,
        1 / 1296,
        2.00938786008230453e-6,
        -1.07366532263651605e-4,
    ),
)


def _gamma_large(a: float, x: float, upper: bool) -> float:
    """Temme's uniform expansion for a of 100,000 and more (DLMF 8.12)."""
    eta = math.copysign(math.sqrt(2 * _deviance(a, x) / a), x - a)
    total = 0.0
    for row in reversed(_TEMME):
        inner = 0.0
        for coefficient in reversed(row):
            inner = inner * eta + coefficient
        total = total / a + inner
    rest = math.exp(-a * eta * eta / 2) / math.sqrt(2 * math.pi * a) * total
    if upper:
        return max(0.0, normal_sf(eta * math.sqrt(a)) + rest)
    return max(0.0, normal_cdf(eta * math.sqrt(a)) - rest)


def _gamma_series(a: float, x: float) -> float:
    """P(a, x) by the power series (DLMF 8.11.4)."""
    total, term, n = 1.0, 1.0, 0
    while term > total * _EPSILON:
        n += 1
        term *= x / (a + n)
        total += term
    return total * poisson_pmf(a, x)


def _gamma_fraction(a: float, x: float) -> float:
    """Q(a, x) by the continued fraction (DLMF 8.9.2), evaluated by Lentz's method."""
    b = x + 1 - a
    c, d = 1 / _TINY, 1 / (b or _TINY)
    h = d
    for n in range(1, _STEPS):
        term = -n * (n - a)
        b += 2
        d = 1 / (term * d + b or _TINY)
        c = b + term / c or _TINY
        h *= c * d
        if not abs(c * d - 1) >= 4 * _EPSILON:  # also where it is not a number
            break
    return h * poisson_pmf(a, x) * a


def _gamma(a: float, x: float, upper: bool) -> float:
    if x <= 0:
        return float(upper)
    if math.isinf(x):
        return float(not upper)
    if a >= 1e5 and abs(x - a) < 0.3 * a:
        return _gamma_large(a, x, upper)
    if x < a + 1:
        below = _gamma_series(a, x)
        return 1 - below if upper else below
    above = _gamma_fraction(a, x)
    return above if upper else 1 - above


def gamma_p(a: float, x: float) -> float:
    """The lower regularised incomplete gamma function P(a, x), a > 0, x >= 0 (DLMF 8.2.4)."""
    return _gamma(a, x, upper=False)


def gamma_q(a: float, x: float) -> float:
    """The upper regularised incomplete gamma function Q(a, x), a > 0, x >= 0 (DLMF 8.2.4)."""
    return _gamma(a, x, upper=True)


# Incomplete beta


def _beta_fraction(a: float, b: float, x: float, y: float) -> float:
    """The even part of the continued fraction DLMF 8.17.22, by Lentz's method, y = 1 - x.

    Written with a y - b x, as DiDonato and Morris do: near 1, x alone has lost its digits.
    """
    gap = a * y - b * x
    h = a * (gap + 1) / (a + 1) or _TINY
    c, d = h, 0.0
    for m in range(1, _STEPS):
        odd = a + 2 * m - 1
        top = (a + m - 1) * (a + b + m - 1) / odd * (m * (b - m) / odd) * x * x
        part = m + m * (b - m) * x / odd + (a + m) * (gap + 1 + m * (1 + y)) / (odd + 2)
        d = 1 / (part + top * d or _TINY)
        c = part + top / c or _TINY
        h *= c * d
        if not abs(c * d - 1) >= 4 * _EPSILON:  # also where it is not a number
            break
    return 1 / h


def _beta_large(a: float, b: float, x: float, y: float) -> float:
    """I_x(a, b) for both parameters above 10 to the 10, by its first term (DLMF 8.18.9)."""
    n = a + b
    gap = math.copysign(math.sqrt(2 * (_deviance(a, n * x) + _deviance(b, n * y))), x * n - a)
    skew = (b - a) / (3 * math.sqrt(a) * math.sqrt(b))
    return normal_cdf(gap) + skew * normal_pdf(gap) / math.sqrt(n)


def _beta(a: float, b: float, x: float, y: float) -> float:
    """I_x(a, b) where y = 1 - x is given too."""
    if x <= 0 or y <= 0:
        return 0.0 if x <= 0 else 1.0
    if min(a, b) > 1e10:
        return _beta_large(a, b, x, y)
    front = _beta_front(a, b, x, y)
    if b * x <= a * y:
        return front * _beta_fraction(a, b, x, y)
    return 1 - front * _beta_fraction(b, a, y, x)


def _beta_front(a: float, b: float, x: float, y: float) -> float:
    """x**a * y**b by the beta function of a and b: the slope of I_x in ln(x / y)."""
    return _binomial_pmf(a, b, x, y) * a * (b / (a + b))


def beta_i(a: float, b: float, x: float) -> float:
    """The regularised incomplete beta function I_x(a, b), a and b > 0 (DLMF 8.17.2)."""
    return _beta(a, b, x, 1 - x)


def beta_sf(a: float, b: float, x: float) -> float:
    """1 - I_x(a, b), accurate where it is small."""
    return _beta(b, a, 1 - x, x)


# Quantiles


Curve = Callable[[float], tuple[float, float, float]]


def _invert(curve: Curve, share: float, start: float, *, rising: bool) -> float:
    """The x > 0 at which a tail is ``share``, by Halley's method on log-log scales.

    ``curve`` gives the tail at x, its slope in ln(x), and the slope of that slope's logarithm.
    A step that would leave what is already known of x is halved instead.
    """
    low, high, u = -700.0, 700.0, math.log(start)
    while high - low > 4 * _EPSILON * abs(u) and low < u < high:
        tail, slope, bend = curve(math.exp(u))
        gap = math.log(tail / share) if tail > 0 else -math.inf
        low, high = (low, u) if (gap > 0) == rising else (u, high)
        step = _halley(gap, slope / tail, bend) if slope and tail else math.inf
        if abs(gap) < 1e-5:  # the last step leaves an error of the order of its cube
            return math.exp(u - step)
        u = u - step if low < u - step < high else (low + high) / 2
    return math.exp(u)


def _halley(gap: float, slope: float, bend: float) -> float:
    """How far to go back; Newton's step where the curve bends too much to be trusted."""
    curved = 1 - gap * (bend - slope) / (2 * slope)
    return gap / slope / (curved if curved > 0.5 else 1.0)


def root(function: Callable[[float], float], low: float, high: float) -> float:
    """Where a function that rises from ``low`` to ``high`` is 0, by Chandrupatla's method.

    Source: Chandrupatla 1997, Advances in Engineering Software 28:145-149.
    """
    a, b, fa, fb = high, low, function(high), function(low)
    if fb >= 0 or fa <= 0:
        return low if fb >= 0 else high
    c, fc, t = a, fa, 0.5
    for _ in range(200):
        x = a + t * (b - a)
        fx = function(x)
        if (fx > 0) == (fa > 0):
            c, fc = a, fa
        else:
            c, fc, b, fb = b, fb, a, fa
        a, fa = x, fx
        best = a if abs(fa) < abs(fb) else b
        least = 4 * _EPSILON * abs(best) + 1e-300
        if fx == 0 or abs(b - a) <= 2 * least:
            return x if fx == 0 else best
        t = _inverse_quadratic(a, b, c, fa, fb, fc)
        edge = least / abs(b - a)
        t = min(max(t, edge), 1 - edge)
    return best


def _inverse_quadratic(a: float, b: float, c: float, fa: float, fb: float, fc: float) -> float:
    """How far from a to b to look next; a half where the curve is not to be trusted."""
    if fb == fc or fa in (fb, fc):
        return 0.5
    xi, phi = (a - b) / (c - b), (fa - fb) / (fc - fb)
    if not (phi * phi < xi and (1 - phi) ** 2 < 1 - xi):
        return 0.5
    return fa / (fb - fa) * fc / (fb - fc) + (c - a) / (b - a) * fa / (fc - fa) * fb / (fc - fb)


# Chi-squared


def chi2_cdf(x: float, df: float) -> float:
    """The share of chi-squared with ``df`` degrees of freedom below ``x``."""
    return gamma_p(df / 2, x / 2)


def chi2_sf(x: float, df: float) -> float:
    """The share of chi-squared with ``df`` degrees of freedom above ``x``: a test's p value."""
    return gamma_q(df / 2, x / 2)


def gamma_quantile(p: float, a: float, *, upper: bool = False) -> float:
    """The x with P(a, x) = p, or Q(a, x) = p; ``p`` strictly between 0 and 1."""
    if p > 0.5:
        p, upper = 1 - p, not upper
    z = normal_quantile(p, upper=upper)
    cube = 1 - 1 / (9 * a) + z / (3 * math.sqrt(a))
    start = a * cube**3 if cube > 0.1 else a * math.exp((math.log(p) + math.lgamma(a + 1)) / a) / a
    sign = -1 if upper else 1

    def curve(x: float) -> tuple[float, float, float]:
        return _gamma(a, x, upper), sign * a * poisson_pmf(a, x), a - x

    return _invert(curve, p, min(max(start, 1e-290), 1e290), rising=not upper)


def chi2_quantile(p: float, df: float, *, upper: bool = False) -> float:
    """The point of chi-squared with share ``p`` below it, or above it."""
    return 2 * gamma_quantile(p, df / 2, upper=upper)


# Beta, F and t


def beta_quantile(p: float, a: float, b: float, *, upper: bool = False) -> float:
    """The x with I_x(a, b) = p, or 1 - I_x(a, b) = p; ``p`` strictly between 0 and 1."""
    odds = _beta_odds(p, a, b, upper)
    return odds / (1 + odds)


def _beta_odds(p: float, a: float, b: float, upper: bool, start: float | None = None) -> float:
    """x / (1 - x) for the beta quantile x, which keeps its digits near 0 and near 1."""
    if p > 0.5:
        p, upper = 1 - p, not upper

    def curve(odds: float) -> tuple[float, float, float]:
        x, y = odds / (1 + odds), 1 / (1 + odds)
        front, bend = _beta_front(a, b, x, y), a * y - b * x
        return (_beta(b, a, y, x), -front, bend) if upper else (_beta(a, b, x, y), front, bend)

    return _invert(curve, p, a / b if start is None else start, rising=not upper)


def f_cdf(x: float, df_1: float, df_2: float) -> float:
    """The share of F below ``x``."""
    total = df_1 * x + df_2
    return _beta(df_1 / 2, df_2 / 2, df_1 * x / total, df_2 / total)


def f_sf(x: float, df_1: float, df_2: float) -> float:
    """The share of F above ``x``."""
    total = df_1 * x + df_2
    return _beta(df_2 / 2, df_1 / 2, df_2 / total, df_1 * x / total)


def f_quantile(p: float, df_1: float, df_2: float, *, upper: bool = False) -> float:
    """The point of F with share ``p`` below it, or above it."""
    return _beta_odds(p, df_1 / 2, df_2 / 2, upper) * df_2 / df_1


def t_sf(t: float, df: float) -> float:
    """The share of Student's t above ``t`` (DLMF 8.17)."""
    if t < 0:
        return 1 - t_sf(-t, df)
    if df > 1e20:
        return normal_sf(t)
    steps = t / math.sqrt(df)
    if steps > 1e140:  # the first term of the series, as a square would be too large
        return math.exp(_log_t_front(df) - df * math.log(steps))
    total = 1 + steps * steps
    return _beta(df / 2, 0.5, 1 / total, steps * steps / total) / 2


def _log_t_front(df: float) -> float:
    """The logarithm of t's upper tail times (t / sqrt(df))**df, for t far out."""
    gammas = math.lgamma(df / 2 + 0.5) - math.lgamma(df / 2 + 1)
    return gammas - math.log(2 * math.sqrt(math.pi))


def t_cdf(t: float, df: float) -> float:
    """The share of Student's t below ``t``."""
    return t_sf(-t, df)


def t_quantile(p: float, df: float, *, upper: bool = False) -> float:
    """The point of Student's t with share ``p`` below it, or above it.

    Wallace 1959, Annals of Mathematical Statistics 30:1121-1130, says where to start.
    """
    if p == 0.5:
        return 0.0
    if p > 0.5:
        p, upper = 1 - p, not upper
    size = math.sqrt(df) * _t_steps(p, df) if df < 1e20 else normal_quantile(p, upper=True)
    return size if upper else -size


def _t_steps(p: float, df: float) -> float:
    """The point above which share ``p`` < 0.5 of t lies, by the root of ``df``."""
    far = (_log_t_front(df) - math.log(p)) / df if df < 3 else 0.0
    if far > 300:
        return exp(far)
    z = normal_quantile(p) * (8 * df + 3) / (8 * df + 1)
    start = math.expm1(min(z * z / df, 600.0))
    return math.sqrt(_beta_odds(2 * p, 0.5, df / 2, upper=True, start=start))


def t_of_level(level: float, df: float) -> float:
    """How many standard errors a two-sided t interval of this level reaches.

    Raises ValueError if ``level`` is not strictly between 0 and 1.
    """
    check.level(level)
    return t_quantile((1 - level) / 2, df, upper=True)


# Counts


def poisson_cdf(x: float, mean: float) -> float:
    """The chance of ``x`` events or fewer."""
    return gamma_q(math.floor(x) + 1, mean) if x >= 0 else 0.0


def poisson_sf(x: float, mean: float) -> float:
    """The chance of more than ``x`` events."""
    return gamma_p(math.floor(x) + 1, mean) if x >= 0 else 1.0


def binomial_cdf(x: float, n: float, p: float) -> float:
    """The chance of ``x`` events or fewer in ``n`` tries."""
    k = math.floor(x)
    if k < 0 or k >= n:
        return float(k >= n)
    return _beta(n - k, k + 1, 1 - p, p)


def binomial_sf(x: float, n: float, p: float) -> float:
    """The chance of more than ``x`` events in ``n`` tries."""
    k = math.floor(x)
    if k < 0 or k >= n:
        return float(k < 0)
    return _beta(k + 1, n - k, p, 1 - p)


def hypergeometric_pmf(x: int, events: int, others: int, drawn: int) -> float:
    """The chance that ``drawn`` of ``events`` + ``others`` people hold ``x`` of the events."""
    rest = drawn - x
    if x < 0 or rest < 0 or x > events or rest > others:
        return 0.0
    total = events + others
    p, q = drawn / total, (total - drawn) / total
    if q == 0:
        return 1.0
    one, two = _binomial_pmf(x, events - x, p, q), _binomial_pmf(rest, others - rest, p, q)
    return one * two / _binomial_pmf(drawn, total - drawn, p, q)


# Non-central t


def nct_cdf(t: float, df: float, shift: float) -> float:
    """The share of the non-central t below ``t``; absolute accuracy about 1e-13.

    Beyond a shift of 10,000 or 10^8 degrees of freedom it may be 1e-7, as the series would be too
    long.

    Lenth's series, summed downwards from where its Poisson weights vanish, so that only
    positive terms are added to the incomplete beta functions.
    """
    if t < 0:
        return 1 - nct_cdf(-t, df, -shift)
    if abs(shift) < 1e-13:
        return t_cdf(t, df)
    if shift < -40:
        return 1.0
    if shift > 40 and (t * t > df / 8 or df > 1e8 or shift > 1e4):
        return _nct_far(t, df, shift)
    if shift > 40 and (t == 0 or _chi_above(shift / t / 2, df) < 1e-17):
        return 0.0  # either the mean or the spread would have to lie beyond belief
    total = df + t * t
    x, y = t * t / total, df / total
    below = _nct_sum(x, y, df / 2, shift) if x > 0 else 0.0
    return min(1.0, max(0.0, normal_cdf(-shift) + below))


def _nct_far(t: float, df: float, shift: float) -> float:
    """For large shifts: the mean over the normal part, or a normal curve where t is narrow.

    Johnson and Welch 1940, Biometrika 31:362-389, for the latter.
    """
    if t * t < df / 8:
        scale = math.sqrt(1 + t * t / (2 * df))
        return normal_cdf((t * (1 - 1 / (4 * df)) - shift) / scale)
    steps = (k / 8 for k in range(-72, 73))
    return min(1.0, math.fsum(normal_pdf(z) / 8 * _chi_above((z + shift) / t, df) for z in steps))


def _chi_above(s: float, df: float) -> float:
    """The share of chi by the root of ``df`` that lies above ``s``."""
    return gamma_q(df / 2, df * s * s / 2) if s < 1e100 else 0.0


def _nct_sum(x: float, y: float, b: float, shift: float) -> float:
    """The series, each term from the one above it (DLMF 8.17.20 for the beta functions)."""
    half = shift * shift / 2
    j = _nct_top(half)
    step_whole, step_odd = _beta_step(j - 0.5, b, x, y), _beta_step(j, b, x, y)
    whole, odd = _beta(j + 0.5, b, x, y), _beta(j + 1, b, x, y)
    if step_odd < 1e-280 and odd < 0.5:
        return _nct_direct(x, y, b, shift)
    p, q = poisson_pmf(j, half), math.copysign(poisson_pmf(j + 0.5, half), shift)
    total = p * whole + q * odd
    while j > 0 and (j > half or p + abs(q) > 1e-20):
        whole, odd = whole + step_whole, odd + step_odd
        if j > 1:
            step_whole *= (j - 0.5) / ((j + b - 1.5) * x)
            step_odd *= j / ((j + b - 1) * x)
        p, q, j = p * j / half, q * (j + 0.5) / half, j - 1
        total += p * whole + q * odd
    return total / 2


def _nct_top(half: float) -> int:
    """Where the series may start: what lies above has no weight."""
    j = int(half) + 1
    while poisson_pmf(j, half) > 1e-18:
        j += 1 + int(math.sqrt(half))
    return j


def _nct_direct(x: float, y: float, b: float, shift: float) -> float:
    """The series where its first steps are too small to go on from."""
    half = shift * shift / 2
    total = 0.0
    for j in range(_nct_top(half) + 1):
        q = math.copysign(poisson_pmf(j + 0.5, half), shift)
        total += poisson_pmf(j, half) * _beta(j + 0.5, b, x, y) + q * _beta(j + 1, b, x, y)
    return total / 2


def _beta_step(a: float, b: float, x: float, y: float) -> float:
    """I_x(a, b) - I_x(a + 1, b) (DLMF 8.17.20)."""
    return _binomial_pmf(a, b, x, y) * b / (a + b)
