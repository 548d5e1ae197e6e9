"""The pages of what a device remembers: for any course, in plain words, true to the rule's file."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta
from pathlib import Path

import pytest

from evidence_course.load import load
from evidence_course.markdown import Prose, elements
from evidence_course.model.course import Course
from evidence_course.validate import validate
from evidence_course.validate.freshness import NOTICE, check, next_change
from evidence_course.validate.reading import SENTENCE_WORDS, grade, sentences
from evidence_course.weave import config, course_data, progress, record
from tests.conftest import DATA

ROOT = Path(__file__).parents[2]
GENERAL = DATA / "good"


def loaded(root: Path) -> Course:
    course, problems = load(root)
    assert course is not None
    assert problems == []
    return course


@pytest.fixture(scope="module")
def course_with_rule() -> Course:
    return loaded(ROOT)


def test_a_course_without_a_rule_has_no_record_page() -> None:
    course = loaded(GENERAL)
    assert record.weave(course) == []
    assert record.navigation(course) == []
    assert config.course_context(course)["has_record"] is False
    assert "record" not in config.table_of_contents(course)
    assert [page.path for page in progress.weave(course)] == ["progress.md"]


def test_a_course_with_a_rule_has_one_and_both_are_in_the_contents(
    course_with_rule: Course,
) -> None:
    titles = [each["title"] for each in config.course_context(course_with_rule)["back"]]
    place = titles.index("Your progress")
    assert titles[place : place + 2] == ["Your progress", "Your development record"]
    assert config.course_context(course_with_rule)["has_record"] is True


def test_the_pages_are_written_in_plain_words(course_with_rule: Course) -> None:
    names = course_with_rule.settings.proper_names
    for page in (*progress.weave(course_with_rule), *record.weave(course_with_rule)):
        text = re.sub(r"^`{3,}\{record-form\}.*?^`{3,}$", "", page.text, flags=re.M | re.S)
        text = re.sub(r"^`{3,}.*$|^:class:.*$", "", text, flags=re.MULTILINE)
        text = re.sub("|".join([*names, r"\(https?:[^)]+\)"]), "Ann", text)
        prose = [each.text for each in elements(text) if isinstance(each, Prose)]
        found = list(sentences(prose))
        assert len(found) > 10
        assert grade(found) <= course_with_rule.settings.reading_grade, page.path
        assert max(len(each.split()) for each in found) <= SENTENCE_WORDS


def test_the_rule_grows_old_like_a_source(course_with_rule: Course) -> None:
    file = course_with_rule.development
    assert file is not None
    due = file.rule.review_by

    def severities(day: date) -> list[str]:
        return [each.severity for each in check(course_with_rule, day) if each.path == file.path]

    assert severities(due - NOTICE) == []
    assert severities(due - NOTICE + timedelta(days=1)) == ["warning"]
    assert severities(due) == ["warning"]
    assert severities(due + timedelta(days=1)) == ["error"]
    assert next_change(course_with_rule, due) == due + timedelta(days=1)


def test_the_rule_stands_in_one_file(course_with_rule: Course) -> None:
    """Neither the generator nor its scripts know a regulator, a number of pieces or a deadline."""
    package = ROOT / "src" / "evidence_course"
    files = [
        *(package / "theme").rglob("*.js"),
        *(package / "theme").rglob("*.html"),
        package / "weave" / "record.py",
        package / "sphinx_ext" / "device.py",
    ]
    for path in files:
        text = path.read_text("utf-8")
        for word in ("Social Work England", "30 November", "Standard 4", "Scotland"):
            assert word not in text, path


def test_the_data_hold_plain_words(course_with_rule: Course) -> None:
    script = course_data.weave(course_with_rule).decode()
    data = json.loads(script.partition(".data=")[2].removesuffix(";\n"))
    assert data["outcomes"].keys() == course_with_rule.outcomes.entries.keys()
    assert course_data.weave(course_with_rule).decode() == script
    known = {"x": None}
    assert course_data.plain_words("A *strong* `word` and [a link](b.md)", known)[:8] == "A strong"


def test_a_figure_in_a_prompt_is_put_in(course_with_rule: Course) -> None:
    from evidence_course.value_uses import value_uses
    from evidence_course.values import studies
    from evidence_course.wording import spoken

    known = studies(course_with_rule.evidence)
    uses = [use for found in value_uses(course_with_rule).values() for use in found]
    reference = next(use.reference for use in uses if use.kind == "lesson" and "." in use.reference)
    words = course_data.plain_words(f"Why {{value}}`{reference}` then?", known)
    assert words == f"Why {spoken(reference, known)} then?"


def test_the_general_course_is_sound() -> None:
    assert validate(loaded(GENERAL), date(2026, 11, 23)) == []
