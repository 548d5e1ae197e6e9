#!/usr/bin/env python3
"""Build, check, execute or test the course: ``python3 build.py [VERB]``.

This launcher finds or makes the environment that the generator needs, then hands over to
``evidence_course.cli``. It imports the standard library only, and as little of that as it can
before it knows that there is work to do. It keeps to syntax that Python 3.6 can read, so that an
older Python gets an explanation rather than a SyntaxError.
"""

import os
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
LOCK = ROOT / "requirements.lock"
STAMP = "evidence-course.stamp"
HANDED_OVER = "EVIDENCE_COURSE_HANDED_OVER"
VERSIONS = ((3, 11), (3, 12), (3, 13))
SECONDS_BETWEEN_LINES = 10
START = time.monotonic()


class LaunchError(Exception):
    """What keeps this machine from running the course, and what its user can do about it."""


def main(argv: "list[str]") -> int:
    """Run a verb in an environment that has what it needs; return the exit code."""
    if sys.version_info[:2] not in VERSIONS:
        return hand_over(other_python(), argv)
    sys.path.insert(0, str(ROOT / "src"))
    if argv in ([], ["build"]):
        from evidence_course.manifest import up_to_date

        line = up_to_date(ROOT)
        if line is not None:
            print(line)
            return 0
    digest = fingerprint()
    handed_over = os.environ.pop(HANDED_OVER, None)
    if is_ready(Path(sys.prefix), digest):
        from evidence_course.cli import main as run

        # The course beside this file, wherever the command was started.
        return run(argv, ROOT)
    if handed_over:
        raise LaunchError(
            f"{VENV} belongs to another Python. Delete that folder and run this again."
        )
    prepare(digest)
    os.environ[HANDED_OVER] = "1"
    return hand_over(str(interpreter(VENV)), argv)


def other_python() -> str:
    """Return the path of a Python that will do, for a user who started one that will not."""
    wanted = ", ".join(f"{major}.{minor}" for major, minor in VERSIONS)
    commands = [[str(interpreter(VENV))]]
    for major, minor in reversed(VERSIONS):
        commands += [[f"python{major}.{minor}"], ["py", f"-{major}.{minor}"]]
    for command in commands:
        path = path_if_suitable(command)
        if path:
            say(f"this is Python {sys.version.split()[0]}; going on with {path}")
            return path
    raise LaunchError(
        f"This is Python {sys.version.split()[0]}; the course needs one of {wanted}, and none of "
        "them is on the search path. Install one, then name it: python3.12 build.py"
    )


def path_if_suitable(command: "list[str]") -> str:
    """Return the path of the interpreter that a command starts, or nothing if it will not do."""
    import subprocess

    question = f"import sys; print(sys.executable if sys.version_info[:2] in {VERSIONS} else '')"
    try:
        answer = subprocess.check_output([*command, "-c", question], stderr=subprocess.DEVNULL)
    except (OSError, subprocess.CalledProcessError):
        return ""
    return os.fsdecode(answer).strip()


def fingerprint() -> str:
    """Digest what an environment depends on: locked packages, settings, Python and place.

    The place counts because an editable install points to it: a moved clone is installed anew.
    """
    import hashlib

    digest = hashlib.sha256(f"{sys.version_info[:2]} {ROOT}".encode("utf-8", "surrogateescape"))
    for path in (LOCK, ROOT / "pyproject.toml"):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def is_ready(prefix: Path, digest: str) -> bool:
    """Whether an install that finished, of just these packages, lies under ``prefix``."""
    try:
        return (prefix / STAMP).read_text() == digest and interpreter(prefix).exists()
    except OSError:
        return False


def interpreter(prefix: Path) -> Path:
    """Return where a virtual environment keeps its Python."""
    return prefix / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def prepare(digest: str) -> None:
    """Make ``.venv`` unless it is ready; of several launches at once, one does and others wait."""
    with (ROOT / ".venv.lock").open("a") as lock:
        # What an interrupted launch leaves running holds the lock until it ends.
        os.set_inheritable(lock.fileno(), True)
        if not take(lock.fileno()):
            say("another launch is preparing .venv; waiting for it")
            while not take(lock.fileno()):
                time.sleep(0.5)
        if not is_ready(VENV, digest):
            make_environment(digest)


def take(lock: int) -> bool:
    """Whether the lock on an open file could be had; the system drops it when its owner ends."""
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(lock, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    return True


def make_environment(digest: str) -> None:
    """Replace ``.venv``; the stamp, written last, tells a finished install from a broken one."""
    import shutil
    from importlib.util import find_spec

    version = f"{sys.version_info[0]}.{sys.version_info[1]}"
    if find_spec("venv") is None or find_spec("ensurepip") is None:
        raise LaunchError(
            f"This Python {version} cannot make virtual environments. On Debian and Ubuntu that is "
            f"a package of its own:\n  sudo apt install python{version}-venv\nThen run this again."
        )
    say(f"preparing .venv with Python {version}, once; this takes a minute or two")
    try:
        if VENV.exists():
            shutil.rmtree(str(VENV))
        VENV.mkdir()
    except OSError as error:
        raise LaunchError(
            f"{VENV} cannot be replaced ({error}). Close what uses it, delete it, run this again."
        ) from error
    # Within .venv itself, sys.executable is about to go; the one it was made from stays.
    base = getattr(sys, "_base_executable", sys.executable)
    run_quietly("making the folder", [base, "-m", "venv", str(VENV)])
    python = str(interpreter(VENV))
    pip = [python, "-m", "pip", "install", "--no-compile", "--no-input", "--progress-bar", "off"]
    packages = ["--require-hashes", "--only-binary", ":all:", "-r", str(LOCK)]
    run_quietly("fetching the packages", [*pip, *packages])
    project = ["--no-deps", "--no-build-isolation", "--no-index", "-e", str(ROOT)]
    run_quietly("installing the project", [*pip, *project])
    compiler = [python, "-m", "compileall", "-qq", "-j", "0", str(VENV / "lib"), str(ROOT / "src")]
    # Some packages hold files that are no valid Python, templates for one: no reason to stop.
    run_quietly("compiling", compiler, must_succeed=False)
    (VENV / STAMP).write_text(digest)
    say("ready")


def run_quietly(label: str, command: "list[str]", *, must_succeed: bool = True) -> None:
    """Run a command with a line of progress now and then; show what it printed if it failed."""
    import subprocess

    say(label)
    # The packages belong in .venv, also where pip's own settings say "install for the user".
    environment = dict(os.environ, PIP_USER="0", PIP_DISABLE_PIP_VERSION_CHECK="1")
    log = VENV / "install.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            close_fds=False,
            env=environment,
        )
        while process.poll() is None:
            try:
                process.wait(SECONDS_BETWEEN_LINES)
            except subprocess.TimeoutExpired:
                say(progress(label, log.read_text(errors="replace")))
    if process.returncode and must_succeed:
        lines = log.read_text(errors="replace").splitlines()[-20:]
        raise LaunchError(
            "\n".join([f"Failed at: {label}. The last lines of its log:", *lines])
            + "\n\nWhat to look at: the network or its proxy; free disk space; pip's settings "
            "(pip config list), which are in force here. Then run this again: it starts afresh."
        )


def progress(label: str, log: str) -> str:
    """Say how far a step has come, from what pip has printed so far."""
    if "Installing collected packages" in log:
        return "putting the packages in place"
    fetched = log.count("Collecting ")
    if not fetched:
        return f"still {label}"
    locked = sum(line[:1].isalnum() for line in LOCK.read_text().splitlines())
    return f"{fetched} of {locked - log.count('Ignoring ')} packages fetched"


def hand_over(python: str, argv: "list[str]") -> int:
    """Run this file again in another Python; return its exit code where the system must wait."""
    command = [python, str(ROOT / "build.py"), *argv]
    sys.stdout.flush()
    sys.stderr.flush()
    if sys.platform != "win32":
        os.execv(python, command)
    import subprocess

    return subprocess.call(command)


def say(text: str) -> None:
    """Print a line of progress, apart from what the verbs print."""
    print(f"[{time.monotonic() - START:4.0f} s] {text}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except LaunchError as problem:
        print(problem, file=sys.stderr)
        sys.exit(2)
    except KeyboardInterrupt:
        print("Interrupted. The next run goes on where it can, or starts afresh.", file=sys.stderr)
        sys.exit(2)
