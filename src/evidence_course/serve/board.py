"""What the browser is told: which site there is, and what is wrong with the course."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from threading import Condition
from typing import Any

from evidence_course.manifest import BUILD, FOLDERS, SITE
from evidence_course.problems import Problem, printable

LONGEST_LINE = 300


@dataclass(frozen=True)
class Fault:
    """A fault as an author sees it: its place, its message, and the line it stands on."""

    path: str
    line: int
    column: int
    message: str
    source: str


class Board:
    """The newest state, read by the server's threads while the builder writes it."""

    def __init__(self, root: Path) -> None:
        self.site = root / BUILD / SITE
        self._root = root
        self._changed = Condition()
        self._session = secrets.token_hex(4)
        self._count = 0
        self._faults: tuple[Fault, ...] = ()
        self._building = True
        self.base = "/"
        self.is_closed = False

    def begin(self) -> None:
        """A build begins."""
        self._post(self._faults, building=True)

    def end(self, problems: Iterable[Problem], *, base: str | None = None) -> None:
        """A build is over; its errors take the place of those before.

        ``base`` is the path below which the site will be published, where that is known: links
        that begin with it lead to the same pages here.
        """
        self.base = base or self.base
        faults = (_fault(self._root, each) for each in problems if each.is_error)
        self._post(tuple(faults), building=False)

    def close(self) -> None:
        """Nothing more will come."""
        self.is_closed = True
        self._post(self._faults, building=False)

    def wait(self, seconds: float) -> None:
        """Until there is news, but no longer than ``seconds``."""
        with self._changed:
            self._changed.wait(seconds)

    def state(self) -> dict[str, Any]:
        """All there is to know, as JSON has it.

        ``site`` names the site on the disk, whoever made it: another build puts a new folder
        there.
        """
        with self._changed:
            return {
                "id": f"{self._session}-{self._count}",
                "site": self.site_name(),
                "building": self._building,
                "faults": [asdict(fault) for fault in self._faults],
            }

    def site_name(self) -> str:
        """A name that no site on the disk had before; empty where there is none."""
        try:
            found = self.site.stat()
        except OSError:
            return ""
        return f"{found.st_ino:x}-{found.st_mtime_ns:x}"

    def _post(self, faults: Sequence[Fault], *, building: bool) -> None:
        with self._changed:
            self._faults, self._building = tuple(faults), building
            self._count += 1
            self._changed.notify_all()


def _fault(root: Path, problem: Problem) -> Fault:
    source = _source_line(root, problem.path, problem.line)
    item = f" [{problem.item}]" if problem.item else ""
    path, message = printable(problem.path), printable(f"{problem.message}{item}")
    return Fault(path, problem.line, problem.column, message, source)


def _source_line(root: Path, path: str, line: int) -> str:
    """The line of an author's file, cut if it is long; nothing where it cannot be read."""
    file = (root / path).resolve()
    if not any(file.is_relative_to(root / folder) for folder in FOLDERS):
        return ""
    try:
        lines = file.read_text("utf-8", errors="replace").splitlines()
    except OSError:
        return ""
    found = lines[line - 1] if 0 < line <= len(lines) else ""
    shown = printable(found.expandtabs(4))
    return shown if len(shown) <= LONGEST_LINE else f"{shown[:LONGEST_LINE]} …"
