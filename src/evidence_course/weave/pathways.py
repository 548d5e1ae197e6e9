"""The pathways: a page for each, and what every page knows of them."""

from __future__ import annotations

from typing import Any

from evidence_course.model.course import Course, LessonSettings, Pathway, Step
from evidence_course.weave.evidence.blocks import plain
from evidence_course.weave.lessons import fence
from evidence_course.weave.page import LineMap, WovenPage

FOLDER = "pathways"
OUTPUT = "What you leave with"


def weave(course: Course) -> list[WovenPage]:
    """The page of each pathway."""
    return [_page(course, pathway) for pathway in course.settings.pathways]


def _page(course: Course, pathway: Pathway) -> WovenPage:
    minutes = sum(_minutes(course, step) for step in pathway.steps)
    count = len(pathway.steps)
    steps = "1 step" if count == 1 else f"{count} steps"
    parts = [
        f"# Pathway: {plain(pathway.title)}",
        pathway.summary,
        f"**{steps}, about {minutes} minutes in all.** Each step stands alone, so you can stop and "
        "come back.",
        "## The steps",
        fence("pathway-steps", pathway.id, body="\n".join(_steps(course, pathway))),
        f"## {OUTPUT}",
        pathway.output,
    ]
    text = "\n\n".join(parts)
    lines = LineMap("course/course.yml", 0, 1, 0)
    return WovenPage(f"{FOLDER}/{pathway.id}.md", f"{text}\n", lines)


def _steps(course: Course, pathway: Pathway) -> list[str]:
    """The steps as a numbered list of Markdown: title, length, and what a reader will be able to
    do."""
    lines = []
    for number, step in enumerate(pathway.steps, 1):
        settings = course.lessons[step.module].settings
        edition = "short edition" if step.part == "core" else "whole lesson"
        lines.append(
            f"{number}. [{settings.title}](../{docname(step)}.md) About "
            f"{_minutes(course, step)} minutes, {edition}. You will be able to:"
        )
        lines += [f"   - {course.outcomes.entries[each]}" for each in _outcomes(settings, step)]
    return lines


def _outcomes(settings: LessonSettings, step: Step) -> list[str]:
    short = settings.core_outcomes if step.part == "core" else []
    return short or settings.outcomes


def _minutes(course: Course, step: Step) -> int:
    settings = course.lessons[step.module].settings
    return (settings.core_minutes if step.part == "core" else None) or settings.minutes


def docname(step: Step) -> str:
    """The page of a step."""
    return f"{'core' if step.part == 'core' else 'modules'}/{step.module}"


def navigation(course: Course) -> list[dict[str, Any]]:
    """The pathways as templates and the cover see them."""
    return [
        {
            "id": pathway.id,
            "title": pathway.title,
            "summary": pathway.summary,
            "docname": f"{FOLDER}/{pathway.id}",
            "minutes": sum(_minutes(course, step) for step in pathway.steps),
            "steps": [
                {
                    "module": step.module,
                    "part": step.part,
                    "docname": docname(step),
                    "title": course.lessons[step.module].settings.title,
                }
                for step in pathway.steps
            ],
        }
        for pathway in course.settings.pathways
    ]
