"""Does each picture to try exist, take over a figure that is there, and start where it can?"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from evidence_course.load.notebooks import module_and_name, result_names
from evidence_course.markdown import Directive, elements
from evidence_course.model.course import Course, Lesson
from evidence_course.model.interactive import Interactive, StartFault
from evidence_course.problems import Problem
from evidence_course.results import NoResultError, html_result, text_result
from evidence_course.spelling import did_you_mean, near
from evidence_course.validate.links import unknown_result
from evidence_course.validate.where import column_of, lines_of
from evidence_course.values import ValueFault, studies
from evidence_course.wording import spoken

DIRECTIVE, RESULT = "interactive", "result"

Find = Callable[[str], str]


class _UnknownError(ValueError):
    """A result that no cell has, or whose output is not stored yet."""


@dataclass(frozen=True)
class _Use:
    """One line ``{interactive}`` of a lesson, and what its values may name."""

    course: Course
    lesson: Lesson
    directive: Directive
    figure: Find

    def problem(self, code: str, message: str, option: str = "") -> Problem:
        line, needle = self.directive.line, f"{{{DIRECTIVE}}}"
        if option:
            line, needle = line + 1 + list(self.directive.options).index(option), f":{option}:"
        column = column_of(lines_of(self.lesson.body, self.lesson.body_line), line, needle)
        return Problem(self.lesson.path, line, column, message, code)


def check(course: Course) -> Iterator[Problem]:
    """Unknown names, missing figures, options that are none, and starts that do not fit."""
    known = studies(course.evidence, course.found.get("evidence", ()))
    for lesson in course.lessons.values():
        seen: set[str] = set()
        for each in elements(lesson.body, first_line=lesson.body_line):
            if isinstance(each, Directive) and each.name == DIRECTIVE:
                use = _Use(course, lesson, each, _figure(known))
                yield from _check(use, seen)
                seen.add(each.argument)


def _figure(known: Mapping[str, Any]) -> Find:
    return lambda reference: spoken(reference, known)


def _check(use: _Use, seen: set[str]) -> Iterator[Problem]:
    name, names = use.directive.argument, use.course.found.get("interactives", frozenset())
    if name not in names:
        tail = near(name, names) or f": write course/interactives/{name or 'NAME'}.js"
        yield use.problem("unknown-interactive", f"unknown interactive '{name}'{tail}")
        return
    if name in seen:
        message = f"the interactive '{name}' is on this page already: a link can lead to one only"
        yield use.problem("interactive-twice", message)
    yield from _drawn(use)
    interactive = use.course.interactives.get(name)
    if interactive is not None:
        for option in use.directive.options:
            yield from _option(use, interactive, option)


def _drawn(use: _Use) -> Iterator[Problem]:
    """The figure that stands there without a script."""
    name = use.directive.options.get(RESULT, "")
    if not name:
        message = (
            f"which drawn figure does it take over? Write ':{RESULT}: NAME' on the next line, with "
            "the name of a result of the notebook"
        )
        yield use.problem("interactive-without-figure", message)
        return
    try:
        html_result(_outputs(use, name), name)
    except _UnknownError as fault:
        if str(fault):
            yield use.problem("unknown-result", str(fault), RESULT)
    except NoResultError as fault:
        yield use.problem("interactive-without-figure", str(fault), RESULT)


def _option(use: _Use, interactive: Interactive, option: str) -> Iterator[Problem]:
    if option == RESULT:
        return
    if option not in interactive.inputs:
        hint = did_you_mean(option, [RESULT, *interactive.inputs])
        message = f"the interactive '{interactive.name}' has no setting '{option}'{hint}"
        yield use.problem("unknown-setting", message, option)
        return
    try:
        interactive.start(
            option,
            use.directive.options[option],
            use.figure,
            lambda name: text_result(_outputs(use, name), name),
        )
    except (StartFault, ValueFault, NoResultError, _UnknownError) as fault:
        if str(fault):
            yield use.problem("bad-start", f"cannot start '{option}' there: {fault}", option)


def _outputs(use: _Use, address: str) -> list[dict[str, Any]]:
    """What the cell of a result has stored."""
    module, name = module_and_name(address, use.lesson.slug)
    notebook = use.course.notebooks.get(module)
    if notebook is None and module in use.course.settings.modules:
        raise _UnknownError  # the missing notebook is reported with its module
    if notebook is None:
        hint = did_you_mean(module, use.course.settings.modules)
        raise _UnknownError(f"unknown module '{module}'{hint}")
    cells = result_names(notebook.node)
    if name not in cells:
        raise _UnknownError(unknown_result(notebook, name))
    outputs: list[dict[str, Any]] = notebook.node.cells[cells[name]].outputs
    if not outputs:  # not run yet: the build will see
        raise _UnknownError
    return outputs
