"""``python -m evidence_course``, and the script ``evidence-course``."""

from __future__ import annotations

import sys


def main() -> int:
    """Run the command line; where the package was installed without its extra, say what to do."""
    try:
        from evidence_course.cli import main as run

        return run()  # which loads the code of one verb
    except ModuleNotFoundError as error:
        print(
            f"The command needs {error.name}, which is not installed here. A plain install holds "
            "what notebooks import; the command comes with\n"
            '  python -m pip install "evidence_course-VERSION-py3-none-any.whl[build]"\n'
            "with the path of the wheel that you installed from, and its version.",
            file=sys.stderr,
        )
        return 2


if __name__ == "__main__":
    sys.exit(main())
