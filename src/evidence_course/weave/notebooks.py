"""A notebook's page, and the notebook to take along: alone, or with all that it reads."""

from __future__ import annotations

import nbformat
from nbformat import NotebookNode

from evidence_course.archive import README, Parcel
from evidence_course.load.notebooks import cell_lines
from evidence_course.model.course import Course
from evidence_course.model.notebook import Notebook
from evidence_course.problems import Problem
from evidence_course.register import FILE, register_json
from evidence_course.value_uses import studies_read
from evidence_course.weave.outputs import Removed, fit_for_a_page, in_words
from evidence_course.weave.page import CellMap, title

TRAINER_TAG = "trainer"
KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}
FOLDER = "take-along"
"""The folder of the staged book for what the pages offer to take along."""

DATA = "course/data"
DATA_SOURCES = "SOURCES.md"


def weave(notebook: Notebook, executed: NotebookNode) -> tuple[bytes, CellMap, list[Problem]]:
    """The notebook as the book shows it, the way back to the author's cells, and a warning for each
    cell that shows what no page may hold; the executed notebook is not touched."""
    fit, removed = fit_for_a_page(executed)
    learners_see = [TRAINER_TAG not in _tags(cell) for cell in fit.cells]
    shown = _for_learners(fit)
    shown.cells.append(_take_along(notebook.slug))
    problems = [
        _warning(notebook, index, gone) for index, gone in removed.items() if learners_see[index]
    ]
    numbers = tuple(number for number, is_seen in enumerate(learners_see, 1) if is_seen)
    return _bytes(shown), CellMap(notebook.path, notebook.text, numbers), problems


def _warning(notebook: Notebook, index: int, removed: Removed) -> Problem:
    message = (
        f"shows what no page may hold, and it was taken out: {in_words(removed)}. "
        "Show a table, a figure or words"
    )
    line, item = cell_lines(notebook.text)[index], f"cell {index + 1}"
    return Problem(notebook.path, line, 1, message, "output-taken-out", item, "warning")


def alone(notebook: NotebookNode) -> bytes:
    """The notebook for learners without its page's own parts.

    Its outputs are those that the code gives, uncleaned: it is a file of code, compares equal with
    a fresh run, and Jupyter itself runs no script of an output that its reader did not make.
    """
    return _bytes(_for_learners(notebook))


def parcel(course: Course, slug: str, notebook: NotebookNode, taken: bytes) -> Parcel:
    """The notebook with the studies and data that it reads, in a folder of its name.

    ``taken`` are the bytes of the notebook alone.
    """
    studies = sorted({name for name, _ in studies_read(course.notebooks[slug])})
    data = _data(course, notebook)
    files = {f"{slug}.ipynb": taken}
    if studies:
        files[FILE] = register_json(course.evidence[name].record for name in studies)
    files[README] = _readme(course, slug, [*files, *data]).encode()
    return Parcel(
        {f"{slug}/{name}": content for name, content in files.items()},
        {f"{slug}/{name}": f"{DATA}/{name}" for name in data},
    )


def _for_learners(notebook: NotebookNode) -> NotebookNode:
    """What learners get of a notebook, whose cells are shared with it."""
    cells = [cell for cell in notebook.cells if TRAINER_TAG not in _tags(cell)]
    language = {"name": "python", "pygments_lexer": "ipython3"}
    metadata = nbformat.from_dict({"kernelspec": KERNEL, "language_info": language})
    return NotebookNode({**notebook, "cells": cells, "metadata": metadata})


def _bytes(notebook: NotebookNode) -> bytes:
    return f"{nbformat.writes(notebook)}\n".encode()


def _take_along(slug: str) -> NotebookNode:
    text = (
        "## Take this notebook with you\n\n"
        f"- {{download}}`The notebook with all that it reads <../{FOLDER}/{slug}.zip>` (ZIP). "
        "It runs without the course, and a note in it says how to start.\n"
        f"- {{download}}`The notebook alone <../{FOLDER}/{slug}.ipynb>`, to read it or to put it "
        "into a copy of this course.\n\n"
        "To run it you need Python, Jupyter and the package `evidence-course`."
    )
    cell = {"cell_type": "markdown", "id": "take-along", "metadata": {}, "source": text}
    return NotebookNode(nbformat.from_dict(cell))


def _tags(cell: NotebookNode) -> list[str]:
    return list(cell.metadata.get("tags", []))


def _data(course: Course, notebook: NotebookNode) -> list[str]:
    """The data files that the notebook's code names, with the word on where data come from."""
    code = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "code")
    there = course.found.get("data", frozenset())
    named = sorted(name for name in there if name in code)
    return [*named, *([DATA_SOURCES] if named and DATA_SOURCES in there else [])]


def _readme(course: Course, slug: str, names: list[str]) -> str:
    settings = course.settings
    return "\n".join(
        [
            title(course.notebooks[slug].node.cells[0].source),
            f"A notebook of: {settings.title}",
            *([settings.base_url] if settings.base_url else []),
            "",
            "What is here",
            *(f"- {name}: {_what(name, slug)}" for name in names),
            "",
            "How to start",
            "1. You need Python 3.11 or later, and Jupyter (python -m pip install jupyterlab).",
            "2. Install the package evidence-course from its wheel, the file",
            "   evidence_course-VERSION-py3-none-any.whl. It needs no other package:",
            "   python -m pip install THE_WHEEL",
            f"   {_where_the_wheel_is(settings.repository)}",
            "3. Keep these files together in one folder. Open a terminal in it, and type:",
            f"   jupyter lab {slug}.ipynb",
            "",
            f"Text and notebook: {settings.licences.text}. Made by {settings.author}.",
            *([f"Data: {settings.licences.data}."] if DATA_SOURCES in names else []),
            "",
        ]
    )


def _where_the_wheel_is(repository: str | None) -> str:
    if repository:
        return f"The wheel is made from {repository}"
    return "Whoever publishes the course can give it to you."


def _what(name: str, slug: str) -> str:
    known = {
        f"{slug}.ipynb": "the notebook, with its results",
        FILE: "what the studies found that the notebook reads",
        DATA_SOURCES: "where the data come from, and their licence",
    }
    return known.get(name, "data")
