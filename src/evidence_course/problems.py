"""What a stage has to say about an author's file: a record, and three ways to print it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Literal

Severity = Literal["error", "warning"]


@dataclass(frozen=True)
class Problem:
    """One fault or warning, at one place.

    ``path`` is relative to the course folder, with forward slashes; ``line`` and ``column``
    count from 1. ``code`` names the kind of fault; ``item`` names the quiz item, outcome or
    cell that it is about, where there is one.
    """

    path: str
    line: int
    column: int
    message: str
    code: str
    item: str | None = None
    severity: Severity = "error"

    @property
    def is_error(self) -> bool:
        return self.severity == "error"


def in_order(problems: Iterable[Problem]) -> list[Problem]:
    """Each problem once, by file, line and column."""
    return sorted(
        set(problems),
        key=lambda each: (each.path, each.line, each.column, each.message, each.item or ""),
    )


def has_errors(problems: Iterable[Problem]) -> bool:
    """Whether one of the problems stops the build."""
    return any(problem.is_error for problem in problems)


def format_text(problem: Problem) -> str:
    """``file:line:col: message [id]``; a warning says so."""
    place = f"{problem.path}:{problem.line}:{problem.column}"
    word = "" if problem.is_error else "warning: "
    return printable(f"{place}: {word}{problem.message} [{problem.item or problem.code}]")


_NOT_PRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


def printable(text: str) -> str:
    """The text with escapes for signs that a terminal would act on or cannot print: messages quote
    what an author wrote, and paths are what files are called."""
    return _NOT_PRINTABLE.sub(lambda sign: f"\\u{ord(sign[0]):04x}", text)


def format_json(problem: Problem) -> str:
    """One JSON object on one line."""
    return printable(json.dumps(asdict(problem), ensure_ascii=False))


def _escape_github(text: str, *, is_property: bool) -> str:
    text = text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return text.replace(":", "%3A").replace(",", "%2C") if is_property else text


def format_github(problem: Problem) -> str:
    """A workflow command that GitHub shows as an annotation beside the line."""
    path = _escape_github(problem.path, is_property=True)
    title = _escape_github(problem.item or problem.code, is_property=True)
    message = _escape_github(problem.message, is_property=False)
    place = f"file={path},line={problem.line},col={problem.column},title={title}"
    return printable(f"::{problem.severity} {place}::{message}")


FORMATS = {"text": format_text, "json": format_json, "github": format_github}
