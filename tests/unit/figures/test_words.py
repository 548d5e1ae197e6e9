"""Numbers, lines of text and ticks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence_course.figures._scales import round_ticks
from evidence_course.figures._words import shown, text_width, wrap


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (-0.0, "0"),
        (45, "45"),
        (44.8, "44.8"),
        (-0.295, "\N{MINUS SIGN}0.295"),
        (1.055, "1.06"),
        (2.5, "2.5"),
        (2025, "2025"),
        (632830, "632,830"),
        (100.04, "100"),
        (-1e-12, "0"),
    ],
)
def test_numbers_as_readers_expect_them(value: float, text: str) -> None:
    assert shown(value) == text


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_every_number_can_be_shown(value: float) -> None:
    assert shown(value)


@given(st.floats(-1e9, 1e9), st.floats(1e-6, 1e9), st.integers(1, 10))
def test_ticks_are_few_and_inside(low: float, span: float, most: int) -> None:
    ticks = round_ticks(low, low + span, most)
    assert len(ticks) <= most + 1
    slack = 1e-6 * (span + abs(low))
    assert all(low - slack <= tick <= low + span + slack for tick in ticks)


@given(st.text(max_size=80), st.floats(30, 320))
def test_wrapped_lines_fit_and_lose_nothing(text: str, width: float) -> None:
    lines = wrap(text, width)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(text_width(line) <= width or len(line) == 1 for line in lines)
