"""Figures of studies typed by hand, where they should be printed from the register.

* A paragraph or a row of a table that cites a study of the register, an item whose ``source`` names
  it, an approach that rests on it and the study's own record, where it speaks in words of ours,
  print its figures by reference, so that they change with the record. A typed number is taken for a
  study's figure where hardly anything else can be meant: it has decimals, or three digits, or
  counts in every 100, or is a count that the record holds.
* Anywhere else in a lesson that lists a study, a number of three digits or more, such as 51,264, is
  its figure where it is just what the record holds.
* A paragraph, a row of a table or an item that cites a source of `course/references.yml` types no
  number at all of two digits or more, or with decimals: a source with figures belongs in the
  register. Official data are left out, since notebooks compute from those.

Years, dates, months and made-up cases are left alone.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import Any

from evidence_course.days import MONTHS
from evidence_course.load.records import at, item_at, mark_at
from evidence_course.markdown import Cell, Placed, Prose, elements
from evidence_course.model.course import Bank, Course, Reference
from evidence_course.model.evidence import Approach
from evidence_course.model.notebook import Notebook
from evidence_course.model.record import Location
from evidence_course.places import source_line
from evidence_course.problems import Problem
from evidence_course.validate.where import column_of
from evidence_course.value_uses import Text, studies_read, texts
from evidence_course.values import OF_ARMS, Data, Value, ValueFault, all_figures, studies
from evidence_course.wording import Spotted, numbers_in, rounded, say

SENTENCE_END = re.compile(r"[.!?][\"')\]]*\s+")
_MONTHS = "|".join(MONTHS)
_NOT_A_FIGURE_AFTER = re.compile(
    rf"\s*(?:-|\s)(?:years?|months?|weeks?|hours?|minutes?|{_MONTHS})\b"
    r"|\s*(?:%|per cent)\s+(?:confidence|interval|range)|\s*[÷×]",
    re.IGNORECASE,
)
_NOT_A_FIGURE_BEFORE = re.compile(
    rf"(?:\b(?:section|sections|module|item|page|part|chapter|age|aged|ages|{_MONTHS})\s+|[÷×]\s*)$",
    re.IGNORECASE,
)
_IN_100 = re.compile(
    r"\s*(?:%|(?:\w+\s+){0,2}?(?:per cent|percent|points?\b|(?:in|of|for)\s+(?:every\s+)?100\b))",
    re.IGNORECASE,
)
_IN_10 = re.compile(r"\b(?:in|of)\s+(?:every\s+)?$")
_ANY_IN_100 = re.compile(r"\b(?:in|of|for)\s+(?:every\s+)?100\b|%")
_MADE_UP = re.compile(r"\b(?:made[- ]up|invented|imagine|suppose)\b", re.IGNORECASE)

_TO = re.compile(r"\s+to\s+")

AS_THE_SOURCE_HAS_IT = frozenset(
    {"title", "name", "citation", "funder", "registration", "verified_at", "as_printed"}
)
"""Texts of a study's record that hold its source's own words."""

Named = tuple[str, Value]


def check(course: Course) -> Iterator[Problem]:
    """Typed figures in lessons, pages, banks and records, in numeric keys, and in notebooks'
    Markdown."""
    register = _Register(course)
    for text in texts(course):
        yield from _text(text, register)
    for bank in course.every_bank:
        yield from _keys(bank, register)
    for notebook in course.notebooks.values():
        yield from _notebook(notebook, register)


class _Register:
    """The figures of each study, worked out when they are first asked for, and the sources of
    `course/references.yml` that may have figures."""

    def __init__(self, course: Course) -> None:
        self.records = studies(course.evidence)
        self.approaches = {
            key: file.record
            for key, file in course.evidence.items()
            if isinstance(file.record, Approach)
        }
        self.unregistered = {
            key
            for key, entry in course.references.entries.items()
            if isinstance(entry, Reference) and entry.kind == "study or report"
        }
        self.listed = {slug: each.settings.sources for slug, each in course.lessons.items()}
        self.banks = {bank.path: bank for bank in course.every_bank}
        self._figures: dict[str, list[Named]] = {}

    def figures(self, study: str) -> list[Named]:
        """The single numbers of a study; those that its source prints come first."""
        if study not in self._figures:
            record: Data = self.records[study] or {}
            numbers = [each for each in all_figures(record) if _is_of_note(*each)]
            self._figures[study] = sorted(numbers, key=_rank)
        return self._figures[study]

    def about(self, text: Text) -> list[str]:
        """The sources that a text is about, whatever it cites: those of its item, the studies of
        an approach, and a study itself where its record speaks of it in words of ours."""
        if text.kind == "record":
            approach = self.approaches.get(text.name)
            own = [] if AS_THE_SOURCE_HAS_IT & {*text.location} else [text.name]
            return approach.studies if approach else own
        bank = self.banks.get(text.path)
        return self.sources(bank, text.location) if bank else []

    def outcome(self, text: Text) -> str | None:
        """The outcome that a text of a study's record stands in, as ``STUDY.OUTCOME``."""
        if text.kind != "record" or text.location[:1] != ("outcomes",) or len(text.location) < 3:
            return None
        record = self.records.get(text.name) or {"outcomes": []}
        index = text.location[1]
        return f"{text.name}.{record['outcomes'][index]['id']}" if record["outcomes"] else None

    def sources(self, bank: Bank, location: Location) -> list[str]:
        """What an item names as its source; a case's sources count for its questions.

        What an item makes up is nobody's figure: then only studies of the register count.
        """
        found: list[str] = []
        for end in range(len(location) + 1):
            value = at(bank.data, location[:end])
            named = value.get("source") if isinstance(value, dict) else None
            found += [key for key in named or [] if isinstance(key, str)]
        if _MADE_UP.search(str(at(bank.data, location[:2]))):
            found = [key for key in found if key in self.records]
        return list(dict.fromkeys(found))


def _rank(named: Named) -> int:
    """What its source prints comes first, then what is worked out from the first two arms."""
    reference, value = named
    return 0 if not value.computed else 2 if OF_ARMS.search(reference) else 1


def _is_of_note(reference: str, value: Value) -> bool:
    return not value.is_range and not reference.endswith(".level")


# Texts


@dataclass(frozen=True)
class _Sentence:
    """A sentence, its line, the roles within it by their places in it, and the sources that its
    paragraph, or its row of a table, cites."""

    text: str
    line: int
    roles: tuple[Placed, ...]
    cited: tuple[str, ...] = field(kw_only=True)

    @cached_property
    def typed(self) -> tuple[Spotted, ...]:
        """The numbers that no role prints and that may be a study's."""
        if _MADE_UP.search(self.text):
            return ()
        return tuple(
            spot
            for spot in numbers_in(self.text)
            if not any(each.start < spot.end and spot.start < each.end for each in self.roles)
            and not self._is_other(spot)
        )

    def _is_other(self, spot: Spotted) -> bool:
        """Whether a number is a year, a time, the 100 of 'in 100' or the name of a part."""
        before, after = self.text[: spot.start], self.text[spot.end :]
        is_year = "," not in spot.text and spot.decimals == 0 and 1900 <= abs(spot.number) <= 2100
        return bool(
            is_year
            or abs(spot.number) == 100
            or (spot.number == 10 and _IN_10.search(before))
            or _NOT_A_FIGURE_AFTER.match(after)
            or _NOT_A_FIGURE_BEFORE.search(before)
        )


@lru_cache(maxsize=8192)
def _sentences(text: str, first_line: int) -> tuple[_Sentence, ...]:
    """The sentences of paragraphs, and rows of tables as one each: those that type a number."""
    return tuple(each for each in _read(text, first_line) if each.typed)


def _read(text: str, first_line: int) -> Iterator[_Sentence]:
    rows: dict[int, list[Cell]] = {}
    for each in elements(text, first_line=first_line):
        if isinstance(each, Prose):
            yield from _cut(each)
        elif isinstance(each, Cell):
            rows.setdefault(each.line, []).append(each)
    for cells in rows.values():
        yield _row(cells)


def _cut(prose: Prose) -> Iterator[_Sentence]:
    starts = [0, *(found.end() for found in SENTENCE_END.finditer(prose.text))]
    for start, end in zip(starts, [*starts[1:], len(prose.text) + 1], strict=True):
        roles = _moved(prose.roles, start, end)
        yield _Sentence(prose.text[start:end], prose.line, roles, cited=_cited(prose.roles))


def _row(cells: Sequence[Cell]) -> _Sentence:
    text, roles = "", []
    for cell in cells:
        roles += [Placed(p.start + len(text), p.end + len(text), p.role) for p in cell.roles]
        text += f"{cell.text} ; "
    return _Sentence(text, cells[0].line, tuple(roles), cited=_cited(roles))


def _cited(roles: Sequence[Placed]) -> tuple[str, ...]:
    return tuple(each.role.content for each in roles if each.role.name == "source")


def _moved(roles: Sequence[Placed], start: int, end: int) -> tuple[Placed, ...]:
    return tuple(
        Placed(each.start - start, each.end - start, each.role)
        for each in roles
        if start <= each.start < end
    )


def _text(text: Text, register: _Register) -> Iterator[Problem]:
    sentences = _sentences(text.text, text.line)
    about = register.about(text) if sentences else []
    listed = register.listed.get(text.name, []) if text.kind == "lesson" else []
    if not (about or listed or "{source}`" in text.text):
        return
    item = text.name if text.kind in ("quiz item", "record") else None
    outcome = register.outcome(text)
    for sentence in sentences:
        sources = [*about, *sentence.cited]
        found = {spot: _message(spot, at) for spot, at in _told(sentence, listed, register)}
        found |= {
            spot: _unregistered(spot, key) for spot, key in _beside(sentence, sources, register)
        }
        known = _found(sentence, sources, register, outcome)
        found |= {spot: _message(spot, figure) for spot, figure in known}
        for spot, message in sorted(found.items(), key=lambda each: each[0].start):
            line, column = _place(text, sentence, spot)
            yield Problem(text.path, line, column, message, "typed-figure", item)


def _told(
    sentence: _Sentence, listed: Sequence[str], register: _Register
) -> Iterator[tuple[Spotted, Named]]:
    """Typed numbers that hardly can be anything but a figure of a study which the lesson lists."""
    for spot, (reference, value) in _found(sentence, listed, register):
        is_exact = not value.computed and abs(Decimal(str(value.ends[0]))) == abs(spot.number)
        if is_exact and _digits(spot) > 2 and abs(spot.number) % 50:
            yield spot, (reference, value)


def _beside(
    sentence: _Sentence, sources: Sequence[str], register: _Register
) -> Iterator[tuple[Spotted, str]]:
    """Typed numbers beside the citation of a source that may have figures and has no record."""
    key = next((key for key in sources if key in register.unregistered), None)
    for spot in sentence.typed if key else ():
        if spot.decimals or abs(spot.number) >= 10:
            yield spot, str(key)


def _found(
    sentence: _Sentence,
    cited: Sequence[str],
    register: _Register,
    outcome: str | None = None,
) -> Iterator[tuple[Spotted, Named]]:
    """The typed numbers of a sentence that are figures of a study, each with the figure.

    Where a number could be several, it is taken for one of the outcome that most numbers fit.
    ``outcome`` is the one that the sentence is about, where its place says so.
    """
    known = [study for study in dict.fromkeys(cited) if study in register.records]
    figures = [figure for study in known for figure in register.figures(study)]
    if outcome:
        figures = [each for each in figures if _outcome(each) in (outcome, *known)]
    fitting: list[tuple[Spotted, list[Named]]] = []
    for spot in sentence.typed if figures else ():
        found = [named for named in figures if _fits(spot, sentence.text, named)]
        if found:
            fitting.append((spot, found))
    fitting = list(_without_half_ranges(sentence.text, fitting))
    votes = Counter(place for _, found in fitting for place in {_outcome(each) for each in found})
    for spot, found in fitting:
        yield spot, max(found, key=lambda each: votes[_outcome(each)])


def _without_half_ranges(
    text: str, fitting: Sequence[tuple[Spotted, list[Named]]]
) -> Iterator[tuple[Spotted, list[Named]]]:
    """Leaves out a whole number that is one end of '1 to 6' where the other end fits nothing: a
    range comes from one source, so that the end fits by chance."""
    ends = {spot.start for spot, _ in fitting} | {spot.end for spot, _ in fitting}
    for spot, found in fitting:
        others = [each for each in numbers_in(text) if _is_joined(text, each, spot)]
        if spot.decimals or all({each.start, each.end} & ends for each in others):
            yield spot, found


def _is_joined(text: str, one: Spotted, other: Spotted) -> bool:
    first, second = sorted((one, other), key=lambda each: each.start)
    return bool(_TO.fullmatch(text[first.end : second.start]))


def _outcome(named: Named) -> str:
    return named[0].rpartition(".")[0]


def _place(text: Text, sentence: _Sentence, spot: Spotted) -> tuple[int, int]:
    """Where a number stands: on the sentence's line, or on one of the next of its paragraph."""
    number = re.compile(rf"(?<![\w.,]){re.escape(spot.text.lstrip('-'))}(?![\w]|[.,]\d)")
    for line in range(sentence.line, len(text.lines) + 1):
        found = number.search(text.lines[line - 1])
        if found:
            return line, found.start() + 1
        if not text.lines[line - 1].strip():
            break
    return sentence.line, column_of(text.lines, sentence.line, "")


def _message(spot: Spotted, named: Named) -> str:
    return f"{spot.text} is a figure of a study and is typed here: write {_role(spot, named)}"


def _unregistered(spot: Spotted, key: str) -> str:
    return (
        f"{spot.text} is typed beside the citation of '{key}': a study's figure stands in the "
        "register. Write its record, cite that and print {value}`RECORD.FIGURE`; where "
        f"'{key}' is no study or report, say so in its 'kind'"
    )


def _role(spot: Spotted, named: Named) -> str:
    """The role that prints a number as it was typed."""
    reference, value = named
    rounding = "whole" if spot.decimals == 0 else f"{spot.decimals}dp"
    for form in ("", rounding, "size", f"size {rounding}"):
        if _says(value, form) == spot.text.replace("-", "\N{MINUS SIGN}"):
            return f"{{value}}`{reference}{' | ' if form else ''}{form}`"
    return f"{{value}}`{reference} | {rounding}`"


def _says(value: Value, form: str) -> str | None:
    try:
        return say(value, form)
    except ValueFault:
        return None


# When a number is a figure


def _fits(spot: Spotted, sentence: str, named: Named) -> bool:
    """Whether a figure may be what a number of a sentence stands for."""
    directly = bool(_IN_100.match(sentence[spot.end :]))
    somewhere = directly or bool(_ANY_IN_100.search(sentence))
    return _is_plain(spot, named) and is_typed(spot, named[1], in_100=directly, percents=somewhere)


def _is_plain(spot: Spotted, named: Named) -> bool:
    """Whole numbers are too common to be looked for among all pairs of arms."""
    return spot.decimals > 0 or not OF_ARMS.search(named[0])


def is_typed(spot: Spotted, value: Value, *, in_100: bool, percents: bool) -> bool:
    """Whether a number is this figure, or a rounding of it.

    ``in_100``: the number is said to count in 100; ``percents``: its sentence counts in 100.
    """
    number, figure = abs(spot.number), value.ends[0]
    step = Decimal(1).scaleb(-spot.decimals)
    if abs(rounded(figure, step)) != number or (in_100 and not value.in_100):
        return False
    if spot.decimals:
        return _digits(spot) > 1
    if value.in_100 and (in_100 or (percents and not value.computed)) and number >= _least(in_100):
        return True
    if value.computed or number < 10 or (value.in_100 and not percents):
        return False
    return number > 100 or abs(Decimal(str(figure))) == number


def _least(in_100: bool) -> int:
    return 1 if in_100 else 10


def _digits(spot: Spotted) -> int:
    """The significant digits of a number: 0.05 has one."""
    return len(spot.text.lstrip("-0.").replace(",", "").replace(".", ""))


# Numeric keys


def _keys(bank: Bank, register: _Register) -> Iterator[Problem]:
    for location, number in _numbers(bank.data, ()):
        spot = _spotted(number)
        unit = (at(bank.data, _question(bank, location)) or {}).get("unit")
        contexts = {False, bool(_ANY_IN_100.search(str(unit or "")))}
        for study in register.sources(bank, location):
            if study not in register.records:
                continue
            for named in register.figures(study):
                if _is_plain(spot, named) and any(
                    is_typed(spot, named[1], in_100=each, percents=each) for each in contexts
                ):
                    yield _key(bank, location, spot, named)
                    break


def _numbers(data: Any, location: Location) -> Iterator[tuple[Location, float]]:
    """Every typed answer and near miss of a bank's data."""
    if isinstance(data, dict):
        for key, inner in data.items():
            is_number = isinstance(inner, int | float) and not isinstance(inner, bool)
            if key in ("answer", "value") and is_number:
                yield (*location, key), inner
            else:
                yield from _numbers(inner, (*location, key))
    elif isinstance(data, list):
        for index, inner in enumerate(data):
            yield from _numbers(inner, (*location, index))


def _question(bank: Bank, location: Location) -> Location:
    """The place of the question that a number belongs to."""
    for end in range(len(location), 0, -1):
        value = at(bank.data, location[:end])
        if isinstance(value, dict) and "id" in value:
            return location[:end]
    return ()


def _spotted(number: float) -> Spotted:
    text = f"{Decimal(str(number)):f}"
    return Spotted(text.removesuffix(".0"), Decimal(text), 0, len(text))


def _key(bank: Bank, location: Location, spot: Spotted, named: Named) -> Problem:
    reference, value = named
    extra = ", scale: -1" if (value.ends[0] < 0) != (spot.number < 0) else ""
    if abs(Decimal(str(value.ends[0]))) != abs(spot.number):
        extra += f", round: {spot.decimals}"
    mark = mark_at(bank.marks, location)
    message = (
        f"{spot.text} is a figure of the item's source and is typed here: "
        f"write '{location[-1]}: {{value: {reference}{extra}}}'"
    )
    item = item_at(bank.data, location)
    return Problem(bank.path, mark.line, mark.column, message, "typed-figure", item)


# Notebooks


def _notebook(notebook: Notebook, register: _Register) -> Iterator[Problem]:
    read = [name for name, _ in studies_read(notebook) if name in register.records]
    cells: Mapping[int, Any] = dict(enumerate(notebook.node.cells, 1)) if read else {}
    for number, cell in cells.items():
        if cell.cell_type != "markdown":
            continue
        for sentence in _sentences(cell.source, 1):
            for spot, (reference, _) in _found(sentence, read, register):
                if not spot.decimals and abs(spot.number) < 100:
                    continue  # a notebook reads several studies, and has many numbers of its own
                line = source_line(notebook.text, number, sentence.line)
                message = (
                    f"{spot.text} is a figure of a study that this notebook reads ({reference}): "
                    "print it in a code cell"
                )
                yield Problem(notebook.path, line, 1, message, "typed-figure", f"cell {number}")
