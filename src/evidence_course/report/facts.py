"""What the build report says, as values."""

from __future__ import annotations

import platform
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from evidence_course import __version__
from evidence_course.model.course import Course
from evidence_course.problems import Problem, has_errors
from evidence_course.report.commit import Commit, commit
from evidence_course.report.recorder import Recorder
from evidence_course.validate.freshness import due_dates

NOTEBOOKS, SITE = "Running notebooks", "Building the site"
"""The stages whose pieces are told one by one."""

PACKAGES = ("sphinx", "jupyter-book", "myst-nb", "nbclient", "ipykernel", "altair", "pydantic")
SOON, LATER = 60, 180
"""Days within which evidence is due for another reading."""

HEAVIEST = 15

_UNPRINTABLE = re.compile(r"[^\t\n -~\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class NotebookRun:
    """How a notebook came by its outputs: it ran, failed, or they were in the cache."""

    slug: str
    how: str
    seconds: float


@dataclass(frozen=True)
class DueFile:
    """Something that is to be read again, in how many days; below 0 it is late."""

    path: str
    name: str
    by: str
    days: int


@dataclass(frozen=True)
class SiteSize:
    """What the site weighs, and its heaviest pages with their first load in kB after gzip."""

    files: int
    bytes: int
    heaviest: dict[str, float]


@dataclass(frozen=True)
class Report:
    """What a build did and found. ``site`` is none where the build failed."""

    course: str
    built: bool
    at: str
    commit: Commit | None
    versions: dict[str, str]
    stages: dict[str, float]
    notebooks: list[NotebookRun]
    read: list[str]
    written: list[str]
    unchanged: int
    changed_files: list[str]
    problems: list[Problem]
    due: list[DueFile]
    site: SiteSize | None


def gather(
    root: Path,
    course: Course | None,
    recorder: Recorder,
    problems: Sequence[Problem],
    *,
    today: date,
    changed: Sequence[str] = (),
    pages: int = 0,
    site: SiteSize | None = None,
) -> Report:
    """The report of a build that has just ended.

    ``course`` is what was read of the folder ``root``, ``recorder`` heard the stages, ``changed``
    names the files of the site that differ from before, and ``pages`` counts the book's pages.
    """
    recorder.end(problems)
    pieces = [name.split(" ", 1) for name, _ in recorder.pieces(SITE)]
    written = sorted(page for step, page in pieces if step == "wrote")
    return Report(
        course=course.settings.title if course else "",
        built=not has_errors(problems),
        at=datetime.now(UTC).isoformat(timespec="seconds"),
        commit=commit(root),
        versions=_versions(),
        stages={stage.name: round(stage.seconds, 3) for stage in recorder.stages},
        notebooks=list(_notebooks(recorder, problems)),
        read=sorted(page for step, page in pieces if step == "read"),
        written=written,
        unchanged=max(0, pages - len(written)),
        changed_files=sorted(changed),
        problems=[_printable(problem) for problem in problems],
        due=sorted(_due(course, today), key=lambda each: (each.by, each.path, each.name)),
        site=site,
    )


def _printable(problem: Problem) -> Problem:
    """The problem with signs that no page and no file of text can hold as escapes."""

    def told(text: str) -> str:
        return _UNPRINTABLE.sub(lambda sign: sign[0].encode("unicode_escape").decode(), text)

    return replace(problem, path=told(problem.path), message=told(problem.message))


def site_size(site: Path, loads: Mapping[str, float]) -> SiteSize:
    """What a site weighs; ``loads`` holds the first load of each page."""
    sizes = [file.stat().st_size for file in site.rglob("*") if file.is_file()]
    heaviest = sorted(loads.items(), key=lambda each: (-each[1], each[0]))[:HEAVIEST]
    return SiteSize(len(sizes), sum(sizes), {page: round(load, 1) for page, load in heaviest})


def _versions() -> dict[str, str]:
    found = {"evidence-course": __version__, "Python": platform.python_version()}
    for name in PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found | {"system": f"{platform.system()} {platform.machine()}".strip()}


def _notebooks(recorder: Recorder, problems: Sequence[Problem]) -> Iterator[NotebookRun]:
    failed = {problem.path for problem in problems if problem.is_error}
    for slug, seconds in sorted(recorder.pieces(NOTEBOOKS)):
        how = "ran" if seconds else "from the cache"
        if f"notebooks/{slug}.ipynb" in failed:
            how = "failed"
        yield NotebookRun(slug, how, round(seconds, 2))


def _due(course: Course | None, today: date) -> Iterator[DueFile]:
    for path, name, by in due_dates(course) if course else ():
        days = (by - today).days
        if days <= LATER:
            yield DueFile(path, name, by.isoformat(), days)
