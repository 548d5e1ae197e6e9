"""Jupyter Book over the staged book; every warning is a fault, however often it is built."""

from __future__ import annotations

import io
import json
import os
import re
import signal
import sys
import time
from collections.abc import Callable, Container, Iterator, Sequence
from contextlib import contextmanager, nullcontext, redirect_stderr, redirect_stdout
from multiprocessing import parent_process
from pathlib import Path
from types import ModuleType

from evidence_course.files import remove
from evidence_course.manifest import facts, files_below
from evidence_course.problems import Problem
from evidence_course.weave import Book, notebooks

HTML, DOCTREES = "html", "doctrees"
MARK = "mark.json"
NOT_PUBLISHED = (".buildinfo", ".buildinfo.bak", "objects.inv")
"""Files of Sphinx's own in its output."""

_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
_MESSAGE = re.compile(
    r"^(?:(?P<path>.+?)(?::(?P<line>\d+))?: )?"
    r"(?P<level>WARNING|ERROR|SEVERE|CRITICAL): (?P<text>.*)$"
)


Progress = Callable[[str, int, int, float], None]


def build_site(
    staged: Path, work: Path, book: Book, *, engine: str, progress: Progress, jobs: int = 1
) -> list[Problem]:
    """Build the staged book in ``staged`` into ``work/html``.

    The state of an earlier build in ``work`` is used again only if that build came to its end,
    had the same files, was made by the same ``engine`` (a digest of this package and the lock
    file), and is as that build left it: Sphinx never takes a page away, and writes none again
    because somebody spoilt it. It also reports a warning once only: after a build with a fault,
    every page that was read or written then is read and written again.
    ``progress`` is called for every page that is read or written. With several ``jobs``, many
    pages are shared out among as many processes, where the system can fork them.
    """
    pages = {Path(path).with_suffix("").as_posix(): path for path in book.files if is_page(path)}
    staged_files = sorted([*book.files, *book.copies, *book.parcels])
    again = _left_to_do(work, engine, staged_files, pages)
    if again is None:
        remove(work)
    work.mkdir(parents=True, exist_ok=True)
    remove(work / MARK)
    for page in again or ():
        (staged / pages[page]).touch()
    steps = _Steps(progress)
    code, output = _run(staged, work, steps, jobs)
    problems = list(_problems(output, staged, book))
    if code and not problems and jobs > 1:
        # What befell another process comes back as words: alone, this one meets the thing itself.
        remove(work)
        return build_site(staged, work, book, engine=engine, progress=progress)
    if code and not problems:
        tail = " ".join(output.split()[-60:]) or str(code)
        problems = [Problem("course/course.yml", 1, 1, f"the book failed: {tail}", "book-failed")]
    if not problems:
        (work / HTML / ".nojekyll").write_bytes(b"")
    if isinstance(code, int):
        again = sorted(steps.pages & pages.keys()) if problems else []
        mark = {**_state(work, engine, staged_files), "again": again}
        (work / MARK).write_text(json.dumps(mark), "utf-8")
    return problems


def is_page(path: str) -> bool:
    """Whether a staged file becomes a page of the book."""
    return path.endswith((".md", ".ipynb")) and not path.startswith(f"{notebooks.FOLDER}/")


def _state(work: Path, engine: str, staged_files: Sequence[str]) -> dict[str, object]:
    """What Sphinx's state was made of, and what files it has."""
    mark = f"work/{MARK}"
    found = facts(files_below(work, "work"), by_content=False)
    return {
        "engine": engine,
        "staged": staged_files,
        "files": {name: fact for name, fact in found.items() if name != mark},
    }


def _left_to_do(
    work: Path, engine: str, staged_files: Sequence[str], pages: Container[str]
) -> list[str] | None:
    """The pages that the last build had to do with and that must be made again.

    None if that build did not come to its end, or anything has touched its files since.
    """
    try:
        noted = json.loads((work / MARK).read_text("utf-8"))
        again = [page for page in noted.pop("again") if page in pages]
        return again if noted == _state(work, engine, staged_files) else None
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


class _Steps:
    """Hears which pages are read and written, and tells it."""

    def __init__(self, progress: Progress) -> None:
        self.progress = progress
        self.pages: set[str] = set()
        self._to_read = self._read = self._wrote = 0
        self._writing: str | None = None
        self._start = time.monotonic()

    def will_read(self, count: int) -> None:
        """So many pages are to be read."""
        self._to_read, self._start = count, time.monotonic()

    def read(self, page: str) -> None:
        """A page was read."""
        self._read += 1
        self._tell("read", page, self._read, self._to_read)

    def writes(self, page: str) -> None:
        """A page is about to be written; the one before it is."""
        self.end()
        self._writing = page

    def end(self) -> None:
        """The last page is written. How many there will be, nobody says."""
        if self._writing is not None:
            self._wrote += 1
            self._tell("wrote", self._writing, self._wrote, 0)
        self._writing, self._start = None, time.monotonic()

    def _tell(self, what: str, page: str, done: int, total: int) -> None:
        self.pages.add(page)
        now = time.monotonic()
        self.progress(f"{what} {page}", done, total, now - self._start)
        self._start = now


_UNUSED = {
    "jupyter_cache.base": "CacheBundleIn",
    "jupyter_cache.cache.db": "NbProjectRecord",
    "jupyter_cache.executors": "utils",
    "jupyter_cache.executors.utils": "single_nb_execution",
}
"""What myst-nb imports to run notebooks itself: modules, and the name that it takes of each."""


def _import_engine() -> None:
    """Import myst-nb without the store for results of notebooks that it would run.

    It runs none here, and the database library behind that store takes a tenth of the time of a
    small edit to import.
    """
    added = [name for name in _UNUSED if name not in sys.modules]
    for name in added:
        stand_in = ModuleType(name)
        setattr(stand_in, _UNUSED[name], None)
        sys.modules[name] = stand_in
    try:
        import myst_nb.core.execute  # noqa: F401
    finally:
        for name in added:
            del sys.modules[name]


def _run(staged: Path, work: Path, steps: _Steps, jobs: int) -> tuple[object, str]:
    _import_engine()
    from jupyter_book.sphinx import build_sphinx

    from evidence_course.sphinx_ext.steps import LISTENER

    said = io.StringIO()
    listening = LISTENER.set(steps)
    try:
        with (
            redirect_stderr(said),
            redirect_stdout(io.StringIO()),
            _fixed_time(),
            _stopped_here() if jobs > 1 else nullcontext(),
        ):
            code = build_sphinx(
                str(staged),
                str(work / HTML),
                doctreedir=str(work / DOCTREES),
                path_config=staged / "_config.yml",
                confoverrides={"latex_individualpages": False},
                noconfig=True,
                warningiserror=True,
                keep_going=True,
                jobs=jobs,
            )
    finally:
        LISTENER.reset(listening)
        steps.end()
    if isinstance(code, OSError | KeyboardInterrupt):
        raise code  # jupyter-book gives back what ended it: the machine or its user, no author
    if isinstance(code, Exception) and isinstance(code.__context__, KeyboardInterrupt):
        raise code.__context__  # Sphinx stumbled while it ended the processes it shares with
    return code, _COLOUR.sub("", said.getvalue())


@contextmanager
def _stopped_here() -> Iterator[None]:
    """Ctrl-C reaches every process of a build; this one alone heeds it, and ends the others."""

    def heed(_signal: int, _frame: object) -> None:
        if parent_process() is None:
            raise KeyboardInterrupt

    before = signal.getsignal(signal.SIGINT)
    if before is signal.default_int_handler:  # not where it is ignored, as in the background
        signal.signal(signal.SIGINT, heed)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


@contextmanager
def _fixed_time() -> Iterator[None]:
    """Sphinx writes the year into pages; a build without a date of its own gets a fixed one."""
    name = "SOURCE_DATE_EPOCH"
    given = os.environ.get(name)
    os.environ[name] = given or "0"
    try:
        yield
    finally:
        if given is None:
            del os.environ[name]
        else:
            os.environ[name] = given


def _problems(output: str, staged: Path, book: Book) -> Iterator[Problem]:
    seen = set()
    for line in output.splitlines():
        found = _MESSAGE.match(line)
        if found is None or line in seen:
            continue
        seen.add(line)
        yield _problem(found, staged, book)


def _problem(found: re.Match[str], staged: Path, book: Book) -> Problem:
    path, line = found["path"] or "", int(found["line"] or 1)
    prefix = f"{staged.as_posix()}/"
    name = path.replace(os.sep, "/").removeprefix(prefix)
    lines = book.lines.get(name)
    message = re.sub(r"\s*\[[\w.-]+\]$", "", found["text"]).replace(prefix, "")
    if lines is not None:
        author_line, item = lines.author_place(line)
        return Problem(lines.path, author_line, 1, message, "book-warning", item)
    known = name if name in book.files else "course/course.yml"
    return Problem(known, 1, 1, message, "book-warning")
