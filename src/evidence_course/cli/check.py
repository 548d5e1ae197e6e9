"""`check`: read and validate, redo the register's sums, build nothing."""

from __future__ import annotations

import argparse
from pathlib import Path

from evidence_course import manifest, pipeline
from evidence_course.cli._common import (
    FINE,
    PROBLEMS,
    add_reporting,
    add_verb,
    on_course,
    print_problems,
    progress_of,
    say_counts,
)
from evidence_course.model.course import Course
from evidence_course.problems import has_errors
from evidence_course.report.recorder import Recorder


def add(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the verb."""
    parser = add_verb(
        verbs, "check", on_course(_run), "read and check, build nothing", "check --format json"
    )
    add_reporting(parser)
    parser.add_argument(
        "--sums",
        action="store_true",
        help="list the sums of the register with intervals, reasons and implied p values",
    )


def _run(root: Path, options: argparse.Namespace) -> int:
    progress = progress_of(options)
    heard = Recorder(progress)
    course, problems = pipeline.examine(root, manifest.today(), heard)
    heard.end(problems)
    progress.close()
    if course is not None and options.format == "text" and not options.quiet:
        _print_sums(course, whole=options.sums)
    print_problems(problems, options.format)  # last, where a terminal shows them
    sound = course is not None and not has_errors(problems)
    say_counts(problems, "The course is sound." if sound else "", quiet=options.quiet)
    return FINE if sound else PROBLEMS


def _print_sums(course: Course, *, whole: bool) -> None:
    from evidence_course.recompute import table
    from evidence_course.sums import lines

    for line in lines(table(course), whole=whole):
        print(line)
