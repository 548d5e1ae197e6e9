"""The recomputed effects as lines of text for a terminal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from evidence_course.recompute import VERDICTS, Row

_WIDTH = 34


def lines(rows: Sequence[Row], *, whole: bool = False) -> Iterator[str]:
    """One line for each effect, then how many came out how; ``whole`` adds the reasons."""
    if not rows:
        return
    name = max(len(row.key) for row in rows)
    yield _columns(("Sum", "Published", "Recomputed", "Difference", "Verdict"), name)
    for row in rows:
        yield _columns(_cells(row), name)
        if whole:
            yield from (f"    {line}" for line in _reasons(row))
    yield tally(rows)


def tally(rows: Sequence[Row]) -> str:
    """How many effects there are, and how many of each verdict."""
    counted = Counter(row.verdict for row in rows)
    said = ", ".join(f"{counted[each]} {_many(each)}" for each in VERDICTS if counted[each])
    records = len({row.record for row in rows})
    sums = f"{len(rows)} sum{'' if len(rows) == 1 else 's'}"
    return f"{sums} of {records} record{'' if records == 1 else 's'}: {said}."


def _many(verdict: str) -> str:
    return {
        "within its allowance": "within their allowance",
        "source contradicts itself": "where the source contradicts itself",
    }.get(verdict, verdict.replace("agrees", "agree").replace("disagrees", "disagree"))


def _columns(cells: Sequence[str], name: int) -> str:
    first, *middle, last = cells
    shown = [_cut(each).ljust(_WIDTH) for each in middle[:-1]]
    return "  ".join([first.ljust(name), *shown, middle[-1].rjust(10), last]).rstrip()


def _cut(text: str) -> str:
    return text if len(text) <= _WIDTH else f"{text[: _WIDTH - 2]} \N{HORIZONTAL ELLIPSIS}"


def _cells(row: Row) -> tuple[str, str, str, str, str]:
    difference = "" if row.difference is None else f"{row.difference:+.3g}"
    return row.key, row.published, row.recomputed, difference, row.verdict


def _reasons(row: Row) -> Iterator[str]:
    yield f"{row.effect.measure}: {row.reason}"
    if row.contradiction:
        yield row.contradiction
    if row.allowance is not None:
        yield f"Allowed difference: {row.allowance:g} either way."
    if row.p_implied is not None:
        yield f"The printed interval implies p = {row.p_implied:.2g}."
