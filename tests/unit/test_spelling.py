"""What an author may have meant."""

from __future__ import annotations

from pathlib import Path

import pytest

from evidence_course import cli
from evidence_course.spelling import did_you_mean, near


def test_a_word_is_asked_about_where_it_is_close_only() -> None:
    assert near("soill", ["soil", "water"]) == ": did you mean 'soil'?"
    assert near("bread", ["soil", "water"]) == ""
    assert did_you_mean("bread", ["water", "soil"]) == ": use one of soil, water"


def test_advice_does_not_depend_on_the_words_of_a_course(
    course: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    glossary, lesson = course / "course" / "glossary.yml", course / "modules" / "soil.md"
    entry = "asked:\n  term: did you mean it\n  definition: What a careful friend asks.\n"
    glossary.write_text(f"{glossary.read_text('utf-8')}{entry}", "utf-8")
    lesson.write_text(f"{lesson.read_text('utf-8')}\nMind the {{term}}`zzz`.\n", "utf-8")
    assert cli.main(["check", "--course", str(course)]) == 1
    assert "'zzz': define it in course/glossary.yml" in capsys.readouterr().out
