"""Real builds of the small sound course in `tests/data/good`."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.conftest import DAY

GOOD = Path(__file__).parents[1] / "data" / "good"
SOURCE = Path(__file__).parents[2] / "src"


def run(root: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """The command line in a process of its own."""
    return subprocess.run(
        command(*arguments),
        cwd=root,
        env=surroundings(environment),
        capture_output=True,
        text=True,
        check=False,
        timeout=180,
    )


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "evidence_course", *arguments]


def surroundings(extra: Mapping[str, str]) -> dict[str, str]:
    fixed = {"PYTHONPATH": str(SOURCE), "SOURCE_DATE_EPOCH": DAY}
    return {**os.environ, **fixed, **extra}


def digests(folder: Path) -> dict[str, str]:
    """Every file of a folder with the digest of its bytes."""
    return {
        file.relative_to(folder).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }


@pytest.fixture
def built(built_course: Path) -> Path:
    """The example course with its site; not to be changed."""
    return built_course


@pytest.fixture
def course(built: Path, tmp_path: Path) -> Path:
    """A copy of the example course and its site, to be changed at will."""
    root = tmp_path / "course"
    shutil.copytree(built, root)
    return root


@pytest.fixture
def lesson(course: Path) -> Path:
    """A lesson of the copy."""
    return min((course / "modules").glob("*.md"))
