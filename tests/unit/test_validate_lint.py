"""Habits of a bank: from how many questions on they are one."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence_course.load.banks import parse_bank
from evidence_course.load.source import Source
from evidence_course.model.course import Bank
from evidence_course.validate.lint import _longest_is_right, _position, _wording


def bank(*questions: dict[str, Any]) -> Bank:
    head = {"type": "single", "outcome": "soil.a", "question": "Which?"}
    items = [{**head, "id": f"soil-{n}", **each} for n, each in enumerate(questions)]
    written = {"schema": 1, "bank": "soil", "title": "t", "questions": items}
    found, problems = parse_bank(Source("quizzes/soil.yml", json.dumps(written)), "soil")
    assert problems == []
    assert found is not None
    return found


def single(right: str, *wrong: str, place: int = 0) -> dict[str, Any]:
    options: list[dict[str, Any]] = [{"text": text} for text in wrong]
    options.insert(place, {"text": right, "correct": True})
    return {"options": options}


LONG, SHORT, TIED = single("abcd", "ab"), single("ab", "abcd"), single("abcd", "efgh")


@pytest.mark.parametrize(
    ("longest", "others", "warned"),
    [(4, 0, False), (5, 0, True), (3, 2, False), (4, 2, True), (6, 4, False), (7, 4, True)],
)
def test_length_gives_the_answer_away_in_more_than_60_in_100(
    longest: int, others: int, warned: bool
) -> None:
    questions = [LONG] * longest + [SHORT] * others
    assert bool(list(_longest_is_right(bank(*questions)))) is warned


def test_an_option_as_long_as_another_does_not_stick_out() -> None:
    assert not list(_longest_is_right(bank(*[TIED] * 9)))


@given(st.lists(st.integers(0, 2), min_size=1, max_size=12))
def test_a_place_gives_the_answer_away_in_more_than_60_in_100(places: list[int]) -> None:
    questions = [single("a", "b", "c", place=place) for place in places]
    common = max(places.count(place) for place in places)
    warned = len(places) >= 5 and common * 10 > len(places) * 6
    assert bool(list(_position(bank(*questions)))) is warned


@pytest.mark.parametrize(
    ("stem", "option", "code"),
    [
        ("Which is best?", "All of the above", "all-of-the-above"),
        ("Which is best?", "None of these", "all-of-the-above"),
        ("Which is best?", "All of them have roots", "all-of-the-above"),
        ("Which is best?", "Not the roots", None),
        ("Which is not true?", "It never dries", "double-negative"),
        ("Which isn't true?", "It can't dry", "double-negative"),
        ("Which is not true?", "It dries", None),
        ("Sam digs.\n\nThis is not the stem.", "No roots", None),
    ],
)
def test_wording_that_trips_readers(stem: str, option: str, code: str | None) -> None:
    [question] = bank({**single("Clay", option), "question": stem}).questions
    assert [found for _, _, found in _wording(question)] == ([code] if code else [])
