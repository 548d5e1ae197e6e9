"""Sums and what they come to, for the pages' script: run this file to write them anew.

``python tests/unit/test_arithmetic_vectors.py`` writes ``tests/data/arithmetic_vectors.json``. A
test here holds it current; the browser tests put it to ``arithmetic.js``.
"""

from __future__ import annotations

import itertools
import json
import math
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from statistics import NormalDist, mean, pstdev
from typing import Any

import pytest

from evidence_course import chance, stats
from evidence_course.stats import Spread

FILE = Path(__file__).parent.parent / "data" / "arithmetic_vectors.json"
SEEDS = (0, 1, 2, 12, 9999, 2**32 - 1)
Table = Sequence[Sequence[float]]

STEPPED = stats.stepped_wedge_design([2] * 6)
DESIGNS: dict[str, Table] = {
    "two areas a step": STEPPED,
    "one area": stats.stepped_wedge_design([1, 1]),
    "uneven steps": stats.stepped_wedge_design([5, 1, 6]),
    "side by side": stats.parallel_design(3, 2, periods=2, baseline_periods=1),
    "all at once": [[0, 1, 1]] * 4,
}
SPREADS = (
    {"residual": 0.1, "cluster": 0.34},
    {"residual": 0.5},
    {"residual": 0.2, "cluster": 0.3, "period": 0.1, "subject": 0.4, "turnover": 0.25},
)


def _one(function: Callable[[float], float], values: Sequence[float]) -> list[list[float]]:
    return [[value, function(value)] for value in values]


def curves() -> dict[str, list[list[float]]]:
    """Functions of one number: pairs of what goes in and what comes out."""
    normal = NormalDist()
    steps = [step / 10 for step in range(-80, 81, 4)]
    shares = [1e-6, 0.001, 0.025, 0.2, 0.5, 0.8, 0.975, 0.9999]
    return {
        "normalPdf": _one(normal.pdf, steps),
        "normalCdf": _one(normal.cdf, steps),
        "normalQuantile": _one(normal.inv_cdf, shares),
        "u3": _one(stats.u3, steps[10:31]),
        "overlap": _one(stats.overlap, steps[10:31]),
        "superiority": _one(stats.superiority, steps[10:31]),
        "inHundred": _one(_in_hundred, [0, 0.004, 0.005, 0.125, 0.448, 0.5, 0.995, 1]),
    }


def _in_hundred(share: float) -> int:
    return math.floor(100 * share + 0.5)


def draws(seed: int) -> dict[str, Any]:
    """What a seed gives, each kind from its own beginning."""
    plain, counts, scores = (chance.generator(seed) for _ in range(3))
    return {
        "seed": seed,
        "random": [plain() for _ in range(5)],
        "binomial": [chance.binomial(counts, 40, 0.3) for _ in range(5)],
        "normal": [chance.normal(scores) for _ in range(5)],
        "shuffled": chance.shuffled(chance.generator(seed), range(12)),
    }


def designs() -> Iterator[dict[str, Any]]:
    """Variances and powers of designs; None where a design cannot tell the effect from time."""
    for (name, design), spread in itertools.product(DESIGNS.items(), SPREADS):
        for size, effect in ((1, -0.1), (20, 0.0), (20, 0.25)):
            yield {
                "name": name,
                "design": design,
                "size": size,
                "spread": spread,
                "effect": effect,
                **_power(design, size, Spread(**spread), effect),
            }


def _power(design: Any, size: int, spread: Spread, effect: float) -> dict[str, Any]:
    try:
        variance = stats.treatment_variance(design, size, spread)
    except ValueError:
        return {"variance": None, "power": None}
    return {"variance": variance, "power": stats.power_design(design, effect, size, spread)}


def looks() -> Iterator[dict[str, Any]]:
    """What two plain ways of looking find in a table of values."""
    for name in ("two areas a step", "uneven steps"):
        design = DESIGNS[name]
        values = [
            [math.sin(3 * area) + 0.05 * period - 0.2 * on for period, on in enumerate(row)]
            for area, row in enumerate(design)
        ]
        yield {
            "design": design,
            "values": values,
            "beforeAfter": mean(_change(*pair) for pair in zip(design, values, strict=True)),
            "sideBySide": _side_by_side(design, values),
        }


def _change(row: Sequence[float], values: Sequence[float]) -> float:
    after = mean(value for on, value in zip(row, values, strict=True) if on)
    return after - mean(value for on, value in zip(row, values, strict=True) if not on)


def _side_by_side(design: Table, values: Table) -> float:
    """The slope of the values on the design, each period about its own mean."""
    pairs = [
        (on - mean(column), value)
        for column, found in zip(zip(*design, strict=True), zip(*values, strict=True), strict=True)
        for on, value in zip(column, found, strict=True)
    ]
    return sum(on * value for on, value in pairs) / sum(on * on for on, _ in pairs)


def _rounded(value: Any) -> Any:
    """Without the last digits, in which machines differ."""
    if isinstance(value, float):
        return float(f"{value:.12g}")
    if isinstance(value, dict):
        return {key: _rounded(each) for key, each in value.items()}
    return [_rounded(each) for each in value] if isinstance(value, list | tuple) else value


def as_text() -> str:
    """The file's text: one vector a line, so that a change shows in a diff."""
    groups = {
        "curves": [{name: pairs} for name, pairs in curves().items()],
        "draws": [draws(seed) for seed in SEEDS],
        "designs": list(designs()),
        "looks": list(looks()),
    }
    lines = [
        f'"{name}": [\n' + ",\n".join(json.dumps(_rounded(each)) for each in group) + "\n]"
        for name, group in groups.items()
    ]
    return "{\n" + ",\n".join(lines) + "\n}\n"


def test_the_vectors_for_the_pages_script_are_current() -> None:
    assert FILE.read_text("utf-8") == as_text(), (
        "sums changed: run 'python tests/unit/test_arithmetic_vectors.py', and mend arithmetic.js"
    )


def test_the_vectors_hold_what_cannot_be_told_and_what_can() -> None:
    variances = [each["variance"] for each in designs()]
    assert None in variances
    assert any(variances)


# The chances themselves


@pytest.mark.parametrize("seed", [-1, 2**32, 1.5])
def test_a_seed_is_a_whole_number_of_32_bits(seed: float) -> None:
    with pytest.raises(ValueError, match="seed must be a whole number from 0 to 4294967295"):
        chance.generator(seed)  # type: ignore[arg-type]


def test_draws_lie_evenly_from_0_to_below_1() -> None:
    lot = chance.generator(7)
    values = [lot() for _ in range(20_000)]
    assert min(values) >= 0 and max(values) < 1
    tenths = [sum(tenth <= 10 * value < tenth + 1 for value in values) for tenth in range(10)]
    assert all(1_850 < count < 2_150 for count in tenths)


def test_counts_and_scores_have_the_mean_and_spread_they_should() -> None:
    lot = chance.generator(3)
    counts = [chance.binomial(lot, 50, 0.3) for _ in range(4_000)]
    assert mean(counts) == pytest.approx(15, abs=0.2)
    assert pstdev(counts) == pytest.approx(math.sqrt(10.5), abs=0.15)
    scores = [chance.normal(lot) for _ in range(4_000)]
    assert mean(scores) == pytest.approx(0, abs=0.06)
    assert pstdev(scores) == pytest.approx(1, abs=0.05)


def test_an_order_by_lot_holds_everything_and_every_first_is_as_likely() -> None:
    lot = chance.generator(5)
    firsts = [0] * 4
    for _ in range(4_000):
        order = chance.shuffled(lot, range(4))
        assert sorted(order) == [0, 1, 2, 3]
        firsts[order[0]] += 1
    assert all(880 < count < 1_120 for count in firsts)


if __name__ == "__main__":
    FILE.write_text(as_text(), "utf-8")
