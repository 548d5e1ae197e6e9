"""Finding a notebook's data, and reading it as text."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence_course import data

unhurried = settings(deadline=None)  # a busy machine is no fault of a formula

TABLE = 'area,year,"rate, 2025"\nNorth,2024,"1,234.5"\nSouth,2025,\n'


@pytest.fixture
def notebooks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A course with a data folder; the working folder is that of its notebooks."""
    (tmp_path / "course" / "data").mkdir(parents=True)
    folder = tmp_path / "notebooks"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


def _put(folder: Path, text: str = TABLE, encoding: str = "utf-8") -> Path:
    file = folder / "rates.csv"
    file.write_text(text, encoding=encoding, newline="")
    return file


def test_finds_the_file_in_the_course(notebooks: Path) -> None:
    file = _put(notebooks.parent / "course" / "data")
    assert data.path("rates.csv") == file


def test_a_file_beside_the_notebook_comes_first(notebooks: Path) -> None:
    _put(notebooks.parent / "course" / "data")
    file = _put(notebooks)
    assert data.path("rates.csv") == file


def test_the_nearest_course_comes_first(notebooks: Path) -> None:
    _put(notebooks.parent / "course" / "data")
    nearer = notebooks / "course" / "data"
    nearer.mkdir(parents=True)
    file = _put(nearer)
    assert data.path("rates.csv") == file


def test_a_missing_file_says_where_to_put_it(notebooks: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"rates\.csv .* beside the notebook"):
        data.path("rates.csv")


@pytest.mark.parametrize("name", ["", ".", "..", "../rates.csv", "/etc/hosts", "a/b.csv", "a\\b"])
def test_only_plain_names_are_taken(notebooks: Path, name: str) -> None:
    with pytest.raises(ValueError, match="^name must be a plain file name"):
        data.path(name)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_rows_are_text_by_column(notebooks: Path, encoding: str, newline: str) -> None:
    _put(notebooks, TABLE.replace("\n", newline), encoding)
    assert data.rows("rates.csv") == [
        {"area": "North", "year": "2024", "rate, 2025": "1,234.5"},
        {"area": "South", "year": "2025", "rate, 2025": ""},
    ]


def test_empty_lines_are_passed_over(notebooks: Path) -> None:
    _put(notebooks, "a,b\n\n1,2\n\n")
    assert data.rows("rates.csv") == [{"a": "1", "b": "2"}]


@pytest.mark.parametrize("row", ["1", "1,2,3"])
def test_a_row_of_another_length_is_refused_with_its_line(notebooks: Path, row: str) -> None:
    _put(notebooks, f"a,b\n1,2\n{row}\n")
    with pytest.raises(ValueError, match=r"rates\.csv, line 3"):
        data.rows("rates.csv")


def test_two_columns_of_one_name_are_refused(notebooks: Path) -> None:
    _put(notebooks, "a,a\n1,2\n")
    with pytest.raises(ValueError, match="same name"):
        data.rows("rates.csv")


@pytest.mark.parametrize(
    ("text", "value"),
    [("", None), ("  ", None), ("0", 0), (" 1,234.5 ", 1234.5), ("-0.5", -0.5), (".5", 0.5),
     ("1e3", 1000), ("1,234,567", 1234567)],
)  # fmt: skip
def test_number_reads_a_cell(text: str, value: float | None) -> None:
    assert data.number(text) == value


@pytest.mark.parametrize(
    "text",
    ["c", "z", "..", "-", "12,34", "1_000", "nan", "inf", "5%", ".", "e5", "1 000", "\u0663"],
)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="^text must be a number or blank"):
        data.number(text)


@given(st.floats(allow_nan=False, allow_infinity=False))
@unhurried
def test_number_leads_back(value: float) -> None:
    assert data.number(repr(value)) == value
