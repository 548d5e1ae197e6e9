"""An edit under `serve`: from the moment a lesson is saved until its page says so."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from benchmarks import edits
from benchmarks.measured import build, measure, surroundings
from benchmarks.synthetic import write_course
from benchmarks.synthetic.subject import Subject
from benchmarks.tables import Compared

BAR = 3.0
WHAT = "One lesson edited, under `serve`"
PATIENCE = 120.0
SECONDS_BETWEEN_LOOKS = 0.01
REST = 1.0
"""Seconds between two edits: nobody saves again while the last build is being tidied up."""
VERB = [sys.executable, "-m", "evidence_course", "serve"]


def compare(work: Path, repetitions: int, theirs: Sequence[float], modules: int) -> Compared:
    """How long a page takes to change; ``theirs`` is what jupyter-book takes for the same edit.

    Where this generator has no verb `serve`, the row says so.
    """
    if not _has_verb():
        return Compared(WHAT, [], [], BAR, missing="there is no verb `serve` yet")
    course = work / "served"
    write_course(course, modules)
    measure(build(course))
    with _serving(course) as address:
        ours = [
            _edit_and_wait(course, address, Subject(number % modules + 1).slug, number)
            for number in range(1, repetitions + 1)
        ]
    return Compared(WHAT, ours, theirs, BAR)


def _has_verb() -> bool:
    asked = [*VERB, "--help"]
    return not subprocess.run(
        asked, capture_output=True, check=False, env=surroundings()
    ).returncode


@contextmanager
def _serving(course: Path) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [*VERB, "--course", str(course), "--port", str(port)]
    address = f"http://127.0.0.1:{port}/"
    with subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=surroundings()
    ) as process:
        try:
            _wait_for(address, "<html")
            yield address
        finally:
            process.terminate()


def _edit_and_wait(course: Path, address: str, slug: str, number: int) -> float:
    time.sleep(REST)
    page = course / "_build" / "html" / "modules" / f"{slug}.html"
    before = page.stat().st_ino
    edits.lesson(course, slug, number)
    start = time.perf_counter()
    # Asking again and again would keep the server from its work; a browser is told.
    while page.stat().st_ino == before and time.perf_counter() - start < PATIENCE:
        time.sleep(SECONDS_BETWEEN_LOOKS)
    _wait_for(f"{address}modules/{slug}.html", f"{edits.MARK} {number}.")
    return time.perf_counter() - start


def _wait_for(address: str, text: str) -> None:
    """Ask for a page until it holds a text.

    :raises TimeoutError: if it never does.
    """
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if text in _page(address):
            return
        time.sleep(SECONDS_BETWEEN_LOOKS)
    raise TimeoutError(f"{address} did not show '{text}' within {PATIENCE:.0f} s")


def _page(address: str) -> str:
    try:
        with urllib.request.urlopen(address, timeout=PATIENCE) as answer:
            content: bytes = answer.read()
    except (urllib.error.URLError, OSError):  # it is not up yet, or puts a new site in place
        return ""
    return content.decode("utf-8", "replace")
