"""`new`: a small, complete course to change into one's own."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from evidence_course import manifest
from evidence_course.cli._common import FINE, MISUSE, add_verb, one_line, slug
from evidence_course.spelling import as_slug

TITLE = "Do Free Smoke Alarms Work?"
"""What the starter is about, until somebody makes it their own."""

UNNAMED = "course"
"""The id of a course in a folder whose name gives none."""


def add(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the verb."""
    parser = add_verb(
        verbs,
        "new",
        _run,
        "make a small, complete course, to be changed into your own",
        'new alarms --title "Alarms That Work"',
        on_a_course=False,
    )
    parser.add_argument("folder", type=Path, metavar="DIR", help="a new folder, or an empty one")
    parser.add_argument(
        "--title", type=one_line, default=TITLE, help="its title (default: %(default)s)"
    )
    parser.add_argument(
        "--id",
        type=slug,
        help="what readers' devices remember it by, for ever (default: from the folder's name)",
    )


def _run(options: argparse.Namespace) -> int:
    from evidence_course.new_files import write_new
    from evidence_course.starter_course import starter_files

    root: Path = options.folder.resolve()
    refused = _refused(root)
    if refused:
        print(refused, file=sys.stderr)
        return MISUSE
    identifier = options.id or as_slug(root.name) or UNNAMED
    files = starter_files(title=options.title, identifier=identifier, today=manifest.today())
    write_new(root, files)
    print(_told(options.folder, identifier, len(files)))
    return FINE


def _refused(root: Path) -> str | None:
    """Why a course cannot be made in a folder; what is there is never written over."""
    if root.exists() and not root.is_dir():
        return f"{root} is a file: name a new folder, or an empty one."
    if root.exists() and any(root.iterdir()):
        return f"{root} is not empty, and nothing there is written over: name a new folder."
    return None


def _told(folder: Path, identifier: str, count: int) -> str:
    typed = f'"{folder}"' if " " in str(folder) else folder
    return f"""Made a course of {count} files in {folder}.
Its id is '{identifier}'. Keep it: what readers' devices remember of the course hangs on it.

Next:
  cd {typed}
  evidence-course check    reads it and says what does not fit
  evidence-course build    makes the site; open _build/html/index.html
  evidence-course test     runs its tests, and its notebooks again

Then make it yours: README.md says what to change, and in which file."""
