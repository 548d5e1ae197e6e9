"""Checks of the built site: what it promises every reader, looked for in the pages themselves."""

from __future__ import annotations

import gzip
import hashlib
import json
import posixpath
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Generic, NamedTuple, TypeVar
from urllib.parse import unquote, urlsplit

from lxml import etree, html

from evidence_course.files import remove, replace_bytes
from evidence_course.manifest import files_in
from evidence_course.problems import Problem, Severity
from evidence_course.slim import published

PAGE_LIMIT_KB = 60
SCRIPT_LIMIT_KB = 30
HEAVY = {
    "search.html": "it loads the index of all pages",
    "all.html": "it holds all lessons, and the link to it says its size",
}
"""Pages that may weigh more than the limit, and why."""

WHOLE = (
    "index.html",
    "course-check.html",
    "glossary.html",
    "progress.html",
    "record.html",
    "evidence/index.html",
    "evidence/gaps.html",
    "evidence/sums.html",
    "evidence/changes.html",
    "practice/index.html",
    "pathways/",
)
"""Pages, and folders of pages, that list or know the whole course, and so grow with it.

No edit of theirs makes them lighter: in a very large course they are told of and published.
"""

NOT_FOUND = "404.html"
"""Shown at any depth, so its addresses begin at the root of the place of publication."""

_FETCHED = {"script": "src", "img": "src", "link": "href", "source": "src", "iframe": "src"}
_FRAMES = frozenset({"base", "embed", "frame", "iframe", "object"})
_TELLING = frozenset(
    {"a", "button", "form", "h1", "html", "input", "meta", "script", "style", "title"}
    | {*_FETCHED, *_FRAMES}
)
"""Tags that say more than their id."""

_AWAY = re.compile(r"\s*([a-z][a-z0-9+.-]*:|[/\\]{2})", re.IGNORECASE)
_WITHIN = re.compile(r"0; url=(?![/\\])[^:]*")
"""How a page at an old address sends readers on, to another page of the site."""

_SUBRESOURCE_LINKS = frozenset({"stylesheet", "icon", "preload", "modulepreload", "manifest"})


T = TypeVar("T")
Fault = tuple[str, str, int]
"""A message, a code and a line."""


class _Link(NamedTuple):
    """A link, or what a page fetches: its tag, its address and the line that it stands on.

    ``leads_to`` is the file of the site that it leads to, as far as its address says; none, if it
    leads elsewhere. ``anchor`` is the part of that file.
    """

    tag: str
    address: str
    line: int
    leads_to: str | None
    anchor: str


@dataclass
class _Page:
    """What one page holds that the checks ask about."""

    name: str
    ids: dict[str, int] = field(default_factory=dict)
    links: list[_Link] = field(default_factory=list)
    fetched: list[_Link] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    headings: int = 0
    language: str = ""
    policy: str = ""
    title: bool = False

    def note(self, tag: str, values: Mapping[str, str], line: int) -> None:
        """Note ids, links, what is fetched, and what the content security policy would block."""
        self._note_id(values.get("id"), line)
        if tag in _TELLING:
            self._note_tag(tag, values, line)
        if values.get("href", "").strip().lower().startswith(("javascript:", "data:")):
            self._block("href", tag, line)
        for name in values:
            if name.startswith("on") or name == "style":
                self._block(name, tag, line)

    def _note_tag(self, tag: str, values: Mapping[str, str], line: int) -> None:
        if tag == "style" or (tag == "script" and "src" not in values):
            self._block(f"<{tag}>", tag, line)
        if tag == "a" and "href" in values:
            self.links.append(self._link(tag, values["href"], line))
        if tag in _FETCHED and _FETCHED[tag] in values and self._is_fetched(tag, values):
            self.fetched.append(self._link(tag, values[_FETCHED[tag]], line))
        if tag == "img" and "alt" not in values:
            self.faults.append(("an image without alt text", "site-no-alt", line))
        self.headings += tag == "h1"
        self.title = self.title or tag == "title"
        if tag == "html":
            self.language = values.get("lang", "")
        if values.get("http-equiv", "").lower() == "content-security-policy":
            self.policy = values.get("content", "")
        if _sends_away(tag, values):
            message = f"<{tag}> can take readers, or what they write, to another place"
            self.faults.append((message, "site-leads-away", line))

    def _link(self, tag: str, address: str, line: int) -> _Link:
        try:
            parts = urlsplit(address)
        except ValueError:
            self.faults.append((f"'{address[:60]}' is no address", "site-dead-link", line))
            return _Link(tag, address, line, self.name, "")
        leads_to: str | None = self.name
        if parts.netloc or parts.scheme:
            leads_to = None
        elif parts.path:
            path = posixpath.join(posixpath.dirname(self.name), unquote(parts.path))
            leads_to = posixpath.normpath(path)
        return _Link(tag, address, line, leads_to, unquote(parts.fragment))

    def _block(self, name: str, tag: str, line: int) -> None:
        message = f"'{name}' in <{tag}>: the content security policy blocks it"
        self.faults.append((message, "site-inline", line))

    def _note_id(self, identifier: str | None, line: int) -> None:
        if identifier in self.ids:
            first = self.ids[identifier]
            message = f"the id '{identifier}' stands here and on line {first}"
            self.faults.append((message, "site-duplicate-id", line))
        elif identifier:
            self.ids[identifier] = line

    @staticmethod
    def _is_fetched(tag: str, values: Mapping[str, str]) -> bool:
        return tag != "link" or bool(_SUBRESOURCE_LINKS & set(values.get("rel", "").split()))


def _sends_away(tag: str, values: Mapping[str, str]) -> bool:
    """Whether an element could take a reader to another place unasked, or send their words there;
    the content security policy keeps no page from leading away."""
    if values.get("http-equiv", "").lower() == "refresh":
        return not _WITHIN.fullmatch(values.get("content", ""))
    sent_to = [values[name] for name in ("action", "formaction") if name in values]
    return tag in _FRAMES or any(_leads_elsewhere(address) for address in sent_to)


def _leads_elsewhere(address: str) -> bool:
    return bool(_AWAY.match(address))


def _read(name: str, data: bytes) -> _Page:
    page = _Page(name)
    root = html.document_fromstring(data, parser=html.HTMLParser(encoding="utf-8"))
    for each in root.iter(etree.Element):
        values = each.items()
        if values or each.tag in _TELLING:
            page.note(each.tag, dict(values), each.sourceline or 1)
    return page


def _kilobytes(_name: str, data: bytes) -> float:
    return len(gzip.compress(data, 6, mtime=0)) / 1000


class _Kept(Generic[T]):
    """What was made of files, by name and bytes: a file with other bytes is looked at again."""

    def __init__(self, make: Callable[[str, bytes], T]) -> None:
        self._make = make
        self.values: dict[str, tuple[str, T]] = {}

    def value(self, name: str, data: bytes) -> T:
        digest = hashlib.sha256(data).hexdigest()
        known = self.values.get(name)
        if known is None or known[0] != digest:
            self.values[name] = known = (digest, self._make(name, data))
        return known[1]


class Known:
    """What earlier checks learnt of files, which stands as long as their bytes are the same.

    Whoever checks a site again and again keeps it; a build leaves it for the next one.
    """

    def __init__(self) -> None:
        self.pages = _Kept(_read)
        self.weights = _Kept(_kilobytes)

    @classmethod
    def read(cls, file: Path, engine: str) -> Known:
        """What ``write`` left; nothing is known where the file is spoilt or of another engine."""
        known = cls()
        try:
            digest, text = file.read_text("utf-8").split("\n", 1)
            if digest == _digest(engine, text):
                kept = json.loads(text)
                known.pages.values = {
                    n: (d, _kept_page(page)) for n, (d, page) in kept["pages"].items()
                }
                known.weights.values = {n: (d, size) for n, (d, size) in kept["weights"].items()}
        except (OSError, ValueError):
            pass
        return known

    def write(self, file: Path, engine: str) -> None:
        """Leave what is known for a later process; ``engine`` is a digest of what found it out."""
        pages = {name: (digest, vars(page)) for name, (digest, page) in self.pages.values.items()}
        text = json.dumps({"pages": pages, "weights": self.weights.values})
        if file.is_dir():
            remove(file)
        replace_bytes(file, f"{_digest(engine, text)}\n{text}".encode())


def _kept_page(values: dict[str, Any]) -> _Page:
    links = {name: [_Link(*each) for each in values[name]] for name in ("links", "fetched")}
    return _Page(**{**values, **links})


def _digest(engine: str, text: str) -> str:
    return hashlib.sha256(f"{engine}\n{text}".encode()).hexdigest()


class BuiltSite:
    """The files of a site in ``folder``; each is looked at once, however many pages lead to it."""

    def __init__(self, folder: Path, known: Known | None = None) -> None:
        self._known = known or Known()
        self.files = dict(sorted(files_in(folder).items()))
        self.pages = {
            name: self._known.pages.value(name, file.read_bytes())
            for name, file in self.files.items()
            if name.endswith(".html") and not name.startswith("_static/")
        }
        self._weights: dict[str, float] = {}

    def kilobytes(self, name: str | None) -> float:
        """The size of a file as a server sends it; nothing, if it is no file of the site."""
        if name is None or name not in self.files:
            return 0.0
        if name not in self._weights:
            self._weights[name] = self._known.weights.value(name, published(self.files[name]))
        return self._weights[name]


def check_site(site: BuiltSite) -> list[Problem]:
    """Dead links, other hosts, inline code, double ids, missing basics and heavy pages.

    A page that is known is not parsed again; where its links lead is looked at each time.
    """
    return [problem for page in site.pages.values() for problem in _check_page(site, page)]


def other_hosts(folder: Path) -> Iterator[tuple[str, str, str]]:
    """What pages of a folder ask another host for: the page, the tag and the address."""
    for page in BuiltSite(folder).pages.values():
        for each in page.fetched:
            if each.leads_to is None:
                yield page.name, each.tag, each.address


def asks_elsewhere(tag: str, address: str) -> str:
    """What is said of a page that asks another host for something."""
    return f"<{tag}> asks another place for '{address[:80]}'"


def _check_page(site: BuiltSite, page: _Page) -> Iterator[Problem]:
    def fault(message: str, code: str, line: int = 1) -> Problem:
        return Problem(f"_build/html/{page.name}", line, 1, message, code)

    for message, code, line in page.faults:
        yield fault(message, code, line)
    if page.headings != 1:
        yield fault(f"the page has {page.headings} headings of level 1", "site-headings")
    if not page.language or not page.title:
        yield fault("the page does not name its language or its title", "site-basics")
    if "default-src 'self'" not in page.policy:
        yield fault("the page has no content security policy", "site-policy")
    for each in page.fetched:
        if each.leads_to is None:
            yield fault(asks_elsewhere(each.tag, each.address), "site-other-host", each.line)
        elif page.name != NOT_FOUND and each.leads_to not in site.files:
            message = f"<{each.tag}> asks for '{each.address}', which is not there"
            yield fault(message, "site-dead-link", each.line)
    if page.name != NOT_FOUND:
        for message, line in _dead_links(site, page):
            yield fault(message, "site-dead-link", line)
    yield from _check_weight(site, page)


def _dead_links(site: BuiltSite, page: _Page) -> Iterator[tuple[str, int]]:
    for each in page.links:
        if each.leads_to is None:
            continue
        other = site.pages.get(each.leads_to)
        if other is None and each.leads_to not in site.files:
            yield f"a link leads to '{each.address}', which is not there", each.line
        elif each.anchor and other is not None and each.anchor not in other.ids:
            yield f"a link leads to '{each.address}', and that page has no such part", each.line


def first_loads(site: BuiltSite) -> dict[str, float]:
    """What a first visit to each page of a site loads, in kB as a server sends it."""
    return {name: _weights(site, page)[0] for name, page in site.pages.items()}


def _weights(site: BuiltSite, page: _Page) -> tuple[float, float]:
    """The kilobytes of a first visit to a page, and how many of them are scripts."""
    files = {(each.tag, each.leads_to) for each in page.fetched}
    script = sum(site.kilobytes(name) for tag, name in files if tag == "script")
    others = sum(site.kilobytes(name) for tag, name in files if tag != "script")
    return site.kilobytes(page.name) + script + others, script


def _check_weight(site: BuiltSite, page: _Page) -> Iterator[Problem]:
    total, script = _weights(site, page)
    for weight, limit, what in (
        (total, PAGE_LIMIT_KB, "page"),
        (script, SCRIPT_LIMIT_KB, "page's scripts"),
    ):
        if weight > limit and page.name not in HEAVY:
            severity: Severity = "warning" if page.name.startswith(WHOLE) else "error"
            why = ", since it lists the whole course" if severity == "warning" else ""
            message = f"the {what} weighs {weight:.0f} kB gzip on a first load{why}"
            yield Problem(
                f"_build/html/{page.name}",
                1,
                1,
                f"{message}: {limit} kB at most",
                "site-weight",
                severity=severity,
            )
