"""Markdown that may stand in a course: no raw HTML, known directives, links that lead somewhere."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import unquote

from evidence_course.load.notebooks import cell_lines
from evidence_course.load.pictures import refuse_picture
from evidence_course.load.records import did_you_mean, item_at, mark_at
from evidence_course.load.source import leads_outside, refuse_path
from evidence_course.markdown import (
    CONTAINERS,
    DEPTH_LIMIT,
    LEAVES,
    LINK_DEFINITION,
    PAGE_ONLY,
    ROLES,
    TOO_DEEP,
    YAML_OPTIONS,
    Block,
    Directive,
    Element,
    Heading,
    Link,
    Prose,
    RawHtml,
    Role,
    elements,
)
from evidence_course.model.course import Bank, BankSettings, Course, Mark, SharedList
from evidence_course.model.notebook import Notebook
from evidence_course.model.record import Location, Record, markdown_fields, plain_fields
from evidence_course.places import source_line
from evidence_course.problems import Problem
from evidence_course.validate.where import column_of, lines_of

_WEB = re.compile(r"^(https?://|mailto:)", re.IGNORECASE)
_SCHEME = re.compile(r"^([a-z][a-z0-9+.-]*:|//)", re.IGNORECASE)
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>|<!--")


OPTIONS = {"figure": frozenset({"alt"})}
"""The options of directives; those that are not named have none."""

CHECKED_ELSEWHERE = frozenset({"quiz", "interactive"})
"""Directives whose options are looked at where it is known what they mean."""

PAGES = (".md", ".ipynb")
PICTURES = frozenset({"course", "modules", "notebooks", "quizzes"})
"""The folders in which a picture may lie."""

GENERATED = frozenset({"evidence/index.md", "evidence/gaps.md", "evidence/sums.md"})
"""Pages that the generator makes; a page of `course/` links to them as if they lay beside it."""


@dataclass(frozen=True)
class Place:
    """Where a text stands and what it may hold."""

    path: str
    directives: frozenset[str] = frozenset({"math"})
    item: str | None = None
    headings_from: int | None = None
    """The level of the first heading; ``None`` where headings have no place."""
    column: int = 1
    lines: Sequence[str] = ()
    """The lines of the file, in which the column of a fault is looked for."""

    def problem(self, line: int, message: str, code: str, needle: str = "") -> Problem:
        """A fault at ``needle`` on a line, or where the text begins if it is not found there."""
        column = column_of(self.lines, line, needle, self.column)
        return Problem(self.path, line, column, message, code, self.item)


def check(course: Course) -> Iterator[Problem]:
    """Every Markdown text of the course, in the order of its files."""
    for lesson in course.lessons.values():
        lines = lines_of(lesson.body, lesson.body_line)
        place = Place(lesson.path, CONTAINERS | LEAVES, headings_from=2, lines=lines)
        yield from _check_text(course, place, lesson.body, lesson.body_line)
        yield from _check_record(course, lesson.path, lesson.settings, lesson.marks)
    for page in course.pages:
        lines = page.text.split("\n")
        directives = CONTAINERS | PAGE_ONLY | {"math", "figure", "result"}
        place = Place(page.path, directives, None, 1, lines=lines)
        yield from _check_text(course, place, page.text, 1)
    for notebook in course.notebooks.values():
        yield from _check_notebook(course, notebook)
    for bank in course.every_bank:
        yield from _check_bank(course, bank)
    yield from _check_record(course, "course/course.yml", course.settings, course.settings_marks)
    for shared in (course.misconceptions, course.references, course.glossary):
        yield from _check_record(course, shared.path, dict(shared.entries), shared.marks)
    for file in course.evidence.values():
        yield from _check_record(course, file.path, file.record, file.marks, file.id)
    if course.development is not None:
        own = course.development
        yield from _check_record(course, own.path, own.rule, own.marks)
    yield from _check_outcomes(course, course.outcomes)


def _check_record(
    course: Course,
    path: str,
    record: object,
    marks: Mapping[Location, Mark],
    item: str | None = None,
) -> Iterator[Problem]:
    for location, text, kind in markdown_fields(record):
        mark = mark_at(marks, location)
        place = Place(path, item=item, column=mark.column)
        yield from _check_field(course, place, text, mark.line, kind)
    for location, tag in _tags(record):
        mark = mark_at(marks, location)
        yield _no_html(Place(path, item=item, column=mark.column), tag, mark.line)


def _tags(record: object, where: Location = ()) -> Iterator[tuple[Location, str]]:
    """What looks like HTML in the plain texts of a record."""
    for location, text in plain_fields(record, where):
        if found := _TAG.search(text):
            yield location, found[0]


def _no_html(place: Place, tag: str, line: int) -> Problem:
    message = f"raw HTML is not allowed ('{_start(tag)}'): this is plain text, delete it"
    return place.problem(line, message, "raw-html", tag)


def _start(text: str) -> str:
    line = text.split("\n")[0]
    return line if len(line) <= 40 else f"{line[:40]} …"


def _check_outcomes(course: Course, outcomes: SharedList) -> Iterator[Problem]:
    for outcome, text in outcomes.entries.items():
        if isinstance(text, str):
            mark = outcomes.mark(outcome)
            place = Place(outcomes.path, item=outcome, column=mark.column)
            yield from _check_field(course, place, text, mark.line, "inline")


def _check_bank(course: Course, bank: Bank) -> Iterator[Problem]:
    lines = bank.text.split("\n")
    records: list[tuple[Location, Record]] = [((), _head(bank))]
    records += [(("questions", index), each) for index, each in enumerate(bank.questions)]
    for where, record in records:
        for location, text, kind in markdown_fields(record, where):
            place, line = _in_bank(bank, location, lines)
            yield from _check_field(course, place, text, line, kind)
        for location, tag in _tags(record, where):
            place, line = _in_bank(bank, location, lines)
            yield _no_html(place, tag, line)


def _head(bank: Bank) -> BankSettings:
    """The head of a bank alone: what was read of the file holds its questions too."""
    return BankSettings.model_construct(
        **{name: getattr(bank.settings, name) for name in BankSettings.model_fields}
    )


def _in_bank(bank: Bank, location: Location, lines: Sequence[str]) -> tuple[Place, int]:
    """The place of a text of a bank, and the line on which its words begin."""
    mark = mark_at(bank.marks, location)
    line, column = mark.line, mark.column
    if location in bank.blocks:
        line = bank.blocks[location]
        column = len(lines[line - 1]) - len(lines[line - 1].lstrip()) + 1
    return Place(bank.path, item=item_at(bank.data, location), column=column, lines=lines), line


def _check_notebook(course: Course, notebook: Notebook) -> Iterator[Problem]:
    lines = notebook.text.split("\n")
    yield from _title(notebook)
    level = 0
    for number, (cell, line) in enumerate(
        zip(notebook.node.cells, cell_lines(notebook.text), strict=True), 1
    ):
        first = 2 if level else 1
        place = Place(notebook.path, CONTAINERS | {"math"}, f"cell {number}", first, 1, lines)
        if cell.cell_type == "raw":
            message = "a raw cell is passed through unseen: make it Markdown or code"
            yield place.problem(line, message, "raw-cell")
        if cell.cell_type != "markdown":
            continue
        found = list(elements(cell.source))
        for each, message, code in _walk(course, place, found, level):
            inside = source_line(notebook.text, number, each.line)
            yield place.problem(inside, message, code, _needle(each))
        level = next((h.level for h in reversed(found) if isinstance(h, Heading)), level)


def _title(notebook: Notebook) -> Iterator[Problem]:
    """A notebook that has no title where it is looked for. A raw cell, and a heading of another
    level, have messages of their own."""
    first = next(iter(notebook.node.cells), None)
    if first and first.cell_type == "raw":
        return
    if first and first.cell_type == "markdown":
        heading = next((each for each in elements(first.source) if isinstance(each, Heading)), None)
        if heading and (heading.level > 1 or _is_plain(heading, first.source)):
            return
    message = "has no title: let the first cell be Markdown that begins with '# ' and the title"
    line = next(iter(cell_lines(notebook.text)), 1)
    item = "cell 1" if first else None
    yield Problem(notebook.path, line, 1, message, "notebook-title", item)


def _is_plain(heading: Heading, text: str) -> bool:
    """Whether a heading is written with a # and not with a line below it."""
    return text.split("\n")[heading.line - 1].startswith("# ")


def _check_field(
    course: Course, place: Place, text: str, line: int, kind: str
) -> Iterator[Problem]:
    yield from _check_text(course, place, text, line)
    if kind == "inline":
        found = list(elements(text))
        blocks = [each for each in found if isinstance(each, Block | Directive)]
        if blocks or sum(isinstance(each, Prose) for each in found) > 1:
            message = (
                "one paragraph is allowed here: no list, table, code block or second paragraph"
            )
            yield place.problem(line, message, "one-paragraph")


def _check_text(course: Course, place: Place, text: str, first_line: int) -> Iterator[Problem]:
    found = elements(text, first_line=first_line)
    for each, message, code in _walk(course, place, found, (place.headings_from or 1) - 1):
        yield place.problem(each.line, message, code, _needle(each))


def _needle(each: Element) -> str:
    """The words that mark an element in the line on which it stands."""
    if isinstance(each, Directive | Role):
        return f"{{{each.name}}}"
    if isinstance(each, Link):
        return each.target
    return each.text.split("\n")[0] if isinstance(each, RawHtml) else ""


def _walk(
    course: Course, place: Place, found: Iterable[Element], level: int
) -> Iterator[tuple[Element, str, str]]:
    """The element, message and code of each fault; ``level`` is that of the heading before."""
    is_in_html = False
    for each in found:
        is_closing = isinstance(each, RawHtml) and each.text.startswith("</")
        if not (is_closing and is_in_html):  # one fault is enough for an element
            for message, code in _faults(course, place, each, level):
                yield each, message, code
        is_in_html = is_in_html or isinstance(each, RawHtml)
        if isinstance(each, Heading):
            level = each.level


def _faults(course: Course, place: Place, each: Element, level: int) -> Iterator[tuple[str, str]]:
    if isinstance(each, RawHtml):
        what = "an HTML comment" if each.text.startswith("<!--") else "raw HTML"
        advice = "take it out" if what != "raw HTML" else "take it out, or write it in Markdown"
        yield f"{what} is not allowed ('{_start(each.text)}'): {advice}", "raw-html"
    elif isinstance(each, Directive):
        yield from _directive(course, place, each)
    elif isinstance(each, Role) and each.name not in ROLES:
        yield f"unknown role '{each.name}'{did_you_mean(each.name, ROLES)}", "unknown-role"
    elif isinstance(each, Block) and each.name == TOO_DEEP:
        message = (
            f"directives stand more than {DEPTH_LIMIT} deep in one another: is a fence left open?"
        )
        yield message, "markdown-depth"
    elif isinstance(each, Block) and each.name == LINK_DEFINITION:
        message = (
            "a link's address stands apart, as '[word]: address': write it at the link itself, as "
            "[word](address)"
        )
        yield message, "link-definition"
    elif isinstance(each, Link):
        yield from _link(course, place, each)
    elif isinstance(each, Heading):
        yield from _heading(place, each, level)


def _directive(course: Course, place: Place, each: Directive) -> Iterator[tuple[str, str]]:
    if each.name not in place.directives:
        if each.name in CONTAINERS | LEAVES | PAGE_ONLY:
            yield f"the directive '{each.name}' has no place in this text", "misplaced-directive"
        else:
            known = did_you_mean(each.name, place.directives)
            yield f"unknown directive '{each.name}'{known}", "unknown-directive"
    yield from _options(place, each)
    if each.name == "figure":
        if not each.options.get("alt"):
            message = "an image without alt text: add ':alt:' and say what it shows"
            yield message, "no-alt-text"
        yield from _target(course, place, each.argument, is_image=True)


def _options(place: Place, each: Directive) -> Iterator[tuple[str, str]]:
    """Options that a directive has not: the engine would take them, for a look or a link."""
    if each.name in CHECKED_ELSEWHERE or each.name not in place.directives:
        return
    known = OPTIONS.get(each.name, frozenset())
    for name in each.options:
        if name == YAML_OPTIONS:
            message = (
                f"the body of '{each.name}' begins with '---': write options as ':name: value'"
            )
            yield message, "unknown-option"
        elif name not in known:
            hint = did_you_mean(name, known) or ": it has none"
            yield f"unknown option '{name}' of '{each.name}'{hint}", "unknown-option"


def _link(course: Course, place: Place, each: Link) -> Iterator[tuple[str, str]]:
    if each.is_image and not each.text.strip():
        message = "an image without alt text: say between '[' and ']' what it shows"
        yield message, "no-alt-text"
    yield from _target(course, place, each.target, is_image=each.is_image)


def _target(
    course: Course, place: Place, target: str, *, is_image: bool
) -> Iterator[tuple[str, str]]:
    if (_WEB.match(target) or target.startswith("#")) and not is_image:
        return
    if _SCHEME.match(target):
        advice = (
            "a picture must lie in the course itself: put the file beside the text"
            if is_image
            else "a link may lead to a web page (https://), to another file here, or to a '#part'"
        )
        yield f"'{target[:60]}' is not allowed: {advice}", "unsafe-link"
        return
    file = unquote(target.partition("#")[0])
    inside = posixpath.normpath(posixpath.join(posixpath.dirname(place.path), file))
    if file.startswith("/") or leads_outside(inside):
        message = f"'{target[:60]}' leads out of the course folder: use a path inside it"
        yield message, "path-outside"
    elif refuse_path(course.root, inside):
        message = f"'{target[:60]}' leads through a symbolic link: put the file itself there"
        yield message, "symbolic-link"
    elif inside.removeprefix("course/") in GENERATED and not is_image:
        return
    elif not (course.root / inside).is_file():
        yield f"'{target[:60]}' leads nowhere: there is no {inside}", "dead-link"
    elif not is_image and not inside.endswith(PAGES):
        yield f"'{target[:60]}' is no page: a link leads to a lesson, notebook or page", "dead-link"
    elif is_image and inside.partition("/")[0] not in PICTURES:
        message = f"'{target[:60]}' is not in the course's own folders: put it into course/pictures"
        yield message, "path-outside"
    elif is_image and (reason := refuse_picture(course.root / inside)):
        yield f"'{target[:60]}' {reason}", "picture"


def _heading(place: Place, each: Heading, level: int) -> Iterator[tuple[str, str]]:
    if place.headings_from is None:
        yield "a heading has no place here", "heading"
    elif each.level < place.headings_from:
        yield (
            (
                f"a heading of level {each.level}: the page has its title already, begin at "
                f"{'#' * place.headings_from}"
            ),
            "heading",
        )
    elif each.level > level + 1:
        yield f"the heading '{each.text}' skips a level: use {'#' * (level + 1)}", "heading"
