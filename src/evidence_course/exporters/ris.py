"""RIS: one entry a record, for EndNote, Zotero, Mendeley and the like."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from evidence_course.exporters import AnyRecord, Publication
from evidence_course.exporters._citation import Entry, entry

NAME, SUFFIX, USE = "RIS", "ris", "sources, for EndNote, Zotero and Mendeley"


def export_register(records: Sequence[AnyRecord], publication: Publication) -> bytes:
    """Lines ``TAG  - value`` with the line ends that the format asks for, in UTF-8."""
    lines = [line for record in records for line in _lines(entry(record, publication))]
    return "".join(f"{line}\r\n" for line in lines).encode()


def _lines(source: Entry) -> Iterator[str]:
    fields = [
        ("TY", "JOUR" if source.journal else "GEN"),
        ("ID", source.key),
        *(("AU", author) for author in source.authors or (source.group,)),
        ("TI", source.title),
        ("JO", source.journal),
        ("PY", str(source.year or "")),
        ("DO", source.doi),
        ("UR", source.url),
        ("N1", source.note),
    ]
    # A value is one line: a line break within it could pass for another tag.
    yield from (f"{tag}  - {' '.join(value.split())}" for tag, value in fields if value)
    yield "ER  - "
