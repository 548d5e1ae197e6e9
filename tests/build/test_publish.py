"""The exchange of the old site for the new one, stopped at every step."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from evidence_course import publish


class Stopped(Exception):
    """The machine stops here."""


def folder(path: Path, text: str) -> Path:
    path.mkdir(parents=True)
    (path / "index.html").write_text(text)
    return path


def whole(site: Path) -> str:
    return (site / "index.html").read_text()


@pytest.fixture(params=["one call", "two renames"])
def exchange(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    if request.param == "two renames":
        monkeypatch.setattr(publish, "_exchange", lambda _first, _second: False)
    return str(request.param)


def test_a_first_site_and_the_next_one(tmp_path: Path, exchange: str) -> None:
    site = tmp_path / "html"
    publish.put_in_place(folder(tmp_path / "one", "one"), site)
    assert whole(site) == "one"
    publish.put_in_place(folder(tmp_path / "two", "two"), site)
    assert whole(site) == "two"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["html", "one", "two"]


def test_what_is_not_to_be_published_is_left_out(tmp_path: Path, exchange: str) -> None:
    made = folder(tmp_path / "made", "page")
    (made / ".buildinfo").write_text("mine")
    publish.put_in_place(made, tmp_path / "html", without=[".buildinfo"])
    assert [path.name for path in (tmp_path / "html").iterdir()] == ["index.html"]


@pytest.mark.parametrize("step", range(5))
def test_stopped_anywhere_a_whole_site_comes_back(
    tmp_path: Path, step: int, exchange: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    site, made = folder(tmp_path / "html", "old"), folder(tmp_path / "made", "new")
    steps = iter(range(9))

    def counted(real: Callable[..., object]) -> Callable[..., object]:
        def call(*arguments: object, **options: object) -> object:
            if next(steps) == step:
                raise Stopped
            return real(*arguments, **options)

        return call

    with monkeypatch.context() as patch:
        patch.setattr(Path, "rename", counted(Path.rename))
        patch.setattr(publish, "_take_over", counted(publish._take_over))
        patch.setattr(shutil, "rmtree", counted(shutil.rmtree))
        with suppress(Stopped):
            publish.put_in_place(made, site)
    publish.recover(site)
    assert whole(site) in ("old", "new")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["html", "made"]


@pytest.mark.parametrize("held", ["html", "html.new"])
def test_a_folder_that_a_program_holds_open_leaves_the_old_site(
    tmp_path: Path, held: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    site, made = folder(tmp_path / "html", "old"), folder(tmp_path / "made", "new")
    real = Path.rename

    def rename(path: Path, target: Path) -> Path:
        if path.name == held:
            raise PermissionError(13, "The process cannot access the file", str(path))
        return real(path, target)

    with monkeypatch.context() as patch:
        patch.setattr(publish, "_exchange", lambda _first, _second: False)
        patch.setattr(Path, "rename", rename)
        with pytest.raises(PermissionError):
            publish.put_in_place(made, site)
    assert whole(site) == "old"
    publish.recover(site)
    publish.put_in_place(made, site)
    assert whole(site) == "new"


def test_the_lock_is_free_again_when_its_owner_is_gone(tmp_path: Path) -> None:
    waits: list[str] = []
    for _ in range(2):
        with publish.only_build(tmp_path / "_build", lambda: waits.append("waited")):
            pass
    assert waits == []


def test_what_did_not_change_is_not_copied_and_the_same_site_is_not_touched(
    tmp_path: Path, exchange: str
) -> None:
    site, made = tmp_path / "html", folder(tmp_path / "made", "one")
    (made / "page.html").write_text("page")
    assert sorted(publish.put_in_place(made, site)) == ["index.html", "page.html"]
    before, page = site.stat(), (site / "page.html").stat()
    assert publish.put_in_place(made, site) == []
    assert site.stat() == before
    whole_before = (made / "index.html").stat()
    (made / "index.html").write_text("two")
    assert publish.put_in_place(made, site) == ["index.html"]
    assert whole(site) == "two"
    kept = (site / "page.html").stat()
    assert (kept.st_mtime_ns, kept.st_ino) == (page.st_mtime_ns, page.st_ino)
    assert whole_before.st_nlink == 1  # the site shares nothing with what Sphinx writes to
    (made / "page.html").unlink()
    assert publish.put_in_place(made, site) == ["page.html"]
    assert sorted(path.name for path in site.iterdir()) == ["index.html"]


def test_a_disk_that_knows_no_links_gets_copies(
    tmp_path: Path, exchange: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_source: object, _target: object) -> None:
        raise OSError

    monkeypatch.setattr(os, "link", refuse)
    site, made = tmp_path / "html", folder(tmp_path / "made", "one")
    (made / "page.html").write_text("page")
    publish.put_in_place(made, site)
    (made / "index.html").write_text("two")
    assert publish.put_in_place(made, site) == ["index.html"]
    assert (site / "page.html").read_text() == "page"
