"""Every broken course in `data/bad` is refused in its own words, and costs no good site.

`data/bad/README.md` says how a case is laid out.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from evidence_course import cli
from evidence_course.reference.messages import EXPECTED, lay_over
from tests.conftest import DATA, CommandLine, digest

Run = Callable[..., CommandLine]
Spoil = Callable[[Path], None]

RUN_ONLY = "run-"
TIMEOUT = "2"


def cases(folder: str) -> list[str]:
    return sorted(path.name for path in (DATA / folder).iterdir() if path.is_dir())


READ = [name for name in cases("bad") if not name.startswith(RUN_ONLY)]
EXECUTED = [name for name in cases("bad") if name.startswith(RUN_ONLY)]
WARNED = cases("warn")


def expected(case: Path) -> str:
    return (case / EXPECTED).read_text("utf-8")


def assert_refused(run: Run, course: Path, problems: str, *verbs: str) -> None:
    """Each verb prints these problems and fails, and the site stays as it was."""
    site = digest(course / "_build" / "html")
    for verb in verbs or ("build",):
        result = run(verb, course)
        assert result.out == problems
        assert result.code == 1
        assert "Traceback" not in result.err
    assert digest(course / "_build" / "html") == site


# --- the sound course -------------------------------------------------------------------------


def test_the_good_course_is_sound_and_builds(run: Run, course: Path, built_course: Path) -> None:
    assert run("check", course) == CommandLine(0, "", "")
    assert (built_course / "_build" / "html" / "modules" / "soil.html").is_file()


# --- files ------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", READ)
def test_each_fault_has_its_own_message(run: Run, course_with_site: Path, name: str) -> None:
    lay_over(course_with_site, DATA / "bad" / name)
    assert_refused(run, course_with_site, expected(DATA / "bad" / name))


@pytest.mark.parametrize("name", READ[::20])
def test_every_verb_says_the_same(run: Run, course_with_site: Path, name: str) -> None:
    lay_over(course_with_site, DATA / "bad" / name)
    verbs = ("check", "execute", "build")
    assert_refused(run, course_with_site, expected(DATA / "bad" / name), *verbs)


@pytest.mark.parametrize("name", WARNED)
def test_each_warning_lets_the_course_pass(run: Run, course: Path, name: str) -> None:
    lay_over(course, DATA / "warn" / name)
    result = run("check", course)
    assert result.out == expected(DATA / "warn" / name)
    assert (result.code, result.err) == (0, "")


# --- what cannot be a file in git -------------------------------------------------------------


def _link(name: str, target: str) -> Spoil:
    def spoil(course: Path) -> None:
        (course / name).unlink(missing_ok=True)
        (course / name).symlink_to(target)

    return spoil


def _linked_folder(course: Path) -> None:
    (course / "quizzes").rename(course / "banks")
    (course / "quizzes").symlink_to("banks")


def _folder_for_a_page(course: Path) -> None:
    (course / "course" / "about.md").unlink()
    (course / "course" / "about.md").mkdir()


def _filled(name: str, text: str, times: int = 1) -> Spoil:
    def spoil(course: Path) -> None:
        (course / name).write_text(text * times)

    return spoil


TOO_BIG = "at most {} MB are read: split it, or take out what does not belong here"
TOO_DEEP = (
    "is nested more than 50 levels deep: look for stray brackets, "
    "or for lines indented further and further [yaml-depth]"
)
MADE: dict[str, tuple[Spoil, list[str]]] = {
    "symbolic-link-out-of-the-course": (
        _link("modules/watering.md", "../../../secret.md"),
        [
            "modules/watering.md:1:1: is a symbolic link: put the file or folder itself here "
            "[symbolic-link]"
        ],
    ),
    "symbolic-link-to-nothing": (
        _link("notebooks/watering.ipynb", "nothing.ipynb"),
        [
            "notebooks/watering.ipynb:1:1: is a symbolic link: put the file or folder itself here "
            "[symbolic-link]"
        ],
    ),
    "symbolic-link-to-itself": (
        _link("quizzes/watering.yml", "watering.yml"),
        [
            "quizzes/watering.yml:1:1: is a symbolic link: put the file or folder itself here "
            "[symbolic-link]"
        ],
    ),
    "symbolic-link-for-a-folder": (
        _linked_folder,
        ["quizzes:1:1: is a symbolic link: put the file or folder itself here [symbolic-link]"],
    ),
    "symbolic-link-among-the-data": (
        _link("course/data", "/etc"),
        ["course/data:1:1: is a symbolic link: put the file or folder itself here [symbolic-link]"],
    ),
    "symbolic-link-for-a-picture": (
        _link("course/pictures/can.svg", "/etc/hostname"),
        [
            "course/index.md:5:45: 'pictures/can.svg' leads through a symbolic link: "
            "put the file itself there [symbolic-link]",
            "course/pictures/can.svg:1:1: is a symbolic link: put the file or folder itself here "
            "[symbolic-link]",
            "modules/watering.md:40:4: '../course/pictures/can.svg' leads through a symbolic link: "
            "put the file itself there [symbolic-link]",
        ],
    ),
    "lesson-of-10-mb": (
        _filled("modules/watering.md", "water ", 1_750_000),
        [f"modules/watering.md:1:1: is 10.5 MB; {TOO_BIG.format(2)} [too-big]"],
    ),
    "bank-of-10-mb": (
        _filled("quizzes/watering.yml", "# water\n", 1_300_000),
        [f"quizzes/watering.yml:1:1: is 10.4 MB; {TOO_BIG.format(2)} [too-big]"],
    ),
    "notebook-of-10-mb": (
        _filled("notebooks/watering.ipynb", "[1, 2, 3]\n", 1_000_000),
        [f"notebooks/watering.ipynb:1:1: is 10.0 MB; {TOO_BIG.format(8)} [too-big]"],
    ),
    "bank-of-50000-brackets": (
        _filled("quizzes/watering.yml", "[", 50_000),
        [f"quizzes/watering.yml:1:51: {TOO_DEEP}"],
    ),
    "list-of-50000-braces": (
        _filled("course/outcomes.yml", "{a: ", 50_000),
        [f"course/outcomes.yml:1:201: {TOO_DEEP}"],
    ),
    "front-matter-of-50000-brackets": (
        _filled("modules/watering.md", "---\ntitle: " + "[" * 50_000 + "\n---\n"),
        [f"modules/watering.md:2:57: {TOO_DEEP}"],
    ),
    "notebook-of-50000-brackets": (
        _filled("notebooks/watering.ipynb", "[", 50_000),
        ["notebooks/watering.ipynb:1:1: is nested too deep to be a notebook [notebook-json]"],
    ),
    "notebook-with-a-number-of-5000-digits": (
        _filled("notebooks/watering.ipynb", "1" * 5000),
        ["notebooks/watering.ipynb:1:1: holds a number too long to be read [notebook-json]"],
    ),
    "folder-for-a-page": (
        _folder_for_a_page,
        [
            "course/about.md:1:1: there is no such file: write it, or take it back from git "
            "[missing-file]"
        ],
    ),
}


@pytest.mark.parametrize("name", MADE)
def test_what_git_cannot_hold_has_its_own_message(
    run: Run, course_with_site: Path, name: str
) -> None:
    spoil, problems = MADE[name]
    spoil(course_with_site)
    assert_refused(run, course_with_site, "".join(f"{line}\n" for line in problems))


def test_a_folder_that_is_not_there_is_told_by_its_files(run: Run, course_with_site: Path) -> None:
    shutil.rmtree(course_with_site / "quizzes")
    problems = run("check", course_with_site).out
    assert "module 'soil' has no quiz bank: write quizzes/soil.yml [soil]" in problems
    assert_refused(run, course_with_site, problems, "execute", "build")


def test_bytes_that_may_not_be_read_are_refused(run: Run, course_with_site: Path) -> None:
    bank = course_with_site / "quizzes" / "soil.yml"
    bank.chmod(0)
    if _readable(bank):
        pytest.skip("this user reads everything")
    problems = "quizzes/soil.yml:1:1: cannot be read: Permission denied [unreadable]\n"
    assert_refused(run, course_with_site, problems)


def _readable(path: Path) -> bool:
    try:
        path.read_bytes()
    except OSError:
        return False
    return True


# --- notebooks that fail when they run --------------------------------------------------------

FOLDERS = {"modules": ".md", "notebooks": ".ipynb", "quizzes": ".yml"}


def _add_module(course: Path, slug: str) -> None:
    """A copy of the module `watering` under another name."""
    for folder, ending in FOLDERS.items():
        text = (course / folder / f"watering{ending}").read_text()
        (course / folder / f"{slug}{ending}").write_text(text.replace("watering", slug))
    outcomes = course / "course" / "outcomes.yml"
    own = [line for line in outcomes.read_text().splitlines() if line.startswith("watering.")]
    with outcomes.open("a") as file:
        file.writelines(f"{line.replace('watering', slug, 1)}\n" for line in own)
    settings = course / "course" / "course.yml"
    text = settings.read_text().replace("  - watering\n", f"  - watering\n  - {slug}\n")
    settings.write_text(text)


@pytest.fixture
def executed(tmp_path: Path, built_course: Path) -> Path:
    """One course with a module for every notebook that fails, which take their time together."""
    course = Path(shutil.copytree(built_course, tmp_path / "course"))
    for name in EXECUTED:
        _add_module(course, name)
        notebook = DATA / "bad" / name / "notebooks" / "watering.ipynb"
        shutil.copy(notebook, course / "notebooks" / f"{name}.ipynb")
    return course


def test_each_notebook_that_fails_has_its_own_message(
    run: Run, executed: Path, built_course: Path
) -> None:
    assert run("check", executed).code == 0
    result = run("build", executed, "--timeout", TIMEOUT)
    problems = [
        expected(DATA / "bad" / name).replace("notebooks/watering.ipynb", f"notebooks/{name}.ipynb")
        for name in EXECUTED
    ]
    assert sorted(result.out.splitlines(keepends=True)) == sorted(problems)
    assert result.code == 1
    assert "Traceback" not in result.out + result.err
    assert digest(executed / "_build" / "html") == digest(built_course / "_build" / "html")


def test_the_timeout_is_a_number_of_seconds(
    course: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for wrong in ("0", "-3", "soon", "inf", "nan"):
        assert cli.main(["build", "--course", str(course), "--timeout", wrong]) == 2
        assert f"'{wrong}' is not a number of seconds above 0" in capsys.readouterr().err


def test_there_are_enough_cases() -> None:
    assert len(READ) + len(EXECUTED) + len(MADE) >= 60
