"""The wheel, built from a copy of the sources and installed where the sources are out of reach."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
PIP = [sys.executable, "-m", "pip", "--disable-pip-version-check"]


@dataclass(frozen=True)
class Installed:
    """An environment that holds the wheel."""

    prefix: Path
    day: str
    """On which its commands believe to run, as seconds."""

    @property
    def programs(self) -> Path:
        return self.prefix / ("Scripts" if os.name == "nt" else "bin")

    def python(self, code: str) -> subprocess.CompletedProcess[str]:
        """A piece of Python, with what is installed there."""
        return self._run(self.prefix, "python", "-c", code)

    def command(self, *arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
        """The command ``evidence-course``."""
        return self._run(cwd, "evidence-course", *arguments)

    def _run(self, cwd: Path, program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        own = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
        return subprocess.run(
            [self.programs / program, *arguments],
            cwd=cwd,
            env={**own, "SOURCE_DATE_EPOCH": self.day, "VIRTUAL_ENV": str(self.prefix)},
            capture_output=True,
            text=True,
            check=False,
            timeout=240,
        )


def build_wheel(folder: Path) -> Path:
    """Build the wheel without a network, from nothing but what belongs in it."""
    source, made = folder / "source", folder / "made"
    source.mkdir()
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source)
    left_out = shutil.ignore_patterns("*.egg-info", "__pycache__")
    for name in ("src", "LICENSES"):
        shutil.copytree(ROOT / name, source / name, ignore=left_out)
    options = ["--no-deps", "--no-build-isolation", "--no-index", "--quiet"]
    subprocess.run([*PIP, "wheel", *options, "--wheel-dir", str(made), str(source)], check=True)
    return next(made.glob("*.whl"))


def install(wheel: Path, prefix: Path, day: str, *, with_extras: bool = False) -> Installed:
    """Install a wheel into an environment of its own.

    What its extras name is lent by the environment of the tests. The file that makes the sources
    importable there is not among it: Python reads no ``.pth`` file of a folder that one names.
    """
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(prefix)], check=True)
    there = Installed(prefix, day)
    options = ["--no-deps", "--no-index", "--quiet"]
    target = [*PIP, "--python", str(there.programs / "python")]
    subprocess.run([*target, "install", *options, str(wheel)], check=True)
    if with_extras:
        places = sysconfig.get_paths("venv", {"base": str(prefix), "platbase": str(prefix)})
        lent = sysconfig.get_paths()["purelib"]
        Path(places["purelib"], "lent.pth").write_text(f"{lent}\n", "utf-8")
    return there
