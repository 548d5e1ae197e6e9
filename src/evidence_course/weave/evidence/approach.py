"""The page of one approach: its label, its three marks, and what they rest on."""

from __future__ import annotations

from collections.abc import Iterator

from evidence_course import ratings
from evidence_course.model.evidence import Approach, Outcome, Pooled, Study
from evidence_course.ratings import TRUST_WORDS, is_in_uk
from evidence_course.weave.evidence import blocks, words
from evidence_course.weave.evidence.blocks import Cell
from evidence_course.weave.evidence.people import compared, main_outcome
from evidence_course.weave.evidence.register import AnySource, Register

SAID = {
    "better": "better, in the source's words",
    "no clear difference": "no clear difference, in the source's words",
    "worse": "worse, in the source's words",
}


def weave(register: Register, approach: Approach) -> Iterator[str]:
    """The blocks of the page, without its downloads."""
    sources = register.behind(approach)
    yield f"# {blocks.plain(approach.name)}"
    if approach.also_known_as:
        yield f"Also known as: {blocks.plain('; '.join(approach.also_known_as))}."
    yield blocks.data("evidence-marks", marks(register, approach))
    if approach.judgement is not None:
        yield _judgement(approach)
    yield f"## What it is\n\n{approach.what_it_is}"
    yield blocks.facts(
        [
            ("For whom", blocks.line(approach.for_whom)),
            ("Setting", blocks.plain(words.capital(approach.setting))),
            ("Meant to change", blocks.plain(words.capital(words.listed(approach.outcomes)))),
        ]
    )
    yield f"## Where it was tested\n\n{tested(approach)}"
    yield f"## How hard it is to test\n\n{words.HARD_TO_TEST[approach.hard_to_test]}"
    yield blocks.line(approach.hard_to_test_reason)
    yield f"## Where and for whom it works\n\n{approach.context}"
    yield "## The studies behind it"
    yield (
        _studies(register, approach)
        if sources
        else "We know of no study that tests what it changes."
    )
    yield from _elsewhere(approach)
    yield "## How far we checked it"
    yield (
        f"We last checked this record on {words.day(approach.checked_on)}. "
        f"It is to be checked again by {words.day(approach.review_by)}."
    )
    if approach.sources:
        yield "We also read these pages:"
        yield blocks.bullets(blocks.address(url) for url in approach.sources)


def marks(register: Register, approach: Approach) -> dict[str, object]:
    """What the box of marks shows; texts named ``…_md`` are Markdown."""
    level = approach.trust.level
    counts = [counted(register, approach, source) for source in register.behind(approach)]
    return {
        "label": approach.label,
        "label_md": approach.label_reason,
        "trust": level,
        "trust_words": TRUST_WORDS[level],
        "trust_md": " ".join([blocks.line(approach.trust.reason), *developers(register, approach)]),
        "effect_md": approach.effect,
        "counts": [each for each in counts if each],
        "cost": approach.cost.band,
        "cost_figure_md": approach.cost.figure,
        "cost_md": approach.cost.reason,
    }


def developers(register: Register, approach: Approach) -> Iterator[str]:
    """Whether its makers tested it themselves, in sentences: what is not known counts as no in the
    rating rules, so that readers must be told."""
    studies = [each for each in register.tests(approach) if isinstance(each, Study)]
    known = [each for each in studies if each.developer_involved is not None]
    took_part = [each for each in known if each.developer_involved]
    if took_part:
        names = words.listed([blocks.plain(each.short) for each in took_part])
        yield f"Its developers were among the authors of {names}."
    if len(known) == len(studies):
        return
    which = {1: "the study", 2: "either study"}.get(
        len(studies), f"any of the {len(studies)} studies"
    )
    if known:
        which = f"{len(studies) - len(known)} of {len(studies)} studies"
    yield f"Whether its developers took part in {which} is not known."
    tests = register.tests(approach)
    lowest = ratings.trust([_with_developers(each) for each in tests])
    if approach.judgement is None and lowest < ratings.trust(tests):
        yield f"If they did, the mark would be {lowest}."


def _with_developers(source: AnySource) -> AnySource:
    if isinstance(source, Study) and source.developer_involved is None:
        return source.model_copy(update={"developer_involved": True})
    return source


def tested(approach: Approach) -> str:
    """Where it was tested and whether in the UK, in Markdown."""
    if not approach.tested_in:
        return "Nowhere yet, as far as we know."
    places = f"Tested in: {blocks.plain(words.listed(approach.tested_in))}."
    uk = "It has been tested in the UK." if approach.tested_in_uk else "Not tested in the UK."
    return f"{places} {uk}"


def _judgement(approach: Approach) -> str:
    assert approach.judgement is not None
    given = approach.judgement
    return (
        f"Our rules alone give the label “{given.label_by_rule}” and "
        f"{given.trust_by_rule} of 4 for trust. We set it by hand. "
        f"{blocks.line(given.reason)}"
    )


def counted(register: Register, approach: Approach, source: AnySource) -> dict[str, object] | None:
    """A study's main counts out of 100, as bars and words, where it gives some."""
    outcome = main_outcome(register.outcomes(approach, source))
    groups = compared(source, outcome) if outcome else None
    if outcome is None or groups is None:
        return None
    return {
        "study": {"href": f"{source.id}.html", "text": source.short},
        "outcome_md": outcome.name,
        "bars": [
            {"text": f"{arm.label}: {figure}", "percent": round(100 * share, 2)}
            for arm, figure, share in zip(outcome.arms, groups.figures, groups.shares, strict=True)
        ],
        "change": groups.sentence,
    }


def _studies(register: Register, approach: Approach) -> str:
    rows = [
        [*_about(source), _result(source, register.outcomes(approach, source))]
        for source in register.behind(approach)
    ]
    columns = ["Study", "Design", "Where", "Main result"]
    return blocks.table("Studies and reviews that this record rests on", columns, rows)


def _about(source: AnySource) -> list[Cell]:
    return [
        {"href": f"{source.id}.html", "text": source.short},
        words.capital(words.design(source)),
        words.where(source.country) + (" (UK)" if is_in_uk(source) else ""),
    ]


def _result(source: AnySource, outcomes: list[Outcome | Pooled]) -> Cell:
    outcome = next((each for each in outcomes if _is_primary(each)), None)
    outcome = outcome or next(iter(outcomes), None)
    if outcome is None:
        return "No result on what it changes"
    said = outcome.published.said
    groups = compared(source, outcome)
    if groups:
        text = words.capital(groups.brief)
    elif outcome.published.estimate is None and said:
        text = words.capital(SAID[said])
    else:
        text = words.capital(words.published(outcome.published))
    return {"parts": [{"md": outcome.name}, text]}


def _is_primary(outcome: object) -> bool:
    return isinstance(outcome, Outcome) and outcome.primary


def _elsewhere(approach: Approach) -> Iterator[str]:
    if not approach.other_ratings:
        return
    yield "## What other bodies say"
    yield "These are their words and dates. Each has rules of its own."
    yield blocks.bullets(
        f"**{blocks.plain(each.body)}:** {each.rating}. Date on the page: "
        f"{blocks.plain(each.on)}. Read on {words.day(each.read_on)}: {blocks.address(each.url)}"
        for each in approach.other_ratings
    )
