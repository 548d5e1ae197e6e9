"""The author's picture for links to the course: is it there, a PNG, and of a size to be shown?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from evidence_course import png
from evidence_course.load.records import mark_at
from evidence_course.load.source import refuse_path
from evidence_course.model.course import CourseSettings, Mark
from evidence_course.model.record import Location
from evidence_course.problems import Problem

SETTINGS = "course/course.yml"
BYTES_LIMIT = 1_000_000
LEAST = (600, 315)
"""Below this, sites show a small square of the picture, or none."""


def check_share_picture(
    root: Path, settings: CourseSettings, marks: Mapping[Location, Mark]
) -> Iterator[Problem]:
    """What is wrong with the picture that the settings name, if they name one."""
    picture = settings.share_picture
    refused = _refuse(root, f"course/{picture.file}") if picture else None
    if refused:
        mark = mark_at(marks, ("share_picture", "file"))
        yield Problem(SETTINGS, mark.line, mark.column, *refused)


def _refuse(root: Path, path: str) -> tuple[str, str] | None:
    """Message and code, where the file cannot be shown."""
    file = root / path
    if refuse_path(root, path) is not None:
        return f"{path} is a symbolic link: put the picture itself there", "symbolic-link"
    if not file.is_file():
        return f"there is no picture {path}: add it, or take 'share_picture' out", "missing-file"
    if file.stat().st_size > BYTES_LIMIT:
        return f"{path} is larger than 1 MB: save it smaller", "too-big"
    size = png.size(file.read_bytes())
    if size is None:
        return f"{path} is no PNG picture: save it as PNG", "wrong-form"
    if size[0] < LEAST[0] or size[1] < LEAST[1]:
        shown = f"{size[0]} by {size[1]} pixels"
        return f"{path} has {shown}: make it 1200 by 630, and at least 600 by 315", "too-small"
    return None
