"""What a course costs as it grows: the same builds of ever larger courses, and their memory."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median

from benchmarks import edits
from benchmarks.measured import Run, build, measure
from benchmarks.side_by_side import Say
from benchmarks.synthetic import write_course
from benchmarks.synthetic.subject import Subject
from benchmarks.tables import Size

REPETITIONS = 3
"""How often what takes little time is done; a first build is done once."""


def grow(work: Path, sizes: Sequence[int], say: Say) -> Iterator[Size]:
    """Build each course; a tiny one before them, so that all bytecode is there."""
    measure(build(_course(work, "warm", 1)))
    for modules in sorted(sizes):
        course = _course(work, str(modules), modules)
        say(f"{modules} modules: first build")
        first = measure(build(course), memory=True)
        say(f"{modules} modules: {first.seconds:.1f} s, {first.megabytes:.0f} MB; now edits")
        nothing = [measure(build(course)).seconds for _ in range(REPETITIONS)]
        edited = list(_edited(course, modules))
        site = [file for file in (course / "_build" / "html").rglob("*") if file.is_file()]
        yield Size(
            modules=modules,
            first=first.seconds,
            nothing=median(nothing),
            edit=median(run.seconds for run in edited),
            memory_first=first.megabytes,
            memory_edit=max(run.megabytes for run in edited),
            site=sum(file.stat().st_size for file in site) / 1e6,
            pages=sum(file.suffix == ".html" for file in site),
        )


def _course(work: Path, name: str, modules: int) -> Path:
    course = work / name
    write_course(course, modules)
    return course


def _edited(course: Path, modules: int) -> Iterator[Run]:
    for number in range(1, REPETITIONS + 1):
        edits.lesson(course, Subject(number * modules // (REPETITIONS + 1) + 1).slug, number)
        yield measure(build(course), memory=True)
