"""What is left out of published scripts and style sheets, and what is never touched."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
import sphinx
from hypothesis import given
from hypothesis import strategies as st

from evidence_course.slim import slim
from evidence_course.sphinx_ext.theme import FOLDER

SCRIPTS = sorted((FOLDER / "static").glob("*.js"))
NODE = shutil.which("node")


def test_comments_of_whole_lines_and_indentation_go() -> None:
    source = (
        "/* What it is.\n   And why. */\n\nfunction f() {\n  // a reason\n  return 1; // kept\n}\n"
    )
    assert slim(source) == "function f() {\nreturn 1; // kept\n}\n"


def test_a_comment_within_a_line_stays() -> None:
    assert slim("a { color: red; /* why */ }\n") == "a { color: red; /* why */ }\n"
    assert slim("x = 1; /* one\n two */ y = 2;\n") == "x = 1; /* one\ntwo */ y = 2;\n"
    assert slim('/* a */ x = "/* b */";\n') == '/* a */ x = "/* b */";\n'


def test_a_notice_of_a_copyright_or_a_licence_stays() -> None:
    block = "/*\n * :copyright: Copyright 2007 by the team.\n * :license: BSD\n */\n"
    assert slim(f"/* why */\n{block}x = 1;\n") == block.replace("\n *", "\n*") + "x = 1;\n"
    lines = "// A LICENCE:\n// keep what it says\n"
    assert slim(f"  // why\n\n{lines}x = 1;\n// why\n") == f"{lines}x = 1;\n"


def test_what_sphinx_brings_keeps_its_notice() -> None:
    static = Path(sphinx.__file__).parent / "themes" / "basic" / "static"
    scripts = [script.read_text("utf-8") for script in static.glob("*.js")]
    noticed = [text for text in scripts if ":copyright:" in text]
    assert noticed
    assert all(":copyright:" in slim(text) and ":license: BSD" in slim(text) for text in noticed)


def test_a_string_that_runs_over_lines_is_left_alone() -> None:
    source = "const text = `first\n  // second\n`;\n"
    assert slim(source) == source


@given(st.lists(st.text("ab;{} \t"), max_size=8))
def test_what_is_no_comment_keeps_its_words(lines: list[str]) -> None:
    source = "\n".join(lines)
    assert slim(source).split() == source.split()


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_every_script_of_the_theme_gets_slimmer(script: Path) -> None:
    text = script.read_text("utf-8")
    assert len(slim(text)) < len(text)


@pytest.mark.skipif(NODE is None, reason="node tells whether a script can still be read")
@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_every_slim_script_can_still_be_read(script: Path, tmp_path: Path) -> None:
    file = tmp_path / script.name
    file.write_text(slim(script.read_text("utf-8")), "utf-8")
    assert NODE is not None
    subprocess.run([NODE, "--check", str(file)], check=True)
