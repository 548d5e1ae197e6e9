"""What changed in the register and when, newest first."""

from __future__ import annotations

from datetime import date
from itertools import groupby

from evidence_course.exporters import AnyRecord
from evidence_course.weave.evidence import blocks, words
from evidence_course.weave.evidence.register import Register, name


def weave(register: Register) -> str:
    """A heading for each day, and under it the records that changed."""
    parts = [
        "# What changed in the register",
        "Here you see what we added or mended, newest first. "
        "Changes of wording that do not alter a fact are left out.",
    ]
    for day, entries in groupby(_entries(register), key=lambda entry: entry[0]):
        lines = [f"{blocks.page_link(each.id, name(each))}: {text}" for _, each, text in entries]
        parts.append(f"## {words.day(date.fromisoformat(day))}\n\n{blocks.bullets(lines)}")
    if len(parts) == 2:
        parts.append("No change has been noted yet.")
    return "\n\n".join(parts)


def _entries(register: Register) -> list[tuple[str, AnyRecord, str]]:
    """Day, record and text; days from the newest, records in their order."""
    entries = [
        (day, record, text) for record in register.in_order for day, text in record.changes.items()
    ]
    return sorted(entries, key=lambda entry: entry[0], reverse=True)


def of_record(record: AnyRecord) -> str:
    """The changes of one record as a list, newest first."""
    newest_first = sorted(record.changes.items(), reverse=True)
    if not newest_first:
        return "Nothing has changed since it was written."
    return blocks.bullets(
        f"{words.day(date.fromisoformat(day))}: {text}" for day, text in newest_first
    )
