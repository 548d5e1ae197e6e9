"""Markdown tables of what was measured. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

SIDE_BY_SIDE = (
    "What is done",
    "Ours, s",
    "jupyter-book, s",
    "Times faster",
    "Bar",
    "Holds",
    "Repetitions",
)
NOTHING = "–"


@dataclass(frozen=True)
class Compared:
    """One measure: seconds of each repetition, ours and the alternative's, and the ratio asked for.

    ``missing`` says in words why there is nothing to compare.
    """

    what: str
    ours: Sequence[float]
    theirs: Sequence[float]
    bar: float
    missing: str = ""

    @property
    def ratio(self) -> float:
        """How many times faster ours is, by the medians."""
        return median(self.theirs) / median(self.ours)

    @property
    def holds(self) -> bool:
        """Whether the ratio reaches the bar."""
        return not self.missing and self.ratio >= self.bar

    def cells(self) -> list[str]:
        """The row of the table."""
        asked = "no slower" if self.bar == 1 else f"{self.bar:g} times"
        if self.missing:
            return [self.what, self.missing, NOTHING, NOTHING, asked, "not measured", "0"]
        return [
            self.what,
            seconds(median(self.ours)),
            seconds(median(self.theirs)),
            f"{self.ratio:.1f}",
            asked,
            "yes" if self.holds else "**no**",
            str(len(self.ours)),
        ]


@dataclass(frozen=True)
class Size:
    """A synthetic course of some size: what its builds took, and what they made."""

    modules: int
    first: float
    nothing: float
    edit: float
    memory_first: float
    memory_edit: float
    site: float
    pages: int


SIZES = (
    "Modules",
    "Pages",
    "First build, s",
    "a module, s",
    "Peak memory, MB",
    "Nothing to do, s",
    "One lesson edited, s",
    "Peak memory, MB",
    "Site, MB",
    "a page, kB",
)


def size_cells(size: Size) -> list[str]:
    """The row of a course."""
    return [
        str(size.modules),
        f"{size.pages:,}",
        seconds(size.first),
        f"{size.first / size.modules:.2f}",
        f"{size.memory_first:.0f}",
        seconds(size.nothing),
        seconds(size.edit),
        f"{size.memory_edit:.0f}",
        f"{size.site:.1f}",
        f"{1000 * size.site / size.pages:.1f}",
    ]


LINEAR = ("What", "One more module, from small to middle", "from middle to large", "No worse")
ALLOWANCE = 1.15
"""How much dearer a module may be in a large course: the clock is never quite steady."""


def growth_cells(sizes: Sequence[Size]) -> list[list[str]]:
    """What one more module costs in a small course and in a large one.

    Where a cost grows with the course and no faster, the two are alike.
    """
    rows = [
        ("First build, s", [size.first for size in sizes]),
        ("Peak memory of it, MB", [size.memory_first for size in sizes]),
        ("One lesson edited, s", [size.edit for size in sizes]),
        ("Nothing to do, s", [size.nothing for size in sizes]),
        ("Site, MB", [size.site for size in sizes]),
    ]
    return [_growth(name, [size.modules for size in sizes], values) for name, values in rows]


def _growth(name: str, modules: Sequence[int], values: Sequence[float]) -> list[str]:
    steps = [
        (values[after] - values[after - 1]) / (modules[after] - modules[after - 1])
        for after in range(1, len(modules))
    ]
    first, last = steps[0], steps[-1]
    verdict = "yes" if last <= first * ALLOWANCE else "**no**"
    return [name, f"{first:.4f}", f"{last:.4f}", verdict]


def seconds(value: float) -> str:
    """Two digits that count: 0.052, 1.2, 34."""
    return f"{value:.0f}" if value >= 10 else f"{value:.1f}" if value >= 1 else f"{value:.3f}"


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table; all columns but the first are set to the right."""
    marks = ["---", *["--:"] * (len(head) - 1)]
    return "\n".join(f"| {' | '.join(row)} |" for row in (head, marks, *rows))
