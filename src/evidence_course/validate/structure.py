"""Is every module whole, is every file of a module named, are ids unique?"""

from __future__ import annotations

from collections.abc import Iterator

from evidence_course.archive import README
from evidence_course.load.course import DATA, FOLDERS, PAGE
from evidence_course.load.records import mark_at
from evidence_course.model.course import Bank, Course, Mark
from evidence_course.model.record import Location
from evidence_course.problems import Problem
from evidence_course.register import FILE as REGISTER
from evidence_course.spelling import near
from evidence_course.validate.items import questions_of

SETTINGS = "course/course.yml"
INDEX = "index"
_NAMES = {"modules": "lesson", "notebooks": "notebook", "quizzes": "quiz bank"}


def check(course: Course) -> Iterator[Problem]:
    """Missing and surplus files, wrong bank names, ids used twice."""
    yield from _missing_parts(course)
    yield from _unlisted_files(course)
    yield from _bank_names(course)
    yield from _repeated_ids(course)
    yield from _taken_names(course)


def _taken_names(course: Course) -> Iterator[Problem]:
    """Modules, pages and data whose name something has that the generator makes."""
    if INDEX in course.settings.modules:
        mark = mark_at(course.settings_marks, ("modules", course.settings.modules.index(INDEX)))
        message = f"'{INDEX}' is the name of a page that is made: give the module another"
        yield Problem(SETTINGS, *mark, message, "name-taken", INDEX)
    cover = course.settings.front.removesuffix(PAGE)
    for page in course.pages:
        if page.name.casefold() == INDEX and page.name != cover:
            message = f"the cover is published as '{INDEX}': give this page another name"
            yield Problem(page.path, 1, 1, message, "name-taken")
    beside = {README, REGISTER, *(f"{slug}.ipynb" for slug in course.settings.modules)}
    for name in sorted(course.found.get("data", ())):
        if name.casefold() in {each.casefold() for each in beside}:
            message = "has the name of a file that is put beside it for readers: give it another"
            yield Problem(f"{DATA}/{name}", 1, 1, message, "name-taken")


def _missing_parts(course: Course) -> Iterator[Problem]:
    listed = course.settings.modules
    for index, slug in enumerate(listed):
        mark = mark_at(course.settings_marks, ("modules", index))

        def fault(message: str, code: str, mark: Mark = mark, slug: str = slug) -> Problem:
            return Problem(SETTINGS, mark.line, mark.column, message, code, slug)

        missing = [folder for folder in FOLDERS if slug not in course.found[folder]]
        if slug in listed[:index]:
            yield fault(f"module '{slug}' is listed twice: delete one", "duplicate-id")
        elif len(missing) == len(FOLDERS):
            hint = near(slug, _unlisted(course))
            begin = f"{hint} If not," if hint else ":"
            files = " and ".join(_file(folder, slug) for folder in FOLDERS)
            yield fault(f"module '{slug}' has no files{begin} write {files}", "missing-part")
        else:
            for folder in missing:
                message = f"module '{slug}' has no {_NAMES[folder]}: write {_file(folder, slug)}"
                yield fault(message, "missing-part")


def _file(folder: str, slug: str) -> str:
    return f"{folder}/{slug}{FOLDERS[folder][0]}"


def _unlisted(course: Course) -> dict[str, str]:
    """The slugs of files of no module, each with the first folder that has one."""
    found: dict[str, str] = {}
    for folder in FOLDERS:
        for slug in sorted(course.found[folder] - set(course.settings.modules)):
            found.setdefault(slug, folder)
    return found


def _unlisted_files(course: Course) -> Iterator[Problem]:
    for slug, folder in _unlisted(course).items():
        hint = near(slug, course.settings.modules)
        begin = f"{hint} If not," if hint else ":"
        message = (
            f"unknown module '{slug}'{begin} list it under 'modules' in {SETTINGS}, "
            "or take its files away"
        )
        yield Problem(_file(folder, slug), 1, 1, message, "unknown-module", slug)


def _bank_names(course: Course) -> Iterator[Problem]:
    for bank in course.every_bank:
        if bank.settings.bank != bank.slug:
            mark = mark_at(bank.marks, ("bank",))
            message = (
                f"'bank' says '{bank.settings.bank}', and the file is named '{bank.slug}.yml': "
                "they must agree"
            )
            yield Problem(bank.path, mark.line, mark.column, message, "bank-name")


def bank_ids(bank: Bank) -> Iterator[tuple[str, Location]]:
    """Every item id of a bank, children of cases too, with its place."""
    for question, location in questions_of(bank):
        yield question.id, (*location, "id")


def _taken_ids(bank: Bank) -> Iterator[tuple[str, Location]]:
    """The ids of a bank, those of the second steps of true_false items too."""
    for question, location in questions_of(bank):
        if getattr(question, "reasons", []):
            yield f"{question.id}-why", (*location, "id")
    yield from bank_ids(bank)


def _repeated_ids(course: Course) -> Iterator[Problem]:
    first: dict[str, str] = {}
    for bank in course.every_bank:
        for identifier, location in _taken_ids(bank):
            mark = mark_at(bank.marks, location)
            place = f"{bank.path}, line {mark.line}"
            known = first.setdefault(identifier.casefold(), place)
            if known != place:
                message = f"the id '{identifier}' is used already ({known}): give this one another"
                yield Problem(
                    bank.path, mark.line, mark.column, message, "duplicate-id", identifier
                )
