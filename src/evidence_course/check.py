"""Checks of the built site: what it promises every reader, looked for in the pages themselves."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

from evidence_course.problems import Problem
from evidence_course.slim import published

PAGE_LIMIT_KB = 60
SCRIPT_LIMIT_KB = 30
HEAVY = {
    "search.html": "it loads the index of all pages",
    "all.html": "it holds all lessons, and the link to it says its size",
}
"""Pages that may weigh more than the limit, and why."""

NOT_FOUND = "404.html"
"""Shown at any depth, so its addresses begin at the root of the place of publication."""

_FETCHED = {"script": "src", "img": "src", "link": "href", "source": "src", "iframe": "src"}
_SUBRESOURCE_LINKS = frozenset({"stylesheet", "icon", "preload", "modulepreload", "manifest"})


@dataclass
class _Page(HTMLParser):
    """What one page holds that the checks ask about."""

    name: str
    ids: dict[str, int] = field(default_factory=dict)
    links: list[tuple[str, int]] = field(default_factory=list)
    fetched: list[tuple[str, str, int]] = field(default_factory=list)
    faults: list[tuple[str, str, int]] = field(default_factory=list)
    headings: int = 0
    language: str = ""
    policy: str = ""
    title: bool = False

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note ids, links, what is fetched, and what the content security policy would block."""
        line, values = self.getpos()[0], {name: value or "" for name, value in attrs}
        self._note_id(values.get("id"), line)
        self._note_inline(tag, values, line)
        if tag == "a" and "href" in values:
            self.links.append((values["href"], line))
        if tag in _FETCHED and _FETCHED[tag] in values and self._is_fetched(tag, values):
            self.fetched.append((tag, values[_FETCHED[tag]], line))
        if tag == "img" and "alt" not in values:
            self.faults.append(("an image without alt text", "site-no-alt", line))
        self.headings += tag == "h1"
        self.title = self.title or tag == "title"
        if tag == "html":
            self.language = values.get("lang", "")
        if values.get("http-equiv", "").lower() == "content-security-policy":
            self.policy = values.get("content", "")

    def _note_id(self, identifier: str | None, line: int) -> None:
        if identifier in self.ids:
            first = self.ids[identifier]
            message = f"the id '{identifier}' stands here and on line {first}"
            self.faults.append((message, "site-duplicate-id", line))
        elif identifier:
            self.ids[identifier] = line

    def _note_inline(self, tag: str, values: dict[str, str], line: int) -> None:
        blocked = [name for name in values if name.startswith("on") or name == "style"]
        if tag == "style" or (tag == "script" and "src" not in values):
            blocked.append(f"<{tag}>")
        if values.get("href", "").strip().lower().startswith(("javascript:", "data:")):
            blocked.append("href")
        for name in blocked:
            message = f"'{name}' in <{tag}>: the content security policy blocks it"
            self.faults.append((message, "site-inline", line))

    @staticmethod
    def _is_fetched(tag: str, values: dict[str, str]) -> bool:
        return tag != "link" or bool(_SUBRESOURCE_LINKS & set(values.get("rel", "").split()))


@dataclass(frozen=True)
class _Site:
    folder: Path

    @cached_property
    def pages(self) -> dict[str, _Page]:
        found = {}
        for file in sorted(self.folder.rglob("*.html")):
            name = file.relative_to(self.folder).as_posix()
            if not name.startswith("_static/"):
                found[name] = _read(file, name)
        return found

    def target(self, page: str, address: str) -> tuple[str, str]:
        """The file below the site's folder that an address on a page leads to, and its anchor."""
        parts = urlsplit(address)
        path = (self.folder / page).parent / unquote(parts.path) if parts.path else None
        name = page if path is None else path.resolve().as_posix()
        root = f"{self.folder.resolve().as_posix()}/"
        return (name.removeprefix(root) or "index.html"), unquote(parts.fragment)

    def kilobytes(self, name: str) -> float:
        """The size of a file as a server sends it."""
        file = self.folder / name
        return len(gzip.compress(published(file), 6, mtime=0)) / 1000 if file.is_file() else 0.0


def _read(file: Path, name: str) -> _Page:
    page = _Page(name)
    page.feed(file.read_text("utf-8"))
    page.close()
    return page


def check_site(folder: Path) -> list[Problem]:
    """Dead links, other hosts, inline code, double ids, missing basics and heavy pages."""
    site = _Site(folder)
    return [problem for page in site.pages.values() for problem in _check_page(site, page)]


def other_hosts(folder: Path) -> Iterator[tuple[str, str, str]]:
    """What pages of a folder ask another host for: the page, the tag and the address."""
    for page in _Site(folder).pages.values():
        for tag, address, _ in page.fetched:
            if _leads_elsewhere(address):
                yield page.name, tag, address


def _leads_elsewhere(address: str) -> bool:
    return bool(urlsplit(address).netloc or urlsplit(address).scheme)


def asks_elsewhere(tag: str, address: str) -> str:
    """What is said of a page that asks another host for something."""
    return f"<{tag}> asks another place for '{address[:80]}'"


def _check_page(site: _Site, page: _Page) -> Iterator[Problem]:
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
    for tag, address, line in page.fetched:
        if _leads_elsewhere(address):
            yield fault(asks_elsewhere(tag, address), "site-other-host", line)
        elif page.name == NOT_FOUND:
            continue
        elif not (site.folder / site.target(page.name, address)[0]).is_file():
            yield fault(f"<{tag}> asks for '{address}', which is not there", "site-dead-link", line)
    if page.name != NOT_FOUND:
        yield from _check_links(site, page)
    yield from _check_weight(site, page)


def _check_links(site: _Site, page: _Page) -> Iterator[Problem]:
    for address, line in page.links:
        if urlsplit(address).scheme or urlsplit(address).netloc:
            continue
        name, anchor = site.target(page.name, address)
        other = site.pages.get(name)
        if other is None and not (site.folder / name).is_file():
            message = f"a link leads to '{address}', which is not there"
        elif anchor and other is not None and anchor not in other.ids:
            message = f"a link leads to '{address}', and that page has no such part"
        else:
            continue
        yield Problem(f"_build/html/{page.name}", line, 1, message, "site-dead-link")


def first_loads(folder: Path) -> dict[str, float]:
    """What a first visit to each page of a site loads, in kB as a server sends it."""
    site = _Site(folder)
    return {name: _weights(site, page)[0] for name, page in site.pages.items()}


def _weights(site: _Site, page: _Page) -> tuple[float, float]:
    """The kilobytes of a first visit to a page, and how many of them are scripts."""
    files = {(tag, site.target(page.name, address)[0]) for tag, address, _ in page.fetched}
    script = sum(site.kilobytes(name) for tag, name in files if tag == "script")
    others = sum(site.kilobytes(name) for tag, name in files if tag != "script")
    return site.kilobytes(page.name) + script + others, script


def _check_weight(site: _Site, page: _Page) -> Iterator[Problem]:
    total, script = _weights(site, page)
    for weight, limit, what in (
        (total, PAGE_LIMIT_KB, "page"),
        (script, SCRIPT_LIMIT_KB, "page's scripts"),
    ):
        if weight > limit and page.name not in HEAVY:
            message = f"the {what} weighs {weight:.0f} kB gzip on a first load: {limit} kB at most"
            yield Problem(f"_build/html/{page.name}", 1, 1, message, "site-weight")
