"""The log: what a run did, on the terminal or in a file, for whoever asks for it."""

from __future__ import annotations

import argparse
import logging
import platform
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from evidence_course import __version__, manifest
from evidence_course.report.recorder import LOG, PROBLEMS, ROOT

FORM = "%(asctime)s %(levelname)s %(message)s"


def add_log(parser: argparse.ArgumentParser) -> None:
    """The options of the log."""
    parser.add_argument(
        "--verbose",
        action="store_true",
        help="say what each stage did, how long it took, and what came from the cache",
    )
    parser.add_argument(
        "--log-file",
        type=Path,
        metavar="FILE",
        help="add the same to the end of FILE, with problems",
    )


@contextmanager
def logged(root: Path, options: argparse.Namespace) -> Iterator[None]:
    """Write the log where ``options`` say, for as long as the context lasts.

    It names files from the course's folder on, and holds nothing of the environment.

    :raises OSError: if the log's file cannot be written, or would itself be part of the course.
    """
    handlers = list(_handlers(root, options))
    level = ROOT.level
    for handler in handlers:
        handler.setFormatter(logging.Formatter(FORM))
        ROOT.addHandler(handler)
    ROOT.setLevel(logging.INFO if handlers else level)
    try:
        LOG.info(
            "evidence-course %s, Python %s, %s",
            __version__,
            platform.python_version(),
            platform.system(),
        )
        yield
    except BaseException as error:
        LOG.error("stopped: %s: %s", type(error).__name__, getattr(error, "strerror", "") or "")
        raise
    finally:
        ROOT.setLevel(level)
        for handler in handlers:
            ROOT.removeHandler(handler)
            handler.close()


def _handlers(root: Path, options: argparse.Namespace) -> Iterator[logging.Handler]:
    if getattr(options, "verbose", False):
        terminal = logging.StreamHandler(sys.stderr)
        # Problems are printed in any case.
        terminal.addFilter(lambda record: record.name != PROBLEMS.name)
        yield terminal
    file: Path | None = getattr(options, "log_file", None)
    if file is not None:
        place = file.resolve()
        if any(place.is_relative_to(root / folder) for folder in manifest.FOLDERS):
            message = "the log cannot lie in a folder of the course, which every line would change"
            raise OSError(0, message, str(file))
        yield logging.FileHandler(place, encoding="utf-8")
