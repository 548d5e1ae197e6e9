"""The page of what the reader's own device remembers: modules done, answers, how sure they were."""

from __future__ import annotations

from evidence_course.model.course import Course
from evidence_course.weave.page import LineMap, WovenPage

DOCNAME = "progress"
TITLE = "Your progress"


def navigation(course: Course) -> list[dict[str, str]]:
    """The page's entry in the contents of every page."""
    return [{"docname": DOCNAME, "title": TITLE}]


def weave(course: Course) -> list[WovenPage]:
    """The page; its script fills each part in, and without it each part says what it is for."""
    text = "\n\n".join(
        [
            f"# {TITLE}",
            "This page shows what this device remembers of your work in this course. "
            "It is for you alone. Nothing is sent anywhere.",
            part("state", _how_to_turn_on()),
            "## Modules",
            part("modules", _modules(course)),
            "## How sure you were",
            part(
                "calibration",
                "Questions ask how sure you are before you check your answer. This part counts "
                "how often you were right when you said “sure”, “fairly sure” or “a guess”. "
                "It needs scripting.",
            ),
            "## What you can do",
            part(
                "outcomes",
                "This part lists what each module teaches. It shows how many of its questions "
                "you have seen, and how many you got right last time. It needs scripting.",
            ),
        ]
    )
    return [WovenPage(f"{DOCNAME}.md", f"{text}\n", LineMap("course/course.yml", 0, 1, 0))]


def part(name: str, body: str) -> str:
    """A part that a script fills in; ``body`` is what stands there without."""
    return f"````{{device-part}} {name}\n{body}\n````"


def _how_to_turn_on() -> str:
    return (
        "The course remembers nothing until you ask it to. To turn it on, open “Your progress on "
        "this device” at the foot of any page. It needs scripting.\n\n"
        "Do not turn it on at a shared desk. The next person there could read what you wrote."
    )


def _modules(course: Course) -> str:
    rows = [
        f"{number}. [{course.lessons[slug].settings.title}](modules/{slug}.md)"
        for number, slug in enumerate(course.settings.modules, 1)
    ]
    return "\n".join(rows)
