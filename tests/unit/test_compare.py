"""Comparing two sites: laws of the comparison, and how it is told."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence_course.compare import FORMATS, compare
from evidence_course.compare.model import Change, Chart, File, Page, Question, Site

WORDS = st.sampled_from(["Beans", "need", "3", "10.5", "litres", "of", "water.", "Peas"])
TEXTS = st.lists(WORDS, min_size=1, max_size=6).map(" ".join)
NAMES = st.sampled_from(["a.html", "b.html", "modules/c.html", "modules/d.html"])
CHARTS = st.builds(
    Chart, TEXTS, TEXTS, TEXTS, st.lists(TEXTS, max_size=2).map(tuple), st.sampled_from("xyz")
)
PAGES = st.builds(
    Page,
    title=TEXTS,
    headings=st.lists(TEXTS, max_size=3).map(tuple),
    sentences=st.lists(TEXTS, max_size=6).map(tuple),
    charts=st.lists(CHARTS, max_size=2).map(lambda found: tuple(sorted(found, key=repr))),
    questions=st.sets(st.sampled_from(["q-1", "q-2"])).map(lambda found: tuple(sorted(found))),
    links=st.lists(st.sampled_from(["https://a.org", "https://b.org"]), max_size=2).map(tuple),
)


@st.composite
def sites(draw: st.DrawFn) -> Site:
    pages = draw(st.dictionaries(NAMES, PAGES, min_size=1))
    parts = st.dictionaries(st.sampled_from(["question", "hint"]), TEXTS)
    questions = draw(st.dictionaries(st.sampled_from(["q-1", "q-2"]), parts))
    return Site(
        pages=pages,
        questions={name: Question(name, told) for name, told in questions.items()},
        redirects={},
        around=draw(st.lists(TEXTS, max_size=2).map(tuple)),
        downloads=draw(
            st.dictionaries(
                st.sampled_from(["x.csv", "y.zip"]),
                st.builds(File, st.integers(0, 9), st.sampled_from("12")),
            )
        ),
        assets={},
        weights=dict.fromkeys(pages, 20.0),
    )


@given(sites())
def test_a_site_does_not_differ_from_itself(site: Site) -> None:
    assert compare(site, site).is_empty


@given(sites(), sites())
def test_what_differs_one_way_differs_the_other_way_round(old: Site, new: Site) -> None:
    there, back = compare(old, new), compare(new, old)
    assert there.is_empty == back.is_empty == (old == new)
    assert [name for name, _ in there.added] == [page.address for page in back.removed]
    assert {each.id for each in there.questions} == {each.id for each in back.questions}
    assert {each.address for each in there.changed} == {each.address for each in back.changed}
    assert {each.name for each in there.downloads} == {each.name for each in back.downloads}


@given(sites(), sites())
def test_no_sentence_is_lost(old: Site, new: Site) -> None:
    """What a page's changes take out and put in is what turns its old sentences into the new."""
    found = compare(old, new)
    told = {page.address: page for page in found.changed}
    for name in set(old.pages) & set(new.pages):
        changes = list(told[name].sentences) if name in told else []
        numbers = [each for each in found.numbers if name in each.pages]
        before, after = old.pages[name].sentences, new.pages[name].sentences
        into = {change.after for change in changes} | {each.sentence for each in numbers}
        assert set(after) - set(before) <= into
        assert {change.before for change in changes} - {""} <= set(before)


@given(st.text(max_size=80))
def test_markdown_shows_any_text_and_obeys_none(text: str) -> None:
    page = Page("T", (), (f"a {text} b",), (), (), ())
    site = Site({"a.html": page}, {}, {}, (), {}, {}, {"a.html": 1.0})
    none = replace(site, pages={"a.html": replace(page, sentences=())})
    told = FORMATS["markdown"](compare(none, site))
    shown = [line for line in told.splitlines() if line.startswith("  - **in:** ")]
    for line in shown:
        assert not re.search(r"[<>`\\*_\[\]|@$]", line.removeprefix("  - **in:** "))
        assert not re.search(r"&(?!#\d+;)", line)


def chart(title: str, sentence: str, drawing: str = "x") -> Chart:
    return Chart(title, sentence, "", (), drawing)


def pair(before: Page, after: Page) -> tuple[Site, Site]:
    site = Site({"a.html": before}, {}, {}, (), {}, {}, {"a.html": 20.0})
    return site, replace(site, pages={"a.html": after})


EMPTY = Page("Title", (), (), (), (), ())


def test_a_sentence_with_other_numbers_is_told_apart_from_a_rewritten_one() -> None:
    old = replace(EMPTY, sentences=("It fell from 44.8 to 36 in 100.", "Parents like it."))
    new = replace(EMPTY, sentences=("It fell from 45.1 to 36 in 100.", "Most parents like it."))
    found = compare(*pair(old, new))
    (number,) = found.numbers
    assert (number.before, number.after) == (("44.8",), ("45.1",))
    (page,) = found.changed
    assert page.sentences == (Change("Parents like it.", "Most parents like it."),)
    assert (page.words_out, page.words_in) == (2, 3)


def test_a_chart_is_known_again_by_its_title_or_its_place() -> None:
    old = replace(EMPTY, charts=(chart("Beans", "6 came up."), chart("Peas", "Few.")))
    new = replace(EMPTY, charts=(chart("Peas", "Few.", "y"), chart("Runner beans", "7 came up.")))
    found = {each.title: each for each in compare(*pair(old, new)).charts}
    assert [part for part, _ in found["Runner beans"].parts] == ["title", "sentence"]
    assert [part for part, _ in found["Peas"].parts] == ["drawing"]
    assert "it is drawn otherwise" in FORMATS["text"](compare(*pair(old, new)))


def test_a_page_that_moved_is_compared_with_what_it_was() -> None:
    old = replace(EMPTY, sentences=("One.", "Two."))
    before = Site({"a.html": old}, {}, {}, (), {}, {}, {"a.html": 20.0})
    after = Site(
        {"b.html": replace(old, sentences=("One.", "Three."))},
        {},
        {"a.html": "b.html"},
        (),
        {},
        {},
        {"b.html": 24.0},
    )
    found = compare(before, after)
    assert (found.added, found.removed, found.changed) == ((), (), ())
    assert [(page.was, page.address) for page in found.moved] == [("a.html", "b.html")]
    assert found.weights[0].after == 24.0
    lost = compare(before, replace(after, redirects={}))
    assert [page.address for page in lost.removed] == ["a.html"]
    assert "add a redirect" in FORMATS["text"](lost)


def test_a_long_list_is_cut_unless_the_whole_is_asked_for() -> None:
    old = replace(EMPTY, sentences=())
    new = replace(EMPTY, sentences=tuple(f"Word{chr(65 + n)}." for n in range(20)))
    found = compare(*pair(old, new))
    assert "… and 12 more" in FORMATS["text"](found)
    assert "WordT." in FORMATS["text"](found, whole=True)
    assert len(json.loads(FORMATS["json"](found))["changed"][0]["sentences"]) == 20


@pytest.mark.parametrize("form", sorted(FORMATS))
def test_where_nothing_differs_each_format_says_so(form: str) -> None:
    told = FORMATS[form](compare(*pair(EMPTY, EMPTY)))
    assert "nothing differs" in told or set(map(str, json.loads(told).values())) == {"[]"}
