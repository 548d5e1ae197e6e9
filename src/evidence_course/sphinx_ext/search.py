"""The search index: short editions are no part of it, and lost words leave it.

What a short edition says stands in the whole lesson, and would be found twice. Sphinx keeps a
word that no page holds any more when it goes on from an earlier build; the same course would
then give other bytes than a fresh build.
"""

from __future__ import annotations

from typing import Any

from sphinx.application import Sphinx

from evidence_course.weave.core import FOLDER as CORE

UNSEEN = (f"{CORE}/",)
"""Folders whose pages are not searched."""


def _trim_index(app: Sphinx) -> list[tuple[str, dict[str, Any], str]]:
    """Called when all pages are written and the index is not."""
    indexer = getattr(app.builder, "indexer", None)
    if indexer is not None:
        pages = [name for name in indexer._titles if not name.startswith(UNSEEN)]
        indexer.prune(pages)
        for table in (indexer._mapping, indexer._title_mapping):
            for word in [word for word, pages in table.items() if not pages]:
                del table[word]
    return []


def setup(app: Sphinx) -> None:
    """Listen for the end of writing."""
    app.connect("html-collect-pages", _trim_index)
