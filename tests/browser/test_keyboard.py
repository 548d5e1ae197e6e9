"""The course without a mouse."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from .site import Site, Visit

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

FOCUS = """async () => {
    // A browser brings what has the focus into view with the next picture that it draws.
    await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
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


BEFORE = """node => Boolean(document.activeElement.compareDocumentPosition(node)
    & Node.DOCUMENT_POSITION_PRECEDING)"""


def tab_into(page: Page, target: Locator, *, limit: int = 250) -> None:
    """Press Tab, or Shift and Tab, until ``target``, or what it holds, has the focus."""
    keys = "Shift+Tab" if target.evaluate(BEFORE) else "Tab"
    for _ in range(limit):
        if target.evaluate("node => node.contains(document.activeElement)"):
            return
        page.keyboard.press(keys)
    raise AssertionError(f"{limit} presses of {keys} did not lead to {target}")


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
        questions = page.locator("quiz-item.quiz-ready:visible").count()
        begun = [
            stop
            for stop in stops
            if stop["name"].endswith((" Check", " Compare with a model answer"))
        ]
        assert len(begun) == questions > 3


# Questions: every type, every outcome, keys alone

Keys = Callable[["Page", "Locator"], None]
RIGHT, PARTLY, NOT_QUITE = "That’s right", "Partly right", "Not quite"


def press(page: Page, item: Locator, name: str) -> None:
    tab_into(page, item.get_by_role("button", name=name, exact=True), limit=40)
    page.keyboard.press("Enter")


def radio(key: str, sure: int = 0) -> Keys:
    """Choose an option with the arrow keys; and how sure, the first of three being 1."""

    def act(page: Page, item: Locator) -> None:
        options = item.locator(".quiz-options input")
        tab_into(page, options.first, limit=20)
        page.keyboard.press("Space")
        for _ in range(options.count()):
            if not item.locator(f".quiz-options input[value={key}]").is_checked():
                page.keyboard.press("ArrowDown")
        if sure:
            tab_into(page, item.locator(".quiz-sure input").first, limit=5)
            page.keyboard.press("Space")
            for _ in range(sure - 1):
                page.keyboard.press("ArrowRight")

    return act


def ticks(*keys: str) -> Keys:
    def act(page: Page, item: Locator) -> None:
        for key in keys:
            tab_into(page, item.locator(f".quiz-options input[value={key}]"), limit=20)
            page.keyboard.press("Space")

    return act


def typed(text: str) -> Keys:
    def act(page: Page, item: Locator) -> None:
        tab_into(page, item.get_by_role("textbox"), limit=20)
        page.keyboard.type(text)

    return act


def pairs(*labels: str) -> Keys:
    def act(page: Page, item: Locator) -> None:
        for row, label in zip(item.get_by_role("radiogroup").all(), labels, strict=True):
            wanted = row.get_by_label(label, exact=True)
            tab_into(page, row, limit=20)
            page.keyboard.press("Space")
            while not wanted.is_checked():
                page.keyboard.press("ArrowDown")

    return act


def order(wanted: str) -> Keys:
    """Move rows up until they stand as wanted; the pressed button keeps the focus."""

    def act(page: Page, item: Locator) -> None:
        rows = item.locator(".quiz-arrange > li")
        for place, key in enumerate(wanted):
            up = item.locator(f".quiz-arrange > li[data-key={key}] button").first
            while rows.nth(place).get_attribute("data-key") != key:
                tab_into(page, up, limit=20)
                page.keyboard.press("Enter")
                expect(up).to_be_focused()

    return act


def compared(points: int) -> Keys:
    def act(page: Page, item: Locator) -> None:
        typed("I dig. ")(page, item)
        press(page, item, "Compare with a model answer")
        expect(item.locator(".quiz-compare")).to_be_focused()
        for box in item.get_by_role("checkbox").all()[:points]:
            tab_into(page, box, limit=5)
            page.keyboard.press("Space")

    return act


KEYED: dict[str, list[tuple[Keys, str]]] = {
    "single": [(radio("b", sure=3), NOT_QUITE), (radio("a", sure=1), RIGHT)],
    "multiple": [
        (ticks("b"), NOT_QUITE),
        (ticks("a", "b"), PARTLY),
        (ticks("a", "c"), RIGHT),
    ],
    "true_false": [(radio("true"), NOT_QUITE), (radio("false"), RIGHT)],
    "match": [
        (pairs("Less acid", "More light"), NOT_QUITE),
        (pairs("Food for worms", "More light"), PARTLY),
        (pairs("Food for worms", "Less acid"), RIGHT),
    ],
    "numeric": [(typed("9"), NOT_QUITE), (typed("12.5"), PARTLY), (typed("25 litres"), RIGHT)],
    "order": [(order("acb"), NOT_QUITE), (order("cab"), PARTLY), (order("abc"), RIGHT)],
    "text": [(typed("leaves"), NOT_QUITE), (typed("Roots."), RIGHT)],
    "written": [
        (compared(0), "none of the 2 points"),
        (compared(1), "1 of 2 points"),
        (compared(2), "both points"),
    ],
}


def told(page: Page, item: Locator, verdict: str) -> None:
    """The feedback has the focus, and the live region says it, once."""
    expect(item.locator(".quiz-result")).to_be_focused()
    expect(item.locator(".quiz-result")).to_contain_text(verdict)
    expect(page.get_by_role("status")).to_have_count(1)
    said = item.locator(".quiz-verdict span").last.inner_text()
    expect(page.get_by_role("status")).to_contain_text(said)
    assert page.get_by_role("status").inner_text().count(said) == 1


@pytest.mark.parametrize("type_name", KEYED)
def test_a_question_is_answered_in_every_way_by_keys_alone(
    visit: Visit, garden: Site, type_name: str
) -> None:
    name, exercise = garden.first(type_name)
    page = visit(f"{name}#{exercise.id}", base=garden.address)
    item = page.locator(f"quiz-item#{exercise.id}")
    expect(item.locator("fieldset").first).to_be_focused()  # the link to it leads there
    check = "Compare with a model answer" if type_name == "written" else "Check"

    press(page, item, check)  # with no answer
    error = item.locator(".quiz-error")
    expect(error).to_be_visible()
    described = page.evaluate("() => document.activeElement.getAttribute('aria-describedby')")
    assert described == error.get_attribute("id")

    press(page, item, "I do not know yet")
    told(page, item, "That is fine")
    expect(error).to_have_count(0)
    expect(item.locator(".quiz-answers > :not(summary)").first).to_be_visible()

    for act, verdict in KEYED[type_name]:
        press(page, item, "Try again")
        expect(item.locator(".quiz-result")).to_be_hidden()
        act(page, item)
        press(page, item, "Count my points" if type_name == "written" else check)
        told(page, item, verdict)


def test_a_second_step_is_reached_by_keys(visit: Visit, garden: Site) -> None:
    name, exercise = garden.first("true_false")
    page = visit(f"{name}#{exercise.id}", base=garden.address)
    item, why = page.locator(f"#{exercise.id}"), page.locator(f"#{exercise.id}-why")
    radio("false")(page, item)
    press(page, item, "Check")
    press(page, item, "Go on")
    expect(why.locator("fieldset").first).to_be_focused()
    for key, verdict in (("b", NOT_QUITE), ("a", RIGHT)):
        radio(key)(page, why)
        press(page, why, "Check")
        told(page, why, verdict)
        press(page, why, "Try again")


def test_a_case_is_walked_through_both_branches_by_keys(visit: Visit, garden: Site) -> None:
    page = visit(f"{garden.lessons[1]}#watering-005", base=garden.address)
    case = page.locator("#watering-005")
    for key, other, act in (("a", "b", radio("false")), ("b", "c", typed("15"))):
        first, second = page.locator("#watering-005-a"), page.locator(f"#watering-005-{other}")
        expect(first.locator("fieldset").first).to_be_focused()
        radio(key)(page, first)
        press(page, first, "Check")
        press(page, first, "Go on")
        expect(second.locator("fieldset").first).to_be_focused()
        expect(case.locator("quiz-item:visible")).to_have_count(1)
        act(page, second)
        press(page, second, "Check")
        told(page, second, RIGHT)
        expect(
            case.get_by_role("list", name="The case so far").get_by_role("listitem")
        ).to_have_count(1)
        press(page, second, "Start the case again")


def test_a_row_at_the_end_stays_there_and_keeps_the_focus(visit: Visit, garden: Site) -> None:
    name, exercise = garden.first("order")
    page = visit(f"{name}#{exercise.id}", base=garden.address)
    rows = page.locator(f"#{exercise.id} .quiz-arrange > li")
    key, down = rows.first.get_attribute("data-key"), rows.first.locator("button").last
    button = down.element_handle()
    tab_into(page, down)
    for place in (2, 3, 3):
        page.keyboard.press("Space")
        assert rows.nth(place - 1).get_attribute("data-key") == key
        assert page.evaluate("button => button === document.activeElement", button)
        expect(page.get_by_role("status")).to_contain_text(f"moved to place {place} of 3")


def test_a_fold_is_opened_and_closed_by_keys(visit: Visit, garden: Site) -> None:
    page = visit(garden.lessons[0], base=garden.address)
    fold = page.locator("details.quiz-hint").first
    tab_into(page, fold.locator("summary"))
    page.keyboard.press("Enter")
    expect(fold.locator(":scope > :not(summary)").first).to_be_visible()
    page.keyboard.press("Space")
    expect(fold.locator(":scope > :not(summary)").first).to_be_hidden()
