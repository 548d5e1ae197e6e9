"""Putting a finished site in place in one move, one build at a time.

The site that readers see is always a whole one: the new one is copied beside it, then the two are
exchanged. On Linux that is one system call; elsewhere two renames, which the next start completes
if the machine stops between them.
"""

from __future__ import annotations

import ctypes
import errno
import os
import posixpath
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType

from evidence_course.files import remove
from evidence_course.manifest import files_in
from evidence_course.slim import published

LOCK = "lock"
_AT_FDCWD = -100
_RENAME_EXCHANGE = 2


@contextmanager
def only_build(build: Path, waiting: Callable[[], None]) -> Iterator[None]:
    """Hold the build folder's lock; ``waiting`` is called once if another build has it.

    The system frees the lock when its owner ends, however it ends.

    :raises OSError: if the folder, or what lies in it, is a symbolic link: what is made would be
        written, and what was made deleted, elsewhere.
    """
    _refuse_links(build)
    build.mkdir(parents=True, exist_ok=True)
    with (build / LOCK).open("a") as file:
        if not _lock(file.fileno(), wait=False):
            waiting()
            _lock(file.fileno(), wait=True)
        yield


def _refuse_links(build: Path) -> None:
    for path in (build, *(build.iterdir() if build.is_dir() and not build.is_symlink() else ())):
        if path.is_symlink():
            message = "a symbolic link stands where only made files are: take it away"
            raise OSError(errno.ELOOP, message, str(path))


def recover(site: Path) -> None:
    """Finish or undo what a build that was stopped left behind."""
    new, old = _beside(site)
    if not site.exists() and old.exists():
        old.rename(site)
    for left in (new, old):
        remove(left)


def put_in_place(
    made: Path,
    site: Path,
    *,
    without: Sequence[str] = (),
    guests: Mapping[str, Path] = MappingProxyType({}),
) -> list[str]:
    """Make ``site`` a copy of ``made``; at every moment ``site`` is the old one or the new one.

    Files named in ``without`` are not copied; scripts and style sheets are copied slim. ``guests``
    are folders that were made by others: each that is there is copied into the site as it is.
    Gives back the files that differ from before, those that are gone among them; where there are
    none, ``site`` is not touched.
    """
    new, _ = _beside(site)
    wanted: dict[str, tuple[Path, Callable[[Path], bytes]]] = {
        name: (file, published) for name, file in files_in(made).items() if file.name not in without
    }
    for guest, folder in guests.items():
        own = files_in(folder).items()
        wanted |= {f"{guest}/{name}": (file, _as_it_is) for name, file in own}
    for parent in sorted({posixpath.dirname(name) for name in wanted}):
        (new / parent).mkdir(parents=True, exist_ok=True)
    changed = [
        name
        for name, (file, read) in wanted.items()
        if not _take_over(read(file), site / name, new / name)
    ]
    changed += sorted(files_in(site).keys() - wanted.keys())
    if changed or not site.exists():
        swap(new, site)
    else:
        shutil.rmtree(new)
    return changed


def swap(new: Path, site: Path) -> None:
    """Put the folder ``new`` in the place of ``site``, which goes; both lie on one disk."""
    old = new.with_name(f"{site.name}.old")
    if not site.exists():
        new.rename(site)
        return
    if _exchange(new, site):
        remove(new)
        return
    site.rename(old)
    try:
        new.rename(site)
    except OSError:  # Windows moves nothing that a program has open
        old.rename(site)
        raise
    remove(old)


def _as_it_is(file: Path) -> bytes:
    return file.read_bytes()


def _take_over(data: bytes, before: Path, target: Path) -> bool:
    """Write a file; whether the one ``before`` has the same bytes.

    Then it is linked, not written: its folder is deleted after the exchange. Where the disk knows
    no links it is copied.
    """
    try:
        is_same = before.read_bytes() == data
    except OSError:
        is_same = False
    if is_same:
        try:
            os.link(before, target)
        except OSError:
            shutil.copy2(before, target)
    else:
        target.write_bytes(data)
    return is_same


def _beside(site: Path) -> tuple[Path, Path]:
    return site.with_name(f"{site.name}.new"), site.with_name(f"{site.name}.old")


def _exchange(first: Path, second: Path) -> bool:
    """Exchange two folders by renameat2(2); whether the system could do it."""
    if not sys.platform.startswith("linux"):
        return False
    rename = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if rename is None:
        return False
    arguments = (_AT_FDCWD, os.fsencode(first), _AT_FDCWD, os.fsencode(second), _RENAME_EXCHANGE)
    return bool(rename(*arguments) == 0)


def _lock(descriptor: int, *, wait: bool) -> bool:
    if sys.platform == "win32":
        import msvcrt

        while True:
            try:
                msvcrt.locking(descriptor, msvcrt.LK_LOCK if wait else msvcrt.LK_NBLCK, 1)
            except OSError:
                if not wait:
                    return False
            else:
                return True
    import fcntl

    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except BlockingIOError:
        return False
    return True
