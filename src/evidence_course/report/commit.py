"""Which commit of the course's folder was built, where git is there to say."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

SECONDS = 10


@dataclass(frozen=True)
class Commit:
    """A commit, and whether files were changed since."""

    hash: str
    changed: bool


def commit(root: Path) -> Commit | None:
    """The commit that is checked out in ``root``; none without git, or where git does not hold
    the course's settings."""
    if not _git(root, "ls-files", "course/course.yml"):
        return None
    found = _git(root, "rev-parse", "HEAD")
    if not found:
        return None
    changed = _git(root, "status", "--porcelain", "--", ".", ":(exclude)_build")
    return Commit(found, bool(changed))


def _git(root: Path, *arguments: str) -> str | None:
    """What git says; none where it is missing, too slow, or refuses."""
    # Without locks, so that an author's own git beside it is not refused.
    quiet = {**os.environ, "GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0"}
    try:
        done = subprocess.run(
            ["git", "-C", str(root), *arguments],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            env=quiet,
            check=False,
            timeout=SECONDS,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.strip() if done.returncode == 0 else None
