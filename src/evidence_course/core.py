"""The short edition of a lesson: its core blocks, each between `+++ core` and `+++`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from evidence_course.markdown import Break, elements

WORD = "core"


@dataclass(frozen=True)
class BreakFault:
    """A break that opens or closes nothing; ``line`` counts as in the file."""

    line: int
    kind: str
    """``nested``, ``unknown``, ``open twice``, ``closes nothing`` or ``not closed``."""
    words: str = ""


def breaks(body: str, first_line: int = 1) -> list[Break]:
    """Every ``+++`` line of a lesson that is no part of a fence."""
    if "+++" not in body:
        return []
    return [each for each in elements(body, first_line=first_line) if isinstance(each, Break)]


def faults(found: Iterable[Break]) -> Iterator[BreakFault]:
    """What is wrong with the breaks of a lesson, in their order."""
    opened: int | None = None
    for each in found:
        if each.level:
            yield BreakFault(each.line, "nested")
        elif each.words not in ("", WORD):
            yield BreakFault(each.line, "unknown", each.words)
            opened = each.line if opened is None else opened
        elif each.words == WORD:
            if opened is not None:
                yield BreakFault(each.line, "open twice")
            opened = each.line
        elif opened is None:
            yield BreakFault(each.line, "closes nothing")
        else:
            opened = None
    if opened is not None:
        yield BreakFault(opened, "not closed")


def whole(body: str) -> str:
    """A lesson's body with its breaks blanked, so that every line keeps its number."""
    lines = body.split("\n")
    for each in breaks(body):
        lines[each.line - 1] = ""
    return "\n".join(lines)


def core(body: str) -> str:
    """The core blocks alone; all other lines are blanked, so that every line keeps its number."""
    kept = core_lines(body)
    lines = body.split("\n")
    return "\n".join(line if number in kept else "" for number, line in enumerate(lines, 1))


def core_lines(body: str) -> frozenset[int]:
    """The numbers of the lines of a body that are in core blocks, from 1."""
    return frozenset(_core_lines(breaks(body)))


def _core_lines(found: Iterable[Break]) -> Iterator[int]:
    opened: int | None = None
    for each in found:
        if opened is not None:
            yield from range(opened + 1, each.line)
        opened = each.line if each.words == WORD else None


def has_core(body: str) -> bool:
    """Whether a lesson has core blocks."""
    return any(each.words == WORD for each in breaks(body))
