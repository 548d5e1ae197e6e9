"""Front and back pages, and the pictures that any page shows."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from urllib.parse import unquote

from evidence_course.markdown import Directive, Link, elements
from evidence_course.model.course import Course
from evidence_course.model.record import markdown_fields
from evidence_course.weave.page import WovenPage, assemble

_TARGET = re.compile(r"(\]\(\s*<?|\{figure\}\s*)(?!https?:|mailto:|#)([^)\s>]+)")


def weave(course: Course) -> list[WovenPage]:
    """The cover as `index.md`, the other pages of `course/` under their own names."""
    front = course.settings.front.removesuffix(".md")
    return [_page(page.name, page.path, page.text, front) for page in course.pages]


def staged_name(name: str, front: str) -> str:
    """A page of `course/` lies one level higher in the book; the front page is its index."""
    return "index" if name == front else name


def _page(name: str, path: str, text: str, front: str) -> WovenPage:
    targets = {unquote(target) for target in _targets(text)}

    def moved(found: re.Match[str]) -> str:
        before, target = found.groups()
        return before + _moved(target, front) if unquote(target) in targets else found[0]

    staged = f"{staged_name(name, front)}.md"
    return assemble(staged, [], _TARGET.sub(moved, text), [], author_path=path, author_line=1)


def _moved(target: str, front: str) -> str:
    """An address of a page of `course/`, as one from where it lies in the book."""
    file, hash_sign, part = target.partition("#")
    file = posixpath.normpath(posixpath.join("course", file))
    if file.endswith(".md"):
        file = file.removeprefix("course/")
        file = "index.md" if file == f"{front}.md" else file
    return f"{file}{hash_sign}{part}"


def _targets(text: str) -> Iterator[str]:
    """What the text's links, pictures and figures lead to; not what its code spells."""
    for each in elements(text):
        if isinstance(each, Link):
            yield each.target
        elif isinstance(each, Directive) and each.name == "figure":
            yield each.argument


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
