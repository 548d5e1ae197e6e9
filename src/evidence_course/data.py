"""Where a notebook finds its data: beside itself, or in the course that it belongs to."""

from __future__ import annotations

import csv
import re
from pathlib import Path, PurePosixPath

_NUMBER = re.compile(r"[+-]?(?=\.?\d)(\d*|\d{1,3}(,\d{3})+)(\.\d*)?(e[+-]?\d+)?", re.ASCII | re.I)


def path(name: str) -> Path:
    """The data file ``name``: in the working folder, else in the nearest ``course/data/`` above.

    Raises ValueError if ``name`` is not a plain file name, FileNotFoundError if no such file is
    found.
    """
    if not name or name in {".", ".."} or PurePosixPath(name).name != name or "\\" in name:
        raise ValueError(f"name must be a plain file name, not {name!r}")
    here = Path.cwd()
    folders = [here, *(folder / "course" / "data" for folder in (here, *here.parents))]
    for folder in folders:
        if (folder / name).is_file():
            return folder / name
    raise FileNotFoundError(
        f"{name} is neither beside the notebook nor in a folder course/data above it: "
        "put the file beside the notebook"
    )


def rows(name: str) -> list[dict[str, str]]:
    """The rows of a CSV file in UTF-8, each by its column's name; every value is text.

    Raises ValueError if a row is longer or shorter than the header, and what ``path`` raises.
    """
    with path(name).open(encoding="utf-8-sig", newline="") as stream:
        reader = csv.reader(stream)
        header = next(reader, [])
        if len(set(header)) < len(header):
            raise ValueError(f"{name} has two columns of the same name")
        return [_row(name, reader.line_num, header, values) for values in reader if values]


def _row(name: str, line: int, header: list[str], values: list[str]) -> dict[str, str]:
    if len(values) != len(header):
        raise ValueError(f"{name}, line {line}: {len(values)} values for {len(header)} columns")
    return dict(zip(header, values, strict=True))


def number(text: str) -> float | None:
    """The number that a cell holds, or None where it is blank; ``1,234`` is 1234.

    Raises ValueError for anything else, such as a mark for a suppressed figure.
    """
    cell = text.strip()
    if not cell:
        return None
    if not _NUMBER.fullmatch(cell):
        raise ValueError(f"text must be a number or blank, not {text!r}")
    return float(cell.replace(",", ""))
