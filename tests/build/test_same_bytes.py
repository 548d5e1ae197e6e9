"""The same input gives the same bytes: elsewhere, on another day, with Windows' line ends."""

from __future__ import annotations

import os
import shutil
import time
from pathlib import Path

import pytest

from evidence_course import cli
from evidence_course.load.source import BYTE_ORDER_MARK
from tests.build.conftest import digests, run
from tests.conftest import DATA, CommandLine

TEXTS = (".md", ".yml", ".ipynb", ".js", ".svg")
CLOCK = """\
import datetime, time
_gone = 40 * 86400
_time, _time_ns, _gmtime, _localtime = time.time, time.time_ns, time.gmtime, time.localtime
time.time = lambda: _time() + _gone
time.time_ns = lambda: _time_ns() + _gone * 10**9
time.gmtime = lambda seconds=None: _gmtime(time.time() if seconds is None else seconds)
time.localtime = lambda seconds=None: _localtime(time.time() if seconds is None else seconds)
class date(datetime.date):
    @classmethod
    def today(cls):
        return cls.fromtimestamp(time.time())
class moment(datetime.datetime):
    @classmethod
    def now(cls, tz=None):
        return cls.fromtimestamp(time.time(), tz)
    @classmethod
    def utcnow(cls):
        return cls.fromtimestamp(time.time(), datetime.timezone.utc).replace(tzinfo=None)
    today = now
datetime.date, datetime.datetime = date, moment
"""
"""Python's clock forty days on, in every process that the build starts."""


def files(root: Path) -> list[Path]:
    return [file for file in sorted(root.rglob("*")) if file.is_file()]


def test_another_place_day_zone_language_and_user_give_the_same_site(
    built: Path, tmp_path: Path
) -> None:
    root = tmp_path / "another place" / "ä course"
    root.mkdir(parents=True)
    for file in reversed(files(DATA / "good")):  # made in another order
        copy = root / file.relative_to(DATA / "good")
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, copy)
        long_ago = time.time() - 3e8
        os.utime(copy, (long_ago, long_ago))
        copy.chmod(0o600)
    clock = tmp_path / "clock"
    clock.mkdir()
    (clock / "sitecustomize.py").write_text(CLOCK)
    source = Path(cli.__file__).parents[2]
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    before = os.umask(0o077)
    try:
        done = run(
            elsewhere,
            "build",
            "--course",
            str(root),
            TZ="Pacific/Kiritimati",
            LANG="C",
            LC_ALL="C",
            PYTHONHASHSEED="12345",
            PYTHONPATH=os.pathsep.join([str(clock), str(source)]),
        )
    finally:
        os.umask(before)
    assert done.returncode == 0, done.stdout + done.stderr
    assert digests(root / "_build" / "html") == digests(built / "_build" / "html")
    noted = (root / "_build" / "manifest.json").stat().st_mtime
    assert abs(noted - time.time()) < 3600, "the disk has the machine's own clock"


def windows(data: bytes, number: int) -> bytes:
    """A text as Windows' editors leave it: some mix the line ends, some drop the last one."""
    lines = data.split(b"\n")
    is_mixed = number % 3 == 2
    ends = (b"\n" if is_mixed and at % 5 == 0 else b"\r\n" for at in range(len(lines) - 1))
    text = b"".join(line + end for line, end in zip(lines, ends, strict=False)) + lines[-1]
    if number % 2:
        text = text.rstrip(b"\r\n")
    return (BYTE_ORDER_MARK if number % 3 else b"") + text


@pytest.fixture
def from_windows(course: Path) -> Path:
    """A copy of the good course as Windows might save it, without its site."""
    shutil.rmtree(course / "_build")
    for number, file in enumerate(files(course)):
        if file.suffix in TEXTS:
            file.write_bytes(windows(file.read_bytes(), number))
    return course


def test_windows_line_ends_and_byte_order_marks_give_the_same_site(
    built: Path, from_windows: Path
) -> None:
    texts = [file.read_bytes() for file in files(from_windows)]
    assert any(text.startswith(BYTE_ORDER_MARK) for text in texts)
    assert any(b"\r\n" in text for text in texts)
    cache = "_build/executed"
    shutil.copytree(built / cache, from_windows / cache)
    done = run(from_windows, "build")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "1 of 2: soil (not changed)" in done.stderr, "the results of notebooks are known by code"
    assert digests(from_windows / "_build" / "html") == digests(built / "_build" / "html")


def test_a_console_that_knows_few_letters_gets_every_message(course: Path) -> None:
    settings = course / "course" / "course.yml"
    settings.write_text(f"{settings.read_text('utf-8')}language: ☂\n", "utf-8")
    done = run(course, "build", PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert done.returncode == 1
    assert "not '\\u2602'" in done.stdout
    assert "Traceback" not in done.stderr


BAD = sorted(path.name for path in (DATA / "bad").iterdir() if path.is_dir())
NOT_OF_LINES = ("encoding", "run-", "line-ends", "control-", "notebook-half")


@pytest.mark.parametrize("name", [each for each in BAD if not each.startswith(NOT_OF_LINES)][::8])
def test_faults_stand_where_they_stood(
    tmp_path: Path,
    name: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1795392000")
    case = DATA / "bad" / name
    root = Path(shutil.copytree(DATA / "good", tmp_path / "course"))
    leave = shutil.ignore_patterns("expected.txt", "delete.txt")
    shutil.copytree(case, root, dirs_exist_ok=True, ignore=leave)
    for gone in (case / "delete.txt").read_text().split() if (case / "delete.txt").exists() else ():
        (root / gone).unlink()
    for number, file in enumerate(files(root)):
        if file.suffix in TEXTS and file.read_bytes():
            file.write_bytes(windows(file.read_bytes(), 3 * number))
    assert cli.main(["check", "--quiet", "--course", str(root)]) == 1
    said = CommandLine(1, *capsys.readouterr())
    assert said.out == (case / "expected.txt").read_text("utf-8")
