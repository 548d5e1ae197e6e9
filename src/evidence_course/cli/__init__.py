"""The command line: what a person types, what they see, and the exit code.

One file a verb. 0: all is well. 1: the course has problems. 2: the command was used wrongly, or
the machine refused.
"""

from __future__ import annotations

import argparse
import io
import os
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from typing import Protocol

from evidence_course import __version__, manifest
from evidence_course.cli._common import FINE, MISUSE, PROBLEMS
from evidence_course.spelling import did_you_mean

__all__ = ["FINE", "MISUSE", "PROBLEMS", "VERBS", "main", "parser"]

VERBS = (
    "build",
    "serve",
    "check",
    "execute",
    "test",
    "diff",
    "links",
    "seal",
    "schema",
    "handbook",
    "clean",
    "new",
    "new-module",
)
"""Every verb, in the order of the help; the file of this folder that holds one has its name, with
``_`` for ``-``."""

_TOP_LEVEL = ("-h", "--help", "--version")


class Verb(Protocol):
    """What a file in this folder offers."""

    def add(self, verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
        """Add the verb's options; its parser sets ``run``, which gives the exit code."""


def main(argv: Sequence[str] | None = None, course: Path = Path()) -> int:
    """Run one verb; ``argv`` without the name of the program.

    ``course`` is the folder of the course where ``argv`` names none.
    """
    _print_whatever_it_is()
    arguments = sys.argv[1:] if argv is None else list(argv)
    if not arguments or (arguments[0].startswith("-") and arguments[0] not in _TOP_LEVEL):
        arguments = ["build", *arguments]
    try:
        options = _parsed(arguments, course)
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else MISUSE
    run: Callable[[argparse.Namespace], int] = options.run
    try:
        manifest.today()
    except ValueError as error:
        print(error, file=sys.stderr)
        return MISUSE
    try:
        code = run(options)
        sys.stdout.flush()
        return code
    except KeyboardInterrupt:
        print("\nStopped. The last good site is as it was.", file=sys.stderr)
        return MISUSE
    except BrokenPipeError:  # whoever reads has seen enough, as `head` has
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FINE
    except OSError as error:
        where = f" ({error.filename})" if error.filename else ""
        print(f"The machine refused: {error.strerror or error}{where}.", file=sys.stderr)
        print("The last good site is as it was; mend this and run it again.", file=sys.stderr)
        return MISUSE


def _print_whatever_it_is() -> None:
    """Let messages hold any letter: where a console knows few, the others stand as escapes."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def parser(names: Sequence[str] = VERBS) -> argparse.ArgumentParser:
    """Everything that can be typed, which the handbook lists too.

    With ``names``, of these verbs alone: the code of the others is then not loaded.
    """
    made = argparse.ArgumentParser(
        prog="evidence-course",
        description="Turn lessons, notebooks and quiz banks into a course site.",
        epilog="Without a verb it builds. Exit codes: 0 fine, 1 problems in the course, "
        "2 wrong use of the command.",
        allow_abbrev=False,
    )
    made.add_argument("--version", action="version", version=f"%(prog)s {__version__}")
    verbs = made.add_subparsers(metavar="VERB", required=True)
    for name in names:
        verb: Verb = import_module(f"{__name__}.{name.replace('-', '_')}")
        verb.add(verbs)
    return made


def _parsed(arguments: Sequence[str], course: Path) -> argparse.Namespace:
    """The options; what a verb does not know is misuse, unless it takes ``more_arguments``."""
    verb = arguments[0]
    reader = parser((verb,) if verb in VERBS else VERBS)
    if not verb.startswith("-") and verb not in VERBS:
        hint = did_you_mean(verb, VERBS) or f": '{reader.prog} -h' lists them"
        reader.error(f"there is no verb '{verb}'{hint}")
    options, unknown = reader.parse_known_args(arguments, argparse.Namespace(course=course))
    if unknown and not hasattr(options, "more_arguments"):
        reader.error(f"unrecognized arguments: {' '.join(unknown)}")
    options.more_arguments = unknown
    return options
