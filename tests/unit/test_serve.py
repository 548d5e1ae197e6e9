"""The server of `serve`: whom it answers, with what, and what it tells the browser."""

from __future__ import annotations

import http.client
import json
import shutil
import socket
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from evidence_course.problems import Problem
from evidence_course.serve import Board, PortTaken, listening
from evidence_course.serve.server import with_reloading

PAGE = "<!DOCTYPE html><html><head><title>One</title></head><body>page</body></html>"
FAULT = Problem("modules/soil.md", 2, 1, "raw <b>HTML</b> is not allowed", "raw-html")


@pytest.fixture
def board(tmp_path: Path) -> Board:
    """The board of a course whose site was made by hand."""
    site = tmp_path / "_build" / "html"
    (site / "practice").mkdir(parents=True)
    (site / "empty").mkdir()
    for name in ("index.html", "practice/index.html", "404.html"):
        (site / name).write_text(PAGE.replace("page", name), "utf-8")
    (site / "page.js").write_text("1;", "utf-8")
    (tmp_path / "_build" / "manifest.json").write_text("secret", "utf-8")
    (tmp_path / "modules").mkdir()
    (tmp_path / "modules" / "soil.md").write_text("one\n<b>two</b>\n", "utf-8")
    return Board(tmp_path)


@pytest.fixture
def address(board: Board) -> Iterator[str]:
    with listening(board, 0) as found:
        yield found


def ask(
    address: str, path: str, *, host: str | None = None, method: str = "GET", **headers: str
) -> tuple[int, str, http.client.HTTPResponse]:
    """Status, text and answer; the path goes out as it stands.

    In the name of a header ``_`` stands for ``-``.
    """
    place = urlsplit(address).netloc
    connection = http.client.HTTPConnection(place, timeout=10)
    connection.putrequest(method, path, skip_host=True)
    if host != "":
        connection.putheader("Host", host or place)
    for name, value in headers.items():
        connection.putheader(name.replace("_", "-"), value)
    connection.endheaders()
    answer = connection.getresponse()
    return answer.status, answer.read().decode(), answer


def test_this_machine_is_answered(address: str) -> None:
    port = urlsplit(address).port
    for host in (f"127.0.0.1:{port}", f"localhost:{port}", "LOCALHOST", "127.0.0.1"):
        assert ask(address, "/", host=host)[0] == 200, host


STRANGERS = ("", "evil.example", "evil.example:80", "127.0.0.1.evil.example", "localhost.evil:1")


@pytest.mark.parametrize("path", ["/", "/__serve/events", "/__serve/live.js"])
def test_another_name_for_this_machine_is_refused(address: str, path: str) -> None:
    for host in STRANGERS:
        status, text, _ = ask(address, path, host=host)
        assert (status, text) == (403, "This is served to this machine alone.\n"), host


OUTWARD = (
    "/../manifest.json",
    "/%2e%2e/manifest.json",
    "/..%2fmanifest.json",
    "/practice/../../manifest.json",
    "/..\\manifest.json",
    "/%5c..%5cmanifest.json",
    "/C:/manifest.json",
    "//etc/passwd",
    "/index.html%00.js",
    "/%ff",
)


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_a_page_of_another_place_gets_no_file_and_may_lead_here(address: str, site: str) -> None:
    """A script of the site, taken in by another page, would tell it what the course holds."""
    for path in ("/page.js", "/__serve/events"):
        assert ask(address, path, Sec_Fetch_Site=site, Sec_Fetch_Mode="no-cors")[0] == 403
    assert ask(address, "/", Sec_Fetch_Site=site, Sec_Fetch_Mode="navigate")[0] == 200
    for own in ("none", "same-origin"):
        status, _, answer = ask(address, "/page.js", Sec_Fetch_Site=own, Sec_Fetch_Mode="no-cors")
        assert status == 200
        assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert answer.headers["X-Frame-Options"] == "SAMEORIGIN"


@pytest.mark.parametrize("path", [f"/{'a' * 3000}", f"/{'b' * 300}/c", "//x/y"])
def test_an_address_that_can_be_none_is_answered(address: str, path: str) -> None:
    assert ask(address, path)[0] == 404


@pytest.mark.parametrize("path", ["http://[", "http://127.0.0.1", "?x"])
def test_an_address_without_a_path_is_that_of_the_first_page(address: str, path: str) -> None:
    assert ask(address, path)[:2] == ask(address, "/")[:2]


def test_a_request_that_cannot_be_read_is_answered(address: str) -> None:
    with socket.create_connection(("127.0.0.1", urlsplit(address).port or 0), timeout=10) as sent:
        sent.sendall(b"GET\r\n\r\n")
        assert b"400" in sent.recv(1000)


def test_a_sign_that_nobody_sees_is_told_on_the_waiting_page(address: str, board: Board) -> None:
    shutil.rmtree(board.site)
    lesson = board.site.parents[1] / "modules" / "soil.md"
    lesson.write_text("one\n\ttw\x01o\n", "utf-8")
    problem = Problem("modules/soil.md", 2, 1, "holds '\x01'", "control-character")
    board.end([problem])
    status, text, _ = ask(address, "/")
    assert status == 503
    assert "tw\\u0001o" in text and "holds '\\u0001'" in text
    assert "\\u0009" not in text, "a tab is room"


def test_no_address_leads_out_of_the_site(address: str) -> None:
    for path in OUTWARD:
        status, text, _ = ask(address, path)
        assert status == 404, path
        assert "secret" not in text


def test_a_link_out_of_the_site_is_not_followed(address: str, board: Board) -> None:
    try:
        (board.site / "away.txt").symlink_to(board.site.parent / "manifest.json")
    except OSError:
        pytest.skip("this system makes no links")
    assert ask(address, "/away.txt")[0] == 404


def test_a_folder_shows_its_page_and_never_a_list(address: str) -> None:
    status, text, _ = ask(address, "/practice/?a=b")
    assert (status, "practice/index.html" in text) == (200, True)
    status, _, answer = ask(address, "//practice")
    assert (status, answer.getheader("Location")) == (301, "/practice/")
    for path in ("/empty/", "/empty"):
        assert ask(address, path)[0] == 404


def test_what_is_not_there_is_said_by_the_course_s_own_page(address: str) -> None:
    status, text, _ = ask(address, "/no/such/page.html")
    assert (status, "404.html" in text) == (404, True)


def test_the_path_of_publication_leads_to_the_same_pages(address: str, board: Board) -> None:
    assert ask(address, "/weighing/practice/")[0] == 404
    board.end([], base="/weighing/")
    assert ask(address, "/weighing/practice/")[0] == 200
    assert ask(address, "/practice/")[0] == 200


def test_only_what_is_served_has_the_script_that_reloads(address: str, board: Board) -> None:
    _, text, answer = ask(address, "/index.html")
    assert '<script defer src="/__serve/live.js" data-site="' in text
    assert answer.getheader("Cache-Control") == "no-store"
    assert "__serve" not in (board.site / "index.html").read_text("utf-8")
    assert ask(address, "/page.js")[1] == "1;"
    assert ask(address, "/page.js")[2].getheader("Content-Type") == "text/javascript; charset=utf-8"


def test_a_page_without_a_head_is_served_as_it_is() -> None:
    assert with_reloading(b"plain", "1") == b"plain"


def test_asked_for_its_head_a_page_has_no_body(address: str) -> None:
    status, text, answer = ask(address, "/", method="HEAD")
    assert (status, text) == (200, "")
    assert int(answer.getheader("Content-Length") or 0) > len(PAGE)


def test_other_methods_are_refused(address: str) -> None:
    assert ask(address, "/", method="POST")[0] == 501


def news(address: str) -> Iterator[dict[str, object]]:
    """What the server tells, state by state."""
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=10)
    connection.request("GET", "/__serve/events")
    answer = connection.getresponse()
    assert answer.getheader("Content-Type") == "text/event-stream; charset=utf-8"
    while line := answer.readline():
        if line.startswith(b"data: "):
            yield json.loads(line.removeprefix(b"data: "))


def test_a_fault_is_told_with_its_line_and_taken_back(address: str, board: Board) -> None:
    told = news(address)
    assert next(told)["faults"] == []
    warning = Problem("modules/soil.md", 1, 1, "a long sentence", "long", severity="warning")
    board.end([FAULT, warning])
    state = next(told)
    assert state["building"] is False
    assert state["faults"] == [
        {
            "path": "modules/soil.md",
            "line": 2,
            "column": 1,
            "message": "raw <b>HTML</b> is not allowed",
            "source": "<b>two</b>",
        }
    ]
    board.begin()
    assert len(next(told)["faults"]) == 1  # type: ignore[arg-type]
    board.end([])
    assert next(told)["faults"] == []


def test_a_site_that_another_build_put_in_place_is_told_too(address: str, board: Board) -> None:
    told = news(address)
    before = next(told)["site"]
    board.site.rename(board.site.with_name("old"))
    board.site.mkdir()
    assert next(state for state in told if state["site"])["site"] != before


def test_the_line_of_a_fault_is_shown_of_the_course_s_own_files_alone(board: Board) -> None:
    outside = Problem("_build/manifest.json", 1, 1, "x", "y")
    climbing = Problem("modules/../_build/manifest.json", 1, 1, "x", "y")
    board.end([outside, climbing, Problem("modules/none.md", 1, 1, "x", "y")])
    assert [fault["source"] for fault in board.state()["faults"]] == ["", "", ""]


def test_a_very_long_line_is_cut(board: Board, tmp_path: Path) -> None:
    (tmp_path / "modules" / "soil.md").write_text("x" * 5000, "utf-8")
    board.end([Problem("modules/soil.md", 1, 1, "x", "y")])
    assert len(board.state()["faults"][0]["source"]) < 400


def test_before_there_is_a_site_a_page_says_what_is_wrong(address: str, board: Board) -> None:
    board.site.rename(board.site.with_name("away"))
    status, text, _ = ask(address, "/modules/soil.html")
    assert (status, "The course is being built" in text) == (503, True)
    board.end([FAULT])
    status, text, _ = ask(address, "/modules/soil.html")
    assert status == 503
    assert "The course cannot be built yet" in text
    assert "raw &lt;b&gt;HTML&lt;/b&gt; is not allowed" in text
    assert "&lt;b&gt;two&lt;/b&gt;" in text
    assert "default-src 'self'" in text


def test_a_port_that_is_taken_is_refused_by_name_and_else_passed_over(board: Board) -> None:
    with listening(board) as first:
        taken = urlsplit(first).port
        with pytest.raises(PortTaken), listening(board, taken):
            pass
        with listening(board) as second:
            assert urlsplit(second).port != taken


def test_nothing_listens_beyond_this_machine(address: str) -> None:
    assert urlsplit(address).hostname == "127.0.0.1"
