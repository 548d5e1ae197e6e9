"""One build, with how long each stage took and, where asked, what each function took.

Run in a process of its own by `benchmarks.profiles`, so that each build starts from nothing.
"""

from __future__ import annotations

import argparse
import cProfile
import json
import sys
import time
from pathlib import Path

from evidence_course import manifest, pipeline
from evidence_course.check import Known
from evidence_course.report.recorder import Recorder


class Stages:
    """Notes when each stage of a build begins."""

    def __init__(self) -> None:
        self.began: list[tuple[str, float]] = []

    def stage(self, name: str) -> None:
        """A stage begins."""
        self.began.append((name, time.perf_counter()))

    def step(self, name: str, done: int, total: int, seconds: float) -> None:
        """A piece of a stage is done."""

    def took(self, end: float) -> list[tuple[str, float]]:
        """The seconds of each stage, in order; the last one ends with the build."""
        ends = [*(start for _, start in self.began[1:]), end]
        return [
            (name, after - start) for (name, start), after in zip(self.began, ends, strict=True)
        ]


def main() -> int:
    """Build a course; print the stages as JSON, and write the functions into a file."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.profiled", description=__doc__)
    parser.add_argument("course", type=Path)
    parser.add_argument("--functions", type=Path, help="where to write what cProfile saw")
    wanted = parser.parse_args()
    stages, profile = Stages(), cProfile.Profile()
    arguments = (wanted.course.resolve(), manifest.today(), Recorder(stages))
    if wanted.functions:
        # What is known already keeps a build in this process, where the profiler sees it.
        outcome = profile.runcall(pipeline.build, *arguments, known=Known())
        profile.dump_stats(wanted.functions)
    else:
        outcome = pipeline.build(*arguments)
    print(json.dumps(stages.took(time.perf_counter())))
    return int(outcome.failed)


if __name__ == "__main__":
    sys.exit(main())
