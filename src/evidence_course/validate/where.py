"""Where in a line a thing stands."""

from __future__ import annotations

from collections.abc import Sequence


def column_of(lines: Sequence[str], line: int, needle: str, default: int = 1) -> int:
    """The column, from 1, of ``needle`` on a line of a file; ``default`` if it is not found.

    In JSON a double quote is escaped, so the part before the first one is looked for too.
    """
    text = lines[line - 1] if 0 < line <= len(lines) else ""
    places = [text.find(part) for part in (needle, needle.split('"')[0]) if part]
    return next((place + 1 for place in places if place >= 0), default)


def lines_of(body: str, body_line: int) -> list[str]:
    """The lines of a file that ends in ``body``, which begins on line ``body_line``; the lines
    before it are blank."""
    return [""] * (body_line - 1) + body.split("\n")
