"""Weaving and staging as laws: the same in, the same out, and no file touched twice."""

from __future__ import annotations

import tempfile
from datetime import date
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from evidence_course.load import load
from evidence_course.staging import write_files
from evidence_course.validate import validate
from evidence_course.weave import weave
from evidence_course.weave.page import assemble
from tests.build.conftest import GOOD

NAMES = st.from_regex(r"[a-z]{1,6}(/[a-z]{1,6}){0,2}\.md", fullmatch=True)


@st.composite
def trees(draw: st.DrawFn) -> dict[str, bytes]:
    """Files of which none has the name of another's folder."""
    return draw(st.dictionaries(NAMES, st.binary(max_size=40), max_size=8))


@given(first=trees(), second=trees())
@settings(max_examples=60, deadline=None)
def test_a_folder_holds_just_the_files_and_a_second_write_touches_none(
    first: dict[str, bytes], second: dict[str, bytes]
) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_files(folder, first)
        write_files(folder, second)
        there = {f.relative_to(folder).as_posix(): f for f in folder.rglob("*") if f.is_file()}
        assert {name: file.read_bytes() for name, file in there.items()} == second
        before = {file: file.stat().st_mtime_ns for file in folder.rglob("*")}
        assert write_files(folder, second) == []
        assert {file: file.stat().st_mtime_ns for file in folder.rglob("*")} == before


def test_weaving_twice_gives_the_same_bytes() -> None:
    course, problems = load(GOOD)
    assert course is not None
    assert [p for p in problems + validate(course, date(2026, 1, 1)) if p.is_error] == []
    executed = {slug: notebook.node for slug, notebook in course.notebooks.items()}
    again, _ = load(GOOD)
    assert again is not None
    assert weave(course, executed) == weave(again, executed)


@given(
    head=st.lists(st.sampled_from(["# Title", "```{overview}\n- a\n```", "one line"]), max_size=4),
    body=st.lists(st.sampled_from(["", "text", "- item", "## Heading"]), min_size=1, max_size=12),
    start=st.integers(1, 500),
)
def test_every_line_of_the_body_leads_back_to_the_author(
    head: list[str], body: list[str], start: int
) -> None:
    marked = [f"{line} {number}" for number, line in enumerate(body)]
    page = assemble(
        "a.md", head, "\n".join(marked), ["tail"], author_path="b.md", author_line=start
    )
    staged = page.text.splitlines()
    for number, line in enumerate(marked):
        assert page.lines.author_place(staged.index(line) + 1) == (start + number, None)
