"""Opening files: what is let in, and where a bad byte stands."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from evidence_course.load.source import (
    BYTE_ORDER_MARK,
    decode,
    leads_outside,
    read_source,
    symbolic_links,
    with_plain_lines,
)


@given(st.binary())
@example(b"\xff\xfea\0")
@example(b"a\r\nb")
@example(b"caf\xe9")
def test_any_bytes_are_text_or_one_problem(raw: bytes) -> None:
    text, problem = decode(raw, "a.md")
    assert (text is None) != (problem is None)
    if text is not None:
        assert text.encode() == with_plain_lines(raw)
        assert "\r" not in text
    if problem is not None:
        assert 1 <= problem.line <= raw.count(b"\n") + 1
        assert problem.column >= 1


@given(st.text("ab\n"), st.booleans())
def test_windows_line_ends_are_read_over(text: str, is_marked: bool) -> None:
    raw = text.replace("\n", "\r\n").encode()
    assert decode(BYTE_ORDER_MARK * is_marked + raw, "a.md") == (text, None)


@pytest.mark.parametrize("sign", ["\0", "\u202e", "\r", "\u200b", "\U000e0041"])
def test_a_place_is_the_same_whichever_line_ends_there_are(sign: str) -> None:
    before = "one\ntwo\nthr"
    places = []
    for raw in (before.encode(), BYTE_ORDER_MARK + before.replace("\n", "\r\n").encode()):
        _, problem = decode(raw + f"{sign}ee".encode(), "a.md")
        assert problem is not None
        places.append((problem.line, problem.column))
    assert places == [(3, 4), (3, 4)]


@given(st.text(st.characters(exclude_categories=["C", "Z"], include_characters=" \n\t")))
def test_printable_text_is_let_in(text: str) -> None:
    assert decode(text.encode(), "a.md") == (text, None)


@given(st.lists(st.text("abc é☂", max_size=9), min_size=1), st.sampled_from("\0\7\x85\u2028\u202e"))
def test_an_unseen_sign_is_found_where_it_stands(lines: list[str], sign: str) -> None:
    _, problem = decode(("\n".join(lines) + sign).encode(), "a.md")
    assert problem is not None
    assert (problem.line, problem.column) == (len(lines), len(lines[-1]) + 1)


@given(st.text("abc é☂\n"))
def test_a_byte_that_is_no_utf_8_is_found_where_it_stands(before: str) -> None:
    _, problem = decode(before.encode() + b"\xe9 and more", "a.md")
    assert problem is not None
    last = before.split("\n")[-1]
    assert (problem.line, problem.column) == (before.count("\n") + 1, len(last) + 1)


@pytest.mark.parametrize(
    ("path", "outside"),
    [
        ("course/index.md", False),
        ("course/..md", False),
        ("../secret.md", True),
        ("course/../../secret.md", True),
        ("/etc/passwd", True),
    ],
)
def test_paths_out_of_the_course_are_known(path: str, outside: bool) -> None:
    assert leads_outside(path) is outside


def test_a_path_out_of_the_course_is_not_opened(tmp_path: Path) -> None:
    (tmp_path / "secret.md").write_text("secret")
    (tmp_path / "course").mkdir()
    source, [problem] = read_source(tmp_path / "course", "../secret.md")
    assert source is None
    assert problem.code == "path-outside"


def test_a_file_may_be_as_large_as_the_limit_and_no_larger(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("x" * 100)
    assert read_source(tmp_path, "a.md", limit=100)[1] == []
    _, [problem] = read_source(tmp_path, "a.md", limit=99)
    assert problem.code == "too-big"


def test_links_are_found_at_any_depth_and_not_followed(tmp_path: Path) -> None:
    (tmp_path / "course" / "data").mkdir(parents=True)
    (tmp_path / "course" / "data" / "here").symlink_to(tmp_path)
    assert [each.path for each in symbolic_links(tmp_path, "course")] == ["course/data/here"]
    assert list(symbolic_links(tmp_path, "modules")) == []
