"""What holds of every page: nothing from elsewhere, no barrier, no sideways scroll, no weight."""

from __future__ import annotations

import gzip
from collections.abc import Sequence
from importlib.resources import files
from typing import TYPE_CHECKING

import pytest

from evidence_course.check import HEAVY

from .site import Server, Site, Visit

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

PAGE_LIMIT_KB, SCRIPT_LIMIT_KB = 60, 30
WIDTHS, SCHEMES = (320, 1280), ("light", "dark")
# Begun on several pages before any is waited for: each page has a process of its own.
BEGIN_AXE = """() => {
    const told = (rule, node) => `${rule.id}: ${node.target} ${node.html.slice(0, 150)}`;
    const look = async () => {
        const {violations} = await axe.run(document, {resultTypes: ['violations'], preload: false});
        return violations.flatMap(rule => rule.nodes.map(node => told(rule, node)));
    };
    window.found = new Promise((done, fail) => setTimeout(() => look().then(done, fail)));
}"""
# The last option, the first button of each pair, a number far out, the order as it stands.
ANSWER_ALL = """() => document.querySelectorAll('quiz-item.quiz-ready').forEach(item => {
    item.querySelectorAll('.quiz-options li:last-child input').forEach(box => box.click());
    item.querySelectorAll('.quiz-choice:first-child input').forEach(button => button.click());
    item.querySelectorAll('.quiz-entry input').forEach(box => { box.value = '-987,654'; });
    item.querySelector('form').requestSubmit();
})"""
OPEN_ALL = """() => document.querySelectorAll('details').forEach(fold => { fold.open = true; })"""
OVERFLOW = """() => {
    const page = document.documentElement;
    if (page.scrollWidth <= page.clientWidth) return [];
    const sticksOut = part => part.getBoundingClientRect().right > page.clientWidth + 0.5;
    const parts = [...document.querySelectorAll('body *')].filter(sticksOut);
    return parts.slice(0, 5).map(part => part.outerHTML.slice(0, 150));
}"""


def answer_and_open_everything(page: Page) -> None:
    page.evaluate(ANSWER_ALL)
    page.evaluate(OPEN_ALL)


def axe(pages: Sequence[Page]) -> dict[str, list[str]]:
    """What axe finds wrong on open pages, by width and colour scheme."""
    for page in pages:
        page.evaluate((files("axe_playwright_python") / "axe.min.js").read_text("utf-8"))
    found = {}
    for scheme in SCHEMES:
        for page in pages:
            page.emulate_media(color_scheme=scheme)
            page.evaluate(BEGIN_AXE)
        for page in pages:
            width = page.evaluate("() => innerWidth")
            found[f"{width} px, {scheme}"] = page.evaluate("() => window.found")
    assert len(found) == len(WIDTHS) * len(SCHEMES)
    return {look: faults for look, faults in found.items() if faults}


def test_the_site_has_the_pages_that_these_tests_are_for(site: Site) -> None:
    assert {"index.html", "search.html", "404.html"} < set(site.pages)
    assert len(site.lessons) >= 3
    assert set(site.lessons) < set(site.pages)


def test_axe_finds_no_fault_on_any_page(visit: Visit, site: Site, server: Server) -> None:
    pages = [visit("index.html", base=server.address, width=width) for width in WIDTHS]
    faults = {}
    for name in site.pages:
        for page in pages:
            page.goto(server.address + name)
        faults[name] = axe(pages)
    assert {name: found for name, found in faults.items() if found} == {}


def test_axe_finds_no_fault_where_everything_is_answered_and_open(
    visit: Visit, site: Site, garden: Site
) -> None:
    disk = "file:///"
    shortest = min(site.lessons, key=lambda name: len(site.text(name)))
    addresses = [
        site.address + shortest,
        *(garden.address + name for name in garden.lessons),
    ]
    names = [address.removeprefix(disk) for address in addresses]
    pages = [visit(names[0], base=disk, width=width) for width in WIDTHS]
    for name in names:
        for page in pages:
            page.goto(disk + name)
            answer_and_open_everything(page)
            assert page.locator(".quiz-result:visible").count() >= 2
        assert axe(pages) == {}, name


@pytest.mark.parametrize("served", [False, True], ids=["file", "http"])
def test_no_page_asks_another_host_or_breaks_its_own_policy(
    visit: Visit, site: Site, server: Server, served: bool
) -> None:
    # ``visit`` fails this test for any foreign request, refused resource, or error of a script.
    base = server.address if served else site.address
    page = visit("index.html", base=base)
    for name in site.pages:
        if name == "404.html" and not served:
            continue  # it is for a web host only, and names its files by the host's paths
        page.goto(base + name)
        answer_and_open_everything(page)
        assert page.locator("h1").count() == 1, name


@pytest.mark.parametrize("opened", [False, True], ids=["as-it-comes", "answered-and-open"])
def test_no_page_scrolls_sideways_on_a_small_phone(
    visit: Visit, site: Site, server: Server, opened: bool
) -> None:
    page = visit("index.html", base=server.address, width=320)
    faults = {}
    for name in site.pages:
        page.goto(server.address + name)
        if opened:
            answer_and_open_everything(page)
        faults[name] = page.evaluate(OVERFLOW)
    assert {name: found for name, found in faults.items() if found} == {}


@pytest.mark.parametrize("width", [640, 1280])
def test_a_lesson_with_text_of_twice_the_size_does_not_scroll_sideways(
    visit: Visit, site: Site, width: int
) -> None:
    page = visit(site.lessons[0], width=width)
    size = "() => parseFloat(getComputedStyle(document.querySelector('main p')).fontSize)"
    before = page.evaluate(size)
    page.evaluate("() => { document.documentElement.style.fontSize = '%fpx' }" % (2 * before))
    assert page.evaluate(size) >= 1.9 * before
    answer_and_open_everything(page)
    assert page.evaluate(OVERFLOW) == []


LATER = "/practice/items/"
"""Questions, which come when the page is there and are no part of its first load."""


def test_every_page_is_light_on_its_first_load(visit: Visit, site: Site, server: Server) -> None:
    page = visit("index.html", base=server.address)
    asked: set[str] = set()
    page.on("request", lambda request: asked.add(request.url.partition("?")[0]))
    heavy = {}
    for name in set(site.pages) - set(HEAVY):
        asked.clear()
        page.goto(server.address + name)
        assert server.address + name in asked
        first = [url for url in asked if LATER not in url]
        weights = {url: _weight(site, url.removeprefix(server.address)) for url in first}
        script = sum(size for url, size in weights.items() if url.endswith(".js"))
        if sum(weights.values()) > PAGE_LIMIT_KB or script > SCRIPT_LIMIT_KB:
            heavy[name] = weights
    assert heavy == {}


def _weight(site: Site, path: str) -> float:
    return len(gzip.compress((site.folder / path).read_bytes(), 6)) / 1000


def test_an_unknown_address_at_any_depth_gets_a_page_that_works(
    browser: Browser, server: Server
) -> None:
    unknown = f"{server.address}no/such/folder/page.html"
    page = browser.new_page()
    answers: dict[str, int] = {}
    page.on("response", lambda answer: answers.update({answer.url: answer.status}))
    page.goto(unknown)
    assert answers.pop(unknown) == 404
    assert set(answers.values()) == {200}, answers
    assert page.locator("h1").inner_text() == "Page not found"
    assert page.evaluate("() => [...document.styleSheets].some(sheet => sheet.cssRules.length > 9)")
    page.locator("main a", has_text="home page").click()
    assert page.url == f"{server.address}index.html"
    page.close()
