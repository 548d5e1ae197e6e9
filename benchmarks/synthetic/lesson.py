"""A made-up lesson: front matter, and a body with what real ones have."""

from __future__ import annotations

from benchmarks.synthetic.subject import Subject
from benchmarks.synthetic.yaml_text import yaml_text

SECTIONS = (
    "What we compare",
    "Who chose the beds?",
    "What luck can do",
    "What to count",
    "The cost",
)


def lesson(subject: Subject) -> str:
    """The text of `modules/SLUG.md`."""
    head = yaml_text(_settings(subject))
    return f"---\n{head}---\n\n{_body(subject)}"


def _settings(subject: Subject) -> dict[str, object]:
    chance, outcomes = subject.chance("settings"), list(subject.outcomes)
    return {
        "title": subject.title,
        "summary": f"What a fair test in {subject.place} says of {subject.method}.",
        "minutes": chance.randrange(15, 31),
        "core_minutes": chance.randrange(5, 9),
        "core_outcomes": outcomes[:1],
        "audience": ["beginner", "grower"],
        "outcomes": outcomes,
        "needs": "Nothing but time.",
        "key_points": [f"{line[0].upper()}{line[1:]}." for line in subject.outcomes.values()],
        "prompt": f"What would you count before you try {subject.method}?",
        "sources": [subject.trial, subject.heights, subject.guide],
    }


def _body(subject: Subject) -> str:
    fence, slug, trial = "```", subject.slug, subject.trial
    sections = [
        f"## {name}\n\n{subject.paragraph(name, 6)}\n\n{subject.paragraph(f'{name} again', 6)}"
        for name in SECTIONS
    ]
    parts = [
        "+++ core",
        f'{fence}{{vignette}} "It works on {subject.crop}"\n'
        f"{subject.paragraph('case', 6)}\n\nWhat would you say?\n{fence}",
        f"## What they say in {subject.place}",
        f"{subject.paragraph('start', 6)} A {{term}}`fair draw {subject.number}` helps here.",
        f"{subject.paragraph('start again', 6)} {{source}}`{subject.guide}`",
        "+++",
        *sections[:2],
        "## Worked example",
        "**The sentence.** {result}`difference-sentence`",
        f"**The picture.** The table is under it.\n\n{fence}{{result}} chart\n{fence}",
        _table(subject),
        f"{fence}{{sums}} was it luck?\n- {{result}}`luck-sentence`\n"
        f"- The [notebook](../notebooks/{slug}.ipynb) has the sums.\n{fence}",
        f"### Try it yourself\n\nChange the number, and see.\n\n"
        f"{fence}{{interactive}} rows\n:result: rows\n{fence}",
        "+++ core",
        "## What the trial found",
        f"Helped, {{value}}`{trial}.alive.percent-1 | whole` in 100 did well. Without "
        f"it, {{value}}`{trial}.alive.percent-2 | whole` in 100 did {{source}}`{trial}`.",
        f"The plants differed by {{value}}`{subject.heights}.height.estimate | size` cm in height "
        f"{{source}}`{subject.heights}`.",
        "+++",
        sections[2],
        f"## Check yourself\n\n{fence}{{quiz}} {slug}\n:use: check\n{fence}",
        *sections[3:],
        f"{fence}{{trainer}}\n{subject.paragraph('trainer', 3)}\n{fence}",
        f"## What this means\n\n### For beginners\n\n{subject.paragraph('beginners')}",
        f"### For growers\n\n{subject.paragraph('growers')}",
    ]
    return "\n\n".join(parts) + "\n"


def _table(subject: Subject) -> str:
    rows = [f"| {line} | {subject.paragraph(line, 1)} |" for line in ("Before", "During", "After")]
    return "\n".join(["| When | What to ask |", "|---|---|", *rows])
