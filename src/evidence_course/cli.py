"""The command line: what a person types, what they see, and the exit code.

0: all is well. 1: the course has problems. 2: the command was used wrongly, or the machine
refused.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

from evidence_course import __version__, manifest, pipeline
from evidence_course.model.course import Course
from evidence_course.problems import FORMATS, Problem, format_text, has_errors

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
        self._line(f"  {done} of {total}: {name} ({how})")

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


def main(argv: Sequence[str] | None = None) -> int:
    """Run one verb; ``argv`` without the name of the program."""
    arguments = sys.argv[1:] if argv is None else list(argv)
    parser = _parser()
    if not arguments or (arguments[0].startswith("-") and arguments[0] not in _TOP_LEVEL):
        arguments = ["build", *arguments]
    try:
        options, unknown = parser.parse_known_args(arguments)
        if unknown and options.run is not _test:
            parser.error(f"unrecognized arguments: {' '.join(unknown)}")
        options.pytest_arguments = unknown
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else MISUSE
    run: Callable[[argparse.Namespace], int] = options.run
    try:
        manifest.today()
    except ValueError as error:
        print(error, file=sys.stderr)
        return MISUSE
    try:
        return run(options)
    except KeyboardInterrupt:
        print("\nStopped. The last good site is as it was.", file=sys.stderr)
        return MISUSE
    except OSError as error:
        where = f" ({error.filename})" if error.filename else ""
        print(f"The machine refused: {error.strerror or error}{where}.", file=sys.stderr)
        print("The last good site is as it was; mend this and run it again.", file=sys.stderr)
        return MISUSE


_TOP_LEVEL = ("-h", "--help", "--version")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="evidence-course",
        description="Turn lessons, notebooks and quiz banks into a course site.",
        epilog="Without a verb it builds. Exit codes: 0 fine, 1 problems in the course, "
        "2 wrong use of the command.",
    )
    parser.add_argument("--version", action="version", version=f"%(prog)s {__version__}")
    verbs = parser.add_subparsers(metavar="VERB", required=True)
    build = _verb(verbs, "build", _build, "build the site in _build/html", "build")
    check = _verb(verbs, "check", _check, "read and check, build nothing", "check --format json")
    execute = _verb(verbs, "execute", _execute, "run the notebooks", "execute --save")
    check.add_argument(
        "--sums",
        action="store_true",
        help="list the sums of the register with intervals, reasons and implied p values",
    )
    seal = _verb(
        verbs,
        "seal",
        _seal,
        "note that a record's figures were compared with their source",
        "seal fgc_preproceedings_2024",
    )
    seal.add_argument(
        "records", nargs="+", metavar="ID", help="a record: the name of its file without .yml"
    )
    execute.add_argument(
        "--save", action="store_true", help="store the outputs in notebooks/, where they changed"
    )
    for each in (build, check, execute):
        each.add_argument(
            "--format",
            choices=sorted(FORMATS),
            default="text",
            help="how problems are printed: lines of text, JSON objects, or annotations for GitHub",
        )
        each.add_argument("--quiet", action="store_true", help="print problems only")
    for each in (build, execute):
        each.add_argument(
            "--timeout",
            type=_seconds,
            default=pipeline.CELL_SECONDS,
            metavar="SECONDS",
            help="seconds that a notebook cell may run (default: %(default)g)",
        )
    test = _verb(verbs, "test", _test, "run every test", "test -k quiz")
    test.description = "Run every test; what this verb does not know is passed on to pytest."
    _verb(verbs, "schema", _schema, "write the schemas that editors use", "schema")
    _verb(verbs, "clean", _clean, "delete _build", "clean")
    return parser


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds < 1e6:
        raise argparse.ArgumentTypeError(f"'{text}' is not a number of seconds above 0")
    return seconds


def _verb(
    verbs: argparse._SubParsersAction[argparse.ArgumentParser],
    name: str,
    run: Callable[[argparse.Namespace], int],
    help_text: str,
    example: str,
) -> argparse.ArgumentParser:
    parser = verbs.add_parser(
        name,
        help=help_text,
        description=f"{help_text[0].upper()}{help_text[1:]}.",
        epilog=f"Example: evidence-course {example}",
    )
    parser.set_defaults(run=run)
    parser.add_argument(
        "--course",
        type=Path,
        default=Path(),
        metavar="DIR",
        help="the course's folder, in which course/, modules/, notebooks/ and quizzes/ lie "
        "(default: this folder)",
    )
    return parser


def _root(options: argparse.Namespace) -> Path | None:
    root: Path = options.course.resolve()
    if (root / "course").is_dir():
        return root
    print(
        f"{root} is not a course: it has no folder 'course' with a course.yml in it.\n"
        "Go to the course's folder, or name it: --course DIR",
        file=sys.stderr,
    )
    return None


def _build(options: argparse.Namespace) -> int:
    root = _root(options)
    if root is None:
        return MISUSE
    line = manifest.up_to_date(root)
    if line is not None:
        print(line)
        return FINE
    progress = Progress(sys.stderr, options.quiet)
    outcome = pipeline.build(root, manifest.today(), progress, timeout=options.timeout)
    progress.close()
    _print_problems(outcome.problems, options.format)
    if outcome.index is None:
        _say_counts(
            outcome.problems, "Nothing was built; the last good site, if any, is as it was."
        )
        return PROBLEMS
    seconds = time.monotonic() - progress.start
    print(f"Built in {seconds:.1f} s. The site is {outcome.index}")
    return FINE


def _check(options: argparse.Namespace) -> int:
    root = _root(options)
    if root is None:
        return MISUSE
    progress = Progress(sys.stderr, options.quiet)
    course, problems = pipeline.examine(root, manifest.today(), progress)
    progress.close()
    _print_problems(problems, options.format)
    if course is not None and options.format == "text" and not options.quiet:
        _print_sums(course, whole=options.sums)
    sound = course is not None and not has_errors(problems)
    _say_counts(problems, "The course is sound." if sound else "")
    return FINE if sound else PROBLEMS


def _print_sums(course: Course, *, whole: bool) -> None:
    from evidence_course.recompute import table
    from evidence_course.sums import lines

    for line in lines(table(course), whole=whole):
        print(line)


def _seal(options: argparse.Namespace) -> int:
    root = _root(options)
    if root is None:
        return MISUSE
    from evidence_course.recompute import rows
    from evidence_course.seal import seal
    from evidence_course.sums import lines

    failed = False
    for name in options.records:
        file, problems = seal(root, name, manifest.today())
        _print_problems(problems, "text")
        failed = failed or file is None
        if file is not None and file.record.kind != "approach":
            for line in lines(rows(file.record), whole=True):
                print(line)
            print(f"Sealed {file.path} on {manifest.today()}.")
    return PROBLEMS if failed else FINE


def _execute(options: argparse.Namespace) -> int:
    root = _root(options)
    if root is None:
        return MISUSE
    progress = Progress(sys.stderr, options.quiet)
    outcome = pipeline.execute(
        root, manifest.today(), progress, save=options.save, timeout=options.timeout
    )
    progress.close()
    _print_problems(outcome.problems, options.format)
    for path in outcome.saved:
        print(f"saved {path}")
    if not outcome.failed and not outcome.saved:
        print("Every notebook runs." + (" No stored output changed." if options.save else ""))
    return PROBLEMS if outcome.failed else FINE


def _test(options: argparse.Namespace) -> int:
    root = _root(options)
    if root is None:
        return MISUSE
    try:
        import pytest
    except ImportError:
        print("Tests need pytest and nbval: install evidence-course[test].", file=sys.stderr)
        return MISUSE
    folders = [name for name in ("tests", "notebooks") if (root / name).is_dir()]
    paths = [str(root / name) for name in folders]
    code = pytest.main(["--nbval", f"--rootdir={root}", *paths, *options.pytest_arguments])
    return FINE if code == pytest.ExitCode.OK else PROBLEMS


def _schema(options: argparse.Namespace) -> int:
    root = _root(options)
    if root is None:
        return MISUSE
    written = pipeline.write_schemas(root)
    for path in written:
        print(f"wrote {path}")
    if not written:
        print("Every schema is as it should be.")
    return FINE


def _clean(options: argparse.Namespace) -> int:
    root = _root(options)
    if root is None:
        return MISUSE
    there = pipeline.clean(root)
    print(f"Deleted {root / manifest.BUILD}" if there else "There was nothing to delete.")
    return FINE


def _print_problems(problems: Sequence[Problem], format_name: str) -> None:
    for problem in problems:
        print(FORMATS.get(format_name, format_text)(problem))


def _say_counts(problems: Sequence[Problem], verdict: str) -> None:
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
