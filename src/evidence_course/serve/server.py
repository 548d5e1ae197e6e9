"""Shows a built site to a browser on this machine, and nothing else to nobody else."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from evidence_course.report.recorder import LOG
from evidence_course.serve.board import Board
from evidence_course.serve.waiting import waiting_page

HOST = "127.0.0.1"
NAMES = frozenset({"127.0.0.1", "localhost"})
"""What a browser may call this machine. Any other name is that of a site elsewhere, which has
been made to lead here so that its scripts can read what is shown."""

OWN = "__serve"
BROWSER = Path(__file__).parent / "browser"
LIVE_JS, LIVE_CSS, EVENTS = f"/{OWN}/live.js", f"/{OWN}/live.css", f"/{OWN}/events"
NOT_FOUND = "404.html"
HEARTBEAT_SECONDS = 15
LOOK_SECONDS = 0.2
"""How often it is looked whether another site was put in place."""

OTHER_PORTS = 20
LONGEST_NAME = 255
"""Letters; no file has a longer name, and some systems refuse to look for one."""

# Not the system's own table: on Windows a program may have changed it.
TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".gif": "image/gif",
    ".webp": "image/webp",
    ".ico": "image/x-icon",
    ".txt": "text/plain; charset=utf-8",
    ".csv": "text/csv; charset=utf-8",
    ".bib": "text/plain; charset=utf-8",
    ".ris": "text/plain; charset=utf-8",
    ".xml": "application/xml",
    ".woff2": "font/woff2",
    ".pdf": "application/pdf",
    ".zip": "application/zip",
}


class PortTaken(Exception):
    """The port that was asked for is in use."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    # On Windows the option would let two programs listen on one port.
    allow_reuse_address = os.name != "nt"

    def handle_error(self, _request: Any, _address: Any) -> None:
        """To the log: a browser that hangs up is nothing that an author must see."""
        LOG.info("a request was not answered", exc_info=True)


@contextmanager
def listening(board: Board, port: int | None = None) -> Iterator[str]:
    """Serve the board's site for as long as the context lasts; gives its address.

    Without a ``port`` the first free one from 8000 on is taken.

    :raises PortTaken: if ``port`` was given and another program has it.
    """
    server = _bound(partial(_Handler, board=board), port)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True)
    thread.start()
    try:
        yield f"http://{HOST}:{server.server_port}/"
    finally:
        board.close()
        server.shutdown()
        server.server_close()
        thread.join()


def _bound(handler: Any, port: int | None) -> _Server:
    ports = [*range(8000, 8000 + OTHER_PORTS), 0] if port is None else [port]
    for each in ports:
        try:
            return _Server((HOST, each), handler)
        except OSError as error:
            if port is not None:
                raise PortTaken(f"{error.strerror or error}") from error
    raise PortTaken("no port is free")


class _Handler(BaseHTTPRequestHandler):
    """Answers with files of the site, with the script that reloads, and with news."""

    protocol_version = "HTTP/1.1"
    server_version, sys_version = "evidence-course", ""
    timeout = 60

    def __init__(self, *arguments: Any, board: Board) -> None:
        self.board = board
        super().__init__(*arguments)

    def do_GET(self) -> None:
        """Answer; a browser that has gone away is no fault."""
        try:
            self._answer()
        except (BrokenPipeError, ConnectionResetError, ConnectionAbortedError):
            self.close_connection = True

    def do_HEAD(self) -> None:
        """Answer without a body."""
        self.do_GET()

    def _answer(self) -> None:
        if _host_name(self.headers.get("Host", "")) not in NAMES:
            self._send(HTTPStatus.FORBIDDEN, b"This is served to this machine alone.\n", ".txt")
            return
        if self._is_asked_by_another_site():
            self._send(HTTPStatus.FORBIDDEN, b"No other site may use this.\n", ".txt")
            return
        path = _path(self.path)
        if path == EVENTS:
            self._tell_news()
        elif path in (LIVE_JS, LIVE_CSS):
            file = BROWSER / path.rpartition("/")[2]
            self._send(HTTPStatus.OK, file.read_bytes(), file.suffix)
        else:
            self._answer_page(path)

    def _is_asked_by_another_site(self) -> bool:
        """Whether a page of another place asks for a file, and does not just lead here: a script
        of the site would tell it what the course holds."""
        asker = self.headers.get("Sec-Fetch-Site", "none")
        leads_here = self.headers.get("Sec-Fetch-Mode") == "navigate"
        return asker not in ("none", "same-origin") and not leads_here

    def _answer_page(self, path: str) -> None:
        # Named before the file is read: if the site changes between, the page is loaded again.
        name = self.board.site_name() or self._patience()
        site = self.board.site
        found = _found(site, path) or _found(site, _below(path, self.board.base))
        if not name:
            page = waiting_page(self.board.state(), LIVE_CSS, LIVE_JS)
            self._send(HTTPStatus.SERVICE_UNAVAILABLE, page, ".html")
        elif found is None:
            self._send_file(HTTPStatus.NOT_FOUND, site / NOT_FOUND, name)
        elif found.is_dir():
            parts = [quote(part) for part in _parts(path) or ()]
            self._redirect("/" + "/".join(parts) + "/")
        else:
            self._send_file(HTTPStatus.OK, found, name)

    def _patience(self) -> str:
        """The site's name once more: where the system cannot exchange folders in one call, there
        is none for a moment."""
        time.sleep(0.1)
        return self.board.site_name()

    def _send_file(self, status: HTTPStatus, file: Path, site: str) -> None:
        try:
            body = file.read_bytes()
        except OSError:
            status, body = HTTPStatus.NOT_FOUND, b"There is no page at this address.\n"
            file = Path("none.txt")
        if file.suffix == ".html":
            body = with_reloading(body, site)
        self._send(status, body, file.suffix)

    def _redirect(self, address: str) -> None:
        self.send_response(HTTPStatus.MOVED_PERMANENTLY)
        self.send_header("Location", address)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _send(self, status: HTTPStatus, body: bytes, suffix: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", TYPES.get(suffix.lower(), "application/octet-stream"))
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Cross-Origin-Resource-Policy", "same-origin")
        self.send_header("X-Frame-Options", "SAMEORIGIN")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def _tell_news(self) -> None:
        """The state of the board now, and whenever it changes, as server-sent events."""
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "text/event-stream; charset=utf-8")
        self.send_header("Cache-Control", "no-store")
        self.send_header("Connection", "close")
        self.end_headers()
        self.close_connection = True
        told, when = None, time.monotonic()
        while not self.board.is_closed and self.command == "GET":
            state = self.board.state()
            if state != told:
                self._write_event(f"data: {json.dumps(state)}\n\n")
                told, when = state, time.monotonic()
            elif time.monotonic() - when > HEARTBEAT_SECONDS:
                self._write_event(": still here\n\n")
                when = time.monotonic()
            self.board.wait(LOOK_SECONDS)

    def _write_event(self, text: str) -> None:
        self.wfile.write(text.encode())
        self.wfile.flush()

    def log_request(self, code: object = "-", size: object = "-") -> None:
        """To the log, without what stands behind a question mark."""
        status = code.value if isinstance(code, HTTPStatus) else code
        asked = _path(getattr(self, "path", ""))  # none where the request could not be read
        LOG.info("%s %s: %s", self.command, asked[:200], status)

    def log_message(self, *_words: Any) -> None:
        """Say nothing on the terminal."""


def with_reloading(page: bytes, site: str) -> bytes:
    """A page of the site with the script that reloads it, which the site on the disk never has."""
    style = f'<link rel="stylesheet" href="{LIVE_CSS}">'
    script = f'<script defer src="{LIVE_JS}" data-site="{site}"></script>'
    return page.replace(b"</head>", f"{style}\n{script}\n</head>".encode(), 1)


def _path(address: str) -> str:
    """The path of an address; that of the first page, where it has none or is no address."""
    try:
        return urlsplit(address).path or "/"
    except ValueError:
        return "/"


def _host_name(host: str) -> str:
    return host.rpartition(":")[0].lower() if ":" in host else host.lower()


def _below(path: str, base: str) -> str:
    """An address of the published site as one of this server."""
    return "/" + path.removeprefix(base) if path.startswith(base) else path


def _parts(path: str) -> list[str] | None:
    """The steps of an address; none if one of them could lead out of the site."""
    parts = [part for part in unquote(path, errors="replace").split("/") if part]
    bad = any(part in (".", "..") or set(part) & {"\\", ":", "\0"} for part in parts)
    return None if bad else parts


def _found(site: Path, path: str) -> Path | None:
    """The file of the site that an address means; a folder, where the last stroke is missing."""
    parts = _parts(path)
    if parts is None:
        return None
    file = site.joinpath(*parts)
    if any(len(part) > LONGEST_NAME for part in parts) or not file.resolve().is_relative_to(
        site.resolve()
    ):
        return None
    if file.is_dir():
        index = file / "index.html"
        if not index.is_file():
            return None
        return index if path.endswith("/") else file
    return file if file.is_file() and not path.endswith("/") else None
