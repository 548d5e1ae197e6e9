"""How hard a page is to read: its Flesch-Kincaid grade, and sentences that run on.

A score does not prove a text clear; a high one shows that it is not. Whole pages are scored,
since one heading of three long words alone scores 32. Left out first: code, tables, citations,
and the proper names that `course.yml` lists.
"""

from __future__ import annotations

import math
import re
import textwrap
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from pyphen import Pyphen

from evidence_course.load.records import mark_at
from evidence_course.markdown import Prose, elements
from evidence_course.model.course import Bank, Course, Lesson, Mark
from evidence_course.model.notebook import Notebook
from evidence_course.model.record import Location, Record, markdown_fields
from evidence_course.places import source_line
from evidence_course.problems import Problem
from evidence_course.terms import glossary

SENTENCE_WORDS = 25
_SENTENCE_END = re.compile(r"(?<=[.!?:])[\"')\]]*\s+")
_SCORED = re.compile(r"\b[^.!?]+[.!?]*")
_PUNCTUATION = re.compile(r"[^\w\s]")
_WORD = re.compile(r"\w+")
TRAINER_TAG = "trainer"


def grade(sentences: Iterable[str]) -> float:
    """The Flesch-Kincaid grade of some sentences: 0.39 words a sentence + 11.8 syllables a word
    - 15.59 (Kincaid and others 1975).

    Counted and rounded as textstat 0.7.4 does, whose import alone takes longer than all of this:
    a syllable is a place where the British dictionary of hyphens breaks a word, and a sentence of
    one or two words counts as none.
    """
    return _grade(" ".join(sentences))


@lru_cache(maxsize=4096)
def _grade(text: str) -> float:
    counts = [len(_words(part)) for part in _SCORED.findall(text)]
    words = _words(text.lower())
    a_sentence = _rounded(len(words) / max(1, sum(count > 2 for count in counts)))
    syllables = sum(len(_hyphens().positions(word)) + 1 for word in words)
    a_word = _rounded(syllables / max(1, len(words)))
    return _rounded(0.39 * a_sentence + 11.8 * a_word - 15.59)


def _words(text: str) -> list[str]:
    return _PUNCTUATION.sub("", text).split()


def _rounded(number: float) -> float:
    """To one decimal, halves away from 0."""
    return math.floor(number * 10 + math.copysign(0.5, number)) / 10


@cache
def _hyphens() -> Pyphen:
    return Pyphen(lang="en_GB")


def sentences(texts: Iterable[str]) -> Iterator[str]:
    """The sentences of paragraphs, headings and list items, each closed by a full stop."""
    for text in texts:
        for part in _SENTENCE_END.split(text.strip()):
            words = part.strip().rstrip(".:;,")
            if re.search(r"\w", words):
                yield words if words[-1] in "?!" else f"{words}."


@dataclass(frozen=True)
class _Words:
    """A piece of prose and the place of the file on which it stands."""

    path: str
    line: int
    text: str


def check(course: Course) -> Iterator[Problem]:
    """Pages over the course's grade, and sentences of more than 25 words."""
    names = tuple(course.settings.proper_names)
    for slug, lesson in course.lessons.items():
        bank = course.banks.get(slug)
        words = [*lesson_words(lesson), *(bank_words(bank) if bank else [])]
        yield from _page(course, names, lesson.path, lesson.body_line, words)
    if course.course_check:
        words = list(bank_words(course.course_check))
        yield from _page(course, names, course.course_check.path, 1, words)
    for notebook in course.notebooks.values():
        yield from _page(course, names, notebook.path, 1, list(_notebook_words(notebook)))
    for page in course.pages:
        yield from _page(course, names, page.path, 1, list(_prose(page.path, 1, page.text)))
    if course.development is not None:
        file = course.development
        yield from _page(
            course, names, file.path, 1, list(_record_words(file.path, file.rule, file.marks))
        )
    yield from _page(course, names, course.glossary.path, 1, list(_definitions(course)))


def _prose(path: str, first_line: int, text: str) -> Iterator[_Words]:
    for each in elements(text, first_line=first_line):
        if isinstance(each, Prose) and each.container != TRAINER_TAG:
            yield _Words(path, each.line, each.text)


def _definitions(course: Course) -> Iterator[_Words]:
    for key, term in glossary(course).items():
        yield from _prose(course.glossary.path, course.glossary.mark(key).line, term.definition)


def lesson_words(lesson: Lesson) -> Iterator[_Words]:
    """What a reader of the lesson reads, its front matter included."""
    yield from _record_words(lesson.path, lesson.settings, lesson.marks)
    yield from _prose(lesson.path, lesson.body_line, lesson.body)


def _record_words(path: str, record: Record, marks: Mapping[Location, Mark]) -> Iterator[_Words]:
    for location, text, _ in markdown_fields(record):
        yield from _prose(path, mark_at(marks, location).line, text)


def bank_words(bank: Bank) -> Iterator[_Words]:
    """The stems, options and feedback of a bank's live items."""
    for index, question in enumerate(bank.questions):
        if question.status != "live":
            continue
        for location, text, _ in markdown_fields(question, ("questions", index)):
            line = bank.blocks.get(location, mark_at(bank.marks, location).line)
            yield from _prose(bank.path, line, text)


def _notebook_words(notebook: Notebook) -> Iterator[_Words]:
    for number, cell in enumerate(notebook.node.cells, 1):
        if cell.cell_type == "markdown" and TRAINER_TAG not in cell.metadata.get("tags", []):
            for each in _prose(notebook.path, 1, cell.source):
                yield _Words(each.path, source_line(notebook.text, number, each.line), each.text)


@lru_cache(maxsize=16384)
def _sentences(text: str, names: tuple[str, ...]) -> tuple[str, ...]:
    """The sentences of a text, without the proper names."""
    return tuple(sentences([_names(names).taken_out(text)]))


class _Names:
    """The proper names of a course, by their first word: a text is searched for those alone whose
    first word it has, however many the course lists."""

    def __init__(self, names: Iterable[str]) -> None:
        self._by_word: dict[str, list[tuple[int, re.Pattern[str]]]] = defaultdict(list)
        for name in names:
            first = _WORD.search(name)
            pattern = re.compile(rf"\b{re.escape(name)}\b")
            self._by_word[first[0] if first else ""].append((len(name), pattern))

    def taken_out(self, text: str) -> str:
        """The text with a short name for each of them, the longest first."""
        there = self._by_word.keys() & set(_WORD.findall(text))
        found = [each for word in there for each in self._by_word[word]]
        for _, pattern in sorted(found, key=lambda each: (-each[0], each[1].pattern)):
            text = pattern.sub("Ann", text)
        return text


@lru_cache(maxsize=4)
def _names(names: tuple[str, ...]) -> _Names:
    return _Names(names)


def _page(
    course: Course, names: tuple[str, ...], path: str, line: int, words: Sequence[_Words]
) -> Iterator[Problem]:
    found = [
        _Words(each.path, each.line, sentence)
        for each in words
        for sentence in _sentences(each.text, names)
    ]
    yield from _too_hard(path, line, found, course.settings.reading_grade)
    for each in found:
        yield from _too_long(each)


def _too_hard(path: str, line: int, found: Sequence[_Words], most: float) -> Iterator[Problem]:
    reached = grade(each.text for each in found) if found else 0.0
    if reached > most:
        hardest = max(found, key=lambda each: (grade([each.text]), each.text))
        place = f"line {hardest.line}" + (f" of {hardest.path}" if hardest.path != path else "")
        message = (
            f"the page reads at grade {reached:.1f}, and {most:g} is the most: use shorter words "
            f"and sentences; the hardest is '{textwrap.shorten(hardest.text, 200)}' ({place})"
        )
        yield Problem(path, line, 1, message, "reading-grade")


def _too_long(each: _Words) -> Iterator[Problem]:
    words = each.text.split()
    if len(words) > SENTENCE_WORDS:
        message = (
            f"a sentence of {len(words)} words ('{' '.join(words[:6])} …'): "
            f"cut it in two, {SENTENCE_WORDS} words at most"
        )
        yield Problem(each.path, each.line, 1, message, "long-sentence", severity="warning")
