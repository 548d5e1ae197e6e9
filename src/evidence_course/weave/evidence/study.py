"""The page of one study or review: what was compared, what came out, and our own sums."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from evidence_course.model.evidence import Arm, Outcome, Pooled, Review, Study
from evidence_course.recompute import Row
from evidence_course.weave.evidence import blocks, sums, words
from evidence_course.weave.evidence.people import UNCERTAIN, compared
from evidence_course.weave.evidence.register import AnySource, Register, anchor

ARM_COLUMNS = {
    "n": "Number in the group",
    "events": "Number with the outcome",
    "percent": "Percent, as printed",
    "mean": "Mean",
    "sd": "Standard deviation",
    "se": "Standard error",
    "exposure": "Years of follow-up, all together",
    "clusters": "Clusters",
}
COUNTS_ARE = {
    "derived": "We worked out the counts: no other whole numbers give the printed figures.",
    "not unique": "More than one set of counts fits the printed figures, so we print none.",
    "approximate": "No whole numbers give the printed figures to the digit, so we print none.",
}
BETTER = {"lower": "Lower is better.", "higher": "Higher is better."}


def weave(register: Register, source: AnySource) -> Iterator[str]:
    """The blocks of the page, without its downloads."""
    yield f"# {blocks.line(source.title)}"
    yield blocks.plain(_lead(source))
    yield f"## In short\n\n{source.summary}"
    yield f"## What was measured\n\n{_how_many(source)}"
    found = register.sums[source.id]
    for outcome in source.outcomes:
        yield f"({anchor(source, outcome.id)})=\n### {blocks.line(outcome.name)}"
        own = [row for row in found if row.outcome == outcome.id]
        yield from _outcome(register, source, outcome, own)
    if source.figures:
        yield "### Other figures in the source"
        yield blocks.bullets(
            f"{words.capital(name.replace('-', ' '))}: {words.number(value)}"
            for name, value in source.figures.items()
        )
    yield f"## How it was done\n\n{blocks.facts(_facts(source))}"
    yield f"## Limits\n\n{blocks.bullets(source.limits)}"
    if source.note:
        yield source.note
    yield "## How far we checked it"
    yield _checked(source)
    yield "## Approaches that rest on it"
    approaches = register.used_by[source.id]
    if approaches:
        yield blocks.bullets(blocks.page_link(each.id, each.name) for each in approaches)
    else:
        yield "No approach in the register rests on it."


def _lead(source: AnySource) -> str:
    """What a search finds the page by, beside its title."""
    parts = [source.short, words.capital(words.design(source)), words.where(source.country)]
    parts += [] if source.year else ["The year was not read"]
    return f"{'. '.join(parts)}."


def _facts(source: AnySource) -> Iterator[tuple[str, str | None]]:
    yield "Who took part", blocks.line(source.population)
    if isinstance(source, Review):
        yield "Studies in the review", blocks.line(source.included)
        yield "What it pools", words.capital(source.pools)
    yield "What was compared", blocks.line(source.comparison)
    yield "Followed for", _optional(source.follow_up)
    if isinstance(source, Study):
        yield "Design", _optional(source.design_note)
        yield "Randomised", _optional(source.randomised)
        yield "Developers among the authors", _yes_no(source.developer_involved)
    yield "Who paid", _optional(source.funder) or "Not read"
    yield "Registered", _optional(source.registration) or "Not read"


def _optional(text: str | None) -> str | None:
    return None if text is None else blocks.line(text)


def _yes_no(value: bool | None) -> str:
    return "Not known" if value is None else "Yes" if value else "No"


def _how_many(source: AnySource) -> str:
    if not source.outcomes:
        return "It gives no figure on what changed."
    count = words.counted(len(source.outcomes), "result")
    return f"{count} from this source. The main ones are marked."


def _outcome(
    register: Register, source: AnySource, outcome: Outcome | Pooled, found: Sequence[Row]
) -> Iterator[str]:
    yield _kind(outcome, register.people)
    if groups := compared(source, outcome):
        arms = zip(outcome.arms, groups.figures, strict=True)
        counts = "; ".join(f"{blocks.plain(arm.label)}: {figure}" for arm, figure in arms)
        yield f"**{counts}.** That is {groups.sentence}."
    hidden = isinstance(outcome, Outcome) and outcome.counts_are in UNCERTAIN
    if outcome.arms:
        yield _arms("What each group had", [("", arm) for arm in outcome.arms], hidden=hidden)
    if isinstance(outcome, Pooled) and outcome.studies:
        parts = [(part.study, arm) for part in outcome.studies for arm in part.arms]
        yield _arms("The studies that were pooled", parts)
    if isinstance(outcome, Outcome):
        yield from _where_counts_come_from(outcome)
    yield sums.of_outcome(found)
    if outcome.published.as_printed:
        yield f"In the source: {blocks.line(outcome.published.as_printed)}"
    for row in found:
        if row.contradiction:
            body = f":class: warning\n\n{row.contradiction}"
            yield blocks.fence("admonition", "The source contradicts itself", body=body)
    if outcome.note:
        yield outcome.note


def _kind(outcome: Outcome | Pooled, people: str) -> str:
    main = isinstance(outcome, Outcome) and outcome.primary
    them = blocks.plain(people)
    about = f"About {them}." if outcome.about_people else f"Not about {them} themselves."
    parts = ["Main result." if main else "", about]
    parts += [BETTER[outcome.better] if outcome.better else ""]
    if isinstance(outcome, Pooled):
        parts.append(f"Pooled by: {outcome.method}.")
    return " ".join(filter(None, parts))


def _arms(caption: str, groups: Sequence[tuple[str, Arm]], *, hidden: bool = False) -> str:
    """A table with the columns that any group has a value for."""
    names = [name for name in ARM_COLUMNS if not (hidden and name in ("n", "events"))]
    names = [name for name in names if any(_value(arm, name) is not None for _, arm in groups)]
    rows = [
        [f"{part}: {arm.label}" if part else arm.label, *(_shown(arm, name) for name in names)]
        for part, arm in groups
    ]
    return blocks.table(caption, ["Group", *(ARM_COLUMNS[name] for name in names)], rows)


def _value(arm: Arm, name: str) -> float | None:
    value: float | None = getattr(arm, name)
    return value


def _shown(arm: Arm, name: str) -> str:
    value = _value(arm, name)
    return "not given" if value is None else words.number(value)


def _where_counts_come_from(outcome: Outcome) -> Iterator[str]:
    if outcome.counts_are in COUNTS_ARE:
        yield COUNTS_ARE[outcome.counts_are]
    if outcome.counts:
        yield blocks.line(outcome.counts)


def _checked(source: AnySource) -> str:
    parts = [words.VERIFIED[source.verified]]
    if source.checked:
        parts.append(
            f"A person compared this record with its source on {words.day(source.checked.on)}."
        )
    if source.read:
        parts.append(f"How much was read: {source.read}.")
    parts.append(f"It is to be checked again by {words.day(source.review_by)}.")
    read = f"What was read: {blocks.line(source.verified_at)}"
    return f"{' '.join(parts)}\n\n{read}"
