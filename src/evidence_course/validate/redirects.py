"""Old addresses that lead somewhere, and stand in nobody's way."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from evidence_course.addresses import ENDING, followed, pages, steps
from evidence_course.load.records import did_you_mean, mark_at
from evidence_course.model.course import Course
from evidence_course.problems import Problem

SETTINGS = "course/course.yml"


def check(course: Course) -> Iterator[Problem]:
    """Old addresses that are in use or moved twice; new ones that are not there or in a circle."""
    there = pages(course)
    redirects = course.settings.redirects
    moves: dict[str, str] = {}
    for old, new in redirects.items():
        moves |= steps(old, new, there)
    first: dict[str, str] = {}
    for old, new in redirects.items():
        own = steps(old, new, there)
        fault = _in_the_way(old, own, there, first) or _leads_nowhere(new, own, moves, there)
        first |= {address.casefold(): old for address in own}
        if fault:
            mark = mark_at(course.settings_marks, ("redirects", old))
            yield Problem(SETTINGS, mark.line, mark.column, *fault)


def _in_the_way(
    old: str, own: Mapping[str, str], there: frozenset[str], first: Mapping[str, str]
) -> tuple[str, str] | None:
    """Message and code, if an old address is a page still, or is moved by an earlier entry.

    Capitals do not tell addresses apart: on some systems two such files are one.
    """
    in_use = {address.casefold(): address for address in there}
    for address in own:
        page = in_use.get(address.casefold())
        if page:
            message = f"'{old}' is in use ({page} is a page of the site): take this line out"
            return message, "redirect-in-use"
        if address.casefold() in first:
            other = first[address.casefold()]
            message = f"{address} is moved twice, here and by '{other}': keep one of the two"
            return message, "duplicate-id"
    return None


def _leads_nowhere(
    new: str, own: Mapping[str, str], moves: Mapping[str, str], there: frozenset[str]
) -> tuple[str, str] | None:
    """Message and code, if the way from an old address ends at no page.

    Where a later entry of the way is at fault, it is told there.
    """
    for address, target in own.items():
        if followed(moves, address) is None:
            return f"'{new}' leads back here in a circle: name the page itself", "redirect-circle"
        if target in there or target in moves:
            continue
        if new.endswith(ENDING):
            return f"there is no page '{new}'{did_you_mean(new, there)}", "unknown-page"
        slugs = [each.split("/")[1].removesuffix(ENDING) for each in there if _is_lesson(each)]
        return f"unknown module '{new}'{did_you_mean(new, slugs)}", "unknown-module"
    return None


def _is_lesson(address: str) -> bool:
    return address.startswith("modules/")
