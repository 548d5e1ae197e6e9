"""What is found by its place in a folder or by an entry point: question types, register formats."""

from __future__ import annotations

from evidence_course import exporters, questions
from evidence_course.reference._markdown import finished, head, table
from evidence_course.reference.fields import anchor


def page() -> str:
    """The page ``formats.md``."""
    lines = head(
        "Question types and formats",
        "What the program brings. [A question type](../add-question-type.md) and "
        "[an export format](../add-export-format.md) of your own are one file each; they are found "
        f"by the entry points `{questions.ENTRY_POINTS}` and `{exporters.ENTRY_POINTS}`.",
    )
    lines += ["", "## Question types", "", "What stands behind `type:` in a bank:"]
    lines += table(
        ("Type", "What a reader does"),
        [
            (
                f"[`{name}`](fields.md#{anchor('quiz-bank', name)})",
                _first_line(each.Model.__doc__),
            )
            for name, each in questions.question_types().items()
        ],
    )
    lines += ["", "## Formats of the register", "", "Files that the register's page offers:"]
    lines += table(
        ("Format", "File", "Good for"),
        [
            (each.NAME, f"`register.{suffix}`", each.USE)
            for suffix, each in exporters.register_formats().items()
        ],
    )
    return finished(lines)


def _first_line(text: str | None) -> str:
    return (text or "").strip().split("\n")[0]
