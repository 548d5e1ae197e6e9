"""The Sphinx extension of a staged book: its theme, its directives, its maths.

One feature, one file with a ``setup``; this file wires them.
"""

from __future__ import annotations

from typing import Any

from sphinx.application import Sphinx
from sphinx.config import Config

from evidence_course import __version__
from evidence_course.sphinx_ext import (
    blocks,
    confined,
    device,
    evidence,
    glossary,
    interactive,
    leftovers,
    mathml,
    one_page,
    page_end,
    pager,
    pathways,
    practice,
    quiz,
    redirects,
    results,
    search,
    share,
    site_map,
    sources,
    steps,
    tags,
    templates,
    theme,
    values,
)

FEATURES = (
    confined,
    tags,
    theme,
    templates,
    mathml,
    blocks,
    device,
    quiz,
    practice,
    results,
    interactive,
    sources,
    steps,
    values,
    evidence,
    glossary,
    pathways,
    pager,
    page_end,
    search,
    one_page,
    share,
    site_map,
    redirects,
    leftovers,
)


def _share_out(app: Sphinx, _config: Config) -> None:
    """Let pages be read by several processes.

    Of an extension that Jupyter Book adds nobody has said that it can be: it numbers chapters,
    which is switched off.
    """
    numbering = app.extensions.get("sphinx_multitoc_numbering")
    if numbering is not None:
        numbering.parallel_read_safe = True


def setup(app: Sphinx) -> dict[str, Any]:
    """Set up every feature."""
    # Jupyter Book sets this of sphinx-comments, which we leave out; unknown values are warnings.
    if "comments_config" not in app.config:
        app.add_config_value("comments_config", {}, "env")
    for feature in FEATURES:
        feature.setup(app)
    app.connect("config-inited", _share_out)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
