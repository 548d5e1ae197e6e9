"""A made-up quiz bank: every type of question."""

from __future__ import annotations

from typing import Any

from benchmarks.synthetic.subject import Subject
from benchmarks.synthetic.yaml_text import yaml_text

Question = dict[str, Any]


def bank(subject: Subject) -> str:
    """The text of `quizzes/SLUG.yml`."""
    data = {
        "schema": 1,
        "bank": subject.slug,
        "title": subject.title,
        "defaults": {"difficulty": 1, "confidence": True},
        "questions": _questions(subject),
    }
    return yaml_text(data)


def check_question(subject: Subject) -> Question:
    """A question of the check before and after the course."""
    question = _single(subject, subject.number, "compare", "check", _stem(subject, "check"))
    del question["use"]
    return {**question, "id": f"check-{subject.number:03d}"}


def _questions(subject: Subject) -> list[Question]:
    singles = [
        _single(subject, number, outcome, use, _stem(subject, f"single {number}"))
        for number, (outcome, use) in enumerate(
            [("compare", "check"), ("count", "end"), ("doubt", "spaced"), ("compare", "spaced")], 1
        )
    ]
    return [*singles, *_others(subject)]


def _stem(subject: Subject, name: str) -> str:
    return f"{subject.paragraph(name, 3)}\n\nWhat would you ask first of {subject.place}?"


def _question(subject: Subject, number: int, kind: str, outcome: str, use: str) -> Question:
    return {
        "id": f"{subject.slug}-{number:03d}",
        "type": kind,
        "outcome": f"{subject.slug}.{outcome}",
        "use": use,
    }


def _single(subject: Subject, number: int, outcome: str, use: str, stem: str) -> Question:
    """The right option stands in another place each time, and is not the longest."""
    seen, more = subject.misconceptions
    options = [
        {"text": f"What did other beds of {subject.crop} do?", "correct": True,
         "feedback": f"Yes. {subject.paragraph(f'yes {number}', 2)}"},
        {"text": f"Did someone see {subject.method} work once before?", "misconception": seen,
         "feedback": f"It may have been luck. {subject.paragraph(f'seen {number}', 1)}"},
        {"text": "Would more beds of the same kind settle it?", "misconception": more,
         "feedback": f"They would show the same. {subject.paragraph(f'more {number}', 1)}"},
    ]  # fmt: skip
    turn = number % len(options)
    return {
        **_question(subject, number, "single", outcome, use),
        "question": stem,
        "options": options[turn:] + options[:turn],
        "hint": "Think of what you cannot see.",
        "source": [subject.guide],
    }


def _others(subject: Subject) -> list[Question]:
    beds, helped, _usual = subject.counts
    seen, more = subject.misconceptions
    well = subject.said(["The beds in {place} did well."])[0]
    return [
        {
            **_question(subject, 5, "multiple", "doubt", "check"),
            "question": f"{well} What else could be the reason?",
            "options": [
                {"text": "A wet year", "correct": True, "feedback": "Yes. Rain helps all beds."},
                {"text": "Good soil", "correct": True, "feedback": "Yes. Look who chose the beds."},
                {"text": f"The name of {subject.place}", "misconception": seen,
                 "feedback": "A name does nothing."},
            ],
        },
        {
            **_question(subject, 6, "true_false", "doubt", "end"),
            "question": f"A large test of {subject.method} is always fair.",
            "answer": False,
            "feedback_true": "No. A large test can be unfair.",
            "feedback_false": "Yes. Size cures luck alone.",
            "misconception": more,
            "reasons": [
                {"text": "Someone may have chosen the beds", "correct": True, "feedback": "Yes."},
                {"text": "Large tests take too long", "misconception": more,
                 "feedback": "That does not make them unfair."},
            ],
        },
        {
            **_question(subject, 7, "numeric", "count", "check"),
            "question": f"How many of the {beds} beds did well? It was {helped}. How many did not?",
            "answer": beds - helped,
            "unit": "beds",
            "near_misses": [
                {"value": helped, "feedback": "Those did well.", "misconception": seen}
            ],
            "feedback": f"Take {helped} from {beds}.",
            "misconception": seen,
        },
        {
            **_question(subject, 8, "numeric", "count", "end"),
            "question": "How many in 100 did well in the trial, with help?",
            "answer": {"value": f"{subject.trial}.alive.percent-1", "round": 0},
            "tolerance": 1,
            "unit": "in 100",
            "feedback": "Read it off the picture.",
            "misconception": seen,
            "source": [subject.trial],
        },
        {
            **_question(subject, 9, "match", "compare", "end"),
            "question": "Match each word to what it means.",
            "pairs": [
                {"left": "Luck", "right": "What differs with no cause", "feedback": "It is there.",
                 "misconception": more},
                {"left": "Draw", "right": "A choice that nobody makes", "feedback": "Use a hat.",
                 "misconception": seen},
            ],
            "extra_right": ["The name of a town"],
        },
        {
            **_question(subject, 10, "order", "compare", "end"),
            "question": f"Put the steps of a test of {subject.method} in order.",
            "items": ["Write the plan", "Draw lots", "Wait", "Count"],
            "scoring": "neighbours",
            "feedback": "The plan comes first.",
        },
        {
            **_question(subject, 11, "text", "doubt", "spaced"),
            "question": "What makes two groups differ a little with no cause? Give one word.",
            "accept": ["luck", "chance"],
            "feedback": "It is luck.",
            "misconception": more,
        },
        {
            **_question(subject, 12, "written", "compare", "end"),
            "question": f"How would you test {subject.method} on your own {subject.crop}?",
            "model_answer": subject.paragraph("model answer", 4),
            "checklist": ["Say what you compare with.", "Say what you count."],
        },
        _case(subject),
    ]  # fmt: skip


def _case(subject: Subject) -> Question:
    head = _question(subject, 13, "case", "compare", "check")
    seen, more = subject.misconceptions
    name, outcome = head["id"], head["outcome"]
    return {
        **head,
        "vignette": subject.paragraph("vignette", 6),
        "questions": [
            {
                "id": f"{name}-a",
                "type": "single",
                "outcome": outcome,
                "question": "What should they do first?",
                "options": [
                    {"text": "Draw lots", "correct": True, "feedback": "Yes.", "next": f"{name}-b"},
                    {"text": "Pick good beds", "misconception": seen,
                     "feedback": "Good beds do well with no help.", "next": f"{name}-b"},
                    {"text": "Try more beds", "misconception": more,
                     "feedback": "First choose them well.", "next": "end"},
                ],
            },
            {
                "id": f"{name}-b",
                "type": "true_false",
                "outcome": outcome,
                "question": "Now the two groups are alike, but for luck.",
                "answer": True,
                "feedback_true": "Yes. The draw did that.",
                "feedback_false": "The draw made them so.",
                "misconception": more,
                "next": "end",
            },
        ],
    }  # fmt: skip
