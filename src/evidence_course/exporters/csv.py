"""CSV: one row for each group that a study compares, and one for a record without any.

The file begins with a byte order mark, without which Excel reads accents wrongly. A text that a
spreadsheet would take for a formula gets an apostrophe in front; numbers stay as they are.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence

from evidence_course.exporters import AnyRecord, Publication
from evidence_course.model.evidence import Approach, Arm, Outcome, Pooled, Review, Study

NAME, SUFFIX, USE = "CSV", "csv", "a table, for a spreadsheet"
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
Value = str | int | float | bool | None
Row = dict[str, Value]

ABOUT = (
    "record",
    "kind",
    "name",
    "label",
    "trust",
    "setting",
    "meant_to_change",
    "cost",
    "tested_in_uk",
    "hard_to_test",
    "rests_on",
    "year",
    "country",
    "design",
    "population",
    "comparison",
    "follow_up",
    "citation",
    "doi",
    "url",
    "figures",
    "review_by",
)
RESULT = (
    "outcome",
    "outcome_name",
    "primary",
    "about_people",
    "better",
    "measure",
    "estimate",
    "low",
    "high",
    "level_percent",
    "p",
    "adjusted",
)
GROUP = ("part", "arm", *(name for name in Arm.model_fields if name != "label"))
COLUMNS = (*ABOUT, *RESULT, *GROUP)


def export_register(records: Sequence[AnyRecord], publication: Publication) -> bytes:
    """The rows of all records, under one head of column names."""
    del publication  # a table has no place for it
    text = io.StringIO(newline="")
    table = csv.DictWriter(text, COLUMNS, restval="", lineterminator="\r\n")
    table.writeheader()
    for record in records:
        table.writerows({key: _cell(value) for key, value in row.items()} for row in _rows(record))
    return text.getvalue().encode("utf-8-sig")


def _cell(value: Value) -> Value:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str) and value.startswith(FORMULA_STARTS):
        return f"'{value}"
    return value


def _rows(record: AnyRecord) -> Iterator[Row]:
    if isinstance(record, Approach):
        yield _about_approach(record)
        return
    about = _about_source(record)
    if not record.outcomes:
        yield about
    for outcome in record.outcomes:
        result = {**about, **_result(outcome)}
        groups = list(_groups(outcome))
        yield from ({**result, **group} for group in groups or [{}])


def _about_approach(record: Approach) -> Row:
    return {
        "record": record.id,
        "kind": record.kind,
        "name": record.name,
        "label": record.label,
        "trust": record.trust.level,
        "setting": record.setting,
        "meant_to_change": "; ".join(record.outcomes),
        "cost": record.cost.band,
        "tested_in_uk": record.tested_in_uk,
        "hard_to_test": record.hard_to_test,
        "rests_on": "; ".join(record.studies),
        "country": "; ".join(record.tested_in),
        "url": "; ".join(record.sources),
        "review_by": record.review_by.isoformat(),
    }


def _about_source(record: Study | Review) -> Row:
    return {
        "record": record.id,
        "kind": record.kind,
        "name": record.title,
        "year": record.year,
        "country": "; ".join(record.country),
        "design": record.design if isinstance(record, Study) else "review",
        "population": record.population,
        "comparison": record.comparison,
        "follow_up": record.follow_up,
        "citation": record.citation,
        "figures": "; ".join(f"{name}={value:g}" for name, value in record.figures.items()),
        "doi": record.doi,
        "url": record.url,
        "review_by": record.review_by.isoformat(),
    }


def _result(outcome: Outcome | Pooled) -> Row:
    published = outcome.published
    low, high = published.ci or (None, None)
    return {
        "outcome": outcome.id,
        "outcome_name": outcome.name,
        "primary": outcome.primary if isinstance(outcome, Outcome) else None,
        "about_people": outcome.about_people,
        "better": outcome.better,
        "measure": published.measure,
        "estimate": published.estimate,
        "low": low,
        "high": high,
        "level_percent": published.ci_level,
        "p": published.p,
        "adjusted": published.adjusted,
    }


def _groups(outcome: Outcome | Pooled) -> Iterator[Row]:
    if isinstance(outcome, Outcome):
        yield from (_group(arm) for arm in outcome.arms)
    else:
        for part in outcome.studies:
            yield from ({"part": part.study, **_group(arm)} for arm in part.arms)


def _group(arm: Arm) -> Row:
    figures = arm.model_dump()
    return {"arm": figures.pop("label"), **figures}
