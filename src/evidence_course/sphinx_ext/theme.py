"""The theme, and what each page tells its template of the course."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.config import Config

NAME = "evidence_course"
FOLDER = Path(__file__).parent.parent / "theme" / NAME
COURSE_FILE = "course.json"
KINDS = ("lesson", "notebook", "core")
"""The pages of a module."""


def course_context(app: Sphinx) -> dict[str, Any]:
    """What the staged book says of the course."""
    data: dict[str, Any] = json.loads((Path(app.srcdir) / COURSE_FILE).read_text("utf-8"))
    return data


def _add_context(
    app: Sphinx, pagename: str, _template: str, context: dict[str, Any], _doctree: nodes.document
) -> None:
    course = app.config.course
    module = next((m for m in course["modules"] if pagename in [m[kind] for kind in KINDS]), None)
    context["course"], context["module"] = course, module
    context["page_kind"] = _kind(app, pagename, module)
    context["language"] = course["language"]


def _kind(app: Sphinx, pagename: str, module: dict[str, Any] | None) -> str:
    if module is not None:
        return next(kind for kind in KINDS if pagename == module[kind])
    if pagename == app.config.root_doc:
        return "home"
    return pagename if pagename in ("search", "404", "all") else "page"


def _load_context(app: Sphinx, config: Config) -> None:
    config["course"] = course_context(app)
    config["theme_digest"] = _digest(FOLDER)


def _digest(folder: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        digest.update(path.relative_to(folder).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()


def _not_found_page(_app: Sphinx) -> list[tuple[str, dict[str, Any], str]]:
    return [("404", {}, "404.html")]


def setup(app: Sphinx) -> None:
    """Register the theme and its context."""
    # A setting, so that Sphinx writes every page again when a title in their navigation changes.
    app.add_config_value("course", {}, "html")
    # Pages carry the checksums of the style sheets and scripts that they load.
    app.add_config_value("theme_digest", "", "html")
    app.add_html_theme(NAME, str(FOLDER))
    app.connect("config-inited", _load_context)
    app.connect("html-page-context", _add_context)
    app.connect("html-collect-pages", _not_found_page)
