"""One reader, one module, the keyboard alone: from the cover to a record that can be taken away."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from .site import Server, Site, Visit
from .test_device import THROWS, stored, with_script
from .test_keyboard import tab_into

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

MODULE = "effect-size"
PIECE = "Say the counts out of 100 first."


def press(page: Page, target: Locator, key: str = "Enter") -> None:
    expect(target).to_be_visible()
    tab_into(page, target, limit=400)
    page.keyboard.press(key)


def follow(page: Page, link: Locator) -> None:
    with page.expect_navigation():
        press(page, link)


def to_the_lesson(page: Page) -> None:
    """Cover, pathway, step."""
    follow(page, page.locator("main .pathways").get_by_role("link", name="Practitioner"))
    follow(page, page.locator("main").get_by_role("link", name="How big is the difference?"))
    expect(page.locator(".crumbs ~ *, .crumbs")).to_contain_text(["Step 2 of "])


def remember(page: Page) -> None:
    press(page, page.locator("#on-this-device summary"))
    press(page, page.get_by_label("Remember on this device"), "Space")


def answer_the_check(page: Page) -> list[str]:
    """One answer chosen, the rest not known yet; the ids of all that were asked."""
    items = page.locator(f"quiz-item[id^={MODULE}].quiz-ready:visible")
    asked: list[str] = items.evaluate_all("items => items.map(item => item.id)")
    chosen = next(i for i in asked if page.locator(f"#{i} .quiz-options input").count())
    press(page, page.locator(f"#{chosen} .quiz-options input").first, "Space")
    press(page, page.locator(f"#{chosen} .quiz-sure input").first, "Space")
    press(page, page.locator(f"#{chosen}").get_by_role("button", name="Check", exact=True))
    expect(page.locator(f"#{chosen} .quiz-result")).to_be_focused()
    for identifier in asked:
        unsure = page.locator(f"#{identifier}").get_by_role("button", name="I do not know yet")
        if identifier != chosen and unsure.is_visible():
            press(page, unsure)
            expect(page.locator(f"#{identifier} .quiz-result")).to_be_focused()
    return asked


def change_the_picture(page: Page) -> None:
    picture = page.locator("#try-two-arrays")
    picture.scroll_into_view_if_needed()  # as Tab through the page would
    slider = picture.get_by_role("slider").first
    expect(slider).to_be_visible()
    before = picture.locator("output").inner_text()
    press(page, slider, "ArrowRight")
    expect(picture.locator("output")).not_to_have_text(before)


def finish(page: Page) -> None:
    press(page, page.get_by_label("Your notes"), "End")
    page.keyboard.type(PIECE)
    press(page, page.get_by_role("button", name="Mark this module as done"))


def write_the_record(page: Page, tmp_path: Path) -> str:
    """From the lesson to the record, and the text that is taken away."""
    expect(page.get_by_role("heading", name=re.compile("^Piece 1"))).to_be_visible()
    press(page, page.locator("#record-learned"), "End")
    page.keyboard.type(PIECE)
    press(page, page.get_by_role("button", name="I have finished this piece"))
    with page.expect_download() as saved:
        part = page.locator('[data-device="take"], main').first
        press(page, part.get_by_role("button", name="Save as text").first)
    file = tmp_path / saved.value.suggested_filename
    saved.value.save_as(file)
    return file.read_text("utf-8-sig")


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("served", [False, True], ids=["file", "http"])
def test_a_module_is_taken_by_keys_alone_and_a_record_is_left(
    visit: Visit, site: Site, server: Server, tmp_path: Path, served: bool, width: int
) -> None:
    base = server.address if served else site.address
    page = visit("index.html", base=base, width=width)
    to_the_lesson(page)
    remember(page)
    change_the_picture(page)
    asked = answer_the_check(page)
    finish(page)
    follow(page, page.get_by_role("link", name="Take your notes to your development record"))
    if page.get_by_role("button", name="Add a piece").is_visible():
        press(page, page.get_by_role("button", name="Add a piece"))
    assert PIECE in write_the_record(page, tmp_path)
    kept = stored(page)
    assert set(kept["answers"]) >= set(asked)
    assert kept["modules"][MODULE]["done"] and kept["modules"][MODULE]["notes"] == PIECE
    assert kept["record"][0]["fields"]["learned"] == PIECE
    assert kept["pathway"] == "practitioner"


def test_where_storage_is_blocked_the_module_and_the_record_work_for_as_long_as_the_page_lasts(
    visit: Visit, tmp_path: Path
) -> None:
    page = with_script(visit("index.html", width=320), THROWS)
    to_the_lesson(page)
    change_the_picture(page)
    answer_the_check(page)
    finish(page)
    page.goto(page.url.split("/modules/")[0] + "/record.html")
    press(page, page.get_by_role("button", name="Add a piece"))
    assert PIECE in write_the_record(page, tmp_path)


def test_without_script_the_module_is_read_and_its_answers_are_opened_by_keys(
    visit: Visit, site: Site
) -> None:
    page = visit("index.html", width=320, script=False)
    page.locator("main .pathways a", has_text="Practitioner").press("Enter")
    page.locator("main a", has_text="How big is the difference?").first.press("Enter")
    page.wait_for_url("**/effect-size.html*")
    assert page.locator("#try-two-arrays figure svg").count() >= 1
    folds = page.locator("quiz-item details.quiz-answers")
    assert folds.count() >= 8
    folds.first.locator("summary").press("Enter")
    assert "Right answer" in folds.first.inner_text() or "Answer" in folds.first.inner_text()
    assert site.course.lessons[MODULE].settings.prompt in page.locator("main").inner_text()
