"""An approach states the label and the trust mark that the rules give, or says why not."""

from __future__ import annotations

from collections.abc import Iterator

from evidence_course.load.records import did_you_mean, mark_at
from evidence_course.model.course import Course, EvidenceFile
from evidence_course.model.evidence import Approach, Judgement, Review, Study
from evidence_course.model.record import Location
from evidence_course.problems import Problem
from evidence_course.ratings import Rating, Test, findings, is_in_uk, narrowed, rate


def check(course: Course) -> Iterator[Problem]:
    """Approaches whose marks, or whose places of testing, are not those of their studies."""
    for file in course.evidence.values():
        if isinstance(file.record, Approach):
            tests = tests_of(course, file.record)
            yield from _unknown_outcomes(course, file, file.record)
            if len(tests) == len(set(file.record.studies)):
                yield from _marks(file, file.record, rate(tests))
                yield from _places(file, file.record, tests)


def tests_of(course: Course, approach: Approach) -> list[Test]:
    """The studies and reviews that an approach names, where the register has them, each with
    the outcomes that are about this approach."""
    tests = []
    for name in dict.fromkeys(approach.studies):
        file = course.evidence.get(name)
        if file is not None and isinstance(file.record, Study | Review):
            tests.append(narrowed(file.record, approach.only.get(name)))
    return tests


def _unknown_outcomes(course: Course, file: EvidenceFile, approach: Approach) -> Iterator[Problem]:
    for name, outcomes in approach.only.items():
        study = course.evidence.get(name)
        if name not in approach.studies or study is None:
            message = f"'only' names '{name}', which is not among this approach's 'studies'"
            yield _problem(file, ("only", name), message, "unknown-study")
        elif isinstance(study.record, Study | Review):
            known = [each.id for each in study.record.outcomes]
            for index, wrong in enumerate(outcomes):
                if wrong not in known:
                    message = f"'{name}' has no outcome '{wrong}'{did_you_mean(wrong, known)}"
                    yield _problem(file, ("only", name, index), message, "unknown-outcome")


def _problem(file: EvidenceFile, where: Location, message: str, code: str) -> Problem:
    mark = mark_at(file.marks, where)
    return Problem(file.path, mark.line, mark.column, message, code, file.record.id)


def _marks(file: EvidenceFile, approach: Approach, rating: Rating) -> Iterator[Problem]:
    if approach.judgement is not None:
        yield from _judged(file, approach, approach.judgement, rating)
        return
    advice = "mend it, or say why in 'judgement'"
    if approach.label != rating.label:
        message = (
            f"'label' is '{approach.label}', and the rules give '{rating.label}' "
            f"({rating.label_reason.rstrip('.')}): {advice}"
        )
        yield _problem(file, ("label",), message, "rating")
    if approach.trust.level != rating.trust:
        message = (
            f"the trust mark is {approach.trust.level}, and the rules give {rating.trust} "
            f"({rating.trust_reason.rstrip('.')}): {advice}"
        )
        yield _problem(file, ("trust", "level"), message, "rating")


def _judged(
    file: EvidenceFile, approach: Approach, judged: Judgement, rating: Rating
) -> Iterator[Problem]:
    """A judgement that changes nothing, or that was made of another result of the rules."""
    if (approach.label, approach.trust.level) == (rating.label, rating.trust):
        message = "the rules give the same label and trust mark: delete 'judgement'"
        yield _problem(file, ("judgement",), message, "rating")
        return
    pairs = [
        ("label_by_rule", judged.label_by_rule, rating.label),
        ("trust_by_rule", judged.trust_by_rule, rating.trust),
    ]
    for name, stated, given in pairs:
        if stated != given:
            message = f"'{name}' is '{stated}', and the rules now give '{given}': judge again"
            yield _problem(file, ("judgement", name), message, "rating")


def _places(file: EvidenceFile, approach: Approach, tests: list[Test]) -> Iterator[Problem]:
    """Where it was tested is where the studies that count took place."""
    counted = [test for test in tests if findings(test)]
    places = sorted({name for test in counted for name in test.country})
    if sorted(approach.tested_in) != places:
        message = f"'tested_in' must name the countries of its studies: {', '.join(places) or '[]'}"
        yield _problem(file, ("tested_in",), message, "tested-in")
    in_uk = any(is_in_uk(test) for test in counted)
    if approach.tested_in_uk != in_uk:
        message = f"'tested_in_uk' must be {str(in_uk).lower()}, as its studies say"
        yield _problem(file, ("tested_in_uk",), message, "tested-in")
