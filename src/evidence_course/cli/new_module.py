"""`new-module`: the stubs of one more module, which `check` then walks one through."""

from __future__ import annotations

import argparse
from pathlib import Path

from evidence_course.cli._common import (
    FINE,
    PROBLEMS,
    add_verb,
    on_course,
    one_line,
    print_problems,
    slug,
)


def add(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the verb."""
    parser = add_verb(
        verbs,
        "new-module",
        on_course(_run),
        "write the files of one more module, to be filled in",
        'new-module home-visits --title "Do home visits help?"',
    )
    parser.add_argument(
        "slug", type=slug, metavar="SLUG", help="the name of its three files, such as home-visits"
    )
    parser.add_argument("--title", type=_question, help="the question that the module answers")


def _question(text: str) -> str:
    title = one_line(text)
    if not title.endswith("?"):
        raise argparse.ArgumentTypeError("the title of a module is a question: end it with '?'")
    return title


def _run(root: Path, options: argparse.Namespace) -> int:
    from evidence_course.new_module import QUESTION, new_module

    written, problems = new_module(root, options.slug, options.title or QUESTION)
    print_problems(problems)
    if not written:
        return PROBLEMS
    print(_told(written))
    return FINE


def _told(written: list[str]) -> str:
    *new, settings, outcomes = written
    files = "".join(f"wrote {path}\n" for path in new)
    return f"""{files}added the module to {settings}
added two outcomes to {outcomes}

Next: run 'evidence-course check' and do what it says, from the top, again and again. It names each
text that is still to be written, until it says that the course is sound. Then:
  evidence-course execute --save    runs the notebook, and stores what it prints
  evidence-course build             makes the site

If the course has pathways, add the module to those that need it, in {settings}.
If it has a check before and after the course, add two questions to course/check.yml."""
