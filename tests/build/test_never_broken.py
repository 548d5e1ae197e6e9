"""Whatever stops a build, or spoils what builds keep: the last good site stands, or comes back."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.build.conftest import command, digests, run, surroundings
from tests.build.test_site import add

pytestmark = pytest.mark.slow


def site(root: Path) -> Path:
    return root / "_build" / "html"


@pytest.fixture(scope="module")
def edited(built_course: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The site of the course with the edit of these tests, made from nothing."""
    root = tmp_path_factory.mktemp("edited") / "course"
    shutil.copytree(built_course, root, ignore=shutil.ignore_patterns("_build"))
    edit(root)
    assert run(root, "build").returncode == 0
    return digests(site(root))


def edit(root: Path) -> None:
    add(root / "modules" / "soil.md", "\nOne more line.\n")


def stands(root: Path, before: dict[str, str], done: subprocess.CompletedProcess[str]) -> None:
    """The build failed in words, and the site is as it was."""
    assert done.returncode in (1, 2), done.stdout + done.stderr
    assert "Traceback" not in done.stdout + done.stderr
    assert "as it was" in done.stderr, done.stdout + done.stderr
    assert digests(site(root)) == before


# --- no room on the disk ----------------------------------------------------------------------

LIMITED = (
    "import resource, sys; limit = int(sys.argv.pop(1));"
    "resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit));"
    "from evidence_course.cli import main; sys.exit(main())"
)
"""The command line where no file may grow past a limit: writing fails as on a full disk."""


def test_no_room_at_any_stage_leaves_the_last_good_site(
    course: Path, edited: dict[str, str]
) -> None:
    before = digests(site(course))
    edit(course)
    shutil.rmtree(course / "_build" / "sphinx")
    shutil.rmtree(course / "_build" / "executed")
    # A kernel's files, the result of a notebook, the index of all pages.
    for limit in (300, 4_000, 60_000):
        done = python(course, LIMITED, str(limit), "build")
        stands(course, before, done)
        assert "File too large" in done.stdout + done.stderr
    assert run(course, "build").returncode == 0
    assert digests(site(course)) == edited


def python(root: Path, code: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code, *arguments],
        cwd=root,
        env=surroundings({}),
        capture_output=True,
        text=True,
        check=False,
        timeout=180,
    )


# --- folders that cannot be written -----------------------------------------------------------


OBEDIENT = (
    "import ctypes, os, sys; ctypes.CDLL(None).prctl(24, 1, 0, 0, 0);"
    "os.execv(sys.executable, [sys.executable, *sys.argv[1:]])"
)
"""A Python that starts another which obeys the permissions of files, root or not: what lets root
write everywhere (CAP_DAC_OVERRIDE) is dropped, and stays so."""


def test_a_folder_that_cannot_be_written_leaves_the_last_good_site(course: Path) -> None:
    before = digests(site(course))
    edit(course)
    for closed in ("", "book", "sphinx", "executed"):
        (course / "_build" / "sphinx" / "mark.json").unlink(missing_ok=True)
        for file in (course / "_build" / "executed").iterdir():
            file.unlink()
        folder = course / "_build" / closed
        folders = [path for path in (folder, *folder.rglob("*")) if path.is_dir()]
        for path in folders:
            path.chmod(0o555)
        done = python(course, OBEDIENT, *command("build")[1:])
        for path in folders:
            path.chmod(0o755)
        stands(course, before, done)
        assert "Permission denied" in done.stdout + done.stderr, closed


# --- stopped by hand --------------------------------------------------------------------------


STAGES = ("Reading and checking", "Running notebooks", "read ", "wrote ")


def test_stopped_by_hand_at_any_stage_leaves_the_last_good_site(
    course: Path, edited: dict[str, str]
) -> None:
    before = digests(site(course))
    edit(course)
    for kept in ("sphinx", "executed"):
        shutil.rmtree(course / "_build" / kept)
    for stage in STAGES:
        done = stopped_at(course, stage)
        stands(course, before, done)
        assert "Stopped." in done.stderr, stage
    assert run(course, "build").returncode == 0
    assert digests(site(course)) == edited


def stopped_at(root: Path, stage: str) -> subprocess.CompletedProcess[str]:
    """A build that is interrupted as soon as it says that it has come to a stage."""
    builder = subprocess.Popen(
        command("build"),
        cwd=root,
        env=surroundings({}),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        bufsize=1,
    )
    assert builder.stderr is not None
    said = ""
    for line in builder.stderr:
        said += line
        if stage in line:
            builder.send_signal(signal.SIGINT)
            break
    out, rest = builder.communicate(timeout=60)
    return subprocess.CompletedProcess([], builder.returncode, out, said + rest)


# --- what builds keep is spoilt ---------------------------------------------------------------

Spoil = Callable[[Path], None]


def emptied(path: Path) -> None:
    path.write_bytes(b"")


def cut_short(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def of_rubbish(path: Path) -> None:
    path.write_bytes(os.urandom(200))


def of_another_kind(path: Path) -> None:
    path.unlink()
    (path / "inside").mkdir(parents=True)


def taken_away(path: Path) -> None:
    path.unlink()


SPOILERS: tuple[Spoil, ...] = (emptied, cut_short, of_rubbish, of_another_kind, taken_away)
KEPT = (
    "executed/*.json",
    "sphinx/doctrees/environment.pickle",
    "sphinx/doctrees/modules/soil.doctree",
    "sphinx/html/modules/watering.html",
    "sphinx/html/_static/course.css",
    "sphinx/mark.json",
    "looked-at.json",
    "manifest.json",
    "book/index.md",
    "book/notebooks/soil.ipynb",
    "book/_toc.yml",
    "html/index.html",
)


@pytest.mark.parametrize("turn", [0, 2, 4])
def test_spoilt_files_of_an_earlier_build_are_made_again(
    course: Path, edited: dict[str, str], turn: int
) -> None:
    for number, pattern in enumerate(KEPT):
        spoil = SPOILERS[(number + turn) % len(SPOILERS)]
        found = list((course / "_build").glob(pattern))
        assert found, pattern
        for path in found:
            spoil(path)
    edit(course)
    done = run(course, "build")
    assert done.returncode == 0, done.stdout + done.stderr
    assert digests(site(course)) == edited


@pytest.mark.parametrize("kept", ["sphinx/html/modules/watering.html", "executed/*.json"])
def test_one_spoilt_file_by_itself_is_noticed(
    course: Path, edited: dict[str, str], kept: str
) -> None:
    for path in (course / "_build").glob(kept):
        of_rubbish(path)
    edit(course)
    assert run(course, "build").returncode == 0
    assert digests(site(course)) == edited


def test_files_in_the_place_of_folders_and_what_was_left_behind_go(
    course: Path, edited: dict[str, str]
) -> None:
    shutil.copytree(site(course), course / "_build" / "html.new")
    for folder in ("executed", "sphinx", "book", "html"):
        shutil.rmtree(course / "_build" / folder)
        (course / "_build" / folder).write_bytes(b"no folder")
    (course / "_build" / "html.old").write_bytes(b"no folder")
    edit(course)
    done = run(course, "build")
    assert done.returncode == 0, done.stdout + done.stderr
    assert digests(site(course)) == edited
    assert not list((course / "_build").glob("html.*"))
