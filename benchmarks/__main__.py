"""Build made-up courses beside jupyter-book, and ever larger ones, and write what it took.

One command, one table: `python -m benchmarks` writes `docs/benchmarks.md`.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from benchmarks import growth, machine, served, side_by_side
from benchmarks.tables import (
    LINEAR,
    SIDE_BY_SIDE,
    SIZES,
    Compared,
    Size,
    growth_cells,
    size_cells,
    table,
)

OUTPUT = Path(__file__).parents[1] / "docs" / "benchmarks.md"
PARTS = ("builds", "growth")
LESSON = "One lesson edited"


def main() -> int:
    """Measure, and write the page; 1, where a bar does not hold."""
    wanted = _options()
    start = time.monotonic()

    def say(text: str) -> None:
        print(f"[{time.monotonic() - start:5.0f} s] {text}", file=sys.stderr, flush=True)

    compared: list[Compared] = []
    sizes: list[Size] = []
    with tempfile.TemporaryDirectory(prefix="benchmarks-") as folder:
        work = Path(folder)
        if wanted.only in (None, "builds"):
            compared = side_by_side.compare(work, wanted.repetitions, say, wanted.modules)
            say("An edit under serve")
            theirs = next(each.theirs for each in compared if each.what == LESSON)
            compared.append(served.compare(work, wanted.repetitions, theirs, wanted.modules))
        if wanted.only in (None, "growth"):
            sizes = list(growth.grow(work, wanted.sizes, say))
    text = page(compared, sizes, wanted.modules, machine.described())
    wanted.output.parent.mkdir(parents=True, exist_ok=True)
    wanted.output.write_text(text, "utf-8", newline="\n")
    print(text)
    say(f"Written to {wanted.output}")
    return int(any(not each.holds and not each.missing for each in compared))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="twice each, and small courses only")
    parser.add_argument("--only", choices=PARTS, help="one of the two parts")
    parser.add_argument("--repetitions", type=int, help="how often each is done (default: 5)")
    parser.add_argument("--modules", type=int, default=side_by_side.MODULES, help=argparse.SUPPRESS)
    parser.add_argument("--sizes", type=int, nargs="+", help="modules (default: 10 50 200)")
    parser.add_argument("--output", type=Path, default=OUTPUT, help="the page (%(default)s)")
    wanted = parser.parse_args()
    wanted.repetitions = wanted.repetitions or (2 if wanted.quick else 5)
    wanted.sizes = wanted.sizes or ([3, 6, 12] if wanted.quick else [10, 50, 200])
    return wanted


def page(
    compared: Sequence[Compared], sizes: Sequence[Size], modules: int, facts: Sequence[str]
) -> str:
    """The page of the handbook; of what was not measured it says nothing."""
    parts = [
        "# How fast it is",
        "Written by `.venv/bin/python -m benchmarks`, which builds everything anew. Do not edit "
        "this page: run the command. All courses in it are made up, by "
        "`.venv/bin/python -m benchmarks.synthetic`.",
        f"Made on {date.today().isoformat()}, on this machine:",
        "\n".join(facts),
    ]
    if compared:
        parts += [
            "## Beside jupyter-book",
            f"The same course of {modules} modules, each with a notebook of its own, built by "
            "both in turns, in one run. The alternative is `jupyter-book build` with its own "
            "theme, its own extensions and its own execution, which keeps results between "
            "builds. It reads our directives, since they stand in the pages. Each figure is the "
            "median. Under `serve`, ours is the time from saving a lesson until its page says "
            "so, and jupyter-book's that of its build.",
            table(SIDE_BY_SIDE, [each.cells() for each in compared]),
        ]
    if sizes:
        parts += [
            "## As a course grows",
            "Builds of this generator alone. Memory is that of the build and all its children at "
            "its peak. What is edited is one lesson.",
            table(SIZES, [size_cells(size) for size in sizes]),
        ]
    if len(sizes) > 2:
        parts += [
            "If a cost is linear, one more module costs as much in a large course as in a small "
            "one. `No worse` allows for a clock that is not quite steady.",
            table(LINEAR, growth_cells(sizes)),
        ]
    return "\n\n".join(parts) + "\n"


if __name__ == "__main__":
    sys.exit(main())
