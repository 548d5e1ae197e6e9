"""Records handed out in every format: read back, with hostile text, and with the same bytes."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Mapping
from typing import Any

import pytest
from pydantic import TypeAdapter

from evidence_course.exporters import AnyRecord, Publication, register_formats
from evidence_course.model.evidence import EvidenceRecord

COURSE = Publication("Weighing the Evidence", "Its contributors", "CC BY 4.0", "https://a.org/c/")
HOSTILE = (
    'A "quote", a, comma; {brace} \\back $5 & 50% of #1 _x_ ^ ~ é 子\n'
    "@article{x,\nER  - \r\nTY  - Z"
)
STUDY: dict[str, Any] = {
    "id": "can_2024",
    "kind": "study",
    "title": "Cans for seedlings",
    "short": "Roe and others 2024",
    "citation": "Roe A, de Bont C, O'Hara-Lee JM. Do cans help? A trial. Journal of Cans "
    "2024;12(2):3-9.",
    "doi": "10.1000/x_y(1)%2",
    "url": "https://example.org/a_b?c=1&d=50%25",
    "year": 2024,
    "country": ["England", "Wales"],
    "design": "randomised trial",
    "population": "Seedlings",
    "comparison": "A can against rain",
    "outcomes": [
        {
            "id": "alive",
            "name": "Alive in May",
            "type": "binary",
            "primary": True,
            "about_people": True,
            "better": "higher",
            "arms": [
                {"label": "Can", "n": 100, "events": 60},
                {"label": "=2+3", "n": 100, "events": 50, "percent": 50.0},
            ],
            "published": {
                "measure": "risk difference",
                "estimate": -8.5,
                "unit": "points",
                "ci": [-12.0, -4.5],
                "ci_level": 95.0,
                "p": "<0.001",
            },
        }
    ],
    "limits": ["One garden"],
    "summary": "More lived.",
    "verified": "primary",
    "verified_at": "the page",
    "review_by": "2027-01-01",
}
APPROACH: dict[str, Any] = {
    "id": "cans",
    "kind": "approach",
    "name": "Watering cans",
    "what_it_is": "A can.",
    "for_whom": "Seedlings",
    "setting": "home",
    "outcomes": ["child health", "parenting"],
    "label": "evidence of benefit",
    "label_reason": "A trial says so.",
    "trust": {"level": 2, "reason": "One trial."},
    "effect": "More lived.",
    "cost": {"band": "low", "reason": "Cans are cheap."},
    "tested_in": ["England"],
    "tested_in_uk": True,
    "hard_to_test": "no",
    "hard_to_test_reason": "It is easy.",
    "context": "Gardens.",
    "studies": ["can_2024"],
    "review_by": "2027-01-01",
    "checked_on": "2026-01-02",
}


def record(base: Mapping[str, Any], **changes: Any) -> AnyRecord:
    found: AnyRecord = TypeAdapter(EvidenceRecord).validate_python({**base, **changes})
    return found


def export(suffix: str, *records: AnyRecord, publication: Publication = COURSE) -> str:
    return register_formats()[suffix].export_register(records, publication).decode("utf-8")


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def bibtex(text: str) -> list[dict[str, str]]:
    """A strict reader of what BibTeX reads: balanced braces, fields by name, escapes undone."""
    found, place = [], 0
    while start := re.compile(r"\s*@(\w+)\{([^,\s]+),").match(text, place):
        fields, place = {"type": start[1], "key": start[2]}, start.end()
        while field := re.compile(r"\s*(\w+) = \{").match(text, place):
            place, begin = field.end(), field.end()
            depth = 1
            while depth:
                step = 2 if text[place] == "\\" else 1
                depth += {"{": 1, "}": -1}.get(text[place], 0) if step == 1 else 0
                place += step
            fields[field[1]] = text[begin : place - 1]
            assert text[place] == ","
            place += 1
        end = re.compile(r"\s*\}\n").match(text, place)
        assert end, text[place : place + 80]
        found.append(fields)
        place = end.end()
    assert text[place:].strip() == ""
    return found


def plain(value: str) -> str:
    """A BibTeX value as it is printed."""
    named = {
        r"\textbackslash{}": "\\",
        r"\textasciitilde{}": "~",
        r"\textasciicircum{}": "^",
    }
    pattern = re.compile("|".join([*map(re.escape, named), r"\\(.)", "[{}]"]))
    return pattern.sub(lambda found: named.get(found[0], found[1] or ""), value)


def ris(text: str) -> list[list[tuple[str, str]]]:
    """A strict reader of RIS: every line is a tag, every entry begins with TY and ends with ER."""
    entries: list[list[tuple[str, str]]] = []
    for line in text.split("\r\n")[:-1]:
        found = re.fullmatch(r"([A-Z][A-Z0-9])  - (.*)", line)
        assert found, line
        if found[1] == "TY":
            entries.append([])
        entries[-1].append((found[1], found[2]))
    assert all(entry[-1][0] == "ER" and len(dict(entry)) > 4 for entry in entries)
    assert not [value for entry in entries for tag, value in entry[:-1] if tag == "ER"]
    return entries


def test_each_format_is_found_by_its_place() -> None:
    formats = register_formats()
    assert set(formats) >= {"csv", "json", "bib", "ris"}
    assert all(form.NAME and form.USE and key == form.SUFFIX for key, form in formats.items())


@pytest.mark.parametrize("suffix", ["csv", "json", "bib", "ris"])
def test_the_same_records_give_the_same_bytes(suffix: str) -> None:
    once = export(suffix, record(APPROACH), record(STUDY))
    assert once == export(suffix, record(APPROACH), record(STUDY))
    assert "Watering cans" in once and "can_2024" in once


def test_json_holds_every_field_and_reads_back_as_the_same_records() -> None:
    given = [record(APPROACH), record(STUDY, population=HOSTILE)]
    content = json.loads(export("json", *given))
    assert content["licence"] == "CC BY 4.0"
    assert [record(each) for each in content["records"]] == given


def test_csv_has_a_row_for_each_group_and_one_for_an_approach() -> None:
    text = export("csv", record(APPROACH), record(STUDY))
    assert text.startswith("\ufeffrecord,kind,name,label,")
    approach, first, second = rows(text)
    assert (approach["record"], approach["label"], approach["rests_on"]) == (
        "cans",
        "evidence of benefit",
        "can_2024",
    )
    assert (approach["tested_in_uk"], approach["trust"]) == ("yes", "2")
    assert (first["arm"], first["n"], first["events"], first["percent"]) == ("Can", "100", "60", "")
    assert (first["estimate"], first["low"], first["high"]) == ("-8.5", "-12.0", "-4.5")
    assert second["country"] == "England; Wales"


def test_a_spreadsheet_takes_no_text_for_a_formula_and_numbers_stay_numbers() -> None:
    starts = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"]
    for start in starts:
        study = record(STUDY, population=start)
        assert all(row["population"] == f"'{start}" for row in rows(export("csv", study)))
    first, second = rows(export("csv", record(STUDY)))
    assert second["arm"] == "'=2+3"
    assert float(first["estimate"]) == -8.5


def test_csv_keeps_hostile_text_in_its_cell() -> None:
    study = record(STUDY, title=HOSTILE)
    found = rows(export("csv", study, record(APPROACH)))
    assert [row["name"] for row in found] == [HOSTILE, HOSTILE, "Watering cans"]
    assert not [row for row in found if None in row]


def test_csv_gives_each_study_within_a_review_its_rows() -> None:
    arms = [{"label": "Can", "n": 10, "events": 3}, {"label": "Rain", "n": 11, "events": 5}]
    outcome = {
        "id": "alive",
        "name": "Alive",
        "about_people": True,
        "studies": [{"study": "Roe 1999", "arms": arms}, {"study": "Doe 2001", "arms": arms}],
        "published": {"measure": "risk ratio", "estimate": 0.8},
    }
    base = {key: value for key, value in STUDY.items() if key != "design"}
    review = record(base, kind="review", included="two trials", outcomes=[outcome])
    found = [(row["part"], row["arm"], row["design"]) for row in rows(export("csv", review))]
    assert found == [
        (part, arm, "review") for part in ("Roe 1999", "Doe 2001") for arm in ("Can", "Rain")
    ]


def test_bibtex_gives_authors_title_and_journal_their_places() -> None:
    (entry,) = bibtex(export("bib", record(STUDY)))
    assert (entry["type"], entry["key"], entry["year"]) == ("article", "can_2024", "2024")
    assert entry["author"] == "Roe, A and de Bont, C and O'Hara-Lee, JM"
    assert plain(entry["title"]) == "Do cans help? A trial"
    assert plain(entry["doi"]) == STUDY["doi"]
    assert plain(entry["url"]) == STUDY["url"]
    assert plain(entry["note"]) == STUDY["citation"]


def test_bibtex_keeps_hostile_text_in_its_field() -> None:
    entries = bibtex(
        export("bib", record(STUDY, title=HOSTILE, citation=HOSTILE, short=HOSTILE), record(STUDY))
    )
    assert [entry["key"] for entry in entries] == ["can_2024", "can_2024"]
    line = " ".join(HOSTILE.replace("_", "").split())
    assert plain(entries[0]["title"]) == line
    assert plain(entries[0]["author"]) == " ".join(HOSTILE.split())
    assert entries[0]["type"] == "misc"


def test_a_record_of_ours_is_cited_as_ours() -> None:
    (entry,) = bibtex(export("bib", record(APPROACH)))
    assert plain(entry["author"]) == "Its contributors"
    assert plain(entry["url"]) == "https://a.org/c/evidence/cans.html"
    assert "evidence of benefit" in entry["note"]
    without = Publication("T", "A", "L")
    assert "url" not in bibtex(export("bib", record(APPROACH), publication=without))[0]


def test_ris_gives_each_author_a_line() -> None:
    (entry,) = ris(export("ris", record(STUDY)))
    assert entry[0] == ("TY", "JOUR")
    assert [value for tag, value in entry if tag == "AU"] == [
        "Roe, A",
        "de Bont, C",
        "O'Hara-Lee, JM",
    ]
    assert dict(entry)["TI"] == "Do cans help? A trial"
    assert dict(entry)["DO"] == STUDY["doi"]


def test_no_line_break_in_a_text_makes_a_tag_of_ris() -> None:
    entries = ris(export("ris", record(STUDY, citation=HOSTILE, title=HOSTILE), record(APPROACH)))
    assert len(entries) == 2
    assert dict(entries[0])["N1"] == " ".join(HOSTILE.replace("_", "").split())


@pytest.mark.parametrize(
    ("citation", "title", "journal"),
    [
        ("Roe A. A plain title. Journal of Cans 2024;1:2.", "A plain title", "Journal of Cans"),
        ("Roe A, et al. Is it so? Lancet 2020;1(2):3.", "Is it so?", "Lancet"),
        ("Department of Cans. A report. 2024.", "Cans for seedlings", ""),
        ("Roe A. A report with no more", "Cans for seedlings", ""),
        ("'Cans' and other things; nobody knows who wrote it.", "Cans for seedlings", ""),
    ],
)
def test_a_citation_is_taken_apart_or_left_whole(citation: str, title: str, journal: str) -> None:
    (entry,) = bibtex(export("bib", record(STUDY, citation=citation)))
    assert plain(entry["title"]) == title
    assert plain(entry.get("journal", "")) == journal
    assert plain(entry["note"]) == citation


def test_a_year_that_was_not_read_is_left_out() -> None:
    study = record(STUDY, year=None)
    assert "year" not in bibtex(export("bib", study))[0]
    assert "PY" not in dict(ris(export("ris", study))[0])
