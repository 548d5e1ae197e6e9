"""Search from the disk: it finds what lessons say, and never what a quiz gives away."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from playwright.sync_api import expect

from evidence_course.model.interaction import Choose

from .site import Server, Site, Visit

WORD = re.compile(r"[a-z]{8,}")


class _Text(HTMLParser):
    """The text of a page without its quiz items."""

    def __init__(self) -> None:
        super().__init__()
        self.inside = 0
        self.said: list[str] = []

    def handle_starttag(self, tag: str, _: object) -> None:
        self.inside += tag == "quiz-item"

    def handle_endtag(self, tag: str) -> None:
        self.inside -= tag == "quiz-item"

    def handle_data(self, data: str) -> None:
        if not self.inside:
            self.said.append(data)


def text_outside_quizzes(site: Site, name: str) -> str:
    reader = _Text()
    reader.feed(site.text(name))
    return " ".join(reader.said).lower()


def searched(site: Site) -> list[str]:
    """The pages that the index holds: what the others say stands on these as well."""
    return [name for name in site.pages if not name.startswith("core/") and name != "all.html"]


def feedback(site: Site) -> str:
    """Everything that readers are told only after they answered."""
    interactions = [each.interaction for name in site.lessons for each in site.exercises(name)]
    chosen = [each for each in interactions if isinstance(each, Choose)]
    return " ".join(choice.feedback or "" for each in chosen for choice in each.choices).lower()


@pytest.mark.parametrize("served", [False, True], ids=["file", "http"])
def test_a_word_of_a_lesson_leads_to_it(
    visit: Visit, site: Site, server: Server, served: bool
) -> None:
    lesson, *others = [
        site.lessons[-1],
        *(name for name in searched(site) if name != site.lessons[-1]),
    ]
    elsewhere = " ".join(text_outside_quizzes(site, name) for name in others)
    own = set(WORD.findall(text_outside_quizzes(site, lesson)))
    word = min(each for each in own if each[:6] not in elsewhere)
    base = server.address if served else site.address
    page = visit("index.html", base=base)
    page.locator(".site-links a", has_text="Search").click()
    page.get_by_role("searchbox").fill(word)
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_have_text(f"1 page holds: {word}")
    found = page.locator("#search-results > li > a")
    title = site.course.lessons[site.course.settings.modules[-1]].settings.title
    expect(found).to_have_text(title)
    found.click()
    assert page.url == base + lesson


def test_a_word_that_only_a_quiz_gives_away_is_not_found(visit: Visit, site: Site) -> None:
    pages = " ".join(text_outside_quizzes(site, name) for name in searched(site))
    page = visit("search.html")
    told = sorted({word for word in WORD.findall(feedback(site)) if word not in pages})
    # Search looks for stems, also within longer words: "keenness" is found where "keen" stands.
    stems = page.evaluate("words => words.map(word => Search.stems(word)[0])", told)
    secrets = [word for word, stem in zip(told, stems, strict=True) if stem not in pages]
    assert secrets, "every word of the feedback stands on a page too: this test needs one"
    for word in secrets[:3]:
        page.goto(f"{site.address}search.html?q={word}")
        expect(page.get_by_role("status")).to_contain_text("No page holds")
        assert page.locator("#search-results > li").count() == 0


def test_words_that_say_little_and_marks_are_answered_kindly(visit: Visit, site: Site) -> None:
    page = visit("search.html?q=the%20of")
    expect(page.get_by_role("status")).to_contain_text("too common")
    page = visit("search.html?q=%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E")
    expect(page.get_by_role("status")).to_contain_text("No page holds")
    assert page.locator("main img").count() == 0
