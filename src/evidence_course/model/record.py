"""The base of every record that an author writes, and the kinds of text that it may hold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Annotated, Any, Literal, get_args, get_origin

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, TypeAdapter
from pydantic_core import PydanticCustomError

TextKind = Literal["inline", "block"]
Location = tuple[str | int, ...]

_SINGLE = frozenset({str, int, float, bool, date, type(None)})
_ANYTHING = TypeAdapter[Any](Any)

CANNOT_BE_MARKED = "cannot_be_marked"


def cannot_be_marked(sentence: str, *where: str | int) -> PydanticCustomError:
    """What a model's own check raises: a sentence for the author, and the place in the record."""
    return PydanticCustomError(
        CANNOT_BE_MARKED, "{sentence}", {"sentence": sentence, "where": where}
    )


class Record(BaseModel):
    """Values as they were written: nothing is coerced, nothing unknown is let through."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


@dataclass(frozen=True)
class MarkdownText:
    """Marks a field whose text is MyST Markdown: one paragraph, or any number of blocks."""

    kind: TextKind


_NOT_BLANK = StringConstraints(min_length=1, pattern=r"\S")

InlineMarkdown = Annotated[str, _NOT_BLANK, MarkdownText("inline")]
BlockMarkdown = Annotated[str, _NOT_BLANK, MarkdownText("block")]
AskedMarkdown = Annotated[str, StringConstraints(pattern=r"\?$"), MarkdownText("inline")]
"""A question: it ends in '?'."""
PlainText = Annotated[str, _NOT_BLANK]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", max_length=40)]
ItemId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9_-]{1,59}$")]
OutcomeId = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]*\.[a-z][a-z0-9-]*$")]
Key = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]*$")]
SourceKey = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*([_-][a-z0-9]+)*$")]
"""A key of the references, or the id of a study or review of the register."""
Day = Annotated[date, Field(strict=False)]
_ON_THE_WEB = r"https?://[^\s<>\"\\`\[\]/?#]+([/?#][^\s<>\"\\`]*)?"
"""An address with a host; without signs that Markdown or HTML would take for the address's end."""
Contact = Annotated[
    str,
    StringConstraints(
        pattern=rf"^({_ON_THE_WEB}|[^\s@<>:/]+@[^\s@<>]+\.[a-z]+|[\w-]+\.md(#[\w-]+)?)$"
    ),
]
"""Where a reader can turn to: an e-mail address, a web address, or a page of `course/`."""
Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")]
WebAddress = Annotated[str, StringConstraints(pattern=rf"^{_ON_THE_WEB}$")]
PageAddress = Annotated[
    str,
    StringConstraints(
        pattern=r"^(([A-Za-z0-9][A-Za-z0-9_-]*/)*[A-Za-z0-9][A-Za-z0-9_-]*\.html|"
        r"[a-z][a-z0-9]*(-[a-z0-9]+)*)$"
    ),
]
"""A page's address below that of the site, or the slug of a module for all of its pages."""
PictureName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]+\.png$")]
"""A picture in `course/`."""


def _kind_of(annotation: object, metadata: Iterable[object]) -> TextKind | None:
    """The kind of text that a field holds, looked for inside ``X | None`` and ``list[X]`` too."""
    for mark in metadata:
        if isinstance(mark, MarkdownText):
            return mark.kind
    inner = get_args(annotation)
    if get_origin(annotation) is Annotated:
        return _kind_of(inner[0], inner[1:])
    return next((kind for each in inner if (kind := _kind_of(each, ()))), None)


def _is_plain(annotation: object) -> bool:
    """Whether all that a field may hold is single values, none of them Markdown or a record."""
    if get_origin(annotation) is Literal:
        return True
    inner = get_args(annotation)
    if get_origin(annotation) is Annotated:
        return _is_plain(inner[0])
    return all(_is_plain(each) for each in inner) if inner else annotation in _SINGLE


@cache
def _fields(model: type[Record]) -> tuple[tuple[str, str, TextKind | None], ...]:
    """The name of each field in which Markdown may stand, its name in the file, and the kind of
    text that it holds itself."""
    return tuple(
        (name, info.alias or name, kind)
        for name, info in model.model_fields.items()
        if (kind := _kind_of(info.annotation, info.metadata)) or not _is_plain(info.annotation)
    )


def _strings(value: object, location: Location) -> Iterator[tuple[Location, str]]:
    if isinstance(value, str):
        yield location, value
    elif isinstance(value, list | dict):
        pairs = enumerate(value) if isinstance(value, list) else value.items()
        for key, inner in pairs:
            yield from _strings(inner, (*location, key))


def markdown_fields(
    value: object, location: Location = ()
) -> Iterator[tuple[Location, str, TextKind]]:
    """Every Markdown text of a record and of the records in it, with its place and its kind."""
    if isinstance(value, Record):
        for name, alias, kind in _fields(type(value)):
            inner, here = getattr(value, name), (*location, alias)
            if kind is None:
                yield from markdown_fields(inner, here)
            else:
                yield from ((where, text, kind) for where, text in _strings(inner, here))
    elif isinstance(value, list | dict):
        pairs = enumerate(value) if isinstance(value, list) else value.items()
        for key, inner in pairs:
            yield from markdown_fields(inner, (*location, key))


def plain_fields(value: object, location: Location = ()) -> Iterator[tuple[Location, str]]:
    """Every text of a record that is not Markdown, with its place."""
    markdown = {where for where, _, _ in markdown_fields(value, location)}
    dumped = _ANYTHING.dump_python(value, mode="json", by_alias=True)
    yield from (
        (where, text) for where, text in _strings(dumped, location) if where not in markdown
    )
