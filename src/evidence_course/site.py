"""Jupyter Book over the staged book; every warning is a fault, however often it is built."""

from __future__ import annotations

import io
import json
import os
import re
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, redirect_stderr, redirect_stdout
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
_STEPS = {"reading sources": "read", "writing output": "wrote"}
_PAGE = re.compile(
    r"(?P<step>reading sources|writing output)\.{3} \[\s*(?P<percent>\d+)%\] (?P<page>\S+)"
)
_MESSAGE = re.compile(
    r"^(?:(?P<path>.+?)(?::(?P<line>\d+))?: )?"
    r"(?P<level>WARNING|ERROR|SEVERE|CRITICAL): (?P<text>.*)$"
)


Progress = Callable[[str, int, int, float], None]


def build_site(
    staged: Path, work: Path, book: Book, *, engine: str, progress: Progress
) -> list[Problem]:
    """Build the staged book in ``staged`` into ``work/html``.

    The state of an earlier build in ``work`` is used again only if that build came to its end,
    had the same pages, was made by the same ``engine`` (a digest of this package and the lock
    file), and is as that build left it: Sphinx never takes a page away, and writes none again
    because somebody spoilt it. It also reports a warning once only: after a build with a fault,
    every page that was read or written then is read and written again.
    ``progress`` is called for every page that is read or written.
    """
    pages = {Path(path).with_suffix("").as_posix(): path for path in book.files if is_page(path)}
    again = _left_to_do(work, engine, pages)
    if again is None:
        remove(work)
    work.mkdir(parents=True, exist_ok=True)
    remove(work / MARK)
    for page in again or ():
        (staged / pages[page]).touch()
    status = _Status(progress)
    code, output = _run(staged, work, status)
    problems = list(_problems(output, staged, book))
    if code and not problems:
        tail = " ".join(output.split()[-60:]) or str(code)
        problems = [Problem("course/course.yml", 1, 1, f"the book failed: {tail}", "book-failed")]
    if not problems:
        (work / HTML / ".nojekyll").write_bytes(b"")
    if isinstance(code, int):
        again = sorted(status.pages & pages.keys()) if problems else []
        mark = {**_state(work, engine, pages), "again": again}
        (work / MARK).write_text(json.dumps(mark), "utf-8")
    return problems


def is_page(path: str) -> bool:
    """Whether a staged file becomes a page of the book."""
    return path.endswith((".md", ".ipynb")) and not path.startswith(f"{notebooks.FOLDER}/")


def _state(work: Path, engine: str, pages: Mapping[str, str]) -> dict[str, object]:
    """What Sphinx's state was made of, and what files it has."""
    mark = f"work/{MARK}"
    found = facts(files_below(work, "work"), by_content=False)
    return {
        "engine": engine,
        "pages": sorted(pages.values()),
        "files": {name: fact for name, fact in found.items() if name != mark},
    }


def _left_to_do(work: Path, engine: str, pages: Mapping[str, str]) -> list[str] | None:
    """The pages that the last build had to do with and that must be made again.

    None if that build did not come to its end, or anything has touched its files since.
    """
    try:
        noted = json.loads((work / MARK).read_text("utf-8"))
        again = [page for page in noted.pop("again") if page in pages]
        return again if noted == _state(work, engine, pages) else None
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


class _Status(io.TextIOBase):
    """Takes Sphinx's status text and tells which page is being read or written."""

    def __init__(self, progress: Progress) -> None:
        self.progress, self.line = progress, ""
        self.pages: set[str] = set()
        self.done = dict.fromkeys(_STEPS.values(), 0)
        self.start = time.monotonic()

    def write(self, text: str) -> int:
        """Look for lines such as ``reading sources... [ 50%] modules/mash``."""
        self.line += _COLOUR.sub("", text)
        *lines, self.line = self.line.split("\n")
        for found in filter(None, map(_PAGE.search, lines)):
            self._page(_STEPS[found["step"]], found["page"], int(found["percent"]))
        return len(text)

    def _page(self, step: str, page: str, percent: int) -> None:
        self.pages.add(page)
        self.done[step] += 1
        done, now = self.done[step], time.monotonic()
        total = max(done, round(done * 100 / max(percent, 1)))
        self.progress(f"{step} {page}", done, total, now - self.start)
        self.start = now


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


def _run(staged: Path, work: Path, status: _Status) -> tuple[object, str]:
    _import_engine()
    from jupyter_book.sphinx import build_sphinx

    said = io.StringIO()
    with redirect_stderr(said), redirect_stdout(status), _fixed_time():
        code = build_sphinx(
            str(staged),
            str(work / HTML),
            doctreedir=str(work / DOCTREES),
            path_config=staged / "_config.yml",
            confoverrides={"latex_individualpages": False},
            noconfig=True,
            warningiserror=True,
            keep_going=True,
        )
    if isinstance(code, OSError | KeyboardInterrupt):
        raise code  # jupyter-book gives back what ended it: the machine or its user, no author
    return code, _COLOUR.sub("", said.getvalue())


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
    message = re.sub(r"\s*\[[\w.-]+\]$", "", found["text"])
    if lines is not None:
        return Problem(lines.path, lines.author_line(line), 1, message, "book-warning")
    if name.endswith(".ipynb"):
        # myst-nb counts 10,000 lines to a cell.
        cell = f"cell {line // 10_000}" if line >= 10_000 else None
        return Problem(name, 1, 1, message, "book-warning", cell)
    known = name if name in book.files else "course/course.yml"
    return Problem(known, 1, 1, message, "book-warning")
