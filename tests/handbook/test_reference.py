"""If the code has it, the handbook names it: verbs, options, fields, messages, types, formats."""

from __future__ import annotations

import argparse
import ast
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from pydantic import BaseModel

from evidence_course import model, reference
from evidence_course.cli import VERBS, parser
from evidence_course.exporters import register_formats
from evidence_course.model.record import Record
from evidence_course.problems import format_text
from evidence_course.questions import question_types
from evidence_course.reference import messages
from tests.conftest import DATA

from .conftest import ROOT

REFERENCE = ROOT / "docs" / "reference"
MEANINGS = messages.meanings()
PAGE = (REFERENCE / "messages.md").read_text("utf-8")
PACKAGE = Path(reference.__file__).parents[1]
MAKE = "run: evidence-course handbook --write-reference"
CASES = messages.cases(ROOT)
SAMPLE = [case for case in CASES if not case.name.startswith(messages.RUN)][::25]
# Words of the same form as a code, in files that report problems.
NO_CODES = {
    *("content-security-policy", "http-equiv", "utf-8", "warning", "error"),
    *("course-check", "py-modindex", "raises-exception", "take-along"),
    *("aria-label", "evidence-course", "jupyter-book", "myst-nb"),
}
_CODE = re.compile(r"[a-z]+(-[a-z0-9]+)+")
_WORD = re.compile(r"[a-z]+")


def text_of(handbook: Path, name: str) -> str:
    """What a reader of a built page sees."""
    page = (handbook / "reference" / f"{name}.html").read_text("utf-8")
    return unescape(re.sub(r"<[^>]+>", "", page))


@pytest.mark.parametrize("name", reference.quick_pages())
def test_a_page_is_what_the_code_says_today(name: str) -> None:
    assert (REFERENCE / name).read_text("utf-8") == reference.quick_pages()[name], MAKE


def test_there_is_no_other_page() -> None:
    assert {path.name for path in REFERENCE.iterdir()} == {*reference.quick_pages(), "messages.md"}


# --- messages ---------------------------------------------------------------------------------


def section(page: str, code: str) -> str:
    """What the page of messages says of one code."""
    found = re.search(rf"^## `{re.escape(code)}` .*?(?=^## |\Z)", page, re.MULTILINE | re.DOTALL)
    assert found is not None, code
    return found[0]


def constants(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def reported(tree: ast.AST) -> Iterator[str]:
    """Single words that a call hands on as the code of a problem, the last of its arguments."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and "problem" in ast.unparse(node.func).lower():
            for each in node.args[-1:]:
                if isinstance(each, ast.Constant) and isinstance(each.value, str):
                    yield each.value


def codes() -> set[str]:
    """Every code in the source: all that has the form of one, in files that report problems."""
    found = set()
    for file in PACKAGE.rglob("*.py"):
        text = file.read_text("utf-8")
        if "Problem" in text and file.parent.name != "reference":
            tree = ast.parse(text)
            found |= {word for word in constants(tree) if _CODE.fullmatch(word)}
            found |= {word for word in reported(tree) if _WORD.fullmatch(word)}
    return found - NO_CODES


def test_every_code_of_the_source_has_its_meaning() -> None:
    assert sorted(codes() - set(MEANINGS)) == [], "say in reference/meanings.yml what it means"


def test_no_meaning_is_of_a_code_that_is_gone() -> None:
    source = "\n".join(
        file.read_text("utf-8") for file in PACKAGE.rglob("*.py") if file.parent.name != "reference"
    )
    unseen = [code for code in MEANINGS if "```text" not in section(PAGE, code)]
    assert len(unseen) > 10
    assert [code for code in unseen if f'"{code}"' not in source] == []


def test_the_page_of_messages_has_every_meaning() -> None:
    told = {code: section(PAGE, code).split("\n")[2] for code in MEANINGS}
    assert told == MEANINGS, MAKE


def test_the_page_of_messages_has_the_words_of_each_broken_course() -> None:
    lines = [line for case in CASES for line in (case / messages.EXPECTED).open(encoding="utf-8")]
    assert len(lines) >= len(CASES) > 250
    assert [line for line in lines if messages.words(line) not in PAGE] == [], MAKE


@pytest.mark.parametrize("case", SAMPLE, ids=lambda case: case.name)
def test_a_message_stands_under_its_code(case: Path, tmp_path: Path) -> None:
    problems = messages.problems_of(case, DATA / "good", tmp_path / "course")
    assert problems
    for problem in problems:
        assert messages.words(format_text(problem)) in section(PAGE, problem.code), MAKE


# --- what a reader of the built pages finds ----------------------------------------------------


def every_option() -> Iterator[tuple[str, str]]:
    verbs = next(each for each in parser()._actions if isinstance(each, argparse._SubParsersAction))
    for verb, options in verbs.choices.items():
        for option in options._actions:
            yield verb, option.option_strings[-1] if option.option_strings else option.dest


def test_every_verb_and_option_is_in_the_handbook(handbook: Path) -> None:
    page = text_of(handbook, "commands")
    assert [verb for verb in VERBS if f"evidence-course {verb}" not in page] == []
    names = {name for _, name in every_option() if name.startswith("--")} - {"--help"}
    assert len(names) >= 7
    assert [name for name in names if name not in page] == []


def models(base: type[BaseModel] = Record) -> Iterator[type[BaseModel]]:
    for each in base.__subclasses__():
        if each.__module__.startswith(model.__name__.rpartition(".")[0]):
            yield each
            yield from models(each)


def test_every_field_of_every_model_is_in_the_handbook(handbook: Path) -> None:
    question_types()  # loads them all
    page = text_of(handbook, "fields")
    names = {info.alias or name for each in models() for name, info in each.model_fields.items()}
    assert {"tolerance_percent", "review_by", "developer_involved", "key_points"} <= names
    assert [name for name in sorted(names) if not re.search(rf"\b{name}\b", page)] == []
    told = {info.description for each in models() for info in each.model_fields.values()} - {None}
    assert [text for text in told if text and _plain(text) not in _plain(page)] == []


def _plain(text: str) -> str:
    return " ".join(text.replace("`", "").split())


def test_every_type_and_format_is_in_the_handbook(handbook: Path) -> None:
    page = text_of(handbook, "formats")
    assert [name for name in question_types() if not re.search(rf"\b{name}\b", page)] == []
    assert [name for name in register_formats() if f"register.{name}" not in page] == []
