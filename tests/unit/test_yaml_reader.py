"""YAML as the course reads it: the scalars of YAML 1.2, a place for everything, no surprises."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from evidence_course.load.yaml_reader import DEPTH_LIMIT, read_yaml, scalar
from evidence_course.model.course import Mark
from evidence_course.model.record import Location

PRINTABLE = st.text(st.characters(exclude_categories=["C", "Zl", "Zp"]), max_size=20)
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**14), 10**14)
    | st.floats(allow_nan=False, allow_infinity=False)
    | PRINTABLE,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(PRINTABLE, inner, max_size=3),
    max_leaves=12,
)
NAMES = st.text("abcdefgh-_", min_size=1, max_size=8).filter(lambda name: name[0] not in "-_")


@dataclass
class Writer:
    """Writes mappings and lists in block style and notes where each thing stands."""

    lines: list[str] = field(default_factory=list)
    marks: dict[Location, Mark] = field(default_factory=dict)
    keys: dict[Location, Mark] = field(default_factory=dict)

    def mapping(self, data: dict[str, Any], location: Location, indent: int) -> None:
        for name, value in data.items():
            here = (*location, name)
            self.lines.append(f"{' ' * indent}{name}:")
            self.keys[here] = Mark(len(self.lines), indent + 1)
            self.value(value, here, indent + 2)

    def value(self, value: Any, location: Location, indent: int) -> None:
        if isinstance(value, dict) and value:
            self.marks[location] = Mark(len(self.lines) + 1, indent + 1)
            self.mapping(value, location, indent)
        elif isinstance(value, list) and value:
            self.marks[location] = Mark(len(self.lines) + 1, indent + 1)
            for index, each in enumerate(value):
                self.lines.append(f"{' ' * indent}-")
                self.value(each, (*location, index), indent + 2)
        else:
            self.lines[-1] += " "
            self.marks[location] = Mark(len(self.lines), len(self.lines[-1]) + 1)
            self.lines[-1] += json.dumps(value, ensure_ascii=False)


BLOCKS = st.dictionaries(
    NAMES,
    st.recursive(
        st.integers(0, 9) | PRINTABLE,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3),
        max_leaves=12,
    ),
    min_size=1,
    max_size=4,
)


@given(VALUES)
def test_what_was_written_is_read(value: Any) -> None:
    text = json.dumps({"value": value}, ensure_ascii=False, indent=2)
    tree, problems = read_yaml(text, "a.yml")
    assert problems == []
    assert tree is not None
    assert tree.data == {"value": value}
    assert type(tree.data["value"]) is type(value)
    lines = text.split("\n")
    for mark in [*tree.marks.values(), *tree.keys.values()]:
        assert 1 <= mark.line <= len(lines)
        assert 1 <= mark.column <= len(lines[mark.line - 1])


@given(BLOCKS, st.integers(1, 40))
def test_every_value_and_every_name_has_its_place(data: dict[str, Any], first_line: int) -> None:
    writer = Writer()
    writer.mapping(data, (), 0)
    tree, problems = read_yaml("\n".join(writer.lines), "a.yml", first_line=first_line)
    assert problems == []
    assert tree is not None
    assert tree.data == data

    def moved(marks: dict[Location, Mark]) -> dict[Location, Mark]:
        return {at: Mark(mark.line + first_line - 1, mark.column) for at, mark in marks.items()}

    assert tree.keys == moved(writer.keys)
    assert {at: tree.marks[at] for at in writer.marks} == moved(writer.marks)


@given(st.text() | st.text("{}[]:-|>&*!%@`'\"#,?\\ \n\tab1"))
@example("{? , ? ,")
@example("? a\n? b\n")
@example("%YAML 9.9\n---\n")
@example("- |1\n  a")
@example("'\ufffe'")
@example("\xe9\xe9: '\uffff'")
@example("\x85a: [")
def test_any_text_gives_data_or_a_problem_inside_it(text: str) -> None:
    tree, problems = read_yaml(text, "a.yml", first_line=3)
    assert tree is not None or len(problems) == 1
    for problem in problems:
        assert problem.path == "a.yml"
        assert problem.column >= 1
        assert 3 <= problem.line <= len(text.splitlines()) + 4


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("yes", "yes"),
        ("NO", "NO"),
        ("on", "on"),
        ("8:30", "8:30"),
        ("2026-11-22", "2026-11-22"),
        ("0x1F", "0x1F"),
        ("1_000", "1_000"),
        (".inf", ".inf"),
        ("1e999", "1e999"),
        ("1" * 20, "1" * 20),
        ("true", True),
        ("False", False),
        ("~", None),
        ("", None),
        ("010", 10),
        ("-3", -3),
        ("+.5", 0.5),
        ("1e3", 1000.0),
        ("8.", 8.0),
    ],
)
def test_plain_words_follow_yaml_1_2(written: str, read: object) -> None:
    found = scalar(written)
    assert found == read
    assert type(found) is type(read)


def test_quotes_keep_words_as_text() -> None:
    tree, _ = read_yaml("a: 'true'\nb: \"5\"\nc: |\n  no\n", "a.yml")
    assert tree is not None
    assert tree.data == {"a": "true", "b": "5", "c": "no\n"}
    assert tree.blocks == {("c",): 4}


@pytest.mark.parametrize("opening", ["[", "{a: ", "- ", "? "])
def test_nesting_is_refused_before_it_can_crash_the_interpreter(opening: str) -> None:
    tree, [problem] = read_yaml(opening * 50_000, "a.yml")
    assert tree is None
    assert problem.code in ("yaml-depth", "yaml-indent")


def test_nesting_is_fine_up_to_the_limit() -> None:
    tree, problems = read_yaml("[" * DEPTH_LIMIT + "]" * DEPTH_LIMIT, "a.yml")
    assert tree is not None
    assert problems == []


def test_every_repeated_name_is_reported_and_the_first_one_counts() -> None:
    tree, problems = read_yaml("a: 1\na: 2\nb: {c: 3, c: 4}\na: 5\n", "a.yml")
    assert tree is not None
    assert tree.data == {"a": 1, "b": {"c": 3}}
    assert [(each.line, each.column) for each in problems] == [(2, 1), (3, 11), (4, 1)]


def test_expansion_of_aliases_takes_no_time() -> None:
    start = time.perf_counter()
    laughs = "a: &a [x]\n" + "".join(f"{n}: &{n} [*a, *a]\n" for n in "bcdefgh" * 1000)
    _, [problem] = read_yaml(laughs, "a.yml")
    assert problem.code == "yaml-alias"
    assert time.perf_counter() - start < 2
