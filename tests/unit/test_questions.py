"""Question types: each lowers to one way to answer, and a new one is one new module."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence_course.load.banks import parse_bank
from evidence_course.load.source import Source
from evidence_course.model.course import Bank, BankDefaults
from evidence_course.model.interaction import (
    Arrange,
    Choice,
    Choose,
    Enter,
    Exercise,
    Item,
    Match,
    NearMiss,
    Number,
    Pair,
    Write,
)
from evidence_course.model.quiz import Question
from evidence_course.questions import ENTRY_POINTS, live_items, lower, question_types
from evidence_course.questions.case import _circle
from tests.conftest import DATA

PLAIN = BankDefaults(confidence=False)
SOURCE = Path(__file__).parents[2] / "src"
TYPES = [
    "case",
    "match",
    "multiple",
    "numeric",
    "order",
    "single",
    "text",
    "true_false",
    "written",
]


def parse(text: str, slug: str) -> Bank:
    bank, problems = parse_bank(Source(f"quizzes/{slug}.yml", text), slug)
    assert problems == []
    assert bank is not None
    return bank


@pytest.fixture(scope="module")
def items() -> dict[str, Item]:
    """The items of the good course, by id."""
    found = {}
    for slug in ("soil", "watering"):
        bank = parse((DATA / "good" / "quizzes" / f"{slug}.yml").read_text(), slug)
        found |= {item.id: item for item in live_items(bank)}
    return found


def test_all_nine_types_are_found_and_the_good_course_has_them_all(
    items: dict[str, Item],
) -> None:
    assert sorted(question_types()) == TYPES
    asked = {exercise.type for item in items.values() for exercise in item.exercises}
    assert asked == set(TYPES) - {"case"}
    assert any(item.vignette for item in items.values())


def test_single_is_one_choice(items: dict[str, Item]) -> None:
    [exercise] = items["soil-001"].exercises
    assert exercise == Exercise(
        id="soil-001",
        type="single",
        stem="Which soil feels sticky when it is wet?",
        interaction=Choose(
            (
                Choice("a", "Clay", True, "Yes. Clay holds together."),
                Choice("b", "Sand that is dry", False, "No. Sand feels rough."),
            )
        ),
        hint="Roll some in your hand.",
        confidence=True,
        outcome="soil.test-soil",
    )


def test_multiple_is_choices_that_count_one_by_one(items: dict[str, Item]) -> None:
    choose = items["soil-002"].exercises[0].interaction
    assert isinstance(choose, Choose)
    assert (choose.multiple, choose.scoring) == (True, "each")
    assert [(choice.key, choice.correct) for choice in choose.choices] == [
        ("a", True),
        ("b", False),
        ("c", True),
    ]


def test_true_false_is_two_choices_and_then_the_reasons(items: dict[str, Item]) -> None:
    judged, why = items["soil-003"].exercises
    assert judged.interaction == Choose(
        (
            Choice("true", "True", False, "No. Too much feed burns the roots."),
            Choice("false", "False", True, "Yes. A little at a time is best."),
        )
    )
    assert (why.id, why.stem) == ("soil-003-why", "Why?")
    assert isinstance(why.interaction, Choose)
    assert [choice.correct for choice in why.interaction.choices] == [True, False]


def test_match_is_pairs_and_what_fits_nothing(items: dict[str, Item]) -> None:
    assert items["soil-004"].exercises[0].interaction == Match(
        (
            Pair("Compost", "Food for worms", "Worms eat what was once alive."),
            Pair("Lime", "Less acid", "Lime takes the acid out."),
        ),
        ("More light",),
    )


def test_numeric_is_a_number_with_its_slips(items: dict[str, Item]) -> None:
    slip = NearMiss(12.5, 0.1, "That is half. Did you take 5 litres?", 0.5)
    number = Number(25, 0.5, "litres", (slip,), "Take 10 litres times 2.5.")
    assert items["watering-001"].exercises[0].interaction == number


def test_order_is_things_to_arrange(items: dict[str, Item]) -> None:
    assert items["watering-002"].exercises[0].interaction == Arrange(
        ("Feel the soil", "Fill the can", "Water the roots"),
        "neighbours",
        "Feel first. You may not need the can.",
    )


def test_text_is_words_to_enter(items: dict[str, Item]) -> None:
    enter = Enter(("roots", "the roots", "root"), False, "The roots do.")
    assert items["watering-003"].exercises[0].interaction == enter


def test_written_is_a_model_and_a_checklist(items: dict[str, Item]) -> None:
    write = items["watering-004"].exercises[0].interaction
    assert isinstance(write, Write)
    assert write.checklist == ("Dig, do not just look.", "Say how deep.")


def test_case_is_the_exercises_of_its_questions_below_one_vignette(
    items: dict[str, Item],
) -> None:
    case = items["watering-005"]
    assert case.vignette == "Kim comes home at noon. It is hot, and the beans droop.\n"
    names = [f"watering-005-{letter}" for letter in "abc"]
    assert [exercise.id for exercise in case.exercises] == names
    first = case.exercises[0].interaction
    assert isinstance(first, Choose)
    assert [choice.next for choice in first.choices] == [*names[1:], "end"]
    assert case.exercises[1].next == "end"


def test_what_a_case_asks_in_its_own_words_ends_its_vignette() -> None:
    child = {**HEAD, "id": "soil-2", "type": "single", "options": OPTIONS}
    fields = {"vignette": "Kim digs.", "questions": [child], "question": "Choose for Kim."}
    assert lower(made("case", **fields), PLAIN).vignette == "Kim digs.\nChoose for Kim."


def test_the_second_step_comes_before_what_follows_in_a_case() -> None:
    question = made(
        "true_false",
        answer=True,
        feedback_true="Yes.",
        feedback_false="No.",
        misconception="more-is-better",
        reasons=OPTIONS,
        next="end",
        hint="Dig.",
        confidence=True,
    )
    judged, why = lower(question, PLAIN).exercises
    assert (judged.next, why.next) == (None, "end")
    assert (judged.hint, judged.confidence) == ("Dig.", True)
    assert (why.hint, why.confidence) == (None, False)
    assert why.outcome == judged.outcome == HEAD["outcome"]


# --- defaults ---------------------------------------------------------------------------------

OPTIONS = [{"text": "a", "correct": True}, {"text": "b"}]
HEAD = {"id": "soil-1", "outcome": "soil.a", "question": "?"}


def made(kind: str, **fields: Any) -> Question:
    model = question_types()[kind].Model
    return model.model_validate({**HEAD, "type": kind, **fields})


@pytest.mark.parametrize(
    ("own", "default", "expected"),
    [
        (None, None, "each"),
        (None, "all", "all"),
        ("each", "all", "each"),
        (None, "position", "each"),
    ],
)
def test_scoring_is_the_items_own_or_the_banks(
    own: str | None, default: Any, expected: str
) -> None:
    question = made("multiple", options=OPTIONS, scoring=own)
    choose = lower(question, BankDefaults(scoring=default)).exercises[0].interaction
    assert isinstance(choose, Choose)
    assert choose.scoring == expected


@pytest.mark.parametrize(
    ("default", "expected"), [(None, "position"), ("all", "all"), ("each", "position")]
)
def test_an_order_takes_the_banks_scoring_where_it_can(default: Any, expected: str) -> None:
    question = made("order", items=["a", "b"], feedback="x")
    arrange = lower(question, BankDefaults(scoring=default)).exercises[0].interaction
    assert isinstance(arrange, Arrange)
    assert arrange.scoring == expected


def test_shuffling_and_confidence_are_the_items_own_or_the_banks() -> None:
    defaults = BankDefaults(shuffle=True, confidence=True)
    for own, expected in ((None, True), (False, False)):
        question = made("single", options=OPTIONS, shuffle=own, confidence=own)
        [exercise] = lower(question, defaults).exercises
        assert isinstance(exercise.interaction, Choose)
        assert (exercise.interaction.shuffle, exercise.confidence) == (expected, expected)


def test_a_tolerance_in_percent_is_of_the_answer() -> None:
    question = made("numeric", answer=-50, tolerance_percent=10, feedback="x")
    number = lower(question, PLAIN).exercises[0].interaction
    assert isinstance(number, Number)
    assert number.tolerance == 5


def test_readers_see_live_items_of_the_place_only() -> None:
    text = (DATA / "good" / "quizzes" / "soil.yml").read_text()
    bank = parse(text.replace("use: spaced", "use: spaced\n    status: draft"), "soil")
    assert [item.id for item in live_items(bank, "check")] == ["soil-001", "soil-003"]
    assert live_items(bank, "spaced") == []
    assert len(live_items(bank)) == 4


# --- circles ----------------------------------------------------------------------------------

NODES = st.sampled_from("abcdef")


@given(st.dictionaries(NODES, st.lists(NODES, max_size=3)))
def test_a_circle_is_found_just_when_there_is_one(follow: dict[str, list[str]]) -> None:
    reached = {node: set(targets) for node, targets in follow.items()}
    for _ in range(6):
        for node in reached:
            reached[node] |= {far for near in reached[node] for far in reached.get(near, ())}
    circle = _circle({node: dict.fromkeys(targets, ()) for node, targets in follow.items()})
    assert bool(circle) == any(node in targets for node, targets in reached.items())
    assert all(two in follow[one] for one, two in zip(circle, circle[1:], strict=False))
    assert circle[:1] == circle[-1:]


# --- a new type -------------------------------------------------------------------------------

PACKAGE = '''\
"""A type of a package of its own: say a number in words."""

from typing import Literal

from pydantic import Field

from evidence_course.model.interaction import Enter, Exercise, Item
from evidence_course.model.quiz import Question


class Model(Question):
    type: Literal["estimate"]
    best: int = Field(gt=0)


def lower(question, defaults):
    enter = Enter((str(question.best),))
    return Item(question.id, (Exercise(question.id, question.type, question.question, enter),))
'''
ASK = """\
import sys
from evidence_course.load.banks import parse_bank
from evidence_course.load.source import Source
from evidence_course.questions import live_items

bank, problems = parse_bank(Source("quizzes/soil.yml", sys.stdin.read()), "soil")
print([problem.message for problem in problems])
print([each.interaction.accept for item in live_items(bank) for each in item.exercises])
"""


def ask_with_package(folder: Path, *asked: dict[str, Any]) -> list[str]:
    """What a process says of a bank where a package with a type is installed."""
    (folder / "estimate_package.py").write_text(PACKAGE)
    installed = folder / "estimate-1.dist-info"
    installed.mkdir()
    (installed / "METADATA").write_text("Metadata-Version: 2.1\nName: estimate\nVersion: 1\n")
    points = f"[{ENTRY_POINTS}]\nestimate = estimate_package\n"
    (installed / "entry_points.txt").write_text(points)
    written = {"schema": 1, "bank": "soil", "title": "t", "questions": list(asked)}
    path = os.pathsep.join([str(folder), str(SOURCE)])
    done = subprocess.run(
        [sys.executable, "-c", ASK],
        input=json.dumps(written),
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout.splitlines()


ESTIMATE = {**HEAD, "type": "estimate", "best": 7}


def test_a_package_may_bring_a_type(tmp_path: Path) -> None:
    case = {**HEAD, "id": "soil-2", "type": "case", "vignette": "v", "questions": [ESTIMATE]}
    assert ask_with_package(tmp_path, ESTIMATE, case) == ["[]", "[('7',), ('7',)]"]


def test_the_faults_of_a_new_type_are_reported_like_any_other(tmp_path: Path) -> None:
    [said] = ask_with_package(tmp_path, {**ESTIMATE, "best": 0})
    assert said == "[\"'best' must be more than 0, not '0'\"]"


def test_a_type_is_unknown_without_its_package() -> None:
    written = {"schema": 1, "bank": "soil", "title": "t", "questions": [ESTIMATE]}
    _, [problem] = parse_bank(Source("quizzes/soil.yml", json.dumps(written)), "soil")
    assert problem.message.startswith("unknown type 'estimate': use one of case, match,")
