"""JSON: every field of every record, as its file gives it."""

from __future__ import annotations

import json
from collections.abc import Sequence

from evidence_course.exporters import AnyRecord, Publication

NAME, SUFFIX, USE = "JSON", "json", "every field, for programs"
FORMAT = 1


def export_register(records: Sequence[AnyRecord], publication: Publication) -> bytes:
    """What the file is, and a list of records; fields without a value are left out."""
    content = {
        "format": FORMAT,
        "title": f"{publication.title}: the evidence register",
        "author": publication.author,
        "licence": publication.licence,
        "records": [
            record.model_dump(mode="json", by_alias=True, exclude_none=True) for record in records
        ],
    }
    return f"{json.dumps(content, ensure_ascii=False, indent=1)}\n".encode()
