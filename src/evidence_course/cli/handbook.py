"""`handbook`: the pages for those who keep a course."""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

from evidence_course import handbook, pipeline
from evidence_course.cli._common import (
    FINE,
    MISUSE,
    PROBLEMS,
    Progress,
    add_reporting,
    add_verb,
    on_course,
    print_problems,
    progress_of,
    say,
    say_counts,
)
from evidence_course.report.recorder import Recorder


def add(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the verb."""
    parser = add_verb(
        verbs,
        "handbook",
        on_course(_run),
        "build the maintainers' handbook in _build/handbook, and into the site",
        "handbook",
    )
    parser.add_argument(
        "--write-reference",
        action="store_true",
        help="first write docs/reference/, which is made from the code (takes a minute)",
    )
    add_reporting(parser)


def _run(root: Path, options: argparse.Namespace) -> int:
    missing = _missing(root)
    if missing:
        print(missing, file=sys.stderr)
        return MISUSE
    progress = progress_of(options)
    if options.write_reference:
        _write_reference(root, progress, options)
    heard = Recorder(progress)
    outcome = pipeline.build_handbook(root, heard)
    heard.end(outcome.problems)
    progress.close()
    print_problems(outcome.problems, options.format)
    if outcome.index is None:
        verdict = "The last good handbook, if any, is as it was."
        say_counts(outcome.problems, verdict, quiet=options.quiet)
        return PROBLEMS
    seconds = time.monotonic() - progress.start
    say(f"Built the handbook in {seconds:.1f} s. It is {outcome.index}", options)
    return FINE


def _write_reference(root: Path, progress: Progress, options: argparse.Namespace) -> None:
    from evidence_course.reference import FOLDER, pages

    progress.stage("Asking the code what it offers")
    files = {f"{FOLDER}/{name}": data for name, data in pages(root).items()}
    for path in pipeline.write_changed(root, files):
        say(f"wrote {path}", options)


def _missing(root: Path) -> str | None:
    """What keeps a handbook from being built here, and what to do about it."""
    from importlib.util import find_spec

    if not handbook.is_there(root):
        return (
            f"{root} has no handbook: that would be a folder {handbook.FOLDER}/ of Markdown pages "
            f"and a file {handbook.SETTINGS}. A course needs none, and 'build' works without."
        )
    if find_spec("material") is None:
        return "The handbook needs mkdocs-material: install evidence-course[docs]."
    return None
