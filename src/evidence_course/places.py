"""Where things stand in the text of a file."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\]:,]|[^\s{}\[\]:,"]+')

Path = tuple[str | int, ...]


def _tokens(text: str) -> Iterator[tuple[str, int]]:
    line, position = 1, 0
    for match in _TOKEN.finditer(text):
        line += text.count("\n", position, match.start())
        position = match.start()
        yield match.group(), line


@lru_cache(maxsize=32)
def json_lines(text: str) -> Mapping[Path, int]:
    """The line, from 1, of every string, number and constant of a JSON text, by its path."""
    lines: dict[Path, int] = {}
    path: list[str | int] = []
    in_key = False
    for token, line in _tokens(text):
        if token in "{[":
            path.append(0 if token == "[" else "")
            in_key = token == "{"
        elif token in "}]":
            path.pop()
            in_key = False
        elif token == ":":
            in_key = False
        elif token == ",":
            in_key = isinstance(path[-1], str)
            path[-1] = _next(path[-1])
        elif in_key:
            path[-1] = token[1:-1]
        else:
            lines[tuple(path)] = line
    return lines


def _next(step: str | int) -> str | int:
    return step + 1 if isinstance(step, int) else ""


def source_line(text: str, cell: int, line: int) -> int:
    """The line of a notebook's file that holds a line of a cell, both counted from 1.

    1 if it is not to be found; where a cell's source is one string, the line of that string.
    """
    lines = json_lines(text)
    source: Path = ("cells", cell - 1, "source")
    steps: list[Path] = [(*source, line - 1), (*source, 0), source]
    return next((lines[step] for step in steps if step in lines), 1)


def lines_of(body: str, body_line: int) -> list[str]:
    """The lines of a file that ends in ``body``, which begins on line ``body_line``; the lines
    before it are blank."""
    return [""] * (body_line - 1) + body.split("\n")
