"""The page of what a device remembers: ticks, how sure a reader was, outcomes; empty or not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from .site import Site, Visit
from .test_pages import WIDTHS, axe

if TYPE_CHECKING:
    from playwright.sync_api import Page

PAGE = "progress.html"
FILL_IN = """given => {
    const store = EvidenceCourse.store;
    store.remember(true);
    given.answers.forEach(([item, state, sure], place) => {
        const at = new Date(Date.UTC(2026, 10, 1, 0, place)).toISOString();
        store.answered(item, {at, state, credit: 0, sure});
    });
    store.update(document => {
        for (const slug of given.done) document.modules[slug] = {done: "2026-11-20", notes: ""};
    });
}"""


def fill_in(page: Page, answers: list[tuple[str, str, str | None]], *done: str) -> None:
    page.evaluate(FILL_IN, {"answers": answers, "done": list(done)})


def data(page: Page) -> Any:
    return page.evaluate("() => EvidenceCourse.data")


def part(page: Page, name: str) -> str:
    return page.locator(f'[data-device="{name}"]').inner_text()


def test_the_data_of_the_course_are_those_of_its_files(visit: Visit, site: Site) -> None:
    known = data(visit(PAGE))
    course = site.course
    assert known["id"] == course.settings.id
    assert [each["slug"] for each in known["modules"]] == course.settings.modules
    assert set(known["outcomes"]) == set(course.outcomes.entries)
    live = {
        question.id: (slug, question.outcome, question.use, question.type)
        for slug, bank in course.banks.items()
        for question in bank.questions
        if question.status == "live"
    }
    told = {
        item: (each["module"], each["outcome"], each["use"], each["type"])
        for item, each in known["items"].items()
    }
    assert told == live


def test_every_exercise_of_a_page_is_known(visit: Visit, site: Site) -> None:
    items = data(visit(PAGE))["items"]
    known = {part for item, each in items.items() for part in each.get("parts", {item: ""})}
    asked = {exercise.id for lesson in site.lessons for exercise in site.exercises(lesson)}
    assert asked <= known


def test_an_empty_store_is_told_kindly(visit: Visit, site: Site) -> None:
    page = visit(PAGE)
    assert part(page, "modules").count("Not marked as done.") == len(site.lessons)
    assert "You have not said “sure” yet." in part(page, "calibration")
    expect(page.locator(".device-offer").first).to_contain_text("does not remember")
    page.locator(".device-offer").get_by_role("button", name="Remember on this device").click()
    expect(page.locator(".device-offer .device-status")).to_be_focused()


def test_how_often_each_kind_of_sureness_was_right(visit: Visit) -> None:
    page = visit(PAGE)
    first, second, third = list(data(page)["items"])[:3]
    fill_in(
        page,
        [
            (first, "right", "sure"),
            (first, "not", "sure"),
            (second, "right", "sure"),
            (second, "part", "fairly"),
            (third, "right", "guess"),
            (third, "neutral", "guess"),
            (third, "unsure", "sure"),
            (third, "right", None),
            ("item-of-another-release", "right", "fairly"),
        ],
    )
    told = part(page, "calibration")
    assert "Of your 3 “sure” answers, 2 were right." in told
    assert "Of your 2 “fairly sure” answers, 1 was right." in told
    assert "Of your 1 guess, 1 was right." in told


def test_each_outcome_counts_what_was_seen_and_right_last_time(visit: Visit) -> None:
    page = visit(PAGE)
    known = data(page)
    outcome = known["modules"][0]["outcomes"][0]
    own = [item for item, each in known["items"].items() if each["outcome"] == outcome]
    fill_in(page, [(own[0], "not", None), (own[0], "right", None), (own[1], "not", None)])
    row = page.get_by_role("row").filter(has_text=known["outcomes"][outcome])
    assert row.get_by_role("cell").all_inner_texts() == [f"2 of {len(own)}", "1 of 2"]
    expect(page.get_by_role("row")).to_have_count(1 + len(known["outcomes"]))


def test_modules_show_the_mark_and_lead_to_the_lesson(visit: Visit, site: Site) -> None:
    page = visit(PAGE)
    slug = site.course.settings.modules[0]
    fill_in(page, [], slug)
    first = page.locator(".device-modules li").first
    expect(first).to_contain_text("Marked as done on 20 November 2026.")
    first.get_by_role("link").click()
    expect(page).to_have_url(f"{site.address}modules/{slug}.html")


def test_it_follows_what_another_tab_does(visit: Visit, site: Site) -> None:
    page = visit(PAGE)
    other = page.context.new_page()
    other.goto(page.url)
    fill_in(other, [], site.course.settings.modules[0])
    expect(page.locator(".device-modules li").first).to_contain_text("Marked as done")


def test_without_script_it_says_what_it_would_do(visit: Visit, site: Site) -> None:
    page = visit(PAGE, script=False)
    text = page.locator("main").inner_text()
    assert text.count("It needs scripting.") == 3
    for slug in site.course.settings.modules:
        assert page.locator(f'main a[href="modules/{slug}.html"]').count() == 1


@pytest.mark.parametrize("full", [False, True])
def test_axe_finds_no_fault_empty_or_full(visit: Visit, full: bool) -> None:
    pages = [visit(PAGE, width=width) for width in WIDTHS]
    for page in pages:
        if full:
            items = list(data(page)["items"])
            fill_in(page, [(item, "right", "sure") for item in items], "mash")
        assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    assert axe(pages) == {}
