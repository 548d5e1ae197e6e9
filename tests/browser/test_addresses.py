"""Old addresses in a browser: with scripts and without, served below a path and from the disk."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from .site import Server, Site, Visit
from .test_pages import OVERFLOW, WIDTHS, axe

if TYPE_CHECKING:
    from playwright.sync_api import Browser

GARDEN = "/garden/"


@pytest.fixture(scope="module")
def edited(edited_course: Path) -> Site:
    return Site(edited_course)


@pytest.fixture(scope="module")
def garden_server(edited: Site) -> Iterator[Server]:
    with Server(edited.folder, GARDEN) as running:
        yield running


@pytest.mark.parametrize("script", [True, False])
@pytest.mark.parametrize("place", ["served", "disk"])
def test_an_old_address_leads_to_the_new_page(
    visit: Visit, edited: Site, garden_server: Server, place: str, script: bool
) -> None:
    base = garden_server.address if place == "served" else edited.address
    for old, new in (
        ("modules/watering.html", "modules/drops.html"),
        ("contact.html", "club.html"),
    ):
        page = visit(old, base=base, script=script)
        page.wait_for_url(f"{base}{new}")
        assert page.locator("h1").inner_text()


def test_the_part_of_the_page_comes_along_and_back_does_not_trap(
    visit: Visit, garden_server: Server
) -> None:
    base = garden_server.address
    page = visit("index.html", base=base)
    page.goto(f"{base}modules/watering.html?from=mail#sources")
    page.wait_for_url(f"{base}modules/drops.html?from=mail#sources")
    page.go_back()
    page.wait_for_url(f"{base}index.html")


def test_where_nothing_sends_readers_on_the_page_itself_can_be_used(
    browser: Browser, garden_server: Server
) -> None:
    pages = []
    for width in WIDTHS:
        page = browser.new_page(viewport={"width": width, "height": 900})
        page.route("**/moved.js", lambda route: route.abort())
        page.goto(f"{garden_server.address}modules/watering.html")
        assert page.evaluate(OVERFLOW) == []
        pages.append(page)
    assert axe(pages) == {}
    pages[0].get_by_role("link", name="How much water does a bed need?").click()
    assert pages[0].url == f"{garden_server.address}modules/drops.html"
    for page in pages:
        page.close()
