"""The glossary: a page with every term under its letter, and what texts need of each term."""

from __future__ import annotations

from itertools import groupby

from evidence_course.model.course import Course
from evidence_course.terms import by_form, glossary
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
        letter: list(found)
        for letter, found in groupby(terms.items(), key=lambda each: each[1].term[0].upper())
    }
    jump = fence("glossary-letters", " ".join(letters))
    parts = [f"# {TITLE}", "What words mean in this course.", jump]
    for letter, found in letters.items():
        parts += [f"## {letter}", fence("glossary-list", " ".join(key for key, _ in found))]
    text = "\n\n".join(parts)
    return [WovenPage(f"{DOCNAME}.md", f"{text}\n", LineMap(course.glossary.path, 0, 1, 0))]


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
