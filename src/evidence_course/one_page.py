"""The whole course on one page, for paper: put together from pages that are built already.

Lessons, glossary and sources stand in one document. Ids get a prefix each, links between the
parts lead within the page, forms become text, and answers go on sheets of their own at the end.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from lxml import html
from lxml.html import HtmlElement, builder

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
    """A page that becomes a part: its name in the book, the prefix of its ids, its HTML."""

    docname: str
    prefix: str
    text: str
    number: int | None = None
    """The number of the module, for its questions."""

    @property
    def anchor(self) -> str:
        """The id of the part as a whole."""
        return f"part-{self.prefix}"


@dataclass
class _Sheets:
    """What is taken out of the parts, and put at the end."""

    answers: list[tuple[str, list[HtmlElement]]] = field(default_factory=list)
    sources: dict[str, HtmlElement] = field(default_factory=dict)


def one_page(title_page: Sequence[tuple[str, str]], parts: Sequence[Part]) -> str:
    """The inside of the page's ``main``.

    ``title_page`` holds tags and texts, such as ``("h1", "A course")``.
    """
    names = {part.docname: part for part in parts}
    sheets = _Sheets()
    articles = [_article(part, names, sheets) for part in parts]
    ends = [_sources(sheets.sources), _answers(sheets.answers)]
    sections = [each for each in (*articles, *ends) if each is not None]
    made = [_title_page(title_page, sections), *sections]
    return "\n".join(html.tostring(each, encoding="unicode") for each in made)


def _title_page(texts: Sequence[tuple[str, str]], sections: Sequence[HtmlElement]) -> HtmlElement:
    rows = [
        builder.LI(builder.A(_heading(each).text_content().strip(), href=f"#{each.get('id')}"))
        for each in sections
    ]
    head = [_element(tag, text) for tag, text in texts]
    contents = [builder.H2("Contents", id="part-contents"), builder.OL(*rows)]
    return _element("div", *head, *contents, **{"class": "one-page-title"})


def _heading(section: HtmlElement) -> HtmlElement:
    found: HtmlElement = section.xpath(".//h2")[0]
    return found


def _element(tag: str, *children: str | HtmlElement, **attributes: str) -> HtmlElement:
    made: HtmlElement = getattr(builder.E, tag)(*children, attributes)
    return made


# A part


def _article(part: Part, names: Mapping[str, Part], sheets: _Sheets) -> HtmlElement:
    main: HtmlElement = html.document_fromstring(part.text).get_element_by_id("page-main")
    for each in main.xpath(f".{DROPPED.replace(' | //', ' | .//')}"):
        each.drop_tree()
    for link in main.xpath(".//p[.//a[contains(@href, 'core/')]]"):
        link.drop_tree()
    _rename(main, part)
    _lead(main, part, names)
    for word in main.xpath(".//span[@class='term']"):
        word.drop_tag()  # nothing opens on paper
    _take_sources(main, sheets)
    _take_questions(main, part, sheets)
    _without_controls(main)
    for fold in main.xpath(".//details"):
        _unfold(fold)
    _shift_headings(main)
    for own in main.xpath(".//*[contains(name(), '-')]"):
        own.tag = "div"  # an element of our own, whose script is not here
    main.tag = "article"
    for name in list(main.attrib):
        del main.attrib[name]
    main.set("id", part.anchor)
    return main


def _take_sources(main: HtmlElement, sheets: _Sheets) -> None:
    for listed in main.xpath(".//ul[contains(@class, 'sources')]"):
        for row in listed.findall("li"):
            sheets.sources.setdefault(row.get("id"), row)
        section = next(iter(listed.iterancestors("section")), listed)
        section.drop_tree()


def _take_questions(main: HtmlElement, part: Part, sheets: _Sheets) -> None:
    """Forms become text; answers are taken out, under the number of their question."""
    for count, item in enumerate(main.xpath(".//quiz-item"), 1):
        name = f"Question {part.number}.{count}" if part.number else f"Question {count}"
        for answers in item.xpath("./details[contains(@class, 'quiz-answers')]"):
            summary = answers.find("summary")
            if summary is not None:
                summary.drop_tree()
            _without_controls(answers)
            told = list(answers)
            answers.drop_tree()
            sheets.answers.append((name, told))
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


def _renamed(identifier: str, part: Part) -> str:
    return identifier if identifier.startswith(OWN_IDS) else f"{part.prefix}-{identifier}"


def _rename(root: HtmlElement, part: Part) -> None:
    """Every id of a part, and every attribute that refers to one."""

    def swap(found: re.Match[str]) -> str:
        return f"url(#{_renamed(found[1], part)})"

    for each in root.iter():
        for name, value in each.items() if isinstance(each.tag, str) else ():
            if name == "id":
                each.set(name, _renamed(value, part))
            elif name in REFERRING:
                each.set(name, " ".join(_renamed(word, part) for word in value.split()))
            elif "url(#" in value:
                each.set(name, _URL.sub(swap, value))


def _lead(main: HtmlElement, part: Part, names: Mapping[str, Part]) -> None:
    """Links and pictures lead on from where the page lies now."""
    for each in main.iter():
        for name in ("href", "src", "{http://www.w3.org/1999/xlink}href", "xlink:href"):
            value = each.get(name) if isinstance(each.tag, str) else None
            if value and not _AWAY.match(value):
                each.set(name, _led(value, part, names))


def _led(address: str, part: Part, names: Mapping[str, Part]) -> str:
    path, _, anchor = address.partition("#")
    if not path:
        return f"#{_renamed(anchor, part)}"
    target = posixpath.normpath(posixpath.join(posixpath.dirname(part.docname), path))
    other = names.get(target.removesuffix(".html"))
    if other is None:
        return f"{target}#{anchor}" if anchor else target
    return f"#{_renamed(anchor, other)}" if anchor else f"#{other.anchor}"


# The end


def _sources(sources: Mapping[str, HtmlElement]) -> HtmlElement | None:
    if not sources:
        return None
    rows = sorted(sources.values(), key=lambda row: row.text_content().casefold())
    for row in rows:
        row.tail = "\n"
    listed = _element("ul", *rows, **{"class": "sources"})
    return _element("section", builder.H2("Sources"), listed, id="part-sources")


def _answers(answers: Sequence[tuple[str, list[HtmlElement]]]) -> HtmlElement | None:
    if not answers:
        return None
    sheets = [
        _element("div", builder.H3(name), *told, **{"class": "one-page-answer"})
        for name, told in answers
    ]
    return _element("section", builder.H2("Answers and reasons"), *sheets, id="part-answers")


def parts_of(
    lessons: Sequence[tuple[str, int]], others: Sequence[str], read: Callable[[str], str]
) -> Iterator[Part]:
    """The parts of a course: each lesson with its number, then pages of other kinds.

    ``read`` gives the HTML of a page by its name in the book.
    """
    for docname, number in lessons:
        yield Part(docname, posixpath.basename(docname), read(docname), number)
    for docname in others:
        yield Part(docname, posixpath.basename(docname), read(docname))
