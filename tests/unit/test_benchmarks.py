"""The benchmarks: made-up courses that hold, edits that hold, tables that say what was measured."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from benchmarks import edits
from benchmarks.__main__ import page
from benchmarks.synthetic import write_course
from benchmarks.synthetic.course import course_files
from benchmarks.synthetic.subject import Subject
from benchmarks.tables import NOTHING, Compared, Size, growth_cells, seconds, size_cells, table
from evidence_course.load import load
from evidence_course.questions import question_types
from evidence_course.validate import validate
from tests.conftest import CommandLine


@pytest.fixture
def made_up(tmp_path: Path) -> Path:
    write_course(tmp_path / "made-up", 3)
    return tmp_path / "made-up"


def test_a_made_up_course_is_sound_and_no_warning_stands(
    made_up: Path, run: Callable[..., CommandLine]
) -> None:
    done = run("check", made_up)
    assert done.code == 0
    assert "warning" not in done.out + done.err


def test_a_made_up_course_has_every_type_of_question_and_a_register(made_up: Path) -> None:
    course, problems = load(made_up)
    assert course is not None and not problems
    for bank in course.banks.values():
        assert {question.type for question in bank.questions} == set(question_types())
    kinds = [file.record.kind for file in course.evidence.values()]
    assert (kinds.count("study"), kinds.count("approach")) == (6, 3)
    assert course.glossary.entries and course.settings.pathways and course.course_check


def test_the_same_size_gives_the_same_course_and_a_larger_one_begins_alike() -> None:
    small, again, larger = (
        course_files([Subject(number) for number in range(1, count + 1)]) for count in (2, 2, 3)
    )
    assert small == again
    of_modules = {path for path in small if path.startswith(("modules/", "notebooks/", "quizzes/"))}
    assert len(of_modules) == 6
    assert all(small[path] == larger[path] for path in of_modules)


def test_notebooks_differ_in_their_code() -> None:
    """Else jupyter-book would run one of them and take its results for the others."""
    files = course_files([Subject(number) for number in range(1, 25)])
    code = [re.findall(r"beds, helped.*", files[path]) for path in files if "notebooks/" in path]
    assert len({str(each) for each in code}) == len(code) == 24


@pytest.mark.parametrize("name", edits.EDITS)
def test_an_edited_course_is_sound_and_each_edit_changes_it(made_up: Path, name: str) -> None:
    slug, texts = Subject(2).slug, set()
    for number in (1, 2, 3):
        edits.EDITS[name](made_up, slug, number)
        texts.add("".join(file.read_text("utf-8") for file in made_up.glob(f"*/{slug}.*")))
    assert len(texts) == 3
    course, problems = load(made_up)
    assert course is not None
    assert not problems + validate(course, date(2026, 11, 23))


# Tables


def test_a_measure_that_reaches_its_bar_holds() -> None:
    measure = Compared("First build", [10.0, 12.0, 11.0], [27.5, 40.0, 27.0], bar=2.5)
    assert measure.cells() == ["First build", "11", "28", "2.5", "2.5 times", "yes", "3"]


def test_a_measure_below_its_bar_says_so() -> None:
    measure = Compared("One lesson edited", [2.0], [1.9], bar=1)
    assert not measure.holds
    assert measure.cells()[3:6] == ["0.9", "no slower", "**no**"]


def test_a_ratio_is_not_rounded_up_to_its_bar() -> None:
    assert not Compared("First build", [1.0], [2.49], bar=2.5).holds


def test_what_could_not_be_measured_holds_nothing() -> None:
    measure = Compared("Under serve", [], [2.0], bar=3, missing="there is no such verb")
    assert not measure.holds
    cells = measure.cells()
    assert cells[:3] == ["Under serve", "there is no such verb", NOTHING]
    assert cells[-2:] == ["not measured", "0"]


@pytest.mark.parametrize(("value", "text"), [(0.0523, "0.052"), (1.26, "1.3"), (33.7, "34")])
def test_seconds_have_as_many_digits_as_count(value: float, text: str) -> None:
    assert seconds(value) == text


def test_a_table_is_markdown() -> None:
    made = table(["What", "s"], [["a", "1"]])
    assert made == "| What | s |\n| --- | --: |\n| a | 1 |"


def _sizes(*first_builds: float) -> list[Size]:
    small = Size(10, 1.0, 0.1, 1.0, 100.0, 100.0, 2.0, 80)
    return [
        replace(
            small,
            modules=modules,
            first=first,
            nothing=0.01 * modules,
            edit=0.1 * modules,
            memory_first=200.0 + modules,
            site=0.2 * modules,
            pages=8 * modules,
        )
        for modules, first in zip((10, 50, 200), first_builds, strict=True)
    ]


def test_a_cost_that_grows_with_the_course_is_no_worse_than_linear() -> None:
    rows = growth_cells(_sizes(12, 52, 202))
    assert [row[-1] for row in rows] == ["yes"] * len(rows)
    assert rows[0] == ["First build, s", "1.0000", "1.0000", "yes"]


def test_a_cost_that_grows_with_the_square_is_found() -> None:
    rows = growth_cells(_sizes(*(0.01 * modules**2 for modules in (10, 50, 200))))
    assert rows[0][-1] == "**no**"


def test_a_course_tells_what_a_module_and_a_page_cost() -> None:
    cells = size_cells(_sizes(10, 60, 300)[1])
    assert cells[:4] == ["50", "400", "60", "1.20"]
    assert cells[-2:] == ["10.0", "25.0"]


def test_the_page_leaves_out_what_was_not_measured() -> None:
    text = page([], _sizes(12, 52, 202), 12, ["- Processor: a slow one"])
    assert "jupyter-book" not in text
    assert "- Processor: a slow one" in text
    assert "## As a course grows" in text
