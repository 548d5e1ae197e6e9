"""Made-up records: two studies a module, and the approach that rests on them."""

from __future__ import annotations

from datetime import date
from typing import Any

from benchmarks.synthetic.subject import Subject
from benchmarks.synthetic.yaml_text import yaml_text
from evidence_course import stats
from evidence_course.load.evidence import parse_evidence
from evidence_course.load.source import Source
from evidence_course.model.course import EvidenceFile
from evidence_course.model.evidence import Study
from evidence_course.ratings import rate
from evidence_course.seal import sealed_text

CHECKED, REVIEW_BY = date(2026, 1, 5), date(2099, 12, 31)
COUNTRIES = ("England", "Wales", "Scotland", "Ireland", "Norway")
SETTINGS = ("bed", "pot", "field", "under glass")
AIMS = ("more to eat", "good soil", "fewer slugs", "less work")


def records(subject: Subject) -> dict[str, str]:
    """The texts of a module's records, by id; studies are sealed, and the marks are the rules'."""
    studies = [_sealed(_trial(subject)), _sealed(_heights(subject))]
    approach = _approach(subject, [each.record for each in studies if _is_study(each)])
    return {each.id: sealed_text(each, CHECKED) for each in studies} | {
        subject.approach: yaml_text(approach)
    }


def _is_study(file: EvidenceFile) -> bool:
    return isinstance(file.record, Study)


def _sealed(record: dict[str, Any]) -> EvidenceFile:
    name = record["id"]
    file, problems = parse_evidence(Source(f"course/evidence/{name}.yml", yaml_text(record)), name)
    assert file is not None, problems
    return file


def _study(subject: Subject, name: str, what: str) -> dict[str, Any]:
    chance = subject.chance(name)
    author, year = f"{subject.place} Growers", chance.randrange(2005, 2026)
    return {
        "id": name,
        "kind": "study",
        "title": f"{what} of {subject.crop} in {subject.place}",
        "short": f"{author} {year}",
        "citation": f"{author}. {what} of {subject.crop}. Made-up Journal of Beds {year};1(1):1-9.",
        "url": f"https://example.org/{name}",
        "year": year,
        "country": [chance.choice(COUNTRIES)],
        "population": f"Beds of {subject.crop} in {subject.place}, made up.",
        "comparison": f"{subject.method[0].upper()}{subject.method[1:]}, against none.",
    }


def _ends(subject: Subject, name: str) -> dict[str, Any]:
    return {
        "limits": ["One town alone.", *subject.said(["Nobody weighed the {crop}."])],
        "summary": subject.paragraph(f"{name} summary", 2),
        "verified": "primary",
        "verified_at": f"https://example.org/{name}",
        "review_by": REVIEW_BY,
        "changes": {CHECKED.isoformat(): "Entered in the register."},
    }


def _trial(subject: Subject) -> dict[str, Any]:
    beds, helped, usual = subject.counts
    effect = stats.risk_difference(helped, beds, usual, beds).times(100)
    outcome = {
        "id": "alive",
        "name": "Beds that did well",
        "type": "binary",
        "primary": True,
        "about_people": True,
        "better": "higher",
        "arms": [
            {"label": "Helped", "n": beds, "events": helped},
            {"label": "Usual", "n": beds, "events": usual},
        ],
        "published": {
            "measure": "risk difference",
            "unit": "points",
            **_printed(effect, 1),
        },
    }
    design = {"design": "randomised trial", "developer_involved": False, "outcomes": [outcome]}
    name = subject.trial
    return {**_study(subject, name, "A trial"), **design, **_ends(subject, name)}


def _heights(subject: Subject) -> dict[str, Any]:
    chance = subject.chance("heights")
    means = [round(chance.uniform(20, 30), 1) for _ in range(2)]
    spreads = [round(chance.uniform(4, 7), 1) for _ in range(2)]
    size = chance.randrange(60, 160)
    effect = stats.mean_difference(means[0], spreads[0], size, means[1], spreads[1], size)
    outcome = {
        "id": "height",
        "name": "Height",
        "type": "continuous",
        "about_people": True,
        "better": "higher",
        "arms": [
            {"label": label, "n": size, "mean": mean, "sd": spread}
            for label, mean, spread in zip(("Helped", "Usual"), means, spreads, strict=True)
        ],
        "published": {"measure": "mean difference", "unit": "cm", **_printed(effect, 2)},
    }
    name = subject.heights
    design = {"design": "randomised trial", "outcomes": [outcome]}
    return {**_study(subject, name, "Heights"), **design, **_ends(subject, name)}


def _printed(effect: stats.Estimate, places: int) -> dict[str, Any]:
    low, high = round(effect.low, places), round(effect.high, places)
    return {"estimate": round(effect.value, places), "ci": [low, high], "ci_level": 95}


def _approach(subject: Subject, studies: list[Any]) -> dict[str, Any]:
    rating, chance = rate(studies), subject.chance("approach")
    countries = sorted({country for study in studies for country in study.country})
    return {
        "id": subject.approach,
        "kind": "approach",
        "name": f"{subject.method[0].upper()}{subject.method[1:]} for {subject.crop}",
        "what_it_is": subject.paragraph("what it is", 3),
        "for_whom": f"Growers of {subject.crop}.",
        "setting": chance.choice(SETTINGS),
        "outcomes": sorted(chance.sample(AIMS, 2)),
        "label": rating.label,
        "label_reason": rating.label_reason,
        "trust": {"level": rating.trust, "reason": "Two made-up trials."},
        "effect": f"About {{value}}`{subject.trial}.alive.estimate` in 100.",
        "cost": {"band": chance.choice(("low", "medium", "high")), "reason": "We made it up."},
        "tested_in": countries,
        "tested_in_uk": bool({"England", "Wales", "Scotland"} & set(countries)),
        "hard_to_test": "no",
        "hard_to_test_reason": "Lots can be drawn for beds.",
        "context": subject.paragraph("context", 3),
        "studies": [subject.trial, subject.heights],
        "review_by": REVIEW_BY,
        "checked_on": CHECKED,
        "changes": {CHECKED.isoformat(): "Entered in the register."},
    }
