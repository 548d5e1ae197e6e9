"""Pictures to try: what a script says of itself, and where a lesson may have it start."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence_course.load import load
from evidence_course.load.interactives import parse_interactive
from evidence_course.load.source import Source
from evidence_course.model.course import Course
from evidence_course.model.interactive import Interactive, StartFault
from evidence_course.validate import interactives
from evidence_course.value_uses import value_uses
from tests.conftest import DATA

ROOT = Path(__file__).parents[2]
PATH = "course/interactives/beds.js"
BEDS = (DATA / "good" / PATH).read_text("utf-8")


def beds() -> Interactive:
    found, problems = parse_interactive(Source(PATH, BEDS), "beds")
    assert found is not None, problems
    return found


def start(name: str, written: str) -> object:
    """Where a setting starts; figures and results say what they were asked for."""
    figures = {"worms_2020.eaten | whole": "7", "worms_2020.left | about whole": "about 9"}
    results = {"beans-up": "3", "rows": "2 3"}
    return beds().start(name, written, figures.__getitem__, results.__getitem__)


@pytest.mark.parametrize(
    ("name", "written", "value"),
    [
        ("beans", "0", 0),
        ("beans", "10", 10),
        ("beans", "worms_2020.left | about whole", 9),
        ("beans", "beans-up", 3),
        ("beans", "worms_2020.eaten | whole", 7),
        ("soil", "sand", "sand"),
        ("plots", "3 1", [3, 1]),
        ("plots", "rows", [2, 3]),
    ],
)
def test_a_start_is_a_value_a_figure_or_a_result(name: str, written: str, value: object) -> None:
    assert start(name, written) == value


@pytest.mark.parametrize("written", ["-1", "11", "4.5", "", "six", "1e1", "٣", "1,0", "--3"])
def test_a_number_that_does_not_fit_is_refused(written: str) -> None:
    setting = beds().inputs["beans"]
    with pytest.raises(StartFault):
        setting.read(written)


@given(st.integers(min_value=-20, max_value=30))
def test_a_number_is_taken_just_where_the_slider_can_be_put(number: int) -> None:
    setting = beds().inputs["beans"]
    if 0 <= number <= 10:
        assert setting.read(str(number)) == number
    else:
        with pytest.raises(StartFault, match="does not lie between 0 and 10"):
            setting.read(str(number).replace("-", "\N{MINUS SIGN}"))


def test_a_number_off_the_steps_is_refused() -> None:
    text = BEDS.replace('"max": 10,', '"max": 10, "step": 2,')
    found, _ = parse_interactive(Source(PATH, text), "beds")
    assert found is not None
    with pytest.raises(StartFault, match="5 cannot be reached in steps of 2 from 0"):
        found.inputs["beans"].read("5")


def test_the_settings_are_those_that_the_script_runs_with() -> None:
    settings = json.loads(BEDS[BEDS.index("{") : BEDS.index("}, ({") + 1])
    assert list(beds().inputs) == list(settings)
    assert {each.type for each in beds().inputs.values()} == {"number", "choice", "places"}


@pytest.fixture(scope="module")
def course() -> Course:
    found, problems = load(ROOT)
    assert found is not None, problems
    return found


def test_every_picture_of_the_course_is_sound_and_used(course: Course) -> None:
    files = {file.stem for file in (ROOT / "course" / "interactives").glob("*.js")}
    assert set(course.interactives) == files
    assert list(interactives.check(course)) == []
    lessons = " ".join(lesson.body for lesson in course.lessons.values())
    assert all(f"{{interactive}} {name}\n" in lessons for name in files)


def test_a_figure_that_a_picture_starts_at_is_a_use_of_its_study(course: Course) -> None:
    uses = value_uses(course)["fgc_preproceedings_2024"]
    lesson = course.lessons["effect-size"]
    place = lesson.body.split("\n").index("```{interactive} two-arrays") + lesson.body_line
    reference = "fgc_preproceedings_2024.looked-after.percent-2"
    assert (reference, place + 2) in {(use.reference, use.line) for use in uses}
