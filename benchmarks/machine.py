"""The machine that a table was made on, so that a reader knows what its figures hold for."""

from __future__ import annotations

import platform
import subprocess
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

import psutil

ROOT = Path(__file__).parents[1]
PACKAGES = (
    "jupyter-book",
    "sphinx",
    "myst-nb",
    "docutils",
    "jupyter-cache",
    "nbclient",
    "pydantic",
)


def described() -> list[str]:
    """Lines of a Markdown list."""
    return [f"- {name}: {value}" for name, value in _facts()]


def _facts() -> Iterator[tuple[str, str]]:
    memory = psutil.virtual_memory().total / 1e9
    yield "Processor", f"{_processor()}, {psutil.cpu_count()} cores, {memory:.0f} GB of memory"
    yield "System", f"{platform.system()} {platform.release()}"
    yield "Python", f"{platform.python_implementation()} {platform.python_version()}"
    yield "Packages", ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    yield "Commit", _commit()


def _processor() -> str:
    """Its name; the kind, where the system does not tell."""
    information = Path("/proc/cpuinfo")
    lines = information.read_text("utf-8").splitlines() if information.is_file() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return next(filter(None, names), platform.processor() or platform.machine())


def _commit() -> str:
    def git(*arguments: str) -> str:
        command = ["git", "-C", str(ROOT), *arguments]
        return subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()

    changed = " with changes that are not committed" if git("status", "--porcelain") else ""
    return f"`{git('rev-parse', '--short=12', 'HEAD') or 'not known'}`{changed}"
