"""Fixtures that several tests share: a small sound course, copies of it, and its built site."""

from __future__ import annotations

import hashlib
import os
import re
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


@pytest.fixture(scope="session")
def edited_course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The good course with its site after a maintainer's day of work; not to be changed.

    A module has another name, a page too, and their old addresses lead to them; a lesson, a
    question and a chart were edited, and the site has an address of its own.
    """
    root = Path(shutil.copytree(DATA / "good", tmp_path_factory.mktemp("edited") / "course"))
    for folder, ending in {"modules": "md", "notebooks": "ipynb", "quizzes": "yml"}.items():
        (root / folder / f"watering.{ending}").rename(root / folder / f"drops.{ending}")
    for file in ("modules/drops.md", "quizzes/drops.yml", *_LISTS):
        _edit(root / file, (r"\bwatering\b(?!-\d| can)", "drops"))
    _edit(root / "modules/soil.md", ("The leaves went pale in June.", "In May, they fell."))
    _edit(
        root / "modules/soil.md", ("Test each bed on its own.", "Test each bed on its own. Twice.")
    )
    _edit(root / "quizzes/soil.yml", ("text: Sand that is dry", "text: Sand that is wet"))
    _edit(
        root / "notebooks/soil.ipynb",
        (r'"Clay\\", 6', r'"Clay\\", 7'),
        ("10 beans, 6", "10 beans, 7"),
    )
    (root / "course/about.md").rename(root / "course/club.md")
    _edit(root / "course/course.yml", ("about.md", "club.md"), (r"\Z", _PUBLISHED))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", DAY)
        assert cli.main(["build", "--quiet", "--course", str(root)]) == 0
    return root


_LISTS = ("course/course.yml", "course/outcomes.yml")
_PUBLISHED = """\
base_url: https://example.org/garden/
redirects:
  watering: drops
  about.html: club.html
  contact.html: about.html
"""


def _edit(file: Path, *changes: tuple[str, str]) -> None:
    """Replace what a pattern finds; it has to find something."""
    text = file.read_text("utf-8")
    for pattern, new in changes:
        text, count = re.subn(pattern, new, text)
        assert count, (file, pattern)
    file.write_text(text, "utf-8")


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
