"""Opening an author's file: inside the course, no link, not huge, UTF-8.

Windows' line ends (CR LF) and byte order mark are read over: the text is the same without them.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePath, PurePosixPath, PureWindowsPath

from evidence_course.problems import Problem

SIZE_LIMIT = 2_000_000
NOTEBOOK_SIZE_LIMIT = 8_000_000

_TEXTS = frozenset({".md", ".svg"})
"""Endings of files that an author writes and readers get as they are."""

BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_OTHER_ENCODINGS = {
    b"\xff\xfe\x00\x00": "UTF-32",
    b"\x00\x00\xfe\xff": "UTF-32",
    b"\xff\xfe": "UTF-16",
    b"\xfe\xff": "UTF-16",
}
# Control characters; line ends that editors do not show but YAML counts; marks that turn the
# direction of writing, so that a text reads otherwise than it stands; letters that nobody sees, in
# which a text can be hidden. What joins and parts letters of some languages may stay.
UNSEEN = re.compile(
    r"[^\t\n -~\xa0-\u200a\u200c\u200d\u2010-\u2027\u202f-\u205f\u2070-\ufefe\uff00-\ufffd"
    r"\U00010000-\U000dffff\U000e0100-\U0010ffff]"
)
_CONFLICT = re.compile(r"^(<{7}|>{7})(?= )", re.MULTILINE)
TO_DO = "TO DO:"
"""What marks a text that somebody has still to write; in capitals, and not as part of a title in
capitals such as THINGS TO DO."""
_TO_DO = re.compile(rf"(?<![A-Z] )(?<!\w){TO_DO}(.*)")
_END_OF_TEXT = re.compile(r"""(\\?["']\)*)?(\\n)?["']?,?$""")
"""What YAML, JSON and Python put after the words of a line."""


@dataclass(frozen=True)
class Source:
    """The text of one file and its path from the course folder."""

    path: str
    text: str


def read_source(
    root: Path, path: str, *, limit: int = SIZE_LIMIT
) -> tuple[Source | None, list[Problem]]:
    """The text of the file at ``path`` below ``root``, or the reason why it was not read.

    A text that can be read comes with a problem for each place that says what is still to do.
    """
    refused = refuse_path(root, path) or _refuse_size(root, path, limit)
    if refused:
        return None, [refused]
    try:
        raw = (root / path).read_bytes()
    except OSError as error:
        reason = error.strerror or "unknown reason"
        return None, [Problem(path, 1, 1, f"cannot be read: {reason}", "unreadable")]
    text, problem = decode(raw, path)
    if text is None:
        return None, [problem] if problem else []
    return Source(path, text), list(_unfinished(text, path))


def leads_outside(path: str) -> bool:
    """Whether a path from the course folder climbs out of it, on this system or on Windows."""
    systems = PurePosixPath(path), PureWindowsPath(path)
    return any(each.root or each.drive or ".." in each.parts for each in systems)


def refuse_path(root: Path, path: str) -> Problem | None:
    """The problem of a path that climbs out of the course, or goes through a symbolic link."""
    if leads_outside(path):
        message = f"'{path}' leads out of the course folder: use a path inside it"
        return Problem(path, 1, 1, message, "path-outside")
    here = PurePath()
    for part in PurePath(path).parts:
        here /= part
        if (root / here).is_symlink():
            return _link(here.as_posix())
    return None


def symbolic_links(root: Path, folder: str) -> Iterator[Problem]:
    """Every symbolic link in a folder of the course, or the folder itself."""
    if (root / folder).is_symlink():
        yield _link(folder)
        return
    for place, folders, files in os.walk(root / folder):
        for name in sorted([*folders, *files]):
            path = Path(place, name)
            if path.is_symlink():
                yield _link(path.relative_to(root).as_posix())


def _link(path: str) -> Problem:
    message = "is a symbolic link: put the file or folder itself here"
    return Problem(path, 1, 1, message, "symbolic-link")


def _refuse_size(root: Path, path: str, limit: int) -> Problem | None:
    file = root / path
    if not file.is_file():
        message = "there is no such file: write it, or take it back from git"
        return Problem(path, 1, 1, message, "missing-file")
    size = file.stat().st_size
    if size <= limit:
        return None
    message = (
        f"is {size / 1e6:.1f} MB; at most {limit / 1e6:g} MB are read: "
        "split it, or take out what does not belong here"
    )
    return Problem(path, 1, 1, message, "too-big")


def decode(raw: bytes, path: str) -> tuple[str | None, Problem | None]:
    """Bytes as text with LF at the end of each line, or a problem that says how to save the file.

    Lines and columns are those that an editor shows, whichever line ends the file has.
    """
    for mark, name in _OTHER_ENCODINGS.items():
        if raw.startswith(mark):
            message = f"is saved as {name}: save it again as UTF-8"
            return None, Problem(path, 1, 1, message, "not-utf-8")
    raw = with_plain_lines(raw)
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        before = raw[: error.start].decode("utf-8")
        line, column = _place(before, len(before))
        message = f"holds a byte (0x{raw[error.start]:02x}) that is not UTF-8: save it as UTF-8"
        return None, Problem(path, line, column, message, "not-utf-8")
    problem = _conflict(text, path) or _unseen(text, path)
    return (None if problem else text), problem


def with_plain_lines(raw: bytes) -> bytes:
    """A text's bytes without what Windows adds to them: the byte order mark, and CR before LF."""
    return raw.removeprefix(BYTE_ORDER_MARK).replace(b"\r\n", b"\n")


def as_written(raw: bytes) -> tuple[bytes, str]:
    """The byte order mark of a sound text, or nothing, and the text with its own line ends."""
    plain = raw.removeprefix(BYTE_ORDER_MARK)
    return raw.removesuffix(plain), plain.decode("utf-8")


def line_end(text: str) -> str:
    """The line end that a text has, for what is added to it."""
    return "\r\n" if "\r\n" in text else "\n"


def as_published(file: Path) -> bytes:
    """A file that readers get as it is. What is text that an author wrote, drawings too, is the
    same whichever line ends it has here; data stay as their owner published them."""
    data = file.read_bytes()
    if file.suffix.lower() not in _TEXTS:
        return data
    return with_plain_lines(data).rstrip(b"\n") + b"\n"


def _place(text: str, index: int) -> tuple[int, int]:
    return text.count("\n", 0, index) + 1, index - text.rfind("\n", 0, index)


def _conflict(text: str, path: str) -> Problem | None:
    found = _CONFLICT.search(text)
    if found is None:
        return None
    message = (
        f"a merge in git was left unfinished ('{found[0]}'): keep one of the two sides, "
        "and delete the lines that begin with <<<<<<<, ======= and >>>>>>>"
    )
    return Problem(path, *_place(text, found.start()), message, "merge-conflict")


def _unfinished(text: str, path: str) -> Iterator[Problem]:
    """A problem for each place that still says ``TO DO: …``, in the words that stand there."""
    for found in _TO_DO.finditer(text):
        what = _END_OF_TEXT.sub("", found[1].strip()).rstrip(" .") or "see here"
        stop = "" if what[-1] in "?!" else "."
        message = f"still to do: {what}{stop} Then take '{TO_DO}' away"
        yield Problem(path, *_place(text, found.start()), message, "to-do")


def _unseen(text: str, path: str) -> Problem | None:
    found = UNSEEN.search(text)
    if found is None:
        return None
    line, column = _place(text, found.start())
    if found[0] == "\r":
        message = (
            "has a line end of old Macs (CR without LF): set your editor to 'LF' or 'CR LF' "
            "and save again"
        )
        return Problem(path, line, column, message, "line-ends")
    if found[0] == "\0":
        message = "is not plain text, or is saved as UTF-16: save it again as UTF-8"
        return Problem(path, line, column, message, "not-utf-8")
    message = f"holds an invisible control character (U+{ord(found[0]):04X}): delete it"
    return Problem(path, line, column, message, "control-character")
