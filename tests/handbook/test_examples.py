"""The handbook's question type and export format, installed as others would install them."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import DATA, DAY

from .conftest import ROOT

pytestmark = pytest.mark.slow

EXTRAS = ROOT / "docs" / "examples" / "course-extras"
RECORD = ROOT / "docs" / "examples" / "sessions" / "record" / "course"
REGISTER = "register.csl.json"
SAY_MARKS = """
from evidence_course.load import load
from evidence_course.marking import mark
from evidence_course.questions import live_items
from pathlib import Path
course, problems = load(Path())
item = next(each for each in live_items(course.banks["soil"]) if each.id == "soil-090")
interaction = item.exercises[0].interaction
print([mark(interaction, guess).credit for guess in ("50", "100", "250", "400", "401")])
"""


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the package of the examples, as pip puts it there."""
    source = tmp_path_factory.mktemp("source") / "course-extras"
    shutil.copytree(EXTRAS, source)  # pip builds in the folder itself
    target = tmp_path_factory.mktemp("installed")
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    options = ["--no-deps", "--no-index", "--no-build-isolation", "--target", str(target)]
    subprocess.run([*pip, *options, str(source)], check=True)
    return target


@pytest.fixture(scope="module")
def extended(tmp_path_factory: pytest.TempPathFactory, installed: Path) -> Path:
    """A built course that asks a question of the type, and has a record to hand out."""
    root = with_question(tmp_path_factory.mktemp("extended") / "course", "question.yml")
    shutil.copytree(RECORD, root / "course", dirs_exist_ok=True)
    done = run(installed, root, "-m", "evidence_course", "build", "--quiet")
    assert done.returncode == 0, done.stdout + done.stderr
    return root


def with_question(root: Path, name: str) -> Path:
    shutil.copytree(DATA / "good", root)
    with (root / "quizzes" / "soil.yml").open("a") as bank:
        bank.write(f"\n{(EXTRAS / name).read_text()}")
    return root


def run(installed: Path, root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    paths = os.pathsep.join([str(installed), str(ROOT / "src")])
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=root,
        env={**os.environ, "PYTHONPATH": paths, "SOURCE_DATE_EPOCH": DAY},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_question_of_the_type_is_asked_on_its_page(extended: Path) -> None:
    page = (extended / "_build" / "html" / "modules" / "soil.html").read_text("utf-8")
    assert 'id="soil-090"' in page
    assert "About how many worms" in page


def test_every_guess_within_the_range_is_right(extended: Path, installed: Path) -> None:
    done = run(installed, extended, "-c", SAY_MARKS)
    assert done.stdout == "[0.0, 1.0, 1.0, 1.0, 0.0]\n", done.stderr


def test_a_fault_in_such_a_question_reads_as_the_handbook_says(
    installed: Path, tmp_path: Path
) -> None:
    root = with_question(tmp_path / "course", "broken-question.yml")
    done = run(installed, root, "-m", "evidence_course", "check", "--quiet")
    assert done.returncode == 1
    assert done.stdout == (EXTRAS / "broken-question.txt").read_text("utf-8")


def test_the_register_is_handed_out_in_the_format(extended: Path) -> None:
    (file,) = (extended / "_build" / "html").rglob(REGISTER)
    assert file.read_bytes() == (EXTRAS / REGISTER).read_bytes()
    (entry,) = json.loads(file.read_bytes())
    assert (entry["id"], entry["issued"]) == ("mulch_2024", {"date-parts": [[2024]]})
    page = (extended / "_build" / "html" / "evidence" / "mulch_2024.html").read_text("utf-8")
    assert "CSL-JSON" in page and "sources, for Zotero and Pandoc" in page


def test_the_editors_schema_knows_the_type(extended: Path, installed: Path) -> None:
    done = run(installed, extended, "-m", "evidence_course", "schema")
    assert done.returncode == 0, done.stderr
    schema = json.loads((extended / "course" / "schema" / "quiz-bank.schema.json").read_text())
    assert set(schema["definitions"]["estimate"]["required"]) >= {"low", "high", "feedback"}
