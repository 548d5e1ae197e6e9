"""What is seen in a Markdown text, and on which line."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from evidence_course.markdown import (
    DEPTH_LIMIT,
    TOO_DEEP,
    Block,
    Directive,
    Heading,
    Link,
    Prose,
    RawHtml,
    Role,
    _parsed,
    elements,
    split_options,
)

LESSON = """\
## Heading *one*

Some `code`, **words** and
a [link](there.md) {source}`soil-guide`.

```{vignette} A *title*
Body of the case.

![Can](can.svg)
```

```{quiz} soil
:use: check
```

$$
a < b
$$
"""


def test_everything_is_seen_with_its_line() -> None:
    assert list(elements(LESSON, first_line=10)) == [
        Block("heading", 10),
        Prose("Heading one", 10),
        Heading(2, "Heading one", 10),
        Link("there.md", "", 13),
        Role("source", "soil-guide", 13),
        Prose("Some , words and a link .", 12),
        Directive("vignette", "A *title*", {}, 15),
        Prose("A title", 15, "vignette"),
        Prose("Body of the case.", 16, "vignette"),
        Link("can.svg", "Can", 18, is_image=True),
        Directive("quiz", "soil", {"use": "check"}, 21),
        Block("math_block", 25),
    ]


@pytest.mark.parametrize(
    ("text", "tag", "line"),
    [
        ("a <b>c</b>", "<b>", 1),
        ("<script>\nx\n</script>", "<script>\nx\n</script>", 1),
        ("a\nb <!-- c -->", "<!-- c -->", 2),
        ("| a |\n|---|\n| <br> |", "<br>", 3),
        ("- one\n- <i>two</i>", "<i>", 2),
        ("> <u>a</u>", "<u>", 1),
        ("a[^1]\n\n[^1]: <b>", "<b>", 3),
        ("```{note} <s>a</s>\nb\n```", "<s>", 1),
        ("```{figure} a.svg\n:alt: x\n\n<em>b</em>\n```", "<em>", 4),
        ("::::{trainer}\n:::{note}\n<p>\n:::\n::::", "<p>", 3),
        ("term\n: <b>c</b>", "<b>", 2),
    ],
)
def test_html_is_seen_wherever_it_hides(text: str, tag: str, line: int) -> None:
    assert next(each for each in elements(text) if isinstance(each, RawHtml)) == RawHtml(tag, line)


@pytest.mark.parametrize("text", ["`<b>`", "a < b and b > c", "```\n<b>\n```", "$a<b>c$", "&lt;b>"])
def test_what_only_looks_like_html_is_let_pass(text: str) -> None:
    assert not [each for each in elements(text) if isinstance(each, RawHtml)]


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("[a](javascript:x)", "javascript:x"),
        ("<javascript:x>", "javascript:x"),
        ("[a]\n\n[a]: JavaScript:x", "JavaScript:x"),
        ("[a](<java\tscript:x>)", "java%09script:x"),
        ("[a](&#106;avascript:x)", "javascript:x"),
        ("| a |\n|--|\n| [b](data:x) |", "data:x"),
    ],
)
def test_a_link_is_seen_wherever_it_leads(text: str, target: str) -> None:
    assert [each.target for each in elements(text) if isinstance(each, Link)] == [target]


@given(st.text() | st.text("`:{}[]()<>!|-*_#$^ \nab/\\&;=\"'"))
@example("```{note}\n" * 50)
@example("`" * 9 + "{figure}\n" + "`" * 9)
def test_any_text_has_its_elements_inside_it(text: str) -> None:
    lines = text.count("\n") + text.count("\r") + 1
    for each in elements(text):
        assert 1 <= each.line <= lines


def nested(depth: int) -> str:
    fences = ["`" * (depth + 3 - level) for level in range(depth)]
    opened = "\n".join(f"{fence}{{note}}" for fence in fences)
    return "\n".join([opened, "<b>", *reversed(fences)])


def test_directives_are_gone_into_up_to_a_limit() -> None:
    assert RawHtml("<b>", DEPTH_LIMIT + 1) in list(elements(nested(DEPTH_LIMIT)))
    assert Block(TOO_DEEP, DEPTH_LIMIT + 1) in list(elements(nested(DEPTH_LIMIT + 1)))


def test_options_end_where_the_body_begins() -> None:
    assert split_options(":use: check\n:item:\nbody\n:no: option") == (
        {"use": "check", "item": ""},
        "body\n:no: option",
        2,
    )


@given(st.text(alphabet="aZé1 ,.;:?!'’“”\"()/%£–—-\n", max_size=40))
@example("A bed of beans: 3 in 10 (or so).\n")
@example("a\n-")
@example("a) b")
def test_plain_words_are_seen_as_a_parser_sees_them(text: str) -> None:
    assert list(elements(text, first_line=7)) == list(_parsed(text, 7, "", 0))
