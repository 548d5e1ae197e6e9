"""What pages read of the staged book's own JSON files: each is parsed once, however many ask."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

from sphinx.application import Sphinx

T = TypeVar("T")


def _as_it_is(data: dict[str, Any]) -> dict[str, Any]:
    return data


def staged(app: Sphinx, name: str, made: Callable[[dict[str, Any]], T] = _as_it_is) -> T:  # type: ignore[assignment] # T is then the file's own data
    """The data of a file of the staged book, or what ``made`` makes of them.

    All who ask share one value, so nobody may change it; a file that is written anew is read anew.
    """
    file = Path(app.srcdir) / name
    stat = file.stat()
    value: T = _read(file, (stat.st_mtime_ns, stat.st_size), made)
    return value


@lru_cache(maxsize=32)
def _read(file: Path, _version: tuple[int, int], made: Callable[[dict[str, Any]], Any]) -> Any:
    return made(json.loads(file.read_text("utf-8")))
