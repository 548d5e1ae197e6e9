"""Words and numbers as charts show them, and how wide a line of text is."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal

FONT = 18

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def clean(text: str) -> str:
    """One line of text that an XML file may hold."""
    return " ".join(_NOT_XML.sub("", text).split())


def needed(name: str, text: str) -> str:
    cleaned = clean(text)
    if not cleaned:
        raise ValueError(f"{name} must not be empty")
    return cleaned


def finite(name: str, values: Iterable[float]) -> None:
    for value in values:
        if not math.isfinite(value):
            raise ValueError(f"{name} must hold finite numbers, not {value!r}")


def shown(value: float, places: int | None = None) -> str:
    """About three figures and no zeros at the end, or just so many ``places``.

    A true minus sign, commas from 10,000; halves go away from 0, as readers expect.
    """
    if abs(value) >= 1e15:
        return f"{value:.2e}".replace("-", "\N{MINUS SIGN}")
    text = f"{rounded(abs(value), _places(value) if places is None else places):f}"
    if places is None and "." in text:
        text = text.rstrip("0").rstrip(".")
    if abs(value) >= 10_000:
        whole, dot, rest = text.partition(".")
        text = f"{int(whole):,}{dot}{rest}"
    return f"\N{MINUS SIGN}{text}" if value < 0 and text.strip("0.") else text


def rounded(value: float, places: int) -> Decimal:
    return Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def _places(value: float) -> int:
    """Decimal places that show about three figures."""
    size = abs(value)
    if size >= 100 or size == 0:
        return 1
    return min(8, max(0, 2 - math.floor(math.log10(size))))


def nearest(value: float) -> int:
    """The nearest whole number; halves go up, as readers expect."""
    return math.floor(value + 0.5)


def text_width(text: str) -> float:
    """About how wide a line of text is in a wide sans serif, in units of the drawing."""
    return sum(_letter(letter) for letter in text) * FONT


def _letter(letter: str) -> float:
    if letter in " .,:;'!|()[]ijlIfrt/-":
        return 0.4
    if letter in "mwMW%\N{MINUS SIGN}\N{LEFTWARDS ARROW}\N{RIGHTWARDS ARROW}":
        return 0.9
    return 0.74 if letter.isupper() else 0.63


def wrap(text: str, width: float) -> list[str]:
    """Lines no wider than ``width``, broken between words where that can be done."""
    lines = [""]
    for word in text.split():
        joined = f"{lines[-1]} {word}".lstrip()
        if text_width(joined) <= width:
            lines[-1] = joined
        else:
            lines += _pieces(word, width)
    return lines if lines[0] else lines[1:]


def _pieces(word: str, width: float) -> list[str]:
    """A word cut where it is too long for a line of its own."""
    pieces = [""]
    for letter in word:
        if pieces[-1] and text_width(pieces[-1] + letter) > width:
            pieces.append("")
        pieces[-1] += letter
    return pieces


def optional(name: str, value: float | None) -> set[float]:
    if value is None:
        return set()
    finite(name, [value])
    return {value}
