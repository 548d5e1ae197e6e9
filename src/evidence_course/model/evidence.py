"""The register of evidence: studies, reviews, and the approaches that rest on them.

One file of `course/evidence/` holds one record; its name is the record's id, and its field
``kind`` says which of the three it is. Figures stand as their source printed them; what follows
from them is computed and never written down.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Discriminator, Field, StringConstraints

from evidence_course.model.record import (
    BlockMarkdown,
    Day,
    InlineMarkdown,
    PlainText,
    Record,
    Slug,
    WebAddress,
)

RecordId = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*([_-][a-z0-9]+)*$")]
RESERVED_IDS = frozenset({"index", "gaps", "sums", "changes", "register"})
"""Names of the register's own pages and files: a record's page lies beside them."""

Better = Literal["lower", "higher"]
Verified = Literal["primary", "secondary", "primary and secondary"]
Measure = Literal[
    "risk difference",
    "risk ratio",
    "odds ratio",
    "hazard ratio",
    "rate ratio",
    "mean difference",
    "difference in change",
    "standardised mean difference",
    "percentages",
    "means",
    "direction only",
]

CountsAre = Literal["read", "derived", "not unique", "approximate"]
PoolingMethod = Literal[
    "Mantel-Haenszel fixed",
    "inverse variance fixed",
    "DerSimonian-Laird random",
    "random effects",
    "multilevel",
    "not stated",
]

Aim = Literal[
    "abuse or neglect",
    "care entry",
    "placement stability",
    "attachment",
    "child behaviour",
    "child development",
    "child health",
    "child mental health",
    "school and reading",
    "offending",
    "drug use",
    "parenting",
    "parents' wellbeing",
    "social work practice",
    "staff wellbeing",
]
"""What an approach is meant to change; readers filter the register by it."""

Said = Literal["better", "no clear difference", "worse"]
"""What a source says of an outcome in words: for the child, with the programme."""
Trust = Annotated[int, Field(ge=0, le=4)]

Label = Literal[
    "evidence of benefit",
    "mixed",
    "no benefit found",
    "harm found",
    "not yet tested for impact",
]


class Arm(Record):
    """One group of a comparison, as its source counts it. The programme's arm comes first."""

    label: PlainText
    n: int | None = Field(default=None, ge=0, description="People (or families) counted.")
    events: int | None = Field(default=None, ge=0, description="People with the outcome.")
    percent: float | None = Field(default=None, ge=0, le=100, description="As printed.")
    mean: float | None = None
    sd: float | None = Field(default=None, ge=0)
    se: float | None = Field(default=None, ge=0)
    exposure: float | None = Field(default=None, gt=0, description="Person-time, in years.")
    clusters: int | None = Field(default=None, ge=1)


class Published(Record):
    """The effect as its source prints it: first arm against second."""

    measure: Measure
    estimate: float | None = None
    unit: PlainText | None = Field(
        default=None,
        description="Of a difference. For a risk difference 'points' (-8.6) or 'share' (-0.086).",
    )
    ci: list[float] | None = Field(default=None, min_length=2, max_length=2)
    ci_level: float | None = Field(default=None, gt=0, lt=100, description="95, say.")
    p: float | PlainText | None = None
    adjusted: bool | None = Field(default=None, description="For baseline, site or clustering.")
    positive_favours_programme: bool = Field(
        default=False, description="The source prints a gain as a positive number."
    )
    as_printed: InlineMarkdown | None = Field(default=None, description="Other words or figures.")
    said: Said | None = Field(
        default=None,
        description="The source's own verdict in words; for the rating rules, where no interval, "
        "p or counts were read. A bare difference without the authors' verdict has none.",
    )


class Recompute(Record):
    """What redoing the sum may give, where it cannot give the published figure to the digit."""

    allowance: float | None = Field(
        default=None,
        ge=0,
        description="How far the recomputed estimate may lie from the published one, in its unit.",
    )
    reason: InlineMarkdown = Field(description="Why: adjusted, clustered, another method.")
    contradiction: BlockMarkdown | None = Field(
        default=None, description="Where the source contradicts itself, what it says and what fits."
    )


class Effect(Record):
    """Another effect that a source prints of the same comparison."""

    published: Published
    recompute: Recompute | None = None


class Outcome(Record):
    """One comparison of one outcome."""

    id: Slug = Field(description="Unique within the study; values are named by it.")
    name: InlineMarkdown
    type: Literal["binary", "continuous", "rate"]
    primary: bool = False
    child_outcome: bool = Field(
        description="About children's lives (harm, home, health, behaviour), whoever reports it; "
        "not what a service does, nor adults' own skills and feelings."
    )
    better: Better | None = Field(default=None, description="Which direction is good.")
    arms: list[Arm] = Field(default=[], max_length=6)
    published: Published
    recompute: Recompute | None = None
    also: list[Effect] = Field(default=[], description="Other effects printed of the same arms.")
    counts: InlineMarkdown | None = Field(default=None, description="Where the counts come from.")
    counts_are: CountsAre | None = Field(
        default=None,
        description="'derived': the only whole numbers that give the printed percentages; "
        "'not unique': others fit as well; 'approximate': they do not give them to the digit.",
    )
    note: BlockMarkdown | None = None


class Checked(Record):
    """Written by `evidence-course seal ID` after a person has compared record and source."""

    on: Day
    digest: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


class Source(Record):
    """What every study and review says of where it comes from."""

    id: RecordId
    title: InlineMarkdown
    short: PlainText = Field(examples=["Taylor and others 2024"])
    citation: InlineMarkdown
    doi: PlainText | None = None
    url: WebAddress
    year: int | None = Field(default=None, ge=1900, le=2100, description="Absent: not read.")
    country: list[PlainText] = Field(default=[], description="Empty: several, or not read.")
    population: InlineMarkdown
    comparison: InlineMarkdown
    follow_up: InlineMarkdown | None = None
    funder: InlineMarkdown | None = None
    registration: InlineMarkdown | None = None
    figures: dict[Slug, float] = Field(
        default={},
        description="Other numbers that the source prints and no outcome holds, by name: "
        "families-randomised: 1511.",
    )
    limits: list[InlineMarkdown] = Field(min_length=1)
    verified: Verified = Field(
        description="Read in the source, its abstract or its owner's page; or in another's account."
    )
    verified_at: InlineMarkdown = Field(description="The addresses that were read.")
    read: Literal["full text", "abstract", "page", "secondary account"] | None = Field(
        default=None, description="How much of it was read, for lists of sources."
    )
    review_by: Day
    checked: Checked | None = None
    changes: dict[str, InlineMarkdown] = Field(
        default={}, description="What changed in this record, by day (2026-11-23)."
    )
    note: BlockMarkdown | None = None


class Study(Source):
    """A single study."""

    kind: Literal["study"]
    design: Literal[
        "randomised trial",
        "quasi-randomised trial",
        "cluster randomised trial",
        "stepped-wedge trial",
        "matched comparison",
        "unmatched comparison",
        "interrupted time series",
        "before and after",
        "process evaluation",
        "descriptive",
    ]
    design_note: InlineMarkdown | None = None
    randomised: InlineMarkdown | None = Field(default=None, description="How many, as printed.")
    developer_involved: bool | None = Field(
        default=None, description="Were developers of the programme among the authors?"
    )
    outcomes: list[Outcome] = []
    summary: BlockMarkdown = Field(description="What it found, in two or three plain sentences.")


class PooledStudy(Record):
    """One study within a review, where its counts are known."""

    study: PlainText
    arms: list[Arm] = Field(min_length=2, max_length=2)
    published: Published | None = Field(default=None, description="As the review prints it.")
    recompute: Recompute | None = None
    weight: float | None = Field(
        default=None, ge=0, le=100, description="Its share of the pooled result, in percent."
    )


class Pooled(Record):
    """One pooled result of a review."""

    id: Slug
    name: InlineMarkdown
    child_outcome: bool
    better: Better | None = None
    method: PoolingMethod = "not stated"
    arms: list[Arm] = Field(
        default=[], max_length=2, description="Risks that the review prints for two groups."
    )
    studies: list[PooledStudy] = []
    published: Published
    recompute: Recompute | None = None
    also: list[Effect] = []
    note: BlockMarkdown | None = None


class Review(Source):
    """A review of several studies."""

    kind: Literal["review"]
    included: InlineMarkdown
    pools: Literal["randomised trials", "mixed designs", "not stated"] = Field(
        default="not stated", description="The designs of the studies that it pools."
    )
    outcomes: list[Pooled] = []
    summary: BlockMarkdown


class TrustMark(Record):
    """How far to trust the label, from 0 to 4, with its reason; held against the rating rules."""

    level: Trust
    reason: InlineMarkdown


class Judgement(Record):
    """Why a person set another label or trust mark than the rating rules give.

    What the rules give is written down too, so that a judgement is looked at again when the
    studies or the rules change.
    """

    label_by_rule: Label
    trust_by_rule: Trust
    reason: InlineMarkdown


class Cost(Record):
    """What an approach costs, where anybody has said so."""

    band: Literal["low", "medium", "high", "not known"]
    figure: InlineMarkdown | None = Field(default=None, description="With its year and source.")
    reason: InlineMarkdown


class OtherRating(Record):
    """What another body says; only with its date and address."""

    body: PlainText
    rating: InlineMarkdown
    on: PlainText = Field(description="The date that the page shows, or 'date not shown'.")
    url: WebAddress
    read_on: Day


class Approach(Record):
    """A named service or way of working that a commissioner meets."""

    kind: Literal["approach"]
    id: RecordId
    name: PlainText
    also_known_as: list[PlainText] = []
    what_it_is: BlockMarkdown
    for_whom: InlineMarkdown
    setting: Literal[
        "home", "group", "clinic", "school", "care placement", "court", "whole system", "front door"
    ]
    outcomes: list[Aim] = Field(min_length=1, description="What it is meant to change.")
    label: Label = Field(description="Held against the studies by the rating rules.")
    label_reason: InlineMarkdown
    trust: TrustMark
    judgement: Judgement | None = Field(
        default=None, description="Only where label or trust differ from what the rules give."
    )
    effect: InlineMarkdown = Field(description="How big it was, in words; figures by role.")
    cost: Cost
    tested_in: list[PlainText] = Field(default=[], description="Countries of its studies.")
    tested_in_uk: bool
    hard_to_test: Literal["no", "somewhat", "very"]
    hard_to_test_reason: InlineMarkdown
    context: BlockMarkdown = Field(description="What is known of where and for whom it works.")
    studies: list[RecordId] = Field(description="The records that it rests on.")
    only: dict[RecordId, list[Slug]] = Field(
        default={},
        description="Where a study tested several approaches: the outcomes about this one.",
    )
    sources: list[WebAddress] = []
    other_ratings: list[OtherRating] = []
    review_by: Day
    checked_on: Day
    changes: dict[str, InlineMarkdown] = {}


EvidenceRecord = Annotated[Study | Review | Approach, Discriminator("kind")]
