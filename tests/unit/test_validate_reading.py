"""How hard a page is to read: what is counted, and where it is said."""

from __future__ import annotations

import warnings

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence_course.validate.reading import _Names, grade, sentences


def test_headings_and_list_items_count_as_sentences() -> None:
    texts = ["What soil is", "Dig. Then wait: it dries", "Is it? Yes!", "- ", "**"]
    assert list(sentences(texts)) == [
        "What soil is.",
        "Dig.",
        "Then wait.",
        "it dries.",
        "Is it?",
        "Yes!",
    ]


def test_decimals_and_quotes_end_no_sentence() -> None:
    assert list(sentences(['It is 2.5 litres "at most." Then stop.'])) == [
        'It is 2.5 litres "at most.',
        "Then stop.",
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # 6 words, 6 syllables: 0.39 x 6 + 11.8 x 1 - 15.59
        ("The cat sat on the mat.", -1.45),
        # two sentences of 3 words
        ("The cat sat. The cat sat.", -2.62),
    ],
)
def test_the_grade_is_flesch_and_kincaids(text: str, expected: float) -> None:
    assert grade([text]) == pytest.approx(expected, abs=0.1)


@given(st.text())
def test_any_text_has_sentences_without_blanks(text: str) -> None:
    for sentence in sentences([text]):
        assert sentence.strip()
        assert sentence[-1] in ".?!"


@given(st.text(alphabet="ab Cé'’-.,!?1\n", max_size=200) | st.text(max_size=100))
def test_the_grade_is_what_textstat_counts(text: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it imports pkg_resources, which warns
        import textstat

    textstat.set_lang("en_GB")
    assert grade([text]) == textstat.flesch_kincaid_grade(text)


def test_of_two_names_the_longer_one_is_taken_out_first() -> None:
    names = _Names(["Green", "Ada Green", "Q. Long", "Ada"])
    assert names.taken_out("Ada Green met Green, Q. Long and Ada.") == "Ann met Ann, Ann and Ann."
    assert names.taken_out("Greenland and Adam stay.") == "Greenland and Adam stay."
