"""What is known of a built site, and what differs between two: records, no behaviour."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

Table = tuple[str, ...]
"""The rows of a table, each as one text."""


@dataclass(frozen=True)
class Chart:
    """A chart or a picture; ``drawing`` is a digest of how it is drawn."""

    title: str
    sentence: str
    description: str
    table: Table
    drawing: str


@dataclass(frozen=True)
class Question:
    """One quiz item as readers meet it: what it asks, offers and answers."""

    id: str
    parts: Mapping[str, str]
    """Texts by what they are, in the order in which they stand: "question", "option a"..."""


@dataclass(frozen=True)
class Page:
    """What learners meet on a page; its questions stand in the site, and are named here."""

    title: str
    headings: tuple[str, ...]
    sentences: tuple[str, ...]
    charts: tuple[Chart, ...]
    questions: tuple[str, ...]
    links: tuple[str, ...]
    """The addresses of other sites that it links to."""


@dataclass(frozen=True)
class File:
    """A file that readers can take with them."""

    size: int
    digest: str


@dataclass(frozen=True)
class Site:
    """All that a comparison looks at."""

    pages: Mapping[str, Page]
    questions: Mapping[str, Question]
    redirects: Mapping[str, str]
    around: tuple[str, ...]
    """What stands around every page: its head and its foot."""
    downloads: Mapping[str, File]
    assets: Mapping[str, str]
    """Style sheets and scripts with a digest each."""
    weights: Mapping[str, float]
    """What a first visit to a page loads, in kB as a server sends it."""


@dataclass(frozen=True)
class Change:
    """A text before and after; one of them is empty where it came or went."""

    before: str
    after: str


@dataclass(frozen=True)
class PageChange:
    """What differs on one page; ``was`` is its old address, where it moved."""

    address: str
    title: str
    was: str = ""
    titles: Change | None = None
    headings: tuple[Change, ...] = ()
    sentences: tuple[Change, ...] = ()
    words_out: int = 0
    words_in: int = 0
    questions_in: tuple[str, ...] = ()
    questions_out: tuple[str, ...] = ()
    links: tuple[Change, ...] = ()


@dataclass(frozen=True)
class ChartChange:
    """A chart that came, went or differs, and the pages that it is on."""

    title: str
    kind: str
    """``added``, ``removed`` or ``changed``."""
    parts: tuple[tuple[str, Change], ...]
    pages: tuple[str, ...]


@dataclass(frozen=True)
class QuestionChange:
    """A question that came, went or differs."""

    id: str
    kind: str
    parts: tuple[tuple[str, Change], ...]
    pages: tuple[str, ...]


@dataclass(frozen=True)
class NumberChange:
    """A sentence that is the same but for its numbers."""

    before: tuple[str, ...]
    after: tuple[str, ...]
    sentence: str
    pages: tuple[str, ...]


@dataclass(frozen=True)
class Gone:
    """A page that is there no more, and where its address now leads, if anywhere."""

    address: str
    title: str
    leads_to: str


@dataclass(frozen=True)
class FileChange:
    """A download before and after; nothing, where it came or went."""

    name: str
    before: int | None
    after: int | None


@dataclass(frozen=True)
class WeightChange:
    """What a first visit to a page loads, in kB."""

    address: str
    before: float
    after: float


@dataclass(frozen=True)
class Differences:
    """All that differs between two sites, each list in the order of its names."""

    added: tuple[tuple[str, str], ...] = ()
    """Address and title."""
    removed: tuple[Gone, ...] = ()
    moved: tuple[PageChange, ...] = ()
    changed: tuple[PageChange, ...] = ()
    numbers: tuple[NumberChange, ...] = ()
    charts: tuple[ChartChange, ...] = ()
    questions: tuple[QuestionChange, ...] = ()
    around: tuple[Change, ...] = ()
    redirects: tuple[tuple[str, Change], ...] = ()
    downloads: tuple[FileChange, ...] = ()
    assets: tuple[str, ...] = ()
    weights: tuple[WeightChange, ...] = field(default=())

    @property
    def is_empty(self) -> bool:
        """Whether learners meet the same site."""
        return self == Differences()
