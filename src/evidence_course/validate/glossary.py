"""Is every term that a text uses defined, and each form of a word claimed by one term alone?

A term that no text uses yet is no fault: the glossary is read for itself too.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from evidence_course.markdown import Role, elements, split_term
from evidence_course.model.course import Course, Mark, Term
from evidence_course.places import source_line
from evidence_course.problems import Problem
from evidence_course.spelling import near
from evidence_course.terms import ROLE, by_form, forms, glossary
from evidence_course.validate.where import column_of
from evidence_course.value_uses import Text, texts

NEEDLE = f"{{{ROLE}}}`"


def check(course: Course) -> Iterator[Problem]:
    """Unknown terms, terms where no button can stand, and forms that two terms claim."""
    known = by_form(glossary(course))
    for text in texts(course):
        if NEEDLE in text.text:
            yield from _text(course, text, known)
    yield from _notebooks(course)
    yield from _claimed_twice(course)


def _text(course: Course, text: Text, known: dict[str, str]) -> Iterator[Problem]:
    is_body = text.kind in ("lesson", "page") and not text.location
    for role in _roles(text.text, text.line):
        mark = Mark(role.line, column_of(text.lines, role.line, NEEDLE + role.content))
        if not is_body:
            message = "a term has no place here: only lessons' bodies and pages explain words"
            yield Problem(text.path, *mark, message, "misplaced-role")
            continue
        wanted = split_term(role.content)[1]
        if _is_whole(course) and wanted.casefold() not in known:
            message = f"unknown term '{wanted}'{_advice(course, wanted)}"
            yield Problem(text.path, *mark, message, "unknown-term")


def _is_whole(course: Course) -> bool:
    """Whether every term could be read: if not, no word is called unknown."""
    entries = course.glossary.entries.values()
    return course.glossary.complete and all(isinstance(each, Term) for each in entries)


def _roles(text: str, line: int) -> Iterator[Role]:
    for each in elements(text, first_line=line):
        if isinstance(each, Role) and each.name == ROLE:
            yield each


def _advice(course: Course, wanted: str) -> str:
    words = [form for term in glossary(course).values() for form in (term.term, *term.also)]
    add = f": define it in {course.glossary.path}, or write it without the role"
    return near(wanted, words) or add


def _notebooks(course: Course) -> Iterator[Problem]:
    for notebook in course.notebooks.values():
        for number, cell in enumerate(notebook.node.cells, 1):
            shown: Sequence[Role] = ()
            if cell.cell_type == "markdown" and NEEDLE in cell.source:
                shown = list(_roles(cell.source, 1))
            for role in shown:
                line = source_line(notebook.text, number, role.line)
                message = "Jupyter does not know this role: write the word without it"
                place = (notebook.path, line, 1)
                yield Problem(*place, message, "misplaced-role", f"cell {number}")


def _claimed_twice(course: Course) -> Iterator[Problem]:
    owner: dict[str, str] = {}
    for key, term in course.glossary.entries.items():
        for form in forms(term) if isinstance(term, Term) else ():
            first = owner.setdefault(form, key)
            if first != key:
                mark = course.glossary.mark(key)
                message = f"'{form}' is a form of '{first}' already: a word has one meaning here"
                yield Problem(course.glossary.path, *mark, message, "duplicate-id", key)
