"""Answers and what they earn, for the pages' script: run this file to write them anew.

``python tests/unit/test_marking_vectors.py`` writes ``tests/data/marking_vectors.json``. A test
here holds it current; the browser tests put it to ``quiz.js``.
"""

from __future__ import annotations

import itertools
import json
import random
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from evidence_course.marking import Mark, mark, parse_number
from evidence_course.model.interaction import (
    Arrange,
    ArrangeScoring,
    Choice,
    Choose,
    ChooseScoring,
    Enter,
    Match,
    NearMiss,
    Number,
    Pair,
    Write,
)

FILE = Path(__file__).parent.parent / "data" / "marking_vectors.json"
Vector = dict[str, Any]

TEXTS = [
    *("8", "8.0", "08", "8.", ".5", "0.5", "-.5", "+8", "0", "-0", "−8", "–8", "-8", "- 8", "--8"),
    *("1,500", "1 500", "1\u00a0500", "1\u202f500.25", "1,500,000", "12 000", "1  500", "1500000"),
    *("1,50", "0,5", "0,500", "8,5", "1,5000", "1500,000", "1,500 000", "1.500", "8.5.2", "8e3"),
    *("8%", "8 %", "8 per cent", "8 points", "8points", "8 ", "\t8\n", "8 in 100", "8 in 100 boys"),
    *("8 per 10,000", "8 per 100,000", "8 out of 1000", "20 in every 100", "8 points in 100"),
    *("8 in 100 or 9", "8 in 12", "1 in 5", "8/100", "8 or 9", "8 to 10", "8-10", "8 – 10", "8-"),
    *("about 8", "About 8 in 100", "roughly 1,500 children", "around -3", "nearly 8", "about"),
    *("£3.50", "-£3.50", "£-3.50", "-£-3.50", "£ 3", "£1,500", "£", "%8", "8 8", "8 children, 9"),
    *("", " ", "eight", "none", ".", "-", ",5", "½", "٣", "NaN", "Infinity", "0x10", "1_000"),
]

WORDS = [
    *("roots", "Roots", " ROOTS ", "the roots", "the  roots", "the\u00a0roots", "theroots", "root"),
    *("roots.", "'roots'", "\u201croots\u201d", "(roots)", "roots!", "r.oots"),
    *("don't know", "don\u2019t know", "don\u02bct know", "dont know", "Don\u2018t Know."),
    *("follow-up", "follow\u2010up", "follow\u2011up", "follow \u2013 up", "follow up", "followup"),
    *("caf\u00e9", "cafe\u0301", "cafe", "CAF\u00c9", "\ufb01nd", "find"),
    *("Stra\u00dfe", "STRASSE", "strasse"),
    *("", " ", "?", "??", ".", "'", "8", "8.", ".8"),
]


def choose_vectors() -> Iterator[Vector]:
    """Every answer to questions of four options, with one, two, three and four right ones."""
    keys = "abcd"
    asked: list[tuple[str, bool, ChooseScoring]] = [("c", False, "all")]
    asked += [(right, True, "each") for right in ("b", "ad", "abd", "abcd")]
    asked += [(right, True, "all") for right in ("ad", "abcd")]
    for correct, multiple, scoring in asked:
        choices = tuple(Choice(key, key, key in correct) for key in keys)
        choose = Choose(choices, multiple, scoring)
        for size in range(len(keys) + 1) if multiple else (1,):
            for chosen in itertools.combinations(keys, size):
                yield {
                    "keys": list(keys),
                    "correct": list(correct),
                    "scoring": scoring,
                    "chosen": list(chosen),
                    **_earned(mark(choose, chosen)),
                }


def number_vectors() -> Iterator[Vector]:
    """Values on, just inside and just outside every edge, and a spread of others."""
    misses = (NearMiss(19, 0.5, "", 0.25), NearMiss(0.36, 0.01, ""), NearMiss(18.6, 0.1, "", 0.5))
    for number in (
        Number(8.6, 0.1, near_misses=misses),
        Number(0.3, 0.1),
        Number(-0.1, 0.2),
        Number(36, 0),
        Number(1500, 75, near_misses=(NearMiss(15, 0, "", 0.1),)),
        Number(0, 0.05),
        Number(1e-6, 0),
    ):
        for value in _values(number):
            yield {
                "answer": number.answer,
                "tolerance": number.tolerance,
                "near_misses": [
                    {"value": miss.value, "tolerance": miss.tolerance, "credit": miss.credit}
                    for miss in number.near_misses
                ],
                "value": value,
                **_earned(mark(number, value)),
            }


def _values(number: Number) -> list[float]:
    aims = [(number.answer, number.tolerance)]
    aims += [(miss.value, miss.tolerance) for miss in number.near_misses]
    steps = (0.0, 1.0, 0.999, 1.001, 1.1)
    edges = [aim + side * step * width for aim, width in aims for step in steps for side in (1, -1)]
    chance = random.Random(8)
    spread = [round(number.answer * chance.random() * 3, 3) for _ in range(5)]
    # As a person types them: no digits that come only from binary arithmetic.
    return sorted({*(round(edge, 9) for edge in edges), *edges, *spread, -number.answer})


def arrange_vectors() -> Iterator[Vector]:
    """Every order of four items, and of three."""
    scorings: tuple[ArrangeScoring, ...] = ("position", "neighbours", "all")
    for scoring, count in itertools.product(scorings, (4, 3)):
        for order in itertools.permutations(range(count)):
            arrange = Arrange(tuple("abcd"[:count]), scoring)
            yield {"order": list(order), "scoring": scoring, **_earned(mark(arrange, order))}


def match_vectors() -> Iterator[Vector]:
    """Every answer to three pairs, two of which share a right part, with one part too many."""
    pairs = {"a": "r2", "b": "r1", "c": "r2"}
    match = Match(tuple(Pair(left, right) for left, right in pairs.items()), ("r3",))
    for chosen in itertools.product(("r1", "r2", "r3"), repeat=len(pairs)):
        given = dict(zip(pairs, chosen, strict=True))
        yield {"right_parts": pairs, "given": given, **_earned(mark(match, chosen))}


def enter_vectors() -> Iterator[Vector]:
    """Words as people type them, against lists of words that are right."""
    accepted = (
        ("roots", "the roots"),
        ("don't know",),
        ("follow-up",),
        ("caf\u00e9", "find"),
        ("Stra\u00dfe",),
        ("?",),
        ("8",),
    )
    asked = [(accept, False) for accept in accepted] + [(accepted[0], True)]
    for (accept, case_sensitive), text in itertools.product(asked, WORDS):
        earned = _earned(mark(Enter(accept, case_sensitive), text))
        yield {"accept": list(accept), "case_sensitive": case_sensitive, "text": text, **earned}


def write_vectors() -> Iterator[Vector]:
    """Every way to tick one, two and three points."""
    for count in (1, 2, 3):
        for ticks in itertools.product((False, True), repeat=count):
            ticked = [place for place, tick in enumerate(ticks) if tick]
            yield {"ticks": list(ticks), **_earned(mark(Write("", ("x",) * count), ticked))}


def number_texts() -> Iterator[Vector]:
    """What people type into a box for a number."""
    return ({"text": text, "value": parse_number(text)} for text in TEXTS)


def _earned(earned: Mark) -> Vector:
    return {name: value for name, value in asdict(earned).items() if name != "parts"}


def vectors() -> dict[str, list[Vector]]:
    """All vectors, by what they are put to."""
    return {
        "choose": list(choose_vectors()),
        "number": list(number_vectors()),
        "arrange": list(arrange_vectors()),
        "match": list(match_vectors()),
        "enter": list(enter_vectors()),
        "write": list(write_vectors()),
        "text": list(number_texts()),
    }


def as_text() -> str:
    """The file's text: one vector a line, so that a change shows in a diff."""
    groups = [
        f'"{name}": [\n' + ",\n".join(json.dumps(each) for each in group) + "\n]"
        for name, group in vectors().items()
    ]
    return "{\n" + ",\n".join(groups) + "\n}\n"


def test_the_vectors_for_the_pages_script_are_current() -> None:
    assert FILE.read_text("utf-8") == as_text(), (
        "marking changed: run 'python tests/unit/test_marking_vectors.py', and mend quiz.js"
    )


def test_the_vectors_tell_the_rules_apart() -> None:
    for name, group in vectors().items():
        if name == "enter":
            assert {vector["credit"] for vector in group} == {0, 1}
        elif name != "text":
            earned = {vector["credit"] for vector in group}
            assert {0, 1} < earned, f"{name}: no vector earns part of the credit"


if __name__ == "__main__":
    FILE.write_text(as_text(), "utf-8")
