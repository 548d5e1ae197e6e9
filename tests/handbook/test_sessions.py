"""What the handbook shows of a terminal is what the terminal shows."""

from __future__ import annotations

from pathlib import Path

import pytest

from . import sessions
from .conftest import ROOT

MAKE = "run: python -m tests.handbook.sessions"
PAGES = "\n".join(path.read_text("utf-8") for path in sorted((ROOT / "docs").glob("*.md")))


@pytest.mark.parametrize("name", sessions.names())
def test_a_session_goes_as_it_is_shown(name: str, tmp_path: Path) -> None:
    shown = sessions.shown(name)
    assert shown
    assert all(text.startswith(sessions.PROMPT) for text in shown.values())
    assert sessions.play(name, tmp_path / "course") == shown, MAKE


@pytest.mark.parametrize("name", sessions.names())
def test_a_session_is_shown(name: str) -> None:
    assert f"examples/sessions/{name}/" in PAGES
