"""Everything on one page: ids stay unique, links stay whole, answers go to the end."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import html
from lxml.html import HtmlElement

from evidence_course.one_page import Part, one_page, parts_of

TITLE = [("h1", "A course")]


def page(body: str) -> str:
    return f"<html><body><nav id='nav'></nav><main id='page-main'>{body}</main></body></html>"


def made(*parts: Part) -> HtmlElement:
    return html.fragment_fromstring(one_page(TITLE, parts), create_parent="main")


LESSON = """
<section id="top"><h1>Is it fair?</h1><nav class="page-toc"><a href="#part">Part</a></nav>
<section id="part"><h2>A part</h2>
<p>See <a href="#part">here</a>, <a href="second.html#part">there</a>, <a href="second.html">it</a>,
<a href="../notebooks/first.html">sums</a>, <a href="https://example.org/#part">away</a>,
<a href="#">this lesson</a> and
<a href="#source-a">(A 2020)</a>.</p>
<p><span class="term"><a class="term-word" href="../glossary.html#term-x">Word</a>
<span class="term-told" id="term-told-0" hidden>A meaning</span></span></p>
<details class="sums"><summary>Show the sums</summary><p>2 + 2</p></details>
<svg aria-labelledby="name"><title id="name">A chart</title><g clip-path="url(#name)"></g></svg>
<quiz-item id="q1"><form><fieldset><legend>Which?</legend><ul class="quiz-options">
<li><input type="radio" name="q1" id="q1-a"><label for="q1-a">This one</label></li></ul></fieldset>
<fieldset><legend>How sure are you?</legend><input type="radio"></fieldset></form>
<details class="quiz-answers"><summary>Answer and reasons</summary>
<p id="why">Since it is. <a href="#q1">Again</a></p>
<input type="checkbox" id="tick"><label for="tick">I said so</label></details>
</quiz-item>
</section>
<section id="sources"><h2>Sources</h2><ul class="sources"><li id="source-a"><p>A 2020</p></li></ul>
</section></section>
"""
FIRST = Part("modules/first", page(LESSON), 1)
SECOND = Part("modules/second", page(LESSON), 2)


def ids(root: HtmlElement) -> list[str]:
    return [str(each) for each in root.xpath("//@id")]


def addresses(root: HtmlElement) -> Iterator[str]:
    for article in root.xpath("//article[@id='modules/first']"):
        yield from (str(each) for each in article.xpath(".//a/@href"))


def test_ids_are_unique_and_every_inner_link_and_reference_is_kept() -> None:
    root = made(FIRST, SECOND)
    assert len(ids(root)) == len(set(ids(root)))
    assert {"modules/first/part", "modules/second/part", "modules/first", "source-a"} <= set(
        ids(root)
    )
    inner = [address[1:] for address in root.xpath("//a/@href") if address.startswith("#")]
    assert inner
    assert set(inner) <= set(ids(root))
    assert root.xpath("//article[1]//svg/@aria-labelledby") == ["modules/first/name"]
    assert root.xpath("//article[1]//g/@clip-path") == ["url(#modules/first/name)"]


def test_parts_share_no_id_whatever_their_names() -> None:
    """Names that the page has for parts of its own, and two that come out alike when joined."""
    slugs = ["sources", "answers", "contents", "glossary", "rates", "base-rates"]
    lessons = [(f"modules/{slug}", number) for number, slug in enumerate(slugs, 1)]
    text = LESSON.replace('id="part"', 'id="part"><i id="fair"></i><i id="base-fair"></i><i')
    root = made(*parts_of(lessons, ["glossary"], lambda _docname: page(text)))
    assert len(ids(root)) == len(set(ids(root)))
    assert len(root.xpath("//article")) == 7


def test_links_lead_within_the_page_where_they_can() -> None:
    assert list(addresses(made(FIRST, SECOND))) == [
        "#modules/first/part",
        "#modules/second/part",
        "#modules/second",
        "notebooks/first.html",
        "https://example.org/#part",
        "#modules/first",
        "#source-a",
        "glossary.html#term-x",
    ]


def test_a_source_of_two_lessons_is_listed_once_at_the_end() -> None:
    root = made(FIRST, SECOND)
    assert len(root.xpath("//*[@id='part-sources']//li")) == 1
    assert root.xpath("//article//*[contains(@class, 'sources')]") == []


def test_what_leads_to_the_short_edition_goes_and_nothing_else() -> None:
    paragraphs = [
        '<p>Short of time? The <a href="../core/first.html">core</a>.</p>',
        '<p>A paper, <a href="https://www.cambridge.org/core/journals/a">there</a>.</p>',
        '<p>A page of <a href="../score/first.html">scores</a>.</p>',
        '<p>A chart of <a href="core/first.html">our own</a>.</p>',
    ]
    root = made(Part("modules/first", page(f"<h1>A</h1>{''.join(paragraphs)}"), 1))
    kept = [each.text_content() for each in root.xpath("//article//p")]
    assert kept == ["A paper, there.", "A page of scores.", "A chart of our own."]


def test_forms_become_text_and_answers_stand_at_the_end_alone() -> None:
    root = made(FIRST)
    controls = "//form | //input | //label | //button | //select | //textarea | //details"
    assert root.xpath(controls) == []
    article, sheet = root.xpath("//article")[0], root.xpath("//*[@id='part-answers']")[0]
    assert "Question 1.1. Which?" in article.text_content()
    assert "This one" in article.text_content()
    assert "How sure" not in root.text_content()
    assert "Since it is." not in article.text_content()
    assert sheet.xpath(".//h3")[0].text_content() == "Question 1.1"
    assert "Since it is." in sheet.text_content()
    assert "I said so" in sheet.text_content()
    assert "2 + 2" in article.text_content()
    assert "A meaning" not in article.text_content()


def test_there_is_one_title_and_no_level_is_skipped() -> None:
    root = made(FIRST, SECOND)
    levels = [int(each.tag[1]) for each in root.xpath("//h1 | //h2 | //h3 | //h4")]
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in zip(levels, levels[1:], strict=False))
    assert root.xpath("//ol/li/a/@href") == [
        "#modules/first",
        "#modules/second",
        "#part-sources",
        "#part-answers",
    ]
