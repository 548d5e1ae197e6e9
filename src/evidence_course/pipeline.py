"""The order of the stages. Values flow from one to the next; what a stage finds is collected."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from nbformat import NotebookNode

from evidence_course import manifest
from evidence_course.archive import Parcel, zipped
from evidence_course.files import remove
from evidence_course.limits import CELL_SECONDS
from evidence_course.load import load
from evidence_course.load.source import as_published
from evidence_course.model.course import Course
from evidence_course.problems import Problem, has_errors, in_order
from evidence_course.publish import LOCK, only_build, put_in_place, recover, swap
from evidence_course.report.facts import NOTEBOOKS, SITE, gather, site_size
from evidence_course.report.files import write_report
from evidence_course.report.recorder import Recorder, Reporter
from evidence_course.site import NOT_PUBLISHED
from evidence_course.staging import write_files
from evidence_course.validate import validate
from evidence_course.validate.freshness import next_change

if TYPE_CHECKING:
    from evidence_course.check import Known
    from evidence_course.weave import Book


@dataclass(frozen=True)
class Places:
    """Where things lie below a course's folder."""

    root: Path

    @property
    def build(self) -> Path:
        """Everything that is made."""
        return self.root / manifest.BUILD

    @property
    def site(self) -> Path:
        """The site that readers see."""
        return self.build / manifest.SITE

    @property
    def staged(self) -> Path:
        """The Jupyter Book that the site is built from."""
        return self.build / "book"

    @property
    def work(self) -> Path:
        """Sphinx's own output and state."""
        return self.build / "sphinx"

    @property
    def looked_at(self) -> Path:
        """What checks of the site learnt of its files."""
        return self.build / "looked-at.json"

    @property
    def handbook(self) -> Path:
        """The maintainers' handbook, which the site shows below its own pages."""
        return self.build / manifest.HANDBOOK

    @property
    def cache(self) -> Path:
        """Results of notebooks that ran before."""
        return self.build / "executed"


@dataclass(frozen=True)
class Outcome:
    """What came of a run: its problems, and the site's cover page if one was built."""

    problems: list[Problem] = field(default_factory=list)
    index: Path | None = None
    saved: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    """The files of the site that differ from before."""
    course: Course | None = None

    @property
    def failed(self) -> bool:
        """Whether a problem stopped the run."""
        return has_errors(self.problems)


def examine(root: Path, today: date, reporter: Reporter) -> tuple[Course | None, list[Problem]]:
    """Load and validate; sorted problems, and the course as far as it could be read."""
    reporter.stage("Reading and checking")
    course, problems = load(root)
    if course is not None:
        problems += validate(course, today)
    return course, in_order(problems)


def check(root: Path, today: date, reporter: Reporter) -> tuple[Course | None, list[Problem]]:
    """Load and validate; sorted problems, and the course if nothing is wrong with it."""
    course, problems = examine(root, today, reporter)
    return (None if has_errors(problems) else course), problems


def run_notebooks(
    course: Course, reporter: Reporter, timeout: float = CELL_SECONDS
) -> tuple[dict[str, NotebookNode], list[Problem]]:
    """Run the notebooks of a valid course, or take their results from the cache.

    ``timeout`` is how many seconds a cell may run.
    """
    from evidence_course.execute import ExecutionSettings, execute

    reporter.stage(NOTEBOOKS)
    return execute(
        [course.notebooks[slug] for slug in course.settings.modules],
        root=course.root,
        cache=Places(course.root).cache,
        settings=ExecutionSettings(timeout_seconds=timeout),
        environment_digest=manifest.environment_digest(course.root),
        progress=reporter.step,
    )


def _stored(course: Course, reporter: Reporter) -> tuple[dict[str, NotebookNode], list[Problem]]:
    from evidence_course.execute import take_stored

    reporter.stage("Taking the stored outputs of notebooks, which are not run")
    return take_stored([course.notebooks[slug] for slug in course.settings.modules])


def execute(
    root: Path,
    today: date,
    reporter: Reporter,
    *,
    save: bool,
    timeout: float = CELL_SECONDS,
) -> Outcome:
    """Run the notebooks; with ``save`` store their outputs in ``notebooks/``."""
    course, problems = check(root, today, reporter)
    if course is None:
        return Outcome(problems)
    with only_build(Places(root).build, lambda: reporter.stage("Waiting for another build")):
        executed, faults = run_notebooks(course, reporter, timeout)
    saved = []
    if save and not faults:
        from evidence_course.execute import save as store

        saved = store(executed, root)
    return Outcome(problems + faults, saved=saved)


def build(
    root: Path,
    today: date,
    recorder: Recorder,
    *,
    timeout: float = CELL_SECONDS,
    run_code: bool = True,
    known: Known | None = None,
) -> Outcome:
    """From the folders to the site and the report beside it.

    Where anything is wrong, the last good site stays. Without ``run_code`` no notebook is run:
    the outputs stored in them are shown, nothing of an earlier build is used, which may have come
    from whoever wrote them, and the next build takes none of it for its own.
    ``known`` is what earlier builds of this process learnt of the site's files.
    """
    from evidence_course.check import BuiltSite, Known, check_site, first_loads
    from evidence_course.site import is_page

    places = Places(root)
    engine = manifest.environment_digest(root)
    with only_build(places.build, lambda: recorder.stage("Waiting for another build")):
        recover(places.site)
        if not run_code:
            for made in (places.staged, places.work, places.looked_at):
                remove(made)
        is_warm, known = known is not None, known or Known.read(places.looked_at, engine)
        inputs = manifest.facts(manifest.input_files(root))
        course, problems = examine(root, today, recorder)
        book: Book | None = None
        if course is not None and not has_errors(problems):
            executed, faults = (
                run_notebooks(course, recorder, timeout) if run_code else _stored(course, recorder)
            )
            if not faults:
                # A process that serves has threads, and is not to be forked.
                jobs = 1 if is_warm else os.cpu_count() or 1
                book, faults = _make_book(course, executed, places, recorder, engine, jobs)
            problems += faults
        made = places.work / "html"
        if book is not None and not has_errors(problems):
            recorder.stage("Checking the site")
            site = BuiltSite(made, known)
            problems += check_site(site)
        if course is None or book is None or has_errors(problems):
            write_report(places.build, gather(root, course, recorder, problems, today=today))
            return Outcome(problems)
        if not run_code:
            manifest.forget(root)
        recorder.stage("Putting the site in place")
        changed = put_in_place(
            made,
            places.site,
            without=NOT_PUBLISHED,
            guests={manifest.HANDBOOK: places.handbook},
        )
        if run_code:
            until = next_change(course, today)
            manifest.write_manifest(root, warnings=len(problems), until=until, inputs=inputs)
        report = gather(
            root,
            course,
            recorder,
            problems,
            today=today,
            changed=changed,
            pages=sum(is_page(path) for path in book.files),
            site=site_size(places.site, first_loads(site)),
        )
        write_report(places.build, report)
        if not is_warm:
            known.write(places.looked_at, engine)
    return Outcome(problems, places.site / "index.html", changed=changed, course=course)


def _make_book(
    course: Course,
    executed: Mapping[str, NotebookNode],
    places: Places,
    recorder: Recorder,
    engine: str,
    jobs: int,
) -> tuple[Book | None, list[Problem]]:
    """Sphinx's output in ``places.work``; no book where it cannot be put together."""
    from evidence_course.site import build_site
    from evidence_course.weave import weave

    recorder.stage("Weaving the book")
    book = weave(course, executed)
    problems = list(book.problems)
    if has_errors(problems):
        return None, problems
    pictures = {path: as_published(course.root / path) for path in book.copies}
    parcels = {path: _packed(course.root, parcel) for path, parcel in book.parcels.items()}
    write_files(places.staged, {**book.files, **pictures, **parcels})
    recorder.stage(SITE)
    problems += build_site(
        places.staged, places.work, book, engine=engine, progress=recorder.step, jobs=jobs
    )
    return book, problems


def _packed(root: Path, parcel: Parcel) -> bytes:
    copies = {name: as_published(root / path) for name, path in parcel.copies.items()}
    return zipped({**parcel.files, **copies})


def build_handbook(root: Path, reporter: Reporter) -> Outcome:
    """From ``docs/`` to the handbook, which joins the site if there is one; else the last stays."""
    from evidence_course.handbook import make

    places = Places(root)
    made, copy = (places.build / f"{manifest.HANDBOOK}.{end}" for end in ("new", "copy"))
    with only_build(places.build, lambda: reporter.stage("Waiting for another build")):
        recover(places.handbook)
        reporter.stage("Building the handbook")
        problems = make(root, made)
        if has_errors(problems):
            return Outcome(problems)
        swap(made, places.handbook)
        if places.site.is_dir():
            shutil.rmtree(copy, ignore_errors=True)
            swap(shutil.copytree(places.handbook, copy), places.site / manifest.HANDBOOK)
    return Outcome(problems, places.handbook / "index.html")


def write_schemas(root: Path) -> list[str]:
    """Write the schemas for editors into the course; the paths of those that changed."""
    from evidence_course.schema import FOLDER, schemas

    return write_changed(root, {f"{FOLDER}/{name}": data for name, data in schemas().items()})


def write_changed(root: Path, files: Mapping[str, bytes]) -> list[str]:
    """Write files by their paths below ``root``; the paths of those whose bytes changed."""
    changed = []
    for name, data in files.items():
        file = root / name
        if not (file.is_file() and file.read_bytes() == data):
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(data)
            changed.append(name)
    return changed


def clean(root: Path) -> bool:
    """Delete everything that was made; whether there was anything."""
    places = Places(root)
    if not places.build.exists():
        return False
    with only_build(places.build, lambda: None):
        for path in places.build.iterdir():
            if path.name != LOCK:
                remove(path)
    shutil.rmtree(places.build)
    return True
