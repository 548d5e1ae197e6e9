"""The glossary's words: which term a text means, and in what order the terms stand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from unicodedata import combining, normalize

from evidence_course.model.course import Course, Term

ROLE = "term"
OTHER = "Other"
"""Where terms stand that begin with no letter."""


def glossary(course: Course) -> dict[str, Term]:
    """The terms that could be read, by key, in the order of the alphabet."""
    entries = course.glossary.entries.items()
    terms = {key: term for key, term in entries if isinstance(term, Term)}
    return dict(sorted(terms.items(), key=lambda each: _order(each[1])))


def letter(term: Term) -> str:
    """The capital letter under which a term stands, without accents."""
    first = normalize("NFKD", term.term)[0].upper()[0]
    return first if first.isalpha() else OTHER


def _order(term: Term) -> tuple[bool, str, str]:
    bare = "".join(each for each in normalize("NFKD", term.term) if not combining(each))
    return letter(term) == OTHER, letter(term), bare.casefold()


def by_form(terms: Mapping[str, Term]) -> dict[str, str]:
    """The key of the term that each form stands for; forms are in lower case."""
    return {form: key for key, term in terms.items() for form in forms(term)}


def forms(term: Term) -> Iterator[str]:
    """Every form in which texts may name a term, in lower case."""
    return (form.casefold() for form in (term.term, *term.also, *term.forms))
