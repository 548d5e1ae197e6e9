"""`clean`: delete what was made."""

from __future__ import annotations

import argparse
from pathlib import Path

from evidence_course import manifest, pipeline
from evidence_course.cli._common import FINE, add_verb, on_course


def add(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the verb."""
    add_verb(verbs, "clean", on_course(_run), "delete _build", "clean")


def _run(root: Path, options: argparse.Namespace) -> int:
    there = pipeline.clean(root)
    print(f"Deleted {root / manifest.BUILD}" if there else "There was nothing to delete.")
    return FINE
