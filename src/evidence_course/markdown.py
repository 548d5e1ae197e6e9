"""What stands in a MyST Markdown text: directives, roles, links, headings, raw HTML, prose.

The parser is set up as the book's own is, so that what is found here is what will be rendered.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.colon_fence import colon_fence_plugin
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.dollarmath import dollarmath_plugin
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.myst_blocks import myst_block_plugin
from mdit_py_plugins.myst_role import myst_role_plugin

EXTENSIONS = ("colon_fence", "deflist", "dollarmath")
"""MyST's names of what is switched on beside its core; the staged book uses the same."""

OFF = ("html_block", "html_inline", "reference")
"""What is switched off in the staged book. No page needs HTML in its Markdown; two texts that
together make a tag, or a link, stay text."""

CONTAINERS = frozenset({"vignette", "sums", "trainer", "note", "tip", "important", "warning"})
"""Directives whose body is Markdown."""

PAGE_ONLY = frozenset({"cover", "modules", "pathways"})
"""Directives of front and back pages; what stands in one is Markdown."""

CAPTIONED = frozenset({"figure"})
"""Directives whose body is a Markdown caption."""

LEAVES = frozenset({"quiz", "result", "interactive", "math", *CAPTIONED})
DEPTH_LIMIT = 8
"""How deep directives may be nested; what lies deeper is a block ``TOO_DEEP``."""

TOO_DEEP = "too_deep"
LINK_DEFINITION = "link_definition"
"""A block such as ``[word]: address``. MyST reads those of a whole page together, and a text is
looked at in parts; so the book reads none, and none may be written."""

YAML_OPTIONS = "---"
"""Begins MyST's other form of options, which is not used here."""

ROLES = frozenset({"result", "value", "source", "term", "course", "math", "sub", "sup", "abbr"})


STANDS_FOR = {"result": "9", "value": "9", "source": ""}
"""What stands for a role in the plain words of a text; for other roles, their content."""


@dataclass(frozen=True)
class Directive:
    """A fence such as ```` ```{quiz} mash ````; ``line`` counts as in the file."""

    name: str
    argument: str
    options: Mapping[str, str]
    line: int


@dataclass(frozen=True)
class Role:
    """Inline text such as ``{source}`swis-2025` ``."""

    name: str
    content: str
    line: int


@dataclass(frozen=True)
class Link:
    """A link or an image (then ``text`` is its alt text)."""

    target: str
    text: str
    line: int
    is_image: bool = False


@dataclass(frozen=True)
class Heading:
    """A heading, 1 to 6."""

    level: int
    text: str
    line: int


@dataclass(frozen=True)
class RawHtml:
    """A piece of HTML that stands in the Markdown."""

    text: str
    line: int


@dataclass(frozen=True)
class Placed:
    """A role within a text: what stands for it there runs from ``start`` to ``end``."""

    start: int
    end: int
    role: Role


@dataclass(frozen=True)
class Prose:
    """A paragraph, list item or heading as plain words; code and citations are left out.

    A figure that a role prints stands as the number 9.
    """

    text: str
    line: int
    container: str = ""
    roles: tuple[Placed, ...] = field(default=(), compare=False)


@dataclass(frozen=True)
class Cell:
    """A cell of a table, as ``Prose`` is."""

    text: str
    line: int
    roles: tuple[Placed, ...] = field(default=(), compare=False)


@dataclass(frozen=True)
class Break:
    """A line such as ``+++ core`` that parts the blocks of a text; within a list or a quote, or a
    directive, its ``level`` is above 0."""

    words: str
    line: int
    level: int = 0


@dataclass(frozen=True)
class Block:
    """Any block that is not a paragraph, by the name of its token."""

    name: str
    line: int


Element = Directive | Role | Link | Heading | RawHtml | Prose | Cell | Break | Block

_OPTION = re.compile(r"^:([A-Za-z][\w-]*):\s*(.*)$")


def _any_link(_target: str) -> bool:
    """Let a link that runs a script be seen as the link that its author meant."""
    return True


_PLAIN = re.compile(r"[^\W\d_](?:[^\W_]|[ ,.;:?!'’“”\"()/%£–—-])*\n?")
"""One line of plain words, as most options and feedback are: a parser would find nothing else."""


@cache
def _parser() -> MarkdownIt:
    parser = (
        MarkdownIt("commonmark")
        .enable("table")
        .use(footnote_plugin)
        .disable(["footnote_inline", "footnote_tail"])
        .use(myst_block_plugin)
        .use(myst_role_plugin)
        .use(colon_fence_plugin)
        .use(deflist_plugin)
        .use(dollarmath_plugin, allow_digits=False, double_inline=True)
    )
    parser.validateLink = _any_link  # type: ignore[assignment,method-assign] # as its documentation says
    return parser


@lru_cache(maxsize=4096)
def _tokens(text: str) -> tuple[Sequence[Token], Sequence[int]]:
    """The parser's tokens, and the first line of each link definition; one text is looked at for
    its links, its markup and its words."""
    found: dict[str, Any] = {}
    tokens = _parser().parse(text, found)
    definitions = [*found.get("references", {}).values(), *found.get("duplicate_refs", [])]
    return tokens, sorted(each["map"][0] for each in definitions)


@lru_cache(maxsize=16384)
def elements(
    text: str, *, first_line: int = 1, container: str = "", depth: int = 0
) -> Sequence[Element]:
    """Everything in a text, in order; directives' bodies are gone into.

    ``first_line`` is the line of the file on which the text begins, ``container`` the directive
    that it is the body of, and ``depth`` how many directives it lies in. Many checks ask it of
    the same texts, and `serve` asks again at each build.
    """
    return tuple(_elements(text, first_line, container, depth))


def _elements(text: str, first_line: int, container: str, depth: int) -> Iterator[Element]:
    if _PLAIN.fullmatch(text):
        yield Prose(text.strip(), first_line, container, ())
    else:
        yield from _parsed(text, first_line, container, depth)


def _parsed(text: str, first_line: int, container: str, depth: int) -> Iterator[Element]:
    tokens, definitions = _tokens(text)
    for start in definitions:
        yield Block(LINK_DEFINITION, first_line + start)
    for index, token in enumerate(tokens):
        line = first_line + (token.map[0] if token.map else 0)
        if token.type in ("fence", "colon_fence"):
            yield from _fence(token, line, depth)
        elif token.type == "html_block":
            yield RawHtml(token.content.strip(), line)
        elif token.type == "inline":
            opener = tokens[index - 1]
            yield from _inline(
                token, line, container, in_table=opener.type in ("td_open", "th_open")
            )
            if opener.type == "heading_open":
                yield Heading(int(opener.tag[1]), _words(token), line)
        elif token.type == "myst_block_break":
            yield Break(token.content.strip(), line, token.level + depth)
        elif token.nesting >= 0 and token.type != "paragraph_open":
            yield Block(token.type.removesuffix("_open"), line)


def _fence(token: Token, line: int, depth: int) -> Iterator[Element]:
    name, argument = [*token.info.split(maxsplit=1), "", ""][:2]
    if not (name.startswith("{") and name.endswith("}")):
        yield Block("code_block", line)
        return
    name, argument = name[1:-1], argument.strip()
    if token.type == "colon_fence" and token.content.startswith(":::"):
        options: Mapping[str, str] = {}  # another fence, and no option
        body, skipped = token.content, 0
    else:
        options, body, skipped = split_options(token.content)
    yield Directive(name, argument, options, line)
    if name in CONTAINERS:
        yield from _title(argument, line, name)
    if name in CONTAINERS | PAGE_ONLY | CAPTIONED and depth < DEPTH_LIMIT:
        first = line + 1 + skipped
        yield from elements(body, first_line=first, container=name, depth=depth + 1)
    elif name in CONTAINERS | CAPTIONED:
        yield Block(TOO_DEEP, line)


def _title(text: str, line: int, container: str) -> Iterator[Element]:
    for token in _parser().parseInline(text) if text.strip() else []:
        yield from _inline(token, line, container, in_table=False)


def split_options(content: str) -> tuple[dict[str, str], str, int]:
    """A directive's options, its body, and how many lines the options took.

    As in MyST, every line that begins with a colon is one; where it is not ``:name: value``, all of
    it is the name. ``YAML_OPTIONS`` is among them where the body begins with it.
    """
    options: dict[str, str] = {}
    lines = content.split("\n")
    skipped = 0
    while lines and lines[0].lstrip().startswith(":"):
        line = lines.pop(0)
        found = _OPTION.match(line)
        name, value = found.groups() if found else (line.strip(), "")
        options[name] = value.strip()
        skipped += 1
    if lines and lines[0].startswith(YAML_OPTIONS):
        options[YAML_OPTIONS] = ""
    return options, "\n".join(lines), skipped


@dataclass
class _Inline:
    line: int
    words: list[str] = field(default_factory=list)
    roles: list[Placed] = field(default_factory=list)

    def add(self, role: Role, words: str) -> None:
        """Put ``words`` in the place of a role."""
        start = sum(map(len, self.words))
        self.words.append(words)
        self.roles.append(Placed(start, start + len(words), role))

    def placed(self) -> tuple[str, tuple[Placed, ...]]:
        """The text without blanks at its ends, and where in it the roles are."""
        whole = "".join(self.words)
        cut = len(whole) - len(whole.lstrip())
        roles = tuple(Placed(each.start - cut, each.end - cut, each.role) for each in self.roles)
        return whole.strip(), roles


def _inline(token: Token, line: int, container: str, *, in_table: bool) -> Iterator[Element]:
    state = _Inline(line)
    for child in token.children or []:
        yield from _child(child, state)
    text, roles = state.placed()
    if text and in_table:
        yield Cell(text, line, roles)
    elif text:
        yield Prose(text, line, container, roles)


def _child(child: Token, state: _Inline) -> Iterator[Element]:
    if child.type in ("softbreak", "hardbreak"):
        state.line += 1
        state.words.append(" ")
    elif child.type == "html_inline":
        yield RawHtml(child.content, state.line)
        state.line += child.content.count("\n")
    elif child.type == "myst_role":
        role = Role(str(child.meta["name"]), child.content, state.line)
        state.add(role, _said(role))
        yield role
    elif child.type == "image":
        yield Link(str(child.attrs["src"]), child.content, state.line, is_image=True)
    elif child.type == "link_open":
        yield Link(str(child.attrs["href"]), "", state.line)
    elif child.type == "text":
        state.words.append(child.content)


def _said(role: Role) -> str:
    if role.name == "term":
        return split_term(role.content)[0]
    return STANDS_FOR.get(role.name, role.content)


def split_term(content: str) -> tuple[str, str]:
    """What ``{term}`words <term>` `` shows, and the term that it is about; both, where no other is
    named."""
    words, opening, term = content.strip().removesuffix(">").rpartition("<")
    if content.rstrip().endswith(">") and opening and words.strip() and term.strip():
        return words.rstrip(), term
    return content.strip(), content.strip()


def _words(token: Token) -> str:
    return "".join(child.content for child in token.children or [] if child.type == "text")
