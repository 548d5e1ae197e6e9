"""The outputs that are stored in the notebooks, taken without running anything.

For contributions from people whose code nobody has read yet: a kernel would run it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from nbformat import NotebookNode

from evidence_course.execute.outputs import is_run, results, tags, with_results
from evidence_course.model.notebook import Notebook
from evidence_course.places import source_line
from evidence_course.problems import Problem

_ADVICE = "read its code, then run 'evidence-course execute --save'"


def take_stored(notebooks: Sequence[Notebook]) -> tuple[dict[str, NotebookNode], list[Problem]]:
    """The notebooks with their stored outputs, by slug, as ``execute`` gives them.

    A notebook whose cells were not all run, one after the other, is a problem, and so is one that
    stopped with an error. What was edited after it ran cannot be seen, and shows as it was stored.
    """
    taken: dict[str, NotebookNode] = {}
    problems: list[Problem] = []
    for notebook in notebooks:
        fault = next(_faults(notebook), None)
        if fault is None:
            taken[notebook.slug] = with_results(notebook.node, results(notebook.node))
        else:
            problems.append(fault)
    return taken, problems


def _faults(notebook: Notebook) -> Iterator[Problem]:
    count = 0
    for number, cell in enumerate(notebook.node.cells, 1):
        if cell.cell_type != "code" or not is_run(cell):
            continue
        count += 1
        what = _refuse(cell, count)
        if what:
            yield Problem(
                notebook.path,
                source_line(notebook.text, number, 1),
                1,
                f"Cell {number} {what}: {_ADVICE}",
                "notebook-not-stored",
                f"cell {number}",
            )


def _refuse(cell: NotebookNode, count: int) -> str | None:
    """Why a cell's stored outputs cannot stand for a run; ``count`` is its place in one."""
    if cell.execution_count is None:
        return "has no stored result"
    if cell.execution_count != count:
        return f"was run as number {cell.execution_count}, and it is number {count}"
    failed = any(output.output_type == "error" for output in cell.outputs)
    if failed and "raises-exception" not in tags(cell):
        return "stopped with an error when it was run"
    return None
