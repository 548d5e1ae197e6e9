"""One more module: stubs of its files, its place in course.yml, and its outcomes.

What a person wrote is edited at one place only, and is put back as it was if anything fails.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from evidence_course.load import load
from evidence_course.load.course import FOLDERS, SETTINGS
from evidence_course.load.source import TO_DO, as_written, line_end, read_source, refuse_path
from evidence_course.load.yaml_reader import read_yaml
from evidence_course.model.course import Course, Mark
from evidence_course.new_files import write_new
from evidence_course.problems import Problem
from evidence_course.template import filled

STUBS = Path(__file__).parent / "stubs"
OUTCOMES = "course/outcomes.yml"
QUESTION = f"{TO_DO} the question that this module answers?"
"""The title of a lesson that was given none."""

_PARTS = {"modules": "lesson.md", "notebooks": "notebook.ipynb", "quizzes": "bank.yml"}
_ITEM = re.compile(r"\s*-\s+")
_SCALAR = re.compile(r"""'[^']*'|"[^"]*"|[^\s,\]#]+""")


def new_module(root: Path, slug: str, title: str = QUESTION) -> tuple[list[str], list[Problem]]:
    """Write the stubs of a module; the paths of all files that were written, or why none was.

    Raises OSError if the machine refuses, and leaves everything as it was then.
    """
    course, problems = load(root)
    if course is None:
        return [], problems
    stubs = dict(_stubs(course, slug, title))
    refused = list(_taken(course, slug, stubs))
    if refused:
        return [], refused
    changed: dict[str, bytes] = {}
    for path, edit in {SETTINGS: _with_module, OUTCOMES: _with_outcomes}.items():
        source, unread = read_source(root, path)
        if source is None:
            return [], unread
        mark, text = as_written((root / path).read_bytes())
        edited = edit(course, text, slug)
        if edited is None:
            return [], [_by_hand(path, slug)]
        changed[path] = mark + edited.encode()
    write_new(root, stubs, changed=changed)
    return [*stubs, *changed], []


def _stubs(course: Course, slug: str, title: str) -> Iterator[tuple[str, bytes]]:
    names = {
        "AUDIENCES": ", ".join(course.settings.audiences),
        "SLUG": slug,
        "TITLE": json.dumps(title, ensure_ascii=False),
    }
    for folder, name in _PARTS.items():
        text = filled((STUBS / name).read_text("utf-8"), names)
        yield f"{folder}/{slug}{FOLDERS[folder][0]}", text.encode()


def _taken(course: Course, slug: str, stubs: Mapping[str, bytes]) -> Iterator[Problem]:
    """What is there already under this slug."""
    tail = "nothing was written; take another slug"
    if slug in course.settings.modules:
        mark = course.settings_marks["modules", course.settings.modules.index(slug)]
        yield Problem(SETTINGS, *mark, f"there is a module '{slug}': {tail}", "name-taken", slug)
    for outcome in course.outcomes.entries:
        if outcome.partition(".")[0] == slug:
            message = f"there is an outcome '{outcome}': {tail}"
            yield Problem(OUTCOMES, *course.outcomes.mark(outcome), message, "name-taken", slug)
    for path in stubs:
        link = refuse_path(course.root, path)
        if link is not None:
            yield link
        elif (course.root / path).exists():
            yield Problem(path, 1, 1, f"is there already: {tail}", "name-taken", slug)


def _with_module(course: Course, text: str, slug: str) -> str | None:
    """The settings with one more module after the last; None where that place is not plain."""
    modules = course.settings.modules
    line, column = course.settings_marks["modules", len(modules) - 1]
    lines = text.split("\n")
    before, after = lines[line - 1][: column - 1], lines[line - 1][column - 1 :]
    if _ITEM.fullmatch(before):
        lines.insert(line, f"{before}{slug}{line_end(text)[:-1]}")
    else:
        lines[line - 1] = before + _SCALAR.sub(lambda last: f"{last[0]}, {slug}", after, count=1)
    edited = "\n".join(lines)
    known = _data(text)
    return edited if _data(edited) == {**known, "modules": [*modules, slug]} else None


def _with_outcomes(_course: Course, text: str, slug: str) -> str | None:
    """The outcomes with those of one more module at the end; None where that cannot be done."""
    end = line_end(text)
    stub = filled((STUBS / "outcomes.yml").read_text("utf-8"), {"SLUG": slug})
    added = stub.replace("\n", end)
    edited = f"{text}{'' if text.endswith(end) else end}{added}"
    return edited if _data(edited) == {**_data(text), **_data(added)} else None


def _data(text: str) -> dict[str, Any]:
    """What a YAML file holds; nothing, where it cannot be read."""
    tree, problems = read_yaml(text.replace("\r\n", "\n"), "")
    return tree.data if tree and not problems and isinstance(tree.data, dict) else {}


def _by_hand(path: str, slug: str) -> Problem:
    what = f"'{slug}' to 'modules'" if path == SETTINGS else f"an outcome '{slug}.NAME'"
    message = (
        f"is written in a way that is not changed here, and nothing was written: lay it out with "
        f"one entry a line, then run this again to add {what}"
    )
    return Problem(path, *Mark(1, 1), message, "not-changed", slug)
