"""Front and back pages, and the pictures that any page shows."""

from __future__ import annotations

import posixpath
import re

from evidence_course.markdown import Directive, Link, elements
from evidence_course.model.course import Course
from evidence_course.model.record import markdown_fields
from evidence_course.weave.page import WovenPage, assemble

_RELATIVE = re.compile(r"(\]\(|\{figure\}\s*)(?!https?:|mailto:|#)([^)\s]+)")


def weave(course: Course) -> list[WovenPage]:
    """The cover as `index.md`, the other pages of `course/` under their own names."""
    front = course.settings.front.removesuffix(".md")
    return [_page(page.name, page.path, page.text, front) for page in course.pages]


def staged_name(name: str, front: str) -> str:
    """A page of `course/` lies one level higher in the book; the front page is its index."""
    return "index" if name == front else name


def _page(name: str, path: str, text: str, front: str) -> WovenPage:
    def moved(found: re.Match[str]) -> str:
        target = posixpath.normpath(posixpath.join("course", found[2]))
        if target.partition("#")[0].endswith(".md"):
            target = target.removeprefix("course/").replace(f"{front}.md", "index.md")
        return found[1] + target

    staged = f"{staged_name(name, front)}.md"
    return assemble(staged, [], _RELATIVE.sub(moved, text), [], author_path=path, author_line=1)


def pictures(course: Course) -> set[str]:
    """The paths of all pictures in lessons, pages and banks, from the course folder."""
    texts = [(lesson.path, lesson.body) for lesson in course.lessons.values()]
    texts += [(page.path, page.text) for page in course.pages]
    for bank in course.every_bank:
        for question in bank.questions:
            texts += [(bank.path, text) for _, text, _ in markdown_fields(question)]
    return {
        posixpath.normpath(posixpath.join(posixpath.dirname(path), target))
        for path, text in texts
        for target in _picture_targets(text)
    }


def _picture_targets(text: str) -> list[str]:
    found = []
    for each in elements(text):
        if isinstance(each, Link) and each.is_image:
            found.append(each.target)
        elif isinstance(each, Directive) and each.name == "figure":
            found.append(each.argument)
    return found
