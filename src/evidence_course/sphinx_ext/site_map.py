"""What search engines read: `sitemap.xml`, and `robots.txt` that leads to it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from lxml import etree
from sphinx.application import Sphinx

from evidence_course.sphinx_ext.search import UNSEEN

NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
MAP, ROBOTS = "sitemap.xml", "robots.txt"
_OPEN = """\
# Everything here may be read and listed. Search engines look for this file at the root of a host
# alone, as in https://example.org/robots.txt: below a path, tell them of the site map yourself.
User-agent: *
Disallow:
"""


def site_map(addresses: Iterable[str]) -> bytes:
    """The map of the pages at these whole addresses, which says nothing of when they changed:
    the same course gives the same bytes."""
    root = etree.Element(f"{{{NAMESPACE}}}urlset", nsmap={None: NAMESPACE})
    for address in sorted(addresses):
        page = etree.SubElement(root, f"{{{NAMESPACE}}}url")
        etree.SubElement(page, f"{{{NAMESPACE}}}loc").text = address
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True))


def robots(base: str) -> str:
    """What crawlers may read of the site at ``base``; nothing is said of a map without one."""
    return f"{_OPEN}Sitemap: {base.rstrip('/')}/{MAP}\n" if base else _OPEN


def _write(app: Sphinx, exception: Exception | None) -> None:
    """Write both; the map only where the site's address is known."""
    if exception is not None or app.builder.name != "html":
        return
    base, folder = app.config.html_baseurl, Path(app.outdir)
    (folder / ROBOTS).write_bytes(robots(base).encode())
    if not base:
        (folder / MAP).unlink(missing_ok=True)
        return
    pages = [name for name in app.env.found_docs if not name.startswith(UNSEEN)]
    (folder / MAP).write_bytes(site_map(f"{base.rstrip('/')}/{name}.html" for name in pages))


def setup(app: Sphinx) -> None:
    """Write them when all pages are written."""
    app.connect("build-finished", _write)
