"""What the handbook shows of a terminal, played again: `docs/examples/sessions`.

A folder there holds files that are laid over the good course, and `session.txt`: a line that
begins with `$ python3 build.py` is typed, and what follows is what the program must print, line
for line, without its lines of progress. After a change of the program's words, write them anew
with `python -m tests.handbook.sessions`, and read what changed.
"""

from __future__ import annotations

import io
import os
import re
import shlex
import shutil
from contextlib import chdir, redirect_stderr, redirect_stdout
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

from evidence_course import cli
from tests.conftest import DATA, DAY

SESSIONS = Path(__file__).parents[2] / "docs" / "examples" / "sessions"
TRANSCRIPT = "session.txt"
PROMPT = "$ python3 build.py "
_PROGRESS = re.compile(r"\[ *\d+\.\d s\]")


def names() -> list[str]:
    return sorted(path.name for path in SESSIONS.iterdir())


def shown(name: str) -> str:
    return (SESSIONS / name / TRANSCRIPT).read_text("utf-8")


def play(name: str, root: Path) -> str:
    """The transcript of a session, played in a new course in the folder ``root``."""
    shutil.copytree(DATA / "good", root)
    leave = shutil.ignore_patterns(TRANSCRIPT)
    shutil.copytree(SESSIONS / name, root, dirs_exist_ok=True, ignore=leave)
    lines = []
    for line in shown(name).splitlines():
        if line.startswith(PROMPT):
            lines += [line, *_printed(line.removeprefix(PROMPT), root)]
    return "".join(f"{line}\n" for line in lines)


def _printed(command: str, root: Path) -> list[str]:
    said = io.StringIO()
    with (
        chdir(root),
        redirect_stdout(said),
        redirect_stderr(said),
        patch.dict(os.environ, {"SOURCE_DATE_EPOCH": DAY}),
    ):
        cli.main(shlex.split(command))
    lines = said.getvalue().replace(f"{root}{os.sep}", "").splitlines()
    return [line for line in lines if not _PROGRESS.match(line)]


def _write_all() -> None:
    for name in names():
        with TemporaryDirectory() as folder:
            (SESSIONS / name / TRANSCRIPT).write_text(play(name, Path(folder) / "course"), "utf-8")


if __name__ == "__main__":
    _write_all()
