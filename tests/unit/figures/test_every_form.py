"""What every chart owes its readers."""

from __future__ import annotations

import dataclasses
import re
from xml.etree import ElementTree

import pytest
from drawn import classed, crowded, tree_of, words_of

from tests.gallery import MAKERS, TEXTS, Maker

HOSTILE = "<script>alert(\"1\")</script> & 'more' ]]> \x00\x0b \ud800"


@pytest.fixture(params=MAKERS, ids=lambda maker: maker.__name__)
def maker(request: pytest.FixtureRequest) -> Maker:
    found: Maker = request.param
    return found


def test_shown_as_text_it_is_its_sentence(maker: Maker) -> None:
    assert repr(maker(**TEXTS)) == "About 9 fewer."


def test_figures_cannot_be_changed(maker: Maker) -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        maker(**TEXTS).title = "Other"  # type: ignore[misc]


def test_caption_gives_title_subtitle_and_sentence_in_order(maker: Maker) -> None:
    tree = tree_of(maker(**TEXTS))
    assert tree.tag == "figure"
    assert "chart" in tree.get("class", "").split()
    caption = tree.find("figcaption")
    assert caption is not None
    assert [words_of(part) for part in caption] == list(TEXTS.values())


def test_subtitle_may_be_left_out(maker: Maker) -> None:
    tree = tree_of(maker(title="A title", sentence="A sentence."))
    assert len(list(tree.iterfind("figcaption/p"))) == 2


@pytest.mark.parametrize("name", ["title", "sentence"])
def test_title_and_sentence_are_needed(maker: Maker, name: str) -> None:
    with pytest.raises(ValueError, match=f"^{name} must not be empty"):
        maker(**(TEXTS | {name: " \n"}))


def test_each_drawing_is_an_image_named_by_title_and_description(maker: Maker) -> None:
    drawings = list(tree_of(maker(**TEXTS)).iter("svg"))
    assert drawings
    for svg in drawings:
        assert svg.get("role") == "img"
        named = [svg[0].get("id"), svg[1].get("id")]
        assert [svg[0].tag, svg[1].tag] == ["title", "desc"]
        assert svg.get("aria-labelledby", "").split() == named
        assert words_of(svg[0]).startswith("What it says")
        assert len(words_of(svg[1])) > 20


def test_ids_are_unique_in_a_figure(maker: Maker) -> None:
    ids = [element.get("id") for element in tree_of(maker(**TEXTS)).iter() if element.get("id")]
    assert len(ids) == len(set(ids)) > 0


def test_ids_follow_the_content(maker: Maker) -> None:
    one, two = maker(**TEXTS), maker(**(TEXTS | {"title": "Something else"}))
    first, second = (re.findall(r' id="([^"]+)"', figure.svg) for figure in (one, two))
    assert not set(first) & set(second)


def test_the_table_has_caption_and_scopes_and_every_row(maker: Maker) -> None:
    figure = maker(**TEXTS)
    details = tree_of(figure).find("details")
    assert details is not None
    assert words_of(details.find("summary")) == "Show as table"
    table = details.find(".//table")
    assert table is not None
    assert words_of(table.find("caption")) == "What it says"
    heads = table.findall("thead/tr/th")
    assert [(words_of(head), head.get("scope")) for head in heads] == [
        (column, "col") for column in figure.columns
    ]
    rows = table.findall("tbody/tr")
    assert [tuple(words_of(cell) for cell in row) for row in rows] == list(figure.rows)
    assert all(row[0].tag == "th" and row[0].get("scope") == "row" for row in rows)
    assert all(len(row) == len(figure.columns) for row in figure.rows)
    assert all(cell for row in figure.rows for cell in row)


def test_the_same_input_gives_the_same_bytes(maker: Maker) -> None:
    assert maker(**TEXTS) == maker(**TEXTS)
    assert maker(**TEXTS)._repr_html_() == maker(**TEXTS)._repr_html_()


def test_nothing_that_a_strict_page_would_block(maker: Maker) -> None:
    for element in tree_of(maker(**TEXTS)).iter():
        assert element.tag not in {"script", "style", "foreignObject", "image", "use"}
        for name, value in element.attrib.items():
            assert name != "style"
            assert not name.startswith("on")
            assert "url(" not in value and "data:" not in value and "://" not in value


def test_coordinates_have_one_decimal(maker: Maker) -> None:
    for svg in tree_of(maker(**TEXTS)).iter("svg"):
        for element in svg.iter():
            for name in set(element.attrib) & {"x", "y", "x1", "y1", "cx", "width", "points"}:
                assert re.fullmatch(r"(-?\d+(\.\d)?[ ,]?)+", element.attrib[name])
                assert "-0 " not in element.attrib[name] + " "


def test_text_is_large_enough_for_the_narrowest_phone(maker: Maker) -> None:
    """A drawing 320 units wide, in 288 pixels beside margins of 16."""
    for svg in tree_of(maker(**TEXTS)).iter("svg"):
        width = float(svg.get("viewBox", "").split()[2])
        assert width <= 320
        for text in svg.iter("text"):
            assert float(text.get("font-size", "0")) * 288 / width >= 16


def test_text_stays_in_the_drawing_and_apart(maker: Maker) -> None:
    assert crowded(maker(**TEXTS)) == []


def test_hostile_texts_stay_texts(maker: Maker) -> None:
    figure = maker(HOSTILE, title=HOSTILE, subtitle=HOSTILE, sentence=HOSTILE)
    html = figure._repr_html_()
    assert "<script" not in html
    tree = ElementTree.fromstring(html)
    cleaned = "<script>alert(\"1\")</script> & 'more' ]]>"
    assert words_of(tree.find("figcaption/p")) == cleaned
    assert html.encode()


def test_colour_is_never_alone(maker: Maker) -> None:
    """Each line style has its own dashes, and marks are filled or open."""
    tree = tree_of(maker(**TEXTS))
    styles = {}
    for number in (1, 2):
        found = [e for e in classed(tree, f"line-{number}") if "end" not in e.get("class", "")]
        styles[number] = {element.get("stroke-dasharray") for element in found}
    assert not styles[1] & styles[2]
    assert {mark.get("fill") for mark in classed(tree, "mark-off")} <= {"none"}
    assert "none" not in {mark.get("fill") for mark in classed(tree, "mark-on")}
