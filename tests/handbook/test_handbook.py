"""The handbook builds strictly, whole and the same each time, and stays beside the course."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from evidence_course import cli, manifest
from evidence_course.handbook import POLICY
from tests.conftest import CommandLine, digest

from .conftest import ROOT, copy_handbook

Run = Callable[..., CommandLine]

PAGES = sorted(path for path in (ROOT / "docs").rglob("*.md") if "examples" not in path.parts)
SETTINGS = """\
site_name: Garden
theme: {name: material, font: false}
use_directory_urls: false
validation:
  omitted_files: warn
  anchors: warn
  absolute_links: warn
  unrecognized_links: warn
markdown_extensions:
  - pymdownx.snippets: {check_paths: true}
nav:
  - Start: index.md
"""
FAULTS = {
    "a page that is not there": (
        "[a](nowhere.md)",
        "docs/index.md:3:1: a link 'nowhere.md', but the target is not found among documentation "
        "files. [handbook-link]",
    ),
    "a part that is not there": (
        "[a](#nowhere)",
        "docs/index.md:3:1: a link '#nowhere', but there is no such anchor on this page. "
        "[handbook-link]",
    ),
    "a file that is not there": (
        '--8<-- "nothing.txt"',
        "docs/index.md:3:1: Snippet at path 'nothing.txt' could not be found [handbook-failed]",
    ),
    "another host": (
        "![a](https://example.org/a.png)",
        "docs/index.md:3:1: <img> asks another place for 'https://example.org/a.png' "
        "[site-other-host]",
    ),
}


@pytest.fixture
def small(course: Path) -> Path:
    """The good course with a handbook of one page."""
    (course / "docs").mkdir()
    (course / "docs" / "index.md").write_text("# Beds\n\nDig.\n")
    (course / "mkdocs.yml").write_text(SETTINGS)
    return course


def test_every_page_is_built_and_in_the_contents(handbook: Path) -> None:
    names = {path.relative_to(ROOT / "docs").with_suffix(".html") for path in PAGES}
    assert {path.relative_to(handbook) for path in handbook.rglob("*.html")} == names
    front = (handbook / "index.html").read_text("utf-8")
    assert [name for name in names if f'href="{name.as_posix()}"' not in front] == []


def test_what_a_page_shows_of_a_file_is_there_and_not_the_line_that_asks_for_it(
    handbook: Path,
) -> None:
    texts = {
        page: re.sub(r"<[^>]+>", "", page.read_text("utf-8")) for page in handbook.rglob("*.html")
    }
    assert [page.name for page, text in texts.items() if "--8" in text] == []


def test_no_page_holds_script_or_style_and_each_has_a_policy(handbook: Path) -> None:
    for page in handbook.rglob("*.html"):
        text = page.read_text("utf-8")
        assert text.count(f'content="{POLICY}"') == 1, page.name
        assert (
            re.findall(r"<script(?! src=)(?! id=\"__config\")[^>]*>|<style|<\w[^>]* style=", text)
            == []
        )


def test_the_same_pages_give_the_same_bytes_in_another_place_on_another_day(
    handbook: Path, tmp_path: Path, run: Run
) -> None:
    root = copy_handbook(tmp_path / "elsewhere")
    assert run("handbook", root).code == 0
    assert digest(root / "_build" / "handbook") == digest(handbook)


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_named_with_its_line_and_costs_no_good_handbook(
    run: Run, small: Path, fault: str
) -> None:
    assert run("handbook", small).code == 0
    good = digest(small / "_build" / "handbook")
    text, said = FAULTS[fault]
    (small / "docs" / "index.md").write_text(f"# Beds\n\n{text}\n")
    assert run("handbook", small) == CommandLine(1, f"{said}\n", "")  # the fixture is quiet
    assert digest(small / "_build" / "handbook") == good
    assert not (small / "_build" / "handbook.new").exists()


def test_its_faults_are_in_the_log(run: Run, small: Path, tmp_path: Path) -> None:
    (small / "docs" / "index.md").write_text("# Beds\n\n[a](nowhere.md)\n")
    log = tmp_path / "log.txt"
    assert run("handbook", small, "--log-file", str(log)).code == 1
    text = log.read_text("utf-8")
    assert "Building the handbook: took " in text
    assert " ERROR docs/index.md:3:1: a link 'nowhere.md'" in text


def test_a_page_that_nobody_finds_and_settings_that_are_wrong_are_faults(
    run: Run, small: Path
) -> None:
    (small / "docs" / "lost.md").write_text("# Lost\n")
    assert run("handbook", small).out == (
        "docs/lost.md:1:1: no reader finds this page: name it under 'nav' in mkdocs.yml "
        "[handbook-failed]\n"
    )
    (small / "mkdocs.yml").write_text("site_name: [\n")
    result = run("handbook", small)
    assert result.code == 1
    assert result.out.startswith("mkdocs.yml:1:1: MkDocs encountered an error parsing")


def test_a_course_without_a_handbook_is_told_so_kindly(run: Run, course: Path) -> None:
    result = run("handbook", course)
    assert (result.code, result.out) == (2, "")
    assert "has no handbook" in result.err and "A course needs none" in result.err


@pytest.mark.slow
def test_the_handbook_joins_the_site_and_outlives_the_next_build(
    run: Run, small: Path, built_course: Path
) -> None:
    shutil.copytree(built_course / "_build", small / "_build")
    assert run("handbook", small).code == 0
    inside = small / "_build" / "html" / "handbook"
    joined = digest(inside)
    assert joined == digest(small / "_build" / "handbook")
    assert manifest.up_to_date(small) is not None, "a handbook is no reason to build the course"
    lesson = small / "modules" / "soil.md"
    lesson.write_text(lesson.read_text().replace("Dig a hole", "Dig a small hole"))
    assert run("build", small).code == 0
    assert "Dig a small hole" in (small / "_build/html/modules/soil.html").read_text("utf-8")
    assert digest(inside) == joined
    assert manifest.up_to_date(small) is not None


PATH = re.compile(r"`((?:src|tests|docs|course|modules|notebooks|quizzes|benchmarks)/[\w./-]+)`")
MADE_UP = ("SLUG", "ID", "NAME")


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.stem)
def test_files_that_a_page_names_are_there(page: Path) -> None:
    named = PATH.findall(page.read_text("utf-8"))
    named = [name for name in named if not any(word in name for word in MADE_UP)]
    if "reference" in page.parts:  # its examples are of another course
        named = [name for name in named if name.startswith(("src/", "tests/", "docs/"))]
    assert [name for name in named if not (ROOT / name).exists()] == []


@pytest.mark.parametrize("path", sorted((ROOT / "docs/images").glob("*.svg")), ids=lambda p: p.stem)
def test_a_drawing_says_what_it_shows_and_has_no_colours_of_its_own(path: Path) -> None:
    text = path.read_text("utf-8")
    if path.stem == "icon":
        return
    title, description = f"{path.stem}-title", f"{path.stem}-desc"
    assert f'aria-labelledby="{title} {description}"' in text
    assert f'<title id="{title}">' in text and f'<desc id="{description}">' in text
    assert "style" not in text and "#" not in text, "what is drawn takes the colours of the page"


def test_the_verb_says_where_the_handbook_is(
    small: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["handbook", "--course", str(small)]) == 0
    said = capsys.readouterr()
    assert said.out.endswith(f"It is {small / '_build' / 'handbook' / 'index.html'}\n")
    assert "Building the handbook" in said.err
