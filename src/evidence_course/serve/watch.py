"""Notices that files of a course changed, however an editor or git writes them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from watchfiles import Change, DefaultFilter, watch

from evidence_course import manifest

QUIET_MS = 20
"""Changes that follow one another sooner than this are one change."""

LOOK_MS = 1000
"""How often it is looked whether anything changed that the system did not tell of."""


class _AuthorsFiles(DefaultFilter):
    """Not the files that editors and Python keep for themselves."""

    ignore_entity_patterns = (*DefaultFilter.ignore_entity_patterns, r"^\.#", r"^#.*#$", r"^4913$")

    def __call__(self, change: Change, path: str) -> bool:
        return super().__call__(change, path) and not Path(path).name.endswith(".tmp")


def changes(root: Path) -> Iterator[None]:
    """At once, and again whenever a file of the course or of the package may have changed.

    What changes while the caller is at work is told when it asks again. Where the system tells of
    no changes, as on some network drives, they are seen within a second or so all the same.
    """
    while True:
        before = _ground(root)
        yield None
        _wait(root, before)


def _wait(root: Path, before: object) -> None:
    if _ground(root) != before:  # while the last build went on
        return
    folders = [root / name for name in manifest.FOLDERS if (root / name).is_dir()]
    for found in watch(
        *folders,
        manifest.PACKAGE,
        watch_filter=_AuthorsFiles(),
        step=QUIET_MS,
        rust_timeout=LOOK_MS,
        yield_on_timeout=True,
        raise_interrupt=True,
    ):
        if found or _ground(root) != before:
            return


def _ground(root: Path) -> object:
    """The files as they stand, by size and time, and the day: what no watcher could miss."""
    try:
        return manifest.facts(manifest.input_files(root), by_content=False), manifest.today()
    except OSError:  # while git takes a folder away and makes it anew
        return None
