"""The course without a mouse."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from playwright.sync_api import expect

from .site import Site, Visit

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

FOCUS = """() => {
    const at = document.activeElement;
    const look = getComputedStyle(at);
    const box = at.getBoundingClientRect();
    return {
        tag: at.tagName,
        inside: at.closest('main') ? 'main' : at.closest('.site-nav') ? 'nav' : '',
        name: `${at.tagName} ${at.id} ${at.className} ${at.textContent.slice(0, 40)}`,
        outlined: look.outlineStyle !== 'none' && parseFloat(look.outlineWidth) >= 2,
        seen: box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight,
    };
}"""


def tab_into(page: Page, target: Locator, *, limit: int = 250) -> None:
    """Press Tab until ``target`` has the focus."""
    for _ in range(limit):
        if target.evaluate("node => node === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{limit} presses of Tab did not lead to {target}")


def test_the_first_stop_skips_to_the_content(visit: Visit, site: Site) -> None:
    page = visit(site.lessons[0])
    page.keyboard.press("Tab")
    skip = page.locator(".skip-link")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    page.keyboard.press("Tab")
    assert page.evaluate(FOCUS)["inside"] == "main"


def test_tab_reaches_navigation_and_content_and_the_focus_is_always_seen(
    visit: Visit, site: Site, garden: Site
) -> None:
    for where, width in ((site, 1280), (garden, 320)):
        page = visit(where.lessons[1], base=where.address, width=width)
        stops = []
        for _ in range(400):
            page.keyboard.press("Tab")
            stop = page.evaluate(FOCUS)
            if stop["tag"] == "BODY":
                break
            stops.append(stop)
        assert len(stops) < 400, "Tab never comes out of the page"
        assert [stop["name"] for stop in stops if not (stop["outlined"] and stop["seen"])] == []
        places = [stop["inside"] for stop in stops]
        assert 0 < places.index("nav") < places.index("main")
        questions = page.locator("quiz-item.quiz-ready").count()
        assert sum("Check" in stop["name"] for stop in stops) >= questions


def test_a_choice_is_made_checked_and_tried_again_by_keys(visit: Visit, garden: Site) -> None:
    name, exercise = garden.first("single")
    page = visit(name, base=garden.address)
    item = page.locator(f"quiz-item#{exercise.id}")
    options = item.locator("input[type=radio]")
    tab_into(page, options.first)
    assert item.locator("input:checked").count() == 0
    page.keyboard.press("Space")
    expect(options.first).to_be_checked()
    page.keyboard.press("ArrowDown")
    expect(options.nth(1)).to_be_checked()
    tab_into(page, item.get_by_role("button", name="Check"), limit=2)
    page.keyboard.press("Enter")
    expect(item.locator(".quiz-result")).to_be_focused()
    expect(item.locator(".quiz-note")).to_have_count(1)
    again = item.get_by_role("button", name="Try again")
    tab_into(page, again, limit=4)
    page.keyboard.press("Enter")
    expect(options.first).to_be_focused()
    expect(item.locator(".quiz-result")).to_be_hidden()


def test_items_are_put_in_order_by_keys_and_the_focus_stays(visit: Visit, garden: Site) -> None:
    name, exercise = garden.first("order")
    page = visit(name, base=garden.address)
    item = page.locator(f"quiz-item#{exercise.id}")
    rows = item.locator(".quiz-arrange > li")
    first = rows.first.get_attribute("data-key")
    down = rows.first.get_by_role("button", name=re.compile("^Down"))
    tab_into(page, down)
    label = down.get_attribute("aria-label")
    for place in range(1, rows.count()):
        page.keyboard.press("Enter" if place % 2 else "Space")
        assert rows.nth(place).get_attribute("data-key") == first
        assert page.evaluate("() => document.activeElement.getAttribute('aria-label')") == label
        said = f"moved to place {place + 1} of {rows.count()}"
        expect(item.get_by_role("status")).to_contain_text(said)
    page.keyboard.press("Enter")  # at the end already: nothing moves, nothing is lost
    assert rows.last.get_attribute("data-key") == first
    assert page.evaluate("() => document.activeElement.getAttribute('aria-label')") == label


def test_a_pair_is_matched_by_keys(visit: Visit, garden: Site) -> None:
    name, exercise = garden.first("match")
    page = visit(name, base=garden.address)
    lists = page.locator(f"quiz-item#{exercise.id} select")
    tab_into(page, lists.first)
    page.keyboard.press("ArrowDown")
    assert lists.first.evaluate("list => list.selectedIndex") == 1
    page.keyboard.press("Tab")
    expect(lists.nth(1)).to_be_focused()


def test_a_fold_is_opened_and_closed_by_keys(visit: Visit, garden: Site) -> None:
    page = visit(garden.lessons[0], base=garden.address)
    fold = page.locator("details.quiz-hint").first
    tab_into(page, fold.locator("summary"))
    page.keyboard.press("Enter")
    expect(fold.locator(":scope > :not(summary)").first).to_be_visible()
    page.keyboard.press("Space")
    expect(fold.locator(":scope > :not(summary)").first).to_be_hidden()
