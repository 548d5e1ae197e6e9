"""Throw spoilt files at the loaders and checks, and say what came of it."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import Counter
from pathlib import Path

from tests.fuzz.runs import run


def main(argv: list[str] | None = None) -> int:
    """Exit code 0 if every input was taken or refused as it should be."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument(
        "--inputs", type=int, default=20_000, help="how many (default: %(default)s)"
    )
    parser.add_argument("--seed", type=int, default=1, help="which ones (default: %(default)s)")
    parser.add_argument("--keep", type=Path, help="a folder for the inputs that found a fault")
    options = parser.parse_args(argv)
    counts: Counter[str] = Counter()
    failed = 0
    with tempfile.TemporaryDirectory() as place:
        for number, each in enumerate(run(options.inputs, options.seed, Path(place)), 1):
            counts[each.path] += 1
            for fault in each.faults:
                failed += 1
                print(f"{each.number}: {each.path}: {fault}", flush=True)
                if options.keep:
                    _keep(options.keep, each.number, each.path, each.data)
            if number % 1000 == 0:
                print(f"{number} inputs, {failed} faults", file=sys.stderr, flush=True)
    for name, count in sorted(counts.items()):
        print(f"{count:7d} {name}")
    print(f"{options.inputs} inputs, seed {options.seed}: {failed} faults")
    return 1 if failed else 0


def _keep(folder: Path, number: int, path: str, data: bytes) -> None:
    file = folder / str(number) / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(data)


if __name__ == "__main__":
    sys.exit(main())
