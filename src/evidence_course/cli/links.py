"""`links`: ask the other sites that a built site links to whether the pages are still there."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from evidence_course.cli._common import FINE, MISUSE, PROBLEMS, add_verb

if TYPE_CHECKING:
    from evidence_course.external_links import Answer

FORMATS = ("text", "markdown")
FEW = 5


def add(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the verb."""
    parser = add_verb(
        verbs,
        "links",
        _run,
        "ask whether the links to other sites still work",
        "links _build/html",
        on_a_course=False,
    )
    parser.description = (
        "Ask the other sites that a built site links to whether the pages are still there. This "
        "takes minutes and needs a network. A page that is gone is a problem; an answer that could "
        "mean anything is told, and is none."
    )
    parser.add_argument(
        "site",
        type=Path,
        nargs="?",
        metavar="SITE",
        help="a built site, or the folder of its course (default: this folder; with build.py, the "
        "folder of that file)",
    )
    parser.add_argument("--format", choices=FORMATS, default="text", help="how it is told")
    parser.add_argument(
        "--pause",
        type=_pause,
        default=1.0,
        metavar="SECONDS",
        help="between two questions to one host (default: %(default)g)",
    )


def _pause(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = -1.0
    if not 0 <= seconds <= 60:
        raise argparse.ArgumentTypeError(f"'{text}' is not a number of seconds from 0 to 60")
    return seconds


def _run(options: argparse.Namespace) -> int:
    from evidence_course import compare
    from evidence_course.external_links import Manners, ask_all, links_out

    try:
        links = links_out(compare.read_site(options.site or options.course))
    except compare.NotASiteError as error:
        print(error, file=sys.stderr)
        return MISUSE
    manners = Manners(pause=options.pause, busy=options.pause * 10)
    answers = ask_all(links, manners, _progress if sys.stderr.isatty() else _silence)
    gone = [each for each in answers if each.verdict == "gone"]
    unsure = [each for each in answers if each.verdict == "unsure"]
    lines = [f"{len(answers)} links to other sites: {len(gone)} gone, {len(unsure)} not sure."]
    if answers and all(each.verdict == "unsure" for each in answers):
        lines.append("Nothing answered: is there a network here?")
    lines += _listed("Gone: mend the link, or name where the page went", gone, options.format)
    lines += _listed("Not sure: open these yourself", unsure, options.format)
    print("\n".join(lines))
    return PROBLEMS if gone else FINE


def _listed(title: str, answers: Sequence[Answer], form: str) -> list[str]:
    if not answers:
        return []
    head = ["", f"### {title}", ""] if form == "markdown" else ["", title]
    mark = "- " if form == "markdown" else "  "
    return head + [f"{mark}{_line(each)}" for each in answers]


def _line(answer: Answer) -> str:
    more = f" and {len(answer.pages) - FEW} more" if len(answer.pages) > FEW else ""
    return f"{answer.address} ({answer.words}), on {', '.join(answer.pages[:FEW])}{more}"


def _progress(done: int, total: int) -> None:
    end = "\r\x1b[K" if done == total else ""
    print(f"\r{done} of {total}{end}", end="", file=sys.stderr, flush=True)


def _silence(_done: int, _total: int) -> None:
    """Nothing: a log needs no counter."""
