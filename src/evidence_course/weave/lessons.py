"""A lesson page: the author's body between the parts that every lesson has, in fixed order."""

from __future__ import annotations

from evidence_course.model.course import Course, Lesson
from evidence_course.weave import practice
from evidence_course.weave.page import WovenPage, assemble


def weave(course: Course, slug: str) -> WovenPage:
    """The page of one module."""
    lesson = course.lessons[slug]
    head = [f"# {lesson.settings.title}", overview(course, lesson)]
    return assemble(
        f"modules/{slug}.md",
        [*head, *practice.opener(course, slug)],
        lesson.body,
        _tail(lesson),
        author_path=lesson.path,
        author_line=lesson.body_line,
    )


def overview(course: Course, lesson: Lesson) -> str:
    """The box that says what a reader will be able to do, for whom, and about how long it takes."""
    settings = lesson.settings
    outcomes = [f"- {course.outcomes.entries[outcome]}" for outcome in settings.outcomes]
    facts = [f"About {settings.minutes} minutes.", f"For {_listed(settings.audience)}."]
    facts += [settings.needs] if settings.needs else []
    return _fence("overview", "", body="\n".join([*outcomes, "", " ".join(facts)]))


def _tail(lesson: Lesson) -> list[str]:
    settings = lesson.settings
    points = "\n".join(f"- {point}" for point in settings.key_points)
    return [
        "## Key points",
        _fence("key-points", "", body=points),
        "## Questions to end with",
        _fence("quiz", lesson.slug, use="end"),
        "## For your development record",
        _fence("record-prompt", "", body=settings.prompt),
        *practice.reminders(lesson.slug),
        "## Sources",
        _fence("sources", " ".join(settings.sources)),
    ]


def _fence(name: str, argument: str, *, body: str = "", **options: str) -> str:
    lines = [f"````{{{name}}} {argument}".rstrip()]
    lines += [f":{key}: {value}" for key, value in options.items()]
    lines += ["", body] if body and options else [body] if body else []
    return "\n".join([*lines, "````"])


def _listed(audiences: list[str]) -> str:
    words = [f"{audience.replace('-', ' ')}s" for audience in audiences]
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
