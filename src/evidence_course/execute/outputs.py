"""Outputs made equal from run to run, and put into the notebook as it stands today."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any

import nbformat
from nbformat import NotebookNode

from evidence_course.execute.frames import plain_traceback

Output = dict[str, Any]
CellResult = dict[str, Any]

_TIMES = ("execution", "ExecuteTime")
_LANGUAGE = {"name": "python", "pygments_lexer": "ipython3"}


def code_cells(node: NotebookNode) -> list[NotebookNode]:
    """The code cells, in their order."""
    return [cell for cell in node.cells if cell.cell_type == "code"]


def is_run(cell: NotebookNode) -> bool:
    """Whether a cell is executed: it has code, and no tag says to leave it alone."""
    return bool(cell.source.strip()) and "skip-execution" not in tags(cell)


def tags(cell: NotebookNode) -> list[str]:
    """The tags of a cell."""
    return list(cell.metadata.get("tags", []))


def _text(output: Output) -> str:
    text = output["text"]
    return text if isinstance(text, str) else "".join(text)


def _joined(streams: Sequence[Output]) -> list[Output]:
    """One output for each stream, standard output first.

    How a kernel cuts and interleaves what a cell prints depends on the clock, but it empties both
    streams before it sends anything else.
    """
    texts = {
        name: "".join(_text(each) for each in streams if each["name"] == name)
        for name in ("stdout", "stderr")
    }
    return [
        {"output_type": "stream", "name": name, "text": text}
        for name, text in texts.items()
        if text
    ]


def settled(outputs: Iterable[Output]) -> list[Output]:
    """The outputs with neighbouring streams joined and no path of this machine in an error."""
    result: list[Output] = []
    for is_stream, group in groupby(outputs, lambda each: each["output_type"] == "stream"):
        neighbours = list(group)
        result += _joined(neighbours) if is_stream else map(_without_paths, neighbours)
    return result


def _without_paths(output: Output) -> Output:
    output = copy.deepcopy(dict(output))
    if output["output_type"] == "error":
        output["traceback"] = plain_traceback(output)
    return output


def results(node: NotebookNode) -> list[CellResult]:
    """What executing the notebook gave, code cell by code cell."""
    return [{"run": is_run(cell), "outputs": settled(cell.outputs)} for cell in code_cells(node)]


def with_results(node: NotebookNode, cells: Sequence[CellResult]) -> NotebookNode:
    """A copy of the notebook that holds the results: cells that ran are numbered from 1, cells
    without code have no output, and skipped cells keep what is stored with them."""
    node = without_times(node)
    count = 0
    for cell, result in zip(code_cells(node), cells, strict=True):
        if result["run"]:
            count += 1
            _put(cell, result["outputs"], count)
        elif not cell.source.strip():
            _put(cell, [], None)
    return node


def _put(cell: NotebookNode, outputs: Sequence[Output], count: int | None) -> None:
    cell.execution_count = count
    cell.outputs = [nbformat.from_dict(output) for output in copy.deepcopy(list(outputs))]
    for output in cell.outputs:
        if output.output_type == "execute_result":
            output.execution_count = count


def without_times(node: NotebookNode) -> NotebookNode:
    """A copy without the times of a run or the version of the language, which differ by machine."""
    node = copy.deepcopy(node)
    for cell in node.cells:
        for name in _TIMES:
            cell.metadata.pop(name, None)
    language = {**_LANGUAGE, **node.metadata.get("language_info", {})}
    language.pop("version", None)
    node.metadata.language_info = nbformat.from_dict(language)
    return node
