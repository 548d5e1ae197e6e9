"""`seal`: note that a person compared a record's figures with their source."""

from __future__ import annotations

import argparse
from pathlib import Path

from evidence_course import manifest
from evidence_course.cli._common import FINE, PROBLEMS, add_verb, on_course, print_problems


def add(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the verb."""
    parser = add_verb(
        verbs,
        "seal",
        on_course(_run),
        "note that a record's figures were compared with their source",
        "seal smith_2024",
    )
    parser.add_argument(
        "records", nargs="+", metavar="ID", help="a record: the name of its file without .yml"
    )


def _run(root: Path, options: argparse.Namespace) -> int:
    from evidence_course.recompute import rows
    from evidence_course.seal import seal
    from evidence_course.sums import lines

    failed = False
    for name in options.records:
        file, problems = seal(root, name, manifest.today())
        print_problems(problems)
        if file is None:
            failed = True
            continue
        assert file.record.kind != "approach"  # of which none is sealed
        for line in lines(rows(file.record), whole=True):
            print(line)
        print(f"Sealed {file.path} on {manifest.today()}.")
    return PROBLEMS if failed else FINE
