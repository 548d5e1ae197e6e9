"""What the last build was made of, so that a run with nothing to do can end at once.

Standard library only: the launcher reads it in whichever Python was started, before any other
package comes into it.
"""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from functools import lru_cache
from pathlib import Path

FORMAT = 1
BUILD = "_build"
SITE = "html"
HANDBOOK = "handbook"
"""The maintainers' handbook, below the build folder and below the site: no part of the course."""
FILE = "manifest.json"
REPORT = "report.html"
"""The build report, below the build folder."""
FOLDERS = ("course", "modules", "notebooks", "quizzes")
SETTINGS_FILES = ("pyproject.toml", "requirements.lock")
PACKAGE = Path(__file__).parent
RESTLESS_NS = 2_000_000_000
"""A file that was written so recently may be written again within one tick of the disk's clock."""


def today() -> date:
    """The day of the build: that of ``SOURCE_DATE_EPOCH`` where it is set, so that a build can be
    repeated.

    :raises ValueError: if it is set and is not a number of seconds.
    """
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if not epoch:
        return date.today()
    try:
        return datetime.fromtimestamp(int(epoch), tz=UTC).date()
    except (ValueError, OverflowError, OSError):
        message = f"SOURCE_DATE_EPOCH must be seconds since 1970, not '{epoch}': mend or unset it"
        raise ValueError(message) from None


def up_to_date(root: Path) -> str | None:
    """A line to print if the site of the course in ``root`` needs no building, else nothing."""
    start = time.perf_counter()
    try:
        manifest = json.loads((root / BUILD / FILE).read_text("utf-8"))
        if manifest["format"] != FORMAT or manifest["built_on"] > today().isoformat():
            return None
        if manifest["until"] is not None and today().isoformat() >= manifest["until"]:
            return None
        site = root / BUILD / SITE
        if not _same(manifest["inputs"], input_files(root), by_content=True):
            return None
        if not _same(manifest["site"], site_files(site), by_content=False):
            return None
    except (OSError, ValueError, KeyError, TypeError):
        return None
    warnings = manifest["warnings"]
    plural = "s stand" if warnings != 1 else " stands"
    note = f" {warnings} warning{plural}: {BUILD}/{REPORT} says which." if warnings else ""
    seconds = time.perf_counter() - start
    index = site / "index.html"
    return f"Nothing changed since the last build ({seconds:.2f} s).{note}\nThe site is {index}"


def write_manifest(root: Path, *, warnings: int, until: date | None, inputs: object) -> None:
    """Note what the site in ``_build/html`` was made of.

    ``inputs`` is what ``facts(input_files(root))`` gave before anything was read, so that a file
    edited meanwhile counts as changed; ``until`` is the first day on which a verdict changes.
    """
    manifest = {
        "format": FORMAT,
        "built_on": today().isoformat(),
        "until": until.isoformat() if until else None,
        "warnings": warnings,
        "inputs": inputs,
        "site": facts(site_files(root / BUILD / SITE), by_content=False),
    }
    # Not needed by a run with nothing to do, which is over before they would be loaded.
    from evidence_course.files import remove, replace_bytes

    file = root / BUILD / FILE
    if file.is_dir():
        remove(file)
    replace_bytes(file, json.dumps(manifest).encode())


def forget(root: Path) -> None:
    """Let the next run build, whatever changed: the site is not made of what it seems to be."""
    from evidence_course.files import remove

    remove(root / BUILD / FILE)


def input_files(root: Path) -> Iterator[tuple[str, Path]]:
    """Every file that a build depends on, by a name that holds on any machine.

    A folder that is not there, which git keeps none of that are empty, has no files.
    """
    for folder in FOLDERS:
        if (root / folder).is_dir():
            yield from files_below(root / folder, folder)
    yield from _engine_files(root)


def _engine_files(root: Path) -> Iterator[tuple[str, Path]]:
    """What runs a build besides the course's own files."""
    for name in SETTINGS_FILES:
        if (root / name).is_file():
            yield name, root / name
    yield from files_below(PACKAGE, "package")


def site_files(site: Path) -> Iterator[tuple[str, Path]]:
    """Every file that the course made of a built site; the handbook has a life of its own."""
    guest = f"{SITE}/{HANDBOOK}/"
    return (file for file in files_below(site, SITE) if not file[0].startswith(guest))


def facts(files: Iterable[tuple[str, Path]], *, by_content: bool = True) -> dict[str, list[object]]:
    """Size, time and (``by_content``) digest of files, by name."""
    found = {}
    for name, path in files:
        stat = path.stat()
        digest = _digest(path, stat) if by_content else ""
        found[name] = [stat.st_size, stat.st_mtime_ns, digest]
    return found


def environment_digest(root: Path) -> str:
    """A digest of what runs a notebook besides the notebook: this package and the lock file."""
    digest = hashlib.sha256()
    for name, path in _engine_files(root):
        if name in SETTINGS_FILES or name.endswith(".py"):
            digest.update(f"{name} {_digest(path, path.stat())}\n".encode())
    return digest.hexdigest()


def _same(
    known: dict[str, list[object]], files: Iterable[tuple[str, Path]], *, by_content: bool
) -> bool:
    seen = 0
    for name, path in files:
        size, changed, digest = known[name]
        stat = path.stat()
        if stat.st_size != size:
            return False
        if stat.st_mtime_ns != changed and not (by_content and _digest(path, stat) == digest):
            return False
        seen += 1
    return seen == len(known)


def files_below(folder: Path, name: str) -> Iterator[tuple[str, Path]]:
    """Every file in a folder, in order, by its path in it below ``name``."""
    for path, place in _below(os.fspath(folder), name):
        yield path, Path(place)


def _below(folder: str, name: str) -> Iterator[tuple[str, str]]:
    with os.scandir(folder) as entries:
        for entry in sorted(entries, key=lambda each: each.name):
            if entry.name in ("__pycache__", ".ipynb_checkpoints", ".DS_Store"):
                continue
            if entry.is_dir(follow_symlinks=False):
                yield from _below(entry.path, f"{name}/{entry.name}")
            elif entry.is_file(follow_symlinks=False) or Path(entry.path).is_file():
                # Not a link to nowhere or to itself, which `check` reports.
                yield f"{name}/{entry.name}", entry.path


def files_in(folder: Path) -> dict[str, Path]:
    """Every file in a folder by its path below it; none where there is no such folder."""
    if not folder.is_dir():
        return {}
    return {name.removeprefix("/"): path for name, path in files_below(folder, "")}


def _digest(path: Path, stat: os.stat_result) -> str:
    """The digest of a file; one that has rested for a while is not read again while its size and
    time are the same."""
    if time.time_ns() - stat.st_mtime_ns < RESTLESS_NS:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    return _settled(path, stat.st_size, stat.st_mtime_ns)


@lru_cache(maxsize=16384)
def _settled(path: Path, _size: int, _changed: int) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
