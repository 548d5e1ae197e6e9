"""JSON Schemas of the files that authors write, for editors that complete and explain fields.

They come from the models that read the files, in the draft-07 dialect, which is the one that the
YAML language servers of common editors know.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import TypeAdapter
from pydantic.json_schema import GenerateJsonSchema

from evidence_course.load.banks import bank_model
from evidence_course.load.course import LISTS
from evidence_course.model.course import CourseSettings, LessonSettings
from evidence_course.model.development import Development
from evidence_course.model.evidence import EvidenceRecord

DIALECT = "http://json-schema.org/draft-07/schema#"
FOLDER = "course/schema"
_LISTS = {
    "outcomes": "What each module teaches: `MODULE.NAME: the rest of 'You will be able to'`.",
    "misconceptions": "Wrong ideas that wrong options stand for, by name.",
    "references": "Sources, by the key with which lessons and banks cite them.",
    "glossary": "Words that readers may not know, by a key that names them in addresses.",
}


class _Draft07(GenerateJsonSchema):
    """Leaves out the titles that pydantic makes of names, since hovers show them as noise."""

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False


def schemas() -> dict[str, bytes]:
    """Every schema by the name of its file; the same models give the same bytes."""
    annotations: dict[str, tuple[Any, str | None]] = {
        "course": (CourseSettings, None),
        "lesson": (LessonSettings, None),
        "record": (Development, None),
        "quiz-bank": (bank_model(), None),
        "evidence": (EvidenceRecord, "A study, a review or an approach of the register."),
        **{name: (annotation, _LISTS[name]) for name, annotation in LISTS.items()},
    }
    return {
        f"{name}.schema.json": _bytes(schema_of(annotation, name, description))
        for name, (annotation, description) in sorted(annotations.items())
    }


def _bytes(schema: Mapping[str, Any]) -> bytes:
    return f"{json.dumps(schema, ensure_ascii=False, indent=1)}\n".encode()


def schema_of(annotation: Any, name: str, description: str | None) -> dict[str, Any]:
    """The schema of one annotation, as editors read it."""
    made = TypeAdapter(annotation).json_schema(by_alias=True, schema_generator=_Draft07)
    converted: dict[str, Any] = _converted(made)
    head = {"$schema": DIALECT, "title": name}
    return {**head, **({"description": description} if description else {}), **converted}


def _converted(node: Any) -> Any:
    """A schema of the 2020-12 dialect as draft-07 has it."""
    if isinstance(node, list):
        return [_converted(each) for each in node]
    if not isinstance(node, dict):
        return node
    plain = {key: value for key, value in _items(node) if key not in ("title", "discriminator")}
    if "patternProperties" in plain:
        plain.setdefault("additionalProperties", False)
    if "$ref" in plain and len(plain) > 1:  # draft-07 ignores what stands beside a reference
        return {"allOf": [{"$ref": plain.pop("$ref")}], **plain}
    return _with_null(plain)


def _items(node: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for key, value in node.items():
        if key == "$ref":
            yield key, f"#/definitions/{_name(value.rpartition('/')[2])}"
        elif key == "$defs":
            yield "definitions", {_name(name): _converted(each) for name, each in value.items()}
        elif key in ("properties", "patternProperties"):
            yield key, {name: _converted(each) for name, each in value.items()}
        elif key in ("default", "examples", "const", "enum"):
            yield key, value
        else:
            yield key, _converted(value)


def _name(name: str) -> str:
    """A question type's own name, for what pydantic calls by its module."""
    return name.split("__")[-2] if name.endswith("__Model") else name


def _with_null(node: dict[str, Any]) -> dict[str, Any]:
    """A value or nothing, said in one type where it can be."""
    first, *rest = node.get("anyOf", [None])
    if rest != [{"type": "null"}] or not isinstance(first.get("type"), str) or "enum" in first:
        return node
    others = {key: value for key, value in node.items() if key not in ("anyOf", "default")}
    return {**first, "type": [first["type"], "null"], **others}
