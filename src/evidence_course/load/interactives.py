"""The scripts of pictures to try: each calls ``EvidenceCourse.interactive("NAME", {…}, …)``.

The second argument is JSON, and is read here; all else is for the browser.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from evidence_course.load.records import mark_at, read_record
from evidence_course.load.source import Source, read_source
from evidence_course.load.yaml_reader import read_yaml
from evidence_course.model.course import Mark
from evidence_course.model.interactive import Choice, Input, Interactive, Setting
from evidence_course.model.record import Location, Slug
from evidence_course.problems import Problem

FOLDER, ENDING = "course/interactives", ".js"
_CALL = re.compile(r'^EvidenceCourse\.interactive\(\s*"(?P<name>[^"\n]*)",\s*(?=\{)', re.MULTILINE)


def interactive_names(root: Path) -> list[str]:
    """The names of the scripts in a course."""
    files = (root / FOLDER).glob(f"*{ENDING}") if (root / FOLDER).is_dir() else []
    return sorted(file.stem for file in files if not file.name.startswith("."))


def load_interactives(root: Path) -> tuple[dict[str, Interactive], list[Problem]]:
    """Every picture to try by its name, and the faults of their scripts."""
    found: dict[str, Interactive] = {}
    problems: list[Problem] = []
    for name in interactive_names(root):
        source, faults = read_source(root, f"{FOLDER}/{name}{ENDING}")
        if source is not None:
            value, more = parse_interactive(source, name)
            faults = faults + more
            if value is not None:
                found[name] = value
        problems += faults
    return found, problems


def parse_interactive(source: Source, name: str) -> tuple[Interactive | None, list[Problem]]:
    """The picture to try in a script, or the faults of its settings."""
    call = _CALL.search(source.text)
    if call is None:
        message = (
            f'must call EvidenceCourse.interactive("{name}", {{…}}, …) at the start of a line: '
            "copy one that is there"
        )
        return None, [Problem(source.path, 1, 1, message, "interactive-call")]
    line = source.text.count("\n", 0, call.end()) + 1
    if call["name"] != name:
        at = source.text.count("\n", 0, call.start("name")) + 1
        message = f"the file is '{name}{ENDING}', and its script says '{call['name']}': use one"
        return None, [Problem(source.path, at, 1, message, "interactive-name")]
    try:
        _, end = json.JSONDecoder().raw_decode(source.text, call.end())
    except json.JSONDecodeError as error:
        message = f"the settings are not JSON ({error.msg}): names and texts in double quotes"
        return None, [
            Problem(source.path, error.lineno, error.colno, message, "interactive-settings")
        ]
    return _inputs(source, name, source.text[call.end() : end], line)


def _inputs(
    source: Source, name: str, text: str, line: int
) -> tuple[Interactive | None, list[Problem]]:
    """JSON is YAML too, and the reader of YAML knows the line of each value."""
    tree, problems = read_yaml(text, source.path, first_line=line)
    if tree is None:
        return None, problems
    inputs, faults = read_record(tree, source.path, dict[Slug, Input])
    problems += faults
    problems += _conditions(inputs or {}, tree.marks, source.path)
    if inputs is None or problems:
        return None, problems
    return Interactive(name, source.path, source.text, inputs), []


def _conditions(
    inputs: Mapping[str, Setting], marks: Mapping[Location, Mark], path: str
) -> Iterator[Problem]:
    """Settings that wait for a choice that there is not."""
    for name, each in inputs.items():
        for other, value in each.when.items():
            choice = inputs.get(other)
            if not (isinstance(choice, Choice) and value in choice.choices):
                mark = mark_at(marks, (name, "when", other))
                message = f"'when': there is no choice '{other}' that can be '{value}'"
                yield Problem(path, mark.line, mark.column, message, "bad-condition")
