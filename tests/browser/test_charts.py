"""Every form of chart in the theme: on phones, in the dark, in forced colours, on paper."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import evidence_course
from tests import gallery

from .test_pages import BEGIN_AXE, OPEN_ALL, OVERFLOW, SCHEMES

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

STYLES = "theme/evidence_course/static/course.css"
# Texts that leave their drawing by more than a unit, as the browser sets them.
STICKING_OUT = """() => [...document.querySelectorAll('figure.chart svg')].flatMap(svg => {
    const box = svg.getBoundingClientRect();
    return [...svg.querySelectorAll('text')].filter(text => {
        const own = text.getBoundingClientRect();
        return own.left < box.left - 1.5 || own.right > box.right + 1.5;
    }).map(text => text.textContent);
})"""
SMALLEST = """() => Math.min(...[...document.querySelectorAll('figure.chart svg')].flatMap(svg =>
    [...svg.querySelectorAll('text')].map(text =>
        parseFloat(getComputedStyle(text).fontSize) * svg.getScreenCTM().a)))"""
# The paint of every shape and text against the colours that the system gives.
PAINTS = """() => {
    const probe = document.body.appendChild(document.createElement('p'));
    const system = name => {
        probe.style.setProperty('color', name);
        return getComputedStyle(probe).color;
    };
    const known = new Set(['none', system('CanvasText'), system('Canvas')]);
    probe.remove();
    const forms = 'path, line, rect, circle, polygon, polyline, text';
    const shapes = document.querySelectorAll(`figure.chart svg :is(${forms})`);
    return [...shapes].flatMap(shape => ['fill', 'stroke'].map(name =>
        [shape.getAttribute('class'), name, getComputedStyle(shape)[name]]))
        .filter(([, , paint]) => !known.has(paint)).map(String).slice(0, 5);
}"""
LOOKS = """() => {
    const look = part => {
        const set = getComputedStyle(part);
        return part ? [part.tagName, set.fill !== 'none', set.strokeDasharray].join() : '';
    };
    const one = (kind, name) => look(document.querySelector(`.chart-${kind} .${name}`));
    return {
        marks: [one('icon-arrays', 'mark-on'), one('icon-arrays', 'mark-off')],
        lines: ['line-1', 'line-2'].map(name => one('lines', name)),
        trend: ['line-1', 'line-2'].map(name => one('trend', name)),
        areas: [one('overlap', 'line-1'), one('overlap', 'line-2')],
    };
}"""
DARK_PAPER = "() => getComputedStyle(document.documentElement).backgroundColor"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("charts")
    shutil.copy(Path(evidence_course.__file__).parent / STYLES, folder)
    drawn = [
        maker(title=maker.__name__.replace("_", " "), sentence=f"Form {number}.")
        for number, maker in enumerate(gallery.MAKERS)
    ]
    (folder / "index.html").write_text(gallery.page(drawn), encoding="utf-8")
    return (folder / "index.html").as_uri()


@pytest.fixture
def show(browser: Browser, address: str) -> Iterator[Any]:
    contexts, faults = [], []

    def opened(width: int = 320, **options: Any) -> Page:
        viewport = {"width": width, "height": 900}
        context = browser.new_context(viewport=viewport, **options)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
        page.goto(address)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert not faults


@pytest.mark.parametrize("width", [320, 1280])
def test_charts_fit_and_can_be_read(show: Any, width: int) -> None:
    page = show(width)
    assert page.locator("figure.chart").count() == len(gallery.MAKERS)
    assert page.evaluate(STICKING_OUT) == []
    assert page.evaluate(SMALLEST) >= 16
    page.evaluate(OPEN_ALL)
    assert page.evaluate(OVERFLOW) == []


def test_axe_finds_no_fault_in_any_chart(show: Any) -> None:
    page = show()
    page.evaluate(OPEN_ALL)
    page.evaluate((files("axe_playwright_python") / "axe.min.js").read_text("utf-8"))
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        page.evaluate(BEGIN_AXE)
        assert page.evaluate("() => window.found") == [], scheme


def test_every_drawing_is_one_image_with_a_name_and_a_description(show: Any) -> None:
    page = show()
    images = page.get_by_role("img")
    assert images.count() == page.locator("figure.chart svg").count() >= len(gallery.MAKERS)
    tree = page.locator("main").aria_snapshot()
    assert tree.count("img ") == images.count(), "nothing inside a drawing is read out by itself"
    for image in page.locator("figure.chart svg").all():
        ids = (image.get_attribute("aria-labelledby") or "").split()
        texts = [page.locator(f"#{each}").text_content() or "" for each in ids]
        assert len(texts) == 2 and all(texts)


@pytest.mark.parametrize("media", ["screen", "print"])
@pytest.mark.parametrize("forced", ["none", "active"])
def test_marks_and_lines_differ_by_form(show: Any, forced: str, media: str) -> None:
    page = show(forced_colors=forced)
    page.emulate_media(media=media, forced_colors=forced)
    for pair in page.evaluate(LOOKS).values():
        assert len(set(pair)) == 2, pair


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_forced_colours_leave_no_colour_of_ours(show: Any, scheme: str) -> None:
    page = show(forced_colors="active", color_scheme=scheme)
    assert page.evaluate(PAINTS) == []


def test_charts_are_printed_black_with_their_tables(show: Any) -> None:
    page = show(794, color_scheme="dark")
    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate(DARK_PAPER) == "rgb(255, 255, 255)"
    for table in page.locator("figure.chart table").all():
        assert table.is_visible()
    inks = page.locator("figure.chart svg text").evaluate_all(
        "texts => [...new Set(texts.map(text => getComputedStyle(text).fill))]"
    )
    assert inks == ["rgb(0, 0, 0)"]
    assert page.evaluate(OVERFLOW) == []
