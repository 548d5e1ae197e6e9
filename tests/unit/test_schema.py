"""Schemas for editors: current, of the right dialect, and agreeing with what reads the files."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from evidence_course import cli
from evidence_course.load.yaml_reader import read_yaml
from evidence_course.schema import DIALECT, FOLDER, schemas
from tests.conftest import DATA

ROOT = Path(__file__).parents[2]
SCHEMAS: dict[str, Any] = {name: json.loads(data) for name, data in schemas().items()}
FILES = {
    "course.schema.json": ["course/course.yml"],
    "outcomes.schema.json": ["course/outcomes.yml"],
    "misconceptions.schema.json": ["course/misconceptions.yml"],
    "references.schema.json": ["course/references.yml"],
    "record.schema.json": ["course/record.yml"],
    "quiz-bank.schema.json": ["quizzes/*.yml"],
    "lesson.schema.json": ["modules/*.md"],
}
PAIRS = [
    pytest.param(name, path, id=f"{root.name}-{path.name}")
    for root in (ROOT, DATA / "good")
    for name, patterns in FILES.items()
    for pattern in patterns
    for path in sorted(root.glob(pattern))
]


def content(path: Path) -> Any:
    text = path.read_text()
    tree, problems = read_yaml(text.split("---\n")[1] if path.suffix == ".md" else text, "a")
    assert problems == []
    assert tree is not None
    return tree.data


def nodes(schema: Any) -> Iterator[dict[str, Any]]:
    if isinstance(schema, dict):
        yield schema
    for inner in schema.values() if isinstance(schema, dict) else schema:
        if isinstance(inner, dict | list):
            yield from nodes(inner)


def test_the_schemas_in_the_repository_are_those_of_the_models() -> None:
    there = {path.name: path.read_bytes() for path in (ROOT / FOLDER).iterdir()}
    assert there == schemas(), "run: evidence-course schema"


@pytest.mark.parametrize("name", SCHEMAS)
def test_each_schema_is_of_draft_07(name: str) -> None:
    schema = SCHEMAS[name]
    assert schema["$schema"] == DIALECT
    jsonschema.Draft7Validator.check_schema(schema)
    words = {key for node in nodes(schema) for key in node}
    assert not words & {"$defs", "prefixItems", "discriminator", "unevaluatedProperties"}
    for node in nodes(schema):
        if isinstance(node.get("$ref"), str):
            assert list(node) == ["$ref"], "what stands beside a reference is not read"
            assert node["$ref"].removeprefix("#/definitions/") in schema["definitions"]


@pytest.mark.parametrize("name", SCHEMAS)
def test_every_field_says_what_it_is(name: str) -> None:
    assert SCHEMAS[name]["description"]
    for node in nodes(SCHEMAS[name]):
        for field, schema in node.get("properties", {}).items():
            if isinstance(schema, dict):
                assert schema.get("description"), field


def test_some_fields_show_an_example() -> None:
    shown = {name for name, schema in SCHEMAS.items() if '"examples"' in json.dumps(schema)}
    assert shown == set(SCHEMAS) - {"outcomes.schema.json"}


@pytest.mark.parametrize(("name", "path"), PAIRS)
def test_the_files_of_a_sound_course_are_valid(name: str, path: Path) -> None:
    jsonschema.Draft7Validator(SCHEMAS[name]).validate(content(path))


@pytest.mark.parametrize(("name", "path"), PAIRS)
def test_an_unknown_field_is_not_valid(name: str, path: Path) -> None:
    spoilt = {**content(path), "No such Field": 1}
    assert not jsonschema.Draft7Validator(SCHEMAS[name]).is_valid(spoilt)


@pytest.mark.parametrize("field", ["type", "id", "question", "outcome"])
def test_a_question_without_a_field_is_not_valid(field: str) -> None:
    bank = content(DATA / "good" / "quizzes" / "soil.yml")
    del bank["questions"][0][field]
    assert not jsonschema.Draft7Validator(SCHEMAS["quiz-bank.schema.json"]).is_valid(bank)


def test_only_what_changed_is_written(course: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def run() -> list[str]:
        assert cli.main(["schema", "--course", str(course)]) == 0
        return capsys.readouterr().out.splitlines()

    assert run() == [f"wrote {FOLDER}/{name}" for name in schemas()]
    assert run() == ["Every schema is as it should be."]
    (course / FOLDER / "outcomes.schema.json").write_text("{}")
    assert run() == [f"wrote {FOLDER}/outcomes.schema.json"]


@pytest.mark.parametrize("path", sorted((ROOT / "quizzes").glob("*.yml")), ids=lambda p: p.stem)
def test_banks_name_their_schema_for_editors(path: Path) -> None:
    first = path.read_text().split("\n")[0]
    named = first.removeprefix("# yaml-language-server: $schema=")
    assert (path.parent / named).resolve() == ROOT / FOLDER / "quiz-bank.schema.json"
