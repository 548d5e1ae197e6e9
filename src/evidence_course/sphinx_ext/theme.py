"""The theme, and what each page tells its template of the course."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.config import Config

from evidence_course.sphinx_ext.staged import staged

NAME = "evidence_course"
FOLDER = Path(__file__).parent.parent / "theme" / NAME
COURSE_FILE = "course.json"
KINDS = ("lesson", "notebook", "core")
"""The pages of a module."""

NAVIGATED = 20
"""Up to how many modules a page names all of them in its contents."""

AROUND = 3
"""How many modules on either side a page names in a longer course."""


def course_context(app: Sphinx) -> dict[str, Any]:
    """What the staged book says of the course."""
    return staged(app, COURSE_FILE)


def _by_page(course: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The module of each page that belongs to one."""
    return {module[kind]: module for module in course["modules"] for kind in KINDS if module[kind]}


def in_navigation(course: dict[str, Any], module: dict[str, Any] | None) -> list[dict[str, Any]]:
    """The modules that the contents of a page name: all of them, or those around its own.

    A list of hundreds on each page would help nobody, and would make the site grow with the
    square of the course. The page of the reader's progress names every module.
    """
    modules: list[dict[str, Any]] = course["modules"]
    if len(modules) <= NAVIGATED:
        return modules
    if module is None:
        return []
    place = module["number"] - 1
    return modules[max(place - AROUND, 0) : place + AROUND + 1]


def _add_context(
    app: Sphinx, pagename: str, _template: str, context: dict[str, Any], _doctree: nodes.document
) -> None:
    course = app.config.course
    module = staged(app, COURSE_FILE, _by_page).get(pagename)
    kind = _kind(app, pagename, module)
    context["course"], context["module"], context["page_kind"] = course, module, kind
    # Search takes the names of its results from the list, so its page has it whole.
    is_whole = kind == "search"
    context["nav_modules"] = course["modules"] if is_whole else in_navigation(course, module)
    context["language"] = course["language"]


def _kind(app: Sphinx, pagename: str, module: dict[str, Any] | None) -> str:
    if module is not None:
        return next(kind for kind in KINDS if pagename == module[kind])
    if pagename == app.config.root_doc:
        return "home"
    return pagename if pagename in ("search", "404", "all") else "page"


def load_context(app: Sphinx, config: Config) -> None:
    """Put into the settings what pages know of the course, and a digest of the theme."""
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
    app.connect("config-inited", load_context)
    app.connect("html-page-context", _add_context)
    app.connect("html-collect-pages", _not_found_page)
