from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence_course.marking import Mark, mark, parse_number
from evidence_course.model.interaction import (
    Arrange,
    Choice,
    Choose,
    Enter,
    Match,
    NearMiss,
    Number,
    Pair,
    Write,
)

KEYS = "abcdefgh"
finite = st.floats(-1e6, 1e6).map(lambda value: round(value, 3))
scorings = st.sampled_from(["position", "neighbours", "all"])


def choose(right: str, of: str = "abcd", *, multiple: bool = True, scoring: Any = "each") -> Choose:
    return Choose(tuple(Choice(key, key, key in right) for key in of), multiple, scoring)


@st.composite
def chooses(draw: st.DrawFn) -> Choose:
    truths = draw(st.lists(st.booleans(), min_size=2, max_size=8).filter(any))
    multiple = draw(st.booleans())
    if not multiple:
        truths = [place == truths.index(True) for place in range(len(truths))]
    choices = tuple(Choice(key, key, truth) for key, truth in zip(KEYS, truths, strict=False))
    return Choose(choices, multiple, draw(st.sampled_from(["each", "all"])))


@st.composite
def chosen_answers(draw: st.DrawFn) -> tuple[Choose, list[str]]:
    asked = draw(chooses())
    return asked, draw(st.lists(st.sampled_from([c.key for c in asked.choices]), unique=True))


@st.composite
def orders(draw: st.DrawFn) -> tuple[Arrange, list[int]]:
    count = draw(st.integers(2, 8))
    arrange = Arrange(tuple(KEYS[:count]), draw(scorings))
    return arrange, draw(st.permutations(range(count)))


@st.composite
def matches(draw: st.DrawFn) -> tuple[Match, list[str | None]]:
    rights = draw(st.lists(st.sampled_from("uvwxyz"), min_size=2, max_size=8))
    match = Match(
        tuple(Pair(left, right) for left, right in zip(KEYS, rights, strict=False)), ("none",)
    )
    answer = st.sampled_from([*"uvwxyz", "none", None])
    return match, draw(st.lists(answer, min_size=len(rights), max_size=len(rights)))


@st.composite
def numbers(draw: st.DrawFn) -> Number:
    slips = st.builds(
        NearMiss, finite, st.floats(0, 10), st.just("why"), st.floats(0, 1, exclude_max=True)
    )
    misses = tuple(draw(st.lists(slips, max_size=3)))
    return Number(draw(finite), draw(st.floats(0, 10)), near_misses=misses)


def right_answer(interaction: Any) -> Any:
    if isinstance(interaction, Choose):
        return [choice.key for choice in interaction.choices if choice.correct]
    if isinstance(interaction, Arrange):
        return list(range(len(interaction.items)))
    if isinstance(interaction, Match):
        return [pair.right for pair in interaction.pairs]
    return interaction.answer


ANSWERED = st.one_of(
    chosen_answers(), orders(), matches(), st.tuples(numbers(), st.none() | finite)
)


# Laws of every interaction


@given(ANSWERED)
def test_the_right_answer_earns_the_whole(answered: tuple[Any, Any]) -> None:
    interaction, _ = answered
    earned = mark(interaction, right_answer(interaction))
    assert earned.right
    assert earned.credit == 1


@given(ANSWERED)
def test_credit_is_between_nothing_and_the_whole_which_only_a_right_answer_earns(
    answered: tuple[Any, Any],
) -> None:
    earned = mark(*answered)
    assert 0 <= earned.credit <= 1
    assert earned.right == (earned.credit == 1)
    assert not earned.parts or earned.right == all(earned.parts)


# Choosing


@given(chosen_answers(), st.randoms(use_true_random=False))
def test_the_order_of_options_and_of_ticks_does_not_count(
    answered: tuple[Choose, list[str]], chance: Any
) -> None:
    asked, chosen = answered
    choices, ticks = list(asked.choices), list(chosen)
    chance.shuffle(choices)
    chance.shuffle(ticks)
    mixed = mark(Choose(tuple(choices), asked.multiple, asked.scoring), ticks)
    assert mixed.credit == mark(asked, chosen).credit


@given(chooses())
def test_choosing_nothing_earns_nothing_and_neither_does_choosing_everything(asked: Choose) -> None:
    assert mark(asked, []).credit == 0
    everything = mark(asked, [choice.key for choice in asked.choices])
    assert everything.credit == float(all(choice.correct for choice in asked.choices))


@given(chosen_answers())
def test_taking_a_wrong_tick_away_never_costs_anything(
    answered: tuple[Choose, list[str]],
) -> None:
    asked, chosen = answered
    wrong = {choice.key for choice in asked.choices if not choice.correct} & set(chosen)
    for key in wrong:
        assert mark(asked, set(chosen) - {key}).credit >= mark(asked, chosen).credit


@given(chosen_answers())
def test_all_or_nothing_never_earns_more_than_by_the_option(
    answered: tuple[Choose, list[str]],
) -> None:
    asked, chosen = answered
    by_option = mark(Choose(asked.choices, asked.multiple, "each"), chosen)
    whole = mark(Choose(asked.choices, asked.multiple, "all"), chosen)
    assert whole.credit in (0, 1)
    assert whole.credit <= by_option.credit


@pytest.mark.parametrize(
    ("right", "chosen", "credit"),
    [
        ("ad", "ad", 1),
        ("ad", "a", 3 / 4),
        ("ad", "ab", 1 / 2),
        ("ad", "abd", 3 / 4),
        ("ad", "abc", 1 / 4),
        ("ad", "b", 0),  # one of the four was judged rightly, but no right one was found
        ("ad", "", 0),
        ("ad", "abcd", 0),
        ("abcd", "abcd", 1),
        ("abcd", "abc", 3 / 4),
    ],
)
def test_credit_by_the_option(right: str, chosen: str, credit: float) -> None:
    assert mark(choose(right), chosen).credit == credit


def test_one_answer_is_right_or_not_whatever_the_scoring() -> None:
    asked = choose("c", multiple=False)
    assert mark(asked, ["c"]) == Mark(1.0, True, (True,) * 4)
    assert mark(asked, ["a"]).credit == 0
    assert mark(asked, ["a", "c"]).credit == 0


def test_an_unknown_choice_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="no choice has the key 'x'"):
        mark(choose("a"), ["a", "x"])


# Numbers


@given(finite, st.floats(0.001, 10).map(lambda width: round(width, 3)), st.sampled_from([-1, 1]))
def test_the_edge_of_the_tolerance_belongs_to_it(answer: float, width: float, side: int) -> None:
    number = Number(answer, width)
    assert mark(number, answer + side * width).right
    assert mark(number, round(answer + side * width, 3)).right
    assert not mark(number, answer + side * (width * 1.001 + 1e-8 * abs(answer) + 1e-8)).right


@given(numbers(), finite)
def test_a_wider_tolerance_never_takes_credit_away(number: Number, value: float) -> None:
    wider = Number(number.answer, number.tolerance * 2 + 1, near_misses=number.near_misses)
    assert mark(wider, value).credit >= mark(number, value).credit


def test_a_near_miss_is_named_and_earns_its_own_credit_and_the_first_one_counts() -> None:
    misses = (NearMiss(19, 1, "one", 0.25), NearMiss(20, 1, "two", 0.5))
    number = Number(8.6, 0.1, near_misses=misses)
    assert mark(number, 18) == Mark(0.25, False, near_miss=0)
    assert mark(number, 20) == Mark(0.25, False, near_miss=0)
    assert mark(number, 20.5) == Mark(0.5, False, near_miss=1)
    assert mark(number, 12) == Mark(0.0, False)


@pytest.mark.parametrize("response", [None, "", "eight", math.nan, math.inf])
def test_what_is_no_number_is_not_right(response: Any) -> None:
    assert mark(Number(8, 1000), response).credit == 0


def test_a_number_may_be_given_as_it_was_typed() -> None:
    assert mark(Number(-1500, 0), "−1,500 points").right


# Reading numbers


@pytest.mark.parametrize(
    ("text", "value"),
    [
        *((text, 8.0) for text in ("8", "8%", "8.0", "8 points", " 8. ", "+8", "about 8 in 100")),
        *((text, -8.0) for text in ("-8", "−8", "–8", "- 8 points")),
        *((text, 1500.0) for text in ("1,500", "1 500", "1500", "1\u202f500", "£1,500.00")),
        (".5", 0.5),
        ("8 per 100,000", 8.0),
        *(
            (text, None)
            for text in ("", "eight", "8 or 9", "8-10", "1/5", "1 in 5", "8,5", "0,500")
        ),
    ],
)
def test_numbers_as_people_type_them(text: str, value: float | None) -> None:
    assert parse_number(text) == value


@given(st.decimals(-(10**9), 10**9, places=2))
def test_a_number_is_read_back_from_every_form_it_is_printed_in(value: Any) -> None:
    for form in (f"{value:f}", f"{value:,f}", f"{value:,f}".replace(",", " "), f"{value:f} points"):
        assert parse_number(form) == float(value)


@given(st.text(st.sampled_from(" -+−.,£%019abinou/\u00a0"), max_size=20) | st.text(max_size=20))
def test_reading_never_fails_and_finds_numbers_only_where_there_are_figures(text: str) -> None:
    value = parse_number(text)
    assert value is None or any(figure in text for figure in "0123456789")


# Words


def test_words_are_compared_without_case_and_spare_blanks() -> None:
    enter = Enter(("Base rate", "prior"))
    assert mark(enter, "  base \u00a0RATE ").right
    assert mark(enter, "PRIOR").right
    assert not mark(enter, "baserate").right


def test_case_counts_where_the_author_says_so() -> None:
    assert mark(Enter(("MASH",), case_sensitive=True), " MASH ").credit == 1
    assert mark(Enter(("MASH",), case_sensitive=True), "mash").credit == 0


@given(
    st.text("roots 'é-", min_size=1).filter(lambda words: any(map(str.isalpha, words))),
    st.tuples(*[st.text(' .,;:!?"()\u201c\u201d\u00a0')] * 2),
)
def test_marks_and_blanks_around_words_do_not_count(words: str, around: tuple[str, str]) -> None:
    assert mark(Enter((words,)), f"{around[0]}{words}{around[1]}").right
    assert mark(Enter((words,)), words.replace("'", "\u2019").replace("-", "\u2011")).right


# Writing


@given(st.integers(1, 8), st.data())
def test_what_was_written_earns_the_share_of_points_ticked(count: int, data: st.DataObject) -> None:
    ticked = data.draw(st.sets(st.integers(0, count - 1)))
    earned = mark(Write("", ("point",) * count), ticked)
    assert earned.credit == len(ticked) / count
    assert earned.right == (len(ticked) == count)


def test_a_point_that_is_not_there_cannot_be_ticked() -> None:
    with pytest.raises(ValueError, match="no point has the number 2"):
        mark(Write("", ("a", "b")), {0, 2})


# Orders


@given(orders())
def test_the_right_order_turned_round_is_never_right(answered: tuple[Arrange, Any]) -> None:
    arrange, _ = answered
    count = len(arrange.items)
    turned = mark(arrange, range(count)[::-1])
    in_place = count % 2 if arrange.scoring == "position" else 0
    assert turned.credit == in_place / count


@given(orders(), st.randoms(use_true_random=False))
def test_credit_hangs_on_the_order_and_not_on_the_words(
    answered: tuple[Arrange, Sequence[int]], chance: Any
) -> None:
    arrange, order = answered
    words = list(arrange.items)
    chance.shuffle(words)
    assert mark(Arrange(tuple(words), arrange.scoring), order) == mark(arrange, order)


@given(st.integers(2, 8), st.data())
def test_one_item_moved_costs_three_neighbours_at_most(count: int, data: st.DataObject) -> None:
    order = list(range(count))
    item = order.pop(data.draw(st.integers(0, count - 1)))
    order.insert(data.draw(st.integers(0, count - 1)), item)
    earned = mark(Arrange(tuple(KEYS[:count]), "neighbours"), order)
    assert sum(not part for part in earned.parts) <= 3


@pytest.mark.parametrize(
    ("scoring", "credit"), [("position", 0), ("neighbours", 2 / 3), ("all", 0)]
)
def test_the_first_item_put_last(scoring: Any, credit: float) -> None:
    assert mark(Arrange(tuple("abcd"), scoring), [1, 2, 3, 0]).credit == credit


@pytest.mark.parametrize("order", [[], [0, 1], [0, 1, 1], [1, 2, 3]])
def test_an_order_that_is_none_is_refused(order: list[int]) -> None:
    with pytest.raises(ValueError, match="must hold each of 0 to 2 once"):
        mark(Arrange(("a", "b", "c")), order)


# Pairs


@given(matches(), st.randoms(use_true_random=False))
def test_the_order_of_pairs_does_not_count(
    answered: tuple[Match, list[str | None]], chance: Any
) -> None:
    match, chosen = answered
    rows = list(zip(match.pairs, chosen, strict=True))
    chance.shuffle(rows)
    mixed = Match(tuple(pair for pair, _ in rows), match.extra_right)
    assert mark(mixed, [right for _, right in rows]).credit == mark(match, chosen).credit


@given(matches())
def test_each_pair_put_right_adds_its_share(answered: tuple[Match, list[str | None]]) -> None:
    match, chosen = answered
    wrong = [place for place, part in enumerate(mark(match, chosen).parts) if not part]
    for place in wrong:
        mended = [*chosen[:place], match.pairs[place].right, *chosen[place + 1 :]]
        gained = mark(match, mended).credit - mark(match, chosen).credit
        assert gained == pytest.approx(1 / len(match.pairs))


def test_a_missing_answer_is_refused() -> None:
    with pytest.raises(ValueError, match="2 pairs need as many, not 1"):
        mark(Match((Pair("a", "u"), Pair("b", "v"))), ["u"])
