"""How a figure is said: every format, and those that do not fit."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence_course.values import Value, ValueFault
from evidence_course.wording import numbers_in, say, spoken
from tests.unit.test_values import RECORDS

PLAIN = Value((-8.6,), in_100=True, is_change=True)
ENDLESS = Value((100 / 3,), in_100=True, computed=True)
FALL = Value((-15.6, -1.5), in_100=True, is_change=True)
MIXED = Value((-4.5, 16.6), in_100=True, is_change=True)
SCORE = Value((14.9, 35.2))


@pytest.mark.parametrize(
    ("value", "form", "words"),
    [
        (PLAIN, "", "−8.6"),
        (PLAIN, "1dp", "−8.6"),
        (PLAIN, "2dp", "−8.60"),
        (PLAIN, "size", "8.6"),
        (PLAIN, "size whole", "9"),
        (PLAIN, "fewer", "8.6 fewer"),
        (PLAIN, "about whole fewer in 100", "about 9 fewer in 100"),
        (PLAIN, "1dp in 100 lower", "8.6 in 100 lower"),
        (PLAIN, "1dp in 100 higher", "8.6 in 100 lower"),
        (PLAIN, "fall about whole in 100", "a fall of about 9 in 100"),
        (PLAIN, "rise in 100", "a fall of 8.6 in 100"),
        (PLAIN, "down 1dp", "down 8.6"),
        (PLAIN, "about size whole in 50", "about 4 in 50"),
        (Value((0.4,), in_100=True), "about whole in 1,000", "about 4 in 1,000"),
        (Value((36.2,), in_100=True), "about in 100", "about 36.2 in 100"),
        (Value((36.2,), in_100=True), "whole %", "36%"),
        (Value((36.2,), in_100=True), "whole out of 100", "36 out of 100"),
        (Value((105.5,), in_100=True), "1dp for every 100", "105.5 for every 100"),
        (ENDLESS, "1dp", "33.3"),
        (Value((1511,)), "", "1,511"),
        (Value((1511.0,)), "tens", "1,510"),
        (Value((1551,)), "hundreds", "1,600"),
        (Value((12.5,)), "whole", "13"),
        (Value((-0.04,)), "1dp", "0.0"),
        (Value((2.0,)), "", "2"),
        (FALL, "", "−15.6 to −1.5"),
        (FALL, "turned from whole to whole fewer", "from 2 to 16 fewer"),
        (FALL, "from 1dp to 1dp fewer", "from 15.6 to 1.5 fewer"),
        (FALL, "from to", "from −15.6 to −1.5"),
        (MIXED, "from 1dp to 1dp lower", "from 4.5 lower to 16.6 higher"),
        (MIXED, "1dp in 100 lower to 1dp in 100 lower", "4.5 in 100 lower to 16.6 in 100 higher"),
        (SCORE, "from to", "from 14.9 to 35.2"),
        (SCORE, "between whole", "between 15 and 35"),
        (SCORE, "between whole and whole", "between 15 and 35"),
        (SCORE, "2dp", "14.90 to 35.20"),
        (SCORE, "from 1dp to", "from 14.9 to 35.2"),
    ],
)
def test_each_format(value: Value, form: str, words: str) -> None:
    assert say(value, form) == words


@pytest.mark.parametrize(
    ("value", "form", "said"),
    [
        (PLAIN, "abuot whole", "unknown word 'abuot'"),
        (PLAIN, "abuot whole", "did you mean 'about'?"),
        (PLAIN, "5dp", "unknown word '5dp'"),
        (PLAIN, "1dp 2dp", "both say how to round"),
        (PLAIN, "from to", "is for a range, and this is one number"),
        (PLAIN, "turned", "is for a range, and this is one number"),
        (SCORE, "in 100", "is no count in 100"),
        (Value((36.2,), in_100=True), "1dp fewer", "is no difference and no change"),
        (FALL, "fall whole", "is for one number"),
        (Value((0.2,), is_change=True), "whole more", "rounds to 0"),
        (ENDLESS, "", "say how to round it"),
    ],
)
def test_a_format_that_does_not_fit_says_why(value: Value, form: str, said: str) -> None:
    with pytest.raises(ValueFault) as caught:
        say(value, form)
    assert said in str(caught.value)


@pytest.mark.parametrize(
    "text",
    [
        "thornby_trial_2020.looked-after.percent-1 | about whole in 100",
        "thornby_trial_2020.looked-after.percent-1, about whole in 100",
        " thornby_trial_2020.looked-after.percent-1 |  about whole\n in 100 ",
    ],
)
def test_a_role_takes_a_bar_or_a_comma_and_any_blanks(text: str) -> None:
    assert spoken(text, RECORDS) == "about 36 in 100"


numbers = st.floats(-1e6, 1e6, allow_nan=False).map(lambda number: round(number, 6))


@given(numbers, st.integers(1, 4))
def test_what_is_said_reads_back_as_the_rounded_number(number: float, places: int) -> None:
    (spot,) = numbers_in(say(Value((number,)), f"{places}dp"))
    step = Decimal(1).scaleb(-places)
    assert spot.number == Decimal(str(number)).quantize(step, rounding=ROUND_HALF_UP)
    assert spot.decimals == places


@given(numbers, numbers)
def test_a_range_reads_back_as_its_two_ends(one: float, two: float) -> None:
    low, high = sorted((one, two))
    said = say(Value((low, high)), "from 2dp to 2dp")
    found = [spot.number for spot in numbers_in(said)]
    step = Decimal("0.01")
    assert found == [Decimal(str(end)).quantize(step, ROUND_HALF_UP) for end in (low, high)]


@given(numbers.filter(lambda number: abs(number) >= 1))
def test_the_words_carry_the_sign(number: float) -> None:
    said = say(Value((number,), is_change=True), "whole fewer")
    assert said.endswith("fewer" if number < 0 else "more")
    assert "−" not in said


def test_numbers_in_a_text_are_found_with_their_signs() -> None:
    text = "From −0.96 to 1,511 (44.8 − 36.2), a P1 on 2-1, 8.6. Not 12/13."
    assert [spot.text for spot in numbers_in(text)] == [
        "-0.96",
        "1,511",
        "44.8",
        "36.2",
        "2",
        "1",
        "8.6",
    ]
