"""Gaps in the evidence, counted and listed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from evidence_course.model.evidence import Approach, Outcome, Pooled, Study
from evidence_course.ratings import is_in_uk
from evidence_course.weave.evidence import blocks, words
from evidence_course.weave.evidence.register import AnySource, Register, name

UNTESTED = "not yet tested for impact"
OLD_YEARS = 10


@dataclass(frozen=True)
class Gap:
    """One kind of gap: its heading, what it means for a reader, and which records have it.

    ``{people}`` in a text stands for those whom the register's approaches are meant to help.
    """

    name: str
    title: str
    meaning: str
    found: Callable[[Register], list[Approach] | list[AnySource]]


def _approaches(
    lacks: Callable[[Register, Approach], bool], *, tested: bool = True
) -> Callable[[Register], list[Approach]]:
    """The approaches that lack something; ``tested`` leaves out those without any test."""

    def found(register: Register) -> list[Approach]:
        chosen = [each for each in register.approaches if not (tested and each.label == UNTESTED)]
        return [each for each in chosen if lacks(register, each)]

    return found


def _outcomes(register: Register, approach: Approach) -> Iterator[Outcome | Pooled]:
    for source in register.behind(approach):
        yield from register.outcomes(approach, source)


def _has_figures(outcome: Outcome | Pooled) -> bool:
    return outcome.published.estimate is not None or len(outcome.arms) > 1


def _no_about_people(register: Register, approach: Approach) -> bool:
    return not any(each.about_people for each in _outcomes(register, approach))


def _direction_only(register: Register, approach: Approach) -> bool:
    return not any(map(_has_figures, _outcomes(register, approach)))


def _one_source(register: Register, approach: Approach) -> bool:
    return len(register.behind(approach)) == 1


def _old(register: Register, approach: Approach) -> bool:
    years = [each.year for each in register.behind(approach) if each.year]
    return bool(years) and register.last_day.year - max(years) > OLD_YEARS


def _developers_only(register: Register, approach: Approach) -> bool:
    studies = [each for each in register.behind(approach) if isinstance(each, Study)]
    return bool(studies) and all(each.developer_involved for each in studies)


def _no_uk_source(register: Register, approach: Approach) -> bool:
    return not approach.tested_in_uk and not any(map(is_in_uk, register.behind(approach)))


def _no_interval(register: Register) -> list[AnySource]:
    """Studies with a figure for its effect, none of which comes with a range."""
    with_figures = [each for each in register.sources if any(map(_has_figures, each.outcomes))]
    return [each for each in with_figures if not any(o.published.ci for o in each.outcomes)]


GAPS = (
    Gap(
        "untested",
        "Not yet tested for impact",
        "Nobody has tested what these do for {people}. Some are used all over the country.",
        _approaches(lambda _, each: each.label == UNTESTED, tested=False),
    ),
    Gap(
        "hard",
        "Very hard to test",
        "For these a plain trial is very hard to run. Each page says why, and what could be done.",
        _approaches(lambda _, each: each.hard_to_test == "very", tested=False),
    ),
    Gap(
        "not-uk",
        "Tested, but not in the UK",
        "These may work here as they did there, or not. Services and people differ.",
        _approaches(_no_uk_source),
    ),
    Gap(
        "nothing-about-people",
        "No result about {people}",
        "The tests looked at others, or at what services do. They did not look at the lives of "
        "{people}.",
        _approaches(_no_about_people),
    ),
    Gap(
        "direction",
        "Only the direction is known",
        "The sources say better or worse. In what we read, they do not say by how much.",
        _approaches(_direction_only),
    ),
    Gap(
        "one-study",
        "One study or review only",
        "A second test may find something else.",
        _approaches(_one_source),
    ),
    Gap(
        "old",
        f"Newest study more than {OLD_YEARS} years old",
        "Usual help has changed since then. So may have the gain over usual help.",
        _approaches(_old),
    ),
    Gap(
        "developers",
        "Tested by their own makers only",
        "In each study that we know of, the makers were among the authors.",
        _approaches(_developers_only),
    ),
    Gap(
        "cost",
        "Cost not known",
        "We found no cost that we could trust.",
        _approaches(lambda _, each: each.cost.band == "not known", tested=False),
    ),
    Gap(
        "no-range",
        "Studies without a range",
        "In what we read, these studies print a figure and do not say how sure it is.",
        _no_interval,
    ),
)


def weave(register: Register) -> str:
    """The page of all gaps: a table of counts, then a list for each."""
    found = [(_worded(gap, register.people), gap.found(register)) for gap in GAPS]
    parts = [
        "# Gaps in the evidence",
        "What is not known matters as much as what is. Here we count and list what is missing. "
        "The counts come from the records themselves, so they change when a record does.",
        f"The register holds {words.counted(len(register.approaches), 'approach', 'approaches')} "
        f"and {words.counted(len(register.sources), 'study or review', 'studies and reviews')}. "
        f"An approach can be in more than one list. Ages are counted up to "
        f"{register.last_day.year}.",
        _counts(found),
    ]
    for gap, records in found:
        parts += [f"(gap-{gap.name})=\n## {gap.title}", gap.meaning, _list(records)]
    return "\n\n".join(parts)


def _worded(gap: Gap, people: str) -> Gap:
    them = blocks.plain(people)
    return replace(
        gap, title=gap.title.format(people=them), meaning=gap.meaning.format(people=them)
    )


def _counts(found: Sequence[tuple[Gap, Sequence[Approach | AnySource]]]) -> str:
    rows: list[list[blocks.Cell]] = [
        [{"md": f"[{gap.title}](#gap-{gap.name})"}, words.number(len(records))]
        for gap, records in found
    ]
    return blocks.table("How many records have each gap", ["Gap", "Records"], rows)


def _list(records: Sequence[Approach | AnySource]) -> str:
    if not records:
        return "None at present."
    return blocks.bullets(blocks.page_link(each.id, name(each)) for each in records)
