"""Names of files and paths as every system takes them."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence_course.load.names import refuse_name, strange_names
from evidence_course.load.source import leads_outside


@pytest.mark.parametrize(
    "name",
    ["con", "CON.md", "nul.tar.gz", "com1.yml", "LPT9", "aux.", "a:b", "a?b", "a\\b", "a ", "a\tb"],
)
def test_what_windows_cannot_hold_is_refused(name: str) -> None:
    assert refuse_name(name)


@pytest.mark.parametrize("name", ["console.md", "com.md", "com10.md", "a b.md", "é.md", "nul-x"])
def test_what_every_system_holds_is_let_in(name: str) -> None:
    assert refuse_name(name) is None


@given(st.from_regex(r"[a-z][a-z0-9]*(-[a-z0-9]+)*\.(md|yml|ipynb)", fullmatch=True))
def test_a_slug_is_refused_as_a_device_or_not_at_all(name: str) -> None:
    refused = refuse_name(name)
    assert refused is None or "device" in refused


def test_names_that_differ_in_capitals_only_are_refused_once(tmp_path: Path) -> None:
    for name in ("a.md", "A.md", "b.md", ".hidden", "._HIDDEN"):
        (tmp_path / name).write_text("x")
    found = [(each.path, each.code) for each in strange_names(tmp_path.parent, tmp_path.name)]
    assert found == [(f"{tmp_path.name}/a.md", "name-clash")]


@pytest.mark.parametrize(
    ("path", "outside"),
    [
        ("course\\index.md", False),
        ("..\\secret.md", True),
        ("course\\..\\..\\secret.md", True),
        ("C:\\secret.md", True),
        ("C:secret.md", True),
        ("\\secret.md", True),
        ("\\\\server\\share\\secret.md", True),
        ("//server/share", True),
    ],
)
def test_windows_paths_out_of_the_course_are_known_on_every_system(
    path: str, outside: bool
) -> None:
    assert leads_outside(path) is outside
