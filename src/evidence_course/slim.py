"""Style sheets and scripts as they are published: without indentation and comments of whole lines.

The sources stay readable and explained, and a phone need not load what explains them. Nothing
within a line is touched, so that no knowledge of either language is needed.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

ENDINGS = frozenset({".css", ".js"})

_COMMENTS = re.compile(
    r"^[ \t]*(?:/\*(?:(?!\*/).)*\*/[ \t]*$|//[^\n]*$(?:\n[ \t]*//[^\n]*$)*)",
    re.MULTILINE | re.DOTALL,
)
_NOTICE = re.compile("copyright|licen[cs]e", re.IGNORECASE)
_ROOM = re.compile(r"^\s+", re.MULTILINE)


@lru_cache(maxsize=256)
def slim(text: str) -> str:
    """The text without comments that fill whole lines, and without indentation and empty lines.

    A comment that speaks of a copyright or a licence stays, for licences ask for that.

    A text in which a line has an odd number of backquotes is given back as it is: there a string
    may run over several lines, and its indentation is part of it.
    """
    if any(line.count("`") % 2 for line in text.splitlines()):
        return text
    return _ROOM.sub("", _COMMENTS.sub(_kept, text))


def _kept(comment: re.Match[str]) -> str:
    return comment[0] if _NOTICE.search(comment[0]) else ""


def published(file: Path) -> bytes:
    """A file's bytes as readers get them."""
    data = file.read_bytes()
    return slim(data.decode("utf-8")).encode() if file.suffix in ENDINGS else data
