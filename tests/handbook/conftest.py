"""The handbook of this repository, built once from a copy of what it is made of."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from evidence_course import cli

ROOT = Path(__file__).parents[2]
PARTS = ("docs", "mkdocs.yml", "course", "tests/data/good", "SECURITY.md")


def copy_handbook(root: Path) -> Path:
    """A folder with the sources of the handbook, and nothing that was made."""
    for name in PARTS:
        source, target = ROOT / name, root / name
        if source.is_dir():
            shutil.copytree(source, target)
        elif source.is_file():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(source, target)
    return root


@pytest.fixture(scope="session")
def handbook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the built handbook; not to be changed."""
    root = copy_handbook(tmp_path_factory.mktemp("handbook") / "course")
    assert cli.main(["handbook", "--quiet", "--course", str(root)]) == 0
    return root / "_build" / "handbook"
