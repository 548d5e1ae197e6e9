"""What a build leaves on disk, however it went."""

from __future__ import annotations

import errno
import json
import random
import re
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from datetime import datetime, timedelta
from pathlib import Path

import pytest

import evidence_course
from evidence_course import cli, pipeline
from evidence_course.check import BuiltSite, check_site
from evidence_course.manifest import up_to_date
from tests.build.conftest import command, digests, run, surroundings
from tests.conftest import DAY


def site(root: Path) -> Path:
    return root / "_build" / "html"


def add(file: Path, text: str) -> None:
    file.write_text(file.read_text("utf-8") + text, "utf-8")


def test_the_site_has_a_page_for_every_lesson_and_notebook(built: Path) -> None:
    pages = set(digests(site(built)))
    for file in [*(built / "modules").glob("*.md"), *(built / "notebooks").glob("*.ipynb")]:
        assert f"{file.parent.name}/{file.stem}.html" in pages
    assert {"index.html", "404.html", "search.html", "searchindex.js", ".nojekyll"} <= pages


def test_each_notebook_can_be_taken_along_alone_or_with_what_it_reads(built: Path) -> None:
    page = (site(built) / "notebooks" / "soil.html").read_text("utf-8")
    offered = re.findall(r'href="\.\./(_downloads/[^"]+)"', page)
    assert [Path(each).name for each in offered] == ["soil.zip", "soil.ipynb"]
    with zipfile.ZipFile(site(built) / offered[0]) as archive:
        assert archive.namelist() == ["soil/README.txt", "soil/soil.ipynb"]
        alone = archive.read("soil/soil.ipynb")
    assert alone == (site(built) / offered[1]).read_bytes()
    assert b"Take this notebook" not in alone


def test_two_builds_on_two_paths_give_the_same_bytes(built: Path, tmp_path: Path) -> None:
    other = tmp_path / "a folder with spaces" / "course"
    shutil.copytree(built, other, ignore=shutil.ignore_patterns("_build"))
    assert run(other, "build", PYTHONHASHSEED="7").returncode == 0
    assert digests(site(other)) == digests(site(built))


def test_an_edited_course_gives_the_bytes_of_a_fresh_build(
    course: Path, lesson: Path, tmp_path: Path
) -> None:
    lesson.write_text(
        re.sub(r"(?m)^title: .*$", "title: What else?", lesson.read_text("utf-8"), count=1)
    )
    assert run(course, "build").returncode == 0
    fresh = tmp_path / "fresh"
    shutil.copytree(course, fresh, ignore=shutil.ignore_patterns("_build"))
    assert run(fresh, "build").returncode == 0
    assert digests(site(course)) == digests(site(fresh))


def test_a_changed_style_sheet_reaches_a_site_whose_pages_did_not_change(
    course: Path, tmp_path: Path
) -> None:
    shutil.rmtree(course / "_build")  # Sphinx reads a tree that was moved afresh
    source = Path(evidence_course.__file__).parent
    package = Path(shutil.copytree(source, tmp_path / "src" / source.name))
    assert run(course, "build", PYTHONPATH=str(package.parent)).returncode == 0
    before = digests(site(course))
    style_sheet = package / "theme" / "evidence_course" / "static" / "course.css"
    add(style_sheet, "\n.more { color: red; }\n")
    assert run(course, "build", PYTHONPATH=str(package.parent)).returncode == 0
    after = digests(site(course))
    assert after["_static/course.css"] != before["_static/course.css"]
    assert after["index.html"] != before["index.html"]  # it names the sheet with its checksum


def test_an_edited_question_reaches_the_script_of_its_module(course: Path) -> None:
    items = site(course) / "practice" / "items"
    before = digests(items)
    bank = course / "quizzes" / "soil.yml"
    bank.write_text(
        re.sub(r"(?m)^(    question: ).*$", r"\1Zinnias?", bank.read_text("utf-8"), count=1)
    )
    assert "Zinnias" in bank.read_text("utf-8")
    assert run(course, "build").returncode == 0
    assert "Zinnias" in (items / "soil.js").read_text("utf-8")
    after = digests(items)
    assert {name for name in before if before[name] != after[name]} == {"soil.js"}


def test_with_nothing_to_do_nothing_is_touched(
    built: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", DAY)
    before = {file: file.stat().st_mtime_ns for file in (built / "_build").rglob("*")}
    assert cli.main(["build", "--course", str(built)]) == 0
    assert capsys.readouterr().out.startswith("Nothing changed since the last build")
    assert {file: file.stat().st_mtime_ns for file in (built / "_build").rglob("*")} == before


SHOWS_A_SCRIPT = """\
class Bed:
    def _repr_html_(self):
        return "<p>A bed</p><script>dig()</script>"

Bed()
"""


def test_warnings_of_the_last_build_are_found_where_it_says(
    course: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", DAY)
    file = course / "notebooks" / "soil.ipynb"
    notebook = json.loads(file.read_text("utf-8"))
    cell = {"cell_type": "code", "id": "bed", "metadata": {}, "source": SHOWS_A_SCRIPT}
    notebook["cells"].append({**cell, "execution_count": None, "outputs": []})
    file.write_text(json.dumps(notebook), "utf-8")
    assert cli.main(["build", "--course", str(course)]) == 0
    warning = "shows what no page may hold"
    assert warning in capsys.readouterr().out
    assert cli.main(["build", "--course", str(course)]) == 0
    told = capsys.readouterr().out
    (named,) = re.findall(r"1 warning stands: (\S+) says which\.", told)
    assert warning in (course / named).read_text("utf-8")


@pytest.mark.parametrize("option", ["--quiet", "--format=json", "--format=github"])
def test_what_is_no_problem_is_not_among_what_a_program_reads(
    course: Path,
    lesson: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    option: str,
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", DAY)
    arguments = [option, "--course", str(course)]
    assert cli.main(["build", *arguments]) == 0
    add(lesson, "\nOne more line.\n")
    for verb in ("check", "execute", "build"):
        assert cli.main([verb, *arguments]) == 0
    said = capsys.readouterr()
    assert said.out == ""
    words = ("Nothing changed", "The course is sound.", "Every notebook runs.", "Built in")
    if option == "--quiet":
        assert said.err == ""
    else:
        assert [each for each in words if each not in said.err] == []
    add(lesson, "\nA <b>bold</b> word.\n")
    assert cli.main(["build", *arguments]) == 1
    said = capsys.readouterr()
    assert len(said.out.splitlines()) == 1
    assert ("Nothing was built" in said.err) is (option != "--quiet")


def test_a_lost_page_an_edit_or_a_new_file_is_something_to_do(
    built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", DAY)
    for number, change in enumerate(
        (
            lambda root: (site(root) / "index.html").unlink(),
            lambda root: add(root / "course" / "course.yml", "# a remark\n"),
            lambda root: (root / "modules" / "new.md").write_text("new"),
            lambda root: shutil.rmtree(site(root)),
        )
    ):
        root = tmp_path / str(number)
        shutil.copytree(built, root)
        assert up_to_date(root) is not None
        change(root)
        assert up_to_date(root) is None


def test_a_day_on_which_a_verdict_changes_is_something_to_do(
    built: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    until = json.loads((built / "_build" / "manifest.json").read_text())["until"]
    noon = datetime.fromisoformat(f"{until}T12:00+00:00")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", f"{(noon - timedelta(days=1)).timestamp():.0f}")
    assert up_to_date(built) is not None
    monkeypatch.setenv("SOURCE_DATE_EPOCH", f"{noon.timestamp():.0f}")
    assert up_to_date(built) is None


def test_a_fault_that_only_the_engine_sees_fails_every_time(course: Path, lesson: Path) -> None:
    before = digests(site(course))
    add(lesson, "\nA [link](#no-such-part) at the end.\n")
    line = lesson.read_text("utf-8").splitlines().index("A [link](#no-such-part) at the end.") + 1
    for _ in range(2):
        done = run(course, "build")
        assert done.returncode == 1
        assert f"{lesson.parent.name}/{lesson.name}:{line}:1: " in done.stdout
        assert "no-such-part" in done.stdout
        assert digests(site(course)) == before


def test_a_fault_in_a_notebook_is_told_by_the_authors_cell_and_line(course: Path) -> None:
    file = course / "notebooks" / "soil.ipynb"
    whole = json.loads(file.read_text("utf-8"))
    assert any("trainer" in cell["metadata"].get("tags", []) for cell in whole["cells"])
    link = ["One line.\n", "\n", "A [link](#no-such-part).\n"]
    whole["cells"].append({"cell_type": "markdown", "id": "last", "metadata": {}, "source": link})
    file.write_text(json.dumps(whole, indent=1), "utf-8")
    line = file.read_text("utf-8").splitlines().index('    "A [link](#no-such-part).\\n"') + 1
    done = run(course, "build")
    assert done.returncode == 1
    assert f"notebooks/soil.ipynb:{line}:1: " in done.stdout
    assert f"[cell {len(whole['cells'])}]" in done.stdout


def test_a_label_given_twice_is_told_by_the_authors_files(course: Path) -> None:
    for name in ("soil", "watering"):
        add(course / "modules" / f"{name}.md", "\n(a-label)=\n\n## A part\n\nWords.\n")
    done = run(course, "build")
    assert done.returncode == 1
    assert ": duplicate label a-label, other instance in modules/soil.md [" in done.stdout


def test_addresses_on_front_and_back_pages_lead_on_whatever_they_are_called(course: Path) -> None:
    folder = course / "course"
    front = (folder / "index.md").read_text("utf-8")
    (folder / "index.md").unlink()
    (folder / "home.md").write_text(front, "utf-8")
    (folder / "safe-home.md").write_text("# Safe at home\n\n[Back](home.md)\n", "utf-8")
    about = "# About\n\n[Safe](safe-home.md), ![A can](<pictures/can.svg>), `[x](home.md)`.\n"
    (folder / "about.md").write_text(about, "utf-8")
    settings = folder / "course.yml"
    text = settings.read_text("utf-8").replace("  - about.md", "  - about.md\n  - safe-home.md")
    settings.write_text(f"{text}front: home.md\n", "utf-8")
    done = run(course, "build")
    assert done.returncode == 0, done.stdout
    page = (site(course) / "about.html").read_text("utf-8")
    assert 'href="safe-home.html"' in page and '<img alt="A can"' in page
    assert "[x](home.md)" in page, "code is shown as it stands"
    assert 'href="index.html"' in (site(course) / "safe-home.html").read_text("utf-8")


def test_trainers_notes_and_cells_stay_out_of_the_learners_edition(
    course: Path, lesson: Path
) -> None:
    add(lesson, "\n```{trainer}\nQuokkas hand out the cards.\n```\n")
    assert run(course, "build").returncode == 0
    texts = [
        file.read_text("utf-8")
        for file in site(course).rglob("*")
        if file.suffix in (".html", ".js", ".ipynb")
    ]
    assert not [text for text in texts if "quokkas" in text.lower()]


def test_twenty_kills_leave_a_whole_site_every_time(course: Path, lesson: Path) -> None:
    dice = random.Random(20261123)
    known = [digests(site(course))]
    start = time.monotonic()
    add(lesson, "\nEdit for a first length.\n")
    assert run(course, "build").returncode == 0
    length = time.monotonic() - start
    known.append(digests(site(course)))
    stopped = 0
    for number in range(20):
        add(lesson, f"\nEdit {number}.\n")
        builder = subprocess.Popen(
            command("build", "--quiet"),
            cwd=course,
            env=surroundings({}),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            builder.wait(timeout=dice.uniform(0.05, length))
        except subprocess.TimeoutExpired:
            builder.send_signal(signal.SIGKILL)
            builder.wait()
            stopped += 1
        now = digests(site(course))
        if now not in known:
            known.append(now)
        assert check_site(BuiltSite(site(course))) == []
    assert stopped >= 10
    add(lesson, "\nThe last edit.\n")
    assert run(course, "build").returncode == 0
    assert "The last edit." in (site(course) / "modules" / f"{lesson.stem}.html").read_text("utf-8")
    assert not list((course / "_build").glob("html.*"))


def test_two_builds_at_once_do_not_hurt_each_other(course: Path, lesson: Path) -> None:
    add(lesson, "\nTwo at once.\n")
    both = [
        subprocess.Popen(
            command("build"),
            cwd=course,
            env=surroundings({}),
            stderr=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    said = [process.communicate(timeout=180) for process in both]
    assert [process.returncode for process in both] == [0, 0], said
    assert check_site(BuiltSite(site(course))) == []


@pytest.mark.parametrize("stage", ["put_in_place", "write_files"])
def test_a_full_disk_leaves_the_last_good_site(
    course: Path,
    lesson: Path,
    stage: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def full(*_arguments: object, **_options: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device", "a-file")

    before = digests(site(course))
    add(lesson, "\nOne more line.\n")
    monkeypatch.setattr(pipeline, stage, full)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", DAY)
    assert cli.main(["build", "--course", str(course)]) == 2
    assert "The machine refused: No space left on device (a-file)." in capsys.readouterr().err
    assert digests(site(course)) == before


def test_clean_takes_away_what_was_made_and_nothing_else(
    course: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sources = {name for name in digests(course) if not name.startswith("_build/")}
    assert cli.main(["clean", "--course", str(course)]) == 0
    assert set(digests(course)) == sources
    assert cli.main(["clean", "--course", str(course)]) == 0
    assert capsys.readouterr().out.endswith("There was nothing to delete.\n")


def test_other_builders_can_read_the_staged_book(built: Path, tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from jupyter_book.sphinx import build_sphinx;"
        "book, out = map(Path, sys.argv[1:3]);"
        "code = build_sphinx(str(book), str(out), path_config=book / '_config.yml', noconfig=True,"
        "builder=sys.argv[3], confoverrides={'latex_individualpages': False}, quiet=True);"
        "sys.exit(0 if code == 0 else 1)"
    )
    for builder in ("text", "latex"):
        arguments = [
            sys.executable,
            "-c",
            code,
            str(built / "_build" / "book"),
            str(tmp_path / builder),
            builder,
        ]
        done = subprocess.run(
            arguments, env=surroundings({}), capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
    text = "".join(file.read_text("utf-8") for file in (tmp_path / "text").rglob("*.txt"))
    assert "Right answer" in text
