"""The handbook in a real browser: nothing from elsewhere, no barrier, search from a disk too."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from evidence_course import cli
from tests.handbook.conftest import copy_handbook

from .site import Server
from .test_pages import OVERFLOW, WIDTHS, axe

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

SUB_PATH = "/weighing/handbook/"
LOOKED_AT = (
    "index.html",
    "architecture.html",
    "add-question-type.html",
    "reference/commands.html",
)
"""One page of each make: text, drawings, code, tables. One template makes them all."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = copy_handbook(tmp_path_factory.mktemp("handbook") / "course")
    assert cli.main(["handbook", "--quiet", "--course", str(root)]) == 0
    return root / "_build" / "handbook"


@pytest.fixture(scope="module")
def served(folder: Path) -> Iterator[str]:
    with Server(folder, SUB_PATH) as running:
        yield running.address


@pytest.fixture(params=["from a disk", "from a server"])
def base(request: pytest.FixtureRequest, folder: Path, served: str) -> str:
    return served if request.param == "from a server" else f"{folder.as_uri()}/"


@pytest.fixture
def watched(browser: Browser, base: str) -> Iterator[Page]:
    """A page that may neither log an error nor ask another place for anything."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page, faults = context.new_page(), []
    page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    context.on(
        "request",
        lambda asked: None if asked.url.startswith(base) else faults.append(asked.url),
    )
    yield page
    context.close()
    assert faults == []


def test_no_page_asks_another_place_for_anything(watched: Page, base: str, folder: Path) -> None:
    names = [path.relative_to(folder).as_posix() for path in sorted(folder.rglob("*.html"))]
    assert set(LOOKED_AT) < set(names)
    for name in names:
        watched.goto(base + name)
        assert watched.locator("h1").count() == 1, name


def test_the_search_finds_a_word(watched: Page, base: str) -> None:
    watched.goto(f"{base}index.html")
    watched.keyboard.press("f")
    watched.keyboard.type("tolerance")
    watched.locator(".md-search-result__link", has_text="numeric").first.wait_for()


def test_no_barrier_and_no_sideways_scroll(browser: Browser, served: str) -> None:
    contexts = [browser.new_context(viewport={"width": w, "height": 900}) for w in WIDTHS]
    pages = [context.new_page() for context in contexts]
    faults = {}
    for name in LOOKED_AT:
        for page in pages:
            page.goto(served + name)
            faults[f"{name} sticks out"] = page.evaluate(OVERFLOW)
        faults[name] = axe(pages)
    for context in contexts:
        context.close()
    assert {name: found for name, found in faults.items() if found} == {}


def test_a_drawing_can_be_read_on_a_phone_light_and_dark(browser: Browser, served: str) -> None:
    colours = set()
    for scheme in ("light", "dark"):
        context = browser.new_context(viewport={"width": 320, "height": 900}, color_scheme=scheme)
        page = context.new_page()
        page.goto(f"{served}architecture.html")
        drawing = page.get_by_role("img", name="The stages of a build")
        assert (drawing.bounding_box() or {"width": 0})["width"] > 240
        word = drawing.locator("text").first
        assert (word.bounding_box() or {"height": 0})["height"] > 10
        written = page.locator("article p").first.evaluate("each => getComputedStyle(each).color")
        assert word.evaluate("each => getComputedStyle(each).fill") == written
        colours.add(written)
        context.close()
    assert len(colours) == 2
