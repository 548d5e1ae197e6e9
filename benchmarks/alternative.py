"""The same staged pages as jupyter-book makes them: its own theme, scripts and extensions."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import yaml

OURS = ("extensions", "html_theme", "html_theme_options", "html_math_renderer", "html_extra_path")
NEEDED = "evidence_course.sphinx_ext"
"""Our directives stand in the pages, so they are read by our extension in both books."""


def plain_book(staged: Path, work: Path, pages: list[str]) -> Path:
    """Build some pages of a staged book with jupyter-book's own theme; give back the site.

    :param staged: the staged book of a finished build, ``_build/book``.
    :param work: an empty folder to build in.
    :param pages: the pages that the book has beside its cover, without their ending.
    :raises RuntimeError: if jupyter-book fails; it holds what was said.
    """
    book = work / "book"
    shutil.copytree(staged, book)
    config: dict[str, Any] = yaml.safe_load((book / "_config.yml").read_text("utf-8"))
    settings = config["sphinx"]["config"]
    config["sphinx"]["config"] = {k: v for k, v in settings.items() if k not in OURS}
    config["sphinx"]["extra_extensions"] = [NEEDED]
    (book / "_config.yml").write_text(yaml.safe_dump(config), "utf-8")
    chapters = [{"file": page} for page in pages]
    toc = {"format": "jb-book", "root": "index", "chapters": chapters}
    (book / "_toc.yml").write_text(yaml.safe_dump(toc), "utf-8")
    program = Path(sys.executable).with_name("jupyter-book")
    command = [str(program), "build", "--path-output", str(work), str(book)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    site = work / "_build" / "html"
    if not (site / "index.html").is_file():
        raise RuntimeError(f"jupyter-book failed:\n{done.stdout[-3000:]}{done.stderr[-3000:]}")
    return site
