"""What the book is made of: no part takes the place of another."""

from __future__ import annotations

from pathlib import Path

from evidence_course.load import load
from evidence_course.load.course import TAKEN
from evidence_course.weave import Book, _Shelf, weave

ROOT = Path(__file__).parents[2]


def whole_book() -> tuple[Book, set[str]]:
    course, _ = load(ROOT)
    assert course is not None
    book = weave(course, {slug: each.node for slug, each in course.notebooks.items()})
    return book, {page.name for page in course.pages}


def test_every_page_that_the_generator_makes_is_refused_to_authors() -> None:
    book, own = whole_book()
    top = {
        path.removesuffix(".md") for path in book.files if path.endswith(".md") and "/" not in path
    }
    assert top - own <= TAKEN
    assert book.problems == ()


def test_a_file_never_takes_the_place_of_another() -> None:
    shelf = _Shelf()
    shelf.put({"evidence/a.md": b"first"})
    shelf.put({"evidence/A.md": b"second", "b.md": b"b"})
    shelf.put({"b.md": b"other"})
    assert shelf.files == {"evidence/a.md": b"first", "b.md": b"b"}
    assert [each.code for each in shelf.problems] == ["name-taken", "name-taken"]
    assert "evidence/a.md" in shelf.problems[0].message
