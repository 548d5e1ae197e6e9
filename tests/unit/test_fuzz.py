"""A few hundred spoilt files; the long run is ``python -m tests.fuzz``."""

from __future__ import annotations

from pathlib import Path

from evidence_course.problems import Problem
from tests.fuzz.runs import misplaced, run, whole_course

INPUTS, SEED = 200, 20261123


def test_no_spoilt_file_brings_the_loaders_down(tmp_path: Path) -> None:
    tried = list(run(INPUTS, SEED, tmp_path))
    assert [fault for each in tried for fault in each.faults] == []
    assert len({each.path for each in tried}) == len([*_files(whole_course(tmp_path / "again"))])
    assert len({each.data for each in tried}) > 0.9 * INPUTS


def test_a_problem_without_a_place_is_noticed(tmp_path: Path) -> None:
    root = whole_course(tmp_path)
    path = "modules/soil.md"
    last = (root / path).read_text("utf-8").count("\n") + 1
    assert misplaced(root, Problem(path, last, 1, "x", "y")) is None
    assert misplaced(root, Problem(path, last + 1, 1, "x", "y")) is not None
    assert misplaced(root, Problem(path, 0, 1, "x", "y")) is not None
    assert misplaced(root, Problem("modules/none.md", 1, 1, "x", "y")) is not None


def _files(root: Path) -> list[Path]:
    return [file for file in root.rglob("*") if file.is_file()]
