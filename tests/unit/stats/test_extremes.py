"""Every public function on numbers that are huge, tiny, or far apart.

Each gives an answer that is a number, or a ``ValueError`` that names one of its arguments. What to
put in is read from the functions' own annotations, so that a new function is driven too.
"""

from __future__ import annotations

import dataclasses
import inspect
import math
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from evidence_course import stats
from evidence_course.stats.meta import TAU2_METHODS
from evidence_course.stats.tables import MEASURES

FUNCTIONS = [name for name in stats.__all__ if inspect.isfunction(getattr(stats, name))]

# From the least to the largest float, and what people might type.
sizes = [5e-324, 1e-300, 1e-160, 1e-60, 1e-49, 1e-30, 1e-18, 1e-9, 1e-3, 0.3, 0.95, 1.0, 2.0, 30.0]
sizes += [1e3, 1e6, 1e12, 1e15, 1e18, 1e30, 1e49, 1e60, 1e160, 1e300, 1.7e308]
usual = st.floats(0.01, 0.99) | st.sampled_from([1.0, 2.0, 5.0, 40.0])
extreme = st.sampled_from([0.0, *sizes, *(-size for size in sizes)])
floats = usual | extreme | extreme.map(abs) | st.floats(-10, 10)
whole = st.integers(0, 30)
ints = whole | st.sampled_from([10**4, 10**6, 10**9, 10**12, 10**15, 10**15 + 1, 10**300])
few = st.integers(0, 20) | st.just(10**12)
near_one = st.sampled_from([1 - 2.0**-53, 1 - 1e-12, 1e-12, 1e-300])


def lists(elements: st.SearchStrategy[Any], least: int = 0) -> st.SearchStrategy[list[Any]]:
    return st.lists(elements, min_size=least, max_size=6)


@st.composite
def tables(draw: st.DrawFn) -> tuple[int, int, int, int]:
    n_1, n_2 = draw(ints), draw(ints)
    low = st.integers(0, 3)
    return (
        min(n_1, draw(ints | low)), n_1, min(n_2, draw(ints | low)), n_2,
    )  # fmt: skip


@st.composite
def estimates(draw: st.DrawFn) -> stats.Estimate:
    low, value, high = sorted(draw(floats) for _ in range(3))
    return stats.Estimate(value, low, high, draw(st.sampled_from([0.95, 0.998, 1e-12])))


def made(kind: Callable[..., Any], **fields: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Objects of this package, left out where they refuse what was drawn."""

    @st.composite
    def build(draw: st.DrawFn) -> Any:
        drawn = {name: draw(each) for name, each in fields.items()}
        try:
            return kind(**drawn)
        except ValueError:
            assume(False)

    return build()


designs = st.sampled_from(
    [stats.parallel_design(2, 3), stats.stepped_wedge_design([1, 2]), ((0, 1),), ((0, 0), (0, 1))]
)
pooled = made(
    stats.random_effects, effects=lists(st.floats(-1e9, 1e9), 3), variances=lists(usual, 3)
)
charts = made(
    stats.individuals_chart, values=st.lists(floats, min_size=8, max_size=20), factor=usual
)
inputs = {"a": stats.Normal(1, 2), "b": stats.LogNormal(1e9, 3.0), "c": 1e300}

BY_NAME: dict[str, st.SearchStrategy[Any]] = {
    "alternative": st.sampled_from(["two-sided", "less", "greater"]),
    "adjust": st.sampled_from(["none", "multiplicative", "additive"]),
    "bands": st.just([(0.0, 0.5, 1.0), (0.51, 1e300, 2.0)]),
    "base": st.fixed_dictionaries({"a": floats, "b": floats}),
    "chart": charts,
    "clusters_per_step": lists(few),
    "correction": floats | st.sampled_from(["exact", "approximate", "none"]),
    "distribution": st.sampled_from(["t", "normal"]),
    "clusters_1": few,
    "clusters_2": few,
    "periods": few,
    "baseline_periods": few,
    "periods_per_step": few,
    "draws": st.sampled_from([100, 10**15]),
    "function": st.sampled_from([abs, lambda x: 1 / x, lambda x: x * x * x, math.sqrt]),
    "inputs": st.just(inputs),
    "interval": st.sampled_from(["large-sample", "borenstein", "exact"]),
    "length": st.integers(2, 16),
    "level": st.sampled_from([0.95, 0.998, 0.5]) | near_one,
    "measure": st.sampled_from(MEASURES),
    "method": st.sampled_from([*TAU2_METHODS, "newcombe", "wald", "auto", "byar", "log", "exact"])
    | st.sampled_from(["normal", "pooled", "unpooled", "arcsine"]),
    "model": st.sampled_from(["random", "fixed", "mantel-haenszel"]),
    "most": st.sampled_from([1, 5, 1000, 10**15]),
    "net_benefit": st.sampled_from([lambda a, b, c: a * b - 1, lambda a, b, c: a * b * c]),
    "pool": st.sampled_from([stats.random_effects, stats.fixed_effect]),
    "power": st.floats(0.1, 0.99) | near_one,
    "ranges": st.fixed_dictionaries({"a": st.tuples(floats, floats)}),
    "rules": st.sampled_from(["nhs", "western electric", "nelson"]),
    "starts": lists(st.integers(0, 9)),
    "variance": floats | st.sampled_from(["sato", "greenland-robins"]),
}
BY_TYPE: dict[str, st.SearchStrategy[Any]] = {
    "bool": st.booleans(),
    "float": floats,
    "int": ints,
    "float | None": floats | st.none(),
    "int | None": ints | st.none(),
    "int | Sequence[int]": ints | lists(ints, 2),
    "float | Sequence[float]": floats | lists(floats, 2),
    "Sequence[int]": lists(ints),
    "Sequence[float]": lists(floats),
    "Sequence[Sequence[float]]": lists(lists(floats)),
    "Sequence[Sequence[int]]": designs,
    "Sequence[Table]": lists(tables()),
    "Sequence[T]": lists(floats, 2),
    "Estimate": estimates(),
    "Pooled": pooled,
    "Spread": made(stats.Spread, residual=floats, cluster=floats, period=floats, turnover=usual),
}
SPECIAL: dict[tuple[str, str], st.SearchStrategy[Any]] = {
    ("rebased", "chart"): st.sampled_from([stats.individuals_chart, stats.ewma_chart]),
    ("one_way_sensitivity", "model"): st.just(lambda a, b: a * b),
    ("tau_squared", "method"): st.sampled_from(TAU2_METHODS),
    ("risk_ratio", "correction"): floats,
    ("odds_ratio", "correction"): floats,
    ("effects_of_tables", "correction"): floats,
}

# Where infinity is the answer, as the docstrings say.
INFINITE = {
    "number_needed", "number_needed_to_treat", "number_needed_from_smd",
    "number_needed_from_superiority", "likelihood_ratios", "rate_ratio", "risk_ratio", "odds_ratio",
    "interval_from_p",
}  # fmt: skip


def drawn(function: str, parameter: inspect.Parameter) -> st.SearchStrategy[Any]:
    name = parameter.name
    if (function, name) in SPECIAL:
        return SPECIAL[function, name]
    return BY_NAME.get(name, BY_TYPE.get(parameter.annotation, st.nothing()))


@st.composite
def calls(draw: st.DrawFn, function: str) -> dict[str, Any]:
    """Arguments by name; lists of one call are of one length, most of the time."""
    found = {}
    length = draw(st.integers(2, 6))
    for name, parameter in inspect.signature(getattr(stats, function)).parameters.items():
        left_out = parameter.default is not parameter.empty and draw(st.booleans())
        if not left_out:
            value = draw(drawn(function, parameter))
            one = isinstance(value, list) and parameter.annotation in (
                "Sequence[int]", "Sequence[float]",
            )  # fmt: skip
            if one and name != "clusters_per_step" and draw(st.integers(0, 9)):
                source = floats if parameter.annotation == "Sequence[float]" else ints
                value = draw(st.lists(source, min_size=length, max_size=length))
            found[name] = value
    return found


def numbers(value: Any) -> list[float]:
    """Every number in a result, however deep."""
    if isinstance(value, (str, bool)) or value is None:
        return []
    if isinstance(value, (int, float)):
        return [value]
    if isinstance(value, Mapping):
        return [each for item in value.values() for each in numbers(item)]
    if isinstance(value, Sequence):
        return [each for item in value for each in numbers(item)]
    assert dataclasses.is_dataclass(value), value
    fields = dataclasses.fields(value)
    return [each for field in fields for each in numbers(getattr(value, field.name))]


@pytest.mark.parametrize("name", FUNCTIONS)
@given(data=st.data())
@settings(
    deadline=None,
    max_examples=25,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
def test_an_answer_is_a_number_or_a_refusal_that_names_an_argument(name: str, data: Any) -> None:
    arguments = data.draw(calls(name))
    try:
        found = getattr(stats, name)(**arguments)
    except ValueError as error:
        known = set(inspect.signature(getattr(stats, name)).parameters)
        if "tables" in known:  # each of which is made of these
            known |= {"events_1", "n_1", "events_2", "n_2"}
        if name == "rebased":  # which says what its chart says
            known.add("values")
        words = set(re.findall(r"\w+", str(error)))
        assert words & known, f"{error} names none of {sorted(known)}"
        return
    for number in numbers(found):
        assert number == number, f"not a number in {found}"
        assert math.isfinite(number) or name in INFINITE, f"infinite in {found}"
