"""What differs between two sites, in a settled order."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from difflib import SequenceMatcher
from typing import TypeVar

from evidence_course.compare.model import (
    Change,
    Chart,
    ChartChange,
    Differences,
    File,
    FileChange,
    Gone,
    NumberChange,
    Page,
    PageChange,
    QuestionChange,
    Site,
    WeightChange,
)

ALIKE = 0.5
"""Two sentences with at least this share of their words in common are one, rewritten."""

HEAVIER_KB = 1.0
"""From how much on a page's change of weight is told."""

_NUMBER = re.compile(r"[-−–]?\d[\d,]*(?:\.\d+)?%?")
T = TypeVar("T", str, Chart)


def compare(old: Site, new: Site) -> Differences:
    """All that a learner would meet otherwise in ``new`` than in ``old``."""
    moved = {
        address: target
        for address, target in new.redirects.items()
        if address in old.pages and target in new.pages and target not in old.pages
    }
    pairs = {name: name for name in new.pages if name in old.pages}
    pairs |= {target: address for address, target in moved.items()}
    sentences = {
        name: list(_texts(old.pages[pairs[name]].sentences, new.pages[name].sentences))
        for name in sorted(pairs)
    }
    pages = [_page(pairs[name], name, old, new, sentences[name]) for name in sorted(pairs)]
    came = [name for name in new.pages if name not in pairs]
    gone = [name for name in old.pages if name not in new.pages and name not in moved]
    return Differences(
        added=tuple((name, new.pages[name].title) for name in sorted(came)),
        removed=tuple(_gone(name, old, new) for name in sorted(gone)),
        moved=tuple(page for page in pages if page.was),
        changed=tuple(page for page in pages if not page.was and _differs(page)),
        numbers=_numbers(sentences),
        charts=_charts(old, new, pairs),
        questions=_questions(old, new),
        around=tuple(_texts(old.around, new.around)),
        redirects=_redirects(old, new, moved),
        downloads=_downloads(old.downloads, new.downloads),
        assets=tuple(_named(old.assets, new.assets)),
        weights=_weights(old, new, pairs),
    )


# --- texts ------------------------------------------------------------------------------------


def _runs(before: Sequence[T], after: Sequence[T]) -> Iterator[tuple[Sequence[T], Sequence[T]]]:
    """The stretches in which two sequences differ."""
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind != "equal":
            yield before[a:b], after[c:d]


def _texts(before: Sequence[str], after: Sequence[str]) -> Iterator[Change]:
    """Texts that came, went, or were rewritten."""
    for out, into in _runs(before, after):
        left = list(into)
        for text in out:
            twin = next((each for each in left if _alike(text, each)), "")
            for each in left[: left.index(twin)] if twin else []:
                yield Change("", each)
                left.remove(each)
            if twin:
                left.remove(twin)
            yield Change(text, twin)
        yield from (Change("", each) for each in left)


def _alike(one: str, other: str) -> bool:
    matcher = SequenceMatcher(None, one.split(), other.split(), autojunk=False)
    return matcher.quick_ratio() >= ALIKE and matcher.ratio() >= ALIKE


def _only_numbers(change: Change) -> bool:
    """Whether two sentences are the same but for their numbers."""
    same = _NUMBER.sub("0", change.before) == _NUMBER.sub("0", change.after)
    return same and bool(change.before)


def _word_counts(changes: Iterable[Change]) -> tuple[int, int]:
    """How many words went and came."""
    out = into = 0
    for change in changes:
        for gone, come in _runs(change.before.split(), change.after.split()):
            out, into = out + len(gone), into + len(come)
    return out, into


# --- pages ------------------------------------------------------------------------------------


def _page(was: str, name: str, old: Site, new: Site, sentences: Sequence[Change]) -> PageChange:
    before, after = old.pages[was], new.pages[name]
    out, into = _word_counts(sentences)
    titles = Change(before.title, after.title) if before.title != after.title else None
    return PageChange(
        address=name,
        title=after.title,
        was=was if was != name else "",
        titles=titles,
        headings=tuple(_texts(before.headings, after.headings)),
        sentences=tuple(each for each in sentences if not _only_numbers(each)),
        words_out=out,
        words_in=into,
        questions_in=_without(after.questions, before.questions),
        questions_out=_without(before.questions, after.questions),
        links=tuple(_texts(before.links, after.links)),
    )


def _without(names: Iterable[str], others: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(names) - set(others)))


def _differs(page: PageChange) -> bool:
    empty = PageChange(page.address, page.title)
    return replace(page, words_out=0, words_in=0) != empty


def _gone(name: str, old: Site, new: Site) -> Gone:
    return Gone(name, old.pages[name].title, new.redirects.get(name, ""))


def _redirects(old: Site, new: Site, moved: Mapping[str, str]) -> tuple[tuple[str, Change], ...]:
    """Old addresses that came, went or lead elsewhere, but for those of pages told of before."""
    told = {*moved, *old.pages}
    return tuple(
        (address, Change(old.redirects.get(address, ""), new.redirects.get(address, "")))
        for address in _named(old.redirects, new.redirects)
        if address not in told
    )


def _numbers(sentences: Mapping[str, Sequence[Change]]) -> tuple[NumberChange, ...]:
    """Sentences that are the same but for their numbers, each once with all of its pages."""
    places: dict[Change, list[str]] = {}
    for name, changes in sentences.items():
        for change in filter(_only_numbers, changes):
            places.setdefault(change, []).append(name)
    return tuple(
        NumberChange(*_differing(change), change.after, tuple(dict.fromkeys(names)))
        for change, names in places.items()
    )


def _differing(change: Change) -> tuple[tuple[str, ...], tuple[str, ...]]:
    pairs = zip(_NUMBER.findall(change.before), _NUMBER.findall(change.after), strict=True)
    differing = [(one, other) for one, other in pairs if one != other]
    return tuple(one for one, _ in differing), tuple(other for _, other in differing)


# --- charts -----------------------------------------------------------------------------------


def _charts(old: Site, new: Site, pairs: Mapping[str, str]) -> tuple[ChartChange, ...]:
    """Charts that differ, each once with all of its pages."""
    places: dict[ChartChange, list[str]] = {}
    for name in sorted(pairs):
        for change in _chart_changes(old.pages[pairs[name]], new.pages[name]):
            places.setdefault(change, []).append(name)
    return tuple(
        replace(change, pages=tuple(dict.fromkeys(names))) for change, names in places.items()
    )


def _chart_changes(before: Page, after: Page) -> Iterator[ChartChange]:
    """Charts are known again by their title, else by their place if none came or went."""
    old, new = list(before.charts), list(after.charts)
    _paired(old, new, lambda one, other: one == other)
    twins = _paired(old, new, lambda one, other: one.title == other.title)
    if len(old) == len(new):
        twins, old, new = [*twins, *zip(old, new, strict=True)], [], []
    for one, other in twins:
        yield ChartChange(other.title, "changed", tuple(_chart_parts(one, other)), ())
    yield from (ChartChange(each.title, "removed", (), ()) for each in old)
    yield from (ChartChange(each.title, "added", (), ()) for each in new)


def _paired(
    old: list[Chart], new: list[Chart], same: Callable[[Chart, Chart], bool]
) -> list[tuple[Chart, Chart]]:
    """Take each chart and the first that is the ``same`` out of both lists, as pairs."""
    pairs = []
    for one in list(old):
        other = next((each for each in new if same(one, each)), None)
        if other is not None:
            old.remove(one)
            new.remove(other)
            pairs.append((one, other))
    return pairs


def _chart_parts(old: Chart, new: Chart) -> Iterator[tuple[str, Change]]:
    for part in ("title", "sentence", "description"):
        before, after = getattr(old, part), getattr(new, part)
        if before != after:
            yield part, Change(before, after)
    for change in _texts(old.table, new.table):
        yield "table row", change
    if old.drawing != new.drawing:
        yield "drawing", Change("as before", "drawn otherwise")


# --- questions --------------------------------------------------------------------------------


def _questions(old: Site, new: Site) -> tuple[QuestionChange, ...]:
    found = []
    for name in _named(old.questions, new.questions):
        before, after = old.questions.get(name), new.questions.get(name)
        parts = _part_changes(before.parts if before else {}, after.parts if after else {})
        kind = "changed" if before and after else "added" if after else "removed"
        pages = (new if after else old).pages
        asked = tuple(page for page in sorted(pages) if name in pages[page].questions)
        found.append(QuestionChange(name, kind, tuple(parts), asked))
    return tuple(found)


def _part_changes(
    before: Mapping[str, str], after: Mapping[str, str]
) -> Iterator[tuple[str, Change]]:
    for part in dict.fromkeys([*after, *before]):
        if before.get(part) != after.get(part):
            yield part, Change(before.get(part, ""), after.get(part, ""))


# --- files ------------------------------------------------------------------------------------


def _named(old: Mapping[str, object], new: Mapping[str, object]) -> list[str]:
    """The names whose values differ, or that one of the two has alone."""
    return sorted(name for name in {*old, *new} if old.get(name) != new.get(name))


def _downloads(old: Mapping[str, File], new: Mapping[str, File]) -> tuple[FileChange, ...]:
    return tuple(FileChange(name, _size(old, name), _size(new, name)) for name in _named(old, new))


def _size(files: Mapping[str, File], name: str) -> int | None:
    return files[name].size if name in files else None


def _weights(old: Site, new: Site, pairs: Mapping[str, str]) -> tuple[WeightChange, ...]:
    both = [(name, old.weights[pairs[name]], new.weights[name]) for name in sorted(pairs)]
    return tuple(
        WeightChange(name, round(before, 1), round(after, 1))
        for name, before, after in both
        if abs(after - before) >= HEAVIER_KB
    )
