"""Write a made-up course into an empty folder: `python -m benchmarks.synthetic DIR`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from benchmarks.synthetic import write_course


def main() -> int:
    """Write the course and say what to type next."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.synthetic", description=__doc__)
    parser.add_argument("folder", type=Path, metavar="DIR", help="a folder that is not there yet")
    parser.add_argument("--modules", type=int, default=12, help="how many (default: %(default)s)")
    wanted = parser.parse_args()
    if wanted.folder.exists() and any(wanted.folder.iterdir()):
        print(f"{wanted.folder} is not empty: name a folder that is not there", file=sys.stderr)
        return 2
    write_course(wanted.folder, wanted.modules)
    print(f"{wanted.modules} modules. Next: evidence-course build --course {wanted.folder}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
