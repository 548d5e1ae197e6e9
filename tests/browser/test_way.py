"""Finding one's way: pathways, short editions, words that open, and what each page ends with."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from evidence_course.core import core
from evidence_course.terms import glossary

from .site import Server, Site, Visit
from .test_keyboard import tab_into

if TYPE_CHECKING:
    from playwright.sync_api import Page

OVER = "() => document.documentElement.scrollWidth > document.documentElement.clientWidth"


def pathway(site: Site, name: str) -> list[str]:
    """The pages of a pathway's steps."""
    found = next(each for each in site.course.settings.pathways if each.id == name)
    folder = {"core": "core", "full": "modules"}
    return [f"{folder[step.part]}/{step.module}.html" for step in found.steps]


def at(page: Page, site: Site) -> str:
    return page.url.removeprefix(site.address).partition("?")[0].partition("#")[0]


# Pathways


def test_a_pathway_is_walked_from_its_page_and_back(visit: Visit, site: Site) -> None:
    steps = pathway(site, "practitioner")
    page = visit("pathways/practitioner.html")
    page.locator(".pathway-steps ol > li > p > a, .pathway-steps ol > li > a").first.click()
    for number, step in enumerate(steps, 1):
        assert at(page, site) == step
        expect(page.locator(".positions li:visible")).to_have_count(1)
        said = f"Step {number} of {len(steps)}, practitioner"
        expect(page.locator(".positions li:visible")).to_have_text(said)
        page.locator(".pager-next").click()
    assert at(page, site) == "pathways/practitioner.html"
    page.goto(f"{site.address}{steps[1]}?pathway=practitioner")
    page.locator(".pager-prev").click()
    assert at(page, site) == steps[0]


def test_without_a_pathway_or_a_script_every_place_is_listed(visit: Visit, site: Site) -> None:
    count = len(site.course.settings.pathways)
    assert count >= 3
    for script, address in ((True, ""), (False, ""), (False, "?pathway=leader")):
        page = visit(site.lessons[1] + address, script=script)
        expect(page.locator(".positions li:visible")).to_have_count(count)
        expect(page.locator(".positions")).to_contain_text(
            f"Step 2 of {len(pathway(site, 'leader'))}, leader (short edition)"
        )
        page.locator(".pager-next").click()
        assert at(page, site) == site.lessons[1].replace("modules", "notebooks")


def test_a_pathway_that_does_not_have_the_page_changes_nothing(visit: Visit, site: Site) -> None:
    page = visit(f"{site.lessons[0]}?pathway=%3Cb%3E")
    expect(page.locator(".positions li:visible")).to_have_count(len(site.course.settings.pathways))


def test_the_cover_offers_each_pathway_with_its_length(visit: Visit, site: Site) -> None:
    page = visit("index.html")
    for each in site.course.settings.pathways:
        link = page.locator("main .pathways").get_by_role("link", name=each.title, exact=True)
        row = link.locator("xpath=ancestor::li")
        minutes = re.search(r"About (\d+) minutes", row.inner_text())
        assert minutes
        link.click()
        expect(page.locator("main")).to_contain_text(f"about {minutes[1]} minutes in all")
        each_step = re.findall(r"About (\d+) minutes", page.locator("main").inner_text())
        assert sum(map(int, each_step)) == int(minutes[1])
        page.go_back()


# Short editions


def test_a_short_edition_says_so_and_is_part_of_the_whole(visit: Visit, site: Site) -> None:
    page = visit("index.html")
    short = {slug: each for slug, each in site.course.lessons.items() if core(each.body).strip()}
    charts = 0
    for slug, lesson in short.items():
        page.goto(f"{site.address}core/{slug}.html")
        main = page.locator("main")
        expect(main.locator("h1")).to_have_text(lesson.settings.title)
        expect(main).to_contain_text("This is the short edition")
        expect(main).to_contain_text(f"About {lesson.settings.core_minutes} minutes.")
        headings = main.locator("h2, h3").all_inner_texts()
        expected = re.findall(r"^###? (.+)$", core(lesson.body), re.MULTILINE)
        assert headings[: len(expected)] == expected
        charts += main.locator(".result figure").count()
        assert "+++" not in main.inner_text()
        page.get_by_role("link", name="The whole lesson").click()
        assert at(page, site) == f"modules/{slug}.html"
        assert "+++" not in page.locator("main").inner_text()
        page.get_by_role("link", name="short edition takes").click()
        assert at(page, site) == f"core/{slug}.html"
    assert charts > 0, "a chart may be missing from one short edition, but not from all"


def test_a_question_can_be_answered_in_a_short_edition(visit: Visit, garden: Site) -> None:
    page = visit("core/watering.html", base=garden.address)
    item = page.locator("quiz-item#watering-001.quiz-ready")
    item.locator("input[type=text]").fill("25")
    item.get_by_role("button", name="Check").click()
    expect(item.locator(".quiz-result")).to_contain_text("right")


# Words that open


def test_a_word_opens_and_closes_by_mouse_and_key(visit: Visit, garden: Site) -> None:
    page = visit("modules/watering.html", base=garden.address, width=320)
    sign = page.get_by_role("button", name="What does “mulch” mean?")
    expect(sign).to_have_count(1)  # its second use in the section is a plain word
    told = page.locator(".term-told", has_text="What you lay on the soil")
    expect(told).to_be_hidden()
    expect(sign).to_have_attribute("aria-expanded", "false")
    sign.click()
    expect(told).to_be_visible()
    expect(sign).to_have_attribute("aria-expanded", "true")
    assert page.evaluate(OVER) is False
    page.keyboard.press("Escape")
    expect(told).to_be_hidden()
    expect(sign).to_be_focused()
    page.keyboard.press("Enter")
    expect(told).to_be_visible()
    page.keyboard.press("Space")
    expect(told).to_be_hidden()
    box = sign.bounding_box()
    assert box and min(box["width"], box["height"]) >= 24


def test_without_a_script_a_word_leads_to_the_glossary(visit: Visit, garden: Site) -> None:
    page = visit("modules/watering.html", base=garden.address, script=False)
    expect(page.locator(".term-told")).to_have_count(2)
    for told in page.locator(".term-told").all():
        expect(told).to_be_hidden()
    page.get_by_role("link", name="mulch").click()
    assert page.url.endswith("glossary.html#term-mulch")
    expect(page.locator("#term-mulch + dd")).to_contain_text("Also: ground cover.")


def test_the_glossary_has_every_word_under_its_letter(visit: Visit, site: Site) -> None:
    page = visit("glossary.html")
    terms = glossary(site.course)
    assert page.locator("dl.glossary dt").all_inner_texts() == [t.term for t in terms.values()]
    for letter in page.locator("main h2").all():
        first = letter.locator("xpath=following::dt[1]")
        assert first.inner_text()[0].upper() == letter.inner_text()
    page.locator(".glossary-letters").get_by_role("link", name="R").click()
    expect(page.get_by_role("heading", name="R", exact=True)).to_be_in_viewport()


# What each page ends with


@pytest.mark.parametrize("served", [False, True], ids=["file", "http"])
def test_the_citation_has_the_day_and_can_be_copied(
    visit: Visit, site: Site, server: Server, served: bool
) -> None:
    page = visit(site.lessons[0], base=server.address if served else site.address)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    summary = page.get_by_text("Cite this page")
    tab_into(page, summary, limit=400)
    page.keyboard.press("Enter")
    citation = page.locator("#citation")
    today = datetime.now().strftime("%-d %B %Y")
    expect(citation).to_contain_text(f"Read on {today}.")
    expect(citation).to_contain_text("Is it a fair test?")
    expect(citation).to_contain_text("https://example.org/weighing/modules/fair-test.html")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".cite-status")).to_have_text("Copied.")
    assert page.evaluate("() => navigator.clipboard.readText()") == citation.inner_text()


def test_where_copying_is_refused_the_citation_is_selected(visit: Visit, site: Site) -> None:
    page = visit(site.lessons[0])
    page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error()); }")
    page.get_by_text("Cite this page").click()
    page.get_by_role("button", name="Copy", exact=True).click()
    expect(page.locator(".cite-status")).to_contain_text("Selected.")
    chosen = page.evaluate("() => getSelection().toString()")
    assert chosen == page.locator("#citation").inner_text()


def test_every_page_says_where_to_report_a_fault(visit: Visit, site: Site, garden: Site) -> None:
    page = visit("index.html", script=False)
    for name in set(site.pages) - {"404.html"}:
        page.goto(site.address + name)
        link = page.get_by_role("link", name="Something wrong with this page?")
        expect(link).to_be_visible()
    link.click()
    assert page.url.endswith("about.html#if-something-is-wrong")
    expect(page.locator("#if-something-is-wrong h2")).to_be_visible()
    elsewhere = visit("index.html", base=garden.address)
    link = elsewhere.get_by_role("link", name="Something wrong with this page?")
    expect(link).to_have_attribute("href", "https://example.org/garden")


def test_every_page_leads_to_both_statements(visit: Visit, site: Site) -> None:
    page = visit("index.html", script=False)
    for name in set(site.pages) - {"404.html"}:
        page.goto(site.address + name)
        for title in ("Accessibility statement", "Privacy notice"):
            expect(page.locator(".site-footer").get_by_role("link", name=title)).to_be_visible()


# Everything on one page


def test_everything_stands_on_one_page_and_prints(visit: Visit, site: Site) -> None:
    page = visit("index.html")
    link = page.get_by_role("link", name="Everything on one page")
    expect(page.locator(".print-all")).to_contain_text(re.compile(r"about \d+0 kB"))
    link.click()
    lessons = site.course.lessons.values()
    for lesson in lessons:
        expect(page.get_by_role("heading", name=lesson.settings.title, level=2)).to_have_count(1)
    assert page.locator("main :is(form, input, button, select, details)").count() == 0
    asked = sum(len(site.exercises(name)) for name in site.lessons)
    assert page.locator(".one-page-answer").count() == asked
    inside = page.locator("main a[href^='#']").evaluate_all(
        "all => all.map(each => each.hash.slice(1))"
    )
    assert inside
    assert page.evaluate("all => all.filter(each => !document.getElementById(each))", inside) == []
    page.emulate_media(media="print")
    document = page.pdf(prefer_css_page_size=True)
    assert re.search(rb"/MediaBox\s*\[0 0 59[45]", document), "A4"


def test_everything_on_one_page_is_no_result_of_a_search(visit: Visit, site: Site) -> None:
    page = visit("search.html?q=Thornby")
    expect(page.get_by_role("status")).to_contain_text("pages hold")
    found = page.locator("#search-results > li > a").evaluate_all(
        "all => all.map(each => each.getAttribute('href'))"
    )
    assert set(site.lessons) & set(found)
    assert [name for name in found if name.startswith("core/") or name == "all.html"] == []
    assert len(found) == len(set(found))
