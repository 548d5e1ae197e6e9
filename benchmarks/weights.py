"""What each page weighs on a first load, and whom it asks: ours, and jupyter-book's beside it."""

from __future__ import annotations

import argparse
import gzip
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from benchmarks.alternative import plain_book
from evidence_course import cli
from tests.browser.site import Server, launch

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Request, Route

ROOT = Path(__file__).parents[1]
BUILD = ROOT / "_build"
BESIDE = ("modules/effect-size", "notebooks/effect-size")
HEAD = (
    "| Page | First load, kB gzip | of it script | Requests | Other hosts |\n|---|--:|--:|--:|--:|"
)


@dataclass(frozen=True)
class Load:
    """What one page asked for on its first load; sizes in kB (1,000 bytes) after gzip -6."""

    page: str
    total: float
    script: float
    requests: int
    other_hosts: int

    def row(self) -> str:
        """A line of the table."""
        return (
            f"| {self.page} | {self.total:.1f} | {self.script:.1f} "
            f"| {self.requests} | {self.other_hosts} |"
        )


def loads(browser: Browser, site: Path, pages: list[str]) -> Iterator[Load]:
    """Open each page of a site in a browser that has nothing cached.

    A request to another host is counted and refused: its size is not in the figures.
    """
    with Server(site, "/") as server:
        for name in pages:
            context = browser.new_context()
            page = context.new_page()
            asked = _watch(page, server.address)
            page.goto(server.address + name, wait_until="networkidle")
            yield _load(site, name, asked, server.address)
            context.close()


def _watch(page: Page, address: str) -> list[Request]:
    asked: list[Request] = []
    page.on("request", lambda request: asked.append(request))

    def refuse(route: Route) -> None:
        if route.request.url.startswith((address, "data:", "blob:")):
            route.continue_()
        else:
            route.abort()

    page.route("**/*", refuse)
    return asked


def _load(site: Path, name: str, asked: list[Request], address: str) -> Load:
    own = {request.url: request for request in asked if request.url.startswith(address)}
    others = {urlsplit(request.url).netloc for request in asked if request.url not in own}
    sizes = {url: _size(site, url.removeprefix(address)) for url in own}
    script = sum(size for url, size in sizes.items() if own[url].resource_type == "script")
    return Load(name, sum(sizes.values()), script, len(asked), len(others - {""}))


def _size(site: Path, address: str) -> float:
    file = site / urlsplit(address).path.lstrip("/")
    return len(gzip.compress(file.read_bytes(), 6, mtime=0)) / 1000 if file.is_file() else 0.0


def table() -> str:
    """Build both, open every page of ours and some of jupyter-book's, and tell what they asked."""
    from playwright.sync_api import sync_playwright

    if cli.main(["build", "--quiet", "--course", str(ROOT)]):
        raise SystemExit("the course does not build: mend it first")
    site = BUILD / "html"
    ours = sorted(file.relative_to(site).as_posix() for file in site.rglob("*.html"))
    with tempfile.TemporaryDirectory() as work, sync_playwright() as playwright:
        theirs = plain_book(BUILD / "book", Path(work), list(BESIDE))
        browser = launch(playwright)
        assert browser is not None, "install Chromium or Chrome"
        rows = [load.row() for load in loads(browser, site, ours)]
        beside = [load.row() for load in loads(browser, theirs, [f"{n}.html" for n in BESIDE])]
        browser.close()
    return "\n".join(
        [
            "## The course",
            "",
            HEAD,
            *rows,
            "",
            "## The same pages by jupyter-book",
            "",
            HEAD,
            *beside,
        ]
    )


def main() -> None:
    """Print the table; write it to a file where one is named."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.weights", description=__doc__)
    parser.add_argument("--output", type=Path, help="write the table to this file too")
    wanted = parser.parse_args()
    text = table()
    print(text)
    if wanted.output:
        wanted.output.write_text(f"{text}\n", "utf-8")


if __name__ == "__main__":
    main()
