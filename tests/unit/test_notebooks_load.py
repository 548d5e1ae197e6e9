"""Notebooks: what is let in, and where in the file a cell stands."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from evidence_course.load.notebooks import cell_lines, parse_notebook, result_names
from evidence_course.load.source import Source
from evidence_course.model.notebook import Notebook
from evidence_course.places import source_line
from tests.conftest import DATA

GOOD = (DATA / "good" / "notebooks" / "soil.ipynb").read_text()
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=8,
)


def parse(text: str) -> tuple[Notebook | None, list[str]]:
    notebook, problems = parse_notebook(Source("notebooks/a.ipynb", text), "a")
    return notebook, [f"{each.line} {each.code} {each.item}" for each in problems]


@given(st.text() | JSON.map(json.dumps))
@example("[" * 100_000)
@example("1" * 5000)
@example('{"nbformat": 4, "nbformat_minor": 5, "cells": [], "metadata": {}}')
@example('{"nbformat": true, "nbformat_minor": 5}')
@example('{"nbformat": 4, "nbformat_minor": null}')
def test_any_text_is_a_notebook_or_a_problem_inside_it(text: str) -> None:
    notebook, problems = parse_notebook(Source("notebooks/a.ipynb", text), "a")
    assert (notebook is None) == bool(problems)
    assert all(1 <= each.line <= text.count("\n") + 1 for each in problems)


@given(st.data())
def test_a_notebook_with_a_part_of_another_kind_is_refused_in_words(data: st.DataObject) -> None:
    content = json.loads(GOOD)
    group: Any = content
    while True:
        step = data.draw(
            st.sampled_from(sorted(group) if isinstance(group, dict) else range(len(group)))
        )
        if not group[step] or not isinstance(group[step], dict | list) or data.draw(st.booleans()):
            break
        group = group[step]
    group[step] = data.draw(JSON)
    text = json.dumps(content, indent=1)
    notebook, problems = parse_notebook(Source("notebooks/a.ipynb", text), "a")
    assert notebook is not None or len(problems) == 1
    assert all(1 <= each.line <= text.count("\n") + 1 for each in problems)


def test_cells_and_their_lines_are_found() -> None:
    notebook, problems = parse(GOOD)
    assert problems == []
    assert notebook is not None
    lines = GOOD.split("\n")
    places = cell_lines(GOOD)
    assert len(places) == len(notebook.node.cells) == 5
    assert all("cell_type" in lines[line - 1] for line in places)
    for number, cell in enumerate(notebook.node.cells, 1):
        for inner, code in enumerate(cell.source.split("\n"), 1):
            line = lines[source_line(GOOD, number, inner) - 1]
            assert json.dumps(code, ensure_ascii=False)[1:-1] in line


def test_words_that_look_like_a_cell_are_none() -> None:
    text = GOOD.replace("Here is the sum.", 'Here is \\"cell_type\\": \\"code\\".')
    assert len(cell_lines(text)) == 5


def test_results_are_named_by_tags() -> None:
    notebook, _ = parse(GOOD)
    assert notebook is not None
    assert result_names(notebook.node) == {"clay-sentence": 2, "beds": 4}


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"nbformat_minor": 4}, "notebook-old-format"),
        ({"nbformat": 3}, "notebook-old-format"),
        ({"nbformat": 5}, "notebook-new-format"),
        ({"nbformat": "4"}, "notebook-invalid"),
        ({"cells": {}}, "notebook-invalid"),
        ({"metadata": []}, "notebook-invalid"),
    ],
)
def test_what_is_no_notebook_of_today_is_refused(change: dict[str, Any], expected: str) -> None:
    notebook, [problem] = parse(json.dumps({**json.loads(GOOD), **change}, indent=1))
    assert notebook is None
    assert expected in problem
