"""The register as the staged book needs it: a file for each study or review, and its citation."""

from __future__ import annotations

import json
from typing import Any

from evidence_course.model.course import Course
from evidence_course.model.evidence import Review, Study

FOLDER = "register"
READ = {
    "primary": "its abstract, or its owner's page",
    "secondary": "another's account of it",
    "primary and secondary": "its abstract or its owner's page, and another's account of it",
}


def staged(course: Course) -> dict[str, bytes]:
    """One file for each record, so that a page depends on those alone whose figures it prints."""
    return {
        f"{FOLDER}/{record.id}.json": _json(record.model_dump(mode="json"))
        for record in _records(course)
    }


def citations(course: Course) -> dict[str, dict[str, Any]]:
    """What a page's list of sources says of each record, in the form of a reference."""
    return {record.id: _citation(record) for record in _records(course)}


def _records(course: Course) -> list[Study | Review]:
    records = [file.record for file in course.evidence.values()]
    return [record for record in records if record.kind != "approach"]


def _citation(record: Study | Review) -> dict[str, Any]:
    fields = {"short", "citation", "url", "doi", "review_by", "note"}
    return {
        **record.model_dump(mode="json", include=fields),
        "read": record.read or READ[record.verified],
        "checked": record.checked.on.isoformat() if record.checked else None,
    }


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True).encode()
