"""Our directives for the alternative's book, without what our theme asks of every page.

The pages hold the directives, so the alternative must read them; the pager, the page for printing,
the scripts of items and the like are ours alone, and would only slow it down.
"""

from __future__ import annotations

from typing import Any

from sphinx.application import Sphinx

from evidence_course.sphinx_ext import (
    blocks,
    device,
    evidence,
    glossary,
    interactive,
    page_end,
    pathways,
    practice,
    quiz,
    results,
    sources,
    tags,
    theme,
    values,
)

WITH_DIRECTIVES = (
    tags,
    blocks,
    device,
    quiz,
    results,
    interactive,
    sources,
    values,
    evidence,
    glossary,
    pathways,
)


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the directives and the roles."""
    app.add_config_value("course", {}, "html")
    app.add_config_value("theme_digest", "", "html")
    app.connect("config-inited", theme.load_context)
    for feature in WITH_DIRECTIVES:
        feature.setup(app)
    for name in practice.PLACES:
        app.add_directive(name, practice.PlaceDirective)
    app.add_role("course", page_end.CourseRole())
    return {"parallel_read_safe": True, "parallel_write_safe": True}
