"""Chances that a notebook and a page's script share: the same seed gives the same draws in both.

So a drawn figure and the picture that a reader can change show the same made-up families. For all
else ``random`` is the better choice. The script is ``arithmetic.js``. Standard library only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from statistics import NormalDist
from typing import TypeVar

T = TypeVar("T")
Random = Callable[[], float]

_WORD = 2**32
_LOW = _WORD - 1


def generator(seed: int) -> Random:
    """Numbers from 0 to below 1 that depend on ``seed`` alone, from 0 to 2 to the power of 32.

    Source: mulberry32, by Tommy Ettinger, in the public domain.
    Raises ValueError for another seed.
    """
    if seed != int(seed) or not 0 <= seed < _WORD:
        raise ValueError(f"seed must be a whole number from 0 to {_LOW}, not {seed!r}")
    state = int(seed)

    def random() -> float:
        nonlocal state
        state = (state + 0x6D2B79F5) & _LOW
        mixed = (state ^ (state >> 15)) * (state | 1) & _LOW
        mixed ^= (mixed + (mixed ^ (mixed >> 7)) * (mixed | 61)) & _LOW
        return (mixed ^ (mixed >> 14)) / _WORD

    return random


def binomial(random: Random, n: int, share: float) -> int:
    """How many of ``n`` people have an event that each has by the chance ``share``, from 0 to 1."""
    return sum(random() < share for _ in range(n))


def normal(random: Random) -> float:
    """A draw from the normal curve with mean 0 and spread 1."""
    return NormalDist().inv_cdf(random() + 0.5 / _WORD)


def shuffled(random: Random, values: Iterable[T]) -> list[T]:
    """The values in an order drawn by lot (Fisher and Yates), from the last place to the first."""
    order = list(values)
    for last in range(len(order) - 1, 0, -1):
        other = int(random() * (last + 1))
        order[last], order[other] = order[other], order[last]
    return order
