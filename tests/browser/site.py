"""The built course as these tests see it: its files, its items, and a server for it."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import cached_property, partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any

import pytest

from evidence_course.load import load
from evidence_course.model.course import Course
from evidence_course.model.interaction import Exercise
from evidence_course.questions import live_items

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Playwright

Visit = Callable[..., "Page"]
_ITEM = re.compile(r'<quiz-item id="([^"]+)".*?</quiz-item>', re.DOTALL)


PROGRAMS = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "microsoft-edge",
    "msedge",
)
CHANNELS = ("chrome", "msedge")


def launch(playwright: Playwright) -> Browser | None:
    """An installed Chromium, Chrome or Edge, else Playwright's own; none where there is none."""
    from playwright.sync_api import Error

    found = [path for name in PROGRAMS if (path := shutil.which(name))]
    ways: list[dict[str, Any]] = [{"executable_path": path} for path in found]
    ways += [{"channel": channel} for channel in CHANNELS] + [{}]
    for way in ways:
        try:
            return playwright.chromium.launch(**way)
        except Error:
            continue
    return None


@dataclass(frozen=True)
class Site:
    """The site that was built from the course in ``root``."""

    root: Path

    @property
    def folder(self) -> Path:
        return self.root / "_build" / "html"

    @property
    def address(self) -> str:
        return f"{self.folder.as_uri()}/"

    @cached_property
    def course(self) -> Course:
        course, problems = load(self.root)
        assert course is not None, problems
        return course

    @cached_property
    def every_page(self) -> list[str]:
        found = (path.relative_to(self.folder) for path in self.folder.rglob("*.html"))
        return sorted(path.as_posix() for path in found if path.parts[0] != "_static")

    @cached_property
    def pages(self) -> list[str]:
        """Every page, but of the register's records, which one template makes, some of each kind.

        The build itself looks into every page for links, inline code and other hosts. Where
        ``EVIDENCE_COURSE_EVERY_PAGE`` is set, as in the weekly run, these are all pages.
        """
        if os.environ.get("EVIDENCE_COURSE_EVERY_PAGE"):
            return self.every_page
        records = {f"evidence/{each}.html" for each in self.course.evidence}
        alike = [name for name in self.every_page if name in records]
        return [name for name in self.every_page if name not in records or name in alike[::20]]

    @property
    def lessons(self) -> list[str]:
        return [f"modules/{slug}.html" for slug in self.course.settings.modules]

    def text(self, name: str) -> str:
        return (self.folder / name).read_text("utf-8")

    def exercises(self, page: str) -> list[Exercise]:
        """What a page asks, in its order."""
        known = {
            exercise.id: exercise
            for bank in self.course.banks.values()
            for item in live_items(bank)
            for exercise in item.exercises
        }
        return [known[found[1]] for found in _ITEM.finditer(self.text(page))]

    def first(self, type_name: str, **wanted: Any) -> tuple[str, Exercise]:
        """A page and the first exercise of a type on it, whose interaction is as ``wanted``."""
        for page, exercise in self._all():
            fields = vars(exercise.interaction)
            if exercise.type == type_name and all(fields[k] == v for k, v in wanted.items()):
                return page, exercise
        pytest.fail(f"no lesson asks a question of type {type_name} with {wanted}")

    def _all(self) -> Iterator[tuple[str, Exercise]]:
        return ((page, each) for page in self.lessons for each in self.exercises(page))

    def markup(self, page: str, identifier: str) -> str:
        """An item as the server sends it, before any script has touched it."""
        found = next(each for each in _ITEM.finditer(self.text(page)) if each[1] == identifier)
        return found[0]


class _Handler(SimpleHTTPRequestHandler):
    """Serves a folder below a sub-path; elsewhere its 404.html, as web hosts do."""

    def __init__(self, *arguments: Any, sub_path: str, **options: Any) -> None:
        self.sub_path = sub_path
        super().__init__(*arguments, **options)

    def translate_path(self, path: str) -> str:
        inside = path.startswith(self.sub_path)
        return super().translate_path("/" + path.removeprefix(self.sub_path) if inside else "/none")

    def send_error(self, code: int, *_words: Any) -> None:
        page = Path(self.directory) / "404.html"
        body = page.read_bytes() if code == 404 and page.is_file() else b""
        self.send_response(code)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_words: Any) -> None:
        """Say nothing."""


class Server(AbstractContextManager["Server"]):
    """A web server in this process, for as long as the context lasts."""

    def __init__(self, folder: Path, sub_path: str) -> None:
        handler = partial(_Handler, directory=str(folder), sub_path=sub_path)
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self.address = f"http://127.0.0.1:{self._server.server_port}{sub_path}"
        self._thread = Thread(target=self._server.serve_forever, daemon=True)

    def __enter__(self) -> Server:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
