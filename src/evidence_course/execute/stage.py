"""The stage: every notebook that is not in the cache is run, several at once."""

from __future__ import annotations

import asyncio
import itertools
import os
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from nbformat import NotebookNode

import evidence_course
from evidence_course.execute import faults, loop
from evidence_course.execute.cache import Cache, Entry, cache_key, file_names
from evidence_course.execute.faults import CellFailed
from evidence_course.execute.kernels import KERNEL, KernelNotStarted, Surroundings
from evidence_course.execute.outputs import CellResult, with_results
from evidence_course.execute.runner import ExecutionSettings, run
from evidence_course.model.notebook import Notebook
from evidence_course.problems import Problem

Progress = Callable[[str, int, int, float], None]
Result = list[CellResult] | Problem


def execute(
    notebooks: Sequence[Notebook],
    *,
    root: Path,
    cache: Path,
    settings: ExecutionSettings,
    environment_digest: str,
    progress: Progress,
) -> tuple[dict[str, NotebookNode], list[Problem]]:
    """Give each notebook the outputs that its code has today.

    ``root`` is the course's folder and ``cache`` the folder for results of earlier runs;
    ``environment_digest`` stands for the package and the lock file. ``progress`` is called when a
    notebook is done, with its slug, how many are done, how many there are, and the seconds it
    took (0 where nothing was run).

    The executed notebooks, by slug, have the Markdown of ``notebooks`` and today's results for
    all code cells. A notebook stops at the first cell that fails; the others still run, and each
    failure is one problem.
    """
    ground = _Ground(root, cache, settings, environment_digest, file_names(root))
    finish = _counting(progress, len(notebooks))
    known = {each.slug: _without_running(each, ground) for each in notebooks}
    results: dict[str, Result] = {slug: each for slug, each in known.items() if each is not None}
    for slug in results:
        finish(slug, 0.0)
    waiting = [each for each in notebooks if each.slug not in results]
    if waiting:
        results |= loop.run(lambda: _run_all(waiting, ground, finish))
    return _sorted_out(notebooks, results)


@dataclass(frozen=True)
class _Ground:
    """What all notebooks of a run share."""

    root: Path
    cache_folder: Path
    settings: ExecutionSettings
    environment_digest: str
    names: tuple[str, ...]
    """As they are before any notebook runs, for one can write files."""

    @property
    def cache(self) -> Cache:
        return Cache(self.cache_folder, self.root)

    def key(self, notebook: Notebook) -> str:
        return cache_key(
            notebook.node,
            environment_digest=self.environment_digest,
            output_limit=self.settings.output_limit_bytes,
            names=self.names,
        )

    def surroundings(self, notebook: Notebook) -> Surroundings:
        """Python and this package are left out of what a notebook reads: the digest of the
        environment stands for them."""
        package = Path(evidence_course.__file__).parent
        excluded = (Path(sys.prefix), Path(sys.base_prefix), package, self.cache_folder)
        inside = [path for path in excluded if path.resolve().is_relative_to(self.root.resolve())]
        working = (self.root / notebook.path).parent
        return Surroundings(self.root, working, tuple(inside), self.settings.output_limit_bytes)


def _counting(progress: Progress, total: int) -> Callable[[str, float], None]:
    numbers = itertools.count(1)

    def finish(slug: str, seconds: float) -> None:
        progress(slug, next(numbers), total, seconds)

    return finish


def _kernel_name(notebook: Notebook) -> str:
    return str(notebook.node.metadata.get("kernelspec", {}).get("name", KERNEL))


def _without_running(notebook: Notebook, ground: _Ground) -> Result | None:
    """The result where there is no need to start a kernel, or no kernel to start."""
    name = _kernel_name(notebook)
    if name != KERNEL:
        return faults.unknown_kernel(notebook, name)
    return ground.cache.get(ground.key(notebook))


async def _run_all(
    notebooks: Sequence[Notebook], ground: _Ground, finish: Callable[[str, float], None]
) -> dict[str, Result]:
    places = asyncio.Semaphore(ground.settings.workers or (os.cpu_count() or 1) + 2)

    async def run_one(notebook: Notebook) -> tuple[str, Result]:
        async with places:
            start = time.monotonic()
            result = await _run(notebook, ground)
            finish(notebook.slug, time.monotonic() - start)
            return notebook.slug, result

    # Waiting for all: where two fail at once, asyncio would print the other's traceback.
    ended = await asyncio.gather(*map(run_one, notebooks), return_exceptions=True)
    for each in ended:
        if isinstance(each, BaseException):
            raise each
    return dict(each for each in ended if not isinstance(each, BaseException))


async def _run(notebook: Notebook, ground: _Ground) -> Result:
    surroundings = ground.surroundings(notebook)
    try:
        outcome = await run(notebook.node, surroundings=surroundings, settings=ground.settings)
    except CellFailed as failed:
        return faults.cell_problem(notebook, failed.failure)
    except KernelNotStarted as error:
        return faults.not_started(notebook, str(error))
    if outcome.reads is not None:
        ground.cache.put(ground.key(notebook), Entry(outcome.reads, outcome.cells))
    return outcome.cells


def _sorted_out(
    notebooks: Sequence[Notebook], results: Mapping[str, Result]
) -> tuple[dict[str, NotebookNode], list[Problem]]:
    executed: dict[str, NotebookNode] = {}
    problems: list[Problem] = []
    for notebook in notebooks:
        result = results[notebook.slug]
        if isinstance(result, Problem):
            problems.append(result)
        else:
            executed[notebook.slug] = with_results(notebook.node, result)
    return executed, problems
