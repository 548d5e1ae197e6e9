"""Tracebacks as a kernel prints them, read into frames."""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

_ANSI = re.compile(r"\x1b\[[0-9;]*m")
_START = "Traceback (most recent call last):"
# IPython's "Plain" mode: "  Cell In[2], line 3 in share" or "  File ~/lib/random.py:371 in choice".
_CELL = re.compile(r" *Cell In\[(?P<count>\d+)\], line (?P<line>\d+)(?: in (?P<name>.+))?$")
_FILE = re.compile(
    r" *File (?P<file>.+?)(?::(?P<line>\d+)|, line (?P<line_2>\d+))(?: in (?P<name>.+))?$"
)


@dataclass(frozen=True)
class Frame:
    """One step of a traceback: in the cell with that execution count, or else in that file."""

    count: int | None
    file: str
    line: int
    name: str
    code: str


def _frame(header: str, code: str) -> Frame | None:
    if cell := _CELL.match(header):
        return Frame(int(cell["count"]), "", int(cell["line"]), cell["name"] or "", code)
    if file := _FILE.match(header):
        line = int(file["line"] or file["line_2"])
        return Frame(None, PurePath(file["file"]).name, line, file["name"] or "", code)
    return None


def read_frames(traceback: Sequence[str]) -> list[Frame]:
    """The frames of the last exception in a traceback, the most recent last."""
    text = _ANSI.sub("", "\n".join(traceback)).rpartition(_START)[2]
    lines = [line.rstrip() for line in text.splitlines()]
    pairs = itertools.pairwise([*lines, ""])
    found = (_frame(header, code.strip()) for header, code in pairs)
    return [frame for frame in found if frame is not None]


def plain_traceback(error: Mapping[str, Any]) -> list[str]:
    """The traceback of an error output with the frames in cells only: the others lie in files
    whose place and lines differ by machine."""
    lines = [_START]
    for frame in read_frames(error["traceback"]):
        if frame.count is not None:
            inside = f" in {frame.name}" if frame.name else ""
            lines += [f"  Cell In[{frame.count}], line {frame.line}{inside}", f"    {frame.code}"]
    return [*lines, f"{error['ename']}: {error['evalue']}"]
