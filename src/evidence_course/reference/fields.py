"""Every field that an author can write, from the schemas that editors use too."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from evidence_course.model.interactive import Input
from evidence_course.model.record import Slug
from evidence_course.reference._markdown import finished, head, table
from evidence_course.schema import schema_of, schemas

Node = Mapping[str, Any]

FILES = {
    "course": "course/course.yml",
    "lesson": "modules/SLUG.md: what stands between the two lines ---",
    "quiz-bank": "quizzes/SLUG.yml and course/check.yml",
    "outcomes": "course/outcomes.yml",
    "misconceptions": "course/misconceptions.yml",
    "references": "course/references.yml",
    "glossary": "course/glossary.yml",
    "evidence": "course/evidence/ID.yml",
    "record": "course/record.yml",
    "interactive": "course/interactives/NAME.js: the JSON at its head",
}
"""Where a schema's fields are written, in the order of the page."""
COLUMNS = ("Field", "Holds", "What for")
NEEDED = "**needed**"

_PATTERNS = (
    (r"^https?://", "a web address"),
    (r"^(https?://", "an e-mail address, a web address or a page"),
    (r"^[a-z][a-z0-9-]*\.", "MODULE.NAME"),
    (r"^[A-Za-z]", "an id"),
    (r"^[a-z]{2,3}(", "the code of a language"),
    (r"^[a-z]", "a name in small letters"),
    (r"^[0-9a-f]", "a digest"),
    (r"\?$", "text that ends in '?'"),
)
_TYPES = {
    "string": "text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "`true` or `false`",
    "null": "nothing",
    "object": "a group of names and values",
}


def page() -> str:
    """The page ``fields.md``."""
    found = _schemas()
    lines = head(
        "Fields",
        f"Every field of every file that a course is made of. {NEEDED} means that a file without "
        "it is refused; every other field can be left out. An editor that knows JSON Schema shows "
        "the same while you type: `evidence-course schema` writes the schemas.",
        "Texts are Markdown, unless they are names, ids or addresses. Raw HTML is refused.",
    )
    for name, where in FILES.items():
        lines += _file(_File(name, where, found[name]))
    return finished(lines)


def anchor(schema: str, definition: str) -> str:
    """Where on the page the fields of a group stand."""
    return f"{schema}-{definition.lower().replace('_', '-')}"


def _schemas() -> dict[str, Node]:
    found = {name.split(".")[0]: json.loads(data) for name, data in schemas().items()}
    say = "What a reader can change in a picture: settings by name, each of one of these kinds."
    return {**found, "interactive": schema_of(dict[Slug, Input], "interactive", say)}


@dataclass(frozen=True)
class _File:
    name: str
    where: str
    schema: Node

    @property
    def groups(self) -> Mapping[str, Node]:
        found: Mapping[str, Node] = self.schema.get("definitions", {})
        return found

    def link(self, reference: str) -> str:
        name = reference.rpartition("/")[2]
        return f"[{name}](#{anchor(self.name, name)})"


def _file(file: _File) -> Iterator[str]:
    yield from ("", f"## `{file.where}` {{ #{file.name} }}", "", file.schema["description"])
    if "properties" in file.schema:
        yield from _table(file, file.schema)
    for pattern in file.schema.get("patternProperties", {}).values():
        yield from ("", f"Each name stands before ':', and behind it {_holds(file, pattern)}.")
    kinds = _kinds(file)
    shared = _shared([file.groups[name] for name in kinds])
    if shared:
        what = " and ".join(f"`{name}`" for name in kinds) if len(kinds) < 3 else "each kind"
        yield from ("", f"### What {what} can have {{ #{file.name}-shared }}")
        yield from _table(file, {**file.groups[kinds[0]], "properties": shared})
    for name, group in file.groups.items():
        own = dict(group["properties"])
        if name in kinds:
            own = {field: node for field, node in own.items() if field not in shared}
        yield from ("", f"### `{name}` {{ #{anchor(file.name, name)} }}", "")
        yield " ".join(str(group.get("description", "")).split())
        yield from _table(file, {**group, "properties": own})


def _kinds(file: _File) -> list[str]:
    """The groups that are told apart by a field: question types, kinds of record, settings."""

    def alternatives(node: Any) -> Iterator[str]:
        if isinstance(node, list):
            for each in node:
                yield from alternatives(each)
        elif isinstance(node, dict):
            for each in node.get("oneOf", []):
                yield from [each["$ref"].rpartition("/")[2]] if "$ref" in each else []
            for key, each in node.items():
                yield from alternatives(each) if key != "definitions" else ()

    return list(dict.fromkeys(alternatives(file.schema)))


def _shared(groups: Sequence[Node]) -> dict[str, Node]:
    """The fields that all groups have, in the same words."""
    if len(groups) < 2:
        return {}
    first, *others = (each["properties"] for each in groups)
    return {
        name: node
        for name, node in first.items()
        if all(other.get(name) == node for other in others)
    }


def _table(file: _File, group: Node) -> list[str]:
    needed = group.get("required", [])
    rows = [
        (f"`{name}`", _holds(file, node), _purpose(node, name in needed))
        for name, node in group["properties"].items()
    ]
    return table(COLUMNS, rows) if rows else ["", "No field of its own."]


def _purpose(node: Node, is_needed: bool) -> str:
    parts = [NEEDED + "." if is_needed else "", str(node.get("description", ""))]
    if node.get("default") not in (None, [], {}, "") and not isinstance(node["default"], dict):
        parts.append(f"Without it: `{_written(node['default'])}`.")
    if node.get("examples"):
        parts.append(f"Example: {' or '.join(f'`{_written(each)}`' for each in node['examples'])}.")
    return " ".join(part for part in parts if part)


def _written(value: Any) -> str:
    """A value as a YAML file holds it."""
    if isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False).replace('"', "")


def _holds(file: _File, node: Node) -> str:
    """What may stand behind a field's name, in a few words."""
    if "const" in node:
        return f"`{_written(node['const'])}`"
    if "enum" in node:
        return _or([f"`{_written(each)}`" for each in node["enum"]])
    for key in ("anyOf", "oneOf", "allOf"):
        if key in node:
            told = [each for each in node[key] if each.get("type") != "null"]
            if all("$ref" in each for each in told):
                return f"a group: {_or([file.link(each['$ref']) for each in told])}"
            return _or(list(dict.fromkeys(_holds(file, each) for each in told)))
    if "$ref" in node:
        return f"a group: {file.link(node['$ref'])}"
    return _plain(file, node)


def _plain(file: _File, node: Node) -> str:
    kinds = node["type"] if isinstance(node["type"], list) else [node["type"]]
    kind = next(each for each in kinds if each != "null")
    if kind == "array":
        return f"a list, each {_holds(file, node['items'])}" if "items" in node else "a list"
    if kind == "string":
        return _text(node)
    if kind == "object" and node.get("properties"):
        return f"a group of {_or([f'`{name}`' for name in node['properties']], 'and')}"
    inner = [*node.get("patternProperties", {}).values(), node.get("additionalProperties")]
    if kind == "object" and isinstance(inner[0], dict):
        return f"names, and behind each {_holds(file, inner[0])}"
    return _TYPES[kind] + _limits(node)


def _text(node: Node) -> str:
    if node.get("format") == "date":
        return "a date"
    pattern = str(node.get("pattern", ""))
    return next((words for start, words in _PATTERNS if pattern.startswith(start)), "text")


def _limits(node: Node) -> str:
    words = {
        "minimum": "at least",
        "exclusiveMinimum": "above",
        "maximum": "at most",
        "exclusiveMaximum": "below",
    }
    told = [f"{word} {node[key]:g}" for key, word in words.items() if key in node]
    return f", {' and '.join(told)}" if told else ""


def _or(words: Sequence[str], word: str = "or") -> str:
    *most, last = words
    return f"{', '.join(most)} {word} {last}" if most else last
