"""Names of files: what every system can hold, and tells apart from the others beside it.

A course moves between Linux, macOS and Windows, and is unpacked from archives: a name that one of
them cannot hold, or takes for another, costs somebody a file.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from evidence_course.problems import Problem

_LEFT_ALONE = frozenset({"__pycache__"})
_NOT_EVERYWHERE = re.compile(r'[\x00-\x1f\x7f-\x9f<>:"/\\|?*\u200b-\u200f\u2028-\u202e\ufeff]')
_NOT_UTF_8 = re.compile(r"[\ud800-\udfff]")
_DEVICE = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?", re.IGNORECASE)


def refuse_name(name: str) -> str | None:
    """Why a name of a file or folder would not do on every system; nothing, if it would."""
    if _NOT_UTF_8.search(name) or _NOT_EVERYWHERE.search(name) or name[-1:] in (" ", "."):
        return (
            "has a name that not every system can hold: use letters, digits, '-' and '_', "
            "and a dot before the ending"
        )
    if _DEVICE.fullmatch(name):
        device = name.partition(".")[0]
        return f"has a name that Windows keeps for a device ('{device}'): give it another"
    return None


def strange_names(root: Path, folder: str) -> Iterator[Problem]:
    """Names below a folder of the course that would not do everywhere, and those that Windows and
    macOS take for one another."""
    for place, folders, files in os.walk(root / folder):
        folders[:] = sorted(name for name in folders if not _is_passed_over(name))
        names = [*folders, *sorted(name for name in files if not _is_passed_over(name))]
        below = Path(place).relative_to(root).as_posix()
        yield from _refused(below, names)
        yield from _alike(below, names)


def _is_passed_over(name: str) -> bool:
    return name.startswith(".") or name in _LEFT_ALONE


def _refused(folder: str, names: Sequence[str]) -> Iterator[Problem]:
    for name in names:
        message = refuse_name(name)
        if message:
            yield Problem(f"{folder}/{name}", 1, 1, message, "file-name")


def _alike(folder: str, names: Sequence[str]) -> Iterator[Problem]:
    first: dict[str, str] = {}
    for name in names:
        known = first.setdefault(name.casefold(), name)
        if known != name:
            message = (
                f"differs from '{known}' beside it in capitals only, and Windows and macOS hold "
                "one of the two: rename one"
            )
            yield Problem(f"{folder}/{name}", 1, 1, message, "name-clash")
