"""Writing the staged book: a file is touched only when its bytes change.

Sphinx decides by file times what to read again.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from evidence_course.files import remove


def write_files(folder: Path, files: Mapping[str, bytes]) -> list[str]:
    """Make ``folder`` hold just these files; give back the paths that were written or removed."""
    if not folder.is_dir():
        remove(folder)
    folder.mkdir(parents=True, exist_ok=True)
    # First what goes: where capitals do not count, a renamed file would be taken for its old self.
    changed = []
    for path in sorted(folder.rglob("*"), reverse=True):
        name = path.relative_to(folder).as_posix()
        if path.is_dir() and not path.is_symlink():
            if not any(path.iterdir()):
                path.rmdir()
        elif name not in files:
            path.unlink()
            changed.append(name)
    return changed + [path for path, data in sorted(files.items()) if _write(folder / path, data)]


def _write(path: Path, data: bytes) -> bool:
    if path.is_file() and path.read_bytes() == data:
        return False
    for place in path.parents:
        if place.is_file():
            remove(place)
    path.parent.mkdir(parents=True, exist_ok=True)
    remove(path)
    path.write_bytes(data)
    return True
