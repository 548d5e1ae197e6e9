"""Where the time of a build goes, stage by stage and function by function, as a course grows.

`python -m benchmarks.profiles` writes `docs/profiles.md`.
"""

from __future__ import annotations

import argparse
import json
import pstats
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from benchmarks import edits, machine
from benchmarks.measured import ROOT, surroundings
from benchmarks.synthetic import write_course
from benchmarks.synthetic.subject import Subject
from benchmarks.tables import seconds, table

OUTPUT = ROOT / "docs" / "profiles.md"
FIRST, EDIT = "First build", "One lesson edited"
SIZES = (12, 50, 200)
MOST = 20
"""How many functions a table names."""

MEANING = """\
The stages are timed as a build runs by itself; the last one holds putting the site in place too.
The functions are those of a second build under Python's own profiler, which makes small functions
look dearer than they are: read their shares, not their seconds. Only functions of this project
and of the packages that it drives are named. One that calls another holds the time of that other.

Nearly all of a first build is two things of about one size. Each notebook needs a Python of its
own, several at a time; where it did not change, it costs nothing. Sphinx parses each page and
writes each page, shared out among the processors; the functions below are those of one that does
it alone. All of it costs so much a module, whatever the size of the course.

After an edit Sphinx reads and writes a page or two. What is left is what a build does for the
course as a whole: reading and checking every file, loading Sphinx, putting the page for printing
together, looking through the finished site, and copying it into place. These grow with the
course, and no faster."""


@dataclass(frozen=True)
class Profile:
    """One kind of build of one course: its stages, and its dearest functions with their seconds."""

    modules: int
    what: str
    stages: Sequence[tuple[str, float]]
    functions: Sequence[tuple[str, int, float, float]]

    @property
    def total(self) -> float:
        """The seconds of all stages."""
        return sum(taken for _, taken in self.stages)


def profiles(work: Path, sizes: Sequence[int]) -> Iterator[Profile]:
    """A first build and an edit for each size of course, each timed and then profiled."""
    _stages(_course(work, 1))  # bytecode
    for modules in sizes:
        course = _course(work, modules)
        slug = Subject(modules // 2 + 1).slug
        first = _stages(course)
        edits.lesson(course, slug, 1)
        edited = _stages(course)
        edits.lesson(course, slug, 2)
        yield Profile(modules, EDIT, edited, _functions(course, work))
        _forget(course)
        yield Profile(modules, FIRST, first, _functions(course, work))


def _course(work: Path, modules: int) -> Path:
    course = work / str(modules)
    write_course(course, modules)
    return course


def _forget(course: Path) -> None:
    command = [sys.executable, "-m", "evidence_course", "clean", "--course", str(course)]
    subprocess.run(command, check=True, capture_output=True, env=surroundings())


def _stages(course: Path, *options: str) -> list[tuple[str, float]]:
    command = [sys.executable, "-m", "benchmarks.profiled", str(course), *options]
    done = subprocess.run(command, check=True, capture_output=True, text=True, env=surroundings())
    return [(name, taken) for name, taken in json.loads(done.stdout.splitlines()[-1])]


def _functions(course: Path, work: Path) -> list[tuple[str, int, float, float]]:
    file = work / "functions"
    _stages(course, "--functions", str(file))
    found: Any = pstats.Stats(str(file)).stats  # type: ignore[attr-defined] # not in its stubs
    named = [
        (_name(*place), calls, own, whole)
        for place, (_, calls, own, whole, _) in found.items()
        if _is_shown(place[0])
    ]
    return sorted(named, key=lambda each: -each[3])[:MOST]


def _is_shown(path: str) -> bool:
    kept = ("evidence_course/", "sphinx/builders", "sphinx/environment", "myst_parser/", "myst_nb/")
    return any(each in path.replace("\\", "/") for each in kept)


def _name(path: str, _line: int, function: str) -> str:
    parts = Path(path).with_suffix("").parts
    start = max(place for place, part in enumerate(parts) if part in _PACKAGES)
    return f"`{'.'.join(parts[start:])}.{function}`".replace(".__init__", "")


_PACKAGES = ("evidence_course", "sphinx", "myst_parser", "myst_nb")


def page(found: Sequence[Profile], facts: Sequence[str]) -> str:
    """The page of the handbook."""
    parts = [
        "# Where the time goes",
        "Written by `.venv/bin/python -m benchmarks.profiles`. Do not edit this page: run the "
        "command. Its courses are made up.",
        f"Made on {date.today().isoformat()}, on this machine:",
        "\n".join(facts),
        MEANING,
    ]
    for what in (FIRST, EDIT):
        chosen = [each for each in found if each.what == what]
        parts += [f"## {what}", _stage_table(chosen)]
        for each in chosen:
            parts += [f"### {what}, {each.modules} modules: functions", _function_table(each)]
    return "\n\n".join(parts) + "\n"


def _stage_table(found: Sequence[Profile]) -> str:
    names = list(dict.fromkeys(name for each in found for name, _ in each.stages))
    rows = [[name, *(_share(each, name) for each in found)] for name in names]
    whole = ["**In all**", *(f"{seconds(each.total)} s" for each in found)]
    return table(["Stage", *(f"{each.modules} modules" for each in found)], [*rows, whole])


def _share(found: Profile, name: str) -> str:
    taken = dict(found.stages).get(name, 0.0)
    return f"{seconds(taken)} s ({100 * taken / found.total:.0f}%)"


def _function_table(found: Profile) -> str:
    rows = [
        [name, f"{calls:,}", seconds(own), seconds(whole)]
        for name, calls, own, whole in found.functions
    ]
    return table(["Function", "Calls", "By itself, s", "With what it calls, s"], rows)


def main() -> int:
    """Profile, and write the page."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.profiles", description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="modules (%(default)s)")
    parser.add_argument("--output", type=Path, default=OUTPUT, help="the page (%(default)s)")
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="profiles-") as work:
        found = sorted(profiles(Path(work), wanted.sizes), key=lambda each: each.modules)
    wanted.output.parent.mkdir(parents=True, exist_ok=True)
    wanted.output.write_text(page(found, machine.described()), "utf-8", newline="\n")
    print(f"Written to {wanted.output}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
