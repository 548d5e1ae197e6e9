"""Figures named and figures typed, in lessons, banks and notebooks of a course with a register."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from evidence_course.load import load
from evidence_course.model.course import Course
from evidence_course.problems import Problem
from evidence_course.questions import lower
from evidence_course.schema import schemas
from evidence_course.validate import links, typed, values
from evidence_course.value_uses import Use, value_uses

FILE = Path(__file__).parents[1] / "data" / "evidence" / "thornby_trial_2020.yml"
REGISTER = FILE.parents[1] / "register"
TRIAL = FILE.stem
ITEM = """
  - id: soil-900
    type: numeric
    outcome: soil.kinds
    source: [{source}]
    question: {question}
    answer: {answer}
    tolerance: 0.3
    unit: in 100
    near_misses:
      - value: {near}
        feedback: "{feedback}"
    feedback: "Try again."
"""


@pytest.fixture
def garden(course: Path) -> Path:
    """The small course with one trial in its register."""
    folder = course / "course" / "evidence"
    folder.mkdir()
    shutil.copy(FILE, folder)
    return course


def loaded(root: Path) -> tuple[Course, list[Problem]]:
    course, problems = load(root)
    assert course is not None
    return course, problems


def say(root: Path, text: str) -> None:
    """Put a paragraph, and the trial among the sources, into a lesson."""
    lesson = root / "modules" / "soil.md"
    whole = lesson.read_text("utf-8").replace("sources:\n", f"sources:\n  - {TRIAL}\n", 1)
    lesson.write_text(f"{whole.rstrip()}\n\n{text}\n", "utf-8")


def ask(root: Path, **parts: str) -> None:
    """Put a numeric item into a bank."""
    given = {
        "source": TRIAL,
        "question": "How many?",
        "answer": "3",
        "near": "77",
        "feedback": "No.",
        **parts,
    }
    bank = root / "quizzes" / "soil.yml"
    bank.write_text(bank.read_text("utf-8").rstrip() + "\n" + ITEM.format(**given), "utf-8")


def typed_in(root: Path) -> list[str]:
    course, problems = loaded(root)
    assert [each for each in problems if each.is_error] == []
    return [each.message for each in typed.check(course)]


def number(root: Path) -> tuple[float, float]:
    """The answer and the near miss of the item, as pages and marking see them."""
    course, problems = loaded(root)
    assert problems == []
    bank = course.banks["soil"]
    (question,) = (each for each in bank.questions if each.id == "soil-900")
    shown = lower(question, bank.settings.defaults).exercises[0].interaction
    return shown.answer, shown.near_misses[0].value  # type: ignore[union-attr]


# Numeric keys


@pytest.mark.parametrize(
    ("answer", "near", "numbers"),
    [
        ("{value: T.looked-after.percent-1}", "{value: T.families-randomised}", (36.2, 1511)),
        (
            "{value: T.looked-after.relative, scale: -1, round: 1}",
            "{value: T.looked-after.relative, scale: -0.01, round: 2}",
            (19.2, 0.19),
        ),
        (
            "{value: T.looked-after.percent-1, scale: 0.5}",
            "{value: T.looked-after.percent-1, scale: -0.5, plus: 50}",
            (18.1, 31.9),
        ),
        ("{value: T.behaviour.difference, round: 0}", "2", (-15, 2)),
    ],
)
def test_a_key_names_its_figure_and_is_marked_as_a_number(
    garden: Path, answer: str, near: str, numbers: tuple[float, float]
) -> None:
    ask(garden, answer=answer.replace("T.", f"{TRIAL}."), near=near.replace("T.", f"{TRIAL}."))
    assert number(garden) == pytest.approx(numbers)


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (f"{{value: {TRIAL}.lookedafter.percent-1}}", "did you mean 'looked-after'?"),
        ("{value: other.x.y}", "the register has no study 'other'"),
        (f"{{value: {TRIAL}.enquiries.range}}", "a range is two numbers"),
        (f"{{value: {TRIAL}.looked-after.percent-1, rond: 1}}", "did you mean 'round'?"),
        (f"{{value: {TRIAL}.looked-after.percent-1, round: 9}}", "decimals from 0 to 6"),
        (f"{{value: {TRIAL}.looked-after.percent-1, scale: x}}", "'scale' must be a number"),
        ("{scale: 2}", "say which figure"),
    ],
)
def test_a_wrong_key_is_a_fault_at_its_line(garden: Path, answer: str, said: str) -> None:
    ask(garden, answer=answer)
    course, problems = load(garden)
    assert course is not None
    (problem,) = problems
    lines = (garden / "quizzes" / "soil.yml").read_text("utf-8").split("\n")
    assert said in problem.message
    assert "answer:" in lines[problem.line - 1]
    assert problem.item == "soil-900"


def test_a_key_to_a_record_with_a_fault_points_to_the_record(garden: Path) -> None:
    ask(garden, answer=f"{{value: {TRIAL}.looked-after.percent-1}}")
    record = garden / "course" / "evidence" / FILE.name
    record.write_text(record.read_text("utf-8").replace("kind: study", "kind: stdy"), "utf-8")
    _, problems = load(garden)
    assert any(f"course/evidence/{FILE.name} has a fault" in each.message for each in problems)


def test_a_near_miss_from_the_register_may_not_lie_within_the_tolerance(garden: Path) -> None:
    ask(garden, answer="36", near=f"{{value: {TRIAL}.looked-after.percent-1}}")
    _, problems = load(garden)
    assert "lies within the tolerance" in problems[0].message


def test_editors_know_both_forms_of_a_key() -> None:
    kinds = json.loads(schemas()["quiz-bank.schema.json"])
    numeric = next(each for each in _objects(kinds) if "near_misses" in each)
    number, group = numeric["answer"]["anyOf"]
    assert number["type"] == "number"
    assert set(group["properties"]) == {"value", "scale", "plus", "round"}


def _objects(schema: object) -> Iterator[dict[str, Any]]:
    """The properties of every object of a schema."""
    inner = schema.values() if isinstance(schema, dict) else schema
    if isinstance(schema, dict) and isinstance(schema.get("properties"), dict):
        yield schema["properties"]
    for each in inner if isinstance(inner, list | type({}.values())) else ():
        yield from _objects(each)


# Typed figures


@pytest.mark.parametrize(
    ("sentence", "reference"),
    [
        ("It was 36.2 in 100.", "looked-after.percent-1`"),
        ("It was 36.2% after a year.", "looked-after.percent-1`"),
        ("About 36 in 100 were.", "looked-after.percent-1 | whole`"),
        ("It was 36 in 100, against 45.", "looked-after.percent-2 | whole`"),
        ("That is about 9 fewer in 100.", "looked-after.estimate | size whole`"),
        ("A fall of 19.2 in 100.", "looked-after.relative | size 1dp`"),
        ("Chance split 1,511 families.", "families-randomised`"),
        ("Chance split 1511 families.", "families-randomised"),
        ("Of 39 parents, some left.", "behaviour.n-2`"),
        ("The ratio was 1.06.", "enquiries.estimate | 2dp`"),
        ("There were 105.5 for every 100.", "enquiries.estimate-in-100`"),
        ("The gap was −0.50 spreads.", "behaviour.also-1-estimate | 2dp`"),
        ("The p value was 0.022.", "referred.p`"),
    ],
)
def test_a_typed_figure_beside_its_citation_is_a_fault(
    garden: Path, sentence: str, reference: str
) -> None:
    say(garden, f"{sentence[:-1]} {{source}}`{TRIAL}`.")
    assert any(reference in message for message in typed_in(garden))


@pytest.mark.parametrize(
    "sentence",
    [
        "It ran for 12 months, from 2019 to 2020.",
        "It ended on 12 March 2020.",
        "It counts in 100.",
        "Read section 36 of it.",
        "It has 3 parts and 2 arms.",
        "In a made-up council, 36.2 in 100 were.",
        "It gives a 95% confidence interval.",
        "About 50 in 100 would be.",
        "It asked 37 people.",
        "It was {value}`thornby_trial_2020.looked-after.percent-1` in 100.",
    ],
)
def test_other_numbers_are_left_alone(garden: Path, sentence: str) -> None:
    say(garden, f"{sentence[:-1]} {{source}}`{TRIAL}`.")
    assert typed_in(garden) == []


def test_a_whole_paragraph_counts_and_the_next_one_does_not(garden: Path) -> None:
    say(garden, f"It is 36.2 here. There was a trial {{source}}`{TRIAL}`.\n\nAnd 44 in 100 there.")
    (message,) = typed_in(garden)
    assert message.startswith("36.2 is a figure")


def test_a_number_as_rare_as_1511_is_found_anywhere_in_a_lesson_that_lists_its_study(
    garden: Path,
) -> None:
    say(garden, "Suppose that 1,511 came.\n\nA count of 1,511 is huge, and so are 1,500 and 36.")
    (message,) = typed_in(garden)
    assert message.startswith("1,511 is a figure")


def test_one_end_of_another_range_fits_by_chance(garden: Path) -> None:
    say(garden, f"About 31 to 36 in 100 {{source}}`{TRIAL}`.")
    assert typed_in(garden) == []
    say(garden, f"About 36 to 45 in 100 {{source}}`{TRIAL}`.")
    assert len(typed_in(garden)) == 2


# Sources that are not in the register


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("A look at 51,264 calls {source}`soil-guide`.", ["51,264"]),
        ("A guide {source}`soil-guide`. Of 102 beds, 46 were dry.", ["102", "46"]),
        ("| Guide | Beds |\n|---|---|\n| One {source}`soil-guide` | 23 |", ["23"]),
        ("In 2019 it saw 9 in 10 of 4 beds, by section 17 {source}`soil-guide`.", []),
        ("A made-up garden has 51,264 beds {source}`soil-guide`.", []),
        ("A look at 51,264 calls.", []),
    ],
)
def test_a_number_beside_a_source_without_a_record_asks_for_one(
    garden: Path, text: str, numbers: list[str]
) -> None:
    say(garden, text)
    messages = typed_in(garden)
    assert [each.split()[0] for each in messages] == numbers
    assert all("beside the citation of 'soil-guide'" in each for each in messages)


@pytest.mark.parametrize("kind", ["official data", "law or guidance", "method or measure"])
def test_numbers_of_what_is_no_study_may_be_typed(garden: Path, kind: str) -> None:
    say(garden, "There are 149 councils {source}`soil-guide`.")
    file = garden / "course" / "references.yml"
    text = file.read_text("utf-8").replace("soil-guide:\n", f"soil-guide:\n  kind: {kind}\n")
    file.write_text(text, "utf-8")
    assert typed_in(garden) == []


def test_an_item_types_no_number_of_its_source_unless_it_makes_it_up(garden: Path) -> None:
    ask(garden, source="soil-guide", question="Of 62 beds, how many?", feedback="Not 62.")
    assert len(typed_in(garden)) == 2
    bank = garden / "quizzes" / "soil.yml"
    bank.write_text(bank.read_text("utf-8").replace("Of 62 beds", "Of 62 made-up beds"), "utf-8")
    assert typed_in(garden) == []


# The register's own texts


def record(root: Path, name: str, *changes: tuple[str, str]) -> None:
    """Put another record beside the trial, or the trial with other words."""
    folder = root / "course" / "evidence"
    source = REGISTER / f"{name}.yml"
    text = (source if source.is_file() else folder / f"{name}.yml").read_text("utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    (folder / f"{name}.yml").write_text(text, "utf-8")


def test_an_approach_types_no_figure_of_its_studies(garden: Path) -> None:
    record(
        garden,
        "dances",
        ("studies: [rain-1999]", f"studies: [{TRIAL}]"),
        ("what_it_is: ", APPROACH),
    )
    (message,) = typed_in(garden)
    assert message.endswith(f"write {{value}}`{TRIAL}.families-randomised`")
    record(
        garden, "dances", ("studies: [rain-1999]", f"studies: [{TRIAL}]"), ("what_it_is: ", PRINTED)
    )
    assert typed_in(garden) == []


APPROACH = 'what_it_is: "Of 1,511 families, one made rain." # '
PRINTED = f'what_it_is: "Of {{value}}`{TRIAL}.families-randomised` families." # '


def test_a_study_types_its_figures_only_where_its_source_speaks(garden: Path) -> None:
    text = "A made-up trial with 1,511 families, and 36.2 in 100"
    record(garden, TRIAL, ("title: A made-up trial", f'title: "{text[10:]}"'))
    assert typed_in(garden) == []
    record(garden, TRIAL, ("comparison: A meeting", f"comparison: {text[16:]}"))
    assert [each.split()[0] for each in typed_in(garden)] == ["1,511", "36.2"]


def test_within_an_outcome_only_its_own_figures_count(garden: Path) -> None:
    record(
        garden,
        TRIAL,
        ("    name: Referred again\n", "    name: Referred again\n    counts: 36.2 of 200.\n"),
    )
    assert [each.split()[0] for each in typed_in(garden)] == ["200"]


def test_a_study_prints_figures_of_its_own_alone(garden: Path) -> None:
    role = "{value}`cans-2024.alive.n-1`"
    record(garden, "cans-2024")
    record(garden, TRIAL, ("comparison: A meeting", f'comparison: "With {role}" #'))
    course, _ = loaded(garden)
    (problem,) = values.check(course)
    assert "prints figures of its own: write {value}`" + TRIAL in problem.message


def test_a_row_of_a_table_is_looked_at_as_one_sentence(garden: Path) -> None:
    say(garden, f"| Trial | In 100 |\n|---|---|\n| Roe {{source}}`{TRIAL}` | 36.2 |")
    assert len(typed_in(garden)) == 1


def test_the_fault_stands_where_the_number_stands(garden: Path) -> None:
    say(garden, f"A trial\nfound 36.2\nin 100 {{source}}`{TRIAL}`.")
    course, _ = loaded(garden)
    (problem,) = typed.check(course)
    lines = (garden / "modules" / "soil.md").read_text("utf-8").split("\n")
    assert lines[problem.line - 1][problem.column - 1 :].startswith("36.2")


def test_an_item_that_names_the_study_may_type_none_of_its_figures(garden: Path) -> None:
    ask(garden, question="It was 36.2 in 100. How many fewer?", feedback="Not 44.8 in 100.")
    assert len(typed_in(garden)) == 2


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ("36.2", f"answer: {{value: {TRIAL}.looked-after.percent-1}}"),
        ("8.6", f"answer: {{value: {TRIAL}.looked-after.estimate, scale: -1}}"),
        ("19.2", f"answer: {{value: {TRIAL}.looked-after.relative, scale: -1, round: 1}}"),
        ("9", f"answer: {{value: {TRIAL}.looked-after.estimate, scale: -1, round: 0}}"),
        ("1511", f"answer: {{value: {TRIAL}.families-randomised}}"),
    ],
)
def test_a_typed_answer_that_is_a_figure_asks_for_the_reference(
    garden: Path, answer: str, said: str
) -> None:
    ask(garden, answer=answer)
    assert any(said in message for message in typed_in(garden))


def test_a_typed_answer_of_another_source_is_left_alone(garden: Path) -> None:
    ask(garden, answer="36.2", source="soil-guide")
    assert typed_in(garden) == []


def code(root: Path, *cells: tuple[str, str]) -> None:
    """Add cells to a notebook."""
    file = root / "notebooks" / "soil.ipynb"
    notebook = json.loads(file.read_text("utf-8"))
    for index, (kind, text) in enumerate(cells):
        cell = {"cell_type": kind, "id": f"more-{index}", "metadata": {}, "source": text}
        extra = {"execution_count": None, "outputs": []} if kind == "code" else {}
        notebook["cells"].append(cell | extra)
    file.write_text(json.dumps(notebook, indent=1), "utf-8")


def test_a_notebook_that_reads_a_study_may_not_type_its_figures(garden: Path) -> None:
    code(garden, ("code", f'register.study("{TRIAL}")'), ("markdown", "It was 36.2, not 20."))
    (message,) = typed_in(garden)
    assert "print it in a code cell" in message


# Figures named


@pytest.mark.parametrize(
    ("role", "said"),
    [
        ("{value}`other.x.y`", "the register has no study 'other'"),
        (f"{{value}}`{TRIAL}.looked-after.precent-1`", "did you mean 'percent-1'?"),
        (f"{{value}}`{TRIAL}.looked-after.percent-1 | abuot`", "did you mean 'about'?"),
        (f"{{value}}`{TRIAL}.looked-after.ratio`", "say how to round it"),
    ],
)
def test_a_role_that_names_nothing_is_a_fault_at_its_place(
    garden: Path, role: str, said: str
) -> None:
    say(garden, f"First.\n\nIt was {role} then.")
    course, _ = loaded(garden)
    (problem,) = values.check(course)
    lines = (garden / "modules" / "soil.md").read_text("utf-8").split("\n")
    assert said in problem.message
    assert lines[problem.line - 1][problem.column - 1 :].startswith("{value}")


def test_a_bar_in_a_table_cuts_a_role_in_two_and_a_comma_does_not(garden: Path) -> None:
    figure = f"{TRIAL}.looked-after.percent-1"
    say(garden, f"| A |\n|---|\n| {{value}}`{figure} | whole` |")
    course, _ = loaded(garden)
    assert [each.code for each in values.check(course)] == ["broken-role"]
    lesson = garden / "modules" / "soil.md"
    text = lesson.read_text("utf-8").replace(f"{figure} | whole", f"{figure}, whole")
    lesson.write_text(text, "utf-8")
    course, _ = loaded(garden)
    assert list(values.check(course)) == []


def test_roles_in_banks_and_notebooks_are_checked_too(garden: Path) -> None:
    ask(garden, question=f"It was {{value}}`{TRIAL}.looked-after.precent-1` in 100.")
    code(garden, ("markdown", f"It was {{value}}`{TRIAL}.families-randomised`."))
    code(garden, ("code", 'register.study("thornby_trail_2020")'))
    course, _ = loaded(garden)
    found = {each.code: each for each in values.check(course)}
    assert found["misplaced-role"].item is not None
    assert {each.path for each in values.check(course)} == {
        "quizzes/soil.yml",
        "notebooks/soil.ipynb",
    }


def test_a_study_stands_in_one_place_only(garden: Path) -> None:
    file = garden / "course" / "references.yml"
    entry = file.read_text("utf-8").replace("doi: 10.1000/soil.1", "doi: 10.1000/EXAMPLE.1")
    file.write_text(entry, "utf-8")
    course, _ = loaded(garden)
    (problem,) = values.check(course)
    assert problem.code == "source-twice"
    assert problem.item == "soil-guide"


def test_a_study_can_be_cited_and_a_misspelt_one_is_named(garden: Path) -> None:
    say(garden, f"A trial {{source}}`{TRIAL}` and another {{source}}`thornby_trail_2020`.")
    course, _ = loaded(garden)
    messages = [each.message for each in links.check(course)]
    assert messages == [f"unknown source 'thornby_trail_2020': did you mean '{TRIAL}'?"]


# Uses


def test_every_use_of_a_record_is_listed(garden: Path) -> None:
    say(garden, f"It was {{value}}`{TRIAL}.looked-after.percent-1 | whole` in 100.")
    ask(garden, answer=f"{{value: {TRIAL}.families-randomised}}")
    code(garden, ("code", f"trial = register.study('{TRIAL}')"))
    course, _ = loaded(garden)
    uses = value_uses(course)
    assert set(uses) == {TRIAL}
    found = {(use.kind, use.name, use.reference) for use in uses[TRIAL]}
    assert ("lesson", "soil", f"{TRIAL}.looked-after.percent-1") in found
    assert ("quiz item", "soil-900", f"{TRIAL}.families-randomised") in found
    assert ("notebook", "soil", TRIAL) in found
    assert all(isinstance(use, Use) and use.line > 1 for use in uses[TRIAL])
