"""A lesson page: the author's body between the parts that every lesson has, in fixed order."""

from __future__ import annotations

from evidence_course import core
from evidence_course.model.course import Course, Lesson
from evidence_course.weave import practice
from evidence_course.weave.evidence import words
from evidence_course.weave.page import WovenPage, assemble

END_QUIZ = "Questions to end with"


def weave(course: Course, slug: str) -> WovenPage:
    """The page of one module."""
    lesson = course.lessons[slug]
    head = [f"# {lesson.settings.title}", overview(course, lesson)]
    return assemble(
        f"modules/{slug}.md",
        [*head, *practice.opener(course, slug)],
        core.whole(lesson.body),
        _tail(lesson),
        author_path=lesson.path,
        author_line=lesson.body_line,
    )


def overview(course: Course, lesson: Lesson) -> str:
    """The box that says what a reader will be able to do, for whom, and about how long it takes."""
    settings = lesson.settings
    people = words.listed([f"{audience.replace('-', ' ')}s" for audience in settings.audience])
    facts = [f"About {settings.minutes} minutes.", f"For {people}."]
    facts += [settings.needs] if settings.needs else []
    shorter = []
    if settings.core_minutes:
        text = f"short edition takes about {settings.core_minutes} minutes"
        shorter = [f"Short of time? The [{text}](../core/{lesson.slug}.md)."]
    return box(course, settings.outcomes, [" ".join(facts), *shorter])


def box(course: Course, outcomes: list[str], facts: list[str]) -> str:
    """An overview: the outcomes as a list, then a paragraph for each of the facts."""
    listed = "\n".join(f"- {course.outcomes.entries[outcome]}" for outcome in outcomes)
    return fence("overview", "", body="\n\n".join([listed, *facts]))


def _tail(lesson: Lesson) -> list[str]:
    points, *rest = closing(lesson, lesson.settings.sources)
    return [points, f"## {END_QUIZ}", fence("quiz", lesson.slug, use="end"), *rest]


def closing(lesson: Lesson, sources: list[str]) -> list[str]:
    """What every edition of a lesson ends with: key points, prompt and sources."""
    points = "\n".join(f"- {point}" for point in lesson.settings.key_points)
    listed = ["## Sources", fence("sources", " ".join(sources))] if sources else []
    return [
        "\n\n".join(["## Key points", fence("key-points", "", body=points)]),
        "## For your development record",
        fence("record-prompt", "", body=lesson.settings.prompt),
        *practice.reminders(lesson.slug),
        *listed,
    ]


def fence(name: str, argument: str, *, body: str = "", **options: str) -> str:
    """A directive in the staged text."""
    lines = [f"````{{{name}}} {argument}".rstrip()]
    lines += [f":{key}: {value}" for key, value in options.items()]
    lines += ["", body] if body and options else [body] if body else []
    return "\n".join([*lines, "````"])
