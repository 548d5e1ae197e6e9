"""Checks of what was read, file by file and across files; nothing here looks at the disk twice."""

from __future__ import annotations

from datetime import date

from evidence_course.model.course import Course
from evidence_course.problems import Problem
from evidence_course.validate import (
    course_check,
    coverage,
    evidence,
    freshness,
    glossary,
    interactives,
    items,
    links,
    lint,
    markup,
    pathways,
    ratings,
    reading,
    redirects,
    settings,
    structure,
    typed,
    values,
)

CHECKS = (
    structure.check,
    links.check,
    coverage.check,
    course_check.check,
    items.check,
    markup.check,
    pathways.check,
    settings.check,
    redirects.check,
    glossary.check,
    lint.check,
    evidence.check,
    ratings.check,
    values.check,
    interactives.check,
    typed.check,
)


def validate(course: Course, today: date) -> list[Problem]:
    """All problems of the course on the day ``today``."""
    problems = [problem for check in CHECKS for problem in check(course)]
    return [*problems, *reading.check(course), *freshness.check(course, today)]
