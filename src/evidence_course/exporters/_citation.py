"""A citation as reference managers want it: authors, title and journal, each in its place.

Citations in the register are lines such as ``Roe A, de Bont C. A trial. A Journal 2024;1(2):3.``
What does not have that form is not guessed at: the whole line goes along as a note either way.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from evidence_course.exporters import AnyRecord, Publication
from evidence_course.model.evidence import Approach

_NAME = r"[^\W\d_][\w'’.\- ]*? [A-Z]{1,4}"
_AUTHORS = re.compile(rf"^(?P<names>{_NAME}(?:, {_NAME})*)(?:, (?:et al|and others))?\. ")
_TITLE = re.compile(r"^(?P<title>.+?[.?]) (?=[A-Z])")
_ARTICLE = re.compile(
    r"^(?P<title>.+?[.?]) (?P<journal>[A-Z][^\d.;:?]*?)[,:]? (?:19|20)\d\d(?=[;:.,(]|\s*$| \()"
)
_MARKS = re.compile(r"[*_`]")


@dataclass(frozen=True)
class Entry:
    """One source, ready to be written down."""

    key: str
    title: str
    authors: tuple[str, ...]
    """``Roe, A``; a group stands alone, in ``group``."""
    group: str
    year: int | None
    journal: str
    doi: str
    url: str
    note: str


def entry(record: AnyRecord, publication: Publication) -> Entry:
    """The entry for a study, a review, or our own record of an approach."""
    if isinstance(record, Approach):
        return Entry(
            key=record.id,
            title=f"{record.name}: a record of the evidence",
            authors=(),
            group=publication.author,
            year=record.checked_on.year,
            journal="",
            doi="",
            url=publication.address(record) or "",
            note=f"{publication.title}, the evidence register. Label: {record.label}. "
            f"Checked on {record.checked_on.isoformat()}.",
        )
    citation = _plain(record.citation)
    authors, title, journal = _parts(citation)
    return Entry(
        key=record.id,
        title=title or _plain(record.title),
        authors=authors,
        group="" if authors else record.short.removesuffix(f" {record.year}"),
        year=record.year,
        journal=journal,
        doi=record.doi or "",
        url=record.url,
        note=citation,
    )


def _parts(citation: str) -> tuple[tuple[str, ...], str, str]:
    """Authors, title and journal; empty where the line does not have the usual form."""
    names = _AUTHORS.match(citation)
    if names is None:
        return (), "", ""
    authors = tuple(", ".join(name.rsplit(" ", 1)) for name in names["names"].split(", "))
    rest = citation[names.end() :]
    found = _ARTICLE.match(rest)
    if found:
        return authors, found["title"].removesuffix("."), found["journal"]
    title = _TITLE.match(rest)
    return authors, title["title"].removesuffix(".") if title else "", ""


def _plain(text: str) -> str:
    """One line without Markdown's marks of emphasis."""
    return " ".join(_MARKS.sub("", text).split())
