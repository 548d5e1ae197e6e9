"""`test`: the course's tests, and its notebooks against their stored outputs."""

from __future__ import annotations

import argparse
import sys
from importlib.util import find_spec
from pathlib import Path

from evidence_course.cli._common import FINE, MISUSE, PROBLEMS, add_verb, on_course


def add(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the verb."""
    parser = add_verb(verbs, "test", on_course(_run), "run every test", "test -k quiz")
    parser.description = (
        "Run every test, or those of the files and folders that are named; what this verb does not "
        "know is passed on to pytest."
    )
    parser.set_defaults(more_arguments=[])


def _run(root: Path, options: argparse.Namespace) -> int:
    if not (find_spec("pytest") and find_spec("nbval")):
        print("Tests need pytest and nbval: install evidence-course[test].", file=sys.stderr)
        return MISUSE
    import pytest

    arguments: list[str] = options.more_arguments
    if not any(_is_path(each) for each in arguments):
        folders = [root / name for name in ("tests", "notebooks")]
        arguments = [*(str(folder) for folder in folders if folder.is_dir()), *arguments]
    code = pytest.main(["--nbval", f"--rootdir={root}", *arguments])
    return FINE if code == pytest.ExitCode.OK else PROBLEMS


def _is_path(argument: str) -> bool:
    """Whether an argument names a file or folder, or with ``::`` a test in a file."""
    name = argument.partition("::")[0]
    return bool(name) and Path(name).exists()
