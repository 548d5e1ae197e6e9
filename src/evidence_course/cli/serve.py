"""`serve`: show the course in a browser, and build it again whenever a file is saved."""

from __future__ import annotations

import argparse
import sys
import time
import webbrowser
from pathlib import Path
from typing import TYPE_CHECKING

from evidence_course.cli._common import (
    FINE,
    MISUSE,
    add_execution,
    add_reporting,
    add_verb,
    on_course,
    print_problems,
    progress_of,
    say,
    say_counts,
    stream_for_words,
)
from evidence_course.report.recorder import Recorder

if TYPE_CHECKING:
    from evidence_course.serve import Board


def add(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the verb."""
    parser = add_verb(
        verbs, "serve", on_course(_run), "show the course, and what you change in it", "serve"
    )
    parser.description = (
        "Build the course, show it to browsers on this machine alone, and build and load it again "
        "whenever a file is saved. Notebooks are run. Ctrl-C ends it."
    )
    parser.add_argument(
        "--port", type=_port, help="the port to listen on (default: the first free one from 8000)"
    )
    parser.add_argument("--open", action="store_true", help="open the course in your browser")
    add_reporting(parser)
    add_execution(parser)


def _port(text: str) -> int:
    try:
        port = int(text)
    except ValueError:
        port = -1
    if not 0 <= port < 65536:
        raise argparse.ArgumentTypeError(f"'{text}' is not a port: a number from 0 to 65535")
    return port


def _run(root: Path, options: argparse.Namespace) -> int:
    from evidence_course.serve import Board, PortTaken, listening

    board = Board(root)
    try:
        with listening(board, options.port) as address:
            # Also where problems only are asked for: without it nobody finds the course.
            words = f"Serving {address} to this machine alone. Ctrl-C ends it."
            print(words, file=stream_for_words(options), flush=True)
            if options.open:
                webbrowser.open(address)
            _follow(root, board, options)
    except PortTaken as error:
        print(
            f"Port {options.port} cannot be had: {error}. End the program that has it, "
            "or leave --port out, and a free one is found.",
            file=sys.stderr,
        )
        return MISUSE
    except KeyboardInterrupt:
        print("\nStopped. The last good site is as it was.", file=sys.stderr)
    return FINE


def _follow(root: Path, board: Board, options: argparse.Namespace) -> None:
    """Tell of one build after another, until Ctrl-C."""
    from evidence_course.serve import builds

    progress = progress_of(options)

    def listener() -> Recorder:
        progress.start = time.monotonic()
        return Recorder(progress)

    for built in builds(root, board, listener, timeout=options.timeout):
        progress.close()
        outcome = built.outcome
        print_problems(outcome.problems, options.format)
        if outcome.failed:
            verdict = "The last good site, if any, is still shown."
            say_counts(outcome.problems, verdict, quiet=options.quiet)
        else:
            changed = len(outcome.changed)
            files = f"{changed} file{'' if changed == 1 else 's'} of the site changed"
            say(f"Built in {built.seconds:.1f} s: {files}.", options)
