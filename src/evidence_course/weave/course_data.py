"""`course-data.js`: what the pages that look back or ahead know of the whole course."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from evidence_course.markdown import Prose, elements
from evidence_course.model.course import Bank, Course
from evidence_course.model.quiz import Question
from evidence_course.questions import live_items
from evidence_course.values import studies
from evidence_course.wording import spoken

NAME = "course-data.js"


def weave(course: Course) -> bytes:
    """A classic script that sets ``EvidenceCourse.data``; the same course gives the same bytes."""
    known = studies(course.evidence)
    data = {
        "id": course.settings.id,
        "title": course.settings.title,
        "modules": [_module(course, slug, known) for slug in course.settings.modules],
        "pathways": [
            pathway.model_dump(include={"id", "title", "steps"})
            for pathway in course.settings.pathways
        ],
        "outcomes": {
            outcome: plain_words(text, known) for outcome, text in course.outcomes.entries.items()
        },
        "items": {
            identifier: item
            for slug in course.settings.modules
            for identifier, item in _items(slug, course.banks[slug]).items()
        },
    }
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return f"(window.EvidenceCourse=window.EvidenceCourse||{{}}).data={text};\n".encode()


def plain_words(text: str, known: Mapping[str, Any]) -> str:
    """An inline Markdown text without its marks; figures of the studies ``known`` are put in."""
    return " ".join(_words(each, known) for each in elements(text) if isinstance(each, Prose))


def _words(prose: Prose, known: Mapping[str, Any]) -> str:
    text = prose.text
    for place in reversed(prose.roles):
        if place.role.name == "value":
            figure = spoken(place.role.content, known)
            text = f"{text[: place.start]}{figure}{text[place.end :]}"
    return text


def _module(course: Course, slug: str, known: Mapping[str, Any]) -> dict[str, Any]:
    settings = course.lessons[slug].settings
    return {
        "slug": slug,
        "number": course.settings.modules.index(slug) + 1,
        "title": plain_words(settings.title, known),
        "minutes": settings.minutes,
        "prompt": plain_words(settings.prompt, known),
        "outcomes": settings.outcomes,
    }


def _items(slug: str, bank: Bank) -> dict[str, Any]:
    """The live items of a bank; those of more than one exercise tell the outcome of each."""
    asked = {question.id: question for question in bank.questions}
    return {
        item.id: _item(slug, asked[item.id], [each.id for each in item.exercises])
        for item in live_items(bank)
    }


def _item(slug: str, question: Question, exercises: list[str]) -> dict[str, Any]:
    facts: dict[str, Any] = {
        "module": slug,
        "outcome": question.outcome,
        "use": question.use,
        "type": question.type,
    }
    if exercises != [question.id]:
        children = {child.id: child.outcome for child in getattr(question, "questions", [])}
        facts["parts"] = {
            each: children.get(each) or children.get(each.removesuffix("-why"), question.outcome)
            for each in exercises
        }
    return facts
