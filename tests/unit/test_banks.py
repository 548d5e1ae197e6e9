"""Quiz banks: what is written is what is read, whichever the type."""

from __future__ import annotations

import json
import time
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence_course.load import load
from evidence_course.load.banks import parse_bank
from evidence_course.load.records import at
from evidence_course.load.source import Source
from evidence_course.model.course import Bank
from evidence_course.model.record import markdown_fields
from tests.conftest import DATA

ROOT = Path(__file__).parents[2]
BANKS = sorted([*(DATA / "good" / "quizzes").glob("*.yml"), *(ROOT / "quizzes").glob("*.yml")])

TEXT = st.text(st.characters(exclude_categories=["C", "Zl", "Zp"]), max_size=30).map("x{}".format)
KEY = st.from_regex(r"[a-z][a-z0-9]{0,4}(-[a-z0-9]{1,4})?", fullmatch=True)
SIZE = {"min_size": 2, "max_size": 8}
NUMBER = st.floats(-1e6, 1e6) | st.integers(-1000, 1000)
COMMON = {
    "outcome": st.just("soil.test-soil"),
    "question": TEXT,
    "use": st.sampled_from(["check", "end", "spaced"]),
}
MORE = {
    "hint": TEXT,
    "explain": TEXT,
    "difficulty": st.integers(1, 3),
    "confidence": st.booleans(),
    "neutral": st.booleans(),
    "source": st.lists(KEY, max_size=2),
    "status": st.sampled_from(["live", "draft", "retired"]),
    "notes": TEXT,
}
TEXTS = st.lists(TEXT, **SIZE, unique_by=lambda text: text.strip().casefold())


def options(texts: list[str], right: int) -> list[dict[str, Any]]:
    made: list[dict[str, Any]] = [{"text": text, "feedback": "Why."} for text in texts]
    made[right % len(made)]["correct"] = True
    return made


OPTIONS = st.builds(options, TEXTS, st.integers(0, 7))
FIELDS: dict[str, dict[str, st.SearchStrategy[Any]]] = {
    "single": {"options": OPTIONS},
    "multiple": {"options": OPTIONS, "scoring": st.sampled_from(["each", "all"])},
    "true_false": {
        "answer": st.booleans(),
        "feedback_true": TEXT,
        "feedback_false": TEXT,
        "misconception": KEY,
        "reasons": OPTIONS,
    },
    "numeric": {"answer": NUMBER, "unit": TEXT, "feedback": TEXT},
    "order": {"items": TEXTS, "feedback": TEXT},
    "match": {
        "pairs": TEXTS.map(
            lambda texts: [{"left": t, "right": f"r{t}", "feedback": t} for t in texts]
        )
    },
    "text": {"accept": st.lists(TEXT, min_size=1, max_size=3), "feedback": TEXT},
    "written": {"model_answer": TEXT, "checklist": st.lists(TEXT, min_size=1, max_size=3)},
}


def question(kind: str) -> st.SearchStrategy[dict[str, Any]]:
    given_fields = {"type": st.just(kind), **COMMON, **FIELDS[kind]}
    return st.fixed_dictionaries(given_fields, optional=MORE)


SIMPLE = st.sampled_from(sorted(FIELDS)).flatmap(question)
CASE = st.fixed_dictionaries(
    {
        "type": st.just("case"),
        **COMMON,
        "vignette": TEXT,
        "questions": st.lists(SIMPLE, min_size=1, max_size=3),
    }
)


def numbered(questions: list[dict[str, Any]]) -> list[dict[str, Any]]:
    for number, each in enumerate(questions):
        each["id"] = f"soil-{number}"
        for inner, child in enumerate(each.get("questions", [])):
            child["id"] = f"soil-{number}-{inner}"
    return questions


QUESTIONS = st.lists(SIMPLE | CASE, min_size=1, max_size=4).map(numbered)


@cache
def records() -> dict[str, Any]:
    """The studies and reviews of this repository's register, whose figures its banks name."""
    course, _ = load(ROOT)
    assert course is not None
    return {each: file.record for each, file in course.evidence.items()}


def parse(text: str) -> Bank:
    bank, problems = parse_bank(Source("quizzes/soil.yml", text), "soil", records())
    assert problems == []
    assert bank is not None
    return bank


def dump(bank: Bank) -> str:
    return json.dumps(bank.settings.model_dump(mode="json", by_alias=True), ensure_ascii=False)


@pytest.mark.parametrize("path", BANKS, ids=lambda path: path.stem)
def test_a_bank_dumped_and_loaded_again_is_the_same(path: Path) -> None:
    bank = parse(path.read_text())
    again = parse(dump(bank))
    assert again.questions == bank.questions
    assert again.settings == bank.settings


@given(QUESTIONS)
def test_any_bank_dumped_and_loaded_again_is_the_same(questions: list[dict[str, Any]]) -> None:
    written = {"schema": 1, "bank": "soil", "title": "Soil", "questions": questions}
    bank = parse(json.dumps(written, ensure_ascii=False))
    again = parse(dump(bank))
    assert again.questions == bank.questions
    assert dump(again) == dump(bank)


@given(QUESTIONS)
@settings(max_examples=20)
def test_every_text_of_a_bank_is_found_where_the_author_wrote_it(
    questions: list[dict[str, Any]],
) -> None:
    written = {"schema": 1, "bank": "soil", "title": "Soil", "questions": questions}
    bank = parse(json.dumps(written, ensure_ascii=False))
    for index, each in enumerate(bank.questions):
        for location, text, _ in markdown_fields(each, ("questions", index)):
            if at(bank.data, location) is not None:
                assert at(bank.data, location) == text
                assert location in bank.marks


@given(st.text() | st.text("schema:1 \n-[]{}bank"))
def test_any_text_is_a_bank_or_problems_inside_it(text: str) -> None:
    bank, problems = parse_bank(Source("quizzes/a.yml", text), "a")
    assert (bank is None) >= bool(problems) or problems
    assert bank is not None or problems
    assert all(1 <= each.line <= len(text.splitlines()) + 2 for each in problems)


def test_a_bank_of_500_questions_is_read_in_reasonable_time() -> None:
    """A law about growth, not a benchmark: a slip to minutes would show."""
    text = (DATA / "good" / "quizzes" / "soil.yml").read_text()
    head, _, items = text.partition("questions:\n")
    many = "".join(items.replace("soil-00", f"soil-{n}-") for n in range(100))
    parse(text)
    start = time.perf_counter()
    assert len(parse(f"{head}questions:\n{many}").questions) == 500
    assert time.perf_counter() - start < 10
