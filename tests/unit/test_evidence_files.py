"""Files of the register: what can be wrong in one, where it is said, and the editors' schema."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import pytest

from evidence_course.load import load
from evidence_course.load.evidence import load_evidence, parse_evidence
from evidence_course.load.source import Source
from evidence_course.model.course import Course
from evidence_course.problems import Problem
from evidence_course.schema import schemas
from evidence_course.validate import evidence, freshness, markup

ROOT = Path(__file__).parents[2]
GOOD = """\
id: cans_2024
kind: study
title: Cans for seedlings
short: Roe and others 2024
citation: Roe A. Cans for seedlings. Journal of Cans 2024.
url: https://example.org/cans
year: 2024
country:
- England
design: randomised trial
population: Seedlings in one garden.
comparison: A watering can, against rain.
figures:
  gardens: 1
outcomes:
- id: alive
  name: Alive in May
  type: binary
  primary: true
  about_people: true
  better: higher
  arms:
  - label: Can
    n: 100
    events: 60
  - label: Rain
    n: 100
    events: 50
  published:
    measure: risk difference
    estimate: 10
    unit: points
    ci:
    - -3.7
    - 23.2
    ci_level: 95
    p: 0.16
limits:
- One garden.
summary: More lived.
verified: primary
verified_at: https://example.org/cans
review_by: 2027-11-22
changes:
  2026-11-22: Entered.
"""
APPROACH = """\
id: cans
kind: approach
name: Cans
what_it_is: A can.
for_whom: Seedlings.
setting: home
outcomes:
- child health
label: mixed
label_reason: One trial.
trust:
  level: 1
  reason: One trial.
effect: Small.
cost:
  band: low
  reason: A can.
tested_in_uk: true
hard_to_test: 'no'
hard_to_test_reason: It is easy.
context: Not known.
studies:
- cans_2024
review_by: 2027-11-22
checked_on: 2026-11-22
"""


@cache
def base() -> Course:
    found, _ = load(ROOT)
    assert found is not None
    return replace(found, lessons={}, notebooks={}, banks={}, pages=())


def parse(text: str, name: str) -> tuple[Course, list[Problem]]:
    """A course whose register is one file, and what loading it found."""
    file, problems = parse_evidence(Source(f"course/evidence/{name}.yml", text), name)
    files = {name: file} if file else {}
    return replace(base(), evidence=files, found={"evidence": frozenset({name})}), problems


def check(text: str, name: str = "cans_2024") -> list[Problem]:
    course, problems = parse(text, name)
    return problems + [each for each in evidence.check(course) if each.code != "not-sealed"]


def test_a_sound_record_has_no_fault() -> None:
    assert check(GOOD) == []


def line_of(text: str, part: str) -> int:
    return next(i for i, line in enumerate(text.split("\n"), 1) if part in line)


@pytest.mark.parametrize(
    ("old", "new", "at", "said"),
    [
        ("kind: study\n", "", "id:", "field 'kind' is missing"),
        ("kind: study", "kind: studi", "kind:", "did you mean 'study'?"),
        ("kind: study", "kind:\n- study", "- study", "'kind' cannot be"),
        ("id: cans_2024", "id: cans_2023", "id: cans_2023", "they must agree"),
        ("country:", "land:", "land:", "unknown field 'land'"),
        ("year: 2024", "year: '2024'", "year:", "'year' must be a whole number"),
        ("events: 60", "event: 60", "event: 60", "did you mean 'events'?"),
        ("events: 60", "events: 160", "events: 160", "160 events among 100 people cannot be"),
        ("events: 60", "events: -6", "events: -6", "'events' must be at least 0"),
        ("events: 60", "events: 60.5", "events: 60.5", "whole number"),
        ("    events: 60", "    events: 60\n    sd: 0", "sd: 0", "'sd' cannot be 0"),
        ("design: randomised trial", "design: random trial", "design:", "did you mean"),
        ("measure: risk difference", "measure: risk diff", "measure:", "'risk difference'?"),
        ("    - -3.7\n    - 23.2", "    - 23.2\n    - -3.7", "- 23.2", "comes first"),
        ("    - -3.7\n", "", "- 23.2", "'ci' needs at least 2"),
        ("    ci_level: 95\n", "", "- -3.7", "needs its level"),
        ("    unit: points\n", "", "measure:", "'unit: points'"),
        ("unit: points", "unit: percent", "measure:", "'unit: points'"),
        ("p: 0.16", "p: 1.6", "p: 1.6", "between 0 and 1"),
        ("p: 0.16", "p: under 0.05", "p: under", "after '<' or '>'"),
        ("measure: risk difference", "measure: means", "estimate:", "has no estimate"),
        ("estimate: 10", "estimate: 20", "estimate: 20", "does not come out"),
        ("url: https", "url: ftp", "url:", "web address"),
        ("2026-11-22: Entered.", "'22 November': Entered.", "22 November", "must be a day"),
        ("review_by: 2027-11-22", "review_by: soon", "review_by", "must be a date"),
        ("limits:\n- One garden.", "limits: []", "limits", "needs at least 1"),
    ],
)
def test_a_fault_is_said_where_it_stands(old: str, new: str, at: str, said: str) -> None:
    assert GOOD.count(old) == 1
    text = GOOD.replace(old, new)
    found = check(text)
    assert [said in each.message for each in found].count(True) >= 1, found
    first = next(each for each in found if said in each.message)
    assert first.line == line_of(text, at)
    assert first.column >= 1
    assert first.is_error


def test_outcomes_with_one_id() -> None:
    start, end = GOOD.index("- id: alive"), GOOD.index("limits:")
    text = GOOD[:end] + GOOD[start:end] + GOOD[end:]
    assert "stands here twice" in check(text)[0].message


def test_people_may_have_an_event_more_than_once_where_time_is_counted() -> None:
    text = GOOD.replace("    events: 60", "    events: 160\n    exposure: 90")
    assert not [each for each in check(text) if each.code == "impossible-figure"]


@pytest.mark.parametrize(
    ("studies", "said"),
    [
        ("- cans_2042", "unknown study 'cans_2042'"),
        ("- cans", "is an approach"),
        ("- cans_2024\n- cans_2024", "listed twice"),
    ],
)
def test_an_approach_names_studies_that_there_are(studies: str, said: str) -> None:
    course, _ = parse(GOOD, "cans_2024")
    text = APPROACH.replace("- cans_2024", studies)
    file, problems = parse_evidence(Source("course/evidence/cans.yml", text), "cans")
    assert problems == []
    assert file is not None
    files = {**course.evidence, "cans": file}
    found = {"evidence": frozenset(files)}
    said_of = [
        each.message
        for each in evidence.check(replace(course, evidence=files, found=found))
        if each.path.endswith("cans.yml")
    ]
    assert any(said in message for message in said_of), said_of


def test_a_study_that_could_not_be_read_is_not_called_unknown() -> None:
    file, _ = parse_evidence(Source("course/evidence/cans.yml", APPROACH), "cans")
    assert file is not None
    course = replace(
        base(), evidence={"cans": file}, found={"evidence": frozenset({"cans", "cans_2024"})}
    )
    assert [each for each in evidence.check(course) if each.code == "unknown-study"] == []


def test_a_name_that_a_page_needs_is_refused() -> None:
    assert "is the name of a page" in check(GOOD.replace("cans_2024", "sums"), "sums")[0].message


def test_a_record_that_was_never_sealed_is_a_warning() -> None:
    course, _ = parse(GOOD, "cans_2024")
    found = list(evidence.check(course))
    assert [(each.code, each.severity) for each in found] == [("not-sealed", "warning")]


def test_a_digest_of_another_form_is_a_fault() -> None:
    text = f"{GOOD}checked:\n  on: 2026-11-22\n  digest: abc\n"
    assert check(text)[0].line == line_of(text, "digest: abc")


@pytest.mark.parametrize("text", ["", "- a\n- b\n", "just words", "id: [", "id: a\nid: b\n"])
def test_what_is_no_record_is_said_and_does_not_crash(text: str) -> None:
    assert check(text) != []


def test_files_that_are_not_read_are_named(tmp_path: Path) -> None:
    folder = tmp_path / "course" / "evidence"
    folder.mkdir(parents=True)
    (folder / "cans.yaml").write_text(GOOD)
    (folder / ".hidden.yml").write_text("nonsense")
    (folder / "cans_2024.yml").write_text(GOOD)
    files, problems = load_evidence(tmp_path)
    assert list(files) == ["cans_2024"]
    assert [(each.path, each.code) for each in problems] == [
        ("course/evidence/cans.yaml", "not-read")
    ]


def test_a_course_without_a_register_is_a_course(tmp_path: Path) -> None:
    (tmp_path / "course").mkdir()
    assert load_evidence(tmp_path) == ({}, [])


def test_a_damaged_record_leaves_the_others_in_the_course(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "course" / "evidence", tmp_path / "course" / "evidence")
    path = tmp_path / "course" / "evidence" / "swis_2025.yml"
    path.write_text(path.read_text().replace("kind: study", "kind: stud"))
    files, problems = load_evidence(tmp_path)
    assert "swis_2025" not in files
    assert len(files) == len(base().evidence) - 1
    assert [each.path for each in problems] == ["course/evidence/swis_2025.yml"]


def test_raw_html_in_a_record_is_a_fault_with_its_line() -> None:
    text = GOOD.replace("summary: More lived.", "summary: More <b>lived</b>.")
    course, _ = parse(text, "cans_2024")
    found = [each for each in markup.check(course) if "cans_2024" in each.path]
    assert [(each.code, each.line) for each in found][0] == (
        "raw-html",
        line_of(text, "summary:"),
    )


# Freshness


@pytest.mark.parametrize(
    ("days", "severity"), [(-61, None), (-60, None), (-59, "warning"), (0, "warning"), (1, "error")]
)
def test_a_record_grows_old(days: int, severity: str | None) -> None:
    course, _ = parse(GOOD, "cans_2024")
    due = date(2027, 11, 22)
    found = [
        each
        for each in freshness.check(course, due + timedelta(days=days))
        if each.item == "cans_2024"
    ]
    assert [each.severity for each in found] == ([severity] if severity else [])
    if severity:
        assert found[0].line == line_of(GOOD, "review_by")
    if severity == "error":
        assert "evidence-course seal cans_2024" in found[0].message


def test_the_next_change_is_that_of_the_records_too() -> None:
    course, _ = parse(GOOD.replace("2027-11-22", "2020-03-31"), "cans_2024")
    assert freshness.next_change(course, date(2020, 1, 1)) == date(2020, 1, 31) + timedelta(days=1)
    assert freshness.next_change(course, date(2020, 3, 1)) == date(2020, 4, 1)


# For editors


def test_the_schema_in_the_course_is_that_of_the_model() -> None:
    name = "evidence.schema.json"
    assert (ROOT / "course" / "schema" / name).read_bytes() == schemas()[name]


def test_every_record_names_the_schema() -> None:
    for file in base().evidence.values():
        first = file.text.partition("\n")[0]
        assert first == "# yaml-language-server: $schema=../schema/evidence.schema.json", file.id


def test_every_record_fits_the_schema() -> None:
    jsonschema = pytest.importorskip("jsonschema")
    schema = json.loads(schemas()["evidence.schema.json"])
    validator = jsonschema.Draft7Validator(schema)
    for file in base().evidence.values():
        assert list(validator.iter_errors(file.data)) == [], file.id
    assert list(validator.iter_errors({"kind": "study"})) != []
