"""Pathways that lead somewhere, and core blocks that make a lesson's short edition."""

from __future__ import annotations

from collections.abc import Iterator

from evidence_course import core
from evidence_course.load.names import refuse_name
from evidence_course.load.records import did_you_mean, mark_at
from evidence_course.markdown import Heading, elements
from evidence_course.model.course import Course, Lesson
from evidence_course.model.record import Location
from evidence_course.problems import Problem
from evidence_course.validate.where import column_of, lines_of

SETTINGS = "course/course.yml"


def check(course: Course) -> Iterator[Problem]:
    """Unknown modules and parts that are not there; breaks and front matter that do not agree."""
    yield from _pathways(course)
    for lesson in course.lessons.values():
        yield from _breaks(lesson)
        yield from _front_matter(lesson)


def _pathways(course: Course) -> Iterator[Problem]:
    ids = [pathway.id for pathway in course.settings.pathways]
    for index, pathway in enumerate(course.settings.pathways):
        place: Location = ("pathways", index)
        if pathway.id in ids[:index]:
            message = f"the pathway '{pathway.id}' stands here twice: give this one another id"
            yield _problem(course, (*place, "id"), message, "duplicate-id", pathway.id)
        refused = refuse_name(pathway.id)
        if refused:
            message = f"the pathway '{pathway.id}' {refused}"
            yield _problem(course, (*place, "id"), message, "file-name", pathway.id)
        for number, step in enumerate(pathway.steps):
            where = (*place, "steps", number)
            earlier = [each.module for each in pathway.steps[:number]]
            for message, field, code in _step(course, step.module, step.part, earlier):
                yield _problem(course, (*where, field), message, code, pathway.id)


def _step(
    course: Course, slug: str, part: str, earlier: list[str]
) -> Iterator[tuple[str, str, str]]:
    """Message, field and code of what is wrong with a step."""
    lesson = course.lessons.get(slug)
    if slug not in course.settings.modules:
        hint = did_you_mean(slug, course.settings.modules)
        yield f"unknown module '{slug}'{hint}", "module", "unknown-module"
    elif slug in earlier:
        yield f"module '{slug}' is a step twice: delete one", "module", "duplicate-id"
    elif part == "core" and lesson is not None and not core.has_core(lesson.body):
        message = (
            f"{lesson.path} has no core blocks: mark some, each between '+++ core' and '+++', "
            "or take 'part: full'"
        )
        yield message, "part", "no-core"


def _problem(
    course: Course, where: Location, message: str, code: str, item: str | None = None
) -> Problem:
    mark = mark_at(course.settings_marks, where)
    return Problem(SETTINGS, mark.line, mark.column, message, code, item)


def _breaks(lesson: Lesson) -> Iterator[Problem]:
    lines = lines_of(lesson.body, lesson.body_line)
    found = core.breaks(lesson.body, lesson.body_line)
    broken = list(core.faults(found))
    for fault in broken:
        column = column_of(lines, fault.line, "+++")
        yield Problem(lesson.path, fault.line, column, _told(fault), "core-block")
    if not broken:
        yield from _headings(lesson)


def _told(fault: core.BreakFault) -> str:
    if fault.kind == "unknown":
        hint = did_you_mean(fault.words, [core.WORD])
        return f"unknown word '{fault.words}' after '+++'{hint}"
    return {
        "nested": "'+++' has no place in a list, a quote or another block: begin the line with it",
        "open twice": "the core block before this one is not closed: put '+++' at its end",
        "closes nothing": "this '+++' closes no core block: take it out, or open one by '+++ core'",
        "not closed": "this core block is not closed: put a line '+++' at its end",
    }[fault.kind]


def _headings(lesson: Lesson) -> Iterator[Problem]:
    """Core headings below a heading that the short edition leaves out."""
    kept = core.core_lines(lesson.body)
    above: list[Heading] = []
    for each in elements(lesson.body) if kept else ():
        if not isinstance(each, Heading):
            continue
        above = [heading for heading in above if heading.level < each.level]
        if each.line in kept and above and above[-1].line not in kept:
            message = (
                f"the short edition has this heading without the one above it, '{above[-1].text}': "
                "put that one into a core block too"
            )
            line = lesson.body_line + each.line - 1
            yield Problem(lesson.path, line, 1, message, "core-block")
        above.append(each)


def _front_matter(lesson: Lesson) -> Iterator[Problem]:
    settings, has_core = lesson.settings, core.has_core(lesson.body)
    if has_core and settings.core_minutes is None:
        message = "the lesson has core blocks: add 'core_minutes', about how long they take to read"
        yield _in_lesson(lesson, (), message, "missing-field")
    if not has_core and settings.core_minutes is not None:
        message = (
            "'core_minutes' without core blocks: mark some, each between '+++ core' and '+++', "
            "or take it out"
        )
        yield _in_lesson(lesson, ("core_minutes",), message, "no-core")
    if settings.core_minutes is not None and settings.core_minutes >= settings.minutes:
        message = f"the short edition takes less than the lesson's {settings.minutes} minutes"
        yield _in_lesson(lesson, ("core_minutes",), message, "out-of-range")
    for index, outcome in enumerate(settings.core_outcomes):
        if outcome not in settings.outcomes:
            hint = did_you_mean(outcome, settings.outcomes)
            message = f"'{outcome}' is no outcome of this lesson{hint}"
            yield _in_lesson(lesson, ("core_outcomes", index), message, "unknown-outcome")


def _in_lesson(lesson: Lesson, where: Location, message: str, code: str) -> Problem:
    mark = mark_at(lesson.marks, where)
    return Problem(lesson.path, mark.line, mark.column, message, code)
