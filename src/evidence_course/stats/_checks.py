"""Whether an argument can be: each check raises ``ValueError`` that names the argument and why."""

from __future__ import annotations

import math
from collections.abc import Sequence
from numbers import Real

MOST = 10**15  # beyond this, a float does not tell neighbouring counts apart
LARGEST, SMALLEST = 1e50, 1e-50  # between these, a product of six numbers can still be held


def finite(name: str, value: float) -> None:
    """Refuse what is no number, is a truth value, is infinite or too large to calculate with."""
    if isinstance(value, bool) or not isinstance(value, Real):
        raise ValueError(f"{name} must be a number, not {value!r}")
    if value != value or value in (math.inf, -math.inf):
        raise ValueError(f"{name} must be a finite number, not {value!r}")
    if not -LARGEST <= value <= LARGEST:
        raise ValueError(f"{name} must be at most {LARGEST:g} in size, or it cannot be calculated")


def positive(name: str, value: float) -> None:
    """Refuse what is not above 0, or is too near to it to calculate with."""
    finite(name, value)
    if value <= 0:
        raise ValueError(f"{name} must be above 0, not {value!r}")
    if value < SMALLEST:
        raise ValueError(f"{name} must be at least {SMALLEST:g}, or it cannot be calculated")


def not_negative(name: str, value: float) -> None:
    """Refuse what is below 0."""
    finite(name, value)
    if value < 0:
        raise ValueError(f"{name} must not be negative: {value!r}")


def between(name: str, value: float, low: float, high: float) -> None:
    """Refuse what is not strictly between ``low`` and ``high``."""
    finite(name, value)
    if not low < value < high:
        raise ValueError(f"{name} must lie between {low:g} and {high:g}, not {value!r}")


def within(name: str, value: float, low: float, high: float) -> None:
    """Refuse what is outside ``low`` to ``high``; both ends are allowed."""
    finite(name, value)
    if not low <= value <= high:
        raise ValueError(f"{name} must be from {low:g} to {high:g}, not {value!r}")


def share(name: str, value: float) -> None:
    """Refuse what is no share from 0 to 1; both ends are allowed."""
    within(name, value, 0, 1)


def level(value: float) -> None:
    """Refuse a level of confidence that is not strictly between 0 and 1 (0.95, not 95)."""
    between("level", value, 0, 1)
    if value < 1e-9:
        raise ValueError(f"level must be at least 1e-9, not {value!r}: it leaves no interval")


def whole(name: str, value: float, least: int = 0) -> None:
    """Refuse what is no whole number from ``least`` to 10 to the 15; 3.0 counts as whole."""
    finite(name, value)
    if value != int(value) or value < least:
        raise ValueError(f"{name} must be a whole number of at least {least}, not {value!r}")
    if value > MOST:
        raise ValueError(f"{name} must be at most {MOST:.0e}, not {value!r}")


def events(suffix: str, count: float, n: float) -> None:
    """Refuse ``count`` of ``n`` that cannot be; the names are ``events`` and ``n`` + suffix."""
    whole(f"n{suffix}", n, 1)
    whole(f"events{suffix}", count, 0)
    if count > n:
        raise ValueError(f"events{suffix} must not be above n{suffix}: {count!r} of {n!r}")


def choice(name: str, value: str, allowed: Sequence[str]) -> None:
    """Refuse a word that is not one of ``allowed``."""
    if value not in allowed:
        raise ValueError(f"{name} must be one of {', '.join(allowed)}, not {value!r}")


def numbers(name: str, values: Sequence[float], least: int = 1) -> None:
    """Refuse a list that holds fewer than ``least`` values or one that is no finite number."""
    if isinstance(values, str) or len(values) < least:
        raise ValueError(f"{name} must hold at least {least} number{'s' * (least > 1)}")
    for value in values:
        finite(name, value)


def same_length(name_1: str, one: Sequence[object], name_2: str, two: Sequence[object]) -> None:
    """Refuse two lists that cannot be paired."""
    if len(one) != len(two):
        raise ValueError(f"{name_1} and {name_2} must be of one length: {len(one)} and {len(two)}")
