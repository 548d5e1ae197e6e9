"""The handbook's pages that are made from the code: what can be typed, written and handed out.

They are kept in ``docs/reference/``, so that they can be read without building anything; a test
makes them again and compares.
"""

from __future__ import annotations

from pathlib import Path

from evidence_course.reference import commands, fields, formats, messages

FOLDER = "docs/reference"


def pages(root: Path) -> dict[str, bytes]:
    """Every page by the name of its file; the same code gives the same bytes.

    ``root`` holds the examples of broken courses from which the messages are taken.
    """
    texts = {**quick_pages(), "messages.md": messages.page(messages.seen(root))}
    return {name: text.encode() for name, text in texts.items()}


def quick_pages() -> dict[str, str]:
    """The pages for which nothing needs to be tried out."""
    return {
        "commands.md": commands.page(),
        "fields.md": fields.page(),
        "formats.md": formats.page(),
    }
