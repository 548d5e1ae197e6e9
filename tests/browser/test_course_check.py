"""The check before and after the course: nothing is told at first, everything at the end."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from evidence_course.model.interaction import Choose, Exercise, Number
from evidence_course.questions import live_items

from .site import Site, Visit
from .test_pages import OVERFLOW, WIDTHS, axe

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

PAGE = "course-check.html"
FIRST, SECOND = "Finish the first check", "Finish the second check"
ERASE = "Erase my answers to this check"


@pytest.fixture
def exercises(site: Site) -> list[Exercise]:
    bank = site.course.course_check
    assert bank is not None
    return [exercise for item in live_items(bank) for exercise in item.exercises]


def panel(page: Page) -> Locator:
    return page.locator(".course-check-panel")


def press(page: Page, name: str) -> None:
    page.locator(".course-check").get_by_role("button", name=name, exact=True).click()


def answer(page: Page, exercise: Exercise, *, right: bool, sure: str | None = None) -> None:
    item = page.locator(f"quiz-item#{exercise.id}")
    interaction = exercise.interaction
    if isinstance(interaction, Choose):
        keys = [each.key for each in interaction.choices if each.correct == right]
        item.locator(f".quiz-options input[value={keys[0]}]").check()
    else:
        assert isinstance(interaction, Number)
        aim = interaction.answer if right else -987
        item.get_by_role("textbox").fill(f"{aim:g}")
    if sure:
        item.locator(f".quiz-sure input[value={sure}]").check()


def unsure(page: Page, exercise: Exercise) -> None:
    item = page.locator(f"quiz-item#{exercise.id}")
    item.get_by_role("button", name="I do not know yet").click()


def remembered(visit: Visit, **options: int | bool) -> Page:
    page = visit(PAGE, **options)
    page.evaluate("EvidenceCourse.store.remember(true)")
    return page


def take_both(page: Page, exercises: list[Exercise]) -> None:
    """First: one right by a guess, one missed, the others not known. Then all right, but one."""
    answer(page, exercises[0], right=True, sure="guess")
    answer(page, exercises[1], right=False)
    for exercise in exercises[2:]:
        unsure(page, exercise)
    press(page, FIRST)
    press(page, "Take the second check")
    for exercise in exercises[1:]:
        answer(page, exercise, right=True, sure="sure")
    answer(page, exercises[0], right=False, sure="sure")
    press(page, SECOND)


def test_two_questions_a_module_each_with_an_outcome_of_its_own(site: Site) -> None:
    bank = site.course.course_check
    assert bank is not None
    outcomes = [question.outcome for question in bank.questions]
    modules = [outcome.partition(".")[0] for outcome in outcomes]
    assert len(set(outcomes)) == len(outcomes)
    other = [slug for slug in site.course.settings.modules if modules.count(slug) != 2]
    assert other == [], (
        f"this course promises two questions a module in course/check.yml: see to {other}"
    )


def test_the_first_time_nothing_is_told(visit: Visit, exercises: list[Exercise]) -> None:
    page = remembered(visit)
    expect(panel(page)).to_contain_text("This is the first time: before the course.")
    for exercise in exercises:
        answer(page, exercise, right=False, sure="sure")
        item = page.locator(f"quiz-item#{exercise.id}")
        for hidden in (".quiz-result", ".quiz-answers", ".quiz-note"):
            expect(item.locator(f"{hidden}:visible")).to_have_count(0)
        expect(item.get_by_role("button", name="Check", exact=True)).to_have_count(0)
    press(page, FIRST)
    expect(panel(page)).to_be_focused()
    expect(panel(page)).to_contain_text(f"You took the first check in {date.today():%B %Y}.")
    assert page.locator("quiz-item:visible").count() == 0
    told = panel(page).inner_text()
    assert not re.search(r"\bright\b|\bof 6\b", told)


def test_questions_without_an_answer_are_named(visit: Visit, exercises: list[Exercise]) -> None:
    page = remembered(visit)
    for exercise in exercises[2:]:
        unsure(page, exercise)
    press(page, FIRST)
    fault = page.locator(".course-check-foot .quiz-error")
    expect(fault).to_be_focused()
    expect(fault).to_contain_text("2 questions have no answer yet: question 1, question 2.")
    fault.get_by_role("link", name="question 2").click()
    assert page.url.endswith(f"#{exercises[1].id}")
    unsure(page, exercises[0])
    answer(page, exercises[1], right=True)
    press(page, FIRST)
    expect(panel(page)).to_contain_text("You took the first check")


def test_after_the_second_time_both_results_stand_by_outcome(
    visit: Visit, site: Site, exercises: list[Exercise]
) -> None:
    page = remembered(visit)
    take_both(page, exercises)
    shown = panel(page)
    count, month = len(exercises), f"{date.today():%B %Y}"
    expect(shown).to_be_focused()
    expect(shown).to_contain_text(
        f"Before ({month}): 1 of {count} right. After ({month}): {count - 1} of {count} right."
    )
    expect(shown).to_contain_text(
        f"Of your {count} “sure” answers after the course, {count - 1} were right."
    )
    expect(shown).to_contain_text("It cannot show what the course did for you.")
    groups = shown.locator("dl > div")
    assert groups.count() == count
    expect(groups.nth(0).locator("dd")).to_have_text(
        ["Before: right (a guess)", "After: not right yet (sure)"]
    )
    expect(groups.nth(1).locator("dd")).to_have_text(
        ["Before: not right yet", "After: right (sure)"]
    )
    expect(groups.nth(2).locator("dd").first).to_have_text("Before: did not know yet")
    bank = site.course.course_check
    assert bank is not None
    for group, question in zip(groups.all(), bank.questions, strict=True):
        words = site.course.outcomes.entries[question.outcome]
        assert group.locator("dt").inner_text().lower() == words.lower()
    for exercise in exercises:
        answers = page.locator(f"quiz-item#{exercise.id} .quiz-answers")
        expect(answers.locator("> :not(summary)").first).to_be_visible()
    assert page.locator("quiz-item input:enabled").count() == 0
    page.reload()
    expect(panel(page)).to_contain_text(f"After ({month}): {count - 1} of {count} right.")


def test_the_answers_to_it_are_no_practice(visit: Visit, exercises: list[Exercise]) -> None:
    page = remembered(visit)
    take_both(page, exercises)
    assert page.evaluate("EvidenceCourse.store.read().answers") == {}


def test_the_file_has_the_columns_that_the_page_names_and_no_more(
    visit: Visit, site: Site, exercises: list[Exercise], tmp_path: Path
) -> None:
    page = remembered(visit)
    take_both(page, exercises)
    with page.expect_download() as waiting:
        press(page, "Save the result as a file (CSV)")
    name = site.course.settings.id
    assert waiting.value.suggested_filename == f"{name}-check.csv"
    file = tmp_path / "check.csv"
    waiting.value.save_as(file)
    text = file.read_bytes().decode()
    assert text.count("\r\n") == text.count("\n") == len(exercises) + 1
    rows = list(csv.DictReader(io.StringIO(text)))
    described = page.locator("#the-file-for-a-local-evaluation li").all_inner_texts()
    named = {each for line in described for each in re.findall(r"\w+", line.partition(":")[0])}
    assert set(rows[0]) == named - {"and"}
    month = f"{date.today():%Y-%m}"
    assert rows[0] == {
        "course": name,
        "item": exercises[0].id,
        "outcome": "fair-test.before-after",
        "before_month": month,
        "after_month": month,
        "before_result": "right",
        "after_result": "not",
        "before_credit": "1",
        "after_credit": "0",
        "before_sure": "guess",
        "after_sure": "sure",
    }
    assert [row["before_result"] for row in rows[2:]] == ["unsure"] * (len(rows) - 2)
    assert not re.search(r"\d{4}-\d\d-\d\d", text)


def test_it_can_be_erased_after_a_question(visit: Visit, exercises: list[Exercise]) -> None:
    page = remembered(visit)
    take_both(page, exercises)
    press(page, ERASE)
    press(page, "No, keep them")
    expect(panel(page)).to_contain_text("Your result")
    press(page, ERASE)
    press(page, "Yes, erase them")
    expect(panel(page)).to_contain_text("This is the first time")
    assert page.evaluate("EvidenceCourse.store.read().check") == {"before": None, "after": None}
    expect(page.locator("quiz-item").first.get_by_role("radio").first).to_be_enabled()
    expect(page.locator(".quiz-answers:visible")).to_have_count(0)


def test_a_reader_who_is_not_remembered_is_told(visit: Visit, exercises: list[Exercise]) -> None:
    page = visit(PAGE)
    expect(panel(page)).to_contain_text("The course does not remember this.")
    take_both(page, exercises)
    expect(panel(page)).to_contain_text("Your result")
    page.reload()
    expect(panel(page)).to_contain_text("This is the first time")


def test_a_changed_file_does_no_harm(visit: Visit, site: Site) -> None:
    page = remembered(visit)
    broken = {"before": {"month": "soon", "answers": []}, "after": {"answers": "?"}}
    document = {"version": 1, "check": broken}
    key = f"evidence-course:{site.course.settings.id}:v1"
    page.evaluate("([key, text]) => localStorage.setItem(key, text)", [key, json.dumps(document)])
    page.reload()
    expect(panel(page)).to_contain_text("This is the first time")


def test_the_keyboard_alone_is_enough(visit: Visit, exercises: list[Exercise]) -> None:
    page = remembered(visit)
    page.locator("#page-main").focus()
    for _ in range(400):
        page.keyboard.press("Tab")
        where = page.evaluate("document.activeElement.textContent")
        if where == "I do not know yet":
            page.keyboard.press("Space")
        if where == FIRST:
            break
    page.keyboard.press("Enter")
    expect(panel(page)).to_contain_text("You took the first check")
    assert len(exercises) == page.evaluate(
        "Object.keys(EvidenceCourse.store.read().check.before.answers).length"
    )


def test_blocked_storage_keeps_nobody_from_it(browser: Browser, site: Site) -> None:
    page = browser.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.add_init_script(
        "Object.defineProperty(window, 'localStorage', {get() { throw new Error('blocked'); }})"
    )
    page.goto(site.address + PAGE)
    expect(panel(page)).to_contain_text("does not let the page remember anything")
    for item in page.locator("quiz-item").all():
        item.get_by_role("button", name="I do not know yet").click()
    press(page, FIRST)
    expect(panel(page)).to_contain_text("You took the first check")
    page.close()
    assert faults == []


def test_axe_finds_no_fault_in_any_state(visit: Visit, exercises: list[Exercise]) -> None:
    pages = [remembered(visit, width=width) for width in WIDTHS]
    for page in pages:
        press(page, FIRST)
    assert axe(pages) == {}
    for page in pages:
        take_both(page, exercises)
        expect(panel(page)).to_contain_text("Your result")
        assert page.evaluate(OVERFLOW) == []
    assert axe(pages) == {}


def test_without_script_the_questions_and_the_answers_are_there(visit: Visit) -> None:
    page = visit(PAGE, script=False)
    expect(page.locator("main")).to_contain_text("write your answers on paper")
    for item in page.locator("quiz-item").all():
        item.locator(".quiz-answers > summary").click()
        expect(item.locator(".quiz-answers > :not(summary)").first).to_be_visible()


def test_a_course_without_such_a_bank_has_no_such_page(garden: Site) -> None:
    assert garden.course.course_check is None
    assert PAGE not in garden.every_page
    assert PAGE not in garden.text("index.html")
