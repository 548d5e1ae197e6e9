"""What the reference pages share: tables and the head of a page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

MADE = "<!-- Made by `evidence-course handbook --write-reference`: change the code instead. -->"


def head(title: str, *paragraphs: str) -> list[str]:
    """The first lines of a page."""
    return [MADE, "", f"# {title}", *(line for text in paragraphs for line in ("", text))]


def table(names: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """A table with an empty line before it."""
    return ["", _row(names), _row(["---"] * len(names)), *(_row(each) for each in rows)]


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(' '.join(cell.replace('|', '&#124;').split()) for cell in cells)} |"


def finished(lines: Iterable[str]) -> str:
    """The page as it is written."""
    return "\n".join(lines).rstrip("\n") + "\n"
