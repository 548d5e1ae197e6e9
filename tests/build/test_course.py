"""The course of this repository, from a copy without anything that was made."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import yaml

from evidence_course.load import load
from tests.build.conftest import run

ROOT = Path(__file__).parents[2]
FOLDERS = ("course", "modules", "notebooks", "quizzes")
MODULES = tuple(yaml.safe_load((ROOT / "course" / "course.yml").read_text("utf-8"))["modules"])
LEAST = 12
USES = ("check", "end", "spaced")


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("clean") / "course"
    for name in FOLDERS:
        shutil.copytree(
            ROOT / name, root / name, ignore=shutil.ignore_patterns(".ipynb_checkpoints")
        )
    return root


def test_it_builds_and_its_cover_leads_to_every_module(copy: Path) -> None:
    done = run(copy, "build", SOURCE_DATE_EPOCH="")
    assert done.returncode == 0, done.stdout
    index = copy / "_build" / "html" / "index.html"
    assert done.stdout.rstrip().endswith(str(index))
    for slug in MODULES:
        assert f'href="modules/{slug}.html"' in index.read_text("utf-8")
    again = run(copy, "build", SOURCE_DATE_EPOCH="")
    assert again.returncode == 0
    assert again.stdout.startswith("Nothing changed")


def test_stored_outputs_are_those_of_today(copy: Path) -> None:
    done = run(copy, "execute", "--save", SOURCE_DATE_EPOCH="")
    assert done.returncode == 0, done.stdout
    assert "saved" not in done.stdout


@pytest.mark.parametrize("slug", MODULES)
def test_each_bank_asks_for_each_outcome_in_the_lesson_at_its_end_and_later(slug: str) -> None:
    course, problems = load(ROOT)
    assert course is not None, problems
    bank = f"quizzes/{slug}.yml"
    questions = [each for each in course.banks[slug].questions if each.status == "live"]
    assert len(questions) >= LEAST, (
        f"{bank} has {len(questions)} live questions, and this course promises {LEAST}: write more"
    )
    asked = {(each.outcome, each.use) for each in questions}
    missing = [
        f"'outcome: {outcome}' with 'use: {use}'"
        for outcome in course.lessons[slug].settings.outcomes
        for use in USES
        if (outcome, use) not in asked
    ]
    assert missing == [], (
        f"{bank} has no live question with {', '.join(missing)}: write one of each"
    )


def test_a_misspelt_field_is_named_with_its_place(copy: Path, tmp_path: Path) -> None:
    root = tmp_path / "course"
    shutil.copytree(copy, root, ignore=shutil.ignore_patterns("_build"))
    bank = root / "quizzes" / "effect-size.yml"
    text = bank.read_text("utf-8")
    bank.write_text(text.replace("correct: true", "corect: true", 1), "utf-8")
    lines = bank.read_text("utf-8").splitlines()
    line = next(n for n, each in enumerate(lines, 1) if "corect" in each)
    column = lines[line - 1].index("corect") + 1
    done = run(root, "check")
    assert done.returncode == 1
    expected = (
        f"quizzes/effect-size.yml:{line}:{column}: unknown field 'corect': did you mean 'correct'?"
    )
    assert expected in done.stdout
