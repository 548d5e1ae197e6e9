"""BibTeX: one entry a record, for LaTeX, JabRef and most reference managers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from evidence_course.exporters import AnyRecord, Publication
from evidence_course.exporters._citation import Entry, entry

NAME, SUFFIX, USE = "BibTeX", "bib", "sources, for LaTeX and reference managers"

_SPECIAL = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{character: f"\\{character}" for character in "#$%&_"},
}
_ADDRESS = {"\\": "%5C", "{": "%7B", "}": "%7D", "%": r"\%", "#": r"\#", "&": r"\&", "_": r"\_"}


def export_register(records: Sequence[AnyRecord], publication: Publication) -> bytes:
    """An entry for each record, in the given order; characters beyond ASCII stay as UTF-8."""
    return "\n".join(_entry(entry(record, publication)) for record in records).encode()


def _entry(source: Entry) -> str:
    authors = " and ".join(map(_text, source.authors)) or f"{{{_text(source.group)}}}"
    fields = {
        "author": authors,
        # The inner braces keep the capitals of names.
        "title": f"{{{_text(source.title)}}}",
        "year": str(source.year or ""),
        "journal": _text(source.journal),
        "doi": _translated(source.doi, _ADDRESS),
        "url": _translated(source.url, _ADDRESS),
        "note": _text(source.note),
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    kind = "article" if source.journal else "misc"
    return "\n".join([f"@{kind}{{{source.key},", *lines, "}", ""])


def _text(value: str) -> str:
    return _translated(" ".join(value.split()), _SPECIAL)


def _translated(value: str, table: Mapping[str, str]) -> str:
    return value.translate({ord(old): new for old, new in table.items()})
