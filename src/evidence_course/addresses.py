"""The addresses of the site's pages, and those that pages once had."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from evidence_course.model.course import Course
from evidence_course.terms import glossary

MODULE_FOLDERS = ("modules", "notebooks", "core", "practice")
"""Where a module has a page each; a short edition not always."""

ENDING = ".html"


def pages(course: Course) -> frozenset[str]:
    """The address of every page of the site, below that of the site.

    Of a course with faults, those that it would have with the faults mended, as far as one can say.
    """
    names = {"index", "search", "404", "all", "progress", "practice/index"}
    names |= {page.name for page in course.pages} - {course.settings.front.removesuffix(".md")}
    names |= {f"pathways/{each.id}" for each in course.settings.pathways}
    names |= set(_of_modules(course))
    names |= _of_register(course.found.get("evidence", frozenset()))
    names |= {"record"} if course.development else set()
    names |= {"glossary"} if glossary(course) else set()
    names |= {"course-check"} if _has_check(course) else set()
    return frozenset(f"{name}{ENDING}" for name in names)


def _of_modules(course: Course) -> Iterable[str]:
    for slug in course.settings.modules:
        lesson = course.lessons.get(slug)
        for folder in MODULE_FOLDERS:
            if folder != "core" or (lesson is not None and lesson.settings.core_minutes):
                yield f"{folder}/{slug}"


def _of_register(records: frozenset[str]) -> set[str]:
    own = {"index", "gaps", "sums", "changes"}
    return {f"evidence/{name}" for name in own | records} if records else set()


def _has_check(course: Course) -> bool:
    bank = course.course_check
    return bank is not None and any(question.status == "live" for question in bank.questions)


def named(entry: str) -> tuple[str, ...]:
    """The addresses that one side of an entry of ``redirects`` names: those of a module's pages,
    the lesson's first, or one."""
    if entry.endswith(ENDING):
        return (entry,)
    return tuple(f"{folder}/{entry}{ENDING}" for folder in MODULE_FOLDERS)


def steps(old: str, new: str, there: frozenset[str]) -> dict[str, str]:
    """What one entry of ``redirects`` says of each address that it names.

    ``there`` holds the pages of the site: where a module has no short edition, its lesson takes
    the place of an old one.
    """
    addresses, targets = named(old), named(new)
    if len(targets) != len(addresses):
        targets = targets[:1] * len(addresses)
    pairs = zip(addresses, targets, strict=True)
    no_core = f"core/{new}{ENDING}"
    return {
        address: named(new)[0] if target == no_core and target not in there else target
        for address, target in pairs
    }


def followed(moves: Mapping[str, str], address: str) -> str | None:
    """Where an address leads when every move is followed; nothing, if in a circle."""
    passed = {address}
    while address in moves:
        address = moves[address]
        if address in passed:
            return None
        passed.add(address)
    return address


def moved(course: Course) -> dict[str, str]:
    """Every old address of a sound course, with the page that took its place."""
    there = pages(course)
    moves: dict[str, str] = {}
    for old, new in course.settings.redirects.items():
        moves |= steps(old, new, there)
    return {old: followed(moves, old) or "" for old in sorted(moves)}
