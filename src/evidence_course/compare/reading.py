"""A built site as a comparison sees it: without what says nothing to a learner.

Digests in names and addresses of files, and navigation that follows from the pages, are left out.
"""

from __future__ import annotations

import hashlib
import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from lxml import etree, html

from evidence_course.check import BuiltSite, first_loads
from evidence_course.compare.model import Chart, File, Page, Question, Site
from evidence_course.slim import published

HOME, SHARE = "index.html", "share.png"
DERIVED = frozenset({"all.html", "404.html", "search.html"})
"""Pages that hold other pages' words, or the generator's own."""

_STATIC, _DOWNLOADS = "_static/", "_downloads/"
_BLOCKS = frozenset(
    {
        *("address", "article", "aside", "blockquote", "body", "dd", "details", "div", "dl", "dt"),
        *("fieldset", "figcaption", "footer", "form", "header", "hr", "legend", "li", "main"),
        *("nav", "ol", "p", "pre", "section", "summary", "table", "tbody", "tfoot", "thead"),
        *("tr", "ul", "br", "option", "select", "caption"),
    }
)
"""Elements whose words are no part of the sentence around them."""

_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_APART = frozenset({"quiz-item", "figure", "script", "svg", "img", "noscript"})
"""Elements that are compared by themselves, or hold no words."""

_SENTENCE_END = re.compile(r"(?:(?<=[.!?])|(?<=[.!?][\"'’”)]))\s+(?=[\"'‘“(]?[A-Z0-9])")
_IDS = re.compile(r' (?:id|aria-labelledby|aria-describedby)="[^"]*"|#chart-[0-9a-f]+')
_ATTRIBUTES = {
    "data-type": "type",
    "data-outcome": "outcome",
    "data-scoring": "scoring",
    "data-place": "place",
}
_KEYS = ("data-answer", "data-tolerance", "data-unit", "data-answers", "data-accept")


class NotASiteError(Exception):
    """A folder that holds no site of this program; says what to do."""


def read_site(folder: Path) -> Site:
    """The site in a folder, or in the ``_build/html`` of a course's folder.

    :raises NotASiteError: if there is none.
    """
    folder = _site_folder(folder)
    trees = {name: _parsed(folder / name) for name in _page_names(folder)}
    moved = {name: target for name, tree in trees.items() if (target := _moved_to(name, tree))}
    pages = {
        name: _page(folder, name, tree)
        for name, tree in trees.items()
        if name not in moved and name not in DERIVED
    }
    questions: dict[str, Question] = {}
    for name in pages:
        for each in trees[name].iter("quiz-item"):
            questions.setdefault(each.get("id", ""), _question(each))
    weights = {
        name: kilobytes
        for name, kilobytes in first_loads(BuiltSite(folder)).items()
        if name in trees and name not in moved
    }
    return Site(
        pages=pages,
        questions=dict(sorted(questions.items())),
        redirects=moved,
        around=tuple(_around(trees[HOME])),
        downloads=_downloads(folder),
        assets=_assets(folder),
        weights=weights,
    )


def _site_folder(folder: Path) -> Path:
    for place in (folder, folder / "_build" / "html"):
        if (place / HOME).is_file() and b"data-course=" in (place / HOME).read_bytes():
            return place
    if not folder.is_dir():
        raise NotASiteError(f"there is no folder {folder}: name one that holds a built site")
    raise NotASiteError(
        f"{folder} holds no site that this program built: build the course first, "
        "then name its folder _build/html"
    )


def _page_names(folder: Path) -> list[str]:
    names = (file.relative_to(folder).as_posix() for file in folder.rglob("*.html"))
    return sorted(name for name in names if not name.startswith(_STATIC) and _is_own(folder, name))


def _is_own(folder: Path, name: str) -> bool:
    """Whether a page belongs to the course: a handbook beside it, for one, does not."""
    head = (folder / name).read_bytes()[:3000]
    return b"data-course=" in head or b"moved.js" in head


def _parsed(file: Path) -> html.HtmlElement:
    return html.document_fromstring(file.read_bytes(), parser=html.HTMLParser(encoding="utf-8"))


def _moved_to(name: str, tree: html.HtmlElement) -> str | None:
    for link in tree.xpath("//a[@id='moved-to']"):
        return posixpath.normpath(posixpath.join(posixpath.dirname(name), link.get("href")))
    return None


def _around(home: html.HtmlElement) -> Iterator[str]:
    for part in home.xpath("//header | //footer"):
        yield from _sentences(_blocks(part))


def _page(folder: Path, name: str, tree: html.HtmlElement) -> Page:
    main = tree.find(".//main")
    title = next((_words(each) for each in main.iter("h1")), name)
    headings = tuple(_words(each) for each in main.iter(*_HEADINGS) if each.tag != "h1")
    charts = [_chart(each) for each in main.iter("figure") if each.find(".//svg") is not None]
    charts += [_picture(folder, name, each) for each in main.iter("img")]
    return Page(
        title=title,
        headings=headings,
        sentences=tuple(_sentences(_blocks(main))),
        charts=tuple(charts),
        questions=tuple(each.get("id", "") for each in main.iter("quiz-item")),
        links=tuple(dict.fromkeys(each for each in main.xpath(".//a/@href") if "://" in each)),
    )


# --- words ------------------------------------------------------------------------------------


def _words(element: html.HtmlElement) -> str:
    return " ".join(str(element.text_content()).split())


def _blocks(element: html.HtmlElement) -> Iterator[str]:
    """The text of every paragraph, item, row and line of code, headings left out."""
    held: list[str] = []

    def flush() -> Iterator[str]:
        text = " ".join("".join(held).split())
        held.clear()
        if text:
            yield text

    def walk(node: html.HtmlElement) -> Iterator[str]:
        held.append(node.text or "")
        for child in node:
            yield from visit(child)
            held.append(child.tail or "")

    def visit(child: html.HtmlElement) -> Iterator[str]:
        if not isinstance(child.tag, str) or child.tag in _APART | _HEADINGS:
            return
        if child.tag not in _BLOCKS:
            yield from walk(child)
            return
        yield from flush()
        if child.tag == "pre":
            yield from (line for line in str(child.text_content()).splitlines() if line.strip())
        elif child.tag == "tr":
            yield _row(child)
        else:
            yield from walk(child)
            yield from flush()

    yield from walk(element)
    yield from flush()


def _row(row: html.HtmlElement) -> str:
    return " | ".join(_words(cell) for cell in row.iterchildren("th", "td"))


def _sentences(blocks: Iterable[str]) -> Iterator[str]:
    for block in blocks:
        yield from (each for each in _SENTENCE_END.split(block) if each)


# --- charts -----------------------------------------------------------------------------------


def _first(element: html.HtmlElement, path: str) -> str:
    return next((_words(each) for each in element.xpath(path)), "")


def _chart(figure: html.HtmlElement) -> Chart:
    drawings = figure.xpath(".//svg")
    drawn = "".join(etree.tostring(each, encoding="unicode", with_tail=False) for each in drawings)
    subtitle = _first(figure, ".//*[@class='chart-subtitle']")
    sentence = _first(figure, ".//*[@class='chart-sentence']")
    return Chart(
        title=_first(figure, ".//*[@class='chart-title']") or _first(figure, ".//svg/title"),
        sentence=" ".join(each for each in (subtitle, sentence) if each),
        description=" ".join(_words(each) for each in figure.xpath(".//svg/desc")),
        table=tuple(_row(each) for each in figure.iter("tr")),
        drawing=_digest(_IDS.sub("", drawn).encode()),
    )


def _picture(folder: Path, page: str, image: html.HtmlElement) -> Chart:
    source = image.get("src", "").partition("?")[0]
    file = folder / posixpath.normpath(posixpath.join(posixpath.dirname(page), source))
    drawing = _digest(file.read_bytes()) if file.is_file() else ""
    return Chart(image.get("alt") or Path(source).name, "", "", (), drawing)


# --- questions --------------------------------------------------------------------------------


def _question(item: html.HtmlElement) -> Question:
    return Question(item.get("id", ""), dict(_question_parts(item)))


def _question_parts(item: html.HtmlElement) -> Iterator[tuple[str, str]]:
    """Its parts by name; a part that stands there more than once is numbered."""
    seen: dict[str, int] = {}
    for name, text in _named_parts(item):
        if text:
            seen[name] = seen.get(name, 0) + 1
            yield (name if seen[name] == 1 else f"{name} {seen[name]}"), text


def _named_parts(item: html.HtmlElement) -> Iterator[tuple[str, str]]:
    stem = item.xpath(".//legend[not(ancestor::fieldset[contains(@class, 'quiz-checklist')])]")
    stem += item.xpath(".//*[contains(@class, 'quiz-stem')]")
    yield "question", " ".join(_words(each) for each in stem)
    for option in item.xpath(".//li[contains(@class, 'quiz-option')]"):
        yield f"option {_key(option)}", " ".join(_words(each) for each in option.iter("label"))
    yield "choices", _first(item, ".//*[contains(@class, 'quiz-paper')]")
    yield "entry", _first(item, ".//*[contains(@class, 'quiz-entry')]//label")
    yield "hint", _first(item, "./details[contains(@class, 'quiz-hint')]/*[not(self::summary)]")
    yield from _answers(item)
    for attribute, name in _ATTRIBUTES.items():
        yield name, item.get(attribute, "")
    yield "asks how sure", "yes" if item.get("data-confidence") is not None else "no"


def _key(option: html.HtmlElement) -> str:
    control = option.find(".//input")
    key = option.get("data-key") or (control.get("value", "") if control is not None else "")
    return str(key)


def _answers(item: html.HtmlElement) -> Iterator[tuple[str, str]]:
    for right in item.xpath(".//*[@data-correct='true']"):
        yield f"right answer {right.get('data-key', '')}".strip(), _own_words(right)
    for solution in item.xpath(".//*[contains(@class, 'quiz-solution')]"):
        keys = [f"{key[5:]} {solution.get(key)}" for key in _KEYS if solution.get(key)]
        yield "right answer", "; ".join([_own_words(solution), *keys])
    for reason in item.xpath(".//details[contains(@class, 'quiz-answers')]//li"):
        head = reason.get("data-key") or reason.get("data-value") or ""
        yield f"feedback {head}".strip(), _joined(reason, "quiz-feedback")
    yield "feedback otherwise", _joined(item, "quiz-otherwise")
    yield "explanation", _joined(item, "quiz-explain")
    yield "model answer", _joined(item, "quiz-compare")


def _joined(element: html.HtmlElement, name: str) -> str:
    return " ".join(_words(each) for each in element.xpath(f".//*[contains(@class, '{name}')]"))


def _own_words(element: html.HtmlElement) -> str:
    """The words of an answer without what is said of it."""
    told = [
        str(text)
        for text in element.xpath(
            ".//text()[not(ancestor::*[contains(@class, 'quiz-feedback')])]"
            "[not(ancestor::*[contains(@class, 'quiz-mark')])]"
        )
    ]
    return " ".join("".join(told).split())


# --- files ------------------------------------------------------------------------------------


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _files(folder: Path) -> Iterator[tuple[str, Path]]:
    for file in sorted(folder.rglob("*")):
        if file.is_file():
            yield file.relative_to(folder).as_posix(), file


def _downloads(folder: Path) -> Mapping[str, File]:
    """Files to take along, under a name without digests; those of the handbook are left out."""
    found = {}
    for name, file in _files(folder):
        if name.startswith(_DOWNLOADS):
            found[file.name] = _file(file)
        elif name.startswith("evidence/") and not name.endswith(".html"):
            found[name] = _file(file)
    return dict(sorted(found.items()))


def _file(file: Path) -> File:
    return File(file.stat().st_size, _digest(file.read_bytes()))


def _assets(folder: Path) -> Mapping[str, str]:
    return {
        name: _digest(published(file))
        for name, file in _files(folder)
        if name == SHARE or (name.startswith(_STATIC) and name.endswith((".css", ".js")))
    }
