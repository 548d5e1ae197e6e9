"""The pages of the register of evidence, and the files of it that readers take along."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence

from evidence_course.exporters import AnyRecord, Publication, register_formats
from evidence_course.model.course import Course
from evidence_course.model.evidence import Approach
from evidence_course.value_uses import NEEDLE
from evidence_course.values import Data, as_data
from evidence_course.weave.evidence import (
    approach,
    blocks,
    changes,
    gaps,
    index,
    study,
    sums,
    words,
)
from evidence_course.weave.evidence.register import Register
from evidence_course.weave.page import LineMap, WovenPage
from evidence_course.wording import filled

FOLDER = "evidence"
DOWNLOADS = "downloads"
"""The folder of the staged book whose files are put beside the pages as they are."""

WHOLE = "register"
OWN_PAGES = ("index", "gaps", "sums", "changes")
RULES = "rating-rules"
TITLE = "The evidence register"


def weave(course: Course) -> list[WovenPage]:
    """Every page of the register; none, if the course has no register."""
    register = _register(course)
    if not register.records:
        return []
    own = {
        "index": _with_downloads(index.weave(register, _rules(course)), WHOLE, "whole register"),
        "gaps": gaps.weave(register),
        "sums": sums.weave(register),
        "changes": changes.weave(register),
    }
    pages = [_page(each, text, "course/course.yml") for each, text in own.items()]
    for record in register.in_order:
        path = course.evidence[record.id].path
        pages.append(_page(record.id, _record(register, record, _publication(course)), path))
    return pages


def downloads(course: Course) -> dict[str, bytes]:
    """The register and each of its records in every format, by the path in the staged book."""
    register, publication = _in_words(_register(course)), _publication(course)
    groups: dict[str, Sequence[AnyRecord]] = {WHOLE: register.in_order}
    groups |= {record.id: _with_sources(register, record) for record in register.in_order}
    return {
        f"{DOWNLOADS}/{FOLDER}/{each}.{suffix}": form.export_register(records, publication)
        for each, records in groups.items()
        for suffix, form in register_formats().items()
        if register.records
    }


def chapters(course: Course) -> list[dict[str, object]]:
    """The register's part of the table of contents."""
    register = _register(course)
    if not register.records:
        return []
    names = [*(f"{FOLDER}/{each}" for each in OWN_PAGES[1:]), *records(course)]
    sections = [{"file": each} for each in names]
    return [{"file": f"{FOLDER}/index", "sections": sections}]


def records(course: Course) -> list[str]:
    """The pages of single records: they are listed, and read in no order."""
    return [f"{FOLDER}/{record.id}" for record in _register(course).in_order]


def navigation(course: Course) -> list[dict[str, str]]:
    """The register's entry in the navigation of every page."""
    return [{"docname": f"{FOLDER}/index", "title": TITLE}] if course.evidence else []


def _register(course: Course) -> Register:
    records = {key: file.record for key, file in course.evidence.items()}
    return Register(records, course.settings.evidence.people)


def _in_words(register: Register) -> Register:
    """The register for readers that know no roles: the figures that they print stand there."""
    sources = {source.id: as_data(source) for source in register.sources}
    records = {key: _filled(each, sources) for key, each in register.records.items()}
    return Register(records, register.people)


def _filled(record: AnyRecord, sources: Mapping[str, Data]) -> AnyRecord:
    plain = record.model_dump_json(by_alias=True)
    if NEEDLE not in plain:
        return record
    return type(record).model_validate_json(json.dumps(filled(json.loads(plain), sources)))


def _publication(course: Course) -> Publication:
    settings = course.settings
    return Publication(settings.title, settings.author, settings.licences.text, settings.base_url)


def _rules(course: Course) -> str | None:
    there = any(page.name == RULES for page in course.pages)
    return f"../{RULES}.md" if there else None


def _page(identifier: str, text: str, path: str) -> WovenPage:
    return WovenPage(f"{FOLDER}/{identifier}.md", f"{text}\n", LineMap(path, 0, 1, 0))


def _record(register: Register, record: AnyRecord, publication: Publication) -> str:
    if isinstance(record, Approach):
        parts = approach.weave(register, record)
    else:
        parts = study.weave(register, record)
    return "\n\n".join([*parts, *_end(record, publication)])


def _end(record: AnyRecord, publication: Publication) -> Iterator[str]:
    """What every record's page ends with."""
    yield f"## What changed\n\n{changes.of_record(record)}"
    yield f"## Cite\n\n{_citation(record, publication)}"
    what = "record and of its studies" if isinstance(record, Approach) else "record"
    yield _downloads(record.id, what)
    yield "[Back to the register](index.md)"


def _citation(record: AnyRecord, publication: Publication) -> str:
    if isinstance(record, Approach):
        return blocks.plain(
            f"{publication.author}. {record.name}. In: {publication.title}, {TITLE.lower()}. "
            f"Checked {words.day(record.checked_on)}."
        )
    return f"{blocks.line(record.citation)}\n\n{blocks.address(record.url)}"


def _with_downloads(text: str, identifier: str, what: str) -> str:
    return f"{text}\n\n{_downloads(identifier, what)}"


def _downloads(identifier: str, what: str) -> str:
    files = [
        {"href": f"{identifier}.{suffix}", "text": form.NAME, "use": form.USE}
        for suffix, form in register_formats().items()
    ]
    return (
        f"## Take it with you\n\nFiles of the {what}:\n\n{blocks.data('evidence-downloads', files)}"
    )


def _with_sources(register: Register, record: AnyRecord) -> Sequence[AnyRecord]:
    """A record alone; an approach together with what it rests on."""
    return [record, *(register.behind(record) if isinstance(record, Approach) else [])]
