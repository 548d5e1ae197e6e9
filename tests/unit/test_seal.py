"""Seals: a digest that follows every figure and no word, and files that keep every other byte."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence_course.cli import main
from evidence_course.dependents import dependents
from evidence_course.digest import PROSE, SORTING, digest
from evidence_course.load import load
from evidence_course.load.evidence import parse_evidence
from evidence_course.load.source import Source
from evidence_course.model.course import Course, EvidenceFile
from evidence_course.model.evidence import Review, Study
from evidence_course.problems import Problem
from evidence_course.seal import seal, sealed_text
from evidence_course.validate import evidence

ROOT = Path(__file__).parents[2]
DAY = date(2026, 12, 24)
FGC = "fgc_preproceedings_2024"
MACMILLAN = "macmillan_2005"


@cache
def course() -> Course:
    found, _ = load(ROOT)
    assert found is not None
    return found


def sealed() -> list[EvidenceFile]:
    return [
        file
        for file in course().evidence.values()
        if isinstance(file.record, Study | Review) and file.record.checked
    ]


def faults(*files: EvidenceFile) -> list[Problem]:
    """What the check of the register says of the real course with some files changed."""
    changed = {**course().evidence, **{file.id: file for file in files}}
    return [each for each in evidence.check(replace(course(), evidence=changed)) if each.is_error]


def edited(name: str, old: str, new: str) -> EvidenceFile:
    """A real record with one piece of its text replaced."""
    text = course().evidence[name].text
    assert text.count(old) >= 1, f"{name} does not hold {old!r}"
    return parsed(name, text.replace(old, new, 1))


def parsed(name: str, text: str) -> EvidenceFile:
    file, problems = parse_evidence(Source(f"course/evidence/{name}.yml", text), name)
    assert problems == []
    assert file is not None
    return file


# The real register


def test_every_seal_holds() -> None:
    """A record without a seal is no fault: the check warns until somebody has compared it."""
    assert len(sealed()) >= 48
    assert faults() == []


def numbers(value: Any, where: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The place of every number in plain data."""
    if isinstance(value, dict | list):
        pairs = value.items() if isinstance(value, dict) else enumerate(value)
        for key, inner in pairs:
            yield from numbers(inner, (*where, key))
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield where


def changed(record: Study | Review, where: tuple[Any, ...], by: float) -> Study | Review:
    data = record.model_dump()
    place: Any = data
    for step in where[:-1]:
        place = place[step]
    place[where[-1]] += by
    return type(record).model_construct(**{**dict(record), **_models(record, data)})


def _models(record: Study | Review, data: dict[str, Any]) -> dict[str, Any]:
    kind = type(record.outcomes[0]) if record.outcomes else None
    outcomes = [kind.model_validate(each) for each in data["outcomes"]] if kind else []
    return {"outcomes": outcomes, "figures": data["figures"]}


@pytest.mark.parametrize("file", sealed(), ids=lambda file: file.id)
def test_every_single_figure_of_a_record_is_in_its_digest(file: EvidenceFile) -> None:
    record = file.record
    assert isinstance(record, Study | Review)
    data = {"outcomes": record.model_dump()["outcomes"], "figures": record.figures}
    for where in numbers(data):
        by = -1 if where[-1] in ("percent", "weight", "ci_level") else 1
        value = data
        for step in where:
            value = value[step]  # type: ignore[call-overload, assignment, index] # plain data
        by = 1 if isinstance(value, int | float) and value + by < 0 else by
        assert digest(changed(record, where, by)) != digest(record), where


def test_a_count_changed_by_one_is_named_with_what_leans_on_it() -> None:
    file = edited(FGC, "families-randomised: 1511", "families-randomised: 1512")
    found = faults(file)
    assert [each.code for each in found] == ["digest"]
    assert found[0].item == FGC
    assert found[0].path == f"course/evidence/{FGC}.yml"
    assert file.text.split("\n")[found[0].line - 1].strip().startswith("digest:")
    message = found[0].message
    assert f"evidence-course seal {FGC}" in message
    for name in ("modules/effect-size.md", "quizzes/effect-size.yml (item effect-size-0"):
        assert name in message


def test_a_count_changed_by_one_fails_even_where_the_sum_still_comes_out() -> None:
    # 52 or 53 of 760: the odds ratio stays within its allowance.
    found = faults(edited("fnp_bb26_2022", "    events: 206", "    events: 207"))
    assert "digest" in [each.code for each in found]


def test_a_count_changed_by_one_that_spoils_the_percentage_is_a_sum_too() -> None:
    found = faults(edited(MACMILLAN, "events: 29", "events: 30"))
    assert sorted(each.code for each in found) == ["digest", "sum-disagrees"]
    assert all("course/evidence/nurse-visits-after-abuse.yml" in each.message for each in found)


@pytest.mark.parametrize("is_sealed", [True, False])
def test_a_published_effect_beyond_its_allowance_fails_sealed_or_not(is_sealed: bool) -> None:
    file = edited("good_school_toolkit_2015", "estimate: 0.4", "estimate: 0.3")
    text = file.text if is_sealed else file.text.partition("checked:")[0]
    found = faults(parsed(file.id, text))
    codes = [each.code for each in found]
    assert "sum-disagrees" in codes
    assert ("digest" in codes) == is_sealed


def test_words_may_be_mended_without_another_seal() -> None:
    file = edited(FGC, "How precise it is, we cannot say", "We cannot say how precise it is")
    assert faults(file) == []


def test_what_depends_on_a_record() -> None:
    found = dependents(course())[FGC]
    assert found[0].startswith("modules/")
    assert any(each.startswith("quizzes/effect-size.yml (item effect-size-") for each in found)
    assert "course/evidence/family-group-conference.yml" in found
    assert f"course/evidence/{FGC}.yml" not in found
    assert set(dependents(course())) <= course().found["evidence"]


# Laws of the digest

STUDY = course().evidence["fnp_bb26_2022"].record
assert isinstance(STUDY, Study)
REVIEW = course().evidence["mindful_parenting_cochrane_2024"].record
assert isinstance(REVIEW, Review)


def shuffled(value: Any, draw: st.DrawFn) -> Any:
    """Plain data with the fields of every group in another order."""
    if isinstance(value, dict):
        keys = draw(st.permutations(list(value)))
        return {key: shuffled(value[key], draw) for key in keys}
    if isinstance(value, list):
        return [shuffled(each, draw) for each in value]
    return value


@st.composite
def reordered(draw: st.DrawFn) -> Study | Review:
    record = draw(st.sampled_from([STUDY, REVIEW]))
    data = shuffled(record.model_dump(), draw)
    data["outcomes"] = draw(st.permutations(data["outcomes"]))
    for outcome in data["outcomes"]:
        if "studies" in outcome:
            outcome["studies"] = draw(st.permutations(outcome["studies"]))
    return type(record).model_validate(data)


@settings(max_examples=40, deadline=None)
@given(reordered())
def test_the_order_of_fields_outcomes_and_studies_does_not_count(record: Study | Review) -> None:
    assert digest(record) == digest(STUDY if record.id == STUDY.id else REVIEW)


def worded(value: Any, words: str) -> Any:
    """Plain data with other words in every field that holds prose."""
    if isinstance(value, dict):
        return {
            key: words
            if key in PROSE - {"said"} and isinstance(inner, str)
            else (not inner)
            if key in SORTING
            else worded(inner, words)
            for key, inner in value.items()
        }
    return [worded(each, words) for each in value] if isinstance(value, list) else value


@given(st.text("abc äé:#'\"\n", min_size=1).filter(str.strip))
def test_words_do_not_count(words: str) -> None:
    data = STUDY.model_dump()
    prose = {"title": words, "summary": words, "limits": [words, words], "note": words}
    other = Study.model_validate({**data, **prose, "outcomes": worded(data["outcomes"], words)})
    assert digest(other) == digest(STUDY)


@given(st.integers(-1000, 1000).filter(bool), st.data())
def test_any_figure_counts_whatever_the_change(by: int, data: st.DataObject) -> None:
    whole = {"outcomes": STUDY.model_dump()["outcomes"], "figures": STUDY.figures}
    where = data.draw(st.sampled_from(list(numbers(whole))))
    value: Any = whole
    for step in where:
        value = value[step]
    if where[-1] in ("n", "events") and value + by < 0:
        by = -by
    if where[-1] in ("ci_level", "percent", "p") or where[-2:] == ("recompute", "allowance"):
        by = 1
    assert digest(changed(STUDY, where, by)) != digest(STUDY)


@pytest.mark.parametrize("name", sorted(PROSE | SORTING))
def test_a_figure_counts_whatever_its_author_calls_it(name: str) -> None:
    one, nine = (STUDY.model_copy(update={"figures": {name: value}}) for value in (1.0, 9.0))
    assert digest(one) != digest(nine)


def test_a_whole_number_may_be_written_either_way() -> None:
    data = json.loads(json.dumps(STUDY.model_dump(mode="json")))
    data["figures"] = {name: float(value) for name, value in data["figures"].items()}
    data["outcomes"][0]["published"]["ci_level"] = 95.0
    assert digest(Study.model_validate(data)) == digest(STUDY)


def test_arms_and_ends_of_an_interval_may_not_change_places() -> None:
    data = STUDY.model_dump()
    data["outcomes"][0]["arms"].reverse()
    assert digest(Study.model_validate(data)) != digest(STUDY)
    data = STUDY.model_dump()
    data["outcomes"][0]["published"]["ci"].reverse()
    assert digest(Study.model_validate(data)) != digest(STUDY)


# The file


@pytest.fixture
def root(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "course" / "evidence", tmp_path / "course" / "evidence")
    return tmp_path


def file_of(root: Path, name: str) -> Path:
    return root / "course" / "evidence" / f"{name}.yml"


def test_a_seal_changes_the_day_and_nothing_else(root: Path) -> None:
    before = file_of(root, FGC).read_bytes()
    file, problems = seal(root, FGC, DAY)
    assert file is not None
    assert problems == []
    after = file_of(root, FGC).read_bytes()
    assert after != before
    assert re.sub(rb"  on: .*", b"", after) == re.sub(rb"  on: .*", b"", before)
    assert b"  on: 2026-12-24\n" in after


def test_sealing_again_after_a_change_makes_the_check_silent(root: Path) -> None:
    path = file_of(root, FGC)
    path.write_text(path.read_text().replace("families-randomised: 1511", "families-randomised: 1"))
    assert faults(parsed(FGC, path.read_text())) != []
    seal(root, FGC, DAY)
    again = parsed(FGC, path.read_text())
    assert faults(again) == []
    assert isinstance(again.record, Study)
    assert again.record.checked is not None
    assert again.record.checked.on == DAY


BODY = course().evidence[FGC].text.partition("checked:")[0]
OLD = "0" * 64


@pytest.mark.parametrize(
    "text",
    [
        BODY,
        BODY.rstrip("\n"),
        f"{BODY}checked:\n",
        f"{BODY}checked:   # fill in\n",
        f"{BODY}checked: null # fill in\n",
        f"{BODY}checked: ~",
        f"{BODY}# a last word",
        f"{BODY}checked:\n  on: 2020-01-01\n  digest: {OLD}\n",
        f"{BODY}checked:\n  digest: {OLD}   # by hand\n  on: 2020-01-01 # a Wednesday\n",
        f"{BODY}checked:\n    on: '2020-01-01'\n    digest: \"{OLD}\"",
        f"{BODY}checked: {{on: 2020-01-01, digest: {OLD}}}\n# end\n",
        f"{BODY}checked: {{digest: '{OLD}', on: 2020-01-01}}\n",
        f"checked: {{on: 2020-01-01, digest: {OLD}}}\n{BODY}",
        f"# ä\n\nchecked:\n\n  on: 2020-01-01\n\n  digest:\n    {OLD}\n\n{BODY}",
    ],
)
def test_however_a_seal_is_written_only_its_two_values_change(text: str) -> None:
    after = sealed_text(parsed(FGC, text), DAY)
    again = parsed(FGC, after)
    assert isinstance(again.record, Study)
    assert again.record.checked is not None
    assert again.record.checked.on == DAY
    assert again.record.checked.digest == digest(again.record)
    assert sealed_text(again, DAY) == after
    for line in BODY.rstrip().split("\n"):
        assert line in after.split("\n")
    if OLD in text:
        back = after.replace(again.record.checked.digest, OLD).replace("2026-12-24", "2020-01-01")
        assert back.replace("'", "").replace('"', "") == text.replace("'", "").replace('"', "")
    else:
        assert after.startswith(text.partition("checked:")[0])
    for comment in re.findall("#.*", text):
        assert comment in after


def test_an_unknown_record_is_not_sealed(root: Path) -> None:
    file, problems = seal(root, "swis_2024", DAY)
    assert file is None
    assert "did you mean 'swis_2025'?" in problems[0].message


def test_an_approach_has_nothing_to_seal(root: Path) -> None:
    file, problems = seal(root, "family-group-conference", DAY)
    assert file is None
    assert [each.code for each in problems] == ["not-sealed"]


def test_a_record_whose_sum_does_not_come_out_is_not_sealed(root: Path) -> None:
    path = file_of(root, MACMILLAN)
    path.write_text(path.read_text().replace("events: 29", "events: 35"))
    before = path.read_bytes()
    file, problems = seal(root, MACMILLAN, DAY)
    assert file is None
    assert "cannot be sealed" in problems[0].message
    assert problems[0].line > 1
    assert path.read_bytes() == before


def test_a_record_that_cannot_be_read_is_not_sealed(root: Path) -> None:
    path = file_of(root, MACMILLAN)
    path.write_text(path.read_text().replace("events: 29", "event: 29"))
    before = path.read_bytes()
    file, problems = seal(root, MACMILLAN, DAY)
    assert file is None
    assert "did you mean 'events'?" in problems[0].message
    assert path.read_bytes() == before


# The command


def test_the_command_seals_and_shows_what_was_compared(
    root: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1798070400")
    assert main(["seal", "--course", str(root), FGC]) == 0
    out = capsys.readouterr().out
    assert f"{FGC}.looked-after" in out
    assert f"Sealed course/evidence/{FGC}.yml on 2026-12-24." in out
    assert main(["seal", "--course", str(root), "no_such_record"]) == 1
    assert "there is no record" in capsys.readouterr().out
    assert main(["seal", "--course", str(root), "family-group-conference", FGC]) == 1
    told = capsys.readouterr().out
    assert "is an approach" in told and told.count("Sealed ") == 1


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The real course with one count changed by one."""
    root = tmp_path_factory.mktemp("whole")
    for folder in ("course", "modules", "notebooks", "quizzes"):
        shutil.copytree(ROOT / folder, root / folder)
    path = file_of(root, FGC)
    text = path.read_text()
    assert "families-randomised: 1511" in text
    path.write_text(text.replace("families-randomised: 1511", "families-randomised: 1512"))
    return root


def test_check_fails_on_a_changed_count_and_still_lists_every_sum(
    whole: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1795392000")  # 2026-11-23
    assert main(["check", "--course", str(whole)]) == 1
    out = capsys.readouterr().out
    line = next(each for each in out.split("\n") if "their digest differs" in each)
    assert line.startswith(f"course/evidence/{FGC}.yml:")
    assert "modules/effect-size.md" in line
    assert "(item effect-size-" in line
    assert "scared_straight_2013.new-offence" in out
    assert " sums of " in out


def test_check_prints_no_table_for_machines_or_when_quiet(
    whole: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1795392000")
    for option in (["--quiet"], ["--format", "json"]):
        assert main(["check", "--course", str(whole), *option]) == 1
        assert " sums of " not in capsys.readouterr().out


@pytest.mark.parametrize("form", ["sealed", "empty", "never"])
def test_a_file_from_windows_keeps_its_line_ends_and_its_mark(tmp_path: Path, form: str) -> None:
    text = course().evidence[FGC].text
    head = text[: text.index("\nchecked:") + 1]
    text = {"sealed": text, "empty": f"{head}checked:\n", "never": head}[form]
    raw = b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode()
    file = tmp_path / "course" / "evidence" / f"{FGC}.yml"
    file.parent.mkdir(parents=True)
    file.write_bytes(raw)
    assert seal(tmp_path, FGC, DAY)[0] is not None
    data = file.read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    assert data.count(b"\n") == data.count(b"\r\n")
    plain = tmp_path / "plain" / "course" / "evidence" / f"{FGC}.yml"
    plain.parent.mkdir(parents=True)
    plain.write_text(text)
    assert seal(tmp_path / "plain", FGC, DAY)[0] is not None
    assert data.removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n") == plain.read_bytes()
