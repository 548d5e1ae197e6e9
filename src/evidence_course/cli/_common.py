"""What verbs share: exit codes, options, progress, and how problems are printed."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

from evidence_course.cli._log import add_log, logged
from evidence_course.limits import CELL_SECONDS
from evidence_course.problems import FORMATS, Problem
from evidence_course.report.recorder import counted
from evidence_course.spelling import SLUG_LENGTH, as_slug

FINE, PROBLEMS, MISUSE = 0, 1, 2


@dataclass
class Progress:
    """Tells what is going on and how long it has taken: one line a stage, or one line in place."""

    stream: TextIO
    quiet: bool = False
    start: float = field(default_factory=time.monotonic)
    _open: bool = False

    def stage(self, name: str) -> None:
        """Say that a stage begins."""
        self._line(f"{name} …")

    def step(self, name: str, done: int, total: int, seconds: float) -> None:
        """Say which of how many pieces is done."""
        how = f"{seconds:.1f} s" if seconds else "not changed"
        self._line(f"  {counted(done, total)}: {name} ({how})")

    def close(self) -> None:
        """Leave the terminal on a line of its own."""
        if self._open:
            self.stream.write("\r\x1b[K")
            self._open = False

    def _line(self, text: str) -> None:
        if self.quiet:
            return
        line = f"[{time.monotonic() - self.start:5.1f} s] {text}"
        if self.stream.isatty():
            self.stream.write(f"\r\x1b[K{line}")
            self._open = True
        else:
            self.stream.write(f"{line}\n")
        self.stream.flush()


def add_verb(
    verbs: argparse._SubParsersAction[argparse.ArgumentParser],
    name: str,
    run: Callable[[argparse.Namespace], int],
    help_text: str,
    example: str,
    *,
    on_a_course: bool = True,
) -> argparse.ArgumentParser:
    """The parser of a verb; ``example`` is what to type after the program.

    ``run`` takes the options and gives the exit code. A verb that works ``on_a_course`` can be
    told where that is; until then ``course`` is what the options were begun with.
    """
    parser = verbs.add_parser(
        name,
        help=help_text,
        description=f"{help_text[0].upper()}{help_text[1:]}.",
        epilog=f"Example: evidence-course {example}",
        allow_abbrev=False,
    )
    parser.set_defaults(run=run)
    if on_a_course:
        parser.add_argument(
            "--course",
            type=Path,
            default=argparse.SUPPRESS,
            metavar="DIR",
            help="the course's folder, in which course/, modules/, notebooks/ and quizzes/ lie "
            "(default: this folder; with build.py, the folder of that file)",
        )
    return parser


def add_reporting(parser: argparse.ArgumentParser) -> None:
    """Options for how problems and progress are told."""
    parser.add_argument(
        "--format",
        choices=sorted(FORMATS),
        default="text",
        help="how problems are printed: lines of text, JSON objects, or annotations for GitHub",
    )
    parser.add_argument("--quiet", action="store_true", help="print problems only")
    add_log(parser)


def progress_of(options: argparse.Namespace) -> Progress:
    """The progress that a person sees of a run; with ``--verbose`` the log takes its place."""
    return Progress(sys.stderr, options.quiet or options.verbose)


def add_execution(parser: argparse.ArgumentParser) -> None:
    """Options for how notebooks are run."""
    parser.add_argument(
        "--timeout",
        type=_seconds,
        default=CELL_SECONDS,
        metavar="SECONDS",
        help="seconds that a notebook cell may run (default: %(default)g)",
    )


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds < 1e6:
        raise argparse.ArgumentTypeError(f"'{text}' is not a number of seconds above 0")
    return seconds


def slug(text: str) -> str:
    """An argument that is a slug; argparse says of any other what one is."""
    near = as_slug(text)
    if text != near:
        hint = f": did you mean '{near}'?" if near else "."
        message = (
            f"'{text}' is no slug{hint} A slug is small letters and digits with hyphens between, "
            f"begins with a letter and has at most {SLUG_LENGTH} characters"
        )
        raise argparse.ArgumentTypeError(message)
    return text


def one_line(text: str) -> str:
    """An argument that is a title: one line of words."""
    if not (text.strip() and text.isprintable() and "<" not in text):
        raise argparse.ArgumentTypeError("a title is one line of plain words, without '<'")
    return text.strip()


def on_course(run: Callable[[Path, argparse.Namespace], int]) -> Callable[..., int]:
    """A verb that is given the course's folder; where there is none it says so."""

    def found(options: argparse.Namespace) -> int:
        root: Path = options.course.resolve()
        if (root / "course").is_dir():
            with logged(root, options):
                return run(root, options)
        print(
            f"{root} is not a course: it has no folder 'course' with a course.yml in it.\n"
            "Go to the course's folder, or name it: --course DIR",
            file=sys.stderr,
        )
        return MISUSE

    return found


def print_problems(problems: Sequence[Problem], format_name: str = "text") -> None:
    """Print problems on the standard output, one a line."""
    for problem in problems:
        print(FORMATS[format_name](problem))


def stream_for_words(options: argparse.Namespace) -> TextIO:
    """Where to say what is no problem: not among lines that a program reads."""
    return sys.stdout if options.format == "text" else sys.stderr


def say(words: str, options: argparse.Namespace) -> None:
    """Say what is no problem, unless problems only are asked for."""
    if not options.quiet:
        print(words, file=stream_for_words(options), flush=True)


def say_counts(problems: Sequence[Problem], verdict: str, *, quiet: bool = False) -> None:
    """Say on the standard error how many problems there are, then the verdict."""
    if quiet:
        return
    errors = sum(problem.is_error for problem in problems)
    warnings = len(problems) - errors
    counted = [
        f"{number} {word}{'' if number == 1 else 's'}"
        for number, word in ((errors, "error"), (warnings, "warning"))
        if number
    ]
    print(
        " ".join([*([", ".join(counted) + "."] if counted else []), verdict]).strip(),
        file=sys.stderr,
    )
