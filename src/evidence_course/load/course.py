"""The whole course: settings, shared lists, pages, and every file of the three module folders."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from evidence_course.load.banks import parse_bank
from evidence_course.load.evidence import evidence_names, load_evidence
from evidence_course.load.interactives import interactive_names, load_interactives
from evidence_course.load.lessons import parse_lesson
from evidence_course.load.names import strange_names
from evidence_course.load.notebooks import parse_notebook
from evidence_course.load.records import WRONG_NAME, mark_at, read_record
from evidence_course.load.share_picture import check_share_picture
from evidence_course.load.source import (
    NOTEBOOK_SIZE_LIMIT,
    SIZE_LIMIT,
    Source,
    leads_outside,
    read_source,
    symbolic_links,
)
from evidence_course.load.yaml_reader import YamlTree, read_yaml
from evidence_course.model.course import (
    Bank,
    Course,
    CourseSettings,
    DevelopmentFile,
    Mark,
    Misconception,
    Page,
    Reference,
    SharedList,
    Term,
)
from evidence_course.model.development import Development
from evidence_course.model.record import InlineMarkdown, Key, Location, OutcomeId
from evidence_course.problems import Problem
from evidence_course.values import studies

T = TypeVar("T")
Parser = Callable[[Source, str], tuple[T | None, list[Problem]]]

SETTINGS = "course/course.yml"
DATA = "course/data"
DEVELOPMENT = "course/record.yml"
COURSE_CHECK = "course/check.yml"
PAGE = ".md"
TAKEN = frozenset(
    {
        *("progress", "record", "glossary", "course-check"),
        *("search", "all", "404", "genindex", "py-modindex"),
    }
)
"""Names of pages that the generator and its engine make themselves."""

LISTS: Mapping[str, Any] = {
    "outcomes": dict[OutcomeId, InlineMarkdown],
    "misconceptions": dict[Key, Misconception],
    "references": dict[Key, Reference],
    "glossary": dict[Key, Term],
}
OPTIONAL = frozenset({"glossary"})
"""Lists that a course may do without."""
FOLDERS: Mapping[str, tuple[str, int]] = {
    "modules": (".md", SIZE_LIMIT),
    "notebooks": (".ipynb", NOTEBOOK_SIZE_LIMIT),
    "quizzes": (".yml", SIZE_LIMIT),
}


def load(root: Path) -> tuple[Course | None, list[Problem]]:
    """The course in folder ``root`` and every fault found on the way.

    Without readable settings there is no course; a module file with a fault is missing from it.
    """
    problems = [
        each
        for folder in ("course", *FOLDERS)
        for found in (symbolic_links, strange_names)
        for each in found(root, folder)
    ]
    settings, marks, faults = _settings(root)
    problems += faults
    lists: dict[str, SharedList] = {}
    for name, annotation in LISTS.items():
        lists[name], faults = _shared_list(root, name, annotation)
        problems += faults
    found = {folder: _names(root, folder) for folder in FOLDERS}
    evidence, faults = load_evidence(root)
    problems += faults
    development, faults = _development(root)
    problems += faults
    lessons, lesson_faults = _parse_all(root, "modules", found, parse_lesson)
    notebooks, notebook_faults = _parse_all(root, "notebooks", found, parse_notebook)
    known = studies(evidence, evidence_names(root))
    banks, bank_faults = _parse_all(root, "quizzes", found, partial(parse_bank, records=known))
    course_check, check_faults = _course_check(root, known)
    interactives, script_faults = load_interactives(root)
    problems += [*lesson_faults, *notebook_faults, *bank_faults, *check_faults, *script_faults]
    if settings is None:
        return None, problems
    problems += check_share_picture(root, settings, marks)
    pages, page_faults = _pages(root, settings, marks)
    course = Course(
        root=root,
        settings=settings,
        settings_marks=marks,
        **lists,
        lessons=lessons,
        notebooks=notebooks,
        banks=banks,
        pages=pages,
        found={
            **{folder: frozenset(names) for folder, names in found.items()},
            "evidence": frozenset(evidence_names(root)),
            "data": _data_names(root),
            "interactives": frozenset(interactive_names(root)),
        },
        evidence=evidence,
        development=development,
        course_check=course_check,
        interactives=interactives,
    )
    return course, problems + page_faults


def _data_names(root: Path) -> frozenset[str]:
    """The names of the open data that notebooks may read."""
    folder = root / DATA
    there = folder.iterdir() if folder.is_dir() else ()
    return frozenset(file.name for file in there if file.is_file() and file.name[0] != ".")


def _tree(root: Path, path: str) -> tuple[YamlTree | None, list[Problem]]:
    """The YAML in one file, and the problems of both the file and the YAML."""
    source, problems = read_source(root, path)
    if source is None:
        return None, problems
    tree, faults = read_yaml(source.text, path)
    return tree, problems + faults


def _settings(
    root: Path,
) -> tuple[CourseSettings | None, Mapping[Location, Mark], list[Problem]]:
    tree, problems = _tree(root, SETTINGS)
    if tree is None:
        return None, {}, problems
    settings, faults = read_record(tree, SETTINGS, CourseSettings)
    # The course's id is no item's: a message about the settings names none.
    faults = [replace(fault, item=None) for fault in faults]
    return settings, tree.marks, problems + faults


def _development(root: Path) -> tuple[DevelopmentFile | None, list[Problem]]:
    """What the development record follows; a course may do without."""
    if not (root / DEVELOPMENT).exists():
        return None, []
    tree, problems = _tree(root, DEVELOPMENT)
    if tree is None:
        return None, problems
    rule, faults = read_record(tree, DEVELOPMENT, Development)
    file = DevelopmentFile(DEVELOPMENT, rule, tree.marks) if rule is not None else None
    return file, problems + faults


def _shared_list(root: Path, name: str, annotation: Any) -> tuple[SharedList, list[Problem]]:
    path = f"course/{name}.yml"
    if name in OPTIONAL and not (root / path).exists():
        return SharedList(path, {}, {}), []
    tree, problems = _tree(root, path)
    if tree is None or not isinstance(tree.data, dict):
        faults = read_record(tree, path, annotation)[1] if tree else []
        return SharedList(path, {}, {}, complete=False), problems + faults
    entries, faults = read_record(tree, path, annotation)
    problems += faults
    complete = not any(problem.code in ("yaml-key", WRONG_NAME) for problem in problems)
    entries = entries if entries is not None else dict.fromkeys(tree.data)
    return SharedList(path, entries, tree.keys, complete), problems


def _names(root: Path, folder: str) -> list[str]:
    ending = FOLDERS[folder][0]
    files = (root / folder).glob(f"*{ending}") if (root / folder).is_dir() else []
    names = (file.name for file in files if not file.name.startswith("."))
    return sorted(name.removesuffix(ending) for name in names)


def _parse_all(
    root: Path, folder: str, found: Mapping[str, list[str]], parse: Parser[T]
) -> tuple[dict[str, T], list[Problem]]:
    ending, limit = FOLDERS[folder]
    parsed: dict[str, T] = {}
    problems: list[Problem] = []
    for slug in found[folder]:
        source, faults = read_source(root, f"{folder}/{slug}{ending}", limit=limit)
        if source is not None:
            value, more = parse(source, slug)
            faults = faults + more
            if value is not None:
                parsed[slug] = value
        problems += faults
    return parsed, problems


def _course_check(root: Path, known: Mapping[str, Any]) -> tuple[Bank | None, list[Problem]]:
    """The questions of the check before and after the course; a course may do without."""
    if not (root / COURSE_CHECK).exists():
        return None, []
    source, problems = read_source(root, COURSE_CHECK)
    if source is None:
        return None, problems
    bank, faults = parse_bank(source, Path(COURSE_CHECK).stem, known)
    return bank, problems + faults


def _pages(
    root: Path, settings: CourseSettings, marks: Mapping[Location, Mark]
) -> tuple[tuple[Page, ...], list[Problem]]:
    pages: list[Page] = []
    problems: list[Problem] = []
    named = [(("front",), settings.front), *((("back", i), n) for i, n in enumerate(settings.back))]
    for location, name in named:
        refused = _refuse_page(root, name, [page.name for page in pages])
        if refused:
            mark = mark_at(marks, location)
            problems.append(Problem(SETTINGS, mark.line, mark.column, *refused))
            continue
        source, faults = read_source(root, f"course/{name}")
        problems += faults
        if source is not None:
            pages.append(Page(name.removesuffix(PAGE), source.path, source.text))
    return tuple(pages), problems


def _refuse_page(root: Path, name: str, known: list[str]) -> tuple[str, str] | None:
    """Message and code where a name in ``front`` or ``back`` can be no page."""
    if leads_outside(name) or "/" in name:
        return f"'{name}' leads out of the folder course/: put the page into it", "path-outside"
    if not name.endswith(PAGE):
        return f"'{name}' is no page: a page is a Markdown file, such as about.md", "wrong-form"
    if name.removesuffix(PAGE).casefold() in TAKEN:
        return f"'{name}' is a page that is made without one: give yours another name", "name-taken"
    if name.removesuffix(PAGE) in known:
        return f"the page '{name}' is listed twice", "duplicate-id"
    if not (root / "course" / name).exists():
        return f"there is no page course/{name}: write it, or take it off the list", "missing-file"
    return None
