"""What somebody might try: refused in its own words, or words on the page and nothing more.

`data/hostile/README.md` says how a case is laid out.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import shutil
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import yaml
from nbformat import NotebookNode, from_dict

from evidence_course import cli
from evidence_course.load import load
from evidence_course.validate import markup
from evidence_course.weave.outputs import clean, fit_for_a_page, in_words
from tests import gallery
from tests.conftest import DATA, DAY, CommandLine
from tests.test_bad_input import lay_over

HOSTILE = DATA / "hostile"
Run = Callable[..., CommandLine]

REFUSED = sorted(file.stem for file in (HOSTILE / "refused").glob("*.md"))
COURSES = sorted(path.name for path in (HOSTILE / "courses").iterdir())
OUTPUTS = sorted(file.stem for file in (HOSTILE / "outputs").glob("*.json"))


def add(file: Path, data: bytes) -> None:
    file.write_bytes(file.read_bytes() + data)


# --- what is refused --------------------------------------------------------------------------


@pytest.fixture(scope="module")
def one_course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the good course whose lesson `soil` each test writes anew."""
    return Path(shutil.copytree(DATA / "good", tmp_path_factory.mktemp("one") / "course"))


@pytest.mark.parametrize("name", REFUSED)
def test_no_lesson_brings_it_in(run: Run, one_course: Path, name: str) -> None:
    course = one_course
    lesson = (DATA / "good" / "modules" / "soil.md").read_bytes()
    tried = (HOSTILE / "refused" / f"{name}.md").read_bytes()
    (course / "modules" / "soil.md").write_bytes(lesson + b"\n" + tried)
    result = run("check", course)
    assert result.out == (HOSTILE / "refused" / f"{name}.txt").read_text("utf-8")
    assert result.code == 1


@pytest.mark.parametrize("name", COURSES)
def test_no_other_file_brings_it_in(run: Run, course: Path, name: str) -> None:
    lay_over(course, HOSTILE / "courses" / name)
    result = run("check", course)
    assert result.out == (HOSTILE / "courses" / name / "expected.txt").read_text("utf-8")
    assert result.code == 1
    assert "Traceback" not in result.err


def _page(course: Path, text: str) -> None:
    add(course / "course" / "about.md", f"\n{text}\n".encode())


def _notebook(course: Path, text: str) -> None:
    file = course / "notebooks" / "soil.ipynb"
    whole = json.loads(file.read_text("utf-8"))
    cell = {"cell_type": "markdown", "id": "tried", "metadata": {}, "source": text}
    whole["cells"].append(cell)
    file.write_text(json.dumps(whole), "utf-8")


def _in_yaml(path: str, *steps: str | int) -> Callable[[Path, str], None]:
    """Put the text in the place of a value of a YAML file."""

    def put(course: Path, text: str) -> None:
        whole = yaml.safe_load((course / path).read_text("utf-8"))
        inner = whole
        for step in steps[:-1]:
            inner = inner[step]
        inner[steps[-1]] = text
        (course / path).write_text(yaml.safe_dump(whole, allow_unicode=True), "utf-8")

    return put


PLACES: dict[str, Callable[[Path, str], None]] = {
    "page": _page,
    "notebook": _notebook,
    "question": _in_yaml("quizzes/soil.yml", "questions", 1, "question"),
    "feedback": _in_yaml("quizzes/soil.yml", "questions", 0, "options", 0, "feedback"),
    "hint": _in_yaml("quizzes/soil.yml", "questions", 0, "hint"),
    "misconception": _in_yaml("course/misconceptions.yml", "looks-tell-all", "belief"),
    "outcome": _in_yaml("course/outcomes.yml", "soil.test-soil"),
    "reference": _in_yaml("course/references.yml", "soil-guide", "citation"),
    "title": _in_yaml("course/course.yml", "title"),
    "pathway": _in_yaml("course/course.yml", "pathways", 0, "summary"),
}
EVERYWHERE = (
    "html-script",
    "html-comment-in-a-line",
    "link-javascript-by-entity",
    "autolink-javascript",
    "image-foreign",
    "directive-raw",
    "directive-include",
    "role-raw",
)


@pytest.mark.parametrize("place", PLACES)
def test_no_kind_of_text_brings_it_in(course: Path, place: str) -> None:
    untouched = {file: file.read_bytes() for file in course.rglob("*") if file.is_file()}
    for name in EVERYWHERE:
        text = (HOSTILE / "refused" / f"{name}.md").read_text("utf-8").rstrip("\n")
        code = (HOSTILE / "refused" / f"{name}.txt").read_text("utf-8").split("[")[-1].rstrip("]\n")
        PLACES[place](course, text)
        found, problems = load(course)
        assert found is not None, problems
        assert code in {each.code for each in markup.check(found)}, name
        for file, data in untouched.items():
            file.write_bytes(data)


# --- names of files ---------------------------------------------------------------------------

NAMES: dict[str, str] = {
    "course/pictures/a\nb.svg": "course/pictures/a\\u000ab.svg:1:1: has a name that not every",
    'course/pictures/a"b.svg': 'course/pictures/a"b.svg:1:1: has a name that not every system',
    "course/pictures/aux.svg": "course/pictures/aux.svg:1:1: has a name that Windows keeps for a",
    "course/pictures/com1": "course/pictures/com1:1:1: has a name that Windows keeps for a device",
    "course/pictures/dot.": "course/pictures/dot.:1:1: has a name that not every system can hold",
    "course/pictures/CAN.svg": "course/pictures/can.svg:1:1: differs from 'CAN.svg' beside it in",
    "course/pictures/a\u202eb": "course/pictures/a\\u202eb:1:1: has a name that not every system",
    "modules/Soil.md": "modules/soil.md:1:1: differs from 'Soil.md' beside it in capitals only",
    "notebooks/a\x1b[31m.ipynb": "notebooks/a\\u001b[31m.ipynb:1:1: has a name that not every",
    "quizzes/a\udcff.yml": "quizzes/a\\udcff.yml:1:1: has a name that not every system can hold",
}


@pytest.mark.parametrize("name", NAMES)
def test_a_name_that_some_system_cannot_hold_is_refused(run: Run, course: Path, name: str) -> None:
    (course / os.fsencode(name).decode("utf-8", "surrogateescape")).write_text("x")
    result = run("check", course)
    assert any(line.startswith(NAMES[name]) for line in result.out.splitlines()), result.out
    assert result.code == 1
    assert "Traceback" not in result.err


# --- outputs of notebooks ---------------------------------------------------------------------


def _case(name: str) -> dict[str, Any]:
    case: dict[str, Any] = json.loads((HOSTILE / "outputs" / f"{name}.json").read_text("utf-8"))
    return case


def _shown(data: dict[str, Any]) -> tuple[dict[str, Any], str]:
    cell = {"cell_type": "code", "metadata": {}, "outputs": [_display(data)]}
    shown, removed = fit_for_a_page(NotebookNode(from_dict({"cells": [cell]})))
    outputs = shown.cells[0].outputs
    return dict(outputs[0].data) if outputs else {}, in_words(removed.get(0, {}))


def _display(data: dict[str, Any]) -> dict[str, Any]:
    return {"output_type": "display_data", "metadata": {}, "data": data}


@pytest.mark.parametrize("name", OUTPUTS)
def test_an_output_is_cleaned_and_what_went_is_named(name: str) -> None:
    case = _case(name)
    assert _shown(case["data"]) == (case["shown"], case["taken out"])


@pytest.mark.parametrize("name", OUTPUTS)
def test_what_was_cleaned_stays_as_it_is(name: str) -> None:
    shown, _ = _shown(_case(name)["data"])
    assert _shown(shown) == (shown, "")


@pytest.mark.parametrize("maker", gallery.MAKERS, ids=lambda each: str(each.__name__))
def test_a_figure_of_the_course_comes_through_whole(maker: gallery.Maker) -> None:
    html = maker(**gallery.TEXTS)._repr_html_()
    cleaned, removed = clean(html)
    assert not removed
    assert _events(cleaned) == _events(html)


def _events(html: str) -> list[object]:
    """Tags, attributes with their case, and words, as a browser takes them."""

    class Events(HTMLParser):
        found: list[object]

        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            self.found.append((self.get_starttag_text() or "")[: len(tag) + 1])
            self.found.append(attrs)

        def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            self.handle_starttag(tag, attrs)
            self.handle_endtag(tag)

        def handle_endtag(self, tag: str) -> None:
            self.found.append(f"/{tag}")

        def handle_data(self, data: str) -> None:
            self.found.append(data)

    events = Events()
    events.found = []
    events.feed(html)
    events.close()
    assert html.count("viewBox") == html.lower().count("viewbox")
    return events.found


# --- what is let through ----------------------------------------------------------------------


@pytest.fixture(scope="module")
def hostile_site(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A site with all that is let through, and what its build said."""
    root = Path(shutil.copytree(DATA / "good", tmp_path_factory.mktemp("hostile") / "course"))
    text = (HOSTILE / "harmless.md").read_bytes()
    add(root / "modules" / "soil.md", b"\n" + text)
    shutil.copy(HOSTILE / "settings.yml", root / "course" / "course.yml")
    _in_yaml("quizzes/soil.yml", "questions", 0, "hint")(root, 'Say "so" & <so')
    file = root / "notebooks" / "soil.ipynb"
    notebook = json.loads(file.read_text("utf-8"))
    notebook["cells"] += [_cell(name, number) for number, name in enumerate(OUTPUTS, 4)]
    file.write_text(json.dumps(notebook), "utf-8")
    before = {path for path in root.parent.rglob("*") if path.is_file()}
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", DAY)
        said = _said(["build", "--quiet", "--no-execute", "--course", str(root)])
    made = {path for path in root.parent.rglob("*") if path.is_file()} - before
    assert all(path.is_relative_to(root / "_build") for path in made)
    return root / "_build" / "html", said


def _said(arguments: list[str]) -> str:
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        code = cli.main(arguments)
    assert code == 0, out.getvalue()
    return out.getvalue()


def _cell(name: str, number: int) -> dict[str, Any]:
    return {
        "cell_type": "code",
        "id": f"tried-{number}",
        "metadata": {
            "mystnb": {"figure": {"caption": "<script>alert(1)</script>"}},
            "tags": [f"result:{name}"],
        },
        "execution_count": number,
        "source": f"show_{number}()",
        "outputs": [_display(_case(name)["data"])],
    }


_ADDRESSES = frozenset(
    {"href", "src", "xlink:href", "action", "data", "poster", "background", "srcset"}
)


def _is_own_script(address: str) -> bool:
    place = address.removeprefix("../")
    return place.startswith("_static/") or place in ("course-data.js", "searchindex.js")


class _Inspector(HTMLParser):
    """Everything on a page that could run, restyle it, or ask another host for something.

    Written apart from what the generator checks, so that both must be wrong for a fault to pass.
    """

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        where = f"{tag} {values} on line {self.getpos()[0]}"
        if tag in ("iframe", "object", "embed", "base", "style", "template", "portal", "marquee"):
            self.found.append(where)
        if tag == "script" and not _is_own_script(values.get("src", "")):
            self.found.append(where)
        if tag == "meta" and values.get("http-equiv", "").lower() == "refresh":
            self.found.append(where)
        for name, value in values.items():
            if name.startswith("on") or name in ("style", "srcdoc", "ping", "formaction"):
                self.found.append(where)
            if name in _ADDRESSES and self._leads_elsewhere(tag, values, value):
                self.found.append(where)

    @staticmethod
    def _leads_elsewhere(tag: str, values: dict[str, str], value: str) -> bool:
        address = urlsplit("".join(value.split()))
        if tag == "a" and address.scheme in ("http", "https", "mailto"):
            return False
        is_named_only = tag == "link" and values.get("rel") == "canonical"
        return bool(address.scheme or address.netloc) and not is_named_only

    def handle_comment(self, data: str) -> None:
        self.found.append(f"comment {data}")


def _inspected(site: Path) -> Iterator[str]:
    for file in sorted(site.rglob("*.html")):
        inspector = _Inspector()
        inspector.feed(file.read_text("utf-8"))
        inspector.close()
        yield from (f"{file.relative_to(site)}: {each}" for each in inspector.found)


def test_nothing_on_any_page_runs_or_leads_elsewhere(hostile_site: tuple[Path, str]) -> None:
    site, _ = hostile_site
    assert list(_inspected(site)) == []


def test_the_inspector_sees_what_it_looks_for(tmp_path: Path) -> None:
    for number, bad in enumerate(
        (
            "<script>1</script>",
            "<script src='https://x/_static/a.js'></script>",
            "<p onclick=x>",
            "<p style=x>",
            "<a href='java\tscript:1'>",
            "<img src=//evil.example/x>",
            "<iframe></iframe>",
            "<meta http-equiv=refresh>",
            "<!-- x -->",
            "<form action=https://evil.example>",
        )
    ):
        (tmp_path / f"{number}.html").write_text(bad)
    assert {each.split(".")[0] for each in _inspected(tmp_path)} == set("0123456789")


def test_every_page_keeps_its_policy(hostile_site: tuple[Path, str]) -> None:
    site, _ = hostile_site
    for file in site.rglob("*.html"):
        assert "default-src 'self'" in file.read_text("utf-8"), file


def test_what_looks_like_code_is_words_on_the_page(hostile_site: tuple[Path, str]) -> None:
    site, _ = hostile_site
    page = (site / "modules" / "soil.html").read_text("utf-8")
    for words in (
        "&lt;img src=x onerror=alert(1) //",
        "{{ 7*7 }} {% raw %}",
        "<mtext>&lt;img/src=x/onerror=alert(1)&gt;</mtext>",
        'title="&quot; onclick=&quot;alert(1)"',
    ):
        assert words in page
    assert "{{ 7 * 7 }}" in (site / "index.html").read_text("utf-8")


def test_every_output_that_lost_something_has_a_warning(hostile_site: tuple[Path, str]) -> None:
    _, said = hostile_site
    warned = [line for line in said.splitlines() if "no page may hold" in line]
    lost = [name for name in OUTPUTS if _case(name)["taken out"]]
    assert len(warned) == len(lost)
    own = json.loads((DATA / "good" / "notebooks" / "soil.ipynb").read_text("utf-8"))["cells"]
    for name in lost:
        cell = f"[cell {len(own) + 1 + OUTPUTS.index(name)}]"
        line = next(line for line in warned if line.endswith(cell))
        assert line.startswith("notebooks/soil.ipynb:")
        assert _case(name)["taken out"].replace("\0", "\\u0000") in line
