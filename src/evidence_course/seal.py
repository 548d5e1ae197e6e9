"""Sealing: after a person has compared a record with its source, the day and a digest of the
figures are written into its file."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

from evidence_course.digest import digest
from evidence_course.files import replace_bytes
from evidence_course.load.evidence import ENDING, FOLDER, evidence_names, parse_evidence
from evidence_course.load.source import as_written, line_end, read_source
from evidence_course.model.course import EvidenceFile, Mark
from evidence_course.model.evidence import Review, Study
from evidence_course.problems import Problem, has_errors
from evidence_course.recompute import rows
from evidence_course.spelling import near

_NOTHING = re.compile(r"(?<=checked:)\s*(null|Null|NULL|~)")
_SCALAR = re.compile(r"""'[^']*'|"[^"]*"|[^\s,}#'"]+""")


def seal(root: Path, name: str, today: date) -> tuple[EvidenceFile | None, list[Problem]]:
    """Write ``checked`` into the record ``name``; the record as it was read, or why not.

    Every other byte of the file stays as it is. A record whose recomputed effects disagree with
    the published ones is not sealed.
    """
    path = f"{FOLDER}/{name}{ENDING}"
    if name not in evidence_names(root):
        message = f"there is no record '{name}'{near(name, evidence_names(root))}"
        return None, [Problem(path, 1, 1, message, "unknown-study")]
    source, problems = read_source(root, path)
    if source is None:
        return None, problems
    file, problems = parse_evidence(source, name)
    if file is None or has_errors(problems):
        return None, problems
    refused = _refuse(file)
    if refused:
        return None, refused
    replace_bytes(root / path, _with_every_byte(file, (root / path).read_bytes(), today))
    return file, []


def _with_every_byte(file: EvidenceFile, raw: bytes, today: date) -> bytes:
    """The sealed file, with the line ends and the byte order mark that its editor gave it."""
    mark, text = as_written(raw)
    return mark + sealed_text(replace(file, text=text), today).encode()


def _refuse(file: EvidenceFile) -> list[Problem]:
    if not isinstance(file.record, Study | Review):
        message = "is an approach: it rests on studies, and they are sealed one by one"
        return [Problem(file.path, 1, 1, message, "not-sealed", file.id)]
    return [
        Problem(
            file.path,
            *_place(file, row.where),
            f"'{row.key}' cannot be sealed: {row.published} is published. {row.reason}",
            "not-sealed",
            file.id,
        )
        for row in rows(file.record)
        if row.verdict == "disagrees"
    ]


def _place(file: EvidenceFile, where: tuple[str | int, ...]) -> tuple[int, int]:
    mark = file.marks.get(where, Mark(1, 1))
    return mark.line, mark.column


def sealed_text(file: EvidenceFile, today: date) -> str:
    """The text of a record's file with the day and the digest of its figures in it."""
    assert isinstance(file.record, Study | Review)
    values = {"on": today.isoformat(), "digest": digest(file.record)}
    if file.record.checked is None:
        return _added(file, values)
    lines = file.text.split("\n")
    # Written from the end on, so that the columns before stay right where both share a line.
    for name, value in sorted(values.items(), key=lambda each: _mark(file, each[0]), reverse=True):
        line, column = _mark(file, name)
        before, after = lines[line - 1][: column - 1], lines[line - 1][column - 1 :]
        lines[line - 1] = before + _SCALAR.sub(value, after, count=1)
    return "\n".join(lines)


def _mark(file: EvidenceFile, name: str) -> tuple[int, int]:
    mark = file.marks["checked", name]
    return mark.line, mark.column


def _added(file: EvidenceFile, values: dict[str, str]) -> str:
    end = line_end(file.text)
    block = end.join(f"  {name}: {value}" for name, value in values.items())
    if ("checked",) not in file.keys:
        start = file.text if file.text.endswith("\n") else f"{file.text}{end}"
        return f"{start}checked:{end}{block}{end}"
    # 'checked:' stands there with nothing after it, as a form to be filled in.
    lines = file.text.split("\n")
    at = file.keys["checked",].line - 1
    kept = _NOTHING.sub("", lines[at], count=1).removesuffix("\r")
    lines[at] = f"{kept}{end}{block}{end[:-1]}"
    return "\n".join(lines)
