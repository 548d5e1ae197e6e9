"""Notebooks: JSON of nbformat 4, with the line of every cell."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import nbformat
from nbformat.v4.rwbase import rejoin_lines
from nbformat.validator import iter_validate

from evidence_course.load.source import UNSEEN, Source
from evidence_course.model.notebook import Notebook
from evidence_course.places import json_lines, source_line
from evidence_course.problems import Problem
from evidence_course.results import TAG

_MEND = "open it in Jupyter and save it again, or take the last good copy from git"
DEPTH_LIMIT = 200
OLDEST, NEWEST = (4, 5), (4, 5)


def parse_notebook(source: Source, slug: str) -> tuple[Notebook | None, list[Problem]]:
    """The notebook in a file, or the first reason why it cannot be read."""
    data, problem = _parse_json(source)
    problem = problem or _refuse_format(source, data) or _refuse_content(source, data)
    if problem:
        return None, [problem]
    notebook = Notebook(slug, source.path, rejoin_lines(nbformat.from_dict(data)), source.text)
    return notebook, [*_repeated(notebook), *_unseen(notebook)]


def cell_lines(text: str) -> list[int]:
    """The line of the file on which each cell's ``cell_type`` stands, in order."""
    lines = json_lines(text)
    return [
        line
        for path, line in lines.items()
        if len(path) == 3 and path[0] == "cells" and path[2] == "cell_type"
    ]


def result_names(node: Any) -> dict[str, int]:
    """The names that cells give to results by a tag ``result:NAME``, and each cell's index."""
    names: dict[str, int] = {}
    for index, cell in enumerate(node.cells):
        for tag in cell.metadata.get("tags", []):
            if tag.startswith(TAG):
                names.setdefault(tag.removeprefix(TAG), index)
    return names


def module_and_name(address: str, own: str) -> tuple[str, str]:
    """What a text means by ``NAME``, a result of its ``own`` module, or by ``MODULE/NAME``."""
    module, slash, name = address.rpartition("/")
    return (module if slash else own), name


def _parse_json(source: Source) -> tuple[Any, Problem | None]:
    if not source.text.strip():
        return None, _fault(source, "is empty: take the last good copy from git", "empty-file")
    try:
        data = json.loads(source.text)
        return (None, _too_deep(source)) if _is_deep(data) else (data, None)
    except json.JSONDecodeError as error:
        message = (
            f"is not valid JSON ({error.msg}): a merge may have damaged it; "
            "take the last good copy from git"
        )
        return None, Problem(source.path, error.lineno, error.colno, message, "notebook-json")
    except RecursionError:
        return None, _too_deep(source)
    except ValueError:
        return None, _fault(source, "holds a number too long to be read", "notebook-json")


def _is_deep(data: Any) -> bool:
    """Whether values lie so deep in one another that not every program could go into them."""
    layer = [data] if isinstance(data, dict | list) else []
    for _ in range(DEPTH_LIMIT):
        groups = [each.values() if isinstance(each, dict) else each for each in layer]
        layer = [inner for group in groups for inner in group if isinstance(inner, dict | list)]
        if not layer:
            return False
    return True


def _too_deep(source: Source) -> Problem:
    return _fault(source, "is nested too deep to be a notebook", "notebook-json")


def _refuse_format(source: Source, data: Any) -> Problem | None:
    if not (isinstance(data, dict) and "nbformat" in data):
        message = f"is JSON, but not a notebook: {_MEND}"
        return _fault(source, message, "notebook-invalid")
    version = (data["nbformat"], data.get("nbformat_minor", 0))
    if not all(type(number) is int for number in version):
        message = f"does not say which notebook format it has: {_MEND}"
        return _fault(source, message, "notebook-invalid", "nbformat")
    written = f"{version[0]}.{version[1]}"
    if version < OLDEST:
        message = (
            f"is in the old notebook format {written}: open it in a current Jupyter "
            "and save it again"
        )
        return _fault(source, message, "notebook-old-format", "nbformat")
    if version[0] > NEWEST[0]:
        message = f"is in the notebook format {written}, and 4.5 is the newest that is read here"
        return _fault(source, message, "notebook-new-format", "nbformat")
    return None


def _refuse_content(source: Source, data: Any) -> Problem | None:
    try:
        source.text.encode() and json.dumps(data, ensure_ascii=False).encode()
    except UnicodeEncodeError as error:
        half = f"\\u{ord(error.object[error.start]):04x}"
        before = source.text[: max(source.text.lower().find(half), 0)]
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        message = f"holds half a character ({half}): delete it"
        return Problem(source.path, line, column, message, "notebook-invalid")
    faults = iter_validate(data, version=NEWEST[0], version_minor=NEWEST[1])
    try:
        return next((_invalid(source, fault) for fault in faults), None)
    except TypeError:  # nbformat itself adds the type of a cell or output to a text
        message = f"is not a valid notebook: a cell or an output has no type; {_MEND}"
        return _fault(source, message, "notebook-invalid")


def _invalid(source: Source, error: Any) -> Problem:
    """A fault of the schema, at the nearest value of the file that it is about."""
    path = tuple(error.absolute_path)
    cell = f"cell {path[1] + 1}" if len(path) > 1 and path[0] == "cells" else None
    lines = json_lines(source.text)
    inside = (line for place, line in lines.items() if place[: len(path)] == path)
    message = f"is not a valid notebook: {_in_words(error, path)}; {_MEND}"
    return Problem(source.path, next(inside, 1), 1, message, "notebook-invalid", cell)


def _in_words(error: Any, path: tuple[str | int, ...]) -> str:
    if error.validator in ("oneOf", "anyOf") and len(path) == 2 and isinstance(path[1], int):
        kind = error.instance.get("cell_type") if isinstance(error.instance, dict) else None
        return f"a cell is 'code', 'markdown' or 'raw', not {json.dumps(kind)}"
    name = next((str(step) for step in reversed(path) if isinstance(step, str)), "the notebook")
    quoted = str(error.message).split("'")
    if error.validator == "required":
        return f"the field '{quoted[1]}' is missing"
    if error.validator == "additionalProperties":
        return f"unknown field '{quoted[1]}'"
    written = json.dumps(error.instance, ensure_ascii=False)
    return f"'{name}' cannot be {written if len(written) <= 40 else written[:40] + ' …'}"


def _fault(source: Source, message: str, code: str, field: str = "") -> Problem:
    """A fault of the whole file, at the line of one of its outermost values if one is named."""
    line = json_lines(source.text).get((field,), 1) if field else 1
    return Problem(source.path, line, 1, message, code)


def _unseen(notebook: Notebook) -> Iterator[Problem]:
    """Signs that nobody sees and that JSON can spell out, in what a cell holds."""
    for number, cell in enumerate(notebook.node.cells, 1):
        found = UNSEEN.search(cell.source)
        if found:
            inside = cell.source.count("\n", 0, found.start()) + 1
            line = source_line(notebook.text, number, inside)
            message = f"holds an invisible control character (U+{ord(found[0]):04X}): delete it"
            item = f"cell {number}"
            yield Problem(notebook.path, line, 1, message, "control-character", item)


def _repeated(notebook: Notebook) -> Iterator[Problem]:
    """Cells with the id, or with the result's name, of an earlier cell."""
    lines = json_lines(notebook.text)
    first: dict[str, int] = {}
    for index, cell in enumerate(notebook.node.cells):
        tags = enumerate(cell.metadata.get("tags", []))
        results = [(("metadata", "tags", n), tag) for n, tag in tags if tag.startswith(TAG)]
        named = [(("id",), f"id '{cell.id}'"), *((at, f"tag '{tag}'") for at, tag in results)]
        for where, name in named:
            if first.setdefault(name, index) != index:
                message = f"the {name} is also that of cell {first[name] + 1}: change one of them"
                line = lines.get(("cells", index, *where), 1)
                item = f"cell {index + 1}"
                yield Problem(notebook.path, line, 1, message, "duplicate-id", item)
