"""The short edition of a lesson: its core blocks between the parts that every edition has."""

from __future__ import annotations

from evidence_course import core
from evidence_course.markdown import Role, elements
from evidence_course.model.course import Course, Lesson
from evidence_course.weave.lessons import END_QUIZ, box, closing
from evidence_course.weave.page import WovenPage, assemble

FOLDER = "core"


def weave(course: Course) -> list[WovenPage]:
    """One page for each lesson that has core blocks."""
    return [_page(course, course.lessons[slug]) for slug in editions(course)]


def editions(course: Course) -> list[str]:
    """The modules whose lesson has a short edition, in course order."""
    return [slug for slug in course.settings.modules if course.lessons[slug].settings.core_minutes]


def _page(course: Course, lesson: Lesson) -> WovenPage:
    settings = lesson.settings
    body = core.core(lesson.body)
    facts = f"About {settings.core_minutes} minutes."
    top = [
        f"# {settings.title}",
        f"This is the short edition. [The whole lesson](../modules/{lesson.slug}.md) takes about "
        f"{settings.minutes} minutes.",
        box(course, settings.core_outcomes or settings.outcomes, [facts]),
    ]
    points, *rest = closing(lesson, _cited(lesson, body))
    anchor = END_QUIZ.lower().replace(" ", "-")
    questions = (
        f"## Try yourself\n\n[The questions of this module](../modules/{lesson.slug}.md#{anchor}) "
        "are at the end of the whole lesson."
    )
    return assemble(
        f"{FOLDER}/{lesson.slug}.md",
        top,
        body,
        [points, questions, *rest],
        author_path=lesson.path,
        author_line=lesson.body_line,
    )


def _cited(lesson: Lesson, body: str) -> list[str]:
    """The lesson's sources that its core blocks cite."""
    cited = {
        each.content for each in elements(body) if isinstance(each, Role) and each.name == "source"
    }
    return [key for key in lesson.settings.sources if key in cited]
