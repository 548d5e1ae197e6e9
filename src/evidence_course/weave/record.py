"""The page for a record of professional development, made of the rule in `course/record.yml`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from evidence_course.model.course import Course
from evidence_course.model.development import Development
from evidence_course.weave.evidence import words
from evidence_course.weave.evidence.blocks import plain
from evidence_course.weave.page import LineMap, WovenPage
from evidence_course.weave.progress import part

DOCNAME = "record"
TITLE = "Your development record"
WARNING = "Do not put names or details that could identify anyone."


def navigation(course: Course) -> list[dict[str, str]]:
    """The page's entry in the contents of every page; none, if the course has no rule."""
    return [{"docname": DOCNAME, "title": TITLE}] if course.development else []


def weave(course: Course) -> list[WovenPage]:
    """The page; none, if the course has no rule."""
    file = course.development
    if file is None:
        return []
    text = "\n\n".join(_parts(file.rule))
    return [WovenPage(f"{DOCNAME}.md", f"{text}\n", LineMap(file.path, 0, 1, 0))]


def _parts(rule: Development) -> Iterator[str]:
    yield f"# {TITLE}"
    yield (
        "Write here what you learned and what it changed. Then copy it to your regulator’s own "
        "form, or save it. What you write stays on this device. Nothing is sent anywhere."
    )
    yield f"````{{admonition}} Keep people safe\n:class: warning\n{WARNING}\n````"
    yield f"## What {plain(rule.regulator)} asks"
    yield "\n".join(f"- {sentence}" for sentence in rule.rule)
    yield (
        f"We read this on {words.day(rule.checked)}, "
        f"and will read it again by {words.day(rule.review_by)}. "
        "Rules change: the regulator’s own page counts, not this one."
    )
    yield from _elsewhere(rule)
    yield "## Your pieces"
    yield part("pieces", _without_script())
    yield f"````{{record-form}}\n{json.dumps(_form(rule), ensure_ascii=False, indent=1)}\n````"
    yield "## A statement that you took part"
    yield part(
        "statement",
        "This part needs scripting. It makes a short statement of the modules that you marked as "
        "done. It is not a qualification, and nobody checks it.",
    )
    yield "## Sources"
    yield f"````{{sources}} {' '.join(rule.sources)}\n````"


def _without_script() -> str:
    return (
        "With scripting off, nothing that you write here is kept. You can fill in the "
        "form below and print the page, or copy its headings to a document of your own."
    )


def _elsewhere(rule: Development) -> Iterator[str]:
    if rule.elsewhere:
        yield f"### Outside {plain(rule.nation)}"
        yield "Each regulator asks for other things. There is a plain version of the form for you."
        yield "\n".join(
            f"- **{plain(each.nation)}:** {each.note} [{plain(each.regulator)}](<{each.url}>)"
            for each in rule.elsewhere
        )


def _form(rule: Development) -> dict[str, Any]:
    """What the form's directive needs to know."""
    standard = rule.standard
    return {
        "nation": rule.nation,
        "regulator": rule.regulator,
        "others": [each.nation for each in rule.elsewhere],
        "pieces": rule.pieces,
        "with_peer": rule.with_peer,
        "deadline": rule.deadline,
        "fields": [each.model_dump(mode="json") for each in rule.fields],
        "standard": standard.model_dump(mode="json") if standard else None,
        "warning": WARNING,
    }
