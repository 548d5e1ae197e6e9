"""Fixtures that several tests share: a small sound course, copies of it, and its built site."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import hypothesis
import pytest

from evidence_course import cli
from tests.installed import Installed, build_wheel, install

# How long an example takes says more of the machine than of the code. Continuous integration tries
# the same examples each time, so that it speaks of the change alone; other runs try new ones.
hypothesis.settings.register_profile(
    "course", deadline=None, max_examples=50, derandomize=bool(os.environ.get("CI"))
)
hypothesis.settings.load_profile("course")

DATA = Path(__file__).parent / "data"
DAY = "1795392000"
"""23 November 2026, as seconds; tests that depend on the day set it as SOURCE_DATE_EPOCH."""


@dataclass(frozen=True)
class CommandLine:
    """What a run of the command line came to."""

    code: int
    out: str
    err: str


@pytest.fixture
def fixed_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", DAY)


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], fixed_day: None) -> Callable[..., CommandLine]:
    """The command line in this process, on a fixed day."""

    def call(verb: str, course: Path, *options: str) -> CommandLine:
        capsys.readouterr()
        code = cli.main([verb, "--quiet", "--course", str(course), *options])
        return CommandLine(code, *capsys.readouterr())

    return call


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """A copy of the good course, to be spoilt."""
    return Path(shutil.copytree(DATA / "good", tmp_path / "course"))


@pytest.fixture(scope="session")
def built_course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The good course with its site; not to be changed."""
    root = Path(shutil.copytree(DATA / "good", tmp_path_factory.mktemp("built") / "course"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", DAY)
        assert cli.main(["build", "--quiet", "--course", str(root)]) == 0
    return root


@pytest.fixture
def course_with_site(course: Path, built_course: Path) -> Path:
    """A copy of the good course, with the last good site in its place."""
    shutil.copytree(built_course / "_build" / "html", course / "_build" / "html")
    return course


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this project."""
    return build_wheel(tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="session")
def bare(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """The wheel, and nothing that a plain install would not bring."""
    return install(wheel, tmp_path_factory.mktemp("bare"), DAY)


@pytest.fixture(scope="session")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """The wheel with the packages of its extras, and no file of this repository."""
    return install(wheel, tmp_path_factory.mktemp("installed"), DAY, with_extras=True)


def digest(folder: Path) -> str:
    """A digest of every name and every byte in a folder."""
    found = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        found.update(path.relative_to(folder).as_posix().encode() + b"\0")
        found.update(path.read_bytes() if path.is_file() else b"")
    return found.hexdigest()
