"""`serve` as an author meets it: a page that follows the files, and says what is wrong."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from .conftest import GOOD, PATIENCE_MS, _copy, _environment
from .site import Site

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

SLOW_MS = 3 * PATIENCE_MS


class Serving:
    """A course that is served by a process of its own."""

    def __init__(self, root: Path) -> None:
        self.lesson = root / "modules" / "soil.md"
        self.sound = self.lesson.read_text("utf-8")
        arguments = ["serve", "--quiet", "--port", "0", "--course", str(root)]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "evidence_course", *arguments],
            env=_environment(root),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        assert self.process.stdout is not None
        found = re.search(r"http://\S+", self.process.stdout.readline())
        assert found
        self.address = found[0]

    def write(self, more: str) -> None:
        self.lesson.write_text(f"{self.sound}\n{more}\n", "utf-8")


@pytest.fixture(scope="module")
def serving(tmp_path_factory: pytest.TempPathFactory, garden: Site) -> Iterator[Serving]:
    """The small course, served from before its first build, which an author's slip stops."""
    root = tmp_path_factory.mktemp("served")
    _copy(GOOD, root)
    _copy(garden.root / "_build" / "executed", root / "_build" / "executed")
    lesson = root / "modules" / "soil.md"
    sound = lesson.read_text("utf-8")
    lesson.write_text(f"{sound}\nA <b>bold</b> word.\n", "utf-8")
    found = Serving(root)
    found.sound = sound
    yield found
    found.process.terminate()
    found.process.wait(30)


@pytest.fixture
def page(browser: Browser, serving: Serving) -> Iterator[Page]:
    """A page of the course; what the console says of blocked scripts fails the test."""
    context = browser.new_context(viewport={"width": 320, "height": 700})
    found = context.new_page()
    said: list[str] = []
    found.on("console", lambda message: said.append(message.text))
    found.on("pageerror", lambda error: said.append(str(error)))
    yield found
    context.close()
    assert [text for text in said if "Content Security Policy" in text or "Error:" in text] == []


def axe(page: Page) -> list[str]:
    from axe_playwright_python.sync_playwright import Axe

    found: Any = Axe().run(page).response
    return [each["id"] for each in found["violations"]]


def fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


def test_before_the_first_site_the_page_says_what_is_wrong_and_then_shows_the_course(
    page: Page, serving: Serving
) -> None:
    from playwright.sync_api import expect

    page.goto(f"{serving.address}modules/soil.html")
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("raw HTML is not allowed", timeout=SLOW_MS)
    line = len(serving.sound.splitlines()) + 2
    expect(alert).to_contain_text(f"modules/soil.md:{line}:3")
    expect(alert).to_contain_text("A <b>bold</b> word.")
    assert axe(page) == []
    assert fits(page)
    serving.write("Now it is plain.")
    expect(page.get_by_text("Now it is plain.")).to_be_visible(timeout=SLOW_MS)
    expect(page.get_by_role("alert")).to_have_count(0)


def test_an_edit_is_shown_where_the_author_was_reading(page: Page, serving: Serving) -> None:
    from playwright.sync_api import expect

    serving.write("The first wording.")
    page.goto(f"{serving.address}modules/soil.html")
    words = page.get_by_text("The first wording.")
    expect(words).to_be_visible(timeout=SLOW_MS)
    page.wait_for_load_state()  # its place after an earlier loading is found by then
    page.evaluate("scrollTo({top: 900, behavior: 'instant'})")
    page.wait_for_function("() => scrollY === 900")
    serving.write("The second wording.")
    expect(page.get_by_text("The second wording.")).to_be_visible(timeout=SLOW_MS)
    expect(words).to_have_count(0)
    page.wait_for_function("() => scrollY === 900")


def test_a_fault_lies_over_the_last_good_page_until_it_is_mended(
    page: Page, serving: Serving
) -> None:
    from playwright.sync_api import expect

    serving.write("A sound line.")
    page.goto(f"{serving.address}modules/soil.html")
    sound = page.get_by_text("A sound line.")
    expect(sound).to_be_visible(timeout=SLOW_MS)
    serving.write("A <i>slanted</i> word, and <script>alert(1)</script>.")
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("This page is the last good one.", timeout=SLOW_MS)
    expect(alert).to_contain_text("modules/soil.md:")
    expect(alert).to_contain_text("and <script>alert(1)</script>.")
    expect(sound).to_have_count(1)
    assert axe(page) == []
    assert fits(page)
    page.emulate_media(color_scheme="dark")
    assert axe(page) == []
    # By keyboard alone: the first thing that is reached hides it, and shows it again.
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Hide")).to_be_focused()
    page.keyboard.press("Escape")
    expect(alert).to_be_hidden()
    again = page.get_by_role("button", name=re.compile("^Show [0-9]+ fault"))
    expect(again).to_be_focused()
    page.keyboard.press("Enter")
    expect(alert).to_be_visible()
    # Another page, opened meanwhile, tells of it too.
    page.goto(serving.address)
    expect(alert).to_contain_text("modules/soil.md:")
    page.goto(f"{serving.address}modules/soil.html")
    serving.write("A mended line.")
    expect(page.get_by_text("A mended line.")).to_be_visible(timeout=SLOW_MS)
    expect(alert).to_have_count(0)


def test_the_policy_of_the_published_pages_stands(browser: Browser, serving: Serving) -> None:
    """In a page of its own, for here the console is meant to speak of a blocked script."""
    page = browser.new_page()
    page.goto(f"{serving.address}modules/soil.html")
    page.evaluate(
        """() => {
            const made = document.createElement("script");
            made.textContent = "window.ran = 1";
            document.body.append(made);
        }"""
    )
    assert page.evaluate("window.ran") is None
    page.close()


def test_an_address_that_is_not_there_has_the_course_s_own_page(
    page: Page, serving: Serving
) -> None:
    answer = page.goto(f"{serving.address}modules/none.html")
    assert answer is not None
    assert answer.status == 404
    assert page.get_by_role("heading", name="Page not found").is_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_build_report_can_be_read_on_a_phone(page: Page, garden: Site, scheme: Any) -> None:
    page.emulate_media(color_scheme=scheme)
    page.goto((garden.root / "_build" / "report.html").as_uri())
    assert page.get_by_role("heading", level=1).inner_text() == "Build report – A Small Garden"
    assert axe(page) == []
    assert fits(page)
    font = page.evaluate("getComputedStyle(document.body).fontFamily")
    assert "system-ui" in font  # its policy lets its own style sheet through
