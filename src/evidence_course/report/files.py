"""The report's two files beside the site, for people and for programs.

They are not part of the site: they hold times, and the same input is to give the same site.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

from evidence_course import manifest
from evidence_course.files import replace_bytes
from evidence_course.report.facts import Report
from evidence_course.report.page import page
from evidence_course.report.recorder import LOG

PAGE, DATA = manifest.REPORT, "report.json"


def write_report(build: Path, report: Report) -> None:
    """Write both files into the folder ``build``; a disk that refuses is noted in the log, for
    the site does not depend on them."""
    data = json.dumps(asdict(report), ensure_ascii=False, indent=1) + "\n"
    try:
        for name, content in ((PAGE, page(report)), (DATA, data.encode())):
            replace_bytes(build / name, content)
    except OSError as error:
        LOG.warning("the build report could not be written: %s", error.strerror or error)
