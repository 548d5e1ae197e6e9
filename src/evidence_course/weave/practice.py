"""Practice pages: all questions of each module, and those to come back to; and the way to them."""

from __future__ import annotations

from typing import get_args

from evidence_course.model.course import Course
from evidence_course.model.quiz import Use
from evidence_course.questions import live_items
from evidence_course.weave.evidence import blocks, words
from evidence_course.weave.page import LineMap, WovenPage

FOLDER = "practice"
INDEX = f"{FOLDER}/index"
TITLE = "Questions to come back to"
NEAREST = 3
"""How many earlier modules a lesson names before it leads to the list of all."""

_PLACES = dict(
    zip(
        get_args(Use),
        ("Questions from the lesson", "Questions from its end", "Questions for later"),
        strict=True,
    )
)
CHOOSING = """\
## How questions are chosen

Your answers decide, if you let this site remember them on your device. Of all the answers that
you give to a question on one day, the first one counts. A second try comes too soon to tell.

A question comes back:

- after 1 day, if you missed it, missed a part of it, or did not know yet
- after 3 days, if you were right by a guess
- after 7 days, if you were right
- after 30 days, if you were right twice in a row, on two days
- after 90 days, if you were right three times in a row or more

A question with no right answer comes back as if you had been right.

When more questions are due than we show, they come in this order:

1. Those you were sure of and missed. A sure slip is the one most worth mending.
2. Others you missed, or did not know.
3. Those you guessed.
4. Those you knew, and have not seen for a while.

The longest wait goes first. When nothing is due, new questions follow, from each module in turn.
Your answers never leave your device."""


def weave(course: Course) -> list[WovenPage]:
    """A page for each module, and the page of what is due today."""
    slugs = course.settings.modules
    return [_page("index", _index(course), "course/course.yml")] + [
        _page(slug, _module(course, slug), course.banks[slug].path) for slug in slugs
    ]


def module_pages(course: Course) -> list[str]:
    """The pages of the modules' questions: they lie beside their lessons."""
    return [f"{FOLDER}/{slug}" for slug in course.settings.modules]


def chapter(course: Course) -> dict[str, object]:
    """The pages' part of the table of contents."""
    return {"file": INDEX, "sections": [{"file": each} for each in module_pages(course)]}


def opener(course: Course, slug: str) -> list[str]:
    """The part of a lesson that asks questions from earlier modules; the first has none."""
    order = list(course.settings.modules)
    earlier = order[: order.index(slug)][::-1]
    if not earlier:
        return []
    links = [_link(course, each, f"../{FOLDER}/") for each in earlier[:NEAREST]]
    more = [f"[all earlier questions](../{INDEX}.md)"] if earlier[NEAREST:] else []
    text = (
        "Try three questions from earlier modules before you begin. "
        f"Coming back to them helps you remember.\n\nChoose from:\n\n{blocks.bullets(links + more)}"
    )
    return ["## Questions from earlier modules", blocks.fence("practice-opener", slug, body=text)]


def reminders(slug: str) -> list[str]:
    """The part of a lesson that helps a reader to come back to it."""
    return ["## Come back to this module", _reminders(f"{FOLDER}/{slug}", f"../{FOLDER}/{slug}.md")]


def _reminders(page: str, link: str) -> str:
    text = (
        "What you learn stays longer if you come back to it. A good plan is after one week, "
        f"one month and three months. [Practise these questions]({link}) each time."
    )
    return blocks.fence("practice-reminders", page, body=text)


def _page(name: str, text: str, path: str) -> WovenPage:
    return WovenPage(f"{FOLDER}/{name}.md", f"{text}\n", LineMap(path, 0, 1, 0))


def _link(course: Course, slug: str, folder: str = "") -> str:
    return f"[{course.lessons[slug].settings.title}]({folder}{slug}.md)"


def _index(course: Course) -> str:
    rows = [
        f"{_link(course, slug)} ({words.counted(len(live_items(course.banks[slug])), 'question')})"
        for slug in course.settings.modules
    ]
    due = "The page can choose for you, from what you answered, where scripts are on."
    return "\n\n".join(
        [
            f"# {TITLE}",
            "We forget less when we come back to a question after a gap. "
            "Here you can practise the questions of every module.",
            "## For today",
            blocks.fence("practice-due", body=due),
            "## All questions, by module",
            blocks.bullets(rows),
            "## Remind yourself",
            _reminders(INDEX, "#all-questions-by-module"),
            CHOOSING,
        ]
    )


def _module(course: Course, slug: str) -> str:
    title = course.lessons[slug].settings.title
    parts = [
        f"# Practise: {title}",
        f"These are all the questions of the module [{title}](../modules/{slug}.md). "
        "Take them in any order, and as often as you like. "
        f"[{TITLE}](index.md) chooses some for you.",
    ]
    for use, heading in _PLACES.items():
        if live_items(course.banks[slug], use):
            parts += [f"## {heading}", blocks.fence("quiz", slug, body=f":use: {use}")]
    return "\n\n".join(parts)
