"""The register as its pages see it: the records sorted, and which rests on which."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from evidence_course import ratings
from evidence_course.exporters import AnyRecord
from evidence_course.model.evidence import Approach, Outcome, Pooled, Review, Study
from evidence_course.recompute import Row, rows

AnySource = Study | Review


@dataclass(frozen=True)
class Register:
    """All records of a course by their id."""

    records: Mapping[str, AnyRecord]
    people: str = "people"
    """Whom its approaches are meant to help."""

    @cached_property
    def approaches(self) -> list[Approach]:
        """In the order of their names."""
        found = [each for each in self.records.values() if isinstance(each, Approach)]
        return sorted(found, key=lambda each: (each.name.casefold(), each.id))

    @cached_property
    def sources(self) -> list[AnySource]:
        """Studies and reviews, in the order of their short citations."""
        found = [each for each in self.records.values() if not isinstance(each, Approach)]
        return sorted(found, key=lambda each: (each.short.casefold(), each.id))

    @cached_property
    def in_order(self) -> list[AnyRecord]:
        """Approaches first."""
        return [*self.approaches, *self.sources]

    @cached_property
    def used_by(self) -> Mapping[str, list[Approach]]:
        """The approaches that rest on a study or review."""
        found: dict[str, list[Approach]] = {source.id: [] for source in self.sources}
        for approach in self.approaches:
            for source in self.behind(approach):
                found[source.id].append(approach)
        return found

    def behind(self, approach: Approach) -> list[AnySource]:
        """The studies and reviews of an approach, in its own order."""
        found = [self.records.get(name) for name in dict.fromkeys(approach.studies)]
        return [each for each in found if isinstance(each, Study | Review)]

    def outcomes(self, approach: Approach, source: AnySource) -> list[Outcome | Pooled]:
        """What a study found of this approach, where it tested several."""
        chosen = approach.only.get(source.id)
        return [each for each in source.outcomes if chosen is None or each.id in chosen]

    def tests(self, approach: Approach) -> list[AnySource]:
        """The studies and reviews that count for an approach, with what they found of it."""
        narrowed = [
            ratings.narrowed(each, approach.only.get(each.id)) for each in self.behind(approach)
        ]
        return [each for each in narrowed if ratings.findings(each)]

    @cached_property
    def sums(self) -> Mapping[str, list[Row]]:
        """Every effect of a study or review, redone."""
        return {source.id: rows(source) for source in self.sources}

    @cached_property
    def last_day(self) -> date:
        """The last day on which any record was read or changed.

        Ages are counted up to this day and not up to today, so that a page does not change by
        itself.
        """
        days = [each.checked_on for each in self.approaches]
        days += [each.checked.on for each in self.sources if each.checked]
        days += [date.fromisoformat(each) for record in self.in_order for each in record.changes]
        return max(days, default=date.min)


def anchor(source: AnySource, outcome: str) -> str:
    """The part of a study's page that holds an outcome; unlike any part of another page."""
    return f"{source.id}-{outcome}".replace("_", "-")


def name(record: AnyRecord) -> str:
    """What a link to the record says, in plain text."""
    return record.name if isinstance(record, Approach) else record.short
