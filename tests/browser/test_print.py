"""A lesson on paper: its text and no controls."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from .site import Site, Visit

if TYPE_CHECKING:
    from playwright.sync_api import Page

CONTROLS = ".skip-link, .site-header, .site-nav, .crumbs, .page-toc, .pager, button, .quiz-answers"
SHOWN = """part => part.checkVisibility({contentVisibilityAuto: true, visibilityProperty: true})"""


@pytest.fixture
def printed(visit: Visit, site: Site) -> Page:
    page = visit(site.lessons[-1], width=800, dark=True)
    page.emulate_media(media="print", color_scheme="dark")
    return page


def test_the_lesson_is_printed_and_its_controls_are_not(printed: Page, site: Site) -> None:
    for control in printed.locator(CONTROLS).all():
        assert not control.is_visible(), control.evaluate("node => node.outerHTML.slice(0, 100)")
    lesson = site.course.lessons[site.course.settings.modules[-1]].settings
    shown = printed.locator("body").inner_text()
    for text in (lesson.title, lesson.key_points[0], lesson.key_points[-1], lesson.prompt):
        assert text in shown


def test_folded_sums_and_tables_are_printed_open(printed: Page) -> None:
    folds = printed.locator("main details:not(.quiz-answers, .quiz-hint, .page-toc *)")
    assert folds.count() > 1
    for fold in folds.all():
        body = fold.locator(":scope > :not(summary)").first
        assert body.evaluate(SHOWN), fold.evaluate("node => node.outerHTML.slice(0, 100)")


def test_paper_is_white_and_ink_black_whatever_the_screen(printed: Page) -> None:
    look = "node => [getComputedStyle(node).color, getComputedStyle(node).backgroundColor]"
    ink, _ = printed.locator("main p").first.evaluate(look)
    _, paper = printed.locator("html").evaluate(look)
    assert ink == "rgb(0, 0, 0)"
    assert paper == "rgb(255, 255, 255)"


def test_a_lesson_becomes_a_pdf_of_several_pages(printed: Page) -> None:
    document = printed.pdf(prefer_css_page_size=True)
    assert document.startswith(b"%PDF-")
    pages = len(re.findall(rb"/Type\s*/Page\b(?!s)", document))
    assert 3 <= pages <= 40
