"""The whole course on one page, for paper: put together from pages that are built already.

Lessons, glossary and sources stand in one document. Ids get the name of their page before them,
links between the parts lead within the page, forms become text, and answers go on sheets of their
own at the end.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache
from html import escape

from lxml import html
from lxml.html import HtmlElement, builder

from evidence_course.weave.core import FOLDER as CORE

DROPPED = (
    "//script | //noscript | //style | //button | //template"
    " | //*[contains(@class, 'page-toc')] | //*[contains(@class, 'term-told')]"
    " | //*[contains(@class, 'glossary-letters')] | //*[contains(@class, 'quiz-hint')]"
)
"""What is of no use on paper."""

REFERRING = ("for", "headers", "aria-labelledby", "aria-describedby", "aria-controls", "aria-owns")
"""Attributes that hold ids of the same page."""

OWN_IDS = "source-"
"""How ids begin that mean the same on every page."""

_URL = re.compile(r"url\(#([^)]+)\)")
_AWAY = re.compile(r"^([a-z][a-z0-9+.-]*:|//)", re.IGNORECASE)


@dataclass(frozen=True)
class Part:
    """A page that becomes a part: its name in the book, which is the id of the part, its HTML."""

    docname: str
    text: str
    number: int | None = None
    """The number of the module, for its questions."""


_Section = tuple[str, str, str]
"""A section's id, its heading and its HTML."""


@dataclass(frozen=True)
class _Source:
    """An entry of a part's list of sources: its id, its words and its HTML."""

    identifier: str
    words: str
    html: str


@dataclass(frozen=True)
class _Article:
    """A part as it stands on the page, and what is taken out of it to be put at the end."""

    anchor: str
    heading: str
    html: str
    sources: tuple[_Source, ...]
    answers: tuple[tuple[str, str], ...]
    """The name of a question, and the HTML of what is told of it."""


def one_page(title_page: Sequence[tuple[str, str]], parts: Sequence[Part]) -> str:
    """The inside of the page's ``main``.

    ``title_page`` holds tags and texts, such as ``("h1", "A course")``.
    """
    docnames = frozenset(part.docname for part in parts)
    articles = [_article(part, docnames) for part in parts]
    ends = [_sources(articles), _answers(articles)]
    sections = [(each.anchor, each.heading, each.html) for each in articles]
    sections += [each for each in ends if each is not None]
    return "\n".join([_title_page(title_page, sections), *(text for _, _, text in sections)])


def _title_page(texts: Sequence[tuple[str, str]], sections: Sequence[_Section]) -> str:
    rows = [builder.LI(builder.A(heading, href=f"#{anchor}")) for anchor, heading, _ in sections]
    head = [_element(tag, text) for tag, text in texts]
    contents = [builder.H2("Contents", id="part-contents"), builder.OL(*rows)]
    return _text(_element("div", *head, *contents, **{"class": "one-page-title"}))


def _text(element: HtmlElement) -> str:
    text: str = html.tostring(element, encoding="unicode")
    return text


def _element(tag: str, *children: str | HtmlElement, **attributes: str) -> HtmlElement:
    made: HtmlElement = getattr(builder.E, tag)(*children, attributes)
    return made


# A part


@lru_cache(maxsize=1024)
def _article(part: Part, docnames: frozenset[str]) -> _Article:
    """One part; ``docnames`` are the names of all parts in the book.

    It is kept: where a course is built again and again, hardly any part is another than before.
    """
    main: HtmlElement = html.document_fromstring(part.text).get_element_by_id("page-main")
    for each in main.xpath(f".{DROPPED.replace(' | //', ' | .//')}"):
        each.drop_tree()
    for text in main.xpath(".//p[.//a[@href]]"):
        if any(_is_short_edition(link, part) for link in text.xpath(".//a/@href")):
            text.drop_tree()
    _rename(main, part)
    _lead(main, part, docnames)
    for word in main.xpath(".//span[@class='term']"):
        word.drop_tag()  # nothing opens on paper
    sources = tuple(_take_sources(main))
    answers = tuple(_take_questions(main, part))
    _without_controls(main)
    for fold in main.xpath(".//details"):
        _unfold(fold)
    _shift_headings(main)
    for own in main.xpath(".//*[contains(name(), '-')]"):
        own.tag = "div"  # an element of our own, whose script is not here
    main.tag = "article"
    for name in list(main.attrib):
        del main.attrib[name]
    main.set("id", part.docname)
    heading = main.xpath(".//h2")[0].text_content().strip()
    return _Article(part.docname, heading, _text(main), sources, answers)


def _take_sources(main: HtmlElement) -> Iterator[_Source]:
    for listed in main.xpath(".//ul[contains(@class, 'sources')]"):
        for row in listed.findall("li"):
            row.tail = "\n"
            yield _Source(row.get("id"), row.text_content(), _text(row))
        section = next(iter(listed.iterancestors("section")), listed)
        section.drop_tree()


def _take_questions(main: HtmlElement, part: Part) -> Iterator[tuple[str, str]]:
    """Forms become text; answers are taken out, under the number of their question."""
    for count, item in enumerate(main.xpath(".//quiz-item"), 1):
        name = f"Question {part.number}.{count}" if part.number else f"Question {count}"
        for answers in item.xpath("./details[contains(@class, 'quiz-answers')]"):
            summary = answers.find("summary")
            if summary is not None:
                summary.drop_tree()
            _without_controls(answers)
            told = "".join(_text(each) for each in answers)
            answers.drop_tree()
            yield name, told
        for form in item.xpath("./form"):
            _write_out(form, name)


def _write_out(form: HtmlElement, name: str) -> None:
    first, *others = form.findall("fieldset")
    for fieldset in others:  # how sure one is
        fieldset.drop_tree()
    for gap in form.xpath(".//select | .//input[@type='text'] | .//textarea"):
        gap.addprevious(_element("span", " ____________"))
    for legend in first.findall("legend"):
        legend.tag = "p"
        legend.insert(0, _element("strong", f"{name}. "))
        legend[0].tail, legend.text = legend.text, None
        offered = _offered(form)
        if offered:
            legend.addnext(_element("p", f"Choose from: {'; '.join(offered)}."))
    for wrapper in (first, form):
        wrapper.drop_tag()


def _offered(form: HtmlElement) -> list[str]:
    """What the lists of a question offer, each once; nothing for places in an order."""
    options = form.xpath(
        ".//*[not(contains(@class, 'quiz-arrange'))]/li//select/option[@value!='']"
    )
    return list(dict.fromkeys(option.text_content().strip().rstrip(".") for option in options))


def _without_controls(root: HtmlElement) -> None:
    """Fields go, and what their labels say stays."""
    for control in root.xpath(".//input | .//select | .//textarea"):
        control.drop_tree()
    for label in root.xpath(".//label"):
        label.drop_tag()


def _unfold(fold: HtmlElement) -> None:
    fold.tag = "div"
    fold.attrib.pop("open", None)
    for summary in fold.findall("summary"):
        summary.tag = "p"
        summary.set("class", "one-page-fold")


def _shift_headings(main: HtmlElement) -> None:
    """One level down: the page has a title of its own."""
    for level in range(5, 0, -1):
        for heading in main.xpath(f".//h{level}"):
            heading.tag = f"h{level + 1}"


# Ids and links


def _renamed(identifier: str, docname: str) -> str:
    """An id below its part's: no id of a page holds a slash, so no two can come out the same."""
    return identifier if identifier.startswith(OWN_IDS) else f"{docname}/{identifier}"


def _rename(root: HtmlElement, part: Part) -> None:
    """Every id of a part, and every attribute that refers to one."""

    def swap(found: re.Match[str]) -> str:
        return f"url(#{_renamed(found[1], part.docname)})"

    for each in root.iter():
        for name, value in each.items() if isinstance(each.tag, str) else ():
            if name == "id":
                each.set(name, _renamed(value, part.docname))
            elif name in REFERRING:
                each.set(name, " ".join(_renamed(word, part.docname) for word in value.split()))
            elif "url(#" in value:
                each.set(name, _URL.sub(swap, value))


def _lead(main: HtmlElement, part: Part, docnames: Set[str]) -> None:
    """Links and pictures lead on from where the page lies now."""
    for each in main.iter():
        for name in ("href", "src", "{http://www.w3.org/1999/xlink}href", "xlink:href"):
            value = each.get(name) if isinstance(each.tag, str) else None
            if value and not _AWAY.match(value):
                each.set(name, _led(value, part, docnames))


def _target(path: str, part: Part) -> str:
    """Where a link of a part leads, from the top of the site."""
    return posixpath.normpath(posixpath.join(posixpath.dirname(part.docname), path))


def _led(address: str, part: Part, docnames: Set[str]) -> str:
    path, _, anchor = address.partition("#")
    if not path:
        return f"#{_renamed(anchor, part.docname)}" if anchor else f"#{part.docname}"
    target = _target(path, part)
    docname = target.removesuffix(".html")
    if docname not in docnames:
        return f"{target}#{anchor}" if anchor else target
    return f"#{_renamed(anchor, docname)}" if anchor else f"#{docname}"


def _is_short_edition(address: str, part: Part) -> bool:
    return not _AWAY.match(address) and _target(address, part).startswith(f"{CORE}/")


# The end


def _sources(articles: Sequence[_Article]) -> _Section | None:
    """Each source once, in the order of its words."""
    found: dict[str, _Source] = {}
    for each in (source for article in articles for source in article.sources):
        found.setdefault(each.identifier, each)
    rows = "".join(row.html for row in sorted(found.values(), key=lambda row: row.words.casefold()))
    listed = f'<ul class="sources">{rows}</ul>'
    return _end("part-sources", "Sources", listed) if found else None


def _answers(articles: Sequence[_Article]) -> _Section | None:
    sheets = [
        f'<div class="one-page-answer"><h3>{escape(name)}</h3>{told}</div>'
        for article in articles
        for name, told in article.answers
    ]
    return _end("part-answers", "Answers and reasons", "".join(sheets)) if sheets else None


def _end(anchor: str, heading: str, inside: str) -> _Section:
    return anchor, heading, f'<section id="{anchor}"><h2>{heading}</h2>{inside}</section>'


def parts_of(
    lessons: Sequence[tuple[str, int]], others: Sequence[str], read: Callable[[str], str]
) -> Iterator[Part]:
    """The parts of a course: each lesson with its number, then pages of other kinds.

    ``read`` gives the HTML of a page by its name in the book.
    """
    for docname, number in lessons:
        yield Part(docname, read(docname), number)
    for docname in others:
        yield Part(docname, read(docname))
