"""The handbook's screenshots, taken anew: build the course first, then `python -m
tests.handbook.pictures`. What git cannot compare, a person looks at."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.browser.site import launch

ROOT = Path(__file__).parents[2]
SHOTS = {
    "published-cover": ("html/index.html", 1000, 640),
    "published-phone": ("html/modules/fair-test.html", 320, 560),
    "build-report": ("report.html", 1000, 700),
}
"""The page below _build, and the size of the window."""


def take_all() -> None:
    with sync_playwright() as playwright:
        browser = launch(playwright)
        assert browser is not None, "no browser was found"
        for name, (page, width, height) in SHOTS.items():
            file = ROOT / "_build" / page
            if file.is_file():
                window = browser.new_page(viewport={"width": width, "height": height})
                window.goto(file.as_uri())
                window.screenshot(path=ROOT / "docs" / "images" / f"{name}.png")
        browser.close()


if __name__ == "__main__":
    take_all()
