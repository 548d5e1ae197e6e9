"""Every type of question in every state it can come to: axe, and what a screen reader is given.

``tests/data/accessibility/TYPE.txt`` holds the accessibility tree of each state, read by a person.
``EVIDENCE_COURSE_WRITE_TREES=1 pytest tests/browser/test_quiz_states.py`` writes the trees anew:
read what changed before it is committed.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from evidence_course.questions import question_types

from .site import Site
from .test_pages import OVERFLOW, SCHEMES, WIDTHS
from .test_quiz import BLUNT, choose, press, put_in_order

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

TREES = Path(__file__).parent.parent / "data" / "accessibility"
WRITE = "EVIDENCE_COURSE_WRITE_TREES"
Act = Callable[["Locator"], object]

ITEMS = {
    "single": "soil-001",
    "multiple": "soil-002",
    "true_false": "soil-003",
    "match": "soil-004",
    "numeric": "watering-001",
    "order": "watering-002",
    "text": "watering-003",
    "written": "watering-004",
    "case": "watering-005",
}


def picks(*keys: str, sure: str = "") -> Act:
    def act(item: Locator) -> None:
        choose(item, *keys)
        if sure:
            item.get_by_role("radio", name=sure, exact=True).check()
        press(item, "Check")

    return act


def types(text: str) -> Act:
    def act(item: Locator) -> None:
        item.get_by_role("textbox").fill(text)
        press(item, "Check")

    return act


def orders(keys: str) -> Act:
    def act(item: Locator) -> None:
        put_in_order(item, keys)
        press(item, "Check")

    return act


def pairs(*labels: str) -> Act:
    def act(item: Locator) -> None:
        for row, label in zip(item.get_by_role("radiogroup").all(), labels, strict=True):
            row.get_by_label(label, exact=True).check()
        press(item, "Check")

    return act


def writes(ticks: int, *, count: bool = True) -> Act:
    def act(item: Locator) -> None:
        item.get_by_role("textbox").fill("I would dig.")
        press(item, "Compare with a model answer")
        for box in item.get_by_role("checkbox").all()[:ticks]:
            box.check()
        if count:
            press(item, "Count my points")

    return act


def then(*acts: Act) -> Act:
    """One after the other, each to the question that is asked by then."""

    def act(item: Locator) -> None:
        box = item.locator("xpath=..")
        for each in acts:
            each(box.locator("quiz-item:visible").last)

    return act


def unsure(item: Locator) -> None:
    press(item, "I do not know yet")


def check(item: Locator) -> None:
    press(item, "Check")


def go_on(item: Locator) -> None:
    press(item, "Go on")


def as_it_comes(_item: Locator) -> None:
    return None


def open_fold(name: str) -> Act:
    return lambda item: item.locator(f"summary:text-is('{name}')").click()


COMMON: Mapping[str, Act] = MappingProxyType(
    {"asked": as_it_comes, "unanswered": check, "not known yet": unsure}
)
STATES: Mapping[str, Mapping[str, Act]] = {
    "single": {
        **COMMON,
        "hint": open_fold("Hint"),
        "right": picks("a", sure="A guess"),
        "wrong": picks("b", sure="Sure"),
        "wrong, all reasons": then(picks("b"), open_fold("Answer and reasons")),
        "only taken": as_it_comes,
        "only taken, not known yet": unsure,
    },
    "multiple": {
        **COMMON,
        "right": picks("a", "c"),
        "wrong": picks("b"),
        "partly right": picks("a", "b"),
    },
    "true_false": {
        **COMMON,
        "right": picks("false"),
        "wrong": picks("true"),
        "second step": then(picks("true"), go_on),
        "second step right": then(picks("false"), go_on, picks("a")),
        "second step wrong": then(picks("false"), go_on, picks("b")),
    },
    "match": {
        **COMMON,
        "right": pairs("Food for worms", "Less acid"),
        "wrong": pairs("More light", "Food for worms"),
        "partly right": pairs("More light", "Less acid"),
    },
    "numeric": {
        **COMMON,
        "right": types("25 litres"),
        "wrong": types("987"),
        "partly right": types("12.5"),
        "no number": types("about twenty"),
    },
    "order": {
        **COMMON,
        "right": orders("abc"),
        "wrong": orders("acb"),
        "partly right": orders("cab"),
    },
    "text": {**COMMON, "right": types("The roots."), "wrong": types("leaves")},
    "written": {
        **COMMON,
        "unanswered": lambda item: press(item, "Compare with a model answer"),
        "beside the model": writes(1, count=False),
        "all points": writes(2),
        "some points": writes(1),
        "no points": writes(0),
    },
    "case": {
        **COMMON,
        "right": picks("a"),
        "wrong": picks("b"),
        "second question": then(picks("a"), go_on),
        "another branch": then(picks("b"), go_on, types("15")),
        "ended": then(unsure, go_on, picks("false")),
    },
}
# Those that can be partly right are shown so.
PARTLY = {"multiple", "match", "numeric", "order"}

MARKUP = """id => {
    const found = document.getElementById(id);
    return (found.closest('.quiz-steps') || found).outerHTML;
}"""
PLACE = """([name, markup]) => {
    const place = document.createElement('div');
    place.id = name;
    if (name.includes('only-taken')) place.dataset.mode = 'check';
    place.innerHTML = markup;
    document.querySelector('main').append(place);
}"""
# Target size is off by default: it is of WCAG 2.2.
AXE = """async () => {
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
    const {violations} = await axe.run(document, {
        runOnly: {type: 'tag', values: tags},
        rules: {'target-size': {enabled: true}},
        resultTypes: ['violations'],
        preload: false,
    });
    const told = (rule, node) => `${rule.id}: ${node.target} ${node.failureSummary}`;
    return violations.flatMap(rule => rule.nodes.map(node => told(rule, node)));
}"""


def name_of(kind: str, state: str) -> str:
    return f"{kind}-{state}".replace(", ", "-").replace(" ", "-").replace("_", "-")


def specimens() -> Iterator[tuple[str, str, Act]]:
    return ((kind, state, act) for kind, acts in STATES.items() for state, act in acts.items())


def markups(browser: Browser, garden: Site) -> dict[str, str]:
    """Each type as it comes from the server."""
    page = browser.new_page(java_script_enabled=False)
    found = {}
    for name in garden.lessons:
        page.goto(garden.address + name)
        here = [kind for kind, item in ITEMS.items() if page.locator(f"#{item}").count()]
        found |= {kind: page.evaluate(MARKUP, ITEMS[kind]) for kind in here}
    page.close()
    return found


@pytest.fixture(scope="module")
def gallery(browser: Browser, garden: Site) -> Iterator[Page]:
    """One page with a copy of each type in each of its states."""
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    found = markups(browser, garden)
    page.goto(garden.address + garden.lessons[0])
    page.evaluate("() => document.querySelectorAll('main .quiz').forEach(quiz => quiz.remove())")
    for kind, state, act in specimens():
        name, item = name_of(kind, state), ITEMS[kind]
        markup = found[kind].replace(f'="{item}', f'="{name}').replace(f'"#{item}', f'"#{name}')
        page.evaluate(PLACE, [f"place-{name}", markup])
        act(page.locator(f"#place-{name} quiz-item").first)
    page.evaluate((files("axe_playwright_python") / "axe.min.js").read_text("utf-8"))
    yield page
    page.close()


def test_every_type_is_shown_in_every_state() -> None:
    assert set(STATES) == set(ITEMS) == set(question_types())
    for kind, acts in STATES.items():
        assert {"asked", "unanswered", "not known yet"} < set(acts)
        assert ("partly right" in acts) == (kind in PARTLY)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("scheme", SCHEMES)
def test_axe_finds_no_fault_in_any_state(gallery: Page, width: int, scheme: str) -> None:
    gallery.set_viewport_size({"width": width, "height": 900})
    gallery.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    assert gallery.evaluate(AXE) == []
    assert gallery.evaluate(OVERFLOW) == []


def test_nothing_is_called_wrong_in_any_state(gallery: Page) -> None:
    said = gallery.locator(".quiz-verdict, .quiz-error, .quiz-mark").all_inner_texts()
    assert len(said) > 40
    assert [words for words in said if BLUNT.search(words)] == []


TARGETS = """() => {
    const seen = node => node.getClientRects().length > 0;
    const big = node => {
        const target = /radio|checkbox/.test(node.type) ? node.labels[0] : node;
        return target.getBoundingClientRect().height >= 44;
    };
    const own = '.quiz-item button, .quiz-item summary, .quiz-item select, .quiz-item input';
    return [...document.querySelectorAll(own)].filter(node => seen(node) && !big(node))
        .map(node => node.outerHTML.slice(0, 150));
}"""


@pytest.mark.parametrize("width", WIDTHS)
def test_buttons_options_and_boxes_are_large_enough_for_a_thumb(gallery: Page, width: int) -> None:
    gallery.set_viewport_size({"width": width, "height": 900})
    assert gallery.evaluate(TARGETS) == []


def test_every_state_fits_text_of_twice_the_size(gallery: Page) -> None:
    gallery.set_viewport_size({"width": 640, "height": 900})
    page = "document.documentElement.style.fontSize"
    gallery.evaluate(f"() => {{ {page} = '38px' }}")
    assert gallery.evaluate(OVERFLOW) == []
    gallery.evaluate(f"() => {{ {page} = '' }}")


@pytest.mark.parametrize("kind", STATES)
def test_the_accessibility_tree_is_the_one_that_was_read(gallery: Page, kind: str) -> None:
    gallery.set_viewport_size({"width": 1280, "height": 900})
    trees = []
    for state in STATES[kind]:
        place = gallery.locator(f"#place-{name_of(kind, state)}")
        expect(place.locator("quiz-item").first).to_be_attached()
        trees.append(f"# {state}\n\n{place.aria_snapshot()}\n")
    text = "\n".join(trees)
    if os.environ.get(WRITE):
        TREES.mkdir(exist_ok=True)
        (TREES / f"{kind}.txt").write_text(text, "utf-8")
    assert (TREES / f"{kind}.txt").read_text("utf-8") == text
