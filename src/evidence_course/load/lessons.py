"""Lessons: front matter between two ``---`` lines, then a Markdown body."""

from __future__ import annotations

from evidence_course.load.records import read_record
from evidence_course.load.source import Source
from evidence_course.load.yaml_reader import read_yaml
from evidence_course.model.course import Lesson, LessonSettings
from evidence_course.problems import Problem

FENCE = "---"


def parse_lesson(source: Source, slug: str) -> tuple[Lesson | None, list[Problem]]:
    """The lesson in a file, or the faults of its front matter."""
    lines = source.text.split("\n")
    if not source.text.strip():
        return None, [_fault(source, 1, "is empty: a lesson begins with its front matter")]
    if lines[0].rstrip() != FENCE:
        return None, [_fault(source, 1, "must begin with '---' and the lesson's front matter")]
    end = next((i for i, line in enumerate(lines[1:], 1) if line.rstrip() == FENCE), None)
    if end is None:
        return None, [_fault(source, 1, "the front matter has no second '---' line to end it")]
    tree, problems = read_yaml("\n".join(lines[1:end]), source.path, first_line=2)
    if tree is None:
        return None, problems
    settings, faults = read_record(tree, source.path, LessonSettings)
    if settings is None or problems:
        return None, problems + faults
    body = "\n".join(lines[end + 1 :])
    return Lesson(slug, source.path, settings, body, end + 2, tree.marks), []


def _fault(source: Source, line: int, message: str) -> Problem:
    return Problem(source.path, line, 1, message, "front-matter")
