"""Asking a real server of this machine whether pages are there."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from evidence_course import cli, external_links
from evidence_course.compare import read_site
from evidence_course.external_links import Manners, ask, ask_all, links_out

REGISTERED = {"known": b'{"responseCode": 1}', "other": b'{"responseCode": 100}', "list": b"[]"}
QUICK = Manners(timeout=5, pause=0, busy=0)


class Host(ThreadingHTTPServer):
    """Answers by the address that is asked for, and notes who asked what."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answers)
        self.asked: list[str] = []
        self.agents: set[str] = set()
        self.at_once = self.most_at_once = 0
        self.count = threading.Lock()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class _Answers(BaseHTTPRequestHandler):
    server: Host

    def do_GET(self) -> None:
        host = self.server
        with host.count:
            host.at_once += 1
            host.most_at_once = max(host.most_at_once, host.at_once)
        host.asked.append(self.path)
        host.agents.add(self.headers["User-Agent"])
        codes = {"gone": 404, "away": 410, "forbidden": 403, "busy": 503}
        code = codes.get(self.path.strip("/"), 200)
        if self.path == "/once-busy" and host.asked.count(self.path) == 1:
            code = 429
        if self.path == "/moved":
            code = 301
        with host.count:
            host.at_once -= 1
        self.send_response(code)
        if code == 301:
            self.send_header("Location", "/there")
        if code == 429:
            self.send_header("Retry-After", "0")
        if self.path == "/busy":
            self.send_header("Retry-After", "\xb2")
        self.end_headers()
        self.wfile.write(REGISTERED.get(self.path.rpartition("/")[2], b"words"))

    def log_message(self, *_words: object) -> None:
        """Say nothing."""


@pytest.fixture
def host() -> Iterator[Host]:
    with Host() as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield running
        running.shutdown()


@pytest.mark.parametrize(
    ("path", "verdict", "times"),
    [
        ("there", "there", 1),
        ("moved", "there", 1),
        ("gone", "gone", 1),
        ("away", "gone", 1),
        ("forbidden", "unsure", 1),
        ("busy", "unsure", external_links.TRIES),
        ("once-busy", "there", 2),
    ],
)
def test_gone_is_told_from_what_could_mean_anything(
    host: Host, path: str, verdict: str, times: int
) -> None:
    assert ask(f"{host.address}/{path}", QUICK)[0] == verdict
    assert host.asked.count(f"/{path}") == times
    assert all(agent.startswith("evidence-course/") for agent in host.agents)


@pytest.mark.parametrize(
    ("doi", "verdict"),
    [("known", "there"), ("other", "gone"), ("list", "unsure"), ("words", "unsure")],
)
def test_of_a_doi_its_registry_is_asked(
    host: Host, monkeypatch: pytest.MonkeyPatch, doi: str, verdict: str
) -> None:
    monkeypatch.setattr(external_links, "REGISTRY", f"{host.address}/handles/")
    assert ask(f"https://doi.org/10.1/{doi}", QUICK)[0] == verdict
    assert set(host.asked) == {f"/handles/10.1/{doi}"}


def test_a_doi_in_the_letters_of_addresses_is_written_so_once(
    host: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(external_links, "REGISTRY", f"{host.address}/handles/")
    ask("https://doi.org/10.1002/14651858%3C1%3E", QUICK)
    assert set(host.asked) == {"/handles/10.1002/14651858%3C1%3E"}


def test_an_address_is_asked_for_as_a_browser_does(host: Host) -> None:
    assert ask(f"{host.address}/caf\u00e9 1?a=%C3%A9&b=\u00e9", QUICK)[0] == "there"
    assert host.asked == ["/caf%C3%A9%201?a=%C3%A9&b=%C3%A9"]


@pytest.mark.skipif(os.name == "nt", reason="Windows cannot send a signal to a thread")
def test_ctrl_c_leaves_what_was_not_asked_for_yet(host: Host) -> None:
    main = threading.get_ident()

    def press(done: int, _total: int) -> None:
        if done == 2:
            signal.pthread_kill(main, signal.SIGINT)

    links = {f"{host.address}/{number}": ("a.html",) for number in range(40)}
    with pytest.raises(KeyboardInterrupt):
        ask_all(links, replace(QUICK, pause=0.1), press)
    assert len(host.asked) < 10


def test_a_host_that_does_not_answer_is_no_proof(host: Host) -> None:
    host.shutdown()
    host.server_close()
    assert ask(f"{host.address}/there", QUICK)[0] == "unsure"


def test_one_host_is_asked_one_thing_at_a_time(host: Host) -> None:
    links = {f"{host.address}/{name}": ("a.html",) for name in ("there", "gone", "x", "y", "z")}
    done: list[int] = []
    answers = ask_all(links, QUICK, lambda count, _: done.append(count))
    assert [each.address for each in answers] == sorted(links)
    assert host.most_at_once == 1
    assert done == [1, 2, 3, 4, 5]


def test_links_are_gathered_once_with_their_pages(built_course: Path) -> None:
    site = read_site(built_course)
    page = replace(site.pages["about.html"], links=("https://a.org/x#one", "https://a.org/x#two"))
    other = replace(site.pages["index.html"], links=("https://a.org/x",))
    site = replace(site, pages={"about.html": page, "index.html": other})
    assert links_out(site) == {"https://a.org/x": ("about.html", "index.html")}


def test_the_verb_reports_what_is_gone(
    host: Host, built_course: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "site"
    folder.mkdir()
    text = (built_course / "_build" / "html" / "about.html").read_text("utf-8")
    for name in ("there", "gone"):
        link = f'<a href="{host.address}/{name}">{name}</a></main>'
        text = text.replace("</main>", link, 1)
    (folder / "index.html").write_text(text, "utf-8")
    assert cli.main(["links", str(folder), "--pause", "0"]) == 1
    told = capsys.readouterr().out
    assert "2 links to other sites: 1 gone, 0 not sure." in told
    assert f"{host.address}/gone (404 Not Found), on index.html" in told
    assert cli.main(["links", str(tmp_path)]) == 2
