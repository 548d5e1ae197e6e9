"""`diff` over real sites: what it tells of a day of work, and what it leaves out as noise."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from evidence_course import cli


@pytest.fixture(scope="module")
def found(built_course: Path, edited_course: Path) -> Any:
    import contextlib
    import io

    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        assert cli.main(["diff", str(built_course), str(edited_course), "--format", "json"]) == 0
    return json.loads(said.getvalue())


def test_pages_that_moved_are_told_with_both_addresses(found: Any) -> None:
    assert [(page["was"], page["address"]) for page in found["moved"]] == [
        ("about.html", "club.html"),
        ("core/watering.html", "core/drops.html"),
        ("modules/watering.html", "modules/drops.html"),
        ("notebooks/watering.html", "notebooks/drops.html"),
        ("practice/watering.html", "practice/drops.html"),
    ]
    assert (found["added"], found["removed"]) == ([], [])


def test_an_edited_lesson_is_told_by_its_sentences(found: Any) -> None:
    (page,) = found["changed"]
    assert page["address"] == "modules/soil.html"
    assert page["sentences"] == [
        {"before": "The leaves went pale in June.", "after": ""},
        {"before": "", "after": "In May, they fell."},
        {"before": "", "after": "Twice."},
    ]


def test_an_edited_question_is_told_by_its_parts(found: Any) -> None:
    question = next(each for each in found["questions"] if each["id"] == "soil-001")
    assert question["kind"] == "changed"
    assert question["pages"] == ["modules/soil.html", "practice/soil.html"]
    assert question["parts"] == [
        ["option b", {"before": "Sand that is dry", "after": "Sand that is wet"}]
    ]


def test_a_chart_is_told_from_what_to_what(found: Any) -> None:
    (chart,) = found["charts"]
    assert chart["title"] == "Beans in clay"
    parts = dict(chart["parts"])
    assert parts["sentence"]["after"] == "Of 10 beans, 7 came up."
    assert parts["table row"] == {"before": "Clay | 6 | 4", "after": "Clay | 7 | 3"}


def test_downloads_and_old_addresses_are_told(found: Any) -> None:
    assert found["redirects"] == [["contact.html", {"before": "", "after": "club.html"}]]
    names = {each["name"]: (each["before"], each["after"]) for each in found["downloads"]}
    assert names["watering.zip"][1] is None
    assert names["drops.zip"][0] is None
    assert None not in names["soil.ipynb"]


def test_names_that_say_nothing_to_a_learner_are_noise(
    built_course: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = Path(shutil.copytree(built_course / "_build" / "html", tmp_path / "html"))
    (folder,) = {path.parent for path in (other / "_downloads").rglob("soil.ipynb")}
    folder.rename(folder.with_name("0" * 32))
    for page in other.rglob("*.html"):
        text = page.read_text("utf-8").replace(folder.name, "0" * 32)
        page.write_text(re.sub(r"\?v=[0-9a-f]+", "?v=12345678", text), "utf-8")
    handbook = other / "handbook"
    handbook.mkdir()
    (handbook / "index.html").write_text("<html><title>How to publish</title></html>")
    assert cli.main(["diff", str(built_course), str(other), "--exit-code"]) == 0
    assert capsys.readouterr().out == "Learners meet the same site: nothing differs.\n"


def test_only_when_asked_does_a_difference_show_in_the_exit_code(
    built_course: Path, edited_course: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sites = [str(built_course / "_build" / "html"), str(edited_course / "_build" / "html")]
    assert cli.main(["diff", *sites]) == 0
    assert cli.main(["diff", *sites, "--exit-code", "--format", "markdown"]) == 1
    assert "## What learners will notice" in capsys.readouterr().out


@pytest.mark.parametrize("make", ["nothing", "a folder", "another site"])
def test_a_folder_without_a_site_is_refused_by_name(
    make: str, built_course: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "old"
    if make != "nothing":
        folder.mkdir()
    if make == "another site":
        (folder / "index.html").write_text("<h1>Ours</h1>")
    assert cli.main(["diff", str(folder), str(built_course)]) == 2
    error = capsys.readouterr().err
    assert str(folder) in error
    assert ("there is no folder" if make == "nothing" else "build the course first") in error
