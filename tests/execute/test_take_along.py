"""A notebook's archive runs in an empty folder, without course or PyYAML, and gives the same."""

from __future__ import annotations

import io
import json
import os
import zipfile
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

import evidence_course
from evidence_course.archive import zipped
from evidence_course.load import load
from evidence_course.model.course import Course
from evidence_course.weave import notebooks

ROOT = Path(__file__).parents[2]
SLUGS = sorted(file.stem for file in (ROOT / "notebooks").glob("*.ipynb"))
BLOCKED = 'raise ImportError("not to be had here")\n'


@pytest.fixture(scope="module")
def course() -> Course:
    found, _ = load(ROOT)
    assert found is not None
    return found


def archive(course: Course, slug: str) -> bytes:
    """The archive of a notebook whose results are those stored in the repository."""
    node = course.notebooks[slug].node
    parcel = notebooks.parcel(course, slug, node, notebooks.alone(node))
    copies = {name: (ROOT / path).read_bytes() for name, path in parcel.copies.items()}
    return zipped({**parcel.files, **copies})


@pytest.fixture
def bare(tmp_path: Path) -> dict[str, str]:
    """The environment of a kernel that finds this package's own files and no PyYAML."""
    blocked = tmp_path / "blocked"
    blocked.mkdir()
    (blocked / "yaml.py").write_text(BLOCKED)
    # The package alone, so that nothing above it leads to a course.
    (blocked / "evidence_course").symlink_to(Path(evidence_course.__file__).parent)
    return {**os.environ, "PYTHONPATH": str(blocked)}


def outputs(notebook: Any) -> list[Any]:
    """What the cells print and show; a line may come in several pieces."""
    return [_joined(cell.outputs) for cell in notebook.cells if cell.cell_type == "code"]


def _joined(found: Any) -> list[dict[str, Any]]:
    whole: list[dict[str, Any]] = []
    for output in found:
        if whole and output.get("name") == whole[-1].get("name", ""):
            whole[-1]["text"] += output["text"]
        else:
            whole.append({key: output[key] for key in output if key != "execution_count"})
    return whole


@pytest.mark.parametrize("slug", SLUGS)
def test_an_archive_runs_alone_and_gives_the_stored_outputs(
    course: Course, slug: str, tmp_path: Path, bare: dict[str, str]
) -> None:
    folder = tmp_path / "empty"
    with zipfile.ZipFile(io.BytesIO(archive(course, slug))) as opened:
        opened.extractall(folder)
    assert [each.name for each in folder.iterdir()] == [slug]
    stored = nbformat.read(folder / slug / f"{slug}.ipynb", 4)  # type: ignore[no-untyped-call]
    fresh = nbformat.read(folder / slug / f"{slug}.ipynb", 4)  # type: ignore[no-untyped-call]
    probe = nbformat.v4.new_code_cell(  # type: ignore[no-untyped-call]
        "try:\n    import yaml\nexcept ImportError as fault:\n    print(fault)"
    )
    fresh.cells.append(probe)
    client = NotebookClient(
        fresh, kernel_name="python3", resources={"metadata": {"path": str(folder / slug)}}
    )
    client.execute(env=bare)
    *found, (said,) = outputs(fresh)
    assert said["text"] == "not to be had here\n"
    assert found == outputs(stored)
    assert any(found)


@pytest.mark.parametrize("slug", SLUGS)
def test_an_archive_holds_what_its_notebook_reads_and_no_more(course: Course, slug: str) -> None:
    with zipfile.ZipFile(io.BytesIO(archive(course, slug))) as opened:
        names = [name.removeprefix(f"{slug}/") for name in opened.namelist()]
        readme = opened.read(f"{slug}/README.txt").decode()
        registers = [opened.read(f"{slug}/{name}") for name in names if name == "register.json"]
        notebook = nbformat.reads(opened.read(f"{slug}/{slug}.ipynb").decode(), 4)  # type: ignore[no-untyped-call]
    code = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "code")
    assert ("la_panel_2013_2025.csv" in names) == ("data.rows(" in code) == ("SOURCES.md" in names)
    assert bool(registers) == ("register.study(" in code)
    for register in registers:
        assert all(f'study("{name}")' in code for name in json.loads(register)["records"])
    assert all(f"- {name}: " in readme for name in names if name != "README.txt")
    assert not any("trainer" in cell.metadata.get("tags", []) for cell in notebook.cells)
    assert "take-along" not in {cell.id for cell in notebook.cells}


def test_the_same_files_give_the_same_bytes(course: Course, monkeypatch: Any) -> None:
    first = archive(course, SLUGS[0])
    monkeypatch.setattr("time.localtime", lambda *_: (2031, 5, 6, 7, 8, 9, 0, 0, 0))
    assert archive(course, SLUGS[0]) == first
    assert zipped({"b": b"2", "a": b"1"}) == zipped({"a": b"1", "b": b"2"})
    with zipfile.ZipFile(io.BytesIO(first)) as opened:
        assert {each.date_time for each in opened.infolist()} == {(1980, 1, 1, 0, 0, 0)}
