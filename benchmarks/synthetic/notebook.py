"""A made-up notebook: a few sums, three charts, and numbers that no other notebook has."""

from __future__ import annotations

import json
from typing import Any

from benchmarks.synthetic.subject import Subject


def notebook(subject: Subject) -> str:
    """The text of `notebooks/SLUG.ipynb`, without outputs."""
    cells = [
        _cell(number, kind, source, tags)
        for number, (kind, source, tags) in enumerate(_contents(subject), 1)
    ]
    data = {
        "cells": cells,
        "metadata": {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python", "pygments_lexer": "ipython3"},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return json.dumps(data, indent=1, ensure_ascii=False) + "\n"


def _cell(number: int, kind: str, source: str, tags: list[str]) -> dict[str, Any]:
    cell: dict[str, Any] = {
        "cell_type": kind,
        "id": f"cell-{number}",
        "metadata": {"tags": tags} if tags else {},
        "source": source.splitlines(keepends=True),
    }
    return cell if kind == "markdown" else {**cell, "execution_count": None, "outputs": []}


def _contents(subject: Subject) -> list[tuple[str, str, list[str]]]:
    text, code = "markdown", "code"
    return [
        (text, f"# {subject.title} The sums\n\n{subject.paragraph('notebook', 4)}", []),
        (code, _numbers(subject), []),
        (text, f"## The difference\n\n{subject.paragraph('difference', 3)}", []),
        (code, _DIFFERENCE, ["result:difference-sentence"]),
        (code, _CHART.replace("METHOD", subject.method), ["result:chart"]),
        (text, f"## Could it be luck?\n\n{subject.paragraph('luck', 3)}", []),
        (code, _luck(subject), ["result:luck-sentence"]),
        (code, _STRIPS, []),
        (text, f"## Rows\n\n{subject.paragraph('rows', 3)}", []),
        (code, _rows(subject), ["result:rows"]),
        (text, "Ask the group to guess first.", ["trainer"]),
    ]


def _numbers(subject: Subject) -> str:
    beds, helped, usual = subject.counts
    return f"""\
import random

from evidence_course import figures, register, stats

beds, helped, usual = {beds}, {helped}, {usual}
trial = register.study("{subject.trial}")"""


_DIFFERENCE = """\
difference = stats.risk_difference(helped, beds, usual, beds).times(100)
print(f"Of every 100 beds, {100 * helped / beds:.0f} did well with it and "
      f"{100 * usual / beds:.0f} without.")"""

_CHART = """\
figures.icon_arrays(
    [("METHOD", round(100 * helped / beds)), ("nothing", round(100 * usual / beds))],
    title="Beds that did well",
    sentence=f"Of 100 beds, {100 * helped / beds:.0f} did well with it, and "
             f"{100 * usual / beds:.0f} without.",
    event="did well",
    other="did not",
)"""

_STRIPS = """\
figures.interval_strips(
    [("This trial", difference)],
    title="How sure can we be?",
    sentence="The strip fades where the truth is less likely to be.",
    unit="beds in 100",
)"""


def _luck(subject: Subject) -> str:
    return f"""\
chance = random.Random({subject.number})
gaps = []
for _ in range(2000):
    draw = chance.sample(range(2 * beds), beds)
    gaps.append(sum(bed < helped + usual for bed in draw) * 2 - helped - usual)
larger = sum(abs(gap) >= abs(helped - usual) for gap in gaps)
print(f"By luck alone the gap was as large in {{larger}} of 2,000 draws.")"""


def _rows(subject: Subject) -> str:
    count = subject.chance("rows").randrange(2, 9)
    return f"""\
figures.icon_arrays(
    [("One row", {count})],
    of=10,
    title="One row of {subject.crop}",
    sentence="Of 10 plants, {count} came up.",
    event="came up",
    other="did not",
)"""
