"""The distributions against SciPy, and against exact sums where SciPy has lost its digits."""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st
from scipy import special
from scipy import stats as scipy_stats

from evidence_course.stats import _distributions as dist

many = settings(
    deadline=None, max_examples=250, suppress_health_check=[HealthCheck.filter_too_much]
)
some = settings(many, max_examples=80)

shares = st.floats(1e-12, 1 - 1e-9)


def powers(low: float, high: float) -> st.SearchStrategy[float]:
    return st.floats(low, high).map(lambda x: 10.0**x)


def close(found: float, wanted: float, relative: float = 1e-11) -> bool:
    return found == pytest.approx(float(wanted), rel=relative, abs=1e-290)


@given(st.floats(-37, 37))
@many
def test_normal(z: float) -> None:
    assert close(dist.normal_cdf(z), special.ndtr(z))
    assert close(dist.normal_sf(z), special.ndtr(-z))


@given(powers(-290, -0.01))
@many
def test_normal_quantile(p: float) -> None:
    assert close(dist.normal_quantile(p), special.ndtri(p))
    assert dist.normal_quantile(p, upper=True) == -dist.normal_quantile(p)


@given(powers(-3, 6), st.floats(-8, 8))
@example(1e5, -3.0)
@example(1e9, 2.0)
@example(1e12, 0.0)
@many
def test_gamma(a: float, steps: float) -> None:
    """SciPy's own tails are off by 1e-5 for large a, so shares above 1e-3 are compared."""
    x = a + steps * math.sqrt(a)
    assume(x > 0)
    wanted = float(special.gammaincc(a, x))
    if 1e-3 < wanted < 1 - 1e-3 or a < 1e4:
        assert close(dist.gamma_q(a, x), wanted)
        assert close(dist.gamma_p(a, x), special.gammainc(a, x))
    assert dist.gamma_p(a, x) + dist.gamma_q(a, x) == pytest.approx(1)


def test_gamma_far_below_a_large_parameter() -> None:
    """The power series, summed with 40 digits."""
    found = dist.gamma_p(962586.0656629006, 957898.1211251428)
    assert close(found, 8.52297420753713958e-07)


@given(powers(-1, 5), powers(-1, 5), st.floats(-7, 7))
@example(1e8, 1e8, 1.0)
@many
def test_beta(a: float, b: float, steps: float) -> None:
    mean = a / (a + b)
    x = mean + steps * math.sqrt(mean * (1 - mean) / (a + b + 1))
    assume(0 < x < 1)
    assert close(dist.beta_i(a, b, x), special.betainc(a, b, x), 1e-10)
    assert close(dist.beta_sf(a, b, x), special.betaincc(a, b, x), 1e-10)


@pytest.mark.parametrize("a", [2e10, 1e12, 1e15])
@pytest.mark.parametrize("steps", [-2.0, -0.5, 0.0, 1.0, 3.0])
def test_beta_of_enormous_counts(a: float, steps: float) -> None:
    x = 0.5 + steps / math.sqrt(8 * a)
    wanted = special.ndtr((x - 0.5) * math.sqrt(8 * a))
    assert dist.beta_i(a, a, x) == pytest.approx(wanted, abs=1e-8)


@given(shares, powers(-1, 6))
@some
def test_chi_squared(p: float, df: float) -> None:
    x = dist.chi2_quantile(p, df)
    if x > 1e-250:
        assert close(x, 2 * special.gammaincinv(df / 2, p))
        assert close(dist.chi2_cdf(x, df), p, 1e-9)
    assert close(dist.chi2_quantile(p, df, upper=True), 2 * special.gammainccinv(df / 2, p))


@given(shares, powers(-0.5, 4), powers(-0.5, 4))
@some
def test_beta_and_f_quantiles(p: float, a: float, b: float) -> None:
    assert close(dist.beta_quantile(p, a, b), special.betaincinv(a, b, p), 1e-9)
    f = dist.f_quantile(p, a, b)
    assert close(f, scipy_stats.f.ppf(p, a, b), 1e-8)
    assert close(dist.f_cdf(f, a, b), p, 1e-9)
    assert close(dist.f_sf(f, a, b), 1 - p, 1e-6)


@given(st.floats(-40, 40), powers(-0.5, 7))
@many
def test_t(t: float, df: float) -> None:
    wanted = float(scipy_stats.t.sf(t, df))
    assume(wanted > 1e-280)
    assert close(dist.t_sf(t, df), wanted, 1e-9)
    assert close(dist.t_cdf(-t, df), wanted, 1e-9)


@given(shares, powers(-0.3, 7))
@example(0.5 - 1e-13, 3.0)
@example(1e-12, 0.5)
@example(0.025, 1e7)
@many
def test_t_quantile(p: float, df: float) -> None:
    """Near a half, where SciPy's t loses its digits, by its beta quantile."""
    wanted = float(special.stdtrit(df, p))
    if abs(p - 0.5) < 0.01:
        y = float(special.betaincinv(0.5, df / 2, abs(1 - 2 * p)))
        wanted = math.copysign(math.sqrt(df * y / (1 - y)), p - 0.5)
    found = dist.t_quantile(p, df)
    assert close(found, wanted, 1e-10)
    assert dist.t_quantile(p, df, upper=True) == -found


@given(powers(-300, -0.31), powers(-0.5, 15))
@many
def test_t_quantile_leads_back_from_any_tail(p: float, df: float) -> None:
    t = dist.t_quantile(p, df, upper=True)
    if t < 1e290:  # where it could be held
        assert close(dist.t_sf(t, df), p, 1e-9)


def test_a_t_whose_square_is_too_large() -> None:
    """With 1 degree of freedom, t is Cauchy's; with 2, the tail is 1 / (2 t^2)."""
    assert close(dist.t_sf(1e200, 1), 1e-200 / math.pi)
    assert close(dist.t_sf(1e145, 2), 5e-291)


@given(st.integers(1, 40), st.data())
@some
def test_counts_against_whole_fractions(n: int, data: st.DataObject) -> None:
    x, top = data.draw(st.integers(0, n)), data.draw(st.integers(1, 63))
    p = Fraction(top, 64)
    chances = [math.comb(n, k) * p**k * (1 - p) ** (n - k) for k in range(n + 1)]
    assert close(dist.binomial_pmf(x, n, top / 64), float(chances[x]))
    assert close(dist.binomial_cdf(x, n, top / 64), float(sum(chances[: x + 1])))
    assert close(dist.binomial_sf(x, n, top / 64), float(sum(chances[x + 1 :])))


@given(st.integers(0, 300), st.integers(0, 300), st.data())
@some
def test_hypergeometric_against_whole_fractions(e: int, o: int, data: st.DataObject) -> None:
    drawn = data.draw(st.integers(0, e + o))
    assume(e + o > 0)
    x = data.draw(st.integers(-1, drawn + 1))
    possible = 0 <= x <= e and 0 <= drawn - x <= o
    ways = math.comb(e, x) * math.comb(o, drawn - x) if possible else 0
    assert close(dist.hypergeometric_pmf(x, e, o, drawn), ways / math.comb(e + o, drawn))


@given(powers(-3, 6), st.floats(-8, 8))
@some
def test_poisson(mean: float, steps: float) -> None:
    x = max(0, round(mean + steps * math.sqrt(mean)))
    wanted = x * math.log(mean) - mean - math.lgamma(x + 1)
    assert close(dist.poisson_pmf(x, mean), math.exp(wanted), 1e-8)
    assert dist.poisson_cdf(x, mean) + dist.poisson_sf(x, mean) == pytest.approx(1)
    share = float(scipy_stats.poisson.cdf(x, mean))
    assert dist.poisson_cdf(x, mean) == pytest.approx(share, abs=1e-9)


@given(st.floats(-5, 60), powers(0, 5), st.floats(-8, 60))
@settings(many, max_examples=80)
def test_non_central_t(t: float, df: float, shift: float) -> None:
    wanted = float(scipy_stats.nct.cdf(t, df, shift))
    assume(not math.isnan(wanted))
    assert dist.nct_cdf(t, df, shift) == pytest.approx(wanted, abs=1e-9)


@pytest.mark.parametrize(
    ("function", "args", "wanted"),
    [
        (dist.gamma_p, (2.0, 0.0), 0.0),
        (dist.gamma_q, (2.0, math.inf), 0.0),
        (dist.beta_i, (2.0, 3.0, 0.0), 0.0),
        (dist.beta_i, (2.0, 3.0, 1.0), 1.0),
        (dist.binomial_pmf, (0, 5, 0.0), 1.0),
        (dist.binomial_pmf, (5, 5, 1.0), 1.0),
        (dist.binomial_cdf, (-1, 5, 0.5), 0.0),
        (dist.binomial_sf, (5, 5, 0.5), 0.0),
        (dist.poisson_pmf, (0, 0.0), 1.0),
        (dist.poisson_cdf, (-1, 2.0), 0.0),
        (dist.t_quantile, (0.5, 4), 0.0),
        (dist.nct_cdf, (0.0, 5, 0.0), 0.5),
    ],
)
def test_ends(function: Callable[..., float], args: tuple[Any, ...], wanted: float) -> None:
    assert function(*args) == wanted
