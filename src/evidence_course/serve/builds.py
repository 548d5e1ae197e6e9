"""Building again whenever a file of the course changes, in one process that stays warm.

What takes longest at the start of a build is done once: Python reads Sphinx, its extensions and
the checks, and every page that did not change was looked at before.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from evidence_course import manifest, pipeline
from evidence_course.check import Known
from evidence_course.pipeline import Outcome
from evidence_course.problems import Problem
from evidence_course.report.recorder import LOG, Recorder
from evidence_course.serve.board import Board
from evidence_course.serve.watch import changes

CHANGED = (
    "the generator or its list of packages changed, and what runs here is the old one: end 'serve' "
    "with Ctrl-C, and start it again"
)


@dataclass(frozen=True)
class Built:
    """A build that is over, and the seconds it took."""

    outcome: Outcome
    seconds: float


def builds(
    root: Path, board: Board, recorder: Callable[[], Recorder], *, timeout: float
) -> Iterator[Built]:
    """Build the course in ``root`` now, and whenever its files or the day have changed.

    Each build is told to the ``board`` and to a recorder of its own, whatever comes of it.
    ``timeout`` is how many seconds a notebook cell may run. It goes on until it is interrupted.
    """
    known, engine, last = Known(), manifest.environment_digest(root), None
    try:
        _set_aside()
        for _ in changes(root):
            inputs = _inputs(root)
            if inputs is not None and inputs == last:
                continue
            last, start = inputs, time.monotonic()
            board.begin()
            outcome = _build(root, recorder(), engine, timeout, known)
            board.end(outcome.problems, base=_base(outcome))
            yield Built(outcome, time.monotonic() - start)
            _set_aside()
    finally:
        gc.unfreeze()
        gc.enable()


def _set_aside() -> None:
    """Collect garbage now, while nobody waits, and not during the next build.

    What is left is put out of sight: Python's collector, and a table of contents that looks for
    its own kind among all objects, would look at every one of them again and again.
    """
    gc.disable()
    gc.unfreeze()
    gc.collect()
    gc.freeze()


def _inputs(root: Path) -> dict[str, object] | None:
    """The bytes of every file that a build depends on, and the day; none while files come and
    go."""
    try:
        facts = manifest.facts(manifest.input_files(root))
    except OSError:
        return None
    return {**{name: digest for name, (_, _, digest) in facts.items()}, "": manifest.today()}


def _build(root: Path, recorder: Recorder, engine: str, timeout: float, known: Known) -> Outcome:
    """One build; what stops the program elsewhere is a problem here, for the next edit may mend
    it."""
    try:
        if manifest.environment_digest(root) != engine:
            return _stopped("generator-changed", CHANGED)
        return pipeline.build(root, manifest.today(), recorder, timeout=timeout, known=known)
    except OSError as error:
        where = f" ({Path(error.filename).name})" if error.filename else ""
        return _stopped("machine-refused", f"the machine refused: {error.strerror or error}{where}")
    except Exception as error:
        LOG.exception("the generator failed")
        message = f"the generator failed, which is its own fault: {type(error).__name__}: {error}"
        return _stopped("generator-failed", message)


def _stopped(code: str, message: str) -> Outcome:
    return Outcome([Problem("course/course.yml", 1, 1, message, code)])


def _base(outcome: Outcome) -> str | None:
    """The path below which the course will be published."""
    address = outcome.course.settings.base_url if outcome.course else None
    return f"{urlsplit(address).path.rstrip('/')}/" if address else None
