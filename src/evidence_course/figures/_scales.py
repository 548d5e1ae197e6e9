"""From values to places in a drawing, and round numbers for an axis."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from evidence_course.figures._drawing import WIDTH
from evidence_course.figures._words import shown, text_width


@dataclass(frozen=True)
class Scale:
    """From values to units of the drawing; ``log`` is for ratios, which are above 0."""

    low: float
    high: float
    start: float
    end: float
    log: bool = False

    def __call__(self, value: float) -> float:
        if self.log:
            share = math.log(value / self.low) / math.log(self.high / self.low)
        else:
            share = (value - self.low) / (self.high - self.low)
        return self.start + share * (self.end - self.start)


def strip_scale(values: Sequence[float], *, log: bool = False) -> Scale:
    """A scale across the drawing that holds the values, with a little room on both sides."""
    low, high = span_of(values)
    if log:
        room = (high / low) ** 0.04
        return Scale(low / room, high * room, 6, WIDTH - 6, log=True)
    margin = (high - low) * 0.04
    return Scale(low - margin, high + margin, 6, WIDTH - 6)


def _step(span: float, most: int) -> float:
    """The smallest round step that cuts ``span`` into at most ``most`` parts."""
    power = 10.0 ** math.floor(math.log10(span / most))
    return next(power * part for part in (1, 2, 5, 10, 20) if span / (power * part) <= most + 1e-9)


def round_ticks(low: float, high: float, most: int) -> list[float]:
    """The multiples of a round step between two values, about ``most`` of them."""
    step = _step(high - low, most)
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return [number * step for number in range(first, last + 1)]


def scale_ticks(x: Scale) -> list[float]:
    """At most six round numbers; on a log scale that goes far, powers of two."""
    if not x.log or x.high / x.low < 3:
        return round_ticks(x.low, x.high, 5)
    first, last = math.ceil(math.log2(x.low)), math.floor(math.log2(x.high))
    every = 1 + (last - first) // 6
    return [2.0**power for power in range(first, last + 1) if power % every == 0]


def few_ticks(x: Scale) -> list[float]:
    """As many ticks as have room for their labels."""
    widest = max(text_width(shown(tick)) for tick in round_ticks(x.low, x.high, 4))
    most = int((x.end - x.start) / (widest + 12))
    ticks = round_ticks(x.low, x.high, max(1, most))
    whole = float(x.low).is_integer() and float(x.high).is_integer()
    kept = [tick for tick in ticks if float(tick).is_integer() or not whole]
    return kept if len(kept) > 1 else [x.low, x.high]


def span_of(values: Sequence[float]) -> tuple[float, float]:
    """The least and the greatest value, parted a little where they are one."""
    low, high = min(values), max(values)
    if low == high:
        margin = abs(low) / 2 or 1.0
        return low - margin, high + margin
    return low, high


def round_out(values: Sequence[float], most: int) -> tuple[float, float]:
    """Round numbers at or just outside the values."""
    low, high = span_of(values)
    step = _step(high - low, most)
    return math.floor(low / step + 1e-9) * step, math.ceil(high / step - 1e-9) * step


def apart(wanted: Sequence[float], heights: Sequence[float], top: float, end: float) -> list[float]:
    """Tops of labels near where they are wanted, without overlap, in ``top`` to ``end``."""
    order = sorted(range(len(wanted)), key=lambda i: (wanted[i], i))
    tops = [0.0] * len(wanted)
    edge = top
    for i in order:
        tops[i] = max(edge, wanted[i] - heights[i] / 2)
        edge = tops[i] + heights[i]
    for i in reversed(order):
        tops[i] = min(tops[i], end - heights[i])
        end = tops[i]
    return tops
