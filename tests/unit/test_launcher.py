"""build.py: who may run it, when it makes an environment, how it hands over."""

from __future__ import annotations

import ast
import importlib.util
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCE = (ROOT / "build.py").read_text(encoding="utf-8")
POSIX_ONLY = pytest.mark.skipif(os.name == "nt", reason="uses an executable shell script")

CLI = """
import os, sys

def main(argv, course):
    print("verb", argv, "in", sys.prefix, "from", os.getcwd(), "on", course)
    return {"good": 0, "faults": 1, "wrong": 2}.get(argv[-1] if argv else "good", 0)
"""
MANIFEST = """
def up_to_date(root):
    return "Nothing has changed." if (root / "site").exists() else None
"""


def load(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("launcher_under_test", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A clone with the real launcher, lock and settings, and a generator of two small files."""
    root = tmp_path.resolve() / "clone"
    package = root / "src" / "evidence_course"
    package.mkdir(parents=True)
    for name in ("build.py", "requirements.lock", "pyproject.toml"):
        shutil.copy(ROOT / name, root)
    (package / "__init__.py").write_text("")
    (package / "cli.py").write_text(CLI)
    (package / "manifest.py").write_text(MANIFEST)
    return root


@pytest.fixture
def launcher(clone: Path) -> Iterator[ModuleType]:
    search_path = list(sys.path)
    yield load(clone / "build.py")
    sys.path[:] = search_path


def make_stamped_environment(launcher: ModuleType) -> None:
    command = [sys.executable, "-m", "venv", "--without-pip", str(launcher.VENV)]
    subprocess.run(command, check=True)
    (launcher.VENV / launcher.STAMP).write_text(launcher.fingerprint())


def run(clone: Path, *argv: str, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(clone / "build.py"), *argv],
        capture_output=True,
        text=True,
        cwd=clone.parent,
        env={**os.environ, **variables},
        timeout=120,
    )


# What an older Python sees


def test_python_3_6_can_read_the_launcher() -> None:
    ast.parse(SOURCE, feature_version=(3, 6))


def test_annotations_that_an_older_python_lacks_are_quoted() -> None:
    tree = ast.parse(SOURCE)
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    arguments = [a for f in functions for a in (*f.args.args, *f.args.kwonlyargs)]
    annotations = [f.returns for f in functions] + [a.annotation for a in arguments]
    assert annotations
    assert all(isinstance(a, ast.Name | ast.Constant) for a in annotations)


def test_only_cheap_modules_are_imported_before_there_is_work() -> None:
    imports = [n for n in ast.parse(SOURCE).body if isinstance(n, ast.Import | ast.ImportFrom)]
    names = {n.module if isinstance(n, ast.ImportFrom) else n.names[0].name for n in imports}
    assert names == {"os", "sys", "time", "pathlib"}


def test_without_a_suitable_python_the_message_names_the_versions(
    launcher: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(launcher, "VERSIONS", ((3, 98), (3, 99)))
    with pytest.raises(launcher.LaunchError, match=r"needs one of 3\.98, 3\.99"):
        launcher.main([])


@POSIX_ONLY
def test_a_suitable_python_on_the_search_path_takes_over(
    launcher: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, script in {"python3.99": "exit 127", "python3.98": "echo /opt/new/python"}.items():
        program = tmp_path / name
        program.write_text(f"#!/bin/sh\n{script}\n")
        program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(launcher, "VERSIONS", ((3, 98), (3, 99)))
    handed: list[tuple[str, list[str]]] = []
    monkeypatch.setattr(
        launcher, "hand_over", lambda python, argv: handed.append((python, argv)) or 0
    )
    assert launcher.main(["test"]) == 0
    assert handed == [("/opt/new/python", ["test"])]


def test_an_interpreter_is_asked_which_version_it_is(launcher: ModuleType) -> None:
    assert launcher.path_if_suitable([sys.executable]) == sys.executable
    launcher.VERSIONS = ((3, 6),)
    assert launcher.path_if_suitable([sys.executable]) == ""
    assert launcher.path_if_suitable(["no-such-python"]) == ""


# When an environment counts as ready


def test_a_finished_install_is_ready(launcher: ModuleType) -> None:
    make_stamped_environment(launcher)
    assert launcher.is_ready(launcher.VENV, launcher.fingerprint())


@pytest.mark.parametrize("name", ["requirements.lock", "pyproject.toml"])
def test_another_lock_or_setting_makes_it_stale(launcher: ModuleType, name: str) -> None:
    make_stamped_environment(launcher)
    with (launcher.ROOT / name).open("a") as file:
        file.write("\n# changed\n")
    assert not launcher.is_ready(launcher.VENV, launcher.fingerprint())


def test_a_moved_clone_is_installed_anew(clone: Path, tmp_path: Path) -> None:
    moved = tmp_path / "moved"
    shutil.copytree(clone, moved)
    assert load(clone / "build.py").fingerprint() != load(moved / "build.py").fingerprint()


def test_another_python_makes_it_stale(
    launcher: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = launcher.fingerprint()
    monkeypatch.setattr(launcher.sys, "version_info", (3, 99, 0))
    assert launcher.fingerprint() != before


def test_an_install_that_was_interrupted_is_not_ready(launcher: ModuleType) -> None:
    make_stamped_environment(launcher)
    (launcher.VENV / launcher.STAMP).unlink()
    assert not launcher.is_ready(launcher.VENV, launcher.fingerprint())


def test_an_environment_whose_python_was_removed_is_not_ready(launcher: ModuleType) -> None:
    make_stamped_environment(launcher)
    launcher.interpreter(launcher.VENV).unlink()
    assert not launcher.is_ready(launcher.VENV, launcher.fingerprint())


def make_instead(launcher: ModuleType, made: list[str]) -> Callable[[str], None]:
    """What stands in for the minutes of pip: the same folder and stamp, and a note of it."""

    def make(digest: str) -> None:
        made.append(digest)
        time.sleep(0.2)
        python = launcher.interpreter(launcher.VENV)
        python.parent.mkdir(parents=True, exist_ok=True)
        python.touch()
        (launcher.VENV / launcher.STAMP).write_text(digest)

    return make


def test_a_ready_environment_is_left_alone_and_a_stale_one_is_remade(
    launcher: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str] = []
    monkeypatch.setattr(launcher, "make_environment", make_instead(launcher, made))
    for digest in ("first", "first", "second"):
        launcher.prepare(digest)
    assert made == ["first", "second"]


def test_of_two_launches_at_once_one_prepares_and_the_other_waits(
    launcher: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    made: list[str] = []
    monkeypatch.setattr(launcher, "make_environment", make_instead(launcher, made))
    launches = [threading.Thread(target=launcher.prepare, args=("same",)) for _ in range(2)]
    for launch in launches:
        launch.start()
    for launch in launches:
        launch.join(timeout=30)
    assert made == ["same"]
    assert "waiting" in capsys.readouterr().err


# What it says when the machine will not do


def test_where_debian_lacks_venv_the_package_is_named(
    launcher: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(launcher.LaunchError, match=r"apt install python3\.\d+-venv"):
        launcher.make_environment("digest")
    assert not launcher.VENV.exists()


def test_a_failed_step_shows_its_log_and_what_to_do(launcher: ModuleType) -> None:
    launcher.VENV.mkdir()
    script = "import sys; print('no matching distribution'); sys.exit(1)"
    with pytest.raises(launcher.LaunchError) as caught:
        launcher.run_quietly("fetching the packages", [sys.executable, "-c", script])
    message = str(caught.value)
    assert "Failed at: fetching the packages" in message
    assert "no matching distribution" in message
    assert "run this again" in message


def test_a_step_that_works_keeps_its_output_to_itself(
    launcher: ModuleType, capfd: pytest.CaptureFixture[str]
) -> None:
    launcher.VENV.mkdir()
    launcher.run_quietly("compiling", [sys.executable, "-c", "print('chatter')"])
    printed = capfd.readouterr()
    assert printed.out == ""
    assert "compiling" in printed.err and "chatter" not in printed.err


def test_long_steps_show_how_far_they_have_come(launcher: ModuleType) -> None:
    launcher.LOCK.write_text("# header\none==1 \\\n    --hash=sha256:0\ntwo==2\nthree==3\n")
    log = "Ignoring two: markers say so\nCollecting one==1\n"
    assert launcher.progress("fetching", log) == "1 of 2 packages fetched"
    assert "in place" in launcher.progress("fetching", log + "Installing collected packages: one")
    assert launcher.progress("compiling", "") == "still compiling"


# The launcher as it is started


def test_nothing_to_do_ends_before_an_environment_is_made(clone: Path) -> None:
    (clone / "site").touch()
    for argv in ([], ["build"]):
        result = run(clone, *argv)
        assert (result.returncode, result.stdout, result.stderr) == (
            0,
            "Nothing has changed.\n",
            "",
        )
    assert not (clone / ".venv").exists()


@pytest.mark.parametrize(("verb", "code"), [("good", 0), ("faults", 1), ("wrong", 2)])
def test_a_verb_runs_in_the_environment_and_its_exit_code_comes_back(
    clone: Path, launcher: ModuleType, verb: str, code: int
) -> None:
    make_stamped_environment(launcher)
    result = run(clone, "--flag", verb)
    assert result.stdout.startswith(f"verb ['--flag', '{verb}'] in {launcher.VENV} ")
    assert (result.returncode, result.stderr) == (code, "")


@pytest.mark.parametrize("argv", [["diff", "old", "new"], ["check", "--course", "other"]])
def test_paths_count_from_where_the_user_stands_and_the_course_is_beside_the_launcher(
    clone: Path, launcher: ModuleType, argv: list[str]
) -> None:
    make_stamped_environment(launcher)
    result = run(clone, *argv)
    assert result.stdout.strip().endswith(f"from {clone.parent} on {clone}")


def test_it_stays_in_an_environment_that_is_ready(clone: Path, launcher: ModuleType) -> None:
    elsewhere = clone.parent / "elsewhere"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(elsewhere)], check=True)
    (elsewhere / launcher.STAMP).write_text(launcher.fingerprint())
    command = [str(launcher.interpreter(elsewhere)), str(clone / "build.py"), "good"]
    result = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert f"verb ['good'] in {elsewhere} " in result.stdout
    assert not launcher.VENV.exists()


def test_it_never_hands_over_in_a_circle(clone: Path, launcher: ModuleType) -> None:
    result = run(clone, "good", **{launcher.HANDED_OVER: "1"})
    assert result.returncode == 2
    assert "Delete that folder" in result.stderr


@pytest.mark.slow
def test_without_the_packages_it_explains_itself_and_leaves_no_stamp(
    clone: Path, launcher: ModuleType
) -> None:
    lock = "no-such-package==1 --hash=sha256:" + 64 * "0" + "\n"
    (clone / "requirements.lock").write_text(lock, encoding="utf-8")
    nothing = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": "", "PIP_CONFIG_FILE": os.devnull}
    result = run(clone, **nothing)
    assert result.returncode == 2
    assert "Failed at: fetching the packages" in result.stderr
    assert "no-such-package" in result.stderr
    assert "Traceback" not in result.stderr
    assert not (launcher.VENV / launcher.STAMP).exists()
