"""Zip archives whose bytes depend on nothing but what is in them. Standard library only."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass

README = "README.txt"
"""The note in an archive that says what it holds."""

EARLIEST = (1980, 1, 1, 0, 0, 0)
"""The first moment that the format can hold; every file gets it."""

_UNIX, _MODE = 3, 0o100644


@dataclass(frozen=True)
class Parcel:
    """What an archive will hold: files by their paths in it, and the paths of files of the course
    that go into it as they are."""

    files: Mapping[str, bytes]
    copies: Mapping[str, str]


def zipped(files: Mapping[str, bytes]) -> bytes:
    """An archive of files by their paths in it, in the order of their paths."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for path, data in sorted(files.items()):
            info = zipfile.ZipInfo(path, EARLIEST)
            info.compress_type = zipfile.ZIP_DEFLATED
            # Otherwise both differ between Windows and other systems.
            info.create_system, info.external_attr = _UNIX, _MODE << 16
            archive.writestr(info, data)
    return made.getvalue()
