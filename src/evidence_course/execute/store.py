"""Storing outputs in ``notebooks/``: only ``execute --save`` does it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from evidence_course.execute.outputs import without_times
from evidence_course.files import replace_bytes
from evidence_course.load.source import with_plain_lines


def notebook_bytes(node: NotebookNode) -> bytes:
    """The notebook as it is stored: nbformat's own layout, which Jupyter writes too."""
    text: str = nbformat.writes(without_times(node), nbformat.NO_CONVERT)
    return (text.rstrip("\n") + "\n").encode()


def save(executed: Mapping[str, NotebookNode], root: Path) -> list[str]:
    """Write each notebook whose bytes change; give back their paths below ``root``, sorted."""
    changed = []
    for slug in sorted(executed):
        name = f"notebooks/{slug}.ipynb"
        data = notebook_bytes(executed[slug])
        path = root / name
        # A copy that git gave Windows' line ends holds the same.
        if not path.exists() or with_plain_lines(path.read_bytes()) != data:
            replace_bytes(path, data)
            changed.append(name)
    return changed
