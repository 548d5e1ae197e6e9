"""A notebook page: cells for trainers left out, and a way to take the notebook along."""

from __future__ import annotations

import copy

import nbformat
from nbformat import NotebookNode

TRAINER_TAG = "trainer"
KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}


def weave(slug: str, notebook: NotebookNode) -> bytes:
    """The notebook as the book shows it; the original is not touched."""
    shown = copy.deepcopy(notebook)
    shown.cells = [cell for cell in shown.cells if TRAINER_TAG not in _tags(cell)]
    shown.cells.append(_take_along(slug))
    shown.metadata = nbformat.from_dict(
        {"kernelspec": KERNEL, "language_info": {"name": "python", "pygments_lexer": "ipython3"}}
    )
    return f"{nbformat.writes(shown)}\n".encode()


def _take_along(slug: str) -> NotebookNode:
    text = (
        "## Take this notebook with you\n\n"
        f"{{download}}`Download the notebook <{slug}.ipynb>`, to run it or change it in Jupyter. "
        "It needs Python and the package `evidence-course`."
    )
    cell = {"cell_type": "markdown", "id": "take-along", "metadata": {}, "source": text}
    return NotebookNode(nbformat.from_dict(cell))


def _tags(cell: NotebookNode) -> list[str]:
    return list(cell.metadata.get("tags", []))
