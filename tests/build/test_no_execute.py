"""`build --no-execute`: stored outputs on the pages, and no code run."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from evidence_course import cli
from tests.build.conftest import digests
from tests.conftest import DATA, CommandLine

Run = Callable[..., CommandLine]


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """The good course without a site, whose notebooks leave a mark where they are run."""
    root = Path(shutil.copytree(DATA / "good", tmp_path / "course"))

    def mark(cells: list[Any]) -> None:
        cells[1]["source"] = [f"open({str(tmp_path / 'was-run')!r}, 'w').close()\n", *source(cells)]

    change(root, mark)
    return root


def source(cells: list[Any]) -> list[str]:
    lines: list[str] = cells[1]["source"]
    return lines


def change(root: Path, how: Callable[[list[Any]], object]) -> None:
    file = root / "notebooks" / "soil.ipynb"
    notebook = json.loads(file.read_text("utf-8"))
    how(notebook["cells"])
    file.write_text(json.dumps(notebook, indent=1), "utf-8")


def test_no_code_is_run_and_the_stored_outputs_are_shown(
    run: Run, course: Path, tmp_path: Path
) -> None:
    change(course, lambda cells: cells[2]["outputs"][0].update(text="Forty parts are clay.\n"))
    done = run("build", course, "--no-execute")
    assert done.code == 0, done.out + done.err
    assert not (tmp_path / "was-run").exists()
    assert not (course / "_build" / "executed").exists()
    page = course / "_build" / "html" / "modules" / "soil.html"
    assert "Forty parts are clay." in page.read_text("utf-8")


def test_it_says_that_no_code_was_run(
    course: Path, fixed_day: None, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["build", "--no-execute", "--course", str(course)]) == 0
    assert " s without running any code. The site is " in capsys.readouterr().out


def test_what_stored_outputs_made_is_nothing_that_a_build_goes_on_from(
    run: Run, course: Path, tmp_path: Path
) -> None:
    change(course, lambda cells: cells[2]["outputs"][0].update(text="Forty parts are clay.\n"))
    assert run("build", course).code == 0
    assert (tmp_path / "was-run").exists()
    fresh = digests(course / "_build" / "html")
    assert run("build", course, "--no-execute").code == 0
    assert digests(course / "_build" / "html") != fresh
    assert run("build", course).code == 0
    assert digests(course / "_build" / "html") == fresh


def never_run(cells: list[Any]) -> None:
    cells[2].update(execution_count=None, outputs=[])


def run_again(cells: list[Any]) -> None:
    cells[2]["execution_count"] = 7


def failed(cells: list[Any]) -> None:
    error = {"output_type": "error", "ename": "ValueError", "evalue": "x", "traceback": []}
    cells[2]["outputs"] = [error]


def added(cells: list[Any]) -> None:
    new = {**cells[1], "id": "new", "execution_count": None, "outputs": []}
    cells.insert(1, new)


@pytest.mark.parametrize(
    ("spoil", "cell", "said"),
    [
        (never_run, 3, "has no stored result"),
        (run_again, 3, "was run as number 7, and it is number 2"),
        (failed, 3, "stopped with an error when it was run"),
        (added, 2, "has no stored result"),
    ],
)
def test_a_notebook_without_the_outputs_of_a_whole_run_is_named(
    run: Run, course: Path, spoil: Callable[[list[Any]], None], cell: int, said: str
) -> None:
    change(course, spoil)
    done = run("build", course, "--no-execute")
    assert done.code == 1
    assert done.out.startswith("notebooks/soil.ipynb:")
    assert done.out.endswith(
        f":1: Cell {cell} {said}: read its code, then run 'evidence-course execute --save' "
        f"[cell {cell}]\n"
    )


def test_an_error_that_is_meant_is_no_fault(run: Run, course: Path) -> None:
    def meant(cells: list[Any]) -> None:
        failed(cells)
        cells[2]["metadata"]["tags"] = ["raises-exception"]
        del cells[4:]

    change(course, meant)
    said = run("build", course, "--no-execute").out
    assert "stopped with an error" not in said
