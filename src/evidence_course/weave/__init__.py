"""From a course and its executed notebooks to a Jupyter Book: files as bytes, nothing written."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from nbformat import NotebookNode

from evidence_course.archive import Parcel
from evidence_course.model.course import Course
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
from evidence_course.weave.page import LineMap


@dataclass(frozen=True)
class Book:
    """The staged files by their path, and how a line of one leads back to the author's file."""

    files: Mapping[str, bytes]
    lines: Mapping[str, LineMap] = field(default_factory=dict)
    copies: tuple[str, ...] = ()
    """Files of the course that the book shows as they are, pictures above all."""
    parcels: Mapping[str, Parcel] = field(default_factory=dict)
    """Archives to be made, by their path."""


def weave(course: Course, executed: Mapping[str, NotebookNode]) -> Book:
    """The learners' edition of a valid course; the same course gives the same bytes."""
    woven = [lessons.weave(course, slug) for slug in course.settings.modules]
    generated = (core, pathways, evidence, glossary, progress, record, practice, course_check)
    for part in (pages, *generated):
        woven += part.weave(course)
    files = {page.path: page.text.encode() for page in woven}
    for slug in course.settings.modules:
        files[f"notebooks/{slug}.ipynb"] = notebooks.weave(slug, executed[slug])
        files[f"{notebooks.FOLDER}/{slug}.ipynb"] = notebooks.alone(executed[slug])
        files[f"quizzes/{slug}.yml"] = course.banks[slug].text.encode()
    files |= records.staged(course)
    files |= course_check.staged(course)
    files |= evidence.downloads(course)
    files[f"{evidence.DOWNLOADS}/{course_data.NAME}"] = course_data.weave(course)
    files |= interactives.scripts(course)
    files[share.NAME] = share.weave(course)
    files["_config.yml"] = config.book_config(course).encode()
    files["_toc.yml"] = config.table_of_contents(course).encode()
    files["course.json"] = _json(config.course_context(course))
    files["glossary.json"] = _json(glossary.staged(course))
    files["references.json"] = _json(config.references(course))
    lines = {page.path: page.lines for page in woven}
    parcels = {
        f"{notebooks.FOLDER}/{slug}.zip": notebooks.parcel(course, slug, executed[slug])
        for slug in course.settings.modules
    }
    own = {picture} if (picture := share.picture(course)) else set()
    return Book(files, lines, tuple(sorted(pages.pictures(course) | own)), parcels)


def _json(value: object) -> bytes:
    # Without indentation: only then is it written by the fast half of the json module.
    return json.dumps(value, ensure_ascii=False, sort_keys=True).encode()
