"""What every chart owes its readers, and what each kind draws."""

from __future__ import annotations

import dataclasses
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence_course import figures, stats
from evidence_course.figures import Figure
from evidence_course.stats import Estimate

unhurried = settings(deadline=None)  # a busy machine is no fault of a drawing

HOSTILE = "<script>alert(\"1\")</script> & 'more' ]]> \x00\x0b \ud800"

Maker = Callable[..., Figure]


def _icon_arrays(text: str = "", **texts: Any) -> Figure:
    groups = [(f"Usual help {text}", 44.8), (f"Meeting {text}", 36.2)]
    return figures.icon_arrays(groups, event=f"in care {text}", **texts)


def _overlap(text: str = "", **texts: Any) -> Figure:
    return figures.overlap(0.36, groups=(f"Without {text}", f"With {text}"), **texts)


def _strips(text: str = "", **texts: Any) -> Figure:
    items = [
        (f"Small trial {text}", stats.risk_difference(8, 42, 17, 35).times(100)),
        (f"Large trial {text}", stats.risk_difference(80, 420, 170, 350).times(100)),
    ]
    return figures.interval_strips(items, unit=f"points {text}", **texts)


def _lines(text: str = "", **texts: Any) -> Figure:
    series = [
        (f"{name} {text}", [(year, 500 + gain * (year - 2013)) for year in range(2013, 2026)])
        for name, gain in (("Took part", 4.5), ("Comparison areas", 3.0))
    ]
    labels = {"x_label": f"Year {text}", "y_label": f"Rate {text}", "marker_label": f"Start {text}"}
    return figures.lines(series, marker=2019, **labels, **texts)


def _slopes(text: str = "", **texts: Any) -> Figure:
    items = [(f"Area {number} {text}", 20.0 + number, 15.0) for number in range(5)]
    names = {"before": f"First {text}", "after": f"Second {text}", "unit": f"points {text}"}
    return figures.slopes(items, average=(22, 15), **names, **texts)


def _histogram(text: str = "", **texts: Any) -> Figure:
    values = [number * number % 37 for number in range(200)]
    labels: dict[str, Any] = {"x_label": f"Gap {text}", "marker_label": f"Seen {text}"}
    return figures.histogram(values, marker=40, **labels, **texts)


def _roll_out(text: str = "", **texts: Any) -> Figure:
    steps = [[int(period > area) for period in range(8)] for area in range(12)]
    return figures.roll_out(steps, area=f"Area {text}", period=f"Quarter {text}", **texts)


MAKERS = [_icon_arrays, _overlap, _strips, _lines, _slopes, _histogram, _roll_out]
TEXTS: dict[str, Any] = {
    "title": "What it says",
    "subtitle": "What, where, when",
    "sentence": "About 9 fewer.",
}


@pytest.fixture(params=MAKERS, ids=lambda maker: maker.__name__.strip("_"))
def maker(request: pytest.FixtureRequest) -> Maker:
    found: Maker = request.param
    return found


def _tree(figure: Figure) -> ElementTree.Element:
    return ElementTree.fromstring(figure._repr_html_())


def _classed(tree: ElementTree.Element, name: str) -> list[ElementTree.Element]:
    return [element for element in tree.iter() if name in element.get("class", "").split()]


def _words(element: ElementTree.Element | None) -> str:
    assert element is not None
    return " ".join("".join(element.itertext()).split())


def _boxes(svg: ElementTree.Element) -> Iterator[tuple[str, float, float, float, float]]:
    """Each text with the box that it takes in a wide sans serif."""
    for text in svg.iter("text"):
        width = figures._width(text.text or "")
        share = {"start": 0.0, "middle": 0.5, "end": 1.0}[text.get("text-anchor", "start")]
        left, base = float(text.get("x", "nan")) - share * width, float(text.get("y", "nan"))
        yield text.text or "", left, left + width, base - 0.7 * figures.FONT, base


# What every chart owes


def test_shown_as_text_it_is_its_sentence(maker: Maker) -> None:
    assert repr(maker(**TEXTS)) == "About 9 fewer."


def test_figures_cannot_be_changed(maker: Maker) -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        maker(**TEXTS).title = "Other"  # type: ignore[misc]


def test_caption_gives_title_subtitle_and_sentence_in_order(maker: Maker) -> None:
    tree = _tree(maker(**TEXTS))
    assert tree.tag == "figure"
    assert "chart" in tree.get("class", "").split()
    caption = tree.find("figcaption")
    assert caption is not None
    assert [_words(part) for part in caption] == list(TEXTS.values())


def test_subtitle_may_be_left_out(maker: Maker) -> None:
    tree = _tree(maker(title="A title", sentence="A sentence."))
    assert len(list(tree.iterfind("figcaption/p"))) == 2


@pytest.mark.parametrize("name", ["title", "sentence"])
def test_title_and_sentence_are_needed(maker: Maker, name: str) -> None:
    with pytest.raises(ValueError, match=f"^{name} must not be empty"):
        maker(**(TEXTS | {name: " \n"}))


def test_each_drawing_is_an_image_named_by_title_and_description(maker: Maker) -> None:
    drawings = list(_tree(maker(**TEXTS)).iter("svg"))
    assert drawings
    for svg in drawings:
        assert svg.get("role") == "img"
        named = [svg[0].get("id"), svg[1].get("id")]
        assert [svg[0].tag, svg[1].tag] == ["title", "desc"]
        assert svg.get("aria-labelledby", "").split() == named
        assert _words(svg[0]).startswith("What it says")
        assert len(_words(svg[1])) > 20


def test_ids_are_unique_in_a_figure(maker: Maker) -> None:
    ids = [element.get("id") for element in _tree(maker(**TEXTS)).iter() if element.get("id")]
    assert len(ids) == len(set(ids)) > 0


def test_ids_follow_the_content(maker: Maker) -> None:
    one, two = maker(**TEXTS), maker(**(TEXTS | {"title": "Something else"}))
    first, second = (re.findall(r' id="([^"]+)"', figure.svg) for figure in (one, two))
    assert not set(first) & set(second)


def test_the_table_has_caption_and_scopes_and_every_row(maker: Maker) -> None:
    figure = maker(**TEXTS)
    details = _tree(figure).find("details")
    assert details is not None
    assert _words(details.find("summary")) == "Show as table"
    table = details.find(".//table")
    assert table is not None
    assert _words(table.find("caption")) == "What it says"
    heads = table.findall("thead/tr/th")
    assert [(_words(head), head.get("scope")) for head in heads] == [
        (column, "col") for column in figure.columns
    ]
    rows = table.findall("tbody/tr")
    assert [tuple(_words(cell) for cell in row) for row in rows] == list(figure.rows)
    assert all(row[0].tag == "th" and row[0].get("scope") == "row" for row in rows)
    assert all(len(row) == len(figure.columns) for row in figure.rows)
    assert all(cell for row in figure.rows for cell in row)


def test_the_same_input_gives_the_same_bytes(maker: Maker) -> None:
    assert maker(**TEXTS) == maker(**TEXTS)
    assert maker(**TEXTS)._repr_html_() == maker(**TEXTS)._repr_html_()


def test_nothing_that_a_strict_page_would_block(maker: Maker) -> None:
    for element in _tree(maker(**TEXTS)).iter():
        assert element.tag not in {"script", "style", "foreignObject", "image", "use"}
        for name, value in element.attrib.items():
            assert name != "style"
            assert not name.startswith("on")
            assert "url(" not in value and "data:" not in value and "://" not in value


def test_coordinates_have_one_decimal(maker: Maker) -> None:
    for svg in _tree(maker(**TEXTS)).iter("svg"):
        for element in svg.iter():
            for name in set(element.attrib) & {"x", "y", "x1", "y1", "cx", "width", "points"}:
                assert re.fullmatch(r"(-?\d+(\.\d)?[ ,]?)+", element.attrib[name])
                assert "-0 " not in element.attrib[name] + " "


def test_text_is_large_enough_for_the_narrowest_phone(maker: Maker) -> None:
    """A drawing 320 units wide, in 288 pixels beside margins of 16."""
    for svg in _tree(maker(**TEXTS)).iter("svg"):
        width = float(svg.get("viewBox", "").split()[2])
        assert width <= 320
        for text in svg.iter("text"):
            assert float(text.get("font-size", "0")) * 288 / width >= 16


def test_text_stays_in_the_drawing_and_apart(maker: Maker) -> None:
    for svg in _tree(maker(**TEXTS)).iter("svg"):
        _, _, width, height = map(float, svg.get("viewBox", "").split())
        boxes = list(_boxes(svg))
        for place, (text, left, right, top, bottom) in enumerate(boxes):
            assert left >= -2 and right <= width + 2, text
            assert top >= 0 and bottom <= height, text
            for other, left_2, right_2, top_2, bottom_2 in boxes[place + 1 :]:
                beside = min(right, right_2) - max(left, left_2) <= 0
                assert beside or min(bottom, bottom_2) - max(top, top_2) <= 0, (text, other)


def test_hostile_texts_stay_texts(maker: Maker) -> None:
    figure = maker(HOSTILE, title=HOSTILE, subtitle=HOSTILE, sentence=HOSTILE)
    html = figure._repr_html_()
    assert "<script" not in html
    tree = ElementTree.fromstring(html)
    cleaned = "<script>alert(\"1\")</script> & 'more' ]]>"
    assert _words(tree.find("figcaption/p")) == cleaned
    assert html.encode()


def test_colour_is_never_alone(maker: Maker) -> None:
    """Each line style has its own dashes, and each mark its own form."""
    tree = _tree(maker(**TEXTS))
    styles = {}
    for number in (1, 2):
        found = [e for e in _classed(tree, f"line-{number}") if "end" not in e.get("class", "")]
        styles[number] = {element.get("stroke-dasharray") for element in found}
    assert not styles[1] & styles[2]
    assert {e.tag for e in _classed(tree, "mark-off")} <= {"circle"}
    assert "circle" not in {e.tag for e in _classed(tree, "mark-on")}


def test_a_browsers_python_needs_nothing_else() -> None:
    """The three modules that notebooks use import the standard library only."""
    code = (
        "import sys; from evidence_course import data, figures, stats;"
        "names = {name.partition('.')[0] for name in sys.modules};"
        "print(sorted(names - set(sys.stdlib_module_names) - {'evidence_course', '__main__'}))"
    )
    command = [sys.executable, "-S", "-c", code]
    root = figures.__file__.rpartition("evidence_course")[0]
    done = subprocess.run(
        command, capture_output=True, text=True, check=True, env={"PYTHONPATH": root}
    )
    assert done.stdout.strip() == "[]"


# Icon arrays


@given(st.integers(0, 100), st.integers(0, 100))
@settings(unhurried, max_examples=25)
def test_each_array_draws_its_count(one: int, two: int) -> None:
    tree = _tree(figures.icon_arrays([("A", one), ("B", two)], **TEXTS))
    panels = _classed(tree, "chart-panel")
    for panel, count in zip(panels, (one, two), strict=True):
        assert len(_classed(panel, "mark-on")) == count
        assert len(_classed(panel, "mark-off")) == 100 - count
        assert _words(_classed(panel, "chart-panel-count")[0]) == f"{count} in 100 in care"


def test_arrays_start_with_the_event_in_rows_of_ten() -> None:
    tree = _tree(figures.icon_arrays([("A", 13)], **TEXTS))
    marks = _classed(tree, "mark")
    assert [mark.tag for mark in marks] == ["rect"] * 13 + ["circle"] * 87
    assert len({mark.get("y") for mark in marks[:10]}) == 1


def test_counts_are_rounded_for_drawing_and_kept_in_the_table() -> None:
    figure = figures.icon_arrays([("A", 44.8), ("B", 36.5)], **TEXTS)
    counts = [_words(part) for part in _classed(_tree(figure), "chart-panel-count")]
    assert counts == ["about 45 in 100 in care", "about 37 in 100 in care"]
    assert figure.rows == (("A", "44.8", "55.2"), ("B", "36.5", "63.5"))


def test_an_array_of_twenty() -> None:
    tree = _tree(figures.icon_arrays([("A", 3)], of=20, **TEXTS))
    assert len(_classed(tree, "mark")) == 20
    assert "3 in 20 in care" in _words(tree)


@pytest.mark.parametrize(
    ("groups", "of", "name"),
    [
        ([], 100, "groups"),
        ([("A", 1), ("B", 2), ("C", 3)], 100, "groups"),
        ([("A", -1)], 100, "groups"),
        ([("A", 101)], 100, "groups"),
        ([("A", 0.448)], 100, "groups"),
        ([("A", float("nan"))], 100, "groups"),
        ([(" ", 3)], 100, "groups"),
        ([("A", 1)], 1000, "of"),
        ([("A", 0)], 0, "of"),
    ],
)
def test_arrays_that_cannot_be_drawn(groups: list[tuple[str, float]], of: int, name: str) -> None:
    with pytest.raises(ValueError, match=f"^{name} "):
        figures.icon_arrays(groups, of=of, **TEXTS)


# Overlap


@given(st.floats(-4, 4))
@settings(unhurried, max_examples=40)
def test_overlap_shows_the_share_above_the_average(d: float) -> None:
    figure = figures.overlap(d, **TEXTS)
    tree = _tree(figure)
    above = figures._nearest(100 * stats.u3(d))
    assert f"{above} in 100" in _words(tree.find(".//desc"))
    assert len([e for e in tree.iter("polyline") if "line" in e.get("class", "")]) == 2


def test_overlap_table_gives_more_than_one_measure() -> None:
    rows = figures.overlap(0.5, **TEXTS).rows
    assert [value for _, value in rows] == ["0.5", "69.1 in 100", "63.8 in 100", "80.3 in 100"]


@pytest.mark.parametrize("d", [float("inf"), 5.0])
def test_overlap_that_cannot_be_drawn(d: float) -> None:
    with pytest.raises(ValueError, match="^d must"):
        figures.overlap(d, **TEXTS)


# Strips


def _bands_of(tree: ElementTree.Element) -> list[tuple[float, float]]:
    return [
        (float(band.attrib["x"]), float(band.attrib["x"]) + float(band.attrib["width"]))
        for band in _classed(tree, "band")
    ]


def test_a_strip_grows_denser_towards_its_estimate() -> None:
    tree = _tree(figures.interval_strips([("A", Estimate(5, 1, 9, 0.95))], **TEXTS))
    bands = _bands_of(tree)
    assert len(bands) == 4
    for outer, inner in zip(bands, bands[1:], strict=False):
        assert outer[0] < inner[0] < inner[1] < outer[1]
    assert len(_classed(tree, "mark")) == 1


def test_a_ratio_fades_evenly_on_the_log_scale() -> None:
    outer = figures._bands(Estimate(1.0, 0.5, 2.0, 0.95), True)[0]
    assert outer[0] * outer[1] == pytest.approx(1)
    assert outer[0] > 0


def test_strips_say_value_and_interval_with_equal_places() -> None:
    figure = figures.interval_strips([("A", Estimate(1.055, 0.955, 1.166, 0.95))], **TEXTS)
    assert "1.06 points (0.96 to 1.17)" in _words(_tree(figure))
    assert figure.rows[0][-1] == "95 in 100"


@pytest.mark.parametrize(
    ("estimate", "text"),
    [
        (Estimate(0, -7, 7, 0.95), "0 (\N{MINUS SIGN}7 to 7)"),
        (Estimate(5, 1.5, 9, 0.95), "5.0 (1.5 to 9.0)"),
        (Estimate(1500.4, 900, 2100, 0.95), "1500 (900 to 2100)"),
    ],
)
def test_no_more_places_than_the_numbers_need(estimate: Estimate, text: str) -> None:
    assert figures._estimate(estimate, "") == text


@pytest.mark.parametrize(
    ("items", "no_difference"),
    [
        ([], 0.0),
        ([("A", Estimate(1, 2, 3, 0.95))], 0.0),
        ([("A", Estimate(1, 0, float("inf"), 0.95))], 0.0),
        ([("A", Estimate(1, 0, 2, 95))], 0.0),
        ([("A", Estimate(1, 0, 2, 0.95))], 1.0),
        ([("", Estimate(1, 0, 2, 0.95))], 0.0),
    ],
)
def test_strips_that_cannot_be_drawn(
    items: list[tuple[str, Estimate]], no_difference: float
) -> None:
    with pytest.raises(ValueError, match="^items"):
        figures.interval_strips(items, no_difference=no_difference, **TEXTS)


# Lines, slopes, histogram, roll-out


def test_each_line_is_named_beside_its_end() -> None:
    figure = figures.lines(
        [("One", [(1, 1), (2, 5)]), ("Two", [(1, 2), (3, 9)])], x_label="x", y_label="y", **TEXTS
    )
    texts = [text.text for text in _tree(figure).iter("text")]
    assert "One" in texts and "Two" in texts
    assert figure.rows == (("1", "1", "2"), ("2", "5", "no figure"), ("3", "no figure", "9"))


def test_names_of_lines_that_end_together_do_not_overlap() -> None:
    series = [(f"A long name number {n}", [(0, n), (1, 5 + n / 100)]) for n in range(4)]
    figure = figures.lines(series, x_label="x", y_label="y", **TEXTS)
    test_text_stays_in_the_drawing_and_apart(lambda **_: figure)


def test_years_have_no_commas_or_fractions() -> None:
    texts = {text.text or "" for text in _tree(_lines(**TEXTS)).iter("text")}
    assert {"2013", "2025"} <= texts
    assert not {text for text in texts if text.startswith("2,0") or "20" in text and "." in text}


@pytest.mark.parametrize(
    "series",
    [
        [],
        [("A", [(1, 1)])],
        [("A", [(1, 1), (1, 2)])],
        [("A", [(1, 1), (2, float("nan"))])],
        [("A", [(1, 1), (2, 2)])] * 5,
        [("", [(1, 1), (2, 2)])],
    ],
)
def test_lines_that_cannot_be_drawn(series: list[tuple[str, list[tuple[float, float]]]]) -> None:
    with pytest.raises(ValueError, match="^series"):
        figures.lines(series, x_label="x", y_label="y", **TEXTS)


def test_slopes_draw_every_item_and_the_average() -> None:
    items = [(f"F{number}", number + 10.0, 10.0) for number in range(30)]
    tree = _tree(figures.slopes(items, average=(24.5, 10), **TEXTS))
    assert len([e for e in tree.iter("line") if "line-1" in e.get("class", "").split()]) == 30
    texts = [text.text for text in tree.iter("text")]
    assert "Average" in texts and "F0" not in texts
    assert "29 go down, 0 go up" in _words(tree.find(".//desc"))


def test_a_few_slopes_are_named() -> None:
    texts = [text.text for text in _tree(_slopes(**TEXTS)).iter("text")]
    assert {f"Area {number}" for number in range(5)} <= set(texts)


def test_slopes_need_items() -> None:
    with pytest.raises(ValueError, match="^items must not be empty"):
        figures.slopes([], **TEXTS)


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=200), st.integers(1, 60))
@settings(unhurried, max_examples=40)
def test_a_histogram_counts_every_value_once(values: list[float], bins: int) -> None:
    figure = figures.histogram(values, bins=bins, x_label="x", **TEXTS)
    counts = [int(row[1]) for row in figure.rows]
    assert sum(counts) == len(values)
    assert len(counts) == bins
    assert len(_classed(_tree(figure), "mark-on")) == sum(count > 0 for count in counts)


@pytest.mark.parametrize(
    ("values", "bins", "name"),
    [([], 20, "values"), ([float("nan")], 20, "values"), ([1.0], 0, "bins"), ([1.0], 61, "bins")],
)
def test_histograms_that_cannot_be_drawn(values: list[float], bins: int, name: str) -> None:
    with pytest.raises(ValueError, match=f"^{name} must"):
        figures.histogram(values, bins=bins, x_label="x", **TEXTS)


def test_a_roll_out_draws_every_cell() -> None:
    figure = figures.roll_out([[0, 1, 1], [0, 0, 1]], **TEXTS)
    tree = _tree(figure)
    assert len(_classed(tree, "mark-on")) == 3
    assert len(_classed(tree, "mark-off")) == 3
    assert figure.columns == ("Area", "Period 1", "Period 2", "Period 3")
    assert figure.rows[0] == ("Area 1", "not yet", "started", "started")


@pytest.mark.parametrize("steps", [[], [[]], [[0, 1], [1]], [[0, 2]]])
def test_roll_outs_that_cannot_be_drawn(steps: list[list[int]]) -> None:
    with pytest.raises(ValueError, match="^steps must"):
        figures.roll_out(steps, **TEXTS)


# Numbers in words


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
    assert figures._number(value) == text


@given(st.floats(allow_nan=False, allow_infinity=False))
@unhurried
def test_every_number_can_be_shown(value: float) -> None:
    assert figures._number(value)


@given(st.floats(-1e9, 1e9), st.floats(1e-6, 1e9), st.integers(1, 10))
@unhurried
def test_ticks_are_few_and_inside(low: float, span: float, most: int) -> None:
    ticks = figures._ticks(low, low + span, most)
    assert len(ticks) <= most + 1
    slack = 1e-6 * (span + abs(low))
    assert all(low - slack <= tick <= low + span + slack for tick in ticks)


@given(st.text(max_size=80), st.floats(30, 320))
@unhurried
def test_wrapped_lines_fit_and_lose_nothing(text: str, width: float) -> None:
    lines = figures._wrap(text, width)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(figures._width(line) <= width or len(line) == 1 for line in lines)
