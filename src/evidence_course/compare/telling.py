"""Differences between two sites as text for a terminal, as Markdown for a summary, or as JSON."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass

from evidence_course.compare.model import (
    Change,
    ChartChange,
    Differences,
    FileChange,
    Gone,
    NumberChange,
    PageChange,
    QuestionChange,
)

FEW = 8
"""How many changes of one kind are shown, unless all are asked for."""

_NOTHING = "Learners meet the same site: nothing differs."


@dataclass(frozen=True)
class Entry:
    """One thing that differs, and the lines that say how."""

    head: str
    lines: tuple[str | Change, ...] = ()


@dataclass(frozen=True)
class Section:
    """Things of one kind that differ."""

    title: str
    entries: Sequence[Entry]


def as_text(found: Differences, *, whole: bool = False) -> str:
    """Lines for a terminal; ``whole`` shows every change, however many."""
    lines = [_summary(found)]
    for section in _sections(found):
        lines += ["", section.title]
        for entry in _some(section.entries, whole):
            lines.append(f"  {entry.head}")
            lines += [f"      {line}" for line in _plain_lines(entry, whole)]
        lines += _rest(section.entries, whole, "  ")
    return "\n".join(lines) + "\n"


def as_markdown(found: Differences, *, whole: bool = False) -> str:
    """The same as Markdown; nothing of a page's text can turn into marks or elements."""
    lines = ["## What learners will notice", "", _escaped(_summary(found))]
    for section in _sections(found):
        lines += ["", f"### {section.title}", ""]
        for entry in _some(section.entries, whole):
            lines.append(f"- {_escaped(entry.head)}")
            lines += [f"  - {line}" for line in _marked_lines(entry, whole)]
        lines += _rest(section.entries, whole, "- ")
    return "\n".join(lines) + "\n"


def as_json(found: Differences, *, whole: bool = False) -> str:
    """Every field of the record, always all of it."""
    return json.dumps(asdict(found), ensure_ascii=False, indent=1) + "\n"


FORMATS: Mapping[str, Callable[..., str]] = {
    "text": as_text,
    "markdown": as_markdown,
    "json": as_json,
}


# --- what is said, in any format --------------------------------------------------------------


def _sections(found: Differences) -> Iterator[Section]:
    sections = (
        ("Pages added", [Entry(f"{address}: {title}") for address, title in found.added]),
        ("Pages removed", [_gone(each) for each in found.removed]),
        ("Pages moved", _pages(found.moved)),
        ("Pages changed", _pages(found.changed)),
        ("Numbers printed", [_number(each) for each in found.numbers]),
        ("Charts and pictures", [_chart(each) for each in found.charts]),
        ("Questions", [_question(each) for each in found.questions]),
        ("Around every page", [Entry("head and foot", found.around)] if found.around else []),
        ("Old addresses", [_redirect(*each) for each in found.redirects]),
        ("Downloads", [_file(each) for each in found.downloads]),
        ("Styles, scripts and the picture for links", [Entry(name) for name in found.assets]),
        (
            "Weight of a first visit",
            [Entry(f"{w.address}: {w.before:g} kB → {w.after:g} kB") for w in found.weights],
        ),
    )
    yield from (Section(title, entries) for title, entries in sections if entries)


def _summary(found: Differences) -> str:
    if found.is_empty:
        return _NOTHING
    counted = (
        (len(found.added), "page added", "pages added"),
        (len(found.removed), "page removed", "pages removed"),
        (len(found.moved), "page moved", "pages moved"),
        (len(found.changed), "page changed", "pages changed"),
        (len(found.numbers), "sentence with other numbers", "sentences with other numbers"),
        (len(found.charts), "chart", "charts"),
        (len(found.questions), "question", "questions"),
        (len(found.downloads), "download", "downloads"),
    )
    told = [f"{count} {one if count == 1 else many}" for count, one, many in counted if count]
    return f"{', '.join(told)}." if told else "No page, chart or question differs."


def _pages(pages: Iterable[PageChange]) -> list[Entry]:
    """Each page; where an earlier one says the same, as a short edition does, it says so."""
    first: dict[tuple[Change, ...], str] = {}
    return [_page(page, first.setdefault(page.sentences, page.address)) for page in pages]


def _page(page: PageChange, first: str) -> Entry:
    """A page whose sentences are shown, unless those of the page ``first`` are the same."""
    head = f"{page.was} → {page.address}" if page.was else page.address
    lines: list[str | Change] = []
    if page.titles:
        lines += ["its title:", page.titles]
    for change in page.headings:
        lines += ["a heading:", change]
    if page.questions_in:
        lines.append(f"now asks {', '.join(page.questions_in)}")
    if page.questions_out:
        lines.append(f"no longer asks {', '.join(page.questions_out)}")
    for change in page.links:
        lines += ["a link to another site:", change]
    if page.sentences:
        told = page.sentences if first == page.address else (f"the same words as on {first}",)
        lines += [f"{page.words_out} words out, {page.words_in} in:", *told]
    return Entry(f"{head}: {page.title}", tuple(lines))


def _gone(page: Gone) -> Entry:
    fails = "links to it now fail: add a redirect"
    end = f"its address leads to {page.leads_to}" if page.leads_to else fails
    return Entry(f"{page.address}: {page.title} ({end})")


def _number(number: NumberChange) -> Entry:
    pairs = zip(number.before, number.after, strict=True)
    head = ", ".join(f"{before} → {after}" for before, after in pairs)
    return Entry(head, (f"“{number.sentence}”", _on(number.pages)))


def _on(pages: Sequence[str]) -> str:
    more = f" and {len(pages) - FEW} more" if len(pages) > FEW else ""
    return f"on {', '.join(pages[:FEW])}{more}"


def _chart(chart: ChartChange) -> Entry:
    lines: list[str | Change] = [_on(chart.pages)]
    for part, change in chart.parts:
        if part == "drawing":
            lines += ["it is drawn otherwise"] if len(chart.parts) == 1 else []
        else:
            lines += [f"its {part}:" if part != "table row" else "a row of its table:", change]
    return Entry(f"{chart.kind}: {chart.title}", tuple(lines))


def _question(question: QuestionChange) -> Entry:
    lines: list[str | Change] = [_on(question.pages)] if question.pages else []
    for part, change in question.parts:
        lines += [f"its {part}:", change]
    return Entry(f"{question.kind}: {question.id}", tuple(lines))


def _redirect(address: str, change: Change) -> Entry:
    if not change.after:
        return Entry(f"{address} no longer leads to {change.before}")
    was = f" (before: {change.before})" if change.before else ""
    return Entry(f"{address} leads to {change.after}{was}")


def _file(file: FileChange) -> Entry:
    if file.before is None or file.after is None:
        word, size = ("removed", file.before) if file.after is None else ("added", file.after)
        return Entry(f"{word}: {file.name} ({(size or 0) / 1000:.1f} kB)")
    if round(file.before / 1000, 1) == round(file.after / 1000, 1):
        return Entry(f"changed: {file.name} ({file.after / 1000:.1f} kB)")
    return Entry(f"changed: {file.name} ({file.before / 1000:.1f} kB → {file.after / 1000:.1f} kB)")


# --- how it is shown --------------------------------------------------------------------------


def _some(entries: Sequence[Entry], whole: bool) -> Iterable[Entry]:
    return entries if whole else entries[: 3 * FEW]


def _rest(entries: Sequence[Entry], whole: bool, indent: str) -> list[str]:
    left = 0 if whole else len(entries) - 3 * FEW
    return [f"{indent}… and {left} more (--whole shows them)"] if left > 0 else []


def _shown(entry: Entry, whole: bool) -> Iterator[str | Change]:
    """The lines of an entry: every word about them, and the first changes."""
    changes = 0
    for number, line in enumerate(entry.lines):
        changes += isinstance(line, Change)
        if changes > FEW and not whole:
            left = sum(isinstance(each, Change) for each in entry.lines[number:])
            yield f"… and {left} more (--whole shows them)"
            return
        yield line


def _plain_lines(entry: Entry, whole: bool) -> Iterator[str]:
    for line in _shown(entry, whole):
        if isinstance(line, str):
            yield line
        else:
            yield from (f"{mark} {text}" for mark, text in _sides(line))


def _marked_lines(entry: Entry, whole: bool) -> Iterator[str]:
    words = {"-": "out", "+": "in"}
    for line in _shown(entry, whole):
        if isinstance(line, str):
            yield _escaped(line)
        else:
            yield from (f"**{words[mark]}:** {_escaped(text)}" for mark, text in _sides(line))


def _sides(change: Change) -> Iterator[tuple[str, str]]:
    yield from (("-", each) for each in [change.before] if each)
    yield from (("+", each) for each in [change.after] if each)


def _escaped(text: str) -> str:
    """Text in which a renderer of Markdown finds no mark, link, mention or element."""
    special = "\\`*_{}[]<>#|&~@$:"
    plain = "".join(f"&#{ord(each)};" if each in special else each for each in text)
    return plain.replace("www.", "www&#46;")
