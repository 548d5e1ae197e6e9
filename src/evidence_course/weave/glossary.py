"""The glossary: a page with every term under its letter, and what texts need of each term."""

from __future__ import annotations

from itertools import groupby

from evidence_course.model.course import Course
from evidence_course.terms import by_form, glossary, letter
from evidence_course.weave.lessons import fence
from evidence_course.weave.page import LineMap, WovenPage

DOCNAME = "glossary"
TITLE = "Glossary"


def weave(course: Course) -> list[WovenPage]:
    """The page; none, if the course has no glossary."""
    terms = glossary(course)
    if not terms:
        return []
    letters = {
        name: list(found)
        for name, found in groupby(terms.items(), key=lambda each: letter(each[1]))
    }
    jump = fence("glossary-letters", " ".join(letters))
    parts = [f"# {TITLE}", "What words mean in this course.", jump]
    for name, found in letters.items():
        parts += [
            f"({anchor(name)})=\n## {name}",
            fence("glossary-list", " ".join(key for key, _ in found)),
        ]
    text = "\n\n".join(parts)
    return [WovenPage(f"{DOCNAME}.md", f"{text}\n", LineMap(course.glossary.path, 0, 1, 0))]


def anchor(name: str) -> str:
    """The label of a letter's heading: no letter is left out of it, as docutils would."""
    return f"{DOCNAME}-{name.lower() if name.isascii() else format(ord(name), 'x')}"


def staged(course: Course) -> dict[str, object]:
    """What pages need of the terms: definitions by key, and the key of each form."""
    terms = glossary(course)
    return {
        "terms": {key: term.model_dump() for key, term in terms.items()},
        "forms": by_form(terms),
    }


def navigation(course: Course) -> list[dict[str, str]]:
    """The glossary's entry in the navigation of every page."""
    return [{"docname": DOCNAME, "title": TITLE}] if glossary(course) else []
