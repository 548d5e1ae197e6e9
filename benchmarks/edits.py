"""The edits that are timed. A course and the staged book have the same paths, so both get them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path

Edit = Callable[[Path, str, int], None]
MARK = "This is edit number"
"""What an edited lesson says, so that its page can be waited for."""


def lesson(root: Path, slug: str, number: int) -> None:
    """A sentence in a lesson."""
    _change(
        root / "modules" / f"{slug}.md",
        rf"(## What luck can do\n\n)(?:{MARK} \d+\.\n\n)?",
        rf"\g<1>{MARK} {number}.\n\n",
    )


def quiz(root: Path, slug: str, number: int) -> None:
    """The hint of a question."""
    _change(
        root / "quizzes" / f"{slug}.yml", r"(hint: Think of)[^\n]*", rf"\g<1> test number {number}."
    )


def notebook(root: Path, slug: str, number: int) -> None:
    """A number in a notebook's code, so that it has to run again."""
    _change(root / "notebooks" / f"{slug}.ipynb", r"range\(\d+\)", f"range({2000 + number})")


EDITS: Mapping[str, Edit] = {
    "One lesson edited": lesson,
    "One quiz edited": quiz,
    "One notebook edited": notebook,
}


def _change(file: Path, pattern: str, replacement: str) -> None:
    text = file.read_text("utf-8")
    changed, count = re.subn(pattern, replacement, text, count=1)
    assert count == 1 and changed != text, f"nothing was edited in {file}"
    file.write_text(changed, "utf-8", newline="\n")
