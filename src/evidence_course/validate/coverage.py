"""Is every outcome taught by its lesson and asked about at least twice?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from evidence_course.model.course import Course
from evidence_course.problems import Problem

LIVE_ITEMS = 2


def check(course: Course) -> Iterator[Problem]:
    """Outcomes with fewer than two live items, and outcomes that no lesson lists."""
    asked = Counter(
        question.outcome
        for bank in course.banks.values()
        for question in bank.questions
        if question.status == "live"
    )
    for outcome in course.outcomes.entries if course.outcomes.complete else ():
        slug = outcome.partition(".")[0]
        mark = course.outcomes.mark(outcome)
        place = (course.outcomes.path, mark.line, mark.column)
        if slug in course.banks and asked[outcome] < LIVE_ITEMS:
            message = (
                f"outcome '{outcome}' is asked for by {asked[outcome]} of the live items in "
                f"quizzes/{slug}.yml: write at least {LIVE_ITEMS}"
            )
            yield Problem(*place, message, "too-few-items", outcome)
        lesson = course.lessons.get(slug)
        if lesson is not None and outcome not in lesson.settings.outcomes:
            message = (
                f"outcome '{outcome}' is not among the 'outcomes' of {lesson.path}: add it there"
            )
            yield Problem(*place, message, "untaught-outcome", outcome)
