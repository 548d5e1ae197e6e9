"""YAML as the course uses it: YAML 1.2 scalars, no aliases, no tags, a place for every value.

PyYAML's C composer gives line and column of every node and is fast, but it crashes the
interpreter on very deep nesting and it expands aliases, so the events are walked first.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import yaml
from yaml.nodes import MappingNode, ScalarNode, SequenceNode

from evidence_course.load.source import UNSEEN
from evidence_course.model.course import Mark
from evidence_course.model.record import Location
from evidence_course.problems import Problem

DEPTH_LIMIT = 50

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _PlainLoader(_Loader):  # type: ignore[misc] # either PyYAML loader, both untyped
    """Leaves every plain scalar a text: YAML 1.1 would make ``no`` a boolean."""

    yaml_implicit_resolvers: dict[str, Any] = {}


@dataclass
class YamlTree:
    """Plain data, and where in the file each value and each key stands."""

    data: Any = None
    marks: dict[Location, Mark] = field(default_factory=dict)
    keys: dict[Location, Mark] = field(default_factory=dict)
    blocks: dict[Location, int] = field(default_factory=dict)
    """For a text under ``|`` or ``>``: the line on which its text begins."""


@dataclass(frozen=True)
class _RefusedError(Exception):
    message: str
    code: str
    mark: Any


def read_yaml(
    text: str, path: str, *, first_line: int = 1
) -> tuple[YamlTree | None, list[Problem]]:
    """The data in ``text``, whose first line is line ``first_line`` of the file at ``path``.

    A text that YAML cannot hold gives no tree and one problem; repeated keys are all reported.
    The tree of a text is made once in a process, and is not to be changed.
    """
    tree, problems = _read(text, path, first_line)
    return tree, [*problems]


@lru_cache(maxsize=4096)
def _read(text: str, path: str, first_line: int) -> tuple[YamlTree | None, list[Problem]]:
    reader = _Reader(path, first_line - 1, text.split("\n"))
    try:
        reader.refuse_events(text)
        node = yaml.compose(text, Loader=_PlainLoader)
    except _RefusedError as refused:
        return None, [reader.problem(refused.mark, refused.message, refused.code)]
    except yaml.MarkedYAMLError as error:
        return None, [reader.explain(error, text)]
    except yaml.reader.ReaderError as error:
        return None, [reader.unreadable(error, text)]
    if node is None:
        message = "is empty: it needs at least one 'name: value' line"
        return None, [Problem(path, first_line, 1, message, "empty-file")]
    reader.tree.data = reader.value(node, ())
    return reader.tree, reader.problems


_NESTING: dict[type, int] = {
    yaml.SequenceStartEvent: 1,
    yaml.MappingStartEvent: 1,
    yaml.SequenceEndEvent: -1,
    yaml.MappingEndEvent: -1,
}
_WITH_ANCHORS = frozenset(
    {yaml.AliasEvent, yaml.ScalarEvent, yaml.SequenceStartEvent, yaml.MappingStartEvent}
)


def _refuse_event(event: Any) -> None:
    if event.anchor is not None:  # that of an alias is the name that it stands for
        message = (
            "'&' and '*' (YAML anchors and aliases) are not used here: "
            "write the text out, or put it in quotes if it only begins with that sign"
        )
        raise _RefusedError(message, "yaml-alias", event.start_mark)
    tag = getattr(event, "tag", None)
    if tag not in (None, "!"):
        written = tag.replace("tag:yaml.org,2002:", "!!")
        message = f"'{written}' (a YAML tag) is not used here: delete it"
        raise _RefusedError(message, "yaml-tag", event.start_mark)


@dataclass
class _Reader:
    path: str
    offset: int
    lines: list[str]
    tree: YamlTree = field(default_factory=YamlTree)
    problems: list[Problem] = field(default_factory=list)
    last_event: Any = None

    def mark(self, mark: Any) -> Mark:
        if mark.line < len(self.lines):
            return Mark(mark.line + 1 + self.offset, mark.column + 1)
        # PyYAML ends a file without a last line end on a line that no editor shows.
        return Mark(len(self.lines) + self.offset, len(self.lines[-1]) + 1)

    def problem(self, mark: Any, message: str, code: str) -> Problem:
        place = self.mark(mark)
        return Problem(self.path, place.line, place.column, message, code)

    def unreadable(self, error: yaml.reader.ReaderError, text: str) -> Problem:
        before = text.encode()[: error.position].decode(errors="replace")
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        message = f"holds a character that YAML does not allow (U+{error.character:04X}): delete it"
        return Problem(self.path, line + self.offset, column, message, "control-character")

    def refuse_events(self, text: str) -> None:
        """Refuse what the composer must not see, before it sees it."""
        depth = documents = 0
        for event in yaml.parse(text, Loader=_Loader):
            self.last_event = event
            kind = type(event)
            if kind in _WITH_ANCHORS:
                _refuse_event(event)
            if kind is yaml.ScalarEvent:
                continue
            depth += _NESTING.get(kind, 0)
            documents += kind is yaml.DocumentStartEvent
            if depth > DEPTH_LIMIT:
                message = (
                    f"is nested more than {DEPTH_LIMIT} levels deep: "
                    "look for stray brackets, or for lines indented further and further"
                )
                raise _RefusedError(message, "yaml-depth", event.start_mark)
            if documents > 1:
                message = "a second '---' begins another document: keep one in a file"
                raise _RefusedError(message, "yaml-documents", event.start_mark)

    def explain(self, error: yaml.MarkedYAMLError, text: str) -> Problem:
        """What PyYAML found, in an author's words, at the place that the author must mend."""
        mark: Any = error.problem_mark or error.context_mark
        line = dict(enumerate(text.split("\n"))).get(mark.line, "")
        said = str(error.problem or error.context)
        if "\t" in line[: len(line) - len(line.lstrip())]:
            return self.problem(mark, "the line is indented with a tab: use spaces", "yaml-tab")
        if "cannot start any token" in said:
            sign = line[mark.column : mark.column + 1]
            if sign == "\t":
                return self.problem(mark, "there is a tab here: use a space", "yaml-tab")
            return self.problem(mark, f"text that begins with '{sign}' needs quotes", "yaml-quote")
        if "did not find expected key" in said and self._ends_in_quote():
            return self._explain_quote(mark)
        for part, code, message in _EXPLANATIONS:
            if part in said:
                opened = error.context_mark if code in _OPENED_BEFORE else None
                return self.problem(opened or mark, message, code)
        return self.problem(mark, f"is not YAML here: {said}", "yaml-syntax")

    def _ends_in_quote(self) -> bool:
        """Whether what was read last, just before a fault, is a text in quotes."""
        event = self.last_event
        return isinstance(event, yaml.ScalarEvent) and event.style in ("'", '"')

    def _explain_quote(self, fault: Any) -> Problem:
        start, end = self.last_event.start_mark, self.last_event.end_mark
        if start.line != end.line:
            message = (
                f"the quote that is opened here is closed on line {self.mark(end).line} only: "
                "is a quote missing?"
            )
            return self.problem(start, message, "yaml-quote")
        if end.line == fault.line:
            message = (
                "the quoted text ends here, and more follows: within single quotes write '' "
                "for an apostrophe, or put double quotes round the text"
            )
            return self.problem(end, message, "yaml-quote")
        message = "this line does not line up with the lines above"
        return self.problem(fault, message, "yaml-indent")

    def value(self, node: Any, location: Location) -> Any:
        """The plain data of a node; its place and those of its parts go into the tree."""
        self.tree.marks[location] = self.mark(node.start_mark)
        if isinstance(node, MappingNode):
            return dict(self._pairs(node, location))
        if isinstance(node, SequenceNode):
            return [self.value(each, (*location, i)) for i, each in enumerate(node.value)]
        if node.style in ("|", ">"):
            self.tree.blocks[location] = node.start_mark.line + 2 + self.offset
        if node.style == '"' and (UNSEEN.search(node.value) or "\t" in node.value):
            message = (
                "a backslash in double quotes stands for an invisible sign here: "
                "use single quotes, in which it stays as it is"
            )
            self.problems.append(self.problem(node.start_mark, message, "yaml-quote"))
        return node.value if node.style else scalar(node.value)

    def _pairs(self, node: MappingNode, location: Location) -> Iterator[tuple[str, Any]]:
        first: dict[str, int] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, ScalarNode):
                message = "a name before ':' must be a plain word"
                self.problems.append(self.problem(key_node.start_mark, message, "yaml-key"))
                continue
            key, mark = str(key_node.value), self.mark(key_node.start_mark)
            if key in first:
                message = f"'{key}' stands here twice (first on line {first[key]}): delete one"
                self.problems.append(
                    Problem(self.path, mark.line, mark.column, message, "duplicate-key")
                )
                continue
            first[key] = mark.line
            self.tree.keys[(*location, key)] = mark
            yield key, self.value(value_node, (*location, key))


_INTEGER = re.compile(r"[-+]?[0-9]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_WORDS: dict[str, Any] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}


def scalar(text: str) -> Any:
    """A plain scalar by YAML 1.2's core schema; ``yes``, ``8:30`` and dates stay text."""
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.fullmatch(text):
        return int(text) if len(text.lstrip("+-")) <= 15 else text
    if _FLOAT.fullmatch(text) and len(text) <= 30 and math.isfinite(float(text)):
        return float(text)
    return text


_OPENED_BEFORE = frozenset({"yaml-quote", "yaml-bracket", "yaml-name", "yaml-alias"})
"""Faults that show late: their context says where to look."""

_EXPLANATIONS = (
    ("mapping values are not allowed", "yaml-colon", "text that holds ': ' needs quotes"),
    (
        "did not find expected key",
        "yaml-indent",
        "this line does not line up with the lines above",
    ),
    ("could not find expected ':'", "yaml-name", "a ':' is missing after this name"),
    (
        "block sequence entries are not allowed",
        "yaml-indent",
        "a '-' cannot stand here: put the list on its own lines below the name",
    ),
    (
        "did not find expected '-' indicator",
        "yaml-indent",
        "this line does not line up with the list above it",
    ),
    ("found unexpected end of stream", "yaml-quote", "a quote is opened and never closed"),
    (
        "did not find expected ',' or",
        "yaml-bracket",
        "the bracket that is opened here is not closed, or a ',' is missing in between",
    ),
    (
        "unknown escape",
        "yaml-quote",
        "a backslash in double quotes: use single quotes, in which it stays as it is",
    ),
    (
        "did not find expected alphabetic",
        "yaml-alias",
        "text that begins with '*' or '&' needs quotes",
    ),
    (
        "did not find expected comment or line break",
        "yaml-block",
        "after '|' or '>' the text begins on the next line",
    ),
)
