"""Takes what stages tell: passes it on, writes it to the log, and keeps it for the report."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Protocol

from evidence_course.problems import Problem, format_text

ROOT = logging.getLogger("evidence_course")
ROOT.addHandler(logging.NullHandler())  # else Python prints warnings that nobody asked for
LOG = logging.getLogger("evidence_course.run")
PROBLEMS = logging.getLogger("evidence_course.problems")
"""What is wrong with the course; the command line prints that itself."""


class Reporter(Protocol):
    """Where stages tell how far they are."""

    def stage(self, name: str) -> None:
        """A stage begins."""

    def step(self, name: str, done: int, total: int, seconds: float) -> None:
        """One of the ``total`` pieces of the stage is done; 0 where nobody knows how many."""


@dataclass
class Stage:
    """What a stage did: how long it took, and its pieces with the seconds that each took."""

    name: str
    seconds: float = 0.0
    steps: list[tuple[str, float]] = field(default_factory=list)


def counted(done: int, total: int) -> str:
    """``3 of 12``; ``3`` where nobody knows of how many."""
    return f"{done} of {total}" if total else str(done)


class Recorder:
    """A reporter that keeps what it was told."""

    def __init__(self, onward: Reporter) -> None:
        self.stages: list[Stage] = []
        self._onward = onward
        self._start = time.monotonic()

    def stage(self, name: str) -> None:
        """A stage begins, and the one before it is over."""
        self.end()
        self.stages.append(Stage(name))
        LOG.info("%s: begins", name)
        self._onward.stage(name)

    def step(self, name: str, done: int, total: int, seconds: float) -> None:
        """One of the ``total`` pieces of the stage is done; 0 seconds say that it was kept."""
        self.stages[-1].steps.append((name, seconds))
        how = f"{seconds:.2f} s" if seconds else "from the cache"
        LOG.info("%s: %s: %s (%s)", self.stages[-1].name, counted(done, total), name, how)
        self._onward.step(name, done, total, seconds)

    def end(self, problems: Iterable[Problem] = ()) -> None:
        """The last stage is over, and this is what was found wrong with the course."""
        now = time.monotonic()
        if self.stages and not self.stages[-1].seconds:
            self.stages[-1].seconds = now - self._start
            LOG.info("%s: took %.2f s", self.stages[-1].name, self.stages[-1].seconds)
        self._start = now
        for problem in problems:
            level = logging.ERROR if problem.is_error else logging.WARNING
            PROBLEMS.log(level, "%s", format_text(problem))

    def pieces(self, stage: str) -> list[tuple[str, float]]:
        """What a stage did, piece by piece."""
        return [step for each in self.stages if each.name == stage for step in each.steps]
