"""What the handbook shows of a terminal, played again: `docs/examples/sessions`.

A folder there holds files that are laid over the good course, and what is typed in it, one command
a file, in the order of their names: `$ python3 build.py VERB`, and then what the program must
print, line for line, without its lines of progress. After a change of the program's words, write
them anew with `python -m tests.handbook.sessions`, and read what changed.
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
TRANSCRIPTS = "*.txt"
PROMPT = "$ python3 build.py "
_PROGRESS = re.compile(r"\[ *\d+\.\d s\]")


def names() -> list[str]:
    return sorted(path.name for path in SESSIONS.iterdir())


def shown(name: str) -> dict[str, str]:
    """The transcripts of a session by the names of their files, in order."""
    files = sorted((SESSIONS / name).glob(TRANSCRIPTS))
    return {file.name: file.read_text("utf-8") for file in files}


def play(name: str, root: Path) -> dict[str, str]:
    """The transcripts of a session, played in a new course in the folder ``root``."""
    shutil.copytree(DATA / "good", root)
    leave = shutil.ignore_patterns(TRANSCRIPTS)
    shutil.copytree(SESSIONS / name, root, dirs_exist_ok=True, ignore=leave)
    return {file: _typed(text.split("\n")[0], root) for file, text in shown(name).items()}


def _typed(line: str, root: Path) -> str:
    printed = _printed(line.removeprefix(PROMPT), root)
    return "".join(f"{each}\n" for each in [line, *printed])


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
            for file, text in play(name, Path(folder) / "course").items():
                (SESSIONS / name / file).write_text(text, "utf-8")


if __name__ == "__main__":
    _write_all()
