"""Which lessons, quiz items and other files lean on a record of the register. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from evidence_course.model.course import Course
from evidence_course.model.evidence import Approach
from evidence_course.value_uses import value_uses

FOLDERS = ("modules/", "quizzes/", "notebooks/")
"""What is named first."""


def dependents(course: Course) -> Mapping[str, list[str]]:
    """For each record of the register, the files and quiz items that print a figure of it or
    cite it: lessons, items, notebooks, then what else there is."""
    found: dict[str, set[str]] = {}
    for record, name in (*_of_values(course), *_of_citations(course), *_of_approaches(course)):
        if record in course.found.get("evidence", ()):
            found.setdefault(record, set()).add(name)
    return {record: sorted(names, key=_rank) for record, names in found.items()}


def _rank(name: str) -> tuple[int, str]:
    places = (place for place, folder in enumerate(FOLDERS) if name.startswith(folder))
    return next(places, len(FOLDERS)), name


def _of_values(course: Course) -> Iterator[tuple[str, str]]:
    for record, uses in value_uses(course).items():
        for use in uses:
            if use.kind == "record" and use.name == record:
                continue  # its own texts
            of_item = use.kind == "quiz item"
            yield record, f"{use.path} (item {use.name})" if of_item else use.path


def _of_citations(course: Course) -> Iterator[tuple[str, str]]:
    for lesson in course.lessons.values():
        for key in lesson.settings.sources:
            yield key, lesson.path
    for bank in course.every_bank:
        for question in bank.questions:
            for key in question.source:
                yield key, f"{bank.path} (item {question.id})"


def _of_approaches(course: Course) -> Iterator[tuple[str, str]]:
    for file in course.evidence.values():
        if isinstance(file.record, Approach):
            for study in file.record.studies:
                yield study, file.path
