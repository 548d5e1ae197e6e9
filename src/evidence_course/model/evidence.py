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

Said = Literal["better", "no clear difference", "worse"]
"""What a source says of an outcome in words: for those it is meant to help, with the programme."""
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

    label: PlainText = Field(
        description="What this group got.", examples=["Referred for a conference", "Usual care"]
    )
    n: int | None = Field(default=None, ge=0, description="People (or families) counted.")
    events: int | None = Field(default=None, ge=0, description="People with the outcome.")
    percent: float | None = Field(
        default=None, ge=0, le=100, description="As printed.", examples=[36.2]
    )
    mean: float | None = Field(default=None, description="The average score, as printed.")
    sd: float | None = Field(
        default=None, ge=0, description="The spread of the scores: the standard deviation."
    )
    se: float | None = Field(
        default=None, ge=0, description="The standard error of the mean, where no 'sd' is printed."
    )
    exposure: float | None = Field(default=None, gt=0, description="Person-time, in years.")
    clusters: int | None = Field(
        default=None, ge=1, description="Groups (schools, areas) where groups were allocated."
    )


class Published(Record):
    """The effect as its source prints it: first arm against second."""

    measure: Measure = Field(
        description="What the effect is. 'direction only' where no figure was read.",
        examples=["risk difference"],
    )
    estimate: float | None = Field(
        default=None, description="The effect itself, with its sign.", examples=[-8.6]
    )
    unit: PlainText | None = Field(
        default=None,
        description="Of a difference. For a risk difference 'points' (-8.6) or 'share' (-0.086).",
        examples=["points"],
    )
    ci: list[float] | None = Field(
        default=None,
        min_length=2,
        max_length=2,
        description="The interval, lower end first.",
        examples=[[-14.2, -3.1]],
    )
    ci_level: float | None = Field(default=None, gt=0, lt=100, description="95, say.")
    p: float | PlainText | None = Field(
        default=None, description="The p value, or its bound.", examples=[0.03, "<0.001"]
    )
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

    published: Published = Field(description="The effect as its source prints it.")
    recompute: Recompute | None = Field(
        default=None, description="How far our sum may be off, and why."
    )


class Result(Record):
    """What an outcome of a study and a pooled result of a review have in common."""

    id: Slug = Field(
        description="Unique within the record; values are named by it.", examples=["looked-after"]
    )
    name: InlineMarkdown = Field(
        description="What was counted or measured, and when.",
        examples=["Looked after at 12 months"],
    )
    about_people: bool = Field(
        description="About the lives of the people whom it is meant to help (harm, home, health, "
        "behaviour), whoever reports it; not what a service does, nor others' skills and feelings."
    )
    better: Better | None = Field(default=None, description="Which direction is good.")
    published: Published = Field(description="The effect as its source prints it.")
    recompute: Recompute | None = Field(
        default=None, description="How far our sum may be off, and why."
    )
    also: list[Effect] = Field(default=[], description="Other effects printed of the same arms.")
    note: BlockMarkdown | None = Field(
        default=None, description="What else a reader should know of this result."
    )


class Outcome(Result):
    """One comparison of one outcome."""

    type: Literal["binary", "continuous", "rate"] = Field(
        description="People with or without it; a score or an amount; events in person-time."
    )
    primary: bool = Field(default=False, description="Named as a main outcome by the study.")
    arms: list[Arm] = Field(
        default=[],
        max_length=6,
        description="The groups, the programme's first; empty where nothing was read of them.",
    )
    counts: InlineMarkdown | None = Field(default=None, description="Where the counts come from.")
    counts_are: CountsAre | None = Field(
        default=None,
        description="'derived': the only whole numbers that give the printed percentages; "
        "'not unique': others fit as well; 'approximate': they do not give them to the digit.",
    )


class Checked(Record):
    """Written by `evidence-course seal ID` after a person has compared record and source."""

    on: Day = Field(description="The day of the comparison.", examples=["2026-11-23"])
    digest: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")] = Field(
        description="Of the figures. Never write it by hand."
    )


class Entry(Record):
    """What every record of the register has."""

    id: RecordId = Field(
        description="The name of the file without '.yml'.", examples=["fgc_preproceedings_2024"]
    )
    review_by: Day = Field(
        description="The day after which it may not be leaned on unread.", examples=["2027-11-22"]
    )
    changes: dict[str, InlineMarkdown] = Field(
        default={},
        description="What changed in this record, by day.",
        examples=[{"2026-11-23": "Entered in the register."}],
    )


class Source(Entry):
    """What every study and review says of where it comes from."""

    title: InlineMarkdown = Field(description="What it is about, as the heading of its page.")
    short: PlainText = Field(
        description="How a text names it.", examples=["Taylor and others 2024"]
    )
    citation: InlineMarkdown = Field(description="Who, what, where and when, in full.")
    doi: PlainText | None = Field(
        default=None,
        description="Its digital object identifier, without https://doi.org/.",
        examples=["10.1093/bjsw/bcae035"],
    )
    url: WebAddress = Field(
        description="Where to read it.", examples=["https://doi.org/10.1093/bjsw/bcae035"]
    )
    year: int | None = Field(default=None, ge=1900, le=2100, description="Absent: not read.")
    country: list[PlainText] = Field(
        default=[], description="Empty: several, or not read.", examples=[["England", "Wales"]]
    )
    population: InlineMarkdown = Field(
        description="Who took part, and where.",
        examples=["Families in 21 councils that got a letter before proceedings."],
    )
    comparison: InlineMarkdown = Field(
        description="What was set against what; 'None' where there was nothing to compare with.",
        examples=["Referral for a conference and usual practice, against usual practice alone."],
    )
    follow_up: InlineMarkdown | None = Field(
        default=None, description="How long people were followed.", examples=["12 months."]
    )
    funder: InlineMarkdown | None = Field(default=None, description="Who paid. Absent: not read.")
    registration: InlineMarkdown | None = Field(
        default=None,
        description="Where its plan was registered, and when. Absent: not read.",
        examples=["ISRCTN90922032"],
    )
    figures: dict[Slug, float] = Field(
        default={},
        description="Other numbers that the source prints and no outcome holds, by name. One that "
        "counts in 100 has 'percent' in its name.",
        examples=[{"families-randomised": 1511, "missing-percent": 17}],
    )
    limits: list[InlineMarkdown] = Field(
        min_length=1, description="What keeps a reader from leaning on it, one sentence each."
    )
    verified: Verified = Field(
        description="Read in the source, its abstract or its owner's page; or in another's account."
    )
    verified_at: InlineMarkdown = Field(description="The addresses that were read.")
    read: Literal["full text", "abstract", "page", "secondary account"] | None = Field(
        default=None, description="How much of it was read, for lists of sources."
    )
    checked: Checked | None = Field(
        default=None, description="Written by `evidence-course seal ID`, never by hand."
    )
    note: BlockMarkdown | None = Field(
        default=None, description="What else a reader should know, on its page and in lists."
    )


class Study(Source):
    """A single study."""

    kind: Literal["study"] = Field(description="A single study.")
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
    ] = Field(description="How groups came about; the rating rules go by it.")
    design_note: InlineMarkdown | None = Field(
        default=None, description="What the name of the design does not say."
    )
    randomised: InlineMarkdown | None = Field(default=None, description="How many, as printed.")
    developer_involved: bool | None = Field(
        default=None,
        description="Were developers of the programme among the authors? Absent: not known.",
    )
    outcomes: list[Outcome] = Field(
        default=[], description="What was measured; empty where nothing was compared."
    )
    summary: BlockMarkdown = Field(description="What it found, in two or three plain sentences.")


class PooledStudy(Record):
    """One study within a review, where its counts are known."""

    study: PlainText = Field(description="As the review names it.", examples=["Barlow 2019"])
    arms: list[Arm] = Field(
        min_length=2, max_length=2, description="Its two groups, the programme's first."
    )
    published: Published | None = Field(default=None, description="As the review prints it.")
    recompute: Recompute | None = Field(
        default=None, description="How far our sum may be off, and why."
    )
    weight: float | None = Field(
        default=None, ge=0, le=100, description="Its share of the pooled result, in percent."
    )


class Pooled(Result):
    """One pooled result of a review."""

    method: PoolingMethod = Field(
        default="not stated", description="How the review put the studies together."
    )
    arms: list[Arm] = Field(
        default=[], max_length=2, description="Risks that the review prints for two groups."
    )
    studies: list[PooledStudy] = Field(
        default=[], description="The studies that were pooled, so that the sum can be redone."
    )


class Review(Source):
    """A review of several studies."""

    kind: Literal["review"] = Field(description="A review of several studies.")
    included: InlineMarkdown = Field(
        description="How many studies, of what kind.", examples=["14 studies, 4 of them pooled."]
    )
    pools: Literal["randomised trials", "mixed designs", "not stated"] = Field(
        default="not stated", description="The designs of the studies that it pools."
    )
    outcomes: list[Pooled] = Field(
        default=[], description="Its pooled results; empty where it pools nothing."
    )
    summary: BlockMarkdown = Field(description="What it found, in two or three plain sentences.")


class TrustMark(Record):
    """How far to trust the label, from 0 to 4, with its reason; held against the rating rules."""

    level: Trust = Field(description="0, no fair test that was read, to 4; the rules give it.")
    reason: InlineMarkdown = Field(description="What it rests on, in a sentence or two.")


class Judgement(Record):
    """Why a person set another label or trust mark than the rating rules give.

    What the rules give is written down too, so that a judgement is looked at again when the
    studies or the rules change.
    """

    label_by_rule: Label = Field(description="The label that the rules give.")
    trust_by_rule: Trust = Field(description="The trust mark that the rules give.")
    reason: InlineMarkdown = Field(description="Why not that, in plain sentences.")


class Cost(Record):
    """What an approach costs, where anybody has said so."""

    band: Literal["low", "medium", "high", "not known"] = Field(
        description="For each person or household."
    )
    figure: InlineMarkdown | None = Field(default=None, description="With its year and source.")
    reason: InlineMarkdown = Field(description="What the band rests on.")


class OtherRating(Record):
    """What another body says; only with its date and address."""

    body: PlainText = Field(description="Who says it.", examples=["CrimeSolutions"])
    rating: InlineMarkdown = Field(description="In its own terms.", examples=["No effects"])
    on: PlainText = Field(description="The date that the page shows, or 'date not shown'.")
    url: WebAddress = Field(description="The page that was read.")
    read_on: Day = Field(description="The day on which it was read.", examples=["2026-11-23"])


class Approach(Entry):
    """A named service or way of working that a commissioner meets."""

    kind: Literal["approach"] = Field(description="A service or way of working.")
    name: PlainText = Field(
        description="What people call it.", examples=["Family group conference"]
    )
    also_known_as: list[PlainText] = Field(
        default=[], description="Its other names and short forms.", examples=[["MASH"]]
    )
    what_it_is: BlockMarkdown = Field(description="What happens in it, in plain sentences.")
    for_whom: InlineMarkdown = Field(description="Which people it is for.")
    setting: PlainText = Field(
        description="Where it takes place: one of the 'settings' that course.yml lists."
    )
    outcomes: list[PlainText] = Field(
        min_length=1,
        description="What it is meant to change: some of the 'aims' that course.yml lists.",
    )
    label: Label = Field(description="Held against the studies by the rating rules.")
    label_reason: InlineMarkdown = Field(description="What the label rests on, in plain words.")
    trust: TrustMark = Field(description="How well it was tested.")
    judgement: Judgement | None = Field(
        default=None, description="Only where label or trust differ from what the rules give."
    )
    effect: InlineMarkdown = Field(
        description="How big it was, in words; figures by role.",
        examples=["About {value}`STUDY.OUTCOME.difference | about whole fewer in 100`."],
    )
    cost: Cost = Field(description="What it costs, where anybody has said so.")
    tested_in: list[PlainText] = Field(default=[], description="Countries of its studies.")
    tested_in_uk: bool = Field(description="Whether one of these countries is in the UK.")
    hard_to_test: Literal["no", "somewhat", "very"] = Field(
        description="How hard a fair test of it is."
    )
    hard_to_test_reason: InlineMarkdown = Field(description="Why, or how it was done.")
    context: BlockMarkdown = Field(description="What is known of where and for whom it works.")
    studies: list[RecordId] = Field(description="The records that it rests on.")
    only: dict[RecordId, list[Slug]] = Field(
        default={},
        description="Where a study tested several approaches: the outcomes about this one.",
    )
    sources: list[WebAddress] = Field(
        default=[], description="Other pages that were read, such as its owner's."
    )
    other_ratings: list[OtherRating] = Field(
        default=[], description="What other bodies say of it, with dates."
    )
    checked_on: Day = Field(
        description="The day on which it was last compared with its studies.",
        examples=["2026-11-23"],
    )


EvidenceRecord = Annotated[Study | Review | Approach, Discriminator("kind")]
