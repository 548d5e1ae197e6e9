"""The preview for authors: builds when a file changes, and tells the browser.

``builds`` makes the site again and again in this process, ``listening`` shows it on this machine
alone, and a ``Board`` is what the one tells the other.
"""

from evidence_course.serve.board import Board
from evidence_course.serve.builds import Built, builds
from evidence_course.serve.server import PortTaken, listening

__all__ = ["Board", "Built", "PortTaken", "builds", "listening"]
