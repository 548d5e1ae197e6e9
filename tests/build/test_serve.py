"""The builds under `serve`: one process, many edits, and always the site of a fresh build."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from evidence_course import manifest, pipeline
from evidence_course.report.recorder import Recorder
from evidence_course.serve import Board, Built, builds
from tests.build.conftest import command, digests, surroundings
from tests.conftest import DATA, DAY

SITE = Path("_build") / "html"


class Silent:
    """Hears stages and says nothing."""

    def stage(self, _name: str) -> None:
        """Nothing."""

    def step(self, _name: str, _done: int, _total: int, _seconds: float) -> None:
        """Nothing."""


def recorder() -> Recorder:
    return Recorder(Silent())


@pytest.fixture(autouse=True)
def day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", DAY)


@pytest.fixture(scope="module")
def garden(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example course with a register and results of its notebooks; not to be changed."""
    root = tmp_path_factory.mktemp("garden") / "course"
    shutil.copytree(DATA / "good", root)
    shutil.copytree(DATA / "register", root / "course" / "evidence")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", DAY)
        assert not pipeline.build(root, manifest.today(), recorder()).failed
    return root


@pytest.fixture
def root(garden: Path, tmp_path: Path) -> Path:
    """A copy of the example course, to be edited while it is served."""
    return Path(shutil.copytree(garden, tmp_path / "course"))


@pytest.fixture
def served(root: Path) -> Iterator[Iterator[Built]]:
    """The builds of the copy; the first is over."""
    found = builds(root, Board(root), recorder, timeout=60)
    assert not next(found).outcome.failed
    yield found


def replace(file: Path, pattern: str, new: str) -> None:
    text = file.read_text("utf-8")
    changed = re.sub(pattern, new, text, count=1, flags=re.MULTILINE)
    assert changed != text
    file.write_text(changed, "utf-8")


def fresh(root: Path, folder: Path) -> dict[str, str]:
    """The site that a build from nothing makes of the course as it stands."""
    shutil.copytree(root, folder, ignore=shutil.ignore_patterns("_build"))
    shutil.copytree(root / "_build" / "executed", folder / "_build" / "executed")
    assert not pipeline.build(folder, manifest.today(), recorder()).failed
    return digests(folder / SITE)


def edit_lesson(root: Path) -> None:
    replace(root / "modules" / "soil.md", r"^title: .*$", "title: What else is soil?")


def edit_quiz(root: Path) -> None:
    replace(root / "quizzes" / "soil.yml", r"^(    question: ).*$", r"\1Do zinnias grow?")


def edit_notebook(root: Path) -> None:
    replace(root / "notebooks" / "soil.ipynb", r'"# ([^"\\]+)', r'"# Zinnias: \1')


def edit_record(root: Path) -> None:
    replace(root / "course" / "evidence" / "cans.yml", r"^name: .*$", "name: Watering cans of tin")


def edit_order(root: Path) -> None:
    file = root / "course" / "course.yml"
    replace(file, r"^( *- )soil\n( *- )watering$", r"\1watering\n\2soil")


EDITS: tuple[Callable[[Path], None], ...] = (
    edit_lesson,
    edit_quiz,
    edit_notebook,
    edit_record,
    edit_order,
)


def test_after_each_of_many_edits_the_site_is_that_of_a_fresh_build(
    root: Path, served: Iterator[Built], tmp_path: Path
) -> None:
    for number, edit in enumerate(EDITS):
        edit(root)
        built = next(served)
        assert not built.outcome.failed, built.outcome.problems
        assert built.outcome.changed, edit.__name__
        assert digests(root / SITE) == fresh(root, tmp_path / str(number)), edit.__name__


def test_a_fault_of_any_stage_leaves_the_site_and_once_mended_all_is_as_new(
    root: Path, served: Iterator[Built], tmp_path: Path
) -> None:
    lesson = root / "modules" / "soil.md"
    sound, before = lesson.read_text("utf-8"), digests(root / SITE)
    for wrong, code in (("A <b>tag</b>.", "raw-html"), ("[Away](#nowhere)", "book-warning")):
        lesson.write_text(f"{sound}\n{wrong}\n", "utf-8")
        for again in range(2):  # the engine tells of a fault once
            outcome = next(served).outcome
            assert code in {problem.code for problem in outcome.problems}
            assert digests(root / SITE) == before
            if not again:
                (root / "modules" / "watering.md").touch()
                replace(root / "modules" / "watering.md", r"\Z", "\nMore.\n")
    lesson.write_text(f"{sound}\nMended.\n", "utf-8")
    assert not next(served).outcome.failed
    report = json.loads((root / "_build" / "report.json").read_text("utf-8"))
    assert set(report["read"]) < set(digests_of_pages(root))
    assert digests(root / SITE) == fresh(root, tmp_path / "fresh")


def digests_of_pages(root: Path) -> list[str]:
    """The names of the book's pages."""
    found = (root / SITE).rglob("*.html")
    return [page.relative_to(root / SITE).with_suffix("").as_posix() for page in found]


def test_a_file_written_beside_and_renamed_and_many_files_at_once(
    root: Path, served: Iterator[Built]
) -> None:
    lesson = root / "modules" / "soil.md"
    draft = lesson.with_name(".soil.md.swp")
    draft.write_text(lesson.read_text("utf-8") + "\nRenamed into place.\n", "utf-8")
    draft.replace(lesson)
    assert not next(served).outcome.failed
    assert "Renamed into place." in (root / SITE / "modules" / "soil.html").read_text("utf-8")
    shutil.rmtree(root / "quizzes")
    shutil.copytree(DATA / "good" / "quizzes", root / "quizzes")
    edit_quiz(root)
    while "zinnias" not in (root / SITE / "modules" / "soil.html").read_text("utf-8"):
        next(served)
    # The folder is another one now, and is watched all the same.
    replace(root / "quizzes" / "soil.yml", "Do zinnias grow", "Do asters grow")
    while "asters" not in (root / SITE / "modules" / "soil.html").read_text("utf-8"):
        next(served)


def test_a_change_during_a_build_is_built_next(root: Path) -> None:
    class Editor(Silent):
        """Changes a lesson when its page has just been read."""

        def step(self, name: str, _done: int, _total: int, _seconds: float) -> None:
            if name == "read modules/soil" and "During" not in lesson.read_text("utf-8"):
                replace(lesson, r"\Z", "\nDuring the build.\n")

    lesson = root / "modules" / "soil.md"
    replace(lesson, r"\Z", "\nBefore.\n")
    found = builds(root, Board(root), lambda: Recorder(Editor()), timeout=60)
    next(found)
    assert "During" not in (root / SITE / "modules" / "soil.html").read_text("utf-8")
    next(found)
    assert "During" in (root / SITE / "modules" / "soil.html").read_text("utf-8")


def test_what_the_machine_or_the_generator_fails_at_is_told_and_the_next_edit_is_built(
    root: Path, served: Iterator[Built], monkeypatch: pytest.MonkeyPatch
) -> None:
    for error, code in (
        (OSError(28, "No space left on device", "a/file"), "machine-refused"),
        (ValueError("odd"), "generator-failed"),
    ):
        with monkeypatch.context() as patch:

            def fail(*_: object, error: Exception = error, **__: object) -> None:
                raise error

            patch.setattr(pipeline, "build", fail)
            replace(root / "modules" / "soil.md", r"\Z", "\nMore.\n")
            outcome = next(served).outcome
            assert [problem.code for problem in outcome.problems] == [code]
    replace(root / "modules" / "soil.md", r"\Z", "\nMore.\n")
    assert not next(served).outcome.failed


def test_a_folder_that_goes_and_comes_back_is_followed(
    root: Path, served: Iterator[Built], tmp_path: Path
) -> None:
    (root / "quizzes").rename(tmp_path / "aside")
    outcome = next(served).outcome
    told = [problem.message for problem in outcome.problems if problem.is_error]
    assert "module 'soil' has no quiz bank: write quizzes/soil.yml" in told
    (tmp_path / "aside").rename(root / "quizzes")
    assert not next(served).outcome.failed


def test_a_generator_that_changed_says_so_and_builds_nothing(
    root: Path, served: Iterator[Built], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = digests(root / SITE)
    monkeypatch.setattr(manifest, "environment_digest", lambda _root: "another")
    replace(root / "modules" / "soil.md", r"\Z", "\nMore.\n")
    outcome = next(served).outcome
    assert [problem.code for problem in outcome.problems] == ["generator-changed"]
    assert digests(root / SITE) == before


@pytest.mark.skipif(os.name == "nt", reason="Ctrl-C is sent another way there")
def test_two_at_once_and_a_build_beside_them_and_ctrl_c(root: Path) -> None:
    def start() -> subprocess.Popen[str]:
        return subprocess.Popen(
            command("serve"),
            cwd=root,
            env=surroundings({}),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    both = [start(), start()]
    lines: list[list[str]] = [[], []]
    readers = [
        threading.Thread(target=lambda n=n, p=p: lines[n].extend(iter(p.stdout.readline, "")))
        for n, p in enumerate(both)
    ]
    for reader in readers:
        reader.start()

    def wait(count: int) -> None:
        end = time.monotonic() + 120
        while any(sum("Built in" in line for line in found) < count for found in lines):
            assert time.monotonic() < end, lines
            time.sleep(0.05)

    wait(1)
    replace(root / "modules" / "soil.md", r"\Z", "\nThree at once.\n")
    done = subprocess.run(command("build"), cwd=root, env=surroundings({}), check=False)
    assert done.returncode == 0
    wait(2)
    assert "Three at once." in (root / SITE / "modules" / "soil.html").read_text("utf-8")
    addresses = [re.findall(r"http://127\.0\.0\.1:\d+/", "".join(found)) for found in lines]
    assert addresses[0] != addresses[1]
    for process, reader in zip(both, readers, strict=True):
        process.send_signal(signal.SIGINT)
        reader.join(30)
        assert process.wait(30) == 0
        assert process.stderr is not None
        assert process.stderr.read().endswith("\nStopped. The last good site is as it was.\n")
