"""The same course built by this generator and by jupyter-book, in turns, in one run."""

from __future__ import annotations

import shutil
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

from benchmarks import alternative, edits
from benchmarks.measured import build, measure
from benchmarks.synthetic import write_course
from benchmarks.synthetic.subject import Subject
from benchmarks.tables import Compared

MODULES = 12
FIRST, NOTHING = "First build, nothing cached", "Nothing to do"
BARS = {NOTHING: 15.0, FIRST: 2.5, **dict.fromkeys(edits.EDITS, 1.0)}
"""How many times faster than jupyter-book each has to be; 1 is no slower."""

Say = Callable[[str], None]


def compare(work: Path, repetitions: int, say: Say, modules: int = MODULES) -> list[Compared]:
    """Build, build again, edit and build, so many times each; ours and theirs take turns."""
    course, book = work / "course", work / "book"
    write_course(course, modules)
    say("Building once, so that all bytecode is there and the alternative has its pages")
    measure(build(course))
    alternative.copy_as_plain(course / "_build" / "book", book)
    sides = {"ours": (course, build(course)), "theirs": (book, alternative.build(book))}
    measure(sides["theirs"][1])
    took: dict[tuple[str, str], list[float]] = defaultdict(list)
    for number in range(1, repetitions + 1):
        order = ["ours", "theirs"] if number % 2 else ["theirs", "ours"]
        for what in (FIRST, NOTHING, *edits.EDITS):
            for side in order:
                root, command = sides[side]
                _prepare(what, root, number, modules)
                took[what, side].append(measure(command).seconds)
                say(f"{number} of {repetitions}: {what}, {side}: {took[what, side][-1]:.2f} s")
    return [
        Compared(what, took[what, "ours"], took[what, "theirs"], bar) for what, bar in BARS.items()
    ]


def _prepare(what: str, root: Path, number: int, modules: int) -> None:
    """What happens to a course before it is built: another module is edited each time."""
    if what == FIRST:
        shutil.rmtree(root / "_build")
    elif what in edits.EDITS:
        edits.EDITS[what](root, Subject(number % modules + 1).slug, number)
