"""CSL-JSON: the sources of the register for Zotero, Pandoc and whatever else reads CSL."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from evidence_course.exporters import AnyRecord, Publication
from evidence_course.model.evidence import Approach

NAME, SUFFIX, USE = "CSL-JSON", "csl.json", "sources, for Zotero and Pandoc"


def export_register(records: Sequence[AnyRecord], publication: Publication) -> bytes:
    """A list with one entry a study or review; an approach is our own page, so it is a webpage."""
    entries = [_entry(record, publication) for record in records]
    return f"{json.dumps(entries, ensure_ascii=False, indent=1)}\n".encode()


def _entry(record: AnyRecord, publication: Publication) -> dict[str, Any]:
    if isinstance(record, Approach):
        fields = {
            "type": "webpage",
            "title": record.name,
            "author": [{"literal": publication.author}],
            "issued": {"date-parts": [[record.checked_on.year]]},
            "URL": publication.address(record),
            "note": f"Label: {record.label}",
        }
    else:
        fields = {
            "type": "article-journal",
            "title": record.title,
            "author": [{"literal": record.short.removesuffix(f" {record.year}")}],
            "issued": {"date-parts": [[record.year]]} if record.year else None,
            "DOI": record.doi,
            "URL": record.url,
            "note": record.citation,
        }
    return {"id": record.id, **{name: value for name, value in fields.items() if value}}
