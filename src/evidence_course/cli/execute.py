"""`execute`: run the notebooks, and store their outputs if asked."""

from __future__ import annotations

import argparse
from pathlib import Path

from evidence_course import manifest, pipeline
from evidence_course.cli._common import (
    FINE,
    PROBLEMS,
    add_execution,
    add_reporting,
    add_verb,
    on_course,
    print_problems,
    progress_of,
    say,
)
from evidence_course.report.recorder import Recorder


def add(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the verb."""
    parser = add_verb(verbs, "execute", on_course(_run), "run the notebooks", "execute --save")
    parser.add_argument(
        "--save", action="store_true", help="store the outputs in notebooks/, where they changed"
    )
    add_reporting(parser)
    add_execution(parser)


def _run(root: Path, options: argparse.Namespace) -> int:
    progress = progress_of(options)
    heard = Recorder(progress)
    outcome = pipeline.execute(
        root, manifest.today(), heard, save=options.save, timeout=options.timeout
    )
    heard.end(outcome.problems)
    progress.close()
    print_problems(outcome.problems, options.format)
    for path in outcome.saved:
        say(f"saved {path}", options)
    if not outcome.failed and not outcome.saved:
        kept = " No stored output changed." if options.save else ""
        say(f"Every notebook runs.{kept}", options)
    return PROBLEMS if outcome.failed else FINE
