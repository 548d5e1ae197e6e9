"""Where in a line a thing stands."""

from __future__ import annotations

from collections.abc import Sequence

from evidence_course.places import lines_of

__all__ = ["column_of", "lines_of"]


def column_of(lines: Sequence[str], line: int, needle: str, default: int = 1) -> int:
    """The column, from 1, of ``needle`` on a line of a file; ``default`` if it is not found.

    In JSON a double quote is escaped, so the part before the first one is looked for too.
    """
    text = lines[line - 1] if 0 < line <= len(lines) else ""
    places = [text.find(part) for part in (needle, needle.split('"')[0]) if part]
    return next((place + 1 for place in places if place >= 0), default)
