"""What a change does to learners: two built sites, read and compared.

``read_site`` reads a folder, ``compare`` finds what differs, ``told`` says it in a format.
"""

from __future__ import annotations

from evidence_course.compare.differences import compare
from evidence_course.compare.reading import NotASiteError, read_site
from evidence_course.compare.telling import FORMATS

__all__ = ["FORMATS", "NotASiteError", "compare", "read_site"]
