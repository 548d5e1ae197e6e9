"""The maintainers' handbook: from ``docs/`` and ``mkdocs.yml`` to pages, with MkDocs.

What MkDocs only grumbles about is a fault here, a dead link above all, and is said as other faults
are: with file and line. MkDocs is imported here and nowhere else.
"""

from __future__ import annotations

import hashlib
import logging
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from io import StringIO
from os.path import relpath
from pathlib import Path

from evidence_course.check import asks_elsewhere, other_hosts
from evidence_course.problems import Problem, in_order

SETTINGS = "mkdocs.yml"
FOLDER = "docs"
DATED = ("sitemap.xml", "sitemap.xml.gz")
"""What MkDocs writes for search engines, with the day of the build; a handbook needs neither."""
ROOTED = "404.html"
"""Asks for its style at the root of the host, where no handbook is; the site has a page of its own
for addresses that lead nowhere."""

POLICY = "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'self'"
"""What a page may load and run: what a course's may, and the icons in the theme's style sheet."""

_INLINE = re.compile(r"<script>(.*?)</script>", re.DOTALL)
_HEAD = '<meta charset="utf-8">'
_PAGE = re.compile(
    r"(?:Doc file|Error (?:reading|building) page) '(?P<page>[^']+)'(?: contains)?:?"
)
_STRAYS = "The following pages exist in the docs directory, but are not included in the"
_NAMED = re.compile(r"(?:link|image|reference to|Snippet at path) '(?P<name>[^']+)'")


def is_there(root: Path) -> bool:
    """Whether a folder has a handbook to be built."""
    return (root / SETTINGS).is_file() and (root / FOLDER).is_dir()


def make(root: Path, target: Path) -> list[Problem]:
    """Build the handbook of ``root`` into the folder ``target``; every fault that was found.

    The same pages give the same bytes, on any day. Where there is a fault, nothing is left.
    """
    shutil.rmtree(target, ignore_errors=True)
    with _hearing() as said:
        _build(root, target, said)
    problems = [problem for message in said for problem in _problems(root, message)]
    if not problems:
        for name in (*DATED, ROOTED):
            (target / name).unlink(missing_ok=True)
        for page in target.rglob("*.html"):
            _make_strict(page, target / "assets" / "javascripts")
        problems += _foreign(root, target)
    if problems:
        shutil.rmtree(target, ignore_errors=True)
    return in_order(problems)


def _make_strict(page: Path, scripts: Path) -> None:
    """Move what the theme writes into a page as script to files, and forbid any other."""

    def moved(found: re.Match[str]) -> str:
        code = found[1].encode()
        file = scripts / f"{hashlib.sha256(code).hexdigest()[:16]}.js"
        file.write_bytes(code)
        return f'<script src="{Path(relpath(file, page.parent)).as_posix()}"></script>'

    policy = f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
    text = _INLINE.sub(moved, page.read_text("utf-8"))
    page.write_text(text.replace(_HEAD, f"{_HEAD}{policy}", 1), "utf-8", newline="")


def _build(root: Path, target: Path, said: list[str]) -> None:
    from mkdocs.commands.build import build
    from mkdocs.config import load_config
    from mkdocs.exceptions import Abort, MkDocsException

    try:
        # Not strict: MkDocs would stop with a count of what it has said already.
        settings = load_config(str(root / SETTINGS), site_dir=str(target), strict=False)
        with redirect_stdout(StringIO()), redirect_stderr(StringIO()):
            build(settings)
    except (MkDocsException, Abort) as error:
        said += [] if said else [str(error)]
    except Exception as error:
        # An extension or a hook raises whatever it likes; MkDocs names the page, and lets it pass.
        said += [] if said else [f"{type(error).__name__}: {error}"]


@contextmanager
def _hearing() -> Iterator[list[str]]:
    """What MkDocs and its theme say that is more than chatter."""
    said: list[str] = []

    class Ear(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            said.append(record.getMessage())

    ear, logger = Ear(logging.WARNING), logging.getLogger("mkdocs")
    propagate, level = logger.propagate, logger.level
    logger.addHandler(ear)
    logger.propagate = False
    logger.setLevel(logging.WARNING)
    try:
        yield said
    finally:
        logger.removeHandler(ear)
        logger.propagate = propagate
        logger.setLevel(level)


def _problems(root: Path, message: str) -> Iterator[Problem]:
    """What MkDocs said, at the line of the page or of the settings that it is about."""
    text = " ".join(message.split())
    if text.startswith(_STRAYS):
        for name in text.removeprefix(_STRAYS).split(" - ")[1:]:
            said = f"no reader finds this page: name it under 'nav' in {SETTINGS}"
            yield Problem(f"{FOLDER}/{name.strip()}", 1, 1, said, "handbook-failed")
        return
    page = _PAGE.match(text)
    path = f"{FOLDER}/{page['page']}" if page else SETTINGS
    named = _NAMED.search(text)
    line = _line_of(root / path, named["name"] if named else "")
    said = text[page.end() :].strip() if page else text
    yield Problem(path, line, 1, said, "handbook-link" if "link '" in text else "handbook-failed")


def _foreign(root: Path, target: Path) -> Iterator[Problem]:
    """What pages would ask other hosts for, at the line where the author wrote it."""
    for page, tag, address in other_hosts(target):
        path = f"{FOLDER}/{page.removesuffix('.html')}.md"
        line = _line_of(root / path, address)
        yield Problem(path, line, 1, asks_elsewhere(tag, address), "site-other-host")


def _line_of(file: Path, text: str) -> int:
    """The first line of a file that holds a text; 1 where none does."""
    if not text or not file.is_file():
        return 1
    lines = file.read_text("utf-8").split("\n")
    return next((number for number, line in enumerate(lines, 1) if text in line), 1)
