"""The practice pages of courses of any shape, as Markdown."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from evidence_course.load import load
from evidence_course.model.course import Course
from evidence_course.weave import config, course_check, lessons, practice
from tests.conftest import DATA


def loaded(root: Path) -> Course:
    course, problems = load(root)
    assert course is not None, problems
    return course


@pytest.fixture
def garden() -> Course:
    return loaded(DATA / "good")


def with_modules(course: Course, *slugs: str) -> Course:
    return replace(course, settings=course.settings.model_copy(update={"modules": list(slugs)}))


def texts(course: Course) -> dict[str, str]:
    return {page.path: page.text for page in practice.weave(course)}


def test_a_course_of_one_module_opens_with_nothing_and_has_its_pages(garden: Course) -> None:
    course = with_modules(garden, "soil")
    assert practice.opener(course, "soil") == []
    assert "practice-opener" not in lessons.weave(course, "soil").text
    assert set(texts(course)) == {"practice/index.md", "practice/soil.md"}
    assert "practice/soil" in config.table_of_contents(course)


def test_a_lesson_names_the_nearest_modules_and_leads_to_the_rest(garden: Course) -> None:
    five = [f"m{number}" for number in range(5)]
    course = replace(
        with_modules(garden, *five), lessons=dict.fromkeys(five, garden.lessons["soil"])
    )
    _, text = practice.opener(course, "m4")
    places = [text.index(f"../practice/{name}.md") for name in ("m3", "m2", "m1", "index")]
    assert places == sorted(places)
    assert "m0" not in text
    assert "index" not in practice.opener(course, "m3")[1]


def test_a_bank_without_items_for_later_has_no_heading_for_them(
    garden: Course, tmp_path: Path
) -> None:
    assert "## Questions for later" in texts(garden)["practice/soil.md"]
    bank = garden.banks["soil"]
    now = tuple(q.model_copy(update={"use": "check"}) for q in bank.questions)
    course = replace(garden, banks={**garden.banks, "soil": replace(bank, questions=now)})
    text = texts(course)["practice/soil.md"]
    assert "## Questions for later" not in text
    assert "## Questions from its end" not in text
    assert f"({len(now)} questions)" in texts(course)["practice/index.md"]


def test_the_check_is_a_page_only_where_it_asks_something(garden: Course) -> None:
    assert course_check.weave(garden) == []
    assert course_check.staged(garden) == {}
    bank = garden.banks["soil"]
    asked = replace(garden, course_check=bank)
    assert [page.path for page in course_check.weave(asked)] == ["course-check.md"]
    assert list(course_check.staged(asked)) == ["course/check.yml"]
    drafts = tuple(q.model_copy(update={"status": "draft"}) for q in bank.questions)
    silent = replace(garden, course_check=replace(bank, questions=drafts))
    assert course_check.weave(silent) == []
    assert "course-check" not in config.table_of_contents(silent)
