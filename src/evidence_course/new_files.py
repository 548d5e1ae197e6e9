"""Writing an author's files: all of them or none, and a new one never over what is there."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from evidence_course.files import replace_bytes


def write_new(
    root: Path, files: Mapping[str, bytes], *, changed: Mapping[str, bytes] | None = None
) -> None:
    """Write new files by their paths below ``root``, then the ``changed`` bytes of others.

    If one cannot be written, all is as before. Raises OSError then; FileExistsError if a new file
    is there already.
    """
    changed = changed or {}
    before = {name: (root / name).read_bytes() for name in changed}
    written: list[Path] = []
    try:
        for name, data in files.items():
            _write(root / name, data, written)
        for name, data in changed.items():
            replace_bytes(root / name, data)
    except BaseException:
        _take_away(written)
        for name, data in before.items():
            if (root / name).read_bytes() != data:
                replace_bytes(root / name, data)
        raise


def _write(path: Path, data: bytes, written: list[Path]) -> None:
    """Write a new file, and note it and the folders that it needed."""
    for folder in reversed([each for each in path.parents if not each.exists()]):
        folder.mkdir()
        written.append(folder)
    with path.open("xb") as file:
        written.append(path)
        file.write(data)


def _take_away(written: list[Path]) -> None:
    for path in reversed(written):
        if path.is_dir():
            path.rmdir()
        else:
            path.unlink()
