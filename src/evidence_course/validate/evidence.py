"""The register: names that must agree, figures that can be, sums that come out, seals that hold."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from evidence_course.dependents import dependents
from evidence_course.digest import digest, has_figures
from evidence_course.load.records import mark_at
from evidence_course.model.course import Course, EvidenceFile
from evidence_course.model.evidence import (
    RESERVED_IDS,
    Approach,
    Arm,
    Outcome,
    Pooled,
    Published,
    Review,
    Study,
)
from evidence_course.model.record import Location
from evidence_course.problems import Problem, Severity
from evidence_course.recompute import rows
from evidence_course.spelling import near

Effects = Iterator[tuple[Published, Location]]

DIRECTIONS = frozenset({"direction only", "percentages", "means"})
"""Measures that have no estimate of their own."""
P_VALUE = re.compile(r"[<>=]?\s*(0?\.\d+|0|1|1\.0+)")
UNITS = ("points", "share")


def check(course: Course) -> Iterator[Problem]:
    """Every fault of the register, file by file."""
    for file in course.evidence.values():
        yield from _name(file)
        yield from _days(file)
        if isinstance(file.record, Approach):
            yield from _studies(course, file, file.record)
            yield from _listed(course, file, file.record)
        else:
            yield from _repeated_outcomes(file, file.record)
            yield from _figures(file, file.record)
            yield from _sums(course, file, file.record)
            yield from _seal(course, file, file.record)


def _problem(
    file: EvidenceFile, where: Location, message: str, code: str, severity: Severity = "error"
) -> Problem:
    mark = mark_at(file.marks, where)
    return Problem(file.path, mark.line, mark.column, message, code, file.id, severity)


def _name(file: EvidenceFile) -> Iterator[Problem]:
    if file.record.id != file.id:
        message = (
            f"'id' says '{file.record.id}', and the file is named '{file.id}.yml': they must agree"
        )
        yield _problem(file, ("id",), message, "record-name")

    if file.id in RESERVED_IDS:
        message = f"'{file.id}' is the name of a page that is made: give the record another"
        yield Problem(file.path, 1, 1, message, "record-name", file.id)


def _days(file: EvidenceFile) -> Iterator[Problem]:
    for day in file.record.changes:
        if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", day):
            mark = file.keys["changes", day]
            message = f"'{day}' must be a day such as 2026-11-22"
            yield Problem(file.path, mark.line, mark.column, message, "not-a-date", file.id)


def _studies(course: Course, file: EvidenceFile, approach: Approach) -> Iterator[Problem]:
    for index, name in enumerate(approach.studies):
        known = course.evidence.get(name)
        if name not in course.found.get("evidence", ()):
            studies = [
                each.id for each in course.evidence.values() if each.record.kind != "approach"
            ]
            tail = near(name, studies) or ": write its record, or take it off"
            message = f"unknown study '{name}'{tail}"
            yield _problem(file, ("studies", index), message, "unknown-study")
        elif known is not None and isinstance(known.record, Approach):
            message = f"'{name}' is an approach, not a study or review"
            yield _problem(file, ("studies", index), message, "unknown-study")
        if name in approach.studies[:index]:
            message = f"'{name}' is listed twice: delete one"
            yield _problem(file, ("studies", index), message, "duplicate-id")


def _listed(course: Course, file: EvidenceFile, approach: Approach) -> Iterator[Problem]:
    """Aims and a setting that course.yml does not list: readers could not filter by them."""
    words = course.settings.evidence
    aims = [(("outcomes", index), aim) for index, aim in enumerate(approach.outcomes)]
    stated: list[tuple[str, Sequence[str], Location, str]] = [
        *(("aims", words.aims, where, aim) for where, aim in aims),
        ("settings", words.settings, ("setting",), approach.setting),
    ]
    for name, known, where, word in stated:
        if word not in known:
            hint = near(word, known)
            begin = f"{hint} If not," if hint else ":"
            message = (
                f"'{word}' is not among the '{name}' of the register{begin} list it in "
                f"course/course.yml, under 'evidence'"
            )
            yield _problem(file, where, message, "unknown-value")


def _repeated_outcomes(file: EvidenceFile, record: Study | Review) -> Iterator[Problem]:
    seen: Counter[str] = Counter()
    outcomes: list[Outcome | Pooled] = [*record.outcomes]
    for index, outcome in enumerate(outcomes):
        seen[outcome.id] += 1
        if seen[outcome.id] > 1:
            message = f"the outcome '{outcome.id}' stands here twice: give this one another id"
            yield _problem(file, ("outcomes", index, "id"), message, "duplicate-id")


# Figures that can be


def _figures(file: EvidenceFile, record: Study | Review) -> Iterator[Problem]:
    outcomes: list[Outcome | Pooled] = [*record.outcomes]
    for index, outcome in enumerate(outcomes):
        where: Location = ("outcomes", index)
        yield from _arms(file, outcome.arms, (*where, "arms"))
        for number, study in enumerate(outcome.studies if isinstance(outcome, Pooled) else []):
            yield from _arms(file, study.arms, (*where, "studies", number, "arms"))
            if study.published:
                place = (*where, "studies", number, "published")
                yield from _effect(file, study.published, place)
        yield from _effect(file, outcome.published, (*where, "published"))
        for number, also in enumerate(outcome.also):
            yield from _effect(file, also.published, (*where, "also", number, "published"))


def _arms(file: EvidenceFile, arms: Sequence[Arm], where: Location) -> Iterator[Problem]:
    for index, arm in enumerate(arms):
        if arm.events is not None and arm.n is not None and arm.events > arm.n:
            if arm.exposure is not None:  # people may have an event more than once
                continue
            message = f"{arm.events} events among {arm.n} people cannot be"
            yield _problem(file, (*where, index, "events"), message, "impossible-figure")
        if arm.sd == 0 or arm.se == 0:
            name = "sd" if arm.sd == 0 else "se"
            message = f"'{name}' cannot be 0: leave it out where it was not read"
            yield _problem(file, (*where, index, name), message, "impossible-figure")


def _effect(file: EvidenceFile, effect: Published, where: Location) -> Iterator[Problem]:
    if effect.ci is not None and effect.ci[0] >= effect.ci[1]:
        message = "the lower end of 'ci' comes first, and below the upper one"
        yield _problem(file, (*where, "ci"), message, "impossible-figure")
    if effect.ci is not None and effect.ci_level is None:
        message = "'ci' needs its level: add 'ci_level: 95', or whichever it is"
        yield _problem(file, (*where, "ci"), message, "missing-field")
    if isinstance(effect.p, str) and not P_VALUE.fullmatch(effect.p):
        message = f"'p' must be a number, or one after '<' or '>', not '{effect.p}'"
        yield _problem(file, (*where, "p"), message, "wrong-form")
    if isinstance(effect.p, int | float) and not 0 <= effect.p <= 1:
        message = f"'p' lies between 0 and 1, unlike {effect.p:g}"
        yield _problem(file, (*where, "p"), message, "out-of-range")
    has_estimate = effect.estimate is not None
    if effect.measure == "risk difference" and has_estimate and effect.unit not in UNITS:
        message = "a risk difference needs 'unit: points' (-8.6) or 'unit: share' (-0.086)"
        yield _problem(file, (*where, "measure"), message, "missing-field")
    if effect.measure in DIRECTIONS and has_estimate:
        message = f"'{effect.measure}' has no estimate: name the measure that this one is"
        yield _problem(file, (*where, "estimate"), message, "wrong-value")


# Sums and seals


def _sums(course: Course, file: EvidenceFile, record: Study | Review) -> Iterator[Problem]:
    for row in rows(record):
        if row.verdict == "disagrees":
            message = (
                f"'{row.key}' does not come out: {row.published} is published. {row.reason} "
                f"Compare both with the source{_on_it(course, file.id)}"
            )
            yield _problem(file, (*row.where, "estimate"), message, "sum-disagrees")


def _seal(course: Course, file: EvidenceFile, record: Study | Review) -> Iterator[Problem]:
    again = f"compare them with the source, then run 'evidence-course seal {file.id}'"
    if record.checked is None:
        if has_figures(record):
            message = f"the figures of '{file.id}' were never sealed: {again}"
            yield _problem(file, ("id",), message, "not-sealed", "warning")
    elif record.checked.digest != digest(record):
        message = (
            f"the figures of '{file.id}' are not those that were checked on "
            f"{record.checked.on} (their digest differs): {again}{_on_it(course, file.id)}"
        )
        yield _problem(file, ("checked", "digest"), message, "digest")


def _on_it(course: Course, name: str) -> str:
    """What depends on a record, as the end of a sentence."""
    found = dependents(course).get(name, [])
    if not found:
        return ""
    return f". On it depend {', '.join(found)}"
