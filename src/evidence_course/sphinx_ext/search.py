"""The search index: a word that no page holds any more leaves it.

Sphinx keeps such a word, with no pages, when it goes on from an earlier build; the same course
would then give other bytes than a fresh build.
"""

from __future__ import annotations

from typing import Any

from sphinx.application import Sphinx


def _forget_lost_words(app: Sphinx) -> list[tuple[str, dict[str, Any], str]]:
    """Called when all pages are written and the index is not."""
    indexer = getattr(app.builder, "indexer", None)
    if indexer is not None:
        for table in (indexer._mapping, indexer._title_mapping):
            for word in [word for word, pages in table.items() if not pages]:
                del table[word]
    return []


def setup(app: Sphinx) -> None:
    """Listen for the end of writing."""
    app.connect("html-collect-pages", _forget_lost_words)
