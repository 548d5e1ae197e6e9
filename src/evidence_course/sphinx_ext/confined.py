"""Nothing on a page comes from outside the staged book.

What authors write is looked at before it is staged. This holds whatever was overlooked there: no
directive reads a file or inserts raw HTML, and pictures and downloads lie in the book.
"""

from __future__ import annotations

from pathlib import Path

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util import logging

LOGGER = logging.getLogger(__name__)
DRAWN = "jupyter_execute"
"""The folder beside the site in which myst-nb puts pictures that notebooks drew."""


def _let_nothing_in(app: Sphinx) -> None:
    """The settings of docutils for what its authors call untrusted users."""
    app.env.settings.update(file_insertion_enabled=False, raw_enabled=False)


def _look_at_files(app: Sphinx, env: BuildEnvironment) -> None:
    allowed = (Path(app.srcdir).resolve(), Path(app.outdir).resolve().parent / DRAWN)
    for files in (env.images, env.dlfiles):
        for name, (pages, _) in files.items():
            place = Path(app.srcdir, name).resolve()
            if not any(place.is_relative_to(folder) for folder in allowed):
                for page in sorted(pages):
                    LOGGER.warning("'%s' leads out of the course", name, location=page)


def setup(app: Sphinx) -> None:
    """Confine the directives of docutils, and look at what pages hand out."""
    app.connect("builder-inited", _let_nothing_in)
    app.connect("env-check-consistency", _look_at_files)
