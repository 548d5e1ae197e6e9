"""Figures of the register on built pages: printed, marked, and new when the record changes."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from tests.build.conftest import GOOD, run

FILE = GOOD.parent / "evidence" / "thornby_trial_2020.yml"
TRIAL = FILE.stem
SAID = f"""
It was {{value}}`{TRIAL}.looked-after.percent-1 | about whole in 100` {{source}}`{TRIAL}`.

| Usual | Change |
|---|---|
| {{value}}`{TRIAL}.looked-after.percent-2` | {{value}}`{TRIAL}.looked-after.estimate, fewer` |
"""
ITEM = f"""
  - id: soil-900
    type: numeric
    outcome: soil.test-soil
    use: check
    source: [{TRIAL}]
    question: "It was {{value}}`{TRIAL}.looked-after.percent-2` in 100. And now?"
    answer: {{value: {TRIAL}.looked-after.percent-1}}
    tolerance: 0.3
    near_misses:
      - value: {{value: {TRIAL}.looked-after.relative, scale: -1, round: 1}}
        feedback: "That is {{value}}`{TRIAL}.looked-after.relative | fall whole in 100`."
        misconception: looks-tell-all
    feedback: "Look again."
    misconception: looks-tell-all
"""


@pytest.fixture(scope="module")
def garden(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small course with a trial whose figures a lesson and an item use, built."""
    root = tmp_path_factory.mktemp("values") / "course"
    shutil.copytree(GOOD, root)
    folder = root / "course" / "evidence"
    folder.mkdir()
    shutil.copy(FILE, folder)
    lesson, bank = root / "modules" / "soil.md", root / "quizzes" / "soil.yml"
    text = lesson.read_text("utf-8").replace("sources:\n", f"sources:\n  - {TRIAL}\n", 1)
    lesson.write_text(text.replace("## Worked example\n", f"{SAID}\n## Worked example\n"), "utf-8")
    bank.write_text(f"{bank.read_text('utf-8').rstrip()}\n{ITEM}", "utf-8")
    done = run(root, "build")
    assert done.returncode == 0, done.stdout + done.stderr
    return root


def page(root: Path) -> str:
    return (root / "_build" / "html" / "modules" / "soil.html").read_text("utf-8")


def words(root: Path) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page(root)).split())


def test_a_lesson_prints_figures_in_lines_and_tables(garden: Path) -> None:
    shown = words(garden)
    assert "It was about 36 in 100" in shown
    assert "44.8 8.6 fewer" in shown


def test_an_item_prints_and_marks_plain_numbers(garden: Path) -> None:
    shown = page(garden)
    assert 'data-answer="36.2"' in shown
    assert 'data-value="19.2"' in shown
    assert "It was 44.8 in 100. And now?" in words(garden)
    assert "That is a fall of 19 in 100." in words(garden)
    assert TRIAL not in re.sub(r'(href|id)="[^"]*"', "", shown)


def test_the_study_is_in_the_list_of_sources(garden: Path) -> None:
    assert f'id="source-{TRIAL}"' in page(garden)
    assert "(Roe and others 2020)" in words(garden)
    assert "To be read again by 1 January 2099." in words(garden)


def test_a_page_is_made_again_when_its_record_changes(garden: Path, tmp_path: Path) -> None:
    root = tmp_path / "course"
    shutil.copytree(garden, root)
    record = root / "course" / "evidence" / FILE.name
    text = record.read_text("utf-8").replace("percent: 36.2", "percent: 31.2")
    record.write_text(text.replace("estimate: -8.6", "estimate: -13.6"), "utf-8")
    done = run(root, "build")
    assert done.returncode == 0, done.stdout
    assert "It was about 31 in 100" in words(root)
    assert 'data-answer="31.2"' in page(root)


def test_an_unknown_figure_fails_with_its_place_and_the_site_stays(
    garden: Path, tmp_path: Path
) -> None:
    root = tmp_path / "course"
    shutil.copytree(garden, root)
    lesson = root / "modules" / "soil.md"
    lesson.write_text(lesson.read_text("utf-8").replace("looked-after.per", "lookedafter.per"))
    done = run(root, "build")
    assert done.returncode == 1
    assert re.search(r"modules/soil\.md:\d+:\d+: .*did you mean 'looked-after'\?", done.stdout)
    assert page(root) == page(garden)
