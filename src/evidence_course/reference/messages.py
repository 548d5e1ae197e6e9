"""Every message that an author can meet, by its code: what it means, and how it reads.

The words are those that broken courses got: each folder of ``tests/data/bad`` and
``tests/data/warn`` is laid over the good course beside it, and read.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import yaml

from evidence_course.load import load
from evidence_course.problems import Problem, format_text, in_order
from evidence_course.reference._markdown import finished, head
from evidence_course.validate import validate

CASES = ("tests/data/bad", "tests/data/warn")
GOOD = "tests/data/good"
EXPECTED, DELETED = "expected.txt", "delete.txt"
RUN = "run-"
"""How the names of cases begin that can be read and fail when they are run."""
DAY = date(2026, 11, 23)
"""The day that the cases were written for."""

_WHEN_RUN = (
    (r"was still running after", "notebook-cell-timeout"),
    (r"ended the Python process", "notebook-kernel-died"),
    (r"of output, and was stopped", "notebook-output-too-big"),
    (r"asks for the kernel", "notebook-unknown-kernel"),
    (r" stops with ", "notebook-cell-raises"),
)
_MESSAGE = re.compile(r"^\S+?:\d+:\d+: (.*) \[[^\[\]]*\]$")

Seen = Mapping[str, list[str]]
"""Lines as the command line prints them, by code."""


def page(seen: Seen) -> str:
    """The page ``messages.md``."""
    lines = head(
        "Messages",
        "A message has the form `file:line:column: what is wrong and what to do [name]`. The name "
        "in brackets is the question, record or cell that it is about. If there is none, it is the "
        "code of the message. With `--format json` the code is always there.",
        "Look for your words with the search, or for the code below. The examples are from a small "
        "course about gardens, broken on purpose.",
    )
    for code, meaning in sorted(meanings().items()):
        lines += ["", f"## `{code}` {{ #{code} }}", "", meaning]
        if code in seen:
            lines += ["", "```text", *seen[code], "```"]
    return finished(lines)


def meanings() -> dict[str, str]:
    """What each code means, by code."""
    text = Path(__file__).with_name("meanings.yml").read_text("utf-8")
    found: dict[str, str] = yaml.safe_load(text)
    return found


def seen(root: Path) -> Seen:
    """What the cases below ``root`` come to; nothing where there are none."""
    found: dict[str, dict[str, str]] = {}
    with TemporaryDirectory() as folder:
        for case in cases(root):
            for code, line in _said(case, root / GOOD, Path(folder) / "course"):
                found.setdefault(code, {}).setdefault(words(line), line)
    return {code: list(lines.values()) for code, lines in found.items()}


def cases(root: Path) -> list[Path]:
    """The folders that hold one fault each."""
    folders = [root / name for name in CASES if (root / name).is_dir()]
    return [case for folder in folders for case in sorted(folder.iterdir()) if case.is_dir()]


def words(line: str) -> str:
    """A printed message without its place and its name."""
    found = _MESSAGE.match(line.removesuffix("\n"))
    return found[1].removeprefix("warning: ") if found else line


def lay_over(course: Path, case: Path) -> None:
    """Put the files of a case in the place of the course's own."""
    leave = shutil.ignore_patterns(EXPECTED, DELETED)
    shutil.copytree(case, course, dirs_exist_ok=True, ignore=leave)
    if (case / DELETED).exists():
        for name in (case / DELETED).read_text().split():
            (course / name).unlink()


def problems_of(case: Path, good: Path, course: Path) -> list[Problem]:
    """What reading and checking say of a case; ``course`` is a folder to try it in."""
    shutil.rmtree(course, ignore_errors=True)
    shutil.copytree(good, course)
    lay_over(course, case)
    read, problems = load(course)
    return in_order(problems + (validate(read, DAY) if read else []))


def _said(case: Path, good: Path, course: Path) -> Iterator[tuple[str, str]]:
    if case.name.startswith(RUN):
        for line in (case / EXPECTED).read_text("utf-8").splitlines():
            yield next(code for words, code in _WHEN_RUN if re.search(words, line)), line
    else:
        for problem in problems_of(case, good, course):
            yield problem.code, format_text(problem)
