"""The course as a whole: its settings, its shared lists, and what was loaded of each module."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, NamedTuple

from pydantic import Field

from evidence_course.model.development import Development
from evidence_course.model.evidence import Approach, Review, Study
from evidence_course.model.interactive import Interactive
from evidence_course.model.notebook import Notebook
from evidence_course.model.quiz import Question
from evidence_course.model.record import (
    AskedMarkdown,
    Contact,
    Day,
    InlineMarkdown,
    ItemId,
    Language,
    Location,
    OutcomeId,
    PageAddress,
    PictureName,
    PlainText,
    Record,
    Slug,
    SourceKey,
    WebAddress,
)


class Mark(NamedTuple):
    """A place in a file; line and column count from 1."""

    line: int
    column: int


class Licences(Record):
    """Which licence covers what; shown at the foot of every page."""

    text: PlainText = Field(
        description="Lessons, notebooks and question banks.", examples=["CC BY 4.0"]
    )
    data: PlainText = Field(
        description="The data files.", examples=["Open Government Licence v3.0"]
    )


Part = Literal["full", "core"]
"""Which edition of a lesson: the whole, or its core blocks alone."""


class Step(Record):
    """One step of a pathway."""

    module: Slug = Field(description="The slug of a module.", examples=["fair-test"])
    part: Part = Field(
        default="full", description="The whole lesson, or the short edition of its core blocks."
    )


class Pathway(Record):
    """A way through the course for one kind of reader."""

    id: Slug = Field(description="The name of its page.", examples=["leader"])
    title: PlainText = Field(description="Whose way it is.", examples=["Leader"])
    summary: InlineMarkdown = Field(description="Who it is for, and why these steps.")
    output: InlineMarkdown = Field(description="What a reader leaves with.")
    steps: list[Step] = Field(min_length=1, description="Its steps, in order.")


class EvidenceSettings(Record):
    """Words of the subject that the register of evidence uses."""

    people: PlainText = Field(
        default="people",
        description="Whom its approaches are meant to help, as its sentences name them.",
        examples=["children"],
    )
    aims: list[PlainText] = Field(
        default=[],
        description="What an approach may be meant to change; readers filter the register by it.",
        examples=[["child health", "school and reading"]],
    )
    settings: list[PlainText] = Field(
        default=[],
        description="Where an approach may take place; readers filter the register by it.",
        examples=[["home", "school"]],
    )


class SharePicture(Record):
    """The picture that other sites show beside a link to the course."""

    file: PictureName = Field(
        description="A PNG in course/, best 1200 by 630 pixels.", examples=["share.png"]
    )
    alt: PlainText = Field(description="What it shows, for those who cannot see it.")


class CourseSettings(Record):
    """`course/course.yml`: what the course is and which modules it has, in order."""

    schema_version: Literal[1] = Field(alias="schema", description="The version of this format.")
    id: Slug = Field(
        description="For ever: what a reader's device remembers of the course hangs on it.",
        examples=["weighing-the-evidence"],
    )
    title: InlineMarkdown = Field(
        description="The name of the course.", examples=["Weighing the Evidence"]
    )
    description: InlineMarkdown = Field(description="One sentence for the cover and for search.")
    language: Language = Field(
        default="en-GB", description="The language of the pages.", examples=["en-GB"]
    )
    author: PlainText = Field(description="Who made it, as the foot of a page names them.")
    licences: Licences = Field(description="Which licence covers what.")
    audiences: list[Slug] = Field(
        min_length=1,
        description="Who lessons may be written for.",
        examples=[["practitioner", "leader"]],
    )
    modules: list[Slug] = Field(
        min_length=1,
        description="One slug a module, in course order.",
        examples=[["fair-test", "effect-size"]],
    )
    pathways: list[Pathway] = Field(
        default=[], description="Ways through the course, for one kind of reader each."
    )
    evidence: EvidenceSettings = Field(
        default=EvidenceSettings(), description="Words of the subject, for `course/evidence/`."
    )
    front: PlainText = Field(default="index.md", description="The cover page, in `course/`.")
    back: list[PlainText] = Field(default=[], description="Pages after the last module.")
    repository: WebAddress | None = Field(
        default=None, description="Where the sources live, for the link 'something wrong?'."
    )
    contact: Contact | None = Field(
        default=None,
        description="How readers reach whoever publishes the course: an e-mail address, a web "
        "address, or a page of course/ that says it, with its part.",
        examples=["about.md#if-something-is-wrong"],
    )
    publisher: PlainText | None = Field(
        default=None, description="Who runs the site, if not the author."
    )
    base_url: WebAddress | None = Field(
        default=None, description="Where the site will be published."
    )
    redirects: dict[PageAddress, PageAddress] = Field(
        default={},
        description="Addresses that pages once had, each with the one that readers are sent to: "
        "the slug of a module for all of its pages, or a page.",
        examples=[{"fair-trial": "fair-test", "contact.html": "about.html"}],
    )
    share_picture: SharePicture | None = Field(
        default=None,
        description="The picture that other sites show beside a link to the course; without it "
        "one is drawn from the title.",
    )
    reading_grade: float = Field(
        default=7.0, gt=0, description="The highest Flesch-Kincaid grade that a page may have."
    )
    proper_names: list[PlainText] = Field(
        default=[], description="Names that the reading grade leaves out."
    )


class Misconception(Record):
    """A wrong idea that a wrong option stands for, and what is so instead."""

    belief: InlineMarkdown = Field(
        description="The wrong idea, as one who holds it would say it.",
        examples=["A before-and-after change shows what the service did."],
    )
    truth: InlineMarkdown = Field(
        description="What is so instead.",
        examples=["High counts tend to fall, with or without a service."],
    )


class Reference(Record):
    """A source: what it is, where it stands, how much of it was read and when."""

    short: PlainText = Field(
        description="How a text names it.", examples=["Westlake and others 2025"]
    )
    citation: InlineMarkdown = Field(description="Who, what, where and when, in full.")
    url: WebAddress = Field(
        description="Where to read it.", examples=["https://doi.org/10.1177/10497315251338227"]
    )
    doi: PlainText | None = Field(
        default=None,
        description="Its digital object identifier, without https://doi.org/.",
        examples=["10.1177/10497315251338227"],
    )
    checked: Day = Field(description="The day on which it was last read.", examples=["2026-11-22"])
    review_by: Day = Field(
        description="The day after which a lesson may not lean on it unread.",
        examples=["2027-11-22"],
    )
    read: Literal["full text", "abstract", "page", "secondary account"] = Field(
        description="How much of it was read."
    )
    kind: Literal["study or report", "official data", "law or guidance", "method or measure"] = (
        Field(
            default="study or report",
            description="What it is. No number beside a study or report is typed: it goes into the "
            "register. Numbers of the law, of a scale, or of data that a notebook counts may be.",
        )
    )
    note: InlineMarkdown | None = Field(
        default=None, description="One sentence on its limits, shown with the source."
    )


class Term(Record):
    """A word that readers may not know, and what it means here."""

    term: PlainText = Field(description="The word.", examples=["randomised controlled trial"])
    also: list[PlainText] = Field(
        default=[], description="Other words for it, which the glossary names.", examples=[["RCT"]]
    )
    forms: list[PlainText] = Field(
        default=[],
        description="Other forms of it that texts use, such as its plural.",
        examples=[["randomised controlled trials"]],
    )
    definition: PlainText = Field(description="What it means, in one or two plain sentences.")


class LessonSettings(Record):
    """The front matter of `modules/SLUG.md`."""

    title: AskedMarkdown = Field(
        description="A question; it ends in '?'.", examples=["Is it a fair test?"]
    )
    summary: InlineMarkdown | None = Field(
        default=None,
        description="One sentence on it, for lists of modules.",
        examples=["Why figures that fall may fall by themselves."],
    )
    minutes: int = Field(gt=0, le=240, description="About how long the lesson takes.")
    core_minutes: int | None = Field(
        default=None,
        gt=0,
        le=240,
        description="About how long its core blocks take, those between '+++ core' and '+++'.",
    )
    core_outcomes: list[OutcomeId] = Field(
        default=[], description="What the core blocks alone teach, if not every outcome."
    )
    audience: list[Slug] = Field(
        min_length=1, description="Who it is for: some of the audiences of course.yml."
    )
    outcomes: list[OutcomeId] = Field(
        min_length=1, description="What it teaches: names from course/outcomes.yml."
    )
    needs: InlineMarkdown | None = Field(default=None, description="What a reader needs.")
    key_points: list[InlineMarkdown] = Field(
        min_length=1, max_length=8, description="What to remember, a sentence each."
    )
    prompt: InlineMarkdown = Field(description="A question for the development record.")
    sources: list[SourceKey] = Field(
        min_length=1,
        description="Ids of records in course/evidence/, or keys of course/references.yml.",
    )


class BankDefaults(Record):
    """What an item takes where it says nothing itself."""

    difficulty: int = Field(default=2, ge=1, le=3, description="From 1, easy, to 3, hard.")
    confidence: bool = Field(default=True, description="Ask how sure the reader is.")
    shuffle: bool = Field(default=False, description="Show options in another order than here.")
    scoring: Literal["each", "all", "position", "neighbours"] | None = Field(
        default=None, description="How part of an answer counts, where a type leaves it open."
    )


class BankSettings(Record):
    """The head of `quizzes/SLUG.yml`; its questions are read one type at a time."""

    schema_version: Literal[1] = Field(alias="schema", description="The version of this format.")
    bank: Slug = Field(
        description="The slug of the module; also the name of the file.", examples=["fair-test"]
    )
    title: InlineMarkdown = Field(description="What the bank is about.")
    licence: PlainText | None = Field(default=None, description="Only if not the course's own.")
    author: PlainText | None = Field(default=None, description="Only if not the course's own.")
    defaults: BankDefaults = Field(
        default=BankDefaults(), description="What the items of this bank take in common."
    )


@dataclass(frozen=True)
class Lesson:
    """One lesson: its settings and its body, which begins at ``body_line`` of the file."""

    slug: str
    path: str
    settings: LessonSettings
    body: str
    body_line: int
    marks: Mapping[Location, Mark]


@dataclass(frozen=True)
class Page:
    """A front or back page of the course: Markdown from its first line on."""

    name: str
    path: str
    text: str


@dataclass(frozen=True)
class Bank:
    """One quiz bank; ``marks`` and ``keys`` tell where each value and each key stands."""

    slug: str
    path: str
    settings: BankSettings
    questions: tuple[Question, ...]
    text: str
    data: Any
    marks: Mapping[Location, Mark]
    keys: Mapping[Location, Mark]
    blocks: Mapping[Location, int]


@dataclass(frozen=True)
class SharedList:
    """One of the lists that all modules share, with the place of each entry."""

    path: str
    entries: Mapping[str, Any]
    marks: Mapping[Location, Mark]
    complete: bool = True
    """Whether every name in the file could be read: if not, no other name is called unknown."""

    def mark(self, key: str) -> Mark:
        return self.marks.get((key,), Mark(1, 1))


@dataclass(frozen=True)
class EvidenceFile:
    """One record of the register; ``id`` is the name of its file."""

    id: str
    path: str
    record: Study | Review | Approach
    text: str
    data: Any
    marks: Mapping[Location, Mark]
    keys: Mapping[Location, Mark]
    blocks: Mapping[Location, int]


@dataclass(frozen=True)
class DevelopmentFile:
    """What the development record follows, and where each value stands in its file."""

    path: str
    rule: Development
    marks: Mapping[Location, Mark]


@dataclass(frozen=True, eq=False)
class Course:
    """All that was read. A part that could not be read is missing, and a problem says so.

    Each is equal to itself alone, so that what is worked out of one can be kept.
    """

    root: Path
    settings: CourseSettings
    settings_marks: Mapping[Location, Mark]
    outcomes: SharedList
    misconceptions: SharedList
    references: SharedList
    lessons: Mapping[str, Lesson]
    notebooks: Mapping[str, Notebook]
    banks: Mapping[str, Bank]
    pages: tuple[Page, ...] = ()
    found: Mapping[str, frozenset[str]] = field(default_factory=dict)
    evidence: Mapping[str, EvidenceFile] = field(default_factory=dict)
    glossary: SharedList = SharedList("course/glossary.yml", {}, {})
    interactives: Mapping[str, Interactive] = field(default_factory=dict)
    development: DevelopmentFile | None = None
    """None, if the course has no `course/record.yml`."""
    course_check: Bank | None = None
    """The bank of the check before and after the course, if it has one."""

    @property
    def every_bank(self) -> tuple[Bank, ...]:
        """The banks of the modules, then that of the check before and after the course."""
        return (*self.banks.values(), *([self.course_check] if self.course_check else []))


__all__ = [
    "Bank",
    "BankDefaults",
    "BankSettings",
    "Course",
    "CourseSettings",
    "DevelopmentFile",
    "EvidenceFile",
    "ItemId",
    "Lesson",
    "LessonSettings",
    "Mark",
    "Misconception",
    "Page",
    "Pathway",
    "Reference",
    "SharedList",
    "Step",
    "Term",
]
