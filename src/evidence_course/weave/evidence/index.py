"""The register's first page: what it is, how we rate, and all records in tables to choose from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from evidence_course.model.evidence import Approach
from evidence_course.ratings import TRUST_WORDS
from evidence_course.weave.evidence import blocks, words
from evidence_course.weave.evidence.blocks import Cell
from evidence_course.weave.evidence.people import compared, main_outcome
from evidence_course.weave.evidence.register import AnySource, Register

Facet = dict[str, list[str]]


def weave(register: Register, rules: str | None) -> str:
    """The page without its downloads; ``rules`` is the page of the rating rules, if any."""
    approaches, sources = register.approaches, register.sources
    parts = [
        "# The evidence register",
        f"Here is what we know of {words.counted(len(approaches), 'approach', 'approaches')}, "
        f"and of the {words.counted(len(sources), 'study or review', 'studies and reviews')} "
        "behind them. Each figure was written down from its source. "
        "We [redo the sums](sums.md) each time that this site is built.",
        blocks.bullets(
            [
                "[Gaps in the evidence](gaps.md): what nobody has tested yet",
                "[We redid the sums](sums.md): published figures beside our own",
                "[What changed](changes.md): and when",
            ]
        ),
        _rating(rules, register.people),
        "## Approaches",
        _approach_filters(approaches),
        _approach_table(register),
        "## Studies and reviews",
        _source_filters(sources),
        _source_table(register),
    ]
    return "\n\n".join(parts)


def _rating(rules: str | None, people: str) -> str:
    link = f"[Read the rating rules]({rules})." if rules else ""
    return "\n\n".join(
        [
            "## How we rate",
            "Each approach has one of five labels.",
            blocks.data("evidence-labels", words.labels(people)),
            "Three more marks stand beside the label. They are never added up.",
            blocks.bullets(
                [
                    "**Trust:** how well it was tested, from 0 to 4 squares",
                    "**Size:** how big the change was, in words, and out of 100 where we can",
                    "**Cost:** low, medium, high or not known, from one to three coins",
                ]
            ),
            "“Not yet tested”, “no benefit found” and “harm found” are three different things. "
            f"{link}".strip(),
        ]
    )


def _choices(values: Iterable[str], order: Sequence[str] = ()) -> list[list[str]]:
    """Pairs of value and text for a list of choices, each once."""
    known = sorted(set(values), key=lambda each: (each.casefold(), each))
    if order:
        known = [each for each in order if each in known]
    return [[blocks.slug(each), words.capital(each)] for each in known]


def _filter(name: str, label: str, choices: list[list[str]]) -> dict[str, object]:
    return {"name": name, "label": label, "choices": choices}


def _approach_filters(approaches: Sequence[Approach]) -> str:
    filters = [
        _filter("label", "Label", _choices((a.label for a in approaches), list(words.labels("")))),
        _filter("outcome", "Meant to change", _choices(_all(approaches, lambda a: a.outcomes))),
        _filter("setting", "Setting", _choices(a.setting for a in approaches)),
        _filter("country", "Tested in", _choices(_all(approaches, lambda a: a.tested_in))),
        _filter("uk", "Tested in the UK", [["yes", "Yes"], ["no", "No"]]),
    ]
    value = {"table": "approach-table", "one": "approach", "many": "approaches", "filters": filters}
    return blocks.data("evidence-filters", value)


def _all(
    approaches: Sequence[Approach], values: Callable[[Approach], Iterable[str]]
) -> Iterable[str]:
    return (value for approach in approaches for value in values(approach))


def _approach_table(register: Register) -> str:
    return blocks.table(
        "All approaches",
        ["Approach", "Label", "Trust", "Size", "Cost", "Tested in"],
        [_approach_row(register, each) for each in register.approaches],
        identifier="approach-table",
        facets=[_approach_facets(each) for each in register.approaches],
    )


def _approach_facets(approach: Approach) -> Facet:
    return {
        "label": [blocks.slug(approach.label)],
        "outcome": [blocks.slug(each) for each in approach.outcomes],
        "setting": [blocks.slug(approach.setting)],
        "country": [blocks.slug(each) for each in approach.tested_in],
        "uk": ["yes" if approach.tested_in_uk else "no"],
    }


def _approach_row(register: Register, approach: Approach) -> list[Cell]:
    aims = words.listed(approach.outcomes)
    about = f"{words.capital(approach.setting)}. Meant to change {aims}."
    places = words.listed(approach.tested_in) if approach.tested_in else "Nowhere yet"
    return [
        {"parts": [{"href": f"{approach.id}.html", "text": approach.name}, about]},
        {"label": approach.label},
        {"trust": approach.trust.level, "text": TRUST_WORDS[approach.trust.level]},
        _size(register, approach),
        {"cost": approach.cost.band},
        places if approach.tested_in_uk or not approach.tested_in else f"{places}, not the UK",
    ]


def _size(register: Register, approach: Approach) -> Cell:
    """What the first study behind an approach that gives counts out of 100 counted."""
    for source in register.behind(approach):
        outcome = main_outcome(register.outcomes(approach, source))
        groups = compared(source, outcome) if outcome else None
        if outcome and groups:
            return {"parts": [{"md": outcome.name}, words.capital(groups.brief)]}
    tested = any(register.outcomes(approach, each) for each in register.behind(approach))
    return "In words, on its page" if tested else "Not known"


def _source_filters(sources: Sequence[AnySource]) -> str:
    filters = [
        _filter("design", "Design", _choices(words.design(each) for each in sources)),
        _filter("place", "Country", _choices(c for each in sources for c in each.country)),
    ]
    value = {
        "table": "source-table",
        "one": "study or review",
        "many": "studies and reviews",
        "filters": filters,
    }
    return blocks.data("evidence-filters", value)


def _source_table(register: Register) -> str:
    return blocks.table(
        "All studies and reviews",
        ["Study", "Design", "Country", "Approaches"],
        [_source_row(register, each) for each in register.sources],
        identifier="source-table",
        facets=[
            {
                "design": [blocks.slug(words.design(each))],
                "place": [blocks.slug(country) for country in each.country],
            }
            for each in register.sources
        ],
    )


def _source_row(register: Register, source: AnySource) -> list[Cell]:
    approaches = register.used_by[source.id]
    names: list[Cell] = [{"href": f"{each.id}.html", "text": each.name} for each in approaches]
    return [
        {"parts": [{"href": f"{source.id}.html", "text": source.short}, {"md": source.title}]},
        words.capital(words.design(source)),
        words.where(source.country),
        {"parts": names} if names else "None",
    ]
