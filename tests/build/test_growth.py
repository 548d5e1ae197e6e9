"""A page does not grow with the number of modules, and a large course can be published."""

from __future__ import annotations

import random
import string
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from sphinx.application import Sphinx

from benchmarks.synthetic import write_course
from benchmarks.synthetic.subject import Subject
from evidence_course import cli
from evidence_course.check import BuiltSite, check_site
from evidence_course.sphinx_ext import theme
from evidence_course.sphinx_ext.staged import staged
from tests.conftest import DAY

SMALL, LARGE = 4, 7
FOLDERS = ("modules", "notebooks", "core", "practice")


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> dict[int, Path]:
    """Two courses whose modules begin alike; both count as long ones."""
    found = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", DAY)
        patch.setattr(theme, "NAVIGATED", 3)
        patch.setattr(theme, "AROUND", 1)
        for modules in (SMALL, LARGE):
            root = tmp_path_factory.mktemp("growth") / "course"
            write_course(root, modules)
            assert cli.main(["build", "--quiet", "--course", str(root)]) == 0
            found[modules] = root / "_build" / "html"
    return found


@pytest.mark.slow
def test_no_page_grows_with_the_number_of_modules(sites: dict[int, Path]) -> None:
    records = [f"evidence/{name}" for name in (Subject(2).approach, Subject(2).trial)]
    pages = [f"{folder}/{Subject(number).slug}" for folder in FOLDERS for number in (1, 2)]
    for name in [*pages, *records, "about", "404"]:
        small, large = (len((site / f"{name}.html").read_bytes()) for site in sites.values())
        assert abs(large - small) < 60, name


@pytest.mark.slow
def test_a_long_course_names_the_modules_around_and_leads_to_all(sites: dict[int, Path]) -> None:
    def navigation(name: str) -> str:
        text = (sites[LARGE] / f"{name}.html").read_text("utf-8")
        return text[text.index('<nav class="site-nav"') : text.index("</nav>")]

    around = navigation(f"modules/{Subject(4).slug}")
    named = [number for number in range(1, LARGE + 1) if Subject(number).slug in around]
    assert named == [3, 4, 5]
    assert 'href="../progress.html#modules"><span>All 7 modules</span>' in around
    assert "nav-module" not in navigation("about")
    assert 'href="#modules"' in navigation("progress")
    assert navigation("search").count("nav-module") == LARGE


def test_a_course_of_twenty_modules_names_them_all_on_each_page() -> None:
    twenty = {"modules": [{"number": number} for number in range(1, 21)]}
    assert theme.in_navigation(twenty, None) == twenty["modules"]
    more: dict[str, Any] = {"modules": [{"number": number} for number in range(1, 22)]}
    assert theme.in_navigation(more, None) == []
    for place, numbers in ((0, [1, 2, 3, 4]), (9, [*range(7, 14)]), (20, [18, 19, 20, 21])):
        found = theme.in_navigation(more, more["modules"][place])
        assert [each["number"] for each in found] == numbers


def test_what_lists_the_whole_course_may_be_heavy_and_is_told_of(tmp_path: Path) -> None:
    words = "".join(random.Random(1).choices(string.ascii_letters + string.digits, k=90_000))
    (tmp_path / "modules").mkdir()
    for name in ("glossary.html", "modules/one.html"):
        (tmp_path / name).write_text(
            "<!DOCTYPE html><html lang='en'><head><title>T</title>"
            "<meta http-equiv='Content-Security-Policy' content=\"default-src 'self'\"></head>"
            f"<body><h1>T</h1><p>{words}</p></body></html>",
            "utf-8",
        )
    found = {problem.path: problem for problem in check_site(BuiltSite(tmp_path))}
    assert {problem.code for problem in found.values()} == {"site-weight"}
    assert found["_build/html/modules/one.html"].is_error
    assert not found["_build/html/glossary.html"].is_error


def test_a_file_of_the_staged_book_is_read_once_and_again_when_it_changes(tmp_path: Path) -> None:
    app = cast(Sphinx, SimpleNamespace(srcdir=str(tmp_path)))
    file, made = tmp_path / "words.json", []

    def count(data: dict[str, Any]) -> int:
        made.append(data)
        return len(data)

    file.write_text('{"a": 1}', "utf-8")
    assert [staged(app, file.name, count), staged(app, file.name, count)] == [1, 1]
    assert len(made) == 1
    file.write_text('{"a": 1, "b": 2}', "utf-8")
    assert staged(app, file.name, count) == 2
    assert staged(app, file.name) == {"a": 1, "b": 2}
