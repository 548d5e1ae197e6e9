"""One run: a sound course with one file spoilt, loaded and checked; what must hold of it.

Nothing is raised, every problem stands at a place of a file that is there, and it is soon done.
"""

from __future__ import annotations

import random
import shutil
import time
import traceback
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from evidence_course.load import load
from evidence_course.load.source import with_plain_lines
from evidence_course.problems import FORMATS, Problem
from evidence_course.validate import validate
from tests.conftest import DATA
from tests.fuzz.mutate import spoil

DAY = date(2026, 11, 23)
SECONDS = 10.0
"""More than any input may take, on a slow machine too."""

EXTRA = {
    "course/check.yml": DATA.parents[1] / "course" / "check.yml",
    "course/record.yml": DATA.parents[1] / "course" / "record.yml",
    **{f"course/evidence/{file.name}": file for file in (DATA / "register").glob("*.yml")},
}
"""Files of kinds that the good course does without; their faults of content are no matter here."""


@dataclass(frozen=True)
class Tried:
    """One input and what came of it; ``faults`` are faults of the generator."""

    number: int
    path: str
    data: bytes
    faults: list[str]


def whole_course(place: Path) -> Path:
    """The good course with a file of every kind that is read."""
    root = Path(shutil.copytree(DATA / "good", place / "course"))
    for path, file in EXTRA.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(file, root / path)
    return root


def run(inputs: int, seed: int, place: Path) -> Iterator[Tried]:
    """Spoil one file after the other, each time from a sound course."""
    root = whole_course(place)
    sound = {
        file.relative_to(root).as_posix(): file.read_bytes()
        for file in sorted(root.rglob("*"))
        if file.is_file()
    }
    paths = list(sound)
    for number in range(inputs):
        dice = random.Random(f"{seed}/{number}")
        path = paths[number % len(paths)]
        data = spoil(dice, sound[path])
        (root / path).write_bytes(data)
        yield attempt(root, number, path, data)
        (root / path).write_bytes(sound[path])


def attempt(root: Path, number: int, path: str, data: bytes) -> Tried:
    """Load and check the course as it is now."""
    start = time.monotonic()
    try:
        course, problems = load(root)
        is_refused = any(each.path == path and each.is_error for each in problems)
        # A course without the file is the same each time: one in five is enough.
        if course is not None and not (is_refused and number % 5):
            problems += validate(course, DAY)
    except Exception:
        last = traceback.format_exc().strip().splitlines()
        return Tried(number, path, data, [" | ".join(last[-5:])])
    faults = [fault for each in problems if (fault := misplaced(root, each))]
    seconds = time.monotonic() - start
    if seconds > SECONDS:
        faults.append(f"took {seconds:.0f} seconds")
    return Tried(number, path, data, faults)


def misplaced(root: Path, problem: Problem) -> str | None:
    """What is wrong with the place of a problem; it can be printed in every way, too."""
    for form in FORMATS.values():
        if "\n" in (said := form(problem)) or not said.encode():
            return f"cannot be printed on one line: {problem}"
    file = root / problem.path
    if problem.line < 1 or problem.column < 1 or not problem.message:
        return f"stands nowhere: {problem}"
    if not file.is_file():
        is_about_that = problem.code in ("missing-file", "missing-part", "unknown-module")
        return None if is_about_that else f"is about a file that is not there: {problem}"
    lines = with_plain_lines(file.read_bytes()).count(b"\n") + 1
    return (
        f"stands below the end of its file ({lines} lines): {problem}"
        if problem.line > lines
        else None
    )
