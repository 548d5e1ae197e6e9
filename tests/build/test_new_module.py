"""One more module: its stubs, what of an author's files changes, and the way that `check` leads."""

from __future__ import annotations

import json
import os
import re
import shutil
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from evidence_course import cli
from evidence_course.load import load
from evidence_course.load.yaml_reader import read_yaml
from evidence_course.markdown import Prose, elements
from evidence_course.model.record import markdown_fields
from tests.conftest import CommandLine, digest

Run = Callable[..., CommandLine]
SETTINGS, OUTCOMES = "course/course.yml", "course/outcomes.yml"
FILES = ["modules/mulch.md", "notebooks/mulch.ipynb", "quizzes/mulch.yml"]

WRITTEN = {
    f"{OUTCOMES}: what a reader can do, after the words You will be able to": "lay mulch",
    f"{OUTCOMES}: what else a reader can do": "count the weeds",
    "modules/mulch.md: the question that this module answers?": "Does mulch keep weeds down?",
    "modules/mulch.md: about how many minutes the lesson takes": "as long as a cup of tea",
    "modules/mulch.md: leave those for whom it is": "both",
    "modules/mulch.md: the first thing to remember, in one sentence": "Lay it thick.",
    "modules/mulch.md: the second thing to remember": "Leave the stems free.",
    "modules/mulch.md: the third thing to remember": "Count before and after.",
    "modules/mulch.md: a question that readers answer in their own notes": (
        "Where would you try it?"
    ),
    "modules/mulch.md: a title for the case": "Two beds",
    "modules/mulch.md: a made-up case of two or three sentences that raises the question": (
        "Sam lays straw on one bed and not on the other."
    ),
    "modules/mulch.md: a heading for the idea": "Why it may work",
    "modules/mulch.md: the idea in plain words, with a source beside each fact": (
        "Weeds need light {source}`soil-guide`."
    ),
    "modules/mulch.md: one example, from its start to its end": (
        "Sam pulled the weeds of both beds."
    ),
    "modules/mulch.md: say what the [notebook](../notebooks/mulch.ipynb) works out": (
        "The [notebook](../notebooks/mulch.ipynb) takes one count from the other."
    ),
    "modules/mulch.md: what each kind of reader can do now": "Try it on one bed first.",
    "notebooks/mulch.ipynb: a title for the sums": "How many weeds fewer?",
    "notebooks/mulch.ipynb: say what this notebook works out": "One count less the other.",
    "notebooks/mulch.ipynb: work out the figure, in as many cells as it takes": "a bed each",
    "notebooks/mulch.ipynb: the sentence that the lesson prints": "There were 12 weeds fewer.",
    "quizzes/mulch.yml: say here which people, places and counts in these questions are made up": (
        "Every bed here is made up."
    ),
    "quizzes/mulch.yml: the question that this module answers?": "Does mulch keep weeds down?",
    "quizzes/mulch.yml: a short case and a question about it": "Kim lays straw. What does it do?",
    "quizzes/mulch.yml: the right answer": "It keeps out light",
    "quizzes/mulch.yml: why it is right": "Yes. Weeds need light.",
    "quizzes/mulch.yml: a wrong answer that many would give": "It feeds the weeds",
    "quizzes/mulch.yml: why it is wrong, and what is so instead": "No. It rots too slowly.",
    "quizzes/mulch.yml: a statement that is true or false": "Twice the straw is twice as good.",
    "quizzes/mulch.yml: whether the statement is true": "it is not",
    "quizzes/mulch.yml: what to say to those who choose true": (
        "No. Too much of it rots the stems."
    ),
    "quizzes/mulch.yml: what to say to those who choose false": "Yes. A hand deep will do.",
    "quizzes/mulch.yml: another case and a question about it": "Kim had 20 weeds, then 8. And now?",
    "quizzes/mulch.yml: a question whose answer is a number": "20 weeds, then 8. How many fewer?",
    "quizzes/mulch.yml: the number": "8 from 20",
    "quizzes/mulch.yml: how far from it still counts as right": "none",
    "quizzes/mulch.yml: how to work it out": "Take 8 from 20.",
}
"""What an author writes, by the file and the words of each message that asks for it."""

KNOWN = {"source": "soil-guide", "misconception": "more-is-better"}
PLACE = re.compile(r"(?P<path>\S+?):(?P<line>\d+):(?P<column>\d+): (?P<message>.*) \[[\w-]+\]")


def follow(course: Path, told: str) -> None:
    """Do what the first message says, at the place that it names, and nothing else."""
    found = PLACE.fullmatch(told)
    assert found is not None, told
    file = course / found["path"]
    lines = file.read_text("utf-8").split("\n")
    index, column = int(found["line"]) - 1, int(found["column"]) - 1
    before, after = lines[index][:column], lines[index][column:]
    message = found["message"]
    if unknown := re.match(r"unknown (source|misconception) 'to-do': add it to course/", message):
        assert after.startswith("to-do")
        after = after.replace("to-do", KNOWN[unknown[1]], 1)
    else:
        asked = re.fullmatch(r"still to do: (.*?)\.? Then take 'TO DO:' away", message)
        assert asked is not None, told
        text = WRITTEN[f"{found['path']}: {asked[1]}"]
        assert after.startswith(f"TO DO: {asked[1]}")
        after = after.replace(f"TO DO: {asked[1]}", text, 1)
    lines[index] = before + after
    file.write_text("\n".join(lines), "utf-8")


@pytest.mark.slow
def test_check_leads_from_the_stubs_to_a_module_that_builds(
    run: Run, course: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["new-module", "mulch", "--course", str(course)]) == 0
    assert "modules/mulch.md" in capsys.readouterr().out
    asked: list[str] = []
    while (result := run("check", course)).code:
        asked.append(result.out.splitlines()[0])
        assert len(asked) < 100, asked[-1]
        follow(course, asked[-1])
    assert result.out == ""
    assert len(asked) >= len(WRITTEN)
    assert cli.main(["execute", "--save", "--course", str(course)]) == 0
    assert capsys.readouterr().out == "saved notebooks/mulch.ipynb\n"
    assert run("check", course).out == ""
    assert run("build", course).code == 0
    page = (course / "_build" / "html" / "modules" / "mulch.html").read_text("utf-8")
    assert "TO DO" not in page
    for text in ("Does mulch keep weeds down?", "There were 12 weeds fewer.", "Kim lays straw."):
        assert text in page


def test_the_stubs_name_each_piece_that_is_to_be_written(run: Run, course: Path) -> None:
    """Every line of a stub that is for an author to change is named, once."""
    assert cli.main(["new-module", "mulch", "--course", str(course)]) == 0
    said = run("check", course).out.splitlines()
    places = [PLACE.fullmatch(line) for line in said]
    named = [(each["path"], int(each["line"])) for each in places if each]
    assert len(named) == len(said) == len(set(named))
    for path in [OUTCOMES, *FILES]:
        for number, line in enumerate((course / path).read_text("utf-8").split("\n"), 1):
            unwritten = "TO DO:" in line or "to-do" in line
            assert ((path, number) in named) is unwritten, (path, number, line)


KEPT = {"Worked example", "Check yourself", "What this means", ""}
"""Headings that a lesson may keep, and paragraphs that hold nothing but a figure."""


def test_no_text_of_a_stub_passes_for_an_authors(course: Path) -> None:
    """What a reader would read is marked, whichever part of a stub it stands in."""
    assert cli.main(["new-module", "mulch", "--course", str(course)]) == 0
    loaded, _ = load(course)
    assert loaded is not None
    lesson, bank, notebook = (
        each["mulch"] for each in (loaded.lessons, loaded.banks, loaded.notebooks)
    )
    words = [text for _, text, _ in markdown_fields(lesson.settings)]
    words += [text for question in bank.questions for _, text, _ in markdown_fields(question)]
    cells = [cell.source for cell in notebook.node.cells]
    prose = [each for text in (lesson.body, *cells[:1]) for each in elements(text)]
    words += [each.text for each in prose if isinstance(each, Prose)]
    words += cells[1].splitlines()
    words += [text for key, text in loaded.outcomes.entries.items() if key.startswith("mulch.")]
    assert len(words) > 30
    assert {each for each in words if "TO DO:" not in each} <= {*KEPT, "9"}


def test_the_title_is_put_where_it_is_shown(course: Path) -> None:
    title = 'Does "mulch" work?'
    assert cli.main(["new-module", "mulch", "--title", title, "--course", str(course)]) == 0
    for path in ("modules/mulch.md", "quizzes/mulch.yml"):
        assert f"title: {json.dumps(title)}\n" in (course / path).read_text("utf-8")


# What of an author's files changes


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("modules:\n  - soil\n  - watering\n", "modules:\n  - soil\n  - watering\n  - mulch\n"),
        ("modules:\n- soil\n- watering # last\n", "modules:\n- soil\n- watering # last\n- mulch\n"),
        (
            "modules:\n  -   soil\n  -   'watering'\n  # more to come\n",
            "modules:\n  -   soil\n  -   'watering'\n  -   mulch\n  # more to come\n",
        ),
        ("modules: [soil, watering]\n", "modules: [soil, watering, mulch]\n"),
        ("modules: [soil,\n  watering] # two\n", "modules: [soil,\n  watering, mulch] # two\n"),
        ('modules: [soil, "watering", ]\n', 'modules: [soil, "watering", mulch, ]\n'),
    ],
)
def test_the_list_of_modules_keeps_its_layout(course: Path, before: str, after: str) -> None:
    settings = course / SETTINGS
    text = settings.read_text().replace("modules:\n  - soil\n  - watering\n", f"# First.\n{before}")
    settings.write_text(text)
    assert cli.main(["new-module", "mulch", "--course", str(course)]) == 0
    assert settings.read_text() == text.replace(before, after)


@pytest.mark.parametrize("end", ["", "\n", "\n# The end.\n", "\n\n"])
def test_outcomes_are_added_at_the_end(course: Path, end: str) -> None:
    outcomes = course / OUTCOMES
    text = outcomes.read_text().rstrip("\n") + end
    outcomes.write_text(text)
    assert cli.main(["new-module", "mulch", "--course", str(course)]) == 0
    changed = outcomes.read_text()
    assert changed.startswith(text)
    tree, problems = read_yaml(changed, OUTCOMES)
    assert tree and not problems
    assert list(tree.data)[-2:] == ["mulch.first", "mulch.second"]


@pytest.mark.parametrize(
    "modules", ["modules:\n  - soil\n  - watering\n", "modules: [soil, watering]\n"]
)
@pytest.mark.parametrize("end", ["", "\n"])
def test_files_from_windows_keep_their_line_ends_their_mark_and_their_mode(
    course: Path, tmp_path: Path, modules: str, end: str
) -> None:
    def windows(text: bytes) -> bytes:
        return b"\xef\xbb\xbf" + text.replace(b"\n", b"\r\n")

    for name in (SETTINGS, OUTCOMES):
        text = (course / name).read_text("utf-8").rstrip("\n") + end
        (course / name).write_text(text.replace("modules:\n  - soil\n  - watering\n", modules))
    other = Path(shutil.copytree(course, tmp_path / "other"))
    for name in (SETTINGS, OUTCOMES):
        (other / name).write_bytes(windows((course / name).read_bytes()))
        (other / name).chmod(0o664)
    for root in (course, other):
        assert cli.main(["new-module", "mulch", "--course", str(root)]) == 0
    for name in (SETTINGS, OUTCOMES):
        assert (other / name).read_bytes() == windows((course / name).read_bytes())
        assert os.name == "nt" or stat.S_IMODE((other / name).stat().st_mode) == 0o664


# All or nothing


def taken(path: str) -> Callable[[Path], None]:
    return lambda course: (course / path).write_text("mine\n")


def other_outcome(course: Path) -> None:
    with (course / OUTCOMES).open("a") as file:
        file.write("mulch.lay: lay mulch\n")


def braces(course: Path) -> None:
    (course / OUTCOMES).write_text("{soil.test-soil: test it, watering.when: choose a time}\n")


def latin_1(course: Path) -> None:
    with (course / OUTCOMES).open("ab") as file:
        file.write(b"# caf\xe9\n")


REFUSED: dict[str, tuple[Callable[[Path], None], str]] = {
    **{path: (taken(path), f"{path}:1:1: is there already: nothing was written") for path in FILES},
    "an outcome": (other_outcome, "there is an outcome 'mulch.lay': nothing was written"),
    "outcomes that cannot be read": (latin_1, f"{OUTCOMES}:5:6: holds a byte (0xe9)"),
    "outcomes in braces": (braces, "is written in a way that is not changed here"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_nothing_is_written_where_something_stands_in_the_way(
    run: Run, course: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    spoil, said = REFUSED[name]
    spoil(course)
    before = digest(course)
    assert cli.main(["new-module", "mulch", "--course", str(course)]) == 1
    assert said in capsys.readouterr().out
    assert digest(course) == before


def test_a_module_that_is_there_is_not_made_again(
    course: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = digest(course)
    assert cli.main(["new-module", "soil", "--course", str(course)]) == 1
    said = capsys.readouterr().out
    assert "course/course.yml:10:5: there is a module 'soil': nothing was written" in said
    assert digest(course) == before


def test_settings_that_cannot_be_read_are_named(
    course: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (course / SETTINGS).write_text("modules: [soil\n")
    before = digest(course)
    assert cli.main(["new-module", "mulch", "--course", str(course)]) == 1
    assert capsys.readouterr().out.startswith("course/course.yml:")
    assert digest(course) == before


def test_a_machine_that_refuses_half_way_leaves_all_as_it_was(
    course: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    before, replace = digest(course), Path.replace

    def refuse(path: Path, target: Path) -> Path:
        if target.name == "outcomes.yml":
            raise PermissionError(13, "Permission denied")
        return replace(path, target)

    monkeypatch.setattr(Path, "replace", refuse)
    assert cli.main(["new-module", "mulch", "--course", str(course)]) == 2
    assert "The machine refused" in capsys.readouterr().err
    assert digest(course) == before
