"""What the stage says to an author when a notebook does not run."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from evidence_course.execute.frames import Frame
from evidence_course.execute.kernels import KERNEL
from evidence_course.model.notebook import Notebook
from evidence_course.places import json_lines, source_line
from evidence_course.problems import Problem

_LAST_FRAMES = 3
_LONGEST_QUOTE = 100
_TENTH_OF_A_MB = 100_000
_HINTS = {
    "StdinNotImplementedError": " A build has nobody to answer input().",
    "ModuleNotFoundError": " Notebooks may import what the course's own Python environment holds.",
    "FileNotFoundError": " A notebook runs in the folder notebooks/.",
}


class CellFailed(Exception):
    """A cell that ended its notebook; ``failure`` says how."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.code)
        self.failure = failure


@dataclass(frozen=True)
class Failure:
    """How a cell failed: the kind of problem, what happened, and the frames if there were any.

    ``cell`` counts all cells from 1; ``count`` is the cell's execution count and ``cells`` says
    which cell each execution count belongs to.
    """

    code: str
    what: str
    cell: int
    count: int
    frames: Sequence[Frame] = ()
    cells: Mapping[int, int] = field(default_factory=dict)


def _shortened(text: str, longest: int = _LONGEST_QUOTE) -> str:
    text = " ".join(text.split())
    return text if len(text) <= longest else text[: longest - 1] + "…"


def failing_frame(failure: Failure) -> Frame | None:
    """The last frame in the failing cell itself: the line that its author can look at."""
    own = [frame for frame in failure.frames if frame.count == failure.count]
    return own[-1] if own else None


def _describe(frame: Frame, cells: Mapping[int, int]) -> str:
    place = frame.file if frame.count is None else f"cell {cells.get(frame.count, '?')}"
    inside = f" in {frame.name}" if frame.name else ""
    return f"{place}, line {frame.line}{inside}: `{_shortened(frame.code)}`"


def _frames_text(failure: Failure) -> str:
    if not failure.frames:
        return ""
    last = failure.frames[-_LAST_FRAMES:]
    return " Last frames: " + "; ".join(_describe(each, failure.cells) for each in last) + "."


def _only_line(source: str) -> str:
    """The code of a cell that has but one line: then it is plain where it failed."""
    lines = source.strip().splitlines()
    return f", `{_shortened(lines[0])}`," if len(lines) == 1 else ""


def cell_problem(notebook: Notebook, failure: Failure) -> Problem:
    """The problem of a cell, at the line of the file that holds the line of code."""
    frame = failing_frame(failure)
    source = notebook.node.cells[failure.cell - 1].source
    where = f", line {frame.line}, `{_shortened(frame.code)}`," if frame else _only_line(source)
    return Problem(
        path=notebook.path,
        line=source_line(notebook.text, failure.cell, frame.line if frame else 1),
        column=1,
        message=f"Cell {failure.cell}{where} {failure.what}{_frames_text(failure)}",
        code=failure.code,
        item=f"cell {failure.cell}",
    )


def raised(name: str, value: str) -> str:
    """An exception, in a sentence, with a hint where one is known."""
    said = f"{name}: {_shortened(value, 300)}" if value else name
    return f"stops with {said.rstrip('.')}.{_HINTS.get(name, '')}"


def too_slow(seconds: float) -> str:
    """What is said of a cell whose time was up."""
    return (
        f"was still running after {seconds:g} seconds, and was stopped. "
        "Make it do less, or check that its loop can end."
    )


def too_big(limit: int) -> str:
    """What is said of a cell that gave more output than it may."""
    return (
        f"gives more than {_size(limit)} of output, and was stopped. "
        "Print a summary or the first few rows."
    )


def _size(size: int) -> str:
    return f"{size / 1_000_000:g} MB" if size >= _TENTH_OF_A_MB else f"{size:,} bytes"


def died(status: int | None) -> str:
    """What is said of a cell that took its kernel with it; ``status`` as a process reports it."""
    ending = "" if status is None else _ending(status)
    return (
        f"ended the Python process that runs the notebook{ending}. "
        "That happens when memory runs out, when a library crashes, or when the code ends it."
    )


def _ending(status: int) -> str:
    return f" (killed by signal {-status})" if status < 0 else f" (exit status {status})"


def unknown_kernel(notebook: Notebook, name: str) -> Problem:
    """The problem of a notebook that asks for another kernel than the one there is."""
    near = difflib.get_close_matches(name.lower(), [KERNEL], cutoff=0.5)
    advice = f"Did you mean `{KERNEL}`?" if near else f"Change its name to `{KERNEL}`."
    lines = json_lines(notebook.text)
    return Problem(
        path=notebook.path,
        line=lines.get(("metadata", "kernelspec", "name"), 1),
        column=1,
        message=(
            f"The notebook asks for the kernel `{name}`. "
            f"The one kernel that a build knows is `{KERNEL}`. {advice}"
        ),
        code="notebook-unknown-kernel",
    )


def not_started(notebook: Notebook, why: str) -> Problem:
    """The problem of a kernel that never became ready."""
    return Problem(
        path=notebook.path,
        line=1,
        column=1,
        message=f"The notebook was not run, because its kernel did not start: {why}",
        code="notebook-kernel-not-started",
    )
