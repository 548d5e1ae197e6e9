"""`diff`: what a change does to learners, from two built sites."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from evidence_course.cli._common import FINE, MISUSE, PROBLEMS, add_verb

FORMATS = ("text", "markdown", "json")


def add(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the verb."""
    parser = add_verb(
        verbs,
        "diff",
        _run,
        "tell what differs for learners between two built sites",
        "diff ../main/_build/html _build/html",
        on_a_course=False,
    )
    parser.description = (
        "Tell what differs for learners between two built sites: pages, numbers, charts, "
        "questions, downloads and weights."
    )
    parser.add_argument(
        "old", type=Path, metavar="OLD", help="the site as it was: _build/html, or its course"
    )
    parser.add_argument("new", type=Path, metavar="NEW", help="the site as it would be")
    parser.add_argument("--format", choices=FORMATS, default="text", help="how it is told")
    parser.add_argument(
        "--whole", action="store_true", help="show every change, not the first of each kind"
    )
    parser.add_argument(
        "--exit-code", action="store_true", help="end with 1 where the sites differ, as git does"
    )


def _run(options: argparse.Namespace) -> int:
    from evidence_course import compare

    try:
        old, new = compare.read_site(options.old), compare.read_site(options.new)
    except compare.NotASiteError as error:
        print(error, file=sys.stderr)
        return MISUSE
    found = compare.compare(old, new)
    print(compare.FORMATS[options.format](found, whole=options.whole), end="")
    return PROBLEMS if options.exit_code and not found.is_empty else FINE
