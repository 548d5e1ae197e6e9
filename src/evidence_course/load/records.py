"""From YAML data to a record, and from pydantic's faults to sentences with a line and a column."""

from __future__ import annotations

import types
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from evidence_course.load.yaml_reader import YamlTree
from evidence_course.model.course import Mark
from evidence_course.model.record import CANNOT_BE_MARKED, Location
from evidence_course.problems import Problem
from evidence_course.spelling import closest
from evidence_course.spelling import did_you_mean as did_you_mean

T = TypeVar("T")

WRONG_NAME = "wrong-name"
"""The code of a fault in a name that an author gives to an entry."""


@dataclass(frozen=True)
class Shape:
    """What a piece of YAML should be: an annotation, and where it begins in the tree."""

    annotation: Any
    location: Location = ()


def read_record(
    tree: YamlTree,
    path: str,
    annotation: type[T] | Any,
    location: Location = (),
    *,
    context: Mapping[str, Any] | None = None,
) -> tuple[T | None, list[Problem]]:
    """The record at ``location`` of the tree, or every fault that it has.

    ``context`` is what the record's own checks may look at, beside the record.
    """
    data = at(tree.data, location)
    try:
        adapter = _adapter(annotation)  # type: ignore[arg-type] # hashable
        return adapter.validate_python(data, context=context), []
    except ValidationError as error:
        shape = Shape(annotation, location)
        details = _without_echoes(error.errors(), annotation)
        return None, [_problem(tree, path, shape, detail) for detail in details]


@cache
def _adapter(annotation: Any) -> TypeAdapter[Any]:
    return TypeAdapter(annotation)


def _without_echoes(details: list[ErrorDetails], annotation: Any) -> Iterator[ErrorDetails]:
    """The faults without the missing fields that stand there misspelt."""
    misspelt: set[Location] = set()
    for detail in details:
        if detail["type"] == "extra_forbidden":
            *group, name = detail["loc"]
            close = closest(name, fields_at(annotation, tuple(group)))
            misspelt.update((*group, field) for field in close)
    for detail in details:
        if detail["type"] != "missing" or detail["loc"] not in misspelt:
            yield detail


def at(data: Any, location: Location) -> Any:
    """The value at a location of plain data; nothing where there is none."""
    for step in location:
        if isinstance(data, dict):
            data = data.get(step)
        elif isinstance(data, list) and isinstance(step, int) and step < len(data):
            data = data[step]
        else:
            return None
    return data


def item_at(data: Any, location: Location) -> str | None:
    """The innermost ``id`` on the way to a location: the item that a fault is about."""
    found = None
    for step in (None, *location):
        data = data if step is None else at(data, (step,))
        if isinstance(data, dict) and isinstance(data.get("id"), str):
            found = data["id"]
    return found


def mark_at(marks: Mapping[Location, Mark], location: Location) -> Mark:
    """The place of a location, or of the nearest thing that it is in."""
    while location and location not in marks:
        location = location[:-1]
    return marks.get(location, Mark(1, 1))


def _resolve(data: Any, location: Location) -> Location:
    """Pydantic's location without the names of the alternatives that it went through."""
    path: Location = ()
    for index, step in enumerate(location):
        value = at(data, path)
        is_in_list = bool(path) and isinstance(path[-1], int)
        if step == "[key]" or (is_in_list and step == _tag(value)):
            continue
        holds = isinstance(value, dict) and step in value
        holds = holds or (isinstance(value, list) and isinstance(step, int) and step < len(value))
        if holds or index == len(location) - 1:
            path = (*path, step)
    return path


def _tag(value: Any) -> Any:
    """The type of a question, which pydantic puts into its locations."""
    return value.get("type") if isinstance(value, dict) else None


def _problem(tree: YamlTree, path: str, shape: Shape, detail: ErrorDetails) -> Problem:
    location = _resolve(at(tree.data, shape.location), detail["loc"])
    kind, where = detail["type"], detail.get("ctx", {}).get("where", ())
    full = (*shape.location, *location, *where)
    if kind in ("union_tag_invalid", "union_tag_not_found") and at(tree.data, (*full, "type")):
        full = (*full, "type")
    on_key = kind == "extra_forbidden" or "[key]" in detail["loc"]
    mark = mark_at(tree.keys if on_key else tree.marks, full)
    message, code = _say(detail, location, fields_at(shape.annotation, detail["loc"][:-1]))
    return Problem(path, mark.line, mark.column, message, code, item_at(tree.data, full))


def fields_at(annotation: Any, location: Location) -> set[str]:
    """The names that the record at a location of an annotation may have."""
    model = _walk(annotation, location)
    if not (isinstance(model, type) and issubclass(model, BaseModel)):
        return set()
    return {info.alias or name for name, info in model.model_fields.items()}


def _walk(annotation: Any, location: Location) -> Any:
    origin, inner = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _walk(inner[0], location)
    if origin in (Union, types.UnionType):
        return _walk_union([each for each in inner if each is not type(None)], location)
    if not location:
        return annotation
    if origin in (list, dict):
        return _walk(inner[-1], location[1:])
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        for name, info in annotation.model_fields.items():
            if location[0] in (name, info.alias):
                return _walk(info.annotation, location[1:])
    return None


def _walk_union(members: list[Any], location: Location) -> Any:
    if len(members) == 1:
        return _walk(members[0], location)
    for member in members:
        info = getattr(member, "model_fields", {}).get("type")
        if info is not None and location and location[0] in get_args(info.annotation):
            return _walk(member, location[1:])
    return None


def _shown(value: object) -> str:
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return f"'{text[:40]}…'" if len(text) > 40 else f"'{text}'"


@dataclass(frozen=True)
class _Fault:
    """What pydantic found, the field that it is about, and the fields that could stand there."""

    detail: ErrorDetails
    location: Location
    known: set[str]

    @property
    def name(self) -> str:
        """The field, or the field whose list or group it is about."""
        return next((str(step) for step in reversed(self.location) if isinstance(step, str)), "")

    @property
    def label(self) -> str:
        """The field as a message names it."""
        if not self.name:
            return "the file"
        if isinstance(self.location[-1], int):
            return f"number {self.location[-1] + 1} of '{self.name}'"
        return f"'{self.name}'"

    @property
    def written(self) -> str:
        """What the author wrote there."""
        return _shown(self.detail["input"])


def _missing(fault: _Fault) -> tuple[str, str]:
    return f"field '{fault.name}' is missing: add it", "missing-field"


def _surplus(fault: _Fault) -> tuple[str, str]:
    hint = did_you_mean(fault.name, fault.known) or ": mend its name, or delete it"
    return f"unknown field '{fault.name}'{hint}", "unknown-field"


def _not_boolean(fault: _Fault) -> tuple[str, str]:
    return f"{fault.label} must be true or false, not {fault.written}", "not-true-or-false"


def _not_text(fault: _Fault) -> tuple[str, str]:
    value = fault.detail["input"]
    if value is None:
        return f"{fault.label} must be text, and holds nothing: write it", "not-text"
    if isinstance(value, dict) and len(value) == 1:
        message = f"{fault.label} must be text: put quotes round it, since it holds ': '"
        return message, "not-text"
    if isinstance(value, list | dict):
        return f"{fault.label} must be text, and holds a list or a group of fields", "not-text"
    return f"{fault.label} must be text: put {fault.written} in quotes", "not-text"


def _not_number(fault: _Fault) -> tuple[str, str]:
    return f"{fault.label} must be a number, not {fault.written}", "not-a-number"


def _not_whole(fault: _Fault) -> tuple[str, str]:
    return f"{fault.label} must be a whole number, not {fault.written}", "not-a-number"


def _not_group(fault: _Fault) -> tuple[str, str]:
    return f"{fault.label} must be a group of 'name: value' lines", "not-a-group"


def _not_list(fault: _Fault) -> tuple[str, str]:
    return f"{fault.label} must be a list: one '- ' line for each", "not-a-list"


def _not_date(fault: _Fault) -> tuple[str, str]:
    return (
        f"{fault.label} must be a date such as 2026-11-22, not {fault.written}",
        "not-a-date",
    )


def _not_one_of(fault: _Fault) -> tuple[str, str]:
    expected = str(fault.detail["ctx"]["expected"])
    words = expected.replace(" or ", ", ").replace("'", "").split(", ")
    hint = did_you_mean(fault.detail["input"], words)
    if fault.name == "schema":
        hint = f": this program reads 'schema: {words[0]}' only"
    return f"{fault.label} cannot be {fault.written}{hint}", "unknown-value"


def _unknown_type(fault: _Fault) -> tuple[str, str]:
    context = fault.detail["ctx"]
    words = str(context["expected_tags"]).replace("'", "").split(", ")
    return f"unknown type '{context['tag']}'{did_you_mean(context['tag'], words)}", "unknown-type"


def _no_type(_fault: _Fault) -> tuple[str, str]:
    return "field 'type' is missing: say which kind of question this is", "missing-field"


def _own_words(fault: _Fault) -> tuple[str, str]:
    return str(fault.detail["ctx"]["error"]), "cannot-be-marked"


def _marked_words(fault: _Fault) -> tuple[str, str]:
    return str(fault.detail["ctx"]["sentence"]), "cannot-be-marked"


def _too_few(fault: _Fault) -> tuple[str, str]:
    context = fault.detail["ctx"]
    least, has = context["min_length"], context["actual_length"]
    return f"{fault.label} needs at least {least}, and has {has or 'none'}", "too-few"


def _too_many(fault: _Fault) -> tuple[str, str]:
    context = fault.detail["ctx"]
    most, has = context["max_length"], context["actual_length"]
    return f"{fault.label} may have at most {most}, and has {has}", "too-many"


def _blank(fault: _Fault) -> tuple[str, str]:
    return f"{fault.label} is blank", "blank"


def _too_long(fault: _Fault) -> tuple[str, str]:
    most = fault.detail["ctx"]["max_length"]
    return f"{fault.label} may have at most {most} letters, unlike {fault.written}", "wrong-form"


_PATTERNS = {
    r"\S": "{label} is blank",
    r"\?$": "{label} must be a question that ends in '?', not {written}",
    r"^(https?://": "{label} must be an e-mail address, a web address or a page such as "
    "about.md#contact, not {written}",
    r"^https?://": "{label} must be a web address that begins with https://, not {written}",
    r"^(([A-Za-z0-9]": "{label} must be the slug of a module, such as fair-test, or the address of "
    "a page, such as evidence/index.html, not {written}",
    r"^[A-Za-z0-9_-]+\.png": "{label} must be the name of a PNG picture in course/, such as "
    "share.png, not {written}",
    r"^[a-z][a-z0-9-]*\.": "{label} must be an outcome such as fair-test.spot-drop-out, "
    "not {written}",
    r"^[A-Za-z]": "{label} must begin with a letter and hold 2 to 60 letters, digits, '-' or '_', "
    "not {written}",
    r"^[a-z]{2,3}(": "{label} must be the code of a language, such as en-GB, not {written}",
    r"^[a-z]": "{label} must be small letters, digits and '-', such as fair-test, not {written}",
}


def _wrong_form(fault: _Fault) -> tuple[str, str]:
    pattern = str(fault.detail["ctx"]["pattern"])
    is_name = "[key]" in fault.detail["loc"]
    label, code = ("this name", WRONG_NAME) if is_name else (fault.label, "wrong-form")
    for start, message in _PATTERNS.items():
        if pattern.startswith(start):
            return message.format(label=label, written=fault.written), code
    return f"{label} cannot be {fault.written}", code


def _out_of_range(fault: _Fault) -> tuple[str, str]:
    words = {"gt": "more than", "ge": "at least", "lt": "less than", "le": "at most"}
    limit = next(
        f"{words[key]} {fault.detail['ctx'][key]:g}" for key in words if key in fault.detail["ctx"]
    )
    return f"{fault.label} must be {limit}, not {fault.written}", "out-of-range"


_SENTENCES: Mapping[str, Callable[[_Fault], tuple[str, str]]] = {
    "missing": _missing,
    "extra_forbidden": _surplus,
    "bool_type": _not_boolean,
    "string_type": _not_text,
    "int_type": _not_whole,
    "int_from_float": _not_whole,
    "float_type": _not_number,
    "finite_number": _not_number,
    "model_type": _not_group,
    "model_attributes_type": _not_group,
    "dict_type": _not_group,
    "list_type": _not_list,
    "date_from_datetime_parsing": _not_date,
    "date_from_datetime_inexact": _not_date,
    "date_type": _not_date,
    "date_parsing": _not_date,
    "literal_error": _not_one_of,
    "union_tag_invalid": _unknown_type,
    "union_tag_not_found": _no_type,
    "value_error": _own_words,
    CANNOT_BE_MARKED: _marked_words,
    "too_short": _too_few,
    "too_long": _too_many,
    "string_too_short": _blank,
    "string_too_long": _too_long,
    "string_pattern_mismatch": _wrong_form,
    "greater_than": _out_of_range,
    "greater_than_equal": _out_of_range,
    "less_than": _out_of_range,
    "less_than_equal": _out_of_range,
}


def _say(detail: ErrorDetails, location: Location, known: set[str]) -> tuple[str, str]:
    fault = _Fault(detail, location, known)
    sentence = _SENTENCES.get(detail["type"])
    if sentence is None:
        return f"{fault.label}: {detail['msg'][0].lower()}{detail['msg'][1:]}", "wrong-value"
    return sentence(fault)
