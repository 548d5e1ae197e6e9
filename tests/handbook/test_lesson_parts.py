"""What the handbook says that a lesson can hold: each example is put into a course and checked."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from evidence_course import values, wording
from evidence_course.load import load
from evidence_course.markdown import CONTAINERS, LEAVES, PAGE_ONLY, ROLES
from evidence_course.validate.settings import PRINTED
from tests.conftest import DATA, CommandLine

from .conftest import ROOT
from .sessions import SESSIONS

Run = Callable[..., CommandLine]

PAGE = (ROOT / "docs" / "lesson-parts.md").read_text("utf-8")
BLOCKS = re.findall(r"^````markdown\n(.*?)^````$", PAGE, re.MULTILINE | re.DOTALL)
ROLES_PART = PAGE.partition("\n## Roles\n")[2].partition("\n## ")[0]
ROWS = [
    (found[1], found[2])
    for found in re.finditer(r"\| `` \{value\}`([^`]+)` `` \| (.+) \|$", PAGE, re.MULTILINE)
]
IN_LINE = [
    each.strip("` ") + ("`" if "`` " in each else "")
    for each in re.findall(r"^\|.*\| (``.+``|`\$.+\$`) \|$", ROLES_PART, re.MULTILINE)
]
FOR_PAGES = [each for each in BLOCKS if any(f"{{{name}}}" in each for name in PAGE_ONLY)]
FOR_LESSONS = [*(each for each in BLOCKS if each not in FOR_PAGES), *IN_LINE]
CHART = "```{result} beds\n```\n"
"""The same chart as in the picture to try, and a page holds a chart once."""
QUIZ = "```{quiz} soil\n:use: check\n```\n"


def garden(root: Path) -> Path:
    """The good course with the study of the handbook, cited by the lesson on soil."""
    shutil.copytree(DATA / "good", root)
    shutil.copytree(SESSIONS / "record" / "course", root / "course", dirs_exist_ok=True)
    edit(root, lambda text: text.replace("  - soil-guide\n", "  - soil-guide\n  - mulch_2024\n", 1))
    return root


def edit(root: Path, change: Callable[[str], str], name: str = "modules/soil.md") -> None:
    file = root / name
    before = file.read_text("utf-8")
    file.write_text(change(before), "utf-8")
    assert file.read_text("utf-8") != before or not before


def add(root: Path, example: str) -> None:
    """An example where lessons have such: before the part on what this means."""
    if example == QUIZ:
        edit(root, lambda text: text.replace(QUIZ, "", 1))
    edit(root, lambda text: text.replace("## What this means", f"{example}\n\n## What this means"))
    if example.startswith("+++"):
        edit(root, lambda text: text.replace("minutes: 10\n", "minutes: 10\ncore_minutes: 3\n"))


@pytest.mark.parametrize("example", FOR_LESSONS)
def test_an_example_for_a_lesson_is_sound(run: Run, tmp_path: Path, example: str) -> None:
    root = garden(tmp_path / "course")
    add(root, example)
    said = run("check", root)
    assert (said.code, said.out) == (0, run("check", garden(tmp_path / "plain")).out)


@pytest.mark.parametrize("example", FOR_PAGES)
def test_an_example_for_a_front_or_back_page_is_sound(
    run: Run, tmp_path: Path, example: str
) -> None:
    root = garden(tmp_path / "course")
    edit(root, lambda text: f"{text}\n{example}", "course/about.md")
    said = run("check", root)
    assert said.code == 0, said.out


@pytest.mark.slow
def test_all_examples_together_make_pages(run: Run, tmp_path: Path) -> None:
    root = garden(tmp_path / "course")
    for example in FOR_LESSONS:
        if example != CHART:
            add(root, example)
    for example in FOR_PAGES:
        edit(root, lambda text, example=example: f"{text}\n{example}", "course/about.md")
    said = run("build", root)
    assert said.code == 0, said.out
    page = (root / "_build" / "html" / "modules" / "soil.html").read_text("utf-8")
    assert page.count('data-interactive="beds"') == 1 and "Royal Horticultural Society" in page


@cache
def register() -> dict[str, Any]:
    course, problems = load(ROOT)
    assert course is not None, problems
    return dict(values.studies(course.evidence, course.found.get("evidence", ())))


@pytest.mark.parametrize(("reference", "printed"), ROWS)
def test_a_figure_is_printed_as_the_page_says(reference: str, printed: str) -> None:
    assert wording.spoken(reference, register()) == printed


def test_every_block_role_and_word_has_its_example() -> None:
    blocks = {name for each in BLOCKS for name in re.findall(r"^```\{(\w+)\}", each, re.MULTILINE)}
    assert blocks == CONTAINERS | PAGE_ONLY | LEAVES
    assert {name for each in IN_LINE for name in re.findall(r"\{(\w+)\}`", each)} == ROLES
    assert [name for name in PRINTED if f"`{name}`" not in ROLES_PART] == []
    figures = {*values._ARM, *values._EFFECT, *values._COMPARED, "rate", "studies"}
    assert [each for each in sorted(figures) if not re.search(rf"`{each}(-1)?`", PAGE)] == []
    words = {*wording.DIRECTIONS, *wording.OPENERS, *wording.JOINERS, *wording.ROUNDINGS}
    words |= {wording.PERCENT, wording.ABOUT, wording.SIZE, wording.TURNED}
    words -= {"2dp", "3dp"}  # "1dp to 4dp"
    said = PAGE.partition("\n## How a figure is said\n")[2]
    assert [word for word in sorted(words) if f"`{word}`" not in said] == []
