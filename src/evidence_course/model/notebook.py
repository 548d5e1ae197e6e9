"""A notebook as it was read."""

from __future__ import annotations

from dataclasses import dataclass

from nbformat import NotebookNode


@dataclass(frozen=True)
class Notebook:
    """One notebook: ``text`` is the file as it stands, ``node`` what nbformat made of it."""

    slug: str
    path: str
    node: NotebookNode
    text: str
