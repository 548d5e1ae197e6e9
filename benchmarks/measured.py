"""Running a command and measuring it: how long it took, and the most memory that it held."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread

import psutil

SECONDS_BETWEEN_LOOKS = 0.2
ROOT = Path(__file__).parents[1]


@dataclass(frozen=True)
class Run:
    """What a finished command took: seconds by the clock, and megabytes (1,000,000 bytes) at most.

    Memory is that of the command and all its children together; 0, where nobody looked.
    """

    seconds: float
    megabytes: float = 0.0


def build(course: Path) -> list[str]:
    """The command that builds a course with this generator."""
    return [sys.executable, "-m", "evidence_course", "build", "--quiet", "--course", str(course)]


def measure(command: Sequence[str], *, memory: bool = False) -> Run:
    """Run a command to its end.

    :raises RuntimeError: if it fails; it holds what was said last.
    """
    start = time.perf_counter()
    # Nothing is left unread in a pipe: a command that says much would wait for its reader.
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=surroundings()
    ) as process:
        watch = _Watch(process.pid) if memory else None
        said, _ = process.communicate()
        seconds = time.perf_counter() - start
        most = watch.stop() if watch else 0.0
    if process.returncode:
        raise RuntimeError(f"{' '.join(command)} failed:\n{said[-3000:]}")
    return Run(seconds, most)


def surroundings() -> dict[str, str]:
    """The environment of every command: bytecode is kept, and this repository's code is found."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)])}


class _Watch:
    """Looks at the memory of a process and its children until it is told to stop."""

    def __init__(self, pid: int) -> None:
        self._most, self._done = 0.0, Event()
        self._thread = Thread(target=self._look, args=(psutil.Process(pid),), daemon=True)
        self._thread.start()

    def _look(self, process: psutil.Process) -> None:
        while not self._done.wait(SECONDS_BETWEEN_LOOKS):
            self._most = max(self._most, _memory(process))

    def stop(self) -> float:
        """The most that was seen."""
        self._done.set()
        self._thread.join()
        return self._most


def _memory(process: psutil.Process) -> float:
    try:
        family = [process, *process.children(recursive=True)]
    except psutil.Error:  # it has just ended
        return 0.0
    return sum(map(_memory_of_one, family)) / 1e6


def _memory_of_one(process: psutil.Process) -> float:
    """Where the system can tell, pages that several processes share are shared out among them."""
    try:
        full = process.memory_full_info()
        return float(getattr(full, "pss", full.rss))
    except psutil.Error:  # it has just ended, or is not ours to look at
        return 0.0
