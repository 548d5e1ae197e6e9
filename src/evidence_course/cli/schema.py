"""`schema`: write the schemas with which editors complete and explain fields."""

from __future__ import annotations

import argparse
from pathlib import Path

from evidence_course import pipeline
from evidence_course.cli._common import FINE, add_verb, on_course


def add(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the verb."""
    add_verb(verbs, "schema", on_course(_run), "write the schemas that editors use", "schema")


def _run(root: Path, options: argparse.Namespace) -> int:
    written = pipeline.write_schemas(root)
    for path in written:
        print(f"wrote {path}")
    if not written:
        print("Every schema is as it should be.")
    return FINE
