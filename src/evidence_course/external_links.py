"""Do the pages of other sites that a built site links to still answer?

Asked politely: one address of a host at a time, with a pause in between, and again later where a
host is busy. An answer that could mean anything, such as "forbidden" for programs, is told apart
from "not there".
"""

from __future__ import annotations

import json
import re
import string
import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http.client import HTTPException
from typing import Literal
from urllib.error import HTTPError, URLError
from urllib.parse import quote, unquote, urldefrag, urlsplit, urlunsplit
from urllib.request import Request, urlopen

from evidence_course import __version__
from evidence_course.compare.model import Site

Verdict = Literal["there", "gone", "unsure"]

HOSTS_AT_ONCE = 8
TRIES = 3
LONGEST_WAIT = 60.0
_GONE = frozenset({404, 410})
_BUSY = frozenset({429, 500, 502, 503, 504})
REGISTRY = "https://doi.org/api/handles/"
_DOI = re.compile(r"https?://(?:dx\.)?doi\.org/(10\..+)")
_WEB = re.compile(r"https?://")
_HEADERS = {
    "User-Agent": f"evidence-course/{__version__} (checks that the links of a course still work)",
    "Accept": "*/*",
}


@dataclass(frozen=True)
class Answer:
    """What came of asking for an address, in a word and in words, and the pages that link to it."""

    address: str
    verdict: Verdict
    words: str
    pages: tuple[str, ...]


@dataclass(frozen=True)
class Manners:
    """How long to wait: for an answer, between two of one host, and before another try."""

    timeout: float = 20.0
    pause: float = 1.0
    busy: float = 10.0


def links_out(site: Site) -> dict[str, tuple[str, ...]]:
    """Each address of another site, without the part of a page, and the pages that link to it."""
    found: dict[str, list[str]] = {}
    for name, page in sorted(site.pages.items()):
        for address in {urldefrag(each).url for each in page.links if _WEB.match(each)}:
            found.setdefault(address, []).append(name)
    return {address: tuple(found[address]) for address in sorted(found)}


def ask_all(
    links: Mapping[str, Sequence[str]], manners: Manners, told: Callable[[int, int], None]
) -> list[Answer]:
    """An answer for each address, in their order; ``told`` hears how many of how many are done."""
    hosts: dict[str, list[str]] = {}
    for address in links:
        hosts.setdefault(urlsplit(address).hostname or "", []).append(address)
    answers: list[Answer] = []
    stop = threading.Event()

    def ask_host(addresses: Iterable[str]) -> None:
        for number, address in enumerate(addresses):
            if stop.wait(manners.pause if number else 0):
                return
            verdict, words = ask(address, manners, stop.wait)
            answers.append(Answer(address, verdict, words, tuple(links[address])))
            told(len(answers), len(links))

    with ThreadPoolExecutor(HOSTS_AT_ONCE) as pool:
        try:
            list(pool.map(ask_host, hosts.values()))
        finally:  # with Ctrl-C, no host is asked for what is left
            stop.set()
    return sorted(answers, key=lambda each: each.address)


def ask(
    address: str, manners: Manners, wait_for: Callable[[float], bool | None] = time.sleep
) -> tuple[Verdict, str]:
    """Whether one address is there, and the words of the answer.

    Of a DOI its registry is asked: publishers turn programs away. ``wait_for`` waits so many
    seconds before another try, and says if there shall be none.
    """
    doi = _DOI.fullmatch(address)
    if doi:
        address = f"{REGISTRY}{quote(unquote(doi[1]), safe='/')}"
    for left in range(TRIES - 1, -1, -1):
        verdict, words, wait = _try(address, manners, is_doi=doi is not None)
        if wait is None or not left or wait_for(min(wait, LONGEST_WAIT)):
            break
    return verdict, words


def _try(address: str, manners: Manners, *, is_doi: bool) -> tuple[Verdict, str, float | None]:
    """Verdict, words, and for how long to wait before another try, if one makes sense."""
    try:
        with urlopen(
            Request(_quoted(address), headers=_HEADERS), timeout=manners.timeout
        ) as answer:
            if is_doi and not _is_known(answer.read()):
                return "gone", "the registry of DOIs does not know it", None
            return "there", str(answer.status), None
    except HTTPError as error:
        words = f"{error.code} {error.reason}"
        if error.code in _GONE:
            return "gone", words, None
        return "unsure", words, _wait(error, manners) if error.code in _BUSY else None
    except URLError as error:
        return "unsure", str(error.reason), manners.busy
    except (OSError, HTTPException, ValueError) as error:
        return "unsure", str(error) or type(error).__name__, manners.busy


def _quoted(address: str) -> str:
    """An address in the letters that may be sent, as a browser sends it."""
    parts = urlsplit(address)
    host = parts.netloc if parts.netloc.isascii() else parts.netloc.encode("idna").decode()
    return quote(urlunsplit(parts._replace(netloc=host)), safe=string.punctuation)


def _is_known(answer: bytes) -> bool:
    """Whether the registry of DOIs knows the one that was asked for."""
    said = json.loads(answer)
    if not isinstance(said, dict):
        raise ValueError("the registry of DOIs gave an answer of another form")
    return said.get("responseCode") == 1


def _wait(error: HTTPError, manners: Manners) -> float:
    """What a busy host asks for, else our own patience."""
    asked = error.headers.get("Retry-After", "")
    return float(asked) if asked.isdecimal() else manners.busy
