"""What every page ends with: how to cite it, and where to say that something is wrong."""

from __future__ import annotations

from html import unescape
from typing import Any
from urllib.parse import quote, urlsplit

from docutils import nodes
from markupsafe import Markup
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxRole

from evidence_course.sphinx_ext.theme import COURSE_FILE, course_context

NEW_ISSUE = {
    "github.com": "/issues/new?title=",
    "gitlab.com": "/-/issues/new?issue[title]=",
    "codeberg.org": "/issues/new?title=",
}
"""Where hosts of code take a report, by the host's name."""

NOBODY = "the people who gave you the address of this site"


def contact_address(app: Sphinx, pagename: str, contact: str) -> str:
    """The link to a contact: an e-mail address, a web address, or a page of this site."""
    if "://" in contact:  # first, for such an address can hold an @
        return contact
    if "@" in contact:
        return f"mailto:{contact}"
    page, mark, part = contact.partition("#")
    return f"{app.builder.get_relative_uri(pagename, page.removesuffix('.md'))}{mark}{part}"


def report_address(app: Sphinx, pagename: str, title: str) -> str | None:
    """Where a reader says what is wrong with a page: in the repository, else to the contact."""
    course, subject = app.config.course, quote(f"Something wrong: {title}")
    if course["repository"]:
        repository = str(course["repository"]).rstrip("/")
        end = NEW_ISSUE.get(urlsplit(repository).hostname or "")
        return f"{repository}{end}{subject}" if end else repository
    if not course["contact"]:
        return None
    address = contact_address(app, pagename, course["contact"])
    return f"{address}?subject={subject}" if address.startswith("mailto:") else address


class CourseRole(SphinxRole):
    """A setting of the course, such as who publishes it."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """The words; for the contact, a link."""
        self.env.note_dependency(COURSE_FILE)
        course = course_context(self.env.app)
        if self.text != "contact":
            return [nodes.Text(course[self.text])], []
        if not course["contact"]:
            return [nodes.Text(NOBODY)], []
        contact = course["contact"]
        shown = contact if "@" in contact or "://" in contact else "how to reach us"
        address = contact_address(self.env.app, self.env.docname, contact)
        return [nodes.reference("", shown, refuri=address)], []


def _end_page(
    app: Sphinx, pagename: str, _template: str, context: dict[str, Any], doctree: object
) -> None:
    """Tell the template whether a page can be cited, and where its faults are reported."""
    title = unescape(Markup(context.get("title") or pagename.capitalize()).striptags())
    is_book_page = doctree is not None
    context["cite_title"] = title if is_book_page and pagename != app.config.root_doc else ""
    context["is_cited"] = is_book_page
    context["report_address"] = report_address(app, pagename, title)
    app.add_css_file("page.css")
    app.add_js_file("page.js", loading_method="defer", priority=700)


def setup(app: Sphinx) -> None:
    """Register the role, and tell every page how it ends."""
    app.add_role("course", CourseRole())
    app.connect("html-page-context", _end_page)
