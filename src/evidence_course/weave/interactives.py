"""The scripts of pictures to try, put where a page can ask for them."""

from __future__ import annotations

from evidence_course.model.course import Course

FOLDER = "interactives"
STATIC = "static"
"""Not ``_static``: Jupyter Book puts every script that lies there on every page."""


def scripts(course: Course) -> dict[str, bytes]:
    """Each script by its place in the staged book."""
    return {
        f"{STATIC}/{FOLDER}/{name}.js": each.script.encode()
        for name, each in course.interactives.items()
    }
