"""A study's figures for a notebook: from the course, or from a file beside it."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from evidence_course import register, stats
from evidence_course.load.evidence import load_evidence

FILE = Path(__file__).parents[1] / "data" / "evidence" / "thornby_trial_2020.yml"
ID = FILE.stem
SOURCE = Path(__file__).parents[2] / "src"


@pytest.fixture
def notebooks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a course's notebooks, as the working folder."""
    evidence, folder = tmp_path / "course" / "evidence", tmp_path / "notebooks"
    evidence.mkdir(parents=True)
    folder.mkdir()
    shutil.copy(FILE, evidence)
    monkeypatch.chdir(folder)
    return folder


def put_beside(notebooks: Path, records: list[Any]) -> None:
    """A register.json with these records, as readers get it with a notebook."""
    (notebooks / register.FILE).write_bytes(register.register_json(records))


def test_a_study_has_its_outcomes_arms_and_effects(notebooks: Path) -> None:
    study = register.study(ID)
    assert study.figures["families-randomised"] == 1511
    outcome = study.outcome("looked-after")
    assert [arm.percent for arm in outcome.arms] == [36.2, 44.8]
    assert outcome.published.estimate == -8.6
    assert outcome.published.low is None
    behaviour = study.outcome("behaviour")
    assert (behaviour.published.low, behaviour.published.high) == (1.3, 27.9)
    assert behaviour.published.level == 95
    assert behaviour.also[0].measure == "standardised mean difference"


def test_a_study_gives_figures_by_name_and_in_words(notebooks: Path) -> None:
    study = register.study(ID)
    assert study.value("looked-after.difference") == -8.6
    assert repr(study.value("families-randomised")) == "1511"
    assert study.text("looked-after.difference | about whole fewer in 100") == (
        "about 9 fewer in 100"
    )
    assert study.interval("enquiries.range") == stats.Interval(0.955, 1.166)
    with pytest.raises(ValueError, match="did you mean 'difference'"):
        study.value("looked-after.diference")
    with pytest.raises(ValueError, match="a range is two numbers"):
        study.value("enquiries.range")
    with pytest.raises(ValueError, match="is one number"):
        study.interval("enquiries.estimate")


def test_a_study_cannot_be_changed(notebooks: Path) -> None:
    study = register.study(ID)
    with pytest.raises(AttributeError):
        study.title = "x"  # type: ignore[misc]
    with pytest.raises(TypeError):
        study.figures["x"] = 1  # type: ignore[index]


def test_both_ways_give_the_same_study(notebooks: Path) -> None:
    by_course = register.study(ID)
    files, problems = load_evidence(notebooks.parent)
    assert problems == []
    put_beside(notebooks, [file.record for file in files.values()])
    shutil.rmtree(notebooks.parent / "course")
    by_file = register.study(ID)
    assert by_file == by_course
    assert by_file.text("behaviour.difference-range | 1dp") == by_course.text(
        "behaviour.difference-range | 1dp"
    )


def test_a_register_beside_the_notebook_comes_first(notebooks: Path) -> None:
    data = {"id": ID, "kind": "study", "title": "Another"}
    rest = dict.fromkeys(("short", "citation", "url", "population", "comparison"), "x")
    put_beside(notebooks, [{**data, **rest}])
    assert register.study(ID).title == "Another"


def test_the_same_records_give_the_same_bytes() -> None:
    one, two = {"id": "a", "kind": "study"}, {"id": "b", "kind": "study"}
    assert register.register_json([one, two]) == register.register_json([two, one])
    assert json.loads(register.register_json([one]))["records"] == {"a": one}


@pytest.mark.parametrize(
    ("identifier", "said"),
    [
        ("thornby_trail_2020", "did you mean 'thornby_trial_2020'?"),
        ("nothing_like_it", "has no study 'nothing_like_it'"),
    ],
)
def test_an_unknown_study_is_named(notebooks: Path, identifier: str, said: str) -> None:
    for _ in range(2):  # from the course, then from a file beside the notebook
        with pytest.raises(LookupError) as caught:
            register.study(identifier)
        assert said in str(caught.value)
        put_beside(notebooks, [{"id": ID, "kind": "study"}])


def test_an_unknown_outcome_is_named(notebooks: Path) -> None:
    with pytest.raises(LookupError, match="did you mean 'looked-after'"):
        register.study(ID).outcome("lookedafter")


def test_an_approach_has_no_figures_of_its_own(notebooks: Path) -> None:
    (notebooks.parent / "course" / "evidence" / "meetings.yml").write_text("kind: approach\n")
    with pytest.raises(LookupError, match="is an approach, not a study"):
        register.study("meetings")


@pytest.mark.parametrize("text", ["{", "[]", '{"format": 99, "records": {}}', '"x"'])
def test_a_damaged_register_is_no_crash(notebooks: Path, text: str) -> None:
    (notebooks / "register.json").write_text(text)
    with pytest.raises(ValueError, match="is no register"):
        register.study(ID)


@pytest.mark.parametrize("text", ["a: [", "- 1\n", "\tx", "a: !!python/object:os.system x"])
def test_a_damaged_record_is_no_crash(notebooks: Path, text: str) -> None:
    (notebooks.parent / "course" / "evidence" / "bad.yml").write_text(text)
    with pytest.raises(ValueError, match="evidence-course check"):
        register.study("bad")


def test_without_a_course_the_reader_is_told_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(LookupError, match="put register.json beside the notebook"):
        register.study(ID)


def test_without_pyyaml_a_course_cannot_be_read(
    notebooks: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "yaml", None)
    with pytest.raises(LookupError, match="PyYAML"):
        register.study(ID)


def test_days_and_words_stay_text(notebooks: Path) -> None:
    study = register.study(ID)
    assert study.data["review_by"] == "2099-01-01"
    assert study.outcome("behaviour").published.p == "<0.05"


def test_a_register_is_read_with_nothing_but_the_standard_library(notebooks: Path) -> None:
    put_beside(notebooks, [register.study(ID).data])
    code = (
        f"import sys; sys.path.insert(0, {str(SOURCE)!r}); from evidence_course import register;"
        f"print(register.study({ID!r}).value('looked-after.difference'));"
        "print(sorted({'yaml', 'pydantic', 'markdown_it', 'sphinx'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-S", "-c", code], capture_output=True, text=True, check=True
    )
    assert done.stdout.split("\n")[:2] == ["-8.6", "[]"]
