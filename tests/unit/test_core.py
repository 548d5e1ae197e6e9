"""Core blocks: what is kept of a lesson, and what is wrong with its breaks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence_course import core

LESSON = """\
Before.

+++ core

## Kept

```{note}
+++ core is text here
```

+++

Between.

+++ core

Also kept.

+++
"""


def said(text: str) -> list[str]:
    return [line for line in text.split("\n") if line]


def test_the_short_edition_is_its_core_blocks() -> None:
    assert said(core.core(LESSON.replace("+++ core is", "This is"))) == [
        "## Kept",
        "```{note}",
        "This is text here",
        "```",
        "Also kept.",
    ]


def test_the_whole_lesson_has_no_breaks() -> None:
    text = LESSON.replace("+++ core is", "This is")
    assert said(core.whole(text)) == [line for line in said(text) if not line.startswith("+++")]


@pytest.mark.parametrize("edition", [core.core, core.whole])
@given(
    lines=st.lists(
        st.sampled_from(["", "Words.", "+++ core", "+++", "## Part", "```", "- item", "> said"])
    )
)
def test_every_line_keeps_its_number(edition: object, lines: list[str]) -> None:
    assert callable(edition)
    before = "\n".join(lines)
    after = edition(before).split("\n")
    assert len(after) == len(before.split("\n"))
    for old, new in zip(before.split("\n"), after, strict=True):
        assert new in (old, "")


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("+++ core\n\nA.\n\n+++", []),
        ("+++ core", ["not closed"]),
        ("+++", ["closes nothing"]),
        ("+++ core\n\n+++ core\n\n+++", ["open twice"]),
        ("+++ cure\n\nA.\n\n+++", ["unknown"]),
        ("> +++ core", ["nested"]),
        ("```\n+++ core\n```", []),
    ],
)
def test_what_is_wrong_with_breaks(text: str, kinds: list[str]) -> None:
    assert [fault.kind for fault in core.faults(core.breaks(text))] == kinds
