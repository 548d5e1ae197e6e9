"""What texts print of the course's settings, and whether it is ready for the address it names."""

from __future__ import annotations

import re
from collections.abc import Iterator

from evidence_course.load.records import did_you_mean, mark_at
from evidence_course.markdown import Heading, Prose, Role, elements
from evidence_course.model.course import Course, Page
from evidence_course.problems import Problem
from evidence_course.validate.where import column_of
from evidence_course.value_uses import texts

SETTINGS = "course/course.yml"
ROLE = "course"
PRINTED = ("title", "author", "publisher", "contact")
"""What ``{course}`NAME` `` prints."""

NOTE = "For whoever publishes this course"
"""How a paragraph of a page begins that tells the course's publisher what to write there."""


def check(course: Course) -> Iterator[Problem]:
    """A contact that is no page here, roles that name no setting, and notes to the publisher."""
    yield from _contact(course)
    if course.settings.base_url:
        for page in course.pages:
            yield from _notes(page)
    for text in texts(course):
        needle = f"{{{ROLE}}}`"
        for each in elements(text.text, first_line=text.line) if needle in text.text else ():
            if isinstance(each, Role) and each.name == ROLE and each.content not in PRINTED:
                message = f"unknown setting '{each.content}'{did_you_mean(each.content, PRINTED)}"
                column = column_of(text.lines, each.line, needle + each.content)
                yield Problem(text.path, each.line, column, message, "unknown-setting")


def _contact(course: Course) -> Iterator[Problem]:
    contact = course.settings.contact
    if contact is None or "@" in contact or "://" in contact:
        return
    mark = mark_at(course.settings_marks, ("contact",))
    name, _, part = contact.partition("#")
    page = next((page for page in course.pages if page.path == f"course/{name}"), None)
    if page is None:
        names = [page.path.removeprefix("course/") for page in course.pages]
        message = f"unknown page '{name}'{did_you_mean(name, names)}"
        yield Problem(SETTINGS, *mark, message, "unknown-page")
    elif part and part not in (parts := _parts(page.text)):
        message = f"course/{name} has no part '{part}'{did_you_mean(part, parts)}"
        yield Problem(SETTINGS, *mark, message, "unknown-part")


def _notes(page: Page) -> Iterator[Problem]:
    for each in elements(page.text):
        if isinstance(each, Prose) and each.text.startswith(NOTE):
            message = (
                "readers would see this note to the publisher, and 'base_url' says that the course "
                "is published: write what it asks for, then delete it"
            )
            yield Problem(
                page.path, each.line, 1, message, "publisher-note", None, severity="warning"
            )


def _parts(text: str) -> list[str]:
    """The anchors of a page's headings, made as docutils makes them."""
    titles = [each.text for each in elements(text) if isinstance(each, Heading)]
    return [re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-") for title in titles]
