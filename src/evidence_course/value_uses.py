"""Where a course uses figures of the register: lessons, pages, quiz items, notebooks, records."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

from evidence_course.load.records import item_at, mark_at
from evidence_course.markdown import Directive, Role, elements
from evidence_course.model.course import Bank, Course
from evidence_course.model.notebook import Notebook
from evidence_course.model.record import Location, markdown_fields
from evidence_course.places import lines_of, source_line

Kind = Literal["lesson", "page", "quiz item", "notebook", "record", "list"]
ROLE = "value"
NEEDLE = f"{{{ROLE}}}`"
_FIGURE = re.compile(r"[a-z][a-z0-9_-]*\.[^\s|,]+")
_STUDY = re.compile(r"\bstudy\(\s*([\"'])(?P<id>[a-z][a-z0-9_-]*)\1\s*\)")


@dataclass(frozen=True)
class Text:
    """A Markdown text of the course: what it belongs to, and where it stands."""

    kind: Kind
    name: str
    path: str
    line: int
    text: str
    lines: Sequence[str] = ()
    """The lines of its file, in which columns are looked for."""
    location: Location = ()
    """Where in the data of its file it stands, if the file holds data."""


@dataclass(frozen=True)
class Use:
    """A place that depends on a record. ``reference`` is the figure, or the record as a whole.

    ``name`` is the module, the page, the quiz item or the record.
    """

    kind: Kind
    name: str
    path: str
    line: int
    reference: str


def value_uses(course: Course) -> dict[str, list[Use]]:
    """For each record of the register that something depends on: what, and where."""
    found: dict[str, list[Use]] = defaultdict(list)
    for use in (*_roles(course), *_starts(course), *_keys(course), *_notebooks(course)):
        found[use.reference.partition(".")[0]].append(use)
    return dict(found)


@lru_cache(maxsize=1)
def texts(course: Course) -> tuple[Text, ...]:
    """Every Markdown text of the course but those of notebooks."""
    return tuple(_texts(course))


def _texts(course: Course) -> Iterator[Text]:
    for slug, lesson in course.lessons.items():
        lines = lines_of(lesson.body, lesson.body_line)
        for location, text, _ in markdown_fields(lesson.settings):
            line = mark_at(lesson.marks, location).line
            yield Text("lesson", slug, lesson.path, line, text, location=location)
        yield Text("lesson", slug, lesson.path, lesson.body_line, lesson.body, lines)
    for page in course.pages:
        yield Text("page", page.name, page.path, 1, page.text, page.text.split("\n"))
    for bank in course.every_bank:
        yield from bank_texts(bank)
    for identifier, file in course.evidence.items():
        lines = file.text.split("\n")
        for location, text, _ in markdown_fields(file.record):
            line = file.blocks.get(location, mark_at(file.marks, location).line)
            yield Text("record", identifier, file.path, line, text, lines, location)
    for shared in (course.outcomes, course.misconceptions, course.references):
        for key, entry in shared.entries.items():
            fields = [((), entry, "")] if isinstance(entry, str) else markdown_fields(entry)
            for location, text, _ in fields:
                line = mark_at(shared.marks, (key, *location)).line
                yield Text("list", key, shared.path, line, text)


def bank_texts(bank: Bank) -> Iterator[Text]:
    """The Markdown texts of a bank's items, each with the item that it belongs to."""
    lines = bank.text.split("\n")
    for index, question in enumerate(bank.questions):
        for location, text, _ in markdown_fields(question, ("questions", index)):
            line = bank.blocks.get(location, mark_at(bank.marks, location).line)
            item = item_at(bank.data, location) or question.id
            yield Text("quiz item", item, bank.path, line, text, lines, location)


def roles(text: Text) -> Iterator[Role]:
    """The uses of the role ``value`` in a text."""
    if NEEDLE not in text.text:
        return
    for each in elements(text.text, first_line=text.line):
        if isinstance(each, Role) and each.name == ROLE:
            yield each


def _roles(course: Course) -> Iterator[Use]:
    for text in texts(course):
        for role in roles(text):
            reference = re.split(r"[|,]", role.content)[0].strip()
            yield Use(text.kind, text.name, text.path, role.line, reference)


def _starts(course: Course) -> Iterator[Use]:
    """Figures at which a lesson's pictures to try start."""
    for slug, lesson in course.lessons.items():
        for each in elements(lesson.body, first_line=lesson.body_line):
            if isinstance(each, Directive) and each.name == "interactive":
                for line, text in enumerate(each.options.values(), each.line + 1):
                    if found := _FIGURE.match(text):
                        yield Use("lesson", slug, lesson.path, line, found[0])


def keys(bank: Bank) -> Iterator[tuple[Location, dict[str, Any]]]:
    """The numbers of a bank that name a figure: the group, and where it stands."""
    yield from _groups(bank.data, ())


def _groups(data: Any, location: Location) -> Iterator[tuple[Location, dict[str, Any]]]:
    if isinstance(data, dict):
        if location and location[-1] in ("answer", "value") and "value" in data:
            yield location, data
            return
        for key, inner in data.items():
            yield from _groups(inner, (*location, key))
    elif isinstance(data, list):
        for index, inner in enumerate(data):
            yield from _groups(inner, (*location, index))


def _keys(course: Course) -> Iterator[Use]:
    for bank in course.every_bank:
        for location, group in keys(bank):
            mark = mark_at(bank.marks, location)
            item = item_at(bank.data, location) or bank.slug
            yield Use("quiz item", item, bank.path, mark.line, str(group["value"]))


def studies_read(notebook: Notebook) -> Iterator[tuple[str, int]]:
    """The records that a notebook's code asks the register for, each with its line."""
    for number, cell in enumerate(notebook.node.cells, 1):
        if cell.cell_type == "code":
            for found in _STUDY.finditer(cell.source):
                line = cell.source.count("\n", 0, found.start()) + 1
                yield found["id"], source_line(notebook.text, number, line)


def _notebooks(course: Course) -> Iterator[Use]:
    for slug, notebook in course.notebooks.items():
        read = list(studies_read(notebook))
        for identifier, line in read:
            yield Use("notebook", slug, notebook.path, line, identifier)
        lesson = course.lessons.get(slug)
        shown = _first_result(lesson.body, lesson.body_line) if lesson and read else None
        for identifier in dict.fromkeys(name for name, _ in read):
            if lesson is not None and shown is not None:
                yield Use("lesson", slug, lesson.path, shown, identifier)


def _first_result(body: str, first_line: int) -> int | None:
    """The line on which a lesson first shows a result of its notebook."""
    for each in elements(body, first_line=first_line):
        if isinstance(each, Directive | Role) and each.name in ("result", "interactive"):
            return each.line
    return None
