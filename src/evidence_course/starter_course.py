"""The starter: a small, complete course that the package carries, from which a new one is made.

Its files lie in ``starter/`` as they are written, but for a few names between ``@`` signs.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from evidence_course import __version__
from evidence_course.days import day
from evidence_course.schema import FOLDER as SCHEMAS
from evidence_course.schema import schemas
from evidence_course.template import filled

STARTER = Path(__file__).parent / "starter"
YAML = (".yml", ".yaml")


def starter_files(*, title: str, identifier: str, today: date) -> dict[str, bytes]:
    """Every file of a new course by its path, with the schemas that editors use.

    ``identifier`` is what readers' devices know the course by; sources are to be read again a
    year after ``today``.
    """
    names = {
        "ID": identifier,
        "REVIEW_BY": _a_year_after(today).isoformat(),
        "TITLE": title,
        "TODAY": day(today),
        "VERSION": __version__,
    }
    quoted = {**names, "TITLE": json.dumps(title, ensure_ascii=False)}
    files = {
        path: filled(text, quoted if path.endswith(YAML) else names).encode()
        for path, text in _texts()
    }
    return files | {f"{SCHEMAS}/{name}": data for name, data in schemas().items()}


def _a_year_after(today: date) -> date:
    last = 28 if (today.month, today.day) == (2, 29) else today.day
    return today.replace(year=today.year + 1, day=last)


def _texts() -> Iterator[tuple[str, str]]:
    for path in sorted(STARTER.rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts:
            yield path.relative_to(STARTER).as_posix(), path.read_text("utf-8")
