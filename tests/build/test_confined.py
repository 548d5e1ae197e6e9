"""What lies outside a course, or comes along in `_build`, is neither shown nor run nor deleted."""

from __future__ import annotations

import json
import os
import pickle
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from evidence_course import cli, validate
from evidence_course.check import BuiltSite, check_site
from evidence_course.validate import markup
from tests.build.conftest import digests, run
from tests.conftest import DAY

SECRET = "never shown to anybody"
DRAWING = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def site(root: Path) -> Path:
    return root / "_build" / "html"


@pytest.fixture
def outside(course: Path) -> Path:
    """A folder beside the course with a text, and a drawing that is a program."""
    folder = course.parent / "outside"
    folder.mkdir()
    (folder / "secret.txt").write_text(SECRET, "utf-8")
    (folder / "evil.svg").write_text(DRAWING, "utf-8")
    return folder


def shows_it(root: Path) -> list[str]:
    """The files of the site in which anything of the folder beside the course stands."""
    return [
        str(file)
        for file in site(root).rglob("*")
        if file.is_file() and (SECRET.encode() in file.read_bytes() or file.name == "evil.svg")
    ]


# --- what the checks overlook -----------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "```{include} ../../../../outside/secret.txt\n```",
        "```{literalinclude} ../../../../outside/secret.txt\n```",
        "```{csv-table} T\n:file: ../../../../outside/secret.txt\n```",
        "```{raw} html\n<base href='https://evil.example/'>\n```",
        "{download}`x <../../../../outside/secret.txt>`",
        "[x](../../../../outside/secret.txt)",
        "![x](../../../../outside/evil.svg)",
    ],
)
def test_the_book_takes_in_nothing_even_if_no_check_refuses_it(
    course: Path, outside: Path, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    others = tuple(each for each in validate.CHECKS if each is not markup.check)
    monkeypatch.setattr(validate, "CHECKS", others)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", DAY)
    with (course / "modules" / "soil.md").open("a", encoding="utf-8") as lesson:
        lesson.write(f"\n{text}\n")
    assert cli.main(["build", "--course", str(course)]), "such a page must not be published"
    assert shows_it(course) == []
    assert outside.is_dir()


def test_plain_texts_of_the_settings_are_words(course: Path, outside: Path) -> None:
    title = "Fast\\n\\n```{include} ../../../../outside/secret.txt\\n```\\n"
    people = "{download}`x <../../../../outside/secret.txt>`"
    file = course / "course" / "course.yml"
    text = re.sub("title: In a hurry", f'title: "{title}"', file.read_text("utf-8"))
    file.write_text(text.replace("people: children", f"people: '{people}'"), "utf-8")
    assert run(course, "build").returncode == 0
    page = (site(course) / "pathways" / "short.html").read_text("utf-8")
    assert "```{include} ../../../../outside/secret.txt ```" in page
    assert shows_it(course) == []
    assert outside.is_dir()


@pytest.mark.parametrize(
    ("element", "is_fault"),
    [
        ('<meta http-equiv="refresh" content="0; url=../two.html">', False),
        ('<meta http-equiv="refresh" content="0; url=https://evil.example/">', True),
        ('<meta http-equiv="Refresh" content="0;//evil.example/">', True),
        ('<base href="https://evil.example/">', True),
        ('<iframe srcdoc="x"></iframe>', True),
        ('<object data="x"></object>', True),
        ('<form action="https://evil.example/"><button>x</button></form>', True),
        ('<form><button formaction="//evil.example/">x</button></form>', True),
        ('<form action="search.html"></form>', False),
    ],
)
def test_no_page_takes_readers_elsewhere_unasked(
    tmp_path: Path, element: str, *, is_fault: bool
) -> None:
    (tmp_path / "one.html").write_text(
        "<!DOCTYPE html><html lang='en'><head><title>T</title><meta http-equiv="
        "'Content-Security-Policy' content=\"default-src 'self'\"></head><body><h1>T</h1>"
        f"{element}",
        "utf-8",
    )
    codes = {problem.code for problem in check_site(BuiltSite(tmp_path))}
    assert ("site-leads-away" in codes) == is_fault


# --- what lies in _build ----------------------------------------------------------------------


class Program:
    """What runs as soon as it is read from a pickle."""

    def __init__(self, mark: Path) -> None:
        self.mark = mark

    def __reduce__(self) -> tuple[Callable[[str], None], tuple[str]]:
        return os.mkdir, (str(self.mark),)


def test_without_running_code_nothing_of_an_earlier_build_is_read(course: Path) -> None:
    assert run(course, "build").returncode == 0
    fresh = digests(site(course))
    ran = course / "ran"
    pickled = course / "_build" / "sphinx" / "doctrees" / "environment.pickle"
    before = pickled.stat()
    pickled.write_bytes(pickle.dumps(Program(ran)))
    # As a stranger would: the note of what the last build left fits what is there.
    mark = course / "_build" / "sphinx" / "mark.json"
    noted = json.loads(mark.read_text("utf-8"))
    os.utime(pickled, ns=(before.st_atime_ns, before.st_mtime_ns))
    noted["files"]["work/doctrees/environment.pickle"][:2] = [
        pickled.stat().st_size,
        pickled.stat().st_mtime_ns,
    ]
    mark.write_text(json.dumps(noted), "utf-8")
    assert run(course, "build", "--no-execute").returncode == 0
    assert not ran.exists()
    assert digests(site(course)).keys() == fresh.keys()


@pytest.mark.skipif(os.name == "nt", reason="making a symbolic link needs rights there")
@pytest.mark.parametrize("name", ["", "book", "sphinx", "html", "html.new", "handbook", "lock"])
def test_no_link_leads_what_is_made_or_deleted_elsewhere(
    course: Path, lesson: Path, outside: Path, name: str
) -> None:
    kept = digests(outside)
    lesson.write_text(f"{lesson.read_text('utf-8')}\nAn edit.\n", "utf-8")
    link = course / "_build" / name
    if link.is_dir():
        shutil.rmtree(link)
    link.unlink(missing_ok=True)
    link.symlink_to(outside)
    for verb in (["build"], ["build", "--no-execute"], ["clean"], ["execute"]):
        done = run(course, *verb)
        assert done.returncode == 2, verb
        assert "a symbolic link stands where only made files are" in done.stderr
    assert digests(outside) == kept
    assert link.is_symlink()


# --- what is gone from the course -------------------------------------------------------------


def test_what_no_page_shows_any_more_is_gone_from_the_site(course: Path) -> None:
    lesson = course / "modules" / "watering.md"
    picture = course / "course" / "pictures" / "face.svg"
    text = lesson.read_text("utf-8")
    assert run(course, "build").returncode == 0
    without = digests(site(course))
    picture.write_text(DRAWING.replace("<script>alert(1)</script>", "<g/>"), "utf-8")
    lesson.write_text(f"{text}\n![A face](../course/pictures/face.svg)\n", "utf-8")
    assert run(course, "build").returncode == 0
    assert any("face" in name for name in digests(site(course)))
    picture.unlink()
    lesson.write_text(text, "utf-8")
    assert run(course, "build").returncode == 0
    assert digests(site(course)) == without


DOT = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAA"
    "AABJRU5ErkJggg=="
)


def test_a_picture_that_a_notebook_no_longer_draws_is_gone_from_the_site(course: Path) -> None:
    notebook = course / "notebooks" / "soil.ipynb"
    whole = json.loads(notebook.read_text("utf-8"))
    empty = {"cell_type": "code", "id": "dot", "metadata": {}, "execution_count": None}
    for is_drawn in (True, False):
        draw = ["import base64\n", "from IPython.display import Image\n"]
        draw += [f"Image(base64.b64decode('{DOT}'))"]
        cell = {**empty, "source": draw if is_drawn else ["1 + 1"], "outputs": []}
        cells = [*whole["cells"], cell]
        notebook.write_text(json.dumps({**whole, "cells": cells}, indent=1), "utf-8")
        done = run(course, "build")
        assert done.returncode == 0, done.stdout
        pictures = [name for name in digests(site(course)) if name.startswith("_images/")]
        assert any(name.endswith(".png") for name in pictures) == is_drawn, pictures
