"""Problems: how they are printed, and in which order."""

from __future__ import annotations

import json
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from evidence_course.problems import (
    Problem,
    format_github,
    format_json,
    format_text,
    has_errors,
    in_order,
)

FAULT = Problem("quizzes/soil.yml", 11, 9, "unknown field 'corect'", "unknown-field", "soil-001")
ANY = st.builds(
    Problem,
    path=st.sampled_from("ab"),
    line=st.integers(1, 2),
    column=st.integers(1, 2),
    message=st.sampled_from(["one", "two\r\nlines, with: 100%"]),
    code=st.just("code"),
    item=st.none() | st.just("item"),
    severity=st.sampled_from(["error", "warning"]),
)


def test_text_names_file_line_column_and_item() -> None:
    assert format_text(FAULT) == "quizzes/soil.yml:11:9: unknown field 'corect' [soil-001]"


def test_text_names_the_kind_where_there_is_no_item_and_says_what_only_warns() -> None:
    warning = replace(FAULT, item=None, severity="warning")
    expected = "quizzes/soil.yml:11:9: warning: unknown field 'corect' [unknown-field]"
    assert format_text(warning) == expected


def test_json_holds_every_field() -> None:
    assert json.loads(format_json(FAULT)) == {
        "path": "quizzes/soil.yml",
        "line": 11,
        "column": 9,
        "message": "unknown field 'corect'",
        "code": "unknown-field",
        "item": "soil-001",
        "severity": "error",
    }


def test_github_annotates_the_line() -> None:
    odd = replace(FAULT, path="a,b:c", message="50%\nnext", item=None)
    expected = "::error file=a%2Cb%3Ac,line=11,col=9,title=unknown-field::50%25%0Anext"
    assert format_github(odd) == expected


@given(st.lists(ANY))
def test_each_is_printed_on_one_line(problems: list[Problem]) -> None:
    for problem in problems:
        assert "\n" not in format_json(problem)
        assert "\n" not in format_github(problem)


@given(st.lists(ANY))
def test_order_is_that_of_the_files_and_each_stands_once(problems: list[Problem]) -> None:
    ordered = in_order(problems)
    assert set(ordered) == set(problems)
    assert len(ordered) == len(set(problems))
    places = [(each.path, each.line, each.column) for each in ordered]
    assert places == sorted(places)


def test_a_warning_stops_nothing() -> None:
    assert not has_errors([replace(FAULT, severity="warning")])
    assert has_errors([replace(FAULT, severity="warning"), FAULT])
