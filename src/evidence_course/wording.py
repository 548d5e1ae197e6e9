"""How a figure is said: rounding, sign and range, chosen by the words of a format.

A format reads like what it gives: ``about whole in 100`` gives *about 9 in 100*, ``1dp fewer in
100`` gives *8.6 fewer in 100*, ``from 1dp to 1dp`` gives *from 14.9 to 35.2*.

* Rounding: ``whole``, ``1dp`` to ``4dp``, ``tens``, ``hundreds``; without one, the number as it
  stands. Halves are rounded away from 0, as in school.
* Sign: ``size`` leaves it out; ``fewer``, ``lower``, ``less``, ``shorter``, ``down`` and ``fall``
  (*a fall of*) say it in words, and turn to *more*, *higher* and so on where the number is above 0.
* Said as they stand: ``about``; ``in 100``, ``out of 100``, ``for every 100`` or ``%`` after a
  figure that counts in 100. With another number, as ``in 1,000``, the figure is that of so many.
* Ranges: ``from to``, ``between and``, ``to``; ``turned`` puts the higher end first, as for a fall
  that runs from little to much.

Pure, standard library only.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from evidence_course.spelling import near
from evidence_course.values import Value, ValueFault, find, tidy

MINUS = "\N{MINUS SIGN}"
PERCENT = "%"
ABOUT, SIZE, TURNED = "about", "size", "turned"
OPENERS = {"from": "to", "between": "and"}
JOINERS = ("to", "and")
ROUNDINGS = {
    "whole": Decimal("1"),
    "1dp": Decimal("0.1"),
    "2dp": Decimal("0.01"),
    "3dp": Decimal("0.001"),
    "4dp": Decimal("0.0001"),
    "tens": Decimal("1e1"),
    "hundreds": Decimal("1e2"),
}
DIRECTIONS = {
    "fewer": ("fewer", "more"),
    "more": ("fewer", "more"),
    "less": ("less", "more"),
    "lower": ("lower", "higher"),
    "higher": ("lower", "higher"),
    "shorter": ("shorter", "longer"),
    "longer": ("shorter", "longer"),
    "down": ("down", "up"),
    "up": ("down", "up"),
    "fall": ("a fall of", "a rise of"),
    "rise": ("a fall of", "a rise of"),
}
"""What each word of direction says of a number below 0, and of one above."""

BEFORE = ("fall", "rise")
"""Words of direction that stand before the number."""

_WORDS = (*ROUNDINGS, *DIRECTIONS, *OPENERS, *JOINERS, PERCENT, ABOUT, SIZE, TURNED)
_OF = re.compile(r"(?:in|out of|for every) (\d{1,3}(?:,\d{3})+|\d+)")
_TOKEN = re.compile(r"(?:in|out of|for every) [\d,]+|\S+")
_SEPARATOR = re.compile(r"\s*[|,]\s*")
_LONGEST = 4
"""Decimals of a computed figure that may be printed without a rounding."""

Tokens = list[str]


def spoken(text: str, records: Mapping[str, Any]) -> str:
    """What ``REFERENCE | FORMAT`` prints; a comma does in place of the ``|``, as in a table.

    :raises ValueFault: if the reference or the format names nothing.
    """
    reference, *form = _SEPARATOR.split(" ".join(text.split()), maxsplit=1)
    return say(find(reference, records), form[0] if form else "")


_ROLE = re.compile(r"\{value\}`([^`]+)`")


def filled(value: Any, records: Mapping[str, Any]) -> Any:
    """Plain data in whose texts each role ``{value}`` has become the words that it prints.

    For readers that know no roles: a notebook, a terminal, a file to take along.

    :raises ValueFault: as ``spoken`` does.
    """
    if isinstance(value, str):
        return _ROLE.sub(lambda found: spoken(found[1], records), value)
    if isinstance(value, Mapping):
        return {key: filled(inner, records) for key, inner in value.items()}
    if isinstance(value, list):
        return [filled(inner, records) for inner in value]
    return value


def say(value: Value, form: str = "") -> str:
    """The words for a figure in a format.

    :raises ValueFault: if the format is unknown, or does not fit the figure.
    """
    tokens = _tokens(form)
    value = _of(value, tokens)
    _refuse_direction(value, tokens)
    if value.is_range:
        return _range(value, tokens)
    for word in tokens:
        if word in (*OPENERS, *JOINERS, TURNED):
            raise ValueFault(f"the format '{form}' is for a range, and this is one number")
    return _put(value, value.ends[0], tokens)


def _tokens(form: str) -> Tokens:
    tokens = _TOKEN.findall(form)
    for token in tokens:
        if token not in _WORDS and not _OF.fullmatch(token):
            tail = near(token, _WORDS) or f": such words as {', '.join(_WORDS[:4])}"
            raise ValueFault(f"unknown word '{token}' in the format '{form}'{tail}")
    return tokens


def _is_of(token: str) -> bool:
    """Whether a token says of how many a figure counts."""
    return token == PERCENT or bool(_OF.fullmatch(token))


def _of(value: Value, tokens: Tokens) -> Value:
    """The figure of as many as the format says: a count in 100 halves when said ``in 50``."""
    said = next((token for token in tokens if _is_of(token)), None)
    if said is None:
        return value
    if not value.in_100:
        raise ValueFault(
            f"'{said}' does not fit: this figure is no count in 100 (a ratio is, as "
            "'change' or 'estimate-in-100')"
        )
    found = _OF.fullmatch(said)
    many = int(found[1].replace(",", "")) if found else 100
    if many == 100:
        return value
    ends = tuple(end * many / 100 for end in value.ends)
    return replace(value, ends=ends, computed=True)


def _refuse_direction(value: Value, tokens: Tokens) -> None:
    said = next((token for token in tokens if token in DIRECTIONS), None)
    if said and not value.is_change:
        raise ValueFault(f"'{said}' does not fit: this figure is no difference and no change")
    if said in BEFORE and value.is_range:
        raise ValueFault(f"'{said}' is for one number: say 'fewer' or 'lower' of a range")


# A range


def _range(value: Value, tokens: Tokens) -> str:
    ends = tuple(reversed(value.ends)) if TURNED in tokens else value.ends
    low, joiner, high = _halves([token for token in tokens if token != TURNED])
    low, high = _shared(low, high, ROUNDINGS), _shared(high, low, ROUNDINGS)
    low, high = _shared(low, high, (SIZE,)), _shared(high, low, (SIZE,))
    high = _shared(high, low, DIRECTIONS)
    if any(word in DIRECTIONS for word in high) and _is_mixed(ends, _rounding(high)):
        low = _shared(low, high, DIRECTIONS)
    elif any(word in DIRECTIONS for word in high):
        low = [*(word for word in low if word not in DIRECTIONS), SIZE]
    return f"{_put(value, ends[0], low)} {joiner} {_put(value, ends[1], high)}"


def _halves(tokens: Tokens) -> tuple[Tokens, str, Tokens]:
    """What is said of the first end, the word between, and what is said of the second."""
    place = next((i for i, word in enumerate(tokens) if word in JOINERS), None)
    if place is None:
        opener = next((word for word in tokens if word in OPENERS), "")
        trailing = [word for word in tokens if _is_of(word) or word in DIRECTIONS]
        leading = [word for word in tokens if word not in trailing]
        return leading, OPENERS.get(opener, "to"), trailing
    return tokens[:place], tokens[place], tokens[place + 1 :]


def _shared(tokens: Tokens, others: Tokens, kinds: Sequence[str] | Mapping[str, Any]) -> Tokens:
    """The tokens with those of a kind that stand at the other end only."""
    if any(word in kinds for word in tokens):
        return tokens
    added = [word for word in others if word in kinds]
    leading = [word for word in tokens if word in (ABOUT, *OPENERS)]
    rest = [word for word in tokens if word not in leading]
    return [*leading, *added, *rest] if kinds is not DIRECTIONS else [*tokens, *added]


def _is_mixed(ends: Sequence[float], rounding: str) -> bool:
    """Whether one end is printed below 0 and the other above."""
    signs = {_rounded(end, rounding) > 0 for end in ends}
    return len(signs) == 2


# One number


def _put(value: Value, number: float, tokens: Tokens) -> str:
    """The tokens with the number in the place of its rounding, or first after ``about``."""
    rounding = _rounding(tokens)
    rounded = _rounded(number, rounding)
    _refuse_endless(value, rounded, rounding)
    words = []
    for token in tokens:
        if token in DIRECTIONS:
            words.append(_direction(token, rounded))
        elif token not in (*ROUNDINGS, SIZE):
            words.append(token)
    is_unsigned = SIZE in tokens or any(token in DIRECTIONS for token in tokens)
    place = _place(tokens)
    words.insert(place, _printed(abs(rounded) if is_unsigned else rounded))
    return " ".join(words).replace(" %", "%")


def _place(tokens: Tokens) -> int:
    """Where among the words the number goes."""
    said = [token for token in tokens if token != SIZE]
    for index, token in enumerate(said):
        if token in ROUNDINGS:
            return index
    return sum(token in (ABOUT, *OPENERS, *BEFORE) for token in said)


def _rounding(tokens: Tokens) -> str:
    found = [token for token in tokens if token in ROUNDINGS]
    if len(found) > 1:
        raise ValueFault(f"'{found[0]}' and '{found[1]}' both say how to round: keep one")
    return found[0] if found else ""


def _rounded(number: float, rounding: str) -> Decimal:
    exact = Decimal(str(tidy(number)))
    if not rounding:
        return exact
    return rounded(number, ROUNDINGS[rounding])


def rounded(number: float, step: Decimal) -> Decimal:
    """A number to the nearest multiple of a power of ten, halves away from 0."""
    return Decimal(str(tidy(number))).quantize(step, rounding=ROUND_HALF_UP)


def _refuse_endless(value: Value, rounded: Decimal, rounding: str) -> None:
    exponent = rounded.as_tuple().exponent
    if not rounding and value.computed and isinstance(exponent, int) and exponent < -_LONGEST:
        raise ValueFault("this figure is worked out: say how to round it, such as '| 1dp'")


def _direction(word: str, number: Decimal) -> str:
    below, above = DIRECTIONS[word]
    if not number:
        raise ValueFault(
            f"the figure rounds to 0, which is neither {below} nor {above}: keep more decimals"
        )
    return below if number < 0 else above


def _printed(number: Decimal) -> str:
    sign = MINUS if number < 0 else ""
    return f"{sign}{abs(number):,f}"


# Numbers in a text

_NUMBER = re.compile(
    r"(?<![\w.,/])(?:(?<![)\]])[-\N{MINUS SIGN}])?"
    r"(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)(?![\w/]|,\d|\.\d)"
)
"""A minus belongs to a number if it touches it and nothing stands before it."""


@dataclass(frozen=True)
class Spotted:
    """A number as it stands in a text, from ``start`` to ``end``."""

    text: str
    number: Decimal
    start: int
    end: int

    @property
    def decimals(self) -> int:
        return len(self.text.partition(".")[2])


def numbers_in(text: str) -> list[Spotted]:
    """The numbers that a text holds; a year, a date and a name count as well."""
    return [_spotted(found) for found in _NUMBER.finditer(text)]


def _spotted(found: re.Match[str]) -> Spotted:
    text = found[0].replace(MINUS, "-")
    return Spotted(text, Decimal(text.replace(",", "")), found.start(), found.end())
