"""From a course and its executed notebooks to a Jupyter Book: files as bytes, nothing written."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from nbformat import NotebookNode

from evidence_course.archive import Parcel
from evidence_course.model.course import Course
from evidence_course.problems import Problem
from evidence_course.weave import (
    config,
    core,
    course_check,
    course_data,
    evidence,
    glossary,
    interactives,
    lessons,
    notebooks,
    pages,
    pathways,
    practice,
    progress,
    record,
    records,
    share,
)
from evidence_course.weave.page import CellMap, LineMap


@dataclass(frozen=True)
class Book:
    """The staged files by their path, and how a line of one leads back to the author's file."""

    files: Mapping[str, bytes]
    lines: Mapping[str, LineMap | CellMap] = field(default_factory=dict)
    copies: tuple[str, ...] = ()
    """Files of the course that the book shows as they are, pictures above all."""
    parcels: Mapping[str, Parcel] = field(default_factory=dict)
    """Archives to be made, by their path."""
    problems: tuple[Problem, ...] = ()
    """What could not go into the book as it stands."""


def weave(course: Course, executed: Mapping[str, NotebookNode]) -> Book:
    """The learners' edition of a valid course; the same course gives the same bytes."""
    woven = [lessons.weave(course, slug) for slug in course.settings.modules]
    generated = (core, pathways, evidence, glossary, progress, record, practice, course_check)
    for part in (pages, *generated):
        woven += part.weave(course)
    shelf = _Shelf()
    for page in woven:
        shelf.put({page.path: page.text.encode()})
    problems: list[Problem] = []
    parcels: dict[str, Parcel] = {}
    lines: dict[str, LineMap | CellMap] = {page.path: page.lines for page in woven}
    for slug in course.settings.modules:
        notebook, cells, warnings = notebooks.weave(course.notebooks[slug], executed[slug])
        problems += warnings
        lines[f"notebooks/{slug}.ipynb"] = cells
        shelf.put({f"notebooks/{slug}.ipynb": notebook})
        alone = notebooks.alone(executed[slug])
        shelf.put({f"{notebooks.FOLDER}/{slug}.ipynb": alone})
        parcel = notebooks.parcel(course, slug, executed[slug], alone)
        parcels[f"{notebooks.FOLDER}/{slug}.zip"] = parcel
        shelf.put({f"quizzes/{slug}.yml": course.banks[slug].text.encode()})
    for files in (
        records.staged(course),
        course_check.staged(course),
        evidence.downloads(course),
        {f"{evidence.DOWNLOADS}/{course_data.NAME}": course_data.weave(course)},
        interactives.scripts(course),
        {share.NAME: share.weave(course)},
        {"_config.yml": config.book_config(course).encode()},
        {"_toc.yml": config.table_of_contents(course).encode()},
        {"course.json": _json(config.course_context(course))},
        {"glossary.json": _json(glossary.staged(course))},
        {"references.json": _json(config.references(course))},
    ):
        shelf.put(files)
    own = {picture} if (picture := share.picture(course)) else set()
    pictures = tuple(sorted(pages.pictures(course) | own))
    problems += shelf.problems
    return Book(shelf.files, lines, pictures, parcels, tuple(problems))


@dataclass
class _Shelf:
    """The files of the book; none takes the place of another, on Windows and macOS either."""

    files: dict[str, bytes] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)

    def put(self, files: Mapping[str, bytes]) -> None:
        for path, data in files.items():
            known = self.names.setdefault(path.casefold(), path)
            if known == path and path not in self.files:
                self.files[path] = data
                continue
            message = (
                f"two parts of the course would make the file '{known}' of the book: "
                "give the module, page, pathway or record of that name another"
            )
            self.problems.append(Problem("course/course.yml", 1, 1, message, "name-taken"))


def _json(value: object) -> bytes:
    # Without indentation: only then is it written by the fast half of the json module.
    return json.dumps(value, ensure_ascii=False, sort_keys=True).encode()
