"""The course of this repository, from a copy without anything that was made."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.build.conftest import run

ROOT = Path(__file__).parents[2]
FOLDERS = ("course", "modules", "notebooks", "quizzes")
MODULES = ("fair-test", "effect-size", "mash")


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
def test_each_bank_has_twelve_live_items_three_for_each_outcome(slug: str) -> None:
    from collections import Counter

    from evidence_course.load import load

    course, _ = load(ROOT)
    assert course is not None
    questions = [q for q in course.banks[slug].questions if q.status == "live"]
    assert len(questions) == 12
    counts = Counter((question.outcome, question.use) for question in questions)
    assert set(counts.values()) == {1}
    assert {use for _, use in counts} == {"check", "end", "spaced"}


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
