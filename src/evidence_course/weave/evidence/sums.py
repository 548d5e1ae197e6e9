"""Every published effect with the same effect worked out again: "We redid the sums"."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from evidence_course.recompute import Row, Verdict
from evidence_course.weave.evidence import blocks, words
from evidence_course.weave.evidence.blocks import Cell
from evidence_course.weave.evidence.register import AnySource, Register, anchor

VERDICTS: Mapping[Verdict, str] = {
    "disagrees": "The two differ by more than the record allows.",
    "source contradicts itself": "Two figures in the source cannot both be right. "
    "The record says which, and what would fit.",
    "within its allowance": "The two differ a little. The record says why, and by how much they "
    "may.",
    "agrees": "Our sum gives the published figure, to the digit in which it was printed.",
    "cannot be redone": "The source does not print what the sum needs, or we have not read it.",
}
"""What the verdicts mean, those that ask for most care first."""

SMALLEST = 0.0001
"""Below this a difference is rounding."""

SINGLE = ("Published", "Our sum", "Difference")


def weave(register: Register) -> str:
    """The page of all sums."""
    found = [(source, row) for source in register.sources for row in register.sums[source.id]]
    parts = [
        "# We redid the sums",
        "We work out each figure again from the counts or means that its source prints. "
        "We do so each time that this site is built. "
        "If the two do not match, the record says why they may differ, or the build stops.",
        f"There are {words.counted(len(found), 'figure')}:",
        blocks.bullets(_counts([row for _, row in found])),
    ]
    for verdict, meaning in VERDICTS.items():
        chosen = [(source, row) for source, row in found if row.verdict == verdict]
        if chosen:
            parts += [f"## {words.capital(verdict)}", meaning, _table(verdict, chosen)]
    return "\n\n".join(parts)


def _counts(found: Sequence[Row]) -> Iterable[str]:
    for verdict in VERDICTS:
        count = sum(row.verdict == verdict for row in found)
        if count:
            yield f"**{words.capital(verdict)}:** {count}"


def _table(verdict: Verdict, found: Sequence[tuple[AnySource, Row]]) -> str:
    redone = any(row.recomputed for _, row in found)
    columns = ["Study and result", *(SINGLE if redone else SINGLE[:1]), "Why"]
    lines: list[list[Cell]] = []
    for source, row in found:
        address = f"{source.id}.html#{anchor(source, row.outcome)}"
        link: Cell = {"href": address, "text": source.short}
        first: Cell = {"parts": [link, {"md": row.name}, words.capital(row.effect.measure)]}
        cells = figures(row) if redone else figures(row)[:1]
        lines.append([first, *cells, {"md": why(row)}])
    return blocks.table(f"Verdict: {verdict}", columns, lines)


def of_outcome(found: Sequence[Row]) -> str:
    """A table of one outcome's effects, and under it why they may differ."""
    lines: list[list[Cell]] = []
    for row in found:
        name = words.capital(row.effect.measure)
        if row.part and not row.part.startswith("also "):
            name = f"{row.part}: {row.effect.measure}"
        lines.append([name, *figures(row), {"verdict": row.verdict}])
    columns = ["Measure", *SINGLE, "Verdict"]
    reasons = list(dict.fromkeys(blocks.line(row.reason) for row in found))
    table = blocks.table("The published figure and our sum", columns, lines)
    return "\n\n".join([table, *reasons])


def figures(row: Row) -> list[Cell]:
    """Published, recomputed and difference."""
    effect = row.effect
    printed: Cell = words.signed(row.published)
    if effect.estimate is None and effect.as_printed:
        printed = {"md": effect.as_printed}
    notes = [_level(row), {True: "adjusted", False: "not adjusted", None: ""}[effect.adjusted]]
    said = [note for note in notes if note]
    if said:
        printed = {"parts": [printed, words.capital(", ".join(said))]}
    return [printed, words.signed(row.recomputed) or "Not redone", _difference(row)]


def _level(row: Row) -> str:
    effect = row.effect
    return f"{words.number(effect.ci_level)}% interval" if effect.ci and effect.ci_level else ""


def _difference(row: Row) -> str:
    if row.difference is None:
        return "None to give"
    unit = row.effect.unit
    after = f" {unit}" if unit and unit != "share" else ""
    small = 0 < abs(row.difference) < SMALLEST
    text = f"under {SMALLEST}" if small else words.number(float(f"{row.difference:.2g}"))
    allowed = f" ({words.number(row.allowance)} allowed)" if row.allowance else ""
    return f"{text}{after}{allowed}"


def why(row: Row) -> str:
    """The reason for a verdict, and what contradicts what in a source."""
    return blocks.line(f"{row.reason} {row.contradiction or ''}")
