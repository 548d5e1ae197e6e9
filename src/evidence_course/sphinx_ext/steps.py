"""Tells which pages are read and written, also where several processes share them out.

Whoever builds sets a listener. What it hears comes from the events of the process that it is in:
Sphinx's own words name the first and last page of a share only.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextvars import ContextVar
from multiprocessing import parent_process
from typing import Any, Protocol

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment


class Listener(Protocol):
    """Who wants to know."""

    def will_read(self, count: int) -> None:
        """So many pages are to be read."""

    def read(self, page: str) -> None:
        """A page was read."""

    def writes(self, page: str) -> None:
        """A page is about to be written; the one before it is."""


LISTENER: ContextVar[Listener | None] = ContextVar("listener", default=None)


def _begin(_app: Sphinx, _env: BuildEnvironment, pages: Sequence[str]) -> None:
    listener = LISTENER.get()
    if listener:
        listener.will_read(len(pages))


def _one_read(app: Sphinx, _doctree: nodes.document) -> None:
    listener = LISTENER.get()
    if listener and parent_process() is None:
        listener.read(app.env.docname)


def _share_read(_app: Sphinx, _env: Any, pages: Sequence[str], _other: Any) -> None:
    """Another process has read some pages."""
    listener = LISTENER.get()
    if listener:
        for page in sorted(pages):
            listener.read(page)


def _written(_app: Sphinx, _doctree: nodes.document, page: str) -> None:
    listener = LISTENER.get()
    if listener:
        listener.writes(page)


def setup(app: Sphinx) -> None:
    """Listen to what Sphinx does."""
    app.connect("env-before-read-docs", _begin)
    app.connect("doctree-read", _one_read)
    app.connect("env-merge-info", _share_read)
    app.connect("doctree-resolved", _written)
