"""`build`: from the folders to the site."""

from __future__ import annotations

import argparse
import atexit
import gc
import sys
import time
from pathlib import Path

from evidence_course import manifest
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
    say_counts,
)
from evidence_course.report.recorder import Recorder


def add(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the verb."""
    parser = add_verb(verbs, "build", on_course(_run), "build the site in _build/html", "build")
    add_reporting(parser)
    add_execution(parser)
    parser.add_argument(
        "--no-execute",
        action="store_true",
        help="run no notebook: show the outputs stored in them, for a contribution whose code "
        "nobody has read yet",
    )


def _run(root: Path, options: argparse.Namespace) -> int:
    line = None if options.no_execute else manifest.up_to_date(root)
    if line is not None:
        say(line, options)
        _say_report(root, options)
        return FINE
    # A build makes much that lives to its end and little that goes: looking for it rarely saves a
    # tenth of the time.
    gc.set_threshold(50_000, 20, 20)
    # Nor is anything gained by looking at all of it once more when Python ends.
    atexit.register(gc.freeze)
    # Not before it is known that there is work: a build with nothing to do ends at once.
    from evidence_course import pipeline

    progress = progress_of(options)
    outcome = pipeline.build(
        root,
        manifest.today(),
        Recorder(progress),
        timeout=options.timeout,
        run_code=not options.no_execute,
    )
    progress.close()
    print_problems(outcome.problems, options.format)
    _say_report(root, options)
    if outcome.index is None:
        verdict = "Nothing was built; the last good site, if any, is as it was."
        say_counts(outcome.problems, verdict, quiet=options.quiet)
        return PROBLEMS
    seconds = time.monotonic() - progress.start
    how = " without running any code" if options.no_execute else ""
    say(f"Built in {seconds:.1f} s{how}. The site is {outcome.index}", options)
    return FINE


def _say_report(root: Path, options: argparse.Namespace) -> None:
    if options.verbose:
        print(f"The build report is {root / manifest.BUILD / manifest.REPORT}", file=sys.stderr)
