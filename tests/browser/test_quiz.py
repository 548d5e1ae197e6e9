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
from evidence_course.model.interaction import Choose, Exercise

from .site import Site, Visit

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

VECTORS = json.loads(
    (Path(__file__).parent.parent / "data" / "marking_vectors.json").read_text("utf-8")
)
MARKERS = {
    "choose": "v => EvidenceCourse.quiz.markChoose(v.chosen, v.correct, v.keys, v.scoring)",
    "number": "v => EvidenceCourse.quiz.markNumber(v.value, v.answer, v.tolerance, v.near_misses)",
    "arrange": """v => EvidenceCourse.quiz.markOrder(
        v.order.map(String), [...v.order].sort().map(String), v.scoring)""",
    "match": "v => EvidenceCourse.quiz.markMatch(v.given, v.right_parts)",
    "enter": "v => EvidenceCourse.quiz.markWords(v.text, v.accept, v.case_sensitive)",
    "write": "v => EvidenceCourse.quiz.markWritten(v.ticks)",
}
FIELD = "input, select, textarea, .quiz-move button[aria-disabled=false]"
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
    read = lesson.evaluate("texts => texts.map(EvidenceCourse.quiz.readNumber)", texts)
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


@pytest.fixture
def case(visit: Visit, garden: Site) -> Locator:
    """The example course's case."""
    return visit(garden.lessons[1], base=garden.address).locator(".quiz-case")


def listen(page: Page) -> Callable[[], list[dict[str, Any]]]:
    """What the page's questions tell from now on of the answers to them."""
    page.evaluate(
        """() => {
            window.heard = [];
            document.addEventListener('quiz-answered', event => window.heard.push(event.detail));
        }"""
    )
    return lambda: list(page.evaluate("() => window.heard"))


# Every item of the course


EACH_CHOICE = """() => [...document.querySelectorAll(
    'quiz-item.quiz-ready[data-interaction=choose]')].flatMap(item =>
        [...item.querySelectorAll('.quiz-options input')].map(input => {
            item.classList.remove('quiz-waiting');
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
            if told["id"] not in asked:
                continue  # of an earlier module, and tried there
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


UNREADY = """() => [...document.querySelectorAll('quiz-item')].filter(item => {
    const shown = name => [...item.querySelectorAll('button')].some(
        button => !button.hidden && button.textContent.startsWith(name));
    const check = shown('Check') || shown('Compare');
    return !(check && shown('I do not know yet') && item.querySelector('.quiz-answers').hidden
        && item.querySelector('.quiz-link a').hash === '#' + item.id
        && item.dataset.outcome && item.dataset.bank);
}).map(item => item.id)"""


def test_every_question_has_its_buttons_its_link_and_what_keeps_answers_needs(
    visit: Visit, site: Site
) -> None:
    page = visit("index.html")
    for name in site.lessons:
        page.goto(site.address + name)
        own = Path(name).stem
        count = page.locator(f"quiz-item[data-bank={own}]").count()
        assert count == len(site.exercises(name))
        assert page.evaluate(UNREADY) == []


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
    expect(why).to_be_hidden()
    choose(item, "true")
    press(item, "Check")
    press(item, "Go on")
    expect(why.locator("fieldset").first).to_be_focused()
    expect(why.locator("legend")).to_have_text("Why?")
    expect(result(item)).to_be_visible()
    choose(why, "a")
    press(why, "Check")
    expect(result(why)).to_contain_text(RIGHT)
    choose(item, "false")  # another answer: the second step waits again, and is empty
    expect(why).to_be_hidden()
    expect(why.locator("input:checked")).to_have_count(0)


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
        ("numeric", "Write a number first"),
        ("text", "Write a word or two first"),
        ("written", "Write a few words first"),
        ("order", "Nothing has moved yet"),
        ("match", "Choose an answer for every row"),
    ],
)
def test_checking_without_an_answer_says_what_to_do(
    tries: Tries, type_name: str, said: str
) -> None:
    item, _ = tries(type_name)
    press(item, "Compare with a model answer" if type_name == "written" else "Check")
    error = item.locator(".quiz-error")
    expect(error).to_contain_text(said)
    expect(result(item)).to_be_hidden()
    assert not BLUNT.search(error.inner_text())
    field = item.locator(FIELD).first
    expect(field).to_be_focused()
    assert error.get_attribute("id") in (field.get_attribute("aria-describedby") or "").split()


@pytest.mark.parametrize(
    "type_name", ["single", "multiple", "numeric", "order", "match", "text", "written"]
)
def test_not_knowing_yet_is_an_answer_and_opens_all_reasons(tries: Tries, type_name: str) -> None:
    item, _ = tries(type_name)
    press(item, "I do not know yet")
    expect(result(item)).to_contain_text("That is fine")
    expect(result(item)).to_be_focused()
    expect(item.locator(".quiz-answers > :not(summary)").first).to_be_visible()
    press(item, "Try again")
    expect(item.locator(".quiz-answers")).to_be_hidden()
    expect(item.get_by_role("button", name=re.compile("^(Check|Compare)"))).to_be_visible()


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
    expect(result(item)).to_contain_text("Partly right, you are nearly there")


# Orders and pairs


def test_an_order_scored_by_place(tries: Tries) -> None:
    item, asked = tries("order", {'"neighbours"': '"position"'})
    put_in_order(item, "bac")
    press(item, "Check")
    expect(result(item)).to_contain_text(f"{PARTLY}: 1 of the 3 is in the right place")
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
    put_in_order(item, "cab")
    press(item, "Check")
    expect(result(item)).to_contain_text(
        f"{PARTLY}: the right step comes next in 1 of the 2 places"
    )
    press(item, "Try again")  # goes on from here
    rows = item.locator(".quiz-arrange > li")
    assert [row.get_attribute("data-key") for row in rows.all()] == list("cab")
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
    rows = item.get_by_role("radiogroup")
    rows.nth(0).get_by_label("More light").check()
    rows.nth(1).get_by_label("Less acid").check()
    press(item, "Check")
    expect(result(item)).to_contain_text(f"{PARTLY}: 1 of the 2 pairs is right")
    told = item.locator(".quiz-match > li").first.locator(".quiz-feedback")
    assert words(told.inner_text()) == words(asked.pairs[0].feedback)
    expect(item.locator(".quiz-match .quiz-feedback")).to_have_count(1)
    rows.first.get_by_label("Food for worms").check()
    expect(result(item)).to_be_hidden()
    press(item, "Check")
    expect(result(item)).to_contain_text(RIGHT)


def test_another_try_keeps_the_pairs_that_are_right(tries: Tries) -> None:
    item, _ = tries("match")
    rows = item.get_by_role("radiogroup")
    rows.nth(0).get_by_label("More light").check()
    rows.nth(1).get_by_label("Less acid").check()
    press(item, "Check")
    press(item, "Try again")
    expect(rows.nth(0).locator(":checked")).to_have_count(0)
    expect(rows.nth(0).locator("input").first).to_be_focused()
    expect(rows.nth(1).get_by_label("Less acid")).to_be_checked()


def test_a_row_can_be_dragged_by_its_grip_and_says_where_it_went(tries: Tries) -> None:
    item, _ = tries("order")
    rows = item.locator(".quiz-arrange > li")
    first = rows.first.get_attribute("data-key")
    grip, last = rows.first.locator(".quiz-grip"), rows.last
    grip.scroll_into_view_if_needed()
    start, end = grip.bounding_box(), last.bounding_box()
    assert start and end
    mouse = item.page.mouse
    mouse.move(start["x"] + 10, start["y"] + 20)
    mouse.down()
    for share in range(1, 11):
        way = end["y"] + end["height"] - start["y"]
        mouse.move(start["x"] + 10, start["y"] + 20 + share * way / 10)
    mouse.up()
    assert rows.last.get_attribute("data-key") == first
    expect(item.page.get_by_role("status")).to_contain_text("moved to place 3 of 3")
    press(item, "Check")
    expect(result(item)).to_be_visible()


# Words


@pytest.mark.parametrize("typed", ["roots", " The ROOTS. ", "\u201croots\u201d", "the\u00a0roots"])
def test_a_word_is_read_as_it_is_typed(tries: Tries, typed: str) -> None:
    item, asked = tries("text")
    item.get_by_role("textbox").fill("leaves")
    press(item, "Check")
    expect(result(item)).to_contain_text(NOT_QUITE)
    assert words(result(item).locator(".quiz-feedback").inner_text()) == words(asked.otherwise)
    press(item, "Try again")
    item.get_by_role("textbox").fill(typed)
    item.get_by_role("textbox").press("Enter")
    expect(result(item)).to_contain_text(RIGHT)


def test_what_was_written_is_compared_point_by_point_and_never_lost(tries: Tries) -> None:
    item, asked = tries("written")
    heard = listen(item.page)
    box, model = item.get_by_role("textbox"), item.locator(".quiz-compare")
    box.fill("I would dig.")
    expect(model).to_be_hidden()
    press(item, "Compare with a model answer")
    expect(model).to_be_focused()
    assert words(item.locator(".quiz-model").inner_text()) == words(asked.model_answer)
    assert heard() == []
    item.get_by_role("checkbox", name="Say how deep.").check()
    press(item, "Count my points")
    expect(result(item)).to_contain_text("Your answer makes 1 of 2 points")
    [told] = heard()
    assert (told["state"], told["credit"], told["right"], told["of"]) == ("compared", 0.5, 1, 2)
    assert told["text"] == "I would dig."
    press(item, "Try again")
    expect(box).to_have_value("I would dig.")
    expect(box).to_be_focused()
    expect(model).to_be_hidden()
    press(item, "I do not know yet")
    expect(box).to_have_value("I would dig.")
    expect(model).to_be_visible()


# A case that unfolds


def test_a_case_shows_one_question_at_a_time_and_keeps_the_path(case: Locator) -> None:
    first, second, third = (case.locator("quiz-item").nth(place) for place in range(3))
    expect(second).to_be_hidden()
    expect(third).to_be_hidden()
    choose(first, "a")
    press(first, "Check")
    press(first, "Go on")
    expect(first).to_be_hidden()
    expect(second.locator("fieldset").first).to_be_focused()
    path = case.get_by_role("list", name="The case so far")
    for said in ("What should Kim do first?", "You answered: Feel the soil", "Beans droop"):
        expect(path).to_contain_text(said)
    choose(second, "true")
    press(second, "Check")
    expect(result(second)).to_contain_text("The case ends here.")
    expect(second.get_by_role("button", name="Go on")).to_be_hidden()
    press(second, "Start the case again")
    expect(first.locator("fieldset").first).to_be_focused()
    expect(path).to_have_count(0)
    expect(second).to_be_hidden()
    expect(case.locator("input:checked")).to_have_count(0)


@pytest.mark.parametrize(("key", "place"), [("b", 2), ("c", None), (None, 1)])
def test_an_answer_leads_to_its_own_branch_and_not_knowing_to_that_of_the_right_one(
    case: Locator, key: str | None, place: int | None
) -> None:
    first = case.locator("quiz-item").first
    if key:
        choose(first, key)
    press(first, "Check" if key else "I do not know yet")
    if place is None:
        expect(result(first)).to_contain_text("The case ends here.")
        return
    press(first, "Go on")
    expect(case.locator("quiz-item:visible")).to_have_count(1)
    expect(case.locator("quiz-item").nth(place)).to_be_visible()
    said = "You answered: Water the leaves" if key else "You said: I do not know yet"
    expect(case.get_by_role("list", name="The case so far")).to_contain_text(said)


def test_trying_the_first_question_again_begins_the_case_again(case: Locator) -> None:
    first, second = case.locator("quiz-item").nth(0), case.locator("quiz-item").nth(1)
    press(first, "I do not know yet")
    press(first, "Try again")
    choose(first, "a")
    press(first, "Check")
    press(first, "Go on")
    expect(second).to_be_visible()


# How sure, what was heard, and what was said last time


def test_an_answer_is_told_to_whoever_listens_and_being_sure_is_never_marked(tries: Tries) -> None:
    item, asked = tries("single")
    heard = listen(item.page)
    marks = []
    for key in (keys(asked, correct=False)[0], keys(asked, correct=True)[0]):
        for sure in (None, "A guess", "Fairly sure", "Sure"):
            choose(item, key)
            if sure:
                item.get_by_role("radio", name=sure, exact=True).check()
            press(item, "Check")
            expect(item.locator(".quiz-sure")).to_be_hidden()
            marks.append((key, sure))
            press(item, "Try again")
    told = heard()
    assert [each["sure"] for each in told] == [None, "guess", "fairly", "sure"] * 2
    assert [each["state"] for each in told] == ["not"] * 4 + ["right"] * 4
    assert [each["credit"] for each in told] == [0] * 4 + [1] * 4
    named = {(each["item"], each["bank"], each["outcome"]) for each in told}
    assert named == {(item.get_attribute("id"), "soil", "soil.test-soil")}
    press(item, "I do not know yet")
    assert heard()[-1]["state"] == "unsure"


def test_being_sure_and_not_right_is_worth_another_look(tries: Tries) -> None:
    item, asked = tries("single")
    choose(item, keys(asked, correct=False)[0])
    item.get_by_role("radio", name="Sure", exact=True).check()
    press(item, "Check")
    expect(result(item)).to_contain_text("You were sure, so this one is worth another look later.")


EARLIER = {
    "soil-001": [
        {"at": "2026-05-01T12:00", "state": "not", "sure": None},
        {"at": "2026-05-03T12:00", "state": "right", "sure": "sure"},
    ],
    "soil-002": [{"at": "2025-12-31T12:00", "state": "part", "sure": "guess"}],
    "soil-003": [{"at": "2026-11-23T08:00", "state": "unsure", "sure": None}],
    "soil-004": [{"at": "2026-11-22T08:00", "state": "of a later release"}],
}


@pytest.mark.parametrize("remembering", [True, False])
def test_the_last_answer_is_shown_where_the_device_remembers(
    visit: Visit, garden: Site, remembering: bool
) -> None:
    page = visit(garden.lessons[0], base=garden.address)
    page.clock.set_fixed_time("2026-11-23T12:00:00")
    kept = {"version": 1, "remember": remembering, "answers": EARLIER}
    keep = "kept => localStorage.setItem(EvidenceCourse.store.key, JSON.stringify(kept))"
    page.evaluate(keep, kept)
    page.reload()
    said = {
        "soil-001": "Last time (3 May): right, and sure.",
        "soil-002": "Last time (31 December 2025): partly right, with a guess.",
        "soil-003": "Last time (today): you did not know yet.",
        "soil-003-why": "",
        "soil-004": "",
    }
    for name, text in said.items():
        expect(page.locator(f"#{name} .quiz-last")).to_have_text(text if remembering else "")
    page.evaluate("on => EvidenceCourse.store.remember(on)", not remembering)
    said_now = "" if remembering else said["soil-001"]
    expect(page.locator("#soil-001 .quiz-last")).to_have_text(said_now)


# A check of what somebody knows: the answer is taken, and nothing is said of it


def test_in_a_check_an_answer_is_only_taken(visit: Visit, garden: Site) -> None:
    page = visit(garden.lessons[0], base=garden.address)
    markup = garden.markup(garden.lessons[0], "soil-001").replace('="soil-001', '="again')
    page.evaluate(PLACE, f'<div data-mode="check">{markup}</div>')
    heard = listen(page)
    item = page.locator("#again")
    expect(item.get_by_role("button")).to_have_text(["I do not know yet"])
    expect(item.locator("details:visible, a:visible")).to_have_count(0)
    take = "item => item.answer()"
    assert item.evaluate(take) is None
    choose(item, "b")
    item.get_by_role("radio", name="Sure", exact=True).check()
    item.locator(".quiz-options input").last.press("Enter")
    assert result(item).is_hidden()
    told = {"item": "again", "outcome": "soil.test-soil", "bank": "soil", "sure": "sure"}
    assert item.evaluate(take) == {**told, "state": "not", "credit": 0, "right": 0, "of": 1}
    press(item, "I do not know yet")
    expect(item.get_by_role("button")).to_have_attribute("aria-pressed", "true")
    assert item.locator(".quiz-options input:checked").count() == 0
    assert item.evaluate(take)["state"] == "unsure"
    choose(item, "a")
    expect(item.get_by_role("button")).to_have_attribute("aria-pressed", "false")
    assert item.evaluate(take)["state"] == "right"
    assert heard() == []


# A link to every question


def test_a_link_opens_its_question_wherever_it_stands(visit: Visit, garden: Site) -> None:
    _, case = garden.first("numeric")
    page = visit(f"{garden.lessons[1]}#{case.id}", base=garden.address)
    expect(page.locator(f"#{case.id} fieldset").first).to_be_focused()
    expect(page.locator(f"#{case.id}")).to_be_in_viewport()
    page.goto(f"{garden.address}{garden.lessons[1]}#watering-005-c")  # in the midst of a case
    expect(page.locator("#watering-005-c fieldset").first).to_be_focused()
    expect(page.locator("#watering-005 quiz-item:visible")).to_have_count(1)
    page.goto(f"{garden.address}{garden.lessons[1]}#watering-005")
    expect(page.locator("#watering-005-a fieldset").first).to_be_focused()
    link = page.locator("#watering-002").get_by_role("link", name="Link to this question")
    link.press("Enter")
    assert page.url.endswith("#watering-002")
    expect(page.locator("#watering-002 fieldset").first).to_be_focused()
    expect(page.get_by_role("status")).to_contain_text("address bar")
    page.goto(f"{garden.address}{garden.lessons[1]}#%E0%A4%A")  # no address at all, and no error


def test_a_question_that_comes_later_is_ready_at_once_and_opens_its_fold(
    visit: Visit, garden: Site
) -> None:
    page = visit(f"{garden.lessons[0]}#again", base=garden.address)
    markup = garden.markup(garden.lessons[0], "soil-001").replace('="soil-001', '="again')
    page.evaluate(PLACE, f"<details><summary>More</summary>{markup}</details>")
    expect(page.locator("#again fieldset").first).to_be_focused()
    expect(page.locator("#again").get_by_role("button", name="Check")).to_be_visible()


# Without script, and on paper


def test_enter_in_a_box_loses_nothing_without_script(visit: Visit, garden: Site) -> None:
    name, exercise = garden.first("numeric")
    page = visit(name, base=garden.address, script=False)
    box = the(page, exercise).get_by_role("textbox")
    box.fill("25")
    box.press("Enter")
    assert page.url == garden.address + name
    expect(box).to_have_value("25")


def test_on_paper_every_step_stands_and_no_button_or_answer(visit: Visit, garden: Site) -> None:
    for name, seen in ((garden.lessons[1], "#watering-005-c"), (garden.lessons[0], ".quiz-paper")):
        page = visit(name, base=garden.address)
        expect(page.locator(".quiz-paper:visible")).to_have_count(0)
        page.emulate_media(media="print")
        expect(page.locator(seen)).to_be_visible()
        unseen = page.locator("button:visible, .quiz-answers:visible, .quiz-sure:visible")
        expect(unseen).to_have_count(0)
        expect(page.locator("quiz-item:visible")).to_have_count(page.locator("quiz-item").count())
