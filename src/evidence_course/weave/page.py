"""A page of the staged book, and the way back from its lines to the author's."""

from __future__ import annotations

from dataclasses import dataclass

from evidence_course.places import source_line


@dataclass(frozen=True)
class LineMap:
    """The author's text stands in the staged page from ``staged`` on, for ``length`` lines."""

    path: str
    staged: int
    author: int
    length: int

    def author_place(self, line: int) -> tuple[int, str | None]:
        """The author's line of a staged line; 1, where the generator wrote it. A page has no
        cells."""
        inside = self.staged <= line < self.staged + self.length
        return (self.author + line - self.staged if inside else 1), None


@dataclass(frozen=True)
class CellMap:
    """The cells of the staged notebook are those of the author with the numbers ``cells``, counted
    from 1; others are the generator's."""

    path: str
    text: str
    """The author's file."""
    cells: tuple[int, ...]

    def author_place(self, line: int) -> tuple[int, str | None]:
        """The author's line, and the name of the cell, of a staged line: myst-nb counts 10,000
        lines to a cell, and its first as 2."""
        staged, inside = divmod(line, 10_000)
        if not 0 < staged <= len(self.cells):
            return 1, None
        number = self.cells[staged - 1]
        return source_line(self.text, number, max(inside - 1, 1)), f"cell {number}"


@dataclass(frozen=True)
class WovenPage:
    """One Markdown page of the staged book."""

    path: str
    text: str
    lines: LineMap


def title(text: str) -> str:
    """The heading of level 1 of a page or of a notebook's first cell."""
    first = next((line for line in text.splitlines() if line.startswith("# ")), "# ")
    return first.removeprefix("# ").strip()


def assemble(
    path: str, head: list[str], body: str, tail: list[str], *, author_path: str, author_line: int
) -> WovenPage:
    """The page of some generated blocks, the author's body, and some more generated blocks."""
    before = "".join(f"{block}\n\n" for block in head)
    after = "".join(f"\n\n{block}" for block in tail)
    body_lines = body.count("\n") + 1
    lines = LineMap(author_path, before.count("\n") + 1, author_line, body_lines)
    return WovenPage(path, f"{before}{body.rstrip()}{after}\n", lines)
