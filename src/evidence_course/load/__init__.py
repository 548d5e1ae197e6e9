"""From files to records: the only stage that reads what an author wrote.

Files are opened in ``source``; the other modules here are functions of text.
"""

from evidence_course.load.course import load

__all__ = ["load"]
