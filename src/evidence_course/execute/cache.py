"""Results of earlier runs, kept by what went into them."""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from nbformat import NotebookNode

from evidence_course.execute.outputs import CellResult, code_cells, tags
from evidence_course.files import remove, replace_bytes
from evidence_course.manifest import files_in

_FORMAT = 1
_FOLDERS = ("course/data", "notebooks")
_TAGS = {"raises-exception", "skip-execution"}


@dataclass(frozen=True)
class Entry:
    """The digest of each file that a notebook read, by its path, and what its cells gave."""

    reads: dict[str, str]
    cells: list[CellResult]


def _canonical(value: object) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":")).encode()


def _digest(value: object) -> str:
    return hashlib.sha256(_canonical(value)).hexdigest()


def cache_key(
    node: NotebookNode, *, environment_digest: str, output_limit: int, names: Sequence[str] = ()
) -> str:
    """What the result depends on, but for the files read: the code, and the ground it runs on.

    ``names`` are those of the files that there are, since a cell can ask for them and read none.
    """
    code = [[cell.source, sorted(_TAGS.intersection(tags(cell)))] for cell in code_cells(node)]
    python = list(sys.version_info[:2])
    ground = [environment_digest, output_limit, python, sys.platform, list(names)]
    return _digest([_FORMAT, code, *ground])


def file_names(root: Path) -> tuple[str, ...]:
    """The names below ``root`` of what notebooks find beside themselves and among the data; not
    of the notebooks, for what one of them reads of another does not count either."""
    found = (f"{folder}/{name}" for folder in _FOLDERS for name in files_in(root / folder))
    return tuple(name for name in found if not name.endswith(".ipynb"))


def _file_digest(path: Path) -> str | None:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return None


def read_log(log: Path, root: Path) -> dict[str, str] | None:
    """The digests of the files that a kernel noted, by their path below ``root``.

    None if one of them is not as it was when the kernel opened it: then nobody can say which
    bytes the result comes from, and it must not be kept.
    """
    reads: dict[str, str] = {}
    lines = log.read_text("utf-8").splitlines() if log.exists() else []
    for name, size, changed in map(json.loads, lines):
        path = Path(name)
        digest = _file_digest(path)
        if digest is None or not _is_same(path, size, changed):
            return None
        reads[path.relative_to(root.resolve()).as_posix()] = digest
    return reads


def _is_same(path: Path, size: int, changed: int) -> bool:
    state = path.stat()
    return (state.st_size, state.st_mtime_ns) == (size, changed)


class Cache:
    """A folder with a file for each result. A file that is damaged is as good as none."""

    def __init__(self, folder: Path, root: Path) -> None:
        self._folder = folder
        self._root = root

    def get(self, key: str) -> list[CellResult] | None:
        """The results stored under a key, if all the files they come from are still the same."""
        entry = self._entry(key)
        if entry is None or not self._still_true(entry.reads):
            return None
        return entry.cells

    def put(self, key: str, entry: Entry) -> None:
        """Store results; two builds that do so at once leave one or the other, whole."""
        if not self._folder.is_dir():
            remove(self._folder)
            self._folder.mkdir(parents=True)
        body = asdict(entry)
        if self._path(key).is_dir():
            remove(self._path(key))
        replace_bytes(self._path(key), _canonical({"sha256": _digest(body), "entry": body}))

    def _path(self, key: str) -> Path:
        return self._folder / f"{key}.json"

    def _entry(self, key: str) -> Entry | None:
        try:
            stored: Any = json.loads(self._path(key).read_bytes())
            if stored["sha256"] != _digest(stored["entry"]):
                return None
            return Entry(**stored["entry"])
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def _still_true(self, reads: Mapping[str, str]) -> bool:
        return all(_file_digest(self._root / path) == digest for path, digest in reads.items())
