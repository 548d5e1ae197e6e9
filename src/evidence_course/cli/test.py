"""`test`: the course's tests, and its notebooks against their stored outputs."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from evidence_course.cli._common import FINE, MISUSE, PROBLEMS, add_verb, on_course


def add(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the verb."""
    parser = add_verb(verbs, "test", on_course(_run), "run every test", "test -k quiz")
    parser.description = "Run every test; what this verb does not know is passed on to pytest."
    parser.set_defaults(more_arguments=[])


def _run(root: Path, options: argparse.Namespace) -> int:
    try:
        import pytest
    except ImportError:
        print("Tests need pytest and nbval: install evidence-course[test].", file=sys.stderr)
        return MISUSE
    folders = [name for name in ("tests", "notebooks") if (root / name).is_dir()]
    paths = [str(root / name) for name in folders]
    code = pytest.main(["--nbval", f"--rootdir={root}", *paths, *options.more_arguments])
    return FINE if code == pytest.ExitCode.OK else PROBLEMS
