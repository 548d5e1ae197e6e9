"""How answers are marked: the reference that the pages' script and every export format follow.

Pure functions from an interaction and a reader's response to a mark. The pages' own marking, in
``quiz.js``, is held to this file by the vectors in ``tests/data/marking_vectors.json``. What a
reader wrote is marked by the points that the reader ticks.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from evidence_course.model.interaction import (
    Arrange,
    Choose,
    Enter,
    Interaction,
    Match,
    Number,
    Write,
)

# Decimal fractions have no exact binary form: 0.4 is further from 0.3 than 0.1 is long. An answer
# on the edge of the tolerance counts as within it.
_SLACK = 1e-9

_BLANKS = re.compile(r"[\s\ufeff]+")
_DASHES = re.compile("[\u2010-\u2015\u2212]")
_NUMBER = re.compile(
    r"(?:about |around |roughly )?([-+]?) ?£?([-+]?)"
    r"([1-9]\d{0,2}(?:[ ,]\d{3})+(?:\.\d+)?|\d+\.?\d*|\.\d+) ?(.*)",
    re.ASCII | re.IGNORECASE,
)
_DENOMINATOR = re.compile(
    r"\b(?:in|in every|out of|out of every|per) 10{0,2}(?:0{2}|[ ,]?0{3})(?![\d,])",
    re.ASCII | re.IGNORECASE,
)
_MORE = re.compile(r"[\d,/]", re.ASCII)
_APOSTROPHES = re.compile("[\u2018\u2019\u201b\u02bc]")
_QUOTES = re.compile("[\u201c\u201d\u201e]")
_AROUND = " .,;:!?\"'()"


@dataclass(frozen=True)
class Mark:
    """What a response earned.

    ``credit`` runs from 0 to 1, and is 1 just when the response is ``right``. ``parts`` tells of
    each option, item, step or pair, in the author's order, whether it was judged rightly.
    ``near_miss`` is the place of the near miss that a number hit, if it hit one.
    """

    credit: float
    right: bool
    parts: tuple[bool, ...] = ()
    near_miss: int | None = None


def mark_choose(choose: Choose, chosen: Collection[str]) -> Mark:
    """Mark the keys that were chosen.

    Where one answer is asked for, and with ``all``, only the whole answer earns anything. With
    ``each`` the credit is the share of options judged rightly: right ones chosen, wrong ones left.
    Two kinds of answer earn nothing, because they need no judgement and would else be paid for
    the mere number of options: one that holds no right option (an empty one too), and one that
    holds every option where not every option is right.

    :raises ValueError: if a key is not among the choices.
    """
    picked = set(chosen)
    unknown = picked - {choice.key for choice in choose.choices}
    if unknown:
        raise ValueError(f"chosen: no choice has the key '{min(unknown)}'")
    parts = tuple((choice.key in picked) == choice.correct for choice in choose.choices)
    found = any(choice.correct and choice.key in picked for choice in choose.choices)
    judged = found and len(picked) < len(parts)
    by_part = choose.multiple and choose.scoring == "each" and judged
    return _mark(parts, credit=_share(parts) if by_part else None)


def mark_number(number: Number, response: float | str | None) -> Mark:
    """Mark a number, or the text that a reader typed; no number is a wrong one.

    A number within the tolerance is right. Else the first near miss that it hits gives its own
    credit. Both edges belong to the tolerance.
    """
    value = parse_number(response) if isinstance(response, str) else response
    if value is None:
        return Mark(0.0, False)
    if _within(value, number.answer, number.tolerance):
        return Mark(1.0, True)
    for place, miss in enumerate(number.near_misses):
        if _within(value, miss.value, miss.tolerance):
            return Mark(miss.credit, False, near_miss=place)
    return Mark(0.0, False)


def mark_enter(enter: Enter, text: str) -> Mark:
    """Mark a word or two, however they were typed.

    What a keyboard or a phone adds does not count: blanks, how many of them, a full stop or quotes
    around the words, curly quotes, long dashes; nor do capitals, unless the question says so.
    """

    def form(words: str) -> str:
        plain = plain_words(words)
        return plain if enter.case_sensitive else plain.casefold()

    right = form(text) in {form(words) for words in enter.accept}
    return Mark(float(right), right)


def plain_words(text: str) -> str:
    """The words as a plain keyboard writes them, without marks and blanks around them."""
    plain = _DASHES.sub("-", unicodedata.normalize("NFKC", text))
    plain = _QUOTES.sub('"', _APOSTROPHES.sub("'", plain))
    plain = _BLANKS.sub(" ", plain).strip()
    return plain.strip(_AROUND) or plain


def mark_arrange(arrange: Arrange, order: Sequence[int]) -> Mark:
    """Mark an order, given as the places of the items in the author's list: 0, 1, 2… is right.

    ``position`` counts the items in their own place, ``neighbours`` the items that are followed at
    once by the one that should follow them (so one item moved does not cost all the rest), and
    ``all`` gives credit for the whole order only.

    :raises ValueError: if ``order`` does not hold each item once.
    """
    places = range(len(arrange.items))
    if sorted(order) != list(places):
        raise ValueError(f"order: must hold each of 0 to {len(places) - 1} once, not {order}")
    if arrange.scoring == "neighbours":
        kept = set(zip(order, order[1:], strict=False))
        parts = tuple((place, place + 1) in kept for place in places[:-1])
    else:
        parts = tuple(order[place] == place for place in places)
    return _mark(parts, credit=None if arrange.scoring == "all" else _share(parts))


def mark_match(match: Match, chosen: Sequence[str | None]) -> Mark:
    """Mark the right parts that were chosen, one for each pair in turn; credit by the pair.

    :raises ValueError: if there are more or fewer of them than pairs.
    """
    if len(chosen) != len(match.pairs):
        raise ValueError(f"chosen: {len(match.pairs)} pairs need as many, not {len(chosen)}")
    parts = tuple(pair.right == right for pair, right in zip(match.pairs, chosen, strict=True))
    return _mark(parts, credit=_share(parts))


def mark_write(write: Write, ticked: Collection[int]) -> Mark:
    """Mark what a reader wrote by the points, counted from 0, that the reader ticked.

    :raises ValueError: if there is no such point.
    """
    places = range(len(write.checklist))
    unknown = set(ticked) - set(places)
    if unknown:
        raise ValueError(f"ticked: no point has the number {min(unknown)}")
    parts = tuple(place in ticked for place in places)
    return _mark(parts, credit=_share(parts))


_MARKERS: Mapping[type, Callable[[Any, Any], Mark]] = MappingProxyType(
    {
        Choose: mark_choose,
        Number: mark_number,
        Enter: mark_enter,
        Arrange: mark_arrange,
        Match: mark_match,
        Write: mark_write,
    }
)


def mark(interaction: Interaction, response: Any) -> Mark:
    """Mark a response in the form that the function for this interaction takes.

    :raises ValueError: if the response cannot be one to this interaction.
    """
    return _MARKERS[type(interaction)](interaction, response)


def parse_number(text: str) -> float | None:
    """The one number in what a reader typed, or nothing if there is none or more than one.

    Read as people in the UK write it: ``8``, ``8.0``, ``.5``, ``−8``, ``1,500``, ``1 500``,
    ``£3.50``, ``8%``, ``8 points``, ``about 8 in 100``. What follows the number is taken for its
    unit. A range, a fraction or a decimal comma is not guessed at.
    """
    plain = _BLANKS.sub(" ", _DASHES.sub("-", text)).strip()
    found = _NUMBER.fullmatch(plain)
    if found is None or (found[1] and found[2]):
        return None
    if _MORE.search(_DENOMINATOR.sub("", found[4], count=1)):
        return None
    size = float(re.sub("[ ,]", "", found[3]))
    return -size if "-" in (found[1], found[2]) else size


def _mark(parts: tuple[bool, ...], *, credit: float | None) -> Mark:
    """The mark for these parts; without ``credit`` only the whole earns anything."""
    right = all(parts)
    return Mark(float(right) if credit is None else credit, right, parts)


def _share(parts: Sequence[bool]) -> float:
    return sum(parts) / len(parts)


def _within(value: float, aim: float, tolerance: float) -> bool:
    return abs(value - aim) <= tolerance + _SLACK * max(1.0, abs(aim))
