"""Does every figure that a text names stand in the register, and each study in one place only?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from evidence_course.load.records import mark_at
from evidence_course.markdown import Cell, Prose, Role, elements
from evidence_course.model.course import Course, Reference
from evidence_course.model.notebook import Notebook
from evidence_course.places import source_line
from evidence_course.problems import Problem
from evidence_course.spelling import did_you_mean
from evidence_course.validate.where import column_of
from evidence_course.value_uses import NEEDLE, ROLE, Text, studies_read, texts
from evidence_course.values import ValueFault, studies
from evidence_course.wording import spoken


def check(course: Course) -> Iterator[Problem]:
    """Unknown figures and formats, roles cut in two, notebooks' studies, studies listed twice."""
    known = studies(course.evidence, course.found.get("evidence", ()))
    for text in texts(course):
        yield from _roles(text, known)
    for notebook in course.notebooks.values():
        yield from _notebook(notebook, known)
    yield from _listed_twice(course)


def _roles(text: Text, known: Mapping[str, Any]) -> Iterator[Problem]:
    if NEEDLE not in text.text:
        return
    for each in elements(text.text, first_line=text.line):
        if isinstance(each, Role) and each.name == ROLE:
            fault = _fault(each, known) or _strange(text, each, known)
            if fault:
                needle = f"{NEEDLE}{each.content}"
                yield _problem(text, each.line, needle, fault, "unknown-value")
        elif isinstance(each, Cell | Prose) and NEEDLE in each.text:
            message = "this role is cut in two: within a table, write ',' in place of '|'"
            yield _problem(text, each.line, NEEDLE, message, "broken-role")


def _fault(role: Role, known: Mapping[str, Any]) -> str | None:
    try:
        spoken(role.content, known)
    except ValueFault as fault:
        return str(fault)
    return None


def _strange(text: Text, role: Role, known: Mapping[str, Any]) -> str | None:
    """A study's record is handed out alone, so that its roles name figures of its own."""
    if text.kind != "record" or text.name not in known or role.content.startswith(f"{text.name}."):
        return None
    return f"a study's record prints figures of its own: write {NEEDLE}{text.name}.FIGURE`"


def _problem(text: Text, line: int, needle: str, message: str, code: str) -> Problem:
    column = column_of(text.lines, line, needle)
    item = text.name if text.kind in ("quiz item", "record") else None
    return Problem(text.path, line, column, message, code, item)


def _notebook(notebook: Notebook, known: Mapping[str, Any]) -> Iterator[Problem]:
    for identifier, line in studies_read(notebook):
        if identifier not in known:
            message = f"the register has no study '{identifier}'{did_you_mean(identifier, known)}"
            yield Problem(notebook.path, line, 1, message, "unknown-value")
    for number, cell in enumerate(notebook.node.cells, 1):
        found = elements(cell.source) if cell.cell_type == "markdown" else ()
        for each in found:
            if isinstance(each, Role) and each.name == ROLE:
                line = source_line(notebook.text, number, each.line)
                message = (
                    "Jupyter does not know this role: print the figure in a code cell, "
                    "with register.study(…).text(…)"
                )
                item = f"cell {number}"
                yield Problem(notebook.path, line, 1, message, "misplaced-role", item)


def _listed_twice(course: Course) -> Iterator[Problem]:
    """References to what is a record of the register: a study stands in one place only."""
    records = {
        name: file.record
        for name, file in course.evidence.items()
        if file.record.kind != "approach"
    }
    dois = {record.doi.lower(): name for name, record in records.items() if record.doi}
    addresses = {record.url: name for name, record in records.items()}
    for key, entry in course.references.entries.items():
        name = key if key in records else None
        if isinstance(entry, Reference):
            name = name or dois.get((entry.doi or "").lower()) or addresses.get(entry.url)
        if name is not None:
            mark = mark_at(course.references.marks, (key,))
            message = (
                f"'{key}' stands in the register too, as '{name}': cite that, and take it out here"
            )
            yield Problem(
                course.references.path, mark.line, mark.column, message, "source-twice", key
            )
