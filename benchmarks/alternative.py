"""The same staged pages as jupyter-book makes them: its own theme, extensions and execution."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import Any

import yaml

from benchmarks.measured import measure

OURS = ("extensions", "html_theme", "html_theme_options", "html_math_renderer", "html_extra_path")
NEEDED = "benchmarks.plain_extension"
"""Our directives stand in the pages, so they are read by our extension in both books."""

CELL_SECONDS = 60


def copy_as_plain(staged: Path, book: Path) -> None:
    """Copy a staged book, and give it jupyter-book's own theme and extensions.

    Its notebooks are run by jupyter-book, which keeps what came of those that did not change.
    """
    shutil.copytree(staged, book)
    config: dict[str, Any] = yaml.safe_load((book / "_config.yml").read_text("utf-8"))
    settings = config["sphinx"]["config"]
    config["sphinx"]["config"] = {k: v for k, v in settings.items() if k not in OURS}
    config["sphinx"]["extra_extensions"] = [NEEDED]
    config["execute"] = {"execute_notebooks": "cache", "timeout": CELL_SECONDS}
    (book / "_config.yml").write_text(yaml.safe_dump(config), "utf-8")


def build(book: Path) -> list[str]:
    """The command that builds a book with jupyter-book; what it makes lies in ``_build`` there."""
    return [str(Path(sys.executable).with_name("jupyter-book")), "build", str(book)]


def plain_book(staged: Path, work: Path, pages: list[str]) -> Path:
    """Build some pages of a staged book with jupyter-book's own theme; give back the site.

    :param staged: the staged book of a finished build, ``_build/book``.
    :param work: an empty folder to build in.
    :param pages: the pages that the book has beside its cover, without their ending.
    :raises RuntimeError: if jupyter-book fails; it holds what was said.
    """
    book = work / "book"
    copy_as_plain(staged, book)
    chapters = [{"file": page} for page in pages]
    toc = {"format": "jb-book", "root": "index", "chapters": chapters}
    (book / "_toc.yml").write_text(yaml.safe_dump(toc), "utf-8")
    measure(build(book))
    return book / "_build" / "html"
