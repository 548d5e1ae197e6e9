"""A new course: where it is made, what it is called, and what is never written over."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from datetime import date
from pathlib import Path
from typing import IO, Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from evidence_course import cli
from evidence_course.load import load
from evidence_course.model.course import Course
from evidence_course.model.evidence import Approach, Study
from evidence_course.new_files import write_new
from evidence_course.questions import question_types
from evidence_course.spelling import as_slug
from evidence_course.starter_course import STARTER, starter_files
from evidence_course.validate import validate
from tests.conftest import digest

ROOT = Path(__file__).parents[2]
DAY = date(2026, 11, 26)


@pytest.fixture
def made(tmp_path: Path, fixed_day: None) -> Course:
    assert cli.main(["new", str(tmp_path / "energy"), "--title", "Alarms: “That” Work"]) == 0
    course, problems = load(tmp_path / "energy")
    assert course is not None and problems == []
    return course


def test_it_has_its_own_title_and_the_id_of_its_folder(made: Course) -> None:
    assert made.settings.title == "Alarms: “That” Work"
    assert made.settings.id == "energy"
    assert made.pages[0].text.startswith("# Alarms: “That” Work\n")


def test_it_is_complete(made: Course) -> None:
    kinds = Counter(question.type for bank in made.banks.values() for question in bank.questions)
    assert set(kinds) == set(question_types())
    assert len(made.settings.modules) == 2 and set(made.banks) == set(made.notebooks)
    records = [file.record for file in made.evidence.values()]
    assert [type(record) for record in sorted(records, key=lambda each: each.kind)] == [
        Approach,
        Study,
    ]
    assert made.course_check and made.interactives and made.settings.pathways
    assert {page.name for page in made.pages} >= {"about", "accessibility", "privacy"}


def test_what_its_publisher_must_still_write_is_told_once_it_has_an_address(made: Course) -> None:
    file = made.root / "course" / "course.yml"
    with_address, count = re.subn("^# (base_url: )", r"\1", file.read_text("utf-8"), flags=re.M)
    file.write_text(with_address, "utf-8")
    course, _ = load(made.root)
    assert course is not None and count == 1
    found = [each for each in validate(course, DAY) if each.code == "publisher-note"]
    assert {each.path for each in found} == {
        f"course/{name}.md" for name in ("about", "accessibility", "privacy")
    }
    assert [each for each in validate(made, DAY) if each.code == "publisher-note"] == []


def test_no_name_is_left_to_be_filled_in(made: Course) -> None:
    for path in made.root.rglob("*"):
        if path.is_file():
            assert not re.search(r"@[A-Z_]+@", path.read_text("utf-8")), path


def test_what_it_asks_pip_for_is_what_the_extras_name() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    extras = settings["project"]["optional-dependencies"]
    lines = (STARTER / "requirements.txt").read_text("utf-8").splitlines()
    own = [line for line in lines if not line.startswith(("#", "./"))]
    assert own and set(own) <= set(extras["test"])


def test_its_workflows_ask_for_little_and_pin_what_they_use() -> None:
    for path in (STARTER / ".github" / "workflows").glob("*.yml"):
        text = path.read_text("utf-8")
        assert yaml.safe_load(text)["permissions"] == {}
        used = re.findall(r"uses: (\S+)", text)
        assert used and all(re.search(r"@[0-9a-f]{40}$", each) for each in used), path


@pytest.mark.parametrize("there", ["notes.txt", ".git"])
def test_a_folder_that_is_not_empty_is_left_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], there: str
) -> None:
    (tmp_path / there).write_text("mine")
    before = digest(tmp_path)
    assert cli.main(["new", str(tmp_path)]) == 2
    assert "is not empty, and nothing there is written over" in capsys.readouterr().err
    assert digest(tmp_path) == before


def test_a_file_is_no_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "energy").write_text("mine")
    assert cli.main(["new", str(tmp_path / "energy")]) == 2
    assert "is a file: name a new folder" in capsys.readouterr().err


def test_an_empty_folder_will_do(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["new", str(tmp_path), "--id", "home-energy"]) == 0
    assert "Its id is 'home-energy'. Keep it" in capsys.readouterr().out
    assert "id: home-energy\n" in (tmp_path / "course" / "course.yml").read_text()


def test_a_disk_that_fills_up_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = Path.open

    def full(path: Path, mode: str = "r", **options: str | None) -> IO[Any]:
        if path.name == "references.yml" and "x" in mode:
            raise OSError(28, "No space left on device")
        return opened(path, mode, **options)

    monkeypatch.setattr(Path, "open", full)
    assert cli.main(["new", str(tmp_path / "energy")]) == 2
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["new", "x", "--id", "Home Energy"], "did you mean 'home-energy'?"),
        (["new", "x", "--id", "2026"], "'2026' is no slug. A slug is small letters"),
        (["new", "x", "--title", "<b>Bold</b>"], "one line of plain words"),
        (["new", "x", "--title", "One\nTwo"], "one line of plain words"),
        (["buidl"], "there is no verb 'buidl': did you mean 'build'?"),
        (["new-modul", "x"], "did you mean 'new-module'?"),
        (["publish-it-all"], "there is no verb 'publish-it-all': "),
    ],
)
def test_a_slip_is_met_with_a_suggestion(
    arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(arguments) == 2
    assert said in capsys.readouterr().err


@given(st.dates(min_value=date(2026, 1, 1), max_value=date(2200, 1, 1)))
def test_sources_are_due_a_year_after_the_day(today: date) -> None:
    files = starter_files(title="A", identifier="a", today=today)
    due = yaml.safe_load(files["course/references.yml"])["fire-kills"]["review_by"]
    assert 365 <= (due - today).days <= 366 or (today.month, today.day) == (2, 29)
    assert (due.month, due.day) in ((today.month, today.day), (2, 28))


@given(st.text())
def test_a_slug_of_any_text_is_a_slug_and_stays_one(text: str) -> None:
    slug = as_slug(text)
    assert not slug or re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", slug)
    assert len(slug) <= 40
    assert as_slug(slug) == slug


def test_files_are_written_all_or_none(tmp_path: Path) -> None:
    (tmp_path / "b").write_text("mine")
    with pytest.raises(FileExistsError):
        write_new(tmp_path, {"new/a": b"1", "b": b"2"}, changed={"b": b"3"})
    assert [path.name for path in tmp_path.iterdir()] == ["b"]
    assert (tmp_path / "b").read_text() == "mine"
