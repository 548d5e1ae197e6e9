"""The files of a made-up course."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.synthetic.bank import bank, check_question
from benchmarks.synthetic.lesson import lesson
from benchmarks.synthetic.notebook import notebook
from benchmarks.synthetic.register import AIMS, CHECKED, REVIEW_BY, SETTINGS, records
from benchmarks.synthetic.subject import PEOPLE, Subject
from benchmarks.synthetic.yaml_text import yaml_text

MOST_CHECKED = 12
"""How many questions the check before and after has at most: readers take it in one go."""

WORDS = {
    "fair draw {}": "Luck chose each of the beds in test {}. Nobody picked them.",
    "bed {}": "A piece of ground of the same size as each other one in test {}.",
    "gap {}": "How far apart the two groups of test {} were at the end.",
}

INTERACTIVE = """\
/* One row of plants: how many come up. */
"use strict";

EvidenceCourse.interactive("rows", {
  "plants": {"type": "number", "label": "Plants that come up, of 10", "max": 10, "start": 6,
    "unit": "of 10"}
}, ({ plants }, kit) => ({
  title: kit.plural(plants, "plant", "plants") + " came up",
  sentence: plants + " of 10 plants came up.",
  columns: ["Row", "Came up"],
  rows: [["One", String(plants)]],
  drawing: kit.svg(260, 26, plants + " filled squares.", Array.from({ length: 10 }, (_, place) =>
    kit.mark(place < plants, place * 26 + 13, 13, 9))),
}));
"""


def write_course(folder: Path, modules: int) -> None:
    """Write a course of so many modules into ``folder``."""
    for path, text in course_files([Subject(number) for number in range(1, modules + 1)]).items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8", newline="\n")


def course_files(subjects: Sequence[Subject]) -> dict[str, str]:
    """The text of every file, by its path in the course."""
    files = {
        "course/course.yml": yaml_text(_settings(subjects)),
        "course/outcomes.yml": yaml_text(_merged([each.outcomes for each in subjects])),
        "course/misconceptions.yml": yaml_text(_merged([each.misconceptions for each in subjects])),
        "course/references.yml": yaml_text({each.guide: _reference(each) for each in subjects}),
        "course/glossary.yml": yaml_text(_merged([_terms(each) for each in subjects])),
        "course/check.yml": yaml_text(_check(subjects[:MOST_CHECKED])),
        "course/index.md": _cover(subjects[0]),
        "course/about.md": "# About this course\n\nIt is made up. [Back to the start](index.md).\n",
        "course/interactives/rows.js": INTERACTIVE,
    }
    for subject in subjects:
        files[f"modules/{subject.slug}.md"] = lesson(subject)
        files[f"notebooks/{subject.slug}.ipynb"] = notebook(subject)
        files[f"quizzes/{subject.slug}.yml"] = bank(subject)
        files |= {f"course/evidence/{name}.yml": text for name, text in records(subject).items()}
    return files


def _merged(parts: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    return {key: value for part in parts for key, value in part.items()}


def _settings(subjects: Sequence[Subject]) -> dict[str, Any]:
    slugs = [subject.slug for subject in subjects]
    return {
        "schema": 1,
        "id": "made-up-garden",
        "title": "A Made-up Garden",
        "description": "A made-up course, to see how long a build takes.",
        "author": "Nobody",
        "licences": {"text": "CC BY 4.0", "data": "CC BY 4.0"},
        "audiences": ["beginner", "grower"],
        "evidence": {"people": "growers", "aims": list(AIMS), "settings": list(SETTINGS)},
        "modules": slugs,
        "pathways": [
            _pathway("whole", "Everything", [{"module": slug} for slug in slugs]),
            _pathway("short", "In a hurry", [{"module": slug, "part": "core"} for slug in slugs]),
            _pathway("few", "A taste", [{"module": slug} for slug in slugs[::4]]),
        ],
        "back": ["about.md"],
        "repository": "https://example.org/garden",
        "proper_names": [*PEOPLE, *sorted({subject.place for subject in subjects})],
    }


def _pathway(name: str, title: str, steps: list[dict[str, str]]) -> dict[str, Any]:
    return {
        "id": name,
        "title": title,
        "summary": "For those who like to know how long it takes.",
        "output": "A plan for one bed.",
        "steps": steps,
    }


def _reference(subject: Subject) -> dict[str, Any]:
    return {
        "short": f"Guide to {subject.place}",
        "citation": f"{subject.place} Garden Club. A guide to {subject.crop}.",
        "url": f"https://example.org/{subject.guide}",
        "checked": CHECKED,
        "review_by": REVIEW_BY,
        "read": "page",
        "kind": "method or measure",
    }


def _terms(subject: Subject) -> dict[str, dict[str, str]]:
    number = subject.number
    return {
        f"{word.split()[0]}-{number}": {
            "term": word.format(number),
            "definition": told.format(number),
        }
        for word, told in WORDS.items()
    }


def _check(subjects: Sequence[Subject]) -> dict[str, Any]:
    return {
        "schema": 1,
        "bank": "check",
        "title": "A check before and after the course",
        "questions": [check_question(subject) for subject in subjects],
    }


def _cover(subject: Subject) -> str:
    fence = "```"
    return (
        "\n\n".join(
            [
                "# A Made-up Garden",
                f"Nothing here is true. Start with [the first part](../modules/{subject.slug}.md).",
                f"{fence}{{cover}}\n{{result}}`{subject.slug}/difference-sentence`\n{fence}",
                f"## Ways through\n\n{fence}{{pathways}}\n{fence}",
                f"## The modules\n\n{fence}{{modules}}\n{fence}",
            ]
        )
        + "\n"
    )
