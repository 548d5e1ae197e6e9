"""What the page of an approach says of who tested it."""

from __future__ import annotations

from pathlib import Path

import pytest

from evidence_course.exporters import AnyRecord
from evidence_course.load.evidence import parse_evidence
from evidence_course.load.source import Source
from evidence_course.model.evidence import Approach
from evidence_course.weave.evidence import approach
from evidence_course.weave.evidence.register import Register

RECORDS = Path(__file__).parents[1] / "data" / "register"
INVOLVED = {"yes": "true", "no": "false", "unknown": "null"}


def register(involved: list[str], *, judged: bool) -> Register:
    """The approach of the test data with a trial for each word, in England and in France."""
    trial = (RECORDS / "cans-2024.yml").read_text("utf-8")
    texts = {}
    for number, word in enumerate(involved):
        country = "England" if number else "France"
        text = trial.replace("id: cans-2024", f"id: trial-{number}", 1)
        text = text.replace("developer_involved: false", f"developer_involved: {INVOLVED[word]}")
        texts[f"trial-{number}"] = text.replace("[England]", f"[{country}]").replace(
            "Roe and", f"Roe{number} and"
        )
    cans = (RECORDS / "cans.yml").read_text("utf-8")
    cans = cans.replace("[cans-2024, cans-review-2025]", f"[{', '.join(texts)}]")
    if not judged:
        before, _, after = cans.partition("judgement:\n")
        cans = before.replace("level: 2", "level: 4") + "effect:" + after.partition("effect:")[2]
    texts["cans"] = cans
    return Register({name: record(name, text) for name, text in texts.items()})


def record(name: str, text: str) -> AnyRecord:
    file, problems = parse_evidence(Source(f"{name}.yml", text), name)
    assert problems == []
    assert file is not None
    return file.record


@pytest.mark.parametrize(
    ("involved", "said"),
    [
        (["no"], ""),
        (["unknown"], "Whether its developers took part in the study is not known."),
        (
            ["unknown", "unknown"],
            "Whether its developers took part in either study is not known. "
            "If they did, the mark would be 2.",
        ),
        (
            ["unknown", "yes", "unknown"],
            "Its developers were among the authors of Roe1 and others 2024. "
            "Whether its developers took part in 2 of 3 studies is not known. "
            "If they did, the mark would be 2.",
        ),
        (["yes", "no"], "Its developers were among the authors of Roe0 and others 2024."),
        (["unknown", "no"], "Whether its developers took part in 1 of 2 studies is not known."),
    ],
)
def test_what_is_not_known_of_developers_is_said(involved: list[str], said: str) -> None:
    found = register(involved, judged=False)
    cans = found.records["cans"]
    assert isinstance(cans, Approach)
    assert " ".join(approach.developers(found, cans)) == said
    assert str(approach.marks(found, cans)["trust_md"]).endswith(said)


def test_a_mark_that_a_person_set_does_not_hang_on_the_rules() -> None:
    found = register(["unknown", "unknown"], judged=True)
    cans = found.records["cans"]
    assert isinstance(cans, Approach)
    assert "the mark would be" not in " ".join(approach.developers(found, cans))
