"""Quiz items as readers use them, and the pages' marking beside the reference in Python."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from evidence_course.marking import mark
from evidence_course.model.interaction import Arrange, Choose, Exercise, Match, Number

from .site import Site, Visit

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

VECTORS = json.loads(
    (Path(__file__).parent.parent / "data" / "marking_vectors.json").read_text("utf-8")
)
MARKERS = {
    "choose": "v => EvidenceQuiz.markChoose(v.chosen, v.correct, v.keys, v.scoring)",
    "number": "v => EvidenceQuiz.markNumber(v.value, v.answer, v.tolerance, v.near_misses)",
    "arrange": """v => EvidenceQuiz.markOrder(
        v.order.map(String), [...v.order].sort().map(String), v.scoring)""",
    "match": "v => EvidenceQuiz.markMatch(v.given, v.right_parts)",
}
BLUNT = re.compile(r"\b(incorrect|wrong|error|false)\b", re.IGNORECASE)
RIGHT, PARTLY, NOT_QUITE = "That’s right", "Partly right", "Not quite"


# The pages' marking and the reference


@pytest.fixture
def lesson(visit: Visit, garden: Site) -> Page:
    return visit(garden.lessons[0], base=garden.address)


@pytest.mark.parametrize("kind", MARKERS)
def test_the_page_marks_as_the_reference_does(lesson: Page, kind: str) -> None:
    vectors = VECTORS[kind]
    marks = lesson.evaluate(f"vectors => vectors.map({MARKERS[kind]})", vectors)
    differing = [
        (vector, earned)
        for vector, earned in zip(vectors, marks, strict=True)
        if (earned["credit"], earned["state"] == "right") != (vector["credit"], vector["right"])
        or earned.get("near", -1) != (-1 if vector["near_miss"] is None else vector["near_miss"])
    ]
    assert differing == []


def test_the_page_reads_numbers_as_the_reference_does(lesson: Page) -> None:
    texts = [vector["text"] for vector in VECTORS["text"]]
    read = lesson.evaluate("texts => texts.map(EvidenceQuiz.readNumber)", texts)
    expected = [vector["value"] for vector in VECTORS["text"]]
    assert dict(zip(texts, read, strict=True)) == dict(zip(texts, expected, strict=True))


# Small tools


def the(page: Page, exercise: Exercise) -> Locator:
    return page.locator(f"quiz-item#{exercise.id}")


def press(item: Locator, name: str) -> None:
    item.get_by_role("button", name=name, exact=True).click()


def result(item: Locator) -> Locator:
    return item.locator(".quiz-result")


def words(text: str | None) -> list[str]:
    """The words of Markdown or of a page, without what marks them up."""
    return re.findall(r"[A-Za-z0-9]+", re.sub(r"\]\([^)]*\)", "", text or ""))


def choose(item: Locator, *keys: str) -> None:
    for key in keys:
        item.locator(f".quiz-options input[value={key}]").check()


def keys(choose: Choose, *, correct: bool) -> list[str]:
    return [choice.key for choice in choose.choices if choice.correct == correct]


def put_in_order(item: Locator, wanted: str) -> None:
    """Move rows by their buttons until their keys stand as ``wanted``."""
    rows = item.locator(".quiz-arrange > li")
    for place, key in enumerate(wanted):
        while rows.nth(place).get_attribute("data-key") != key:
            row = item.locator(f".quiz-arrange > li[data-key={key}]")
            row.get_by_role("button", name=re.compile("^Up")).click()


PLACE = """markup => {
    const place = document.createElement('div');
    place.innerHTML = markup;
    document.querySelector('main').append(place);
}"""
Tries = Callable[..., tuple["Locator", Any]]


@pytest.fixture
def tries(visit: Visit, garden: Site) -> Tries:
    """Open the example course's first question of a type; gives it and its interaction.

    With ``changes`` it stands on the page once more as a server might have sent it, ``changes``
    made to its markup.
    """

    def ask(type_name: str, changes: Mapping[str, str] = MappingProxyType({})) -> tuple[Any, Any]:
        name, exercise = garden.first(type_name)
        page = visit(name, base=garden.address)
        if not changes:
            return the(page, exercise), exercise.interaction
        markup = garden.markup(name, exercise.id).replace(f'="{exercise.id}', '="again')
        for old, new in changes.items():
            assert old in markup
            markup = markup.replace(old, new)
        page.evaluate(PLACE, markup)
        return page.locator("quiz-item#again"), exercise.interaction

    return ask


# Every item of the course


EACH_CHOICE = """() => [...document.querySelectorAll(
    'quiz-item.quiz-ready[data-interaction=choose]')].flatMap(item =>
        [...item.querySelectorAll('.quiz-options input')].map(input => {
            item.querySelectorAll('input').forEach(other => { other.checked = other === input; });
            item.querySelector('form').requestSubmit();
            const row = input.closest('.quiz-option');
            const notes = [...item.querySelectorAll('.quiz-note')];
            const told = {
                id: item.id,
                key: input.value,
                beside: notes.length === 1 && row.contains(notes[0]),
                note: notes.map(note => (note.querySelector('.quiz-feedback') || {}).textContent),
                verdict: item.querySelector('.quiz-result .quiz-verdict').textContent,
                focused: document.activeElement === item.querySelector('.quiz-result'),
                described: input.getAttribute('aria-describedby') === notes[0].id,
            };
            input.dispatchEvent(new Event('change'));
            return told;
        }))"""


ROLE = re.compile(r"\{\w+\}`[^`]*`")


def follow_each_other(parts: list[list[str]], text: list[str]) -> bool:
    """Whether a text is these parts in order; between two parts a role may have printed more."""
    at = len(parts[0])
    if text[:at] != parts[0]:
        return False
    for part in parts[1:]:
        ends = (n for n in range(at, len(text) + 1) if text[n : n + len(part)] == part)
        start = next(ends, None)
        if start is None:
            return False
        at = start + len(part)
    return len(parts) > 1 or at == len(text)


def test_every_option_of_every_question_tells_its_own_reason(visit: Visit, site: Site) -> None:
    page = visit("index.html")
    tried = 0
    for name in site.lessons:
        page.goto(site.address + name)
        asked = {each.id: each.interaction for each in site.exercises(name)}
        for told in page.evaluate(EACH_CHOICE):
            interaction = asked[told["id"]]
            assert isinstance(interaction, Choose)
            choice = next(each for each in interaction.choices if each.key == told["key"])
            assert told["beside"] and told["described"] and told["focused"], told
            printed = [words(part) for part in ROLE.split(choice.feedback or "")]
            assert follow_each_other(printed, words(told["note"][0])), told
            right = mark(interaction, [choice.key]).right
            assert (RIGHT in told["verdict"]) == right, told
            assert not BLUNT.search(told["verdict"]), told
            tried += 1
    assert tried > 20


def test_every_question_that_scripts_can_mark_has_its_buttons(visit: Visit, site: Site) -> None:
    page = visit("index.html")
    marked = (Choose, Number, Arrange, Match)
    for name in site.lessons:
        page.goto(site.address + name)
        for exercise in site.exercises(name):
            if isinstance(exercise.interaction, marked):
                buttons = the(page, exercise).locator("button:visible")
                assert {"Check", "I do not know yet"} <= set(buttons.all_inner_texts())
                expect(the(page, exercise).locator(".quiz-answers")).to_be_hidden()


# One answer


@pytest.mark.parametrize("type_name", ["single", "true_false"])
def test_one_answer(tries: Tries, type_name: str) -> None:
    item, asked = tries(type_name)
    expect(item.locator("input:checked")).to_have_count(0)
    wrong, right = keys(asked, correct=False)[0], keys(asked, correct=True)[0]

    choose(item, wrong)
    press(item, "Check")
    expect(result(item)).to_contain_text(NOT_QUITE)
    expect(result(item)).to_be_focused()
    expect(item.locator(f".quiz-option:has(input[value={wrong}]) .quiz-note")).to_be_visible()
    expect(item.get_by_role("button", name="Check")).to_be_hidden()

    press(item, "Try again")
    expect(item.locator("input:checked")).to_have_count(0)
    expect(item.locator(".quiz-note")).to_have_count(0)
    expect(result(item)).to_be_hidden()

    choose(item, right)
    press(item, "Check")
    expect(result(item)).to_contain_text(RIGHT)
    expect(item.locator(f".quiz-option:has(input[value={right}]) .quiz-note")).to_be_visible()


def test_the_second_step_asks_why(tries: Tries) -> None:
    item, _ = tries("true_false")
    why = item.page.locator(f"quiz-item#{item.get_attribute('id')}-why")
    expect(why.locator("legend")).to_have_text("Why?")
    choose(why, "a")
    press(why, "Check")
    expect(result(why)).to_contain_text(RIGHT)
    expect(result(item)).to_be_hidden()


def test_another_choice_takes_the_old_feedback_away(tries: Tries) -> None:
    item, _ = tries("single")
    choose(item, "a")
    press(item, "Check")
    choose(item, "b")
    expect(item.locator(".quiz-note")).to_have_count(0)
    press(item, "Check")
    expect(item.locator(".quiz-note")).to_have_count(1)


@pytest.mark.parametrize(
    ("type_name", "said"),
    [
        ("single", "Choose an answer first"),
        ("multiple", "Choose at least one"),
        ("numeric", "Write one number in figures"),
        ("match", "Choose an answer for every row"),
    ],
)
def test_checking_without_an_answer_says_what_to_do(
    tries: Tries, type_name: str, said: str
) -> None:
    item, _ = tries(type_name)
    press(item, "Check")
    error = item.locator(".quiz-error")
    expect(error).to_contain_text(said)
    expect(result(item)).to_be_hidden()
    field = item.locator("input, select").first
    expect(field).to_be_focused()
    assert error.get_attribute("id") in (field.get_attribute("aria-describedby") or "").split()


@pytest.mark.parametrize("type_name", ["single", "multiple", "numeric", "order", "match"])
def test_not_knowing_yet_is_an_answer_and_opens_all_reasons(tries: Tries, type_name: str) -> None:
    item, _ = tries(type_name)
    press(item, "I do not know yet")
    expect(result(item)).to_contain_text("That is fine")
    expect(result(item)).to_be_focused()
    expect(item.locator(".quiz-answers > :not(summary)").first).to_be_visible()
    press(item, "Try again")
    expect(item.locator(".quiz-answers")).to_be_hidden()
    expect(item.get_by_role("button", name="Check")).to_be_visible()


def test_a_try_without_right_or_wrong_is_not_judged(tries: Tries) -> None:
    for key in "ab":
        item, _ = tries("single", {"<quiz-item": "<quiz-item data-neutral"})
        choose(item, key)
        press(item, "Check")
        expect(result(item)).to_contain_text("Thank you for having a go")
        said = f"{result(item).inner_text()} {item.locator('.quiz-verdict').all_inner_texts()}"
        assert not re.search(r"right|not quite|not this one", said, re.IGNORECASE)
        expect(item.locator(".quiz-note .quiz-feedback")).to_be_visible()


# Several answers


def test_several_answers_are_counted_in_words(tries: Tries) -> None:
    item, asked = tries("multiple")
    right, wrong = keys(asked, correct=True), keys(asked, correct=False)

    choose(item, right[0], wrong[0])
    press(item, "Check")
    expect(result(item)).to_contain_text(f"{PARTLY}: you found 1 of the 2 right answers")
    expect(result(item)).to_contain_text("chose 1 that does not belong")
    expect(item.locator(".quiz-note")).to_have_count(2)
    expect(item.locator(".quiz-note", has_text="Not this one")).to_have_count(1)

    press(item, "Try again")
    choose(item, wrong[0])
    press(item, "Check")
    expect(result(item)).to_contain_text(f"{NOT_QUITE}: you found none of the 2")

    press(item, "Try again")
    choose(item, *right)
    press(item, "Check")
    expect(result(item)).to_contain_text(RIGHT)


# Numbers


@pytest.mark.parametrize("typed", ["25", " about 25.0 litres", "£25", "25%"])
def test_a_number_is_read_as_it_is_typed(tries: Tries, typed: str) -> None:
    item, _ = tries("numeric")
    item.get_by_role("textbox").fill(typed)
    press(item, "Check")
    expect(result(item)).to_contain_text(RIGHT)
    press(item, "Try again")
    expect(item.get_by_role("textbox")).to_have_value("")
    expect(item.get_by_role("textbox")).to_be_focused()


def test_words_for_a_number_are_asked_for_again(tries: Tries) -> None:
    item, _ = tries("numeric")
    item.get_by_role("textbox").fill("about twenty")
    press(item, "Check")
    expect(item.locator(".quiz-error")).to_be_visible()
    item.get_by_role("textbox").fill("25")
    item.get_by_role("textbox").press("Enter")
    expect(item.locator(".quiz-error")).to_have_count(0)
    expect(result(item)).to_contain_text(RIGHT)


def test_a_near_miss_is_named_and_any_other_number_gets_other_words(tries: Tries) -> None:
    item, asked = tries("numeric", {'data-credit="0.5"': 'data-credit="0"'})
    for typed, feedback in (("12.5", asked.near_misses[0].feedback), ("987", asked.otherwise)):
        item.get_by_role("textbox").fill(typed)
        item.get_by_role("textbox").press("Enter")
        expect(result(item)).to_contain_text(NOT_QUITE)
        assert words(result(item).locator(".quiz-feedback").inner_text()) == words(feedback)
        press(item, "Try again")


def test_a_near_miss_with_credit_is_nearly_there(tries: Tries) -> None:
    item, asked = tries("numeric")
    assert asked.near_misses[0].credit == 0.5
    item.get_by_role("textbox").fill("12.5 litres")
    press(item, "Check")
    expect(result(item)).to_contain_text("Nearly there")


# Orders and pairs


def test_an_order_scored_by_place(tries: Tries) -> None:
    item, asked = tries("order", {'"neighbours"': '"position"'})
    put_in_order(item, "bac")
    press(item, "Check")
    expect(result(item)).to_contain_text(f"{PARTLY}: 1 of 3 in the right place")
    assert words(result(item).locator(".quiz-feedback").inner_text()) == words(asked.otherwise)
    notes = item.locator(".quiz-arrange > li .quiz-note")
    expect(notes).to_have_text(["Goes somewhere else", "Goes somewhere else", "In the right place"])
    press(item, "Try again")
    expect(notes).to_have_count(0)
    put_in_order(item, "abc")
    press(item, "Check")
    expect(result(item)).to_contain_text(RIGHT)


def test_an_order_scored_by_neighbours(tries: Tries) -> None:
    item, _ = tries("order")
    put_in_order(item, "bca")
    press(item, "Check")
    expect(result(item)).to_contain_text(f"{PARTLY}: 1 of 2 steps")
    press(item, "Try again")
    put_in_order(item, "abc")
    press(item, "Check")
    expect(result(item)).to_contain_text(RIGHT)


def test_an_order_scored_as_a_whole_is_right_or_not(tries: Tries) -> None:
    item, _ = tries("order", {'"neighbours"': '"all"'})
    put_in_order(item, "bac")
    press(item, "Check")
    expect(result(item)).to_contain_text(NOT_QUITE)
    expect(result(item)).not_to_contain_text(PARTLY)


def test_pairs_are_counted_and_each_wrong_one_says_why(tries: Tries) -> None:
    item, asked = tries("match")
    lists = item.locator("select")
    lists.nth(0).select_option(label="More light")
    lists.nth(1).select_option(label="Less acid")
    press(item, "Check")
    expect(result(item)).to_contain_text(f"{PARTLY}: 1 of 2 pairs are right")
    told = item.locator(".quiz-match > li").first.locator(".quiz-feedback")
    assert words(told.inner_text()) == words(asked.pairs[0].feedback)
    expect(item.locator(".quiz-match .quiz-feedback")).to_have_count(1)
    lists.first.select_option(label="Food for worms")
    expect(result(item)).to_be_hidden()
    press(item, "Check")
    expect(result(item)).to_contain_text(RIGHT)


# What is not marked


def test_what_a_script_cannot_judge_keeps_its_answer_in_the_fold(tries: Tries) -> None:
    item, _ = tries("written")
    item.locator(".quiz-answers > summary").click()
    expect(item.locator(".quiz-answers > :not(summary)").first).to_be_visible()
