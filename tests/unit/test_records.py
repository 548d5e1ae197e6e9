"""From data to records: whatever is wrong is said at its place."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from evidence_course.load.banks import bank_model
from evidence_course.load.course import LISTS
from evidence_course.load.records import at, did_you_mean, item_at, mark_at, read_record
from evidence_course.load.yaml_reader import read_yaml
from evidence_course.model.course import CourseSettings, LessonSettings, Mark

ANNOTATIONS = [bank_model(), CourseSettings, LessonSettings, *LISTS.values()]
FIELDS = st.sampled_from(
    ["schema", "bank", "title", "questions", "id", "type", "options", "text", "answer", "url"]
)
WORDS = st.sampled_from(["single", "case", "numeric", "soil", "1", "end", "x.y", "2026-01-01"])
DATA = st.recursive(
    st.none() | st.booleans() | st.integers(0, 3) | st.floats(0, 9) | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(FIELDS | WORDS, inner, max_size=5),
    max_leaves=20,
)


@pytest.mark.parametrize("annotation", ANNOTATIONS, ids=str)
@given(data=DATA)
@example(data={"soil": None, "type": "soil"})  # no question, though its 'type' names a field
def test_any_data_is_a_record_or_problems_inside_the_text(annotation: Any, data: Any) -> None:
    text = json.dumps(data, indent=1)
    tree, _ = read_yaml(text, "a.yml")
    if tree is None:
        return
    record, problems = read_record(tree, "a.yml", annotation)
    assert (record is None) == bool(problems)
    for problem in problems:
        assert 1 <= problem.line <= text.count("\n") + 1
        assert problem.message
        assert "'the file'" not in problem.message
        assert "input" not in problem.message.lower(), "a sentence of pydantic's own"


@pytest.mark.parametrize(
    ("word", "known", "hint"),
    [
        ("corect", ["correct", "text"], ": did you mean 'correct'?"),
        ("x", ["correct", "text"], ": use one of correct, text"),
        ("x", [f"name-{n}" for n in range(13)], ""),
        ("x", [], ""),
    ],
)
def test_a_hint_is_the_closest_word_or_all_of_a_few(word: str, known: list[str], hint: str) -> None:
    assert did_you_mean(word, known) == hint


def test_a_value_is_found_by_its_location() -> None:
    data = {"a": [{"id": "one", "b": [1, 2]}]}
    assert at(data, ("a", 0, "b", 1)) == 2
    assert at(data, ("a", 1, "b")) is None
    assert at(data, ("a", 0, "b", 1, "c")) is None
    assert item_at(data, ("a", 0, "b", 1)) == "one"
    assert item_at(data, ("a",)) is None


def test_the_place_of_what_is_missing_is_that_of_what_it_is_missing_from() -> None:
    marks = {(): Mark(1, 1), ("a",): Mark(2, 3)}
    assert mark_at(marks, ("a", "b", 0)) == Mark(2, 3)
    assert mark_at(marks, ("c",)) == Mark(1, 1)
    assert mark_at({}, ("c",)) == Mark(1, 1)


def problems_of(text: str, annotation: Any) -> list[str]:
    tree, _ = read_yaml(text, "a.yml")
    assert tree is not None
    found = read_record(tree, "a.yml", annotation)[1]
    return [f"{each.line}:{each.column} {each.message}" for each in found]


def test_every_fault_of_a_file_is_reported_at_once() -> None:
    text = """\
schema: 1
title: 5
description: [a]
author: {b: c}
licences: CC BY
audiences: []
modules: [Soil, water_ing]
id: small-garden
"""
    assert problems_of(text, CourseSettings) == [
        "2:8 'title' must be text: put '5' in quotes",
        "3:14 'description' must be text, and holds a list or a group of fields",
        "4:9 'author' must be text: put quotes round it, since it holds ': '",
        "5:11 'licences' must be a group of 'name: value' lines",
        "6:12 'audiences' needs at least 1, and has none",
        "7:11 number 1 of 'modules' must be small letters, digits and '-', such as fair-test, "
        "not 'Soil'",
        "7:17 number 2 of 'modules' must be small letters, digits and '-', such as fair-test, "
        "not 'water_ing'",
    ]


def test_a_misspelt_field_is_not_also_missing() -> None:
    text = "a: {belief: x, thruth: y}\nb: {truth: x}"
    assert problems_of(text, LISTS["misconceptions"]) == [
        "1:16 unknown field 'thruth': did you mean 'truth'?",
        "2:4 field 'belief' is missing: add it",
    ]


def test_a_name_too_long_is_refused() -> None:
    [problem] = problems_of(f"modules: [{'a' * 41}]", CourseSettings)[-1:]
    fields = problems_of(f"bank: {'a' * 41}", bank_model())
    assert any("may have at most 40 letters" in each for each in [problem, *fields])
