"""Trends, control charts and funnels: what is taken over from Altair, and what is refused."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import altair as alt
import pytest
from drawn import classed, tree_of, words_of

from evidence_course import altair_charts, stats
from evidence_course.figures import Figure
from tests.gallery import TEXTS, funnel, p_chart, trend, xmr

SOURCE = Path(altair_charts.__file__).parents[2]
TABLE: dict[str, Any] = {
    "description": "One line.",
    "columns": ("x", "y"),
    "rows": [("1", "2"), ("3", "4")],
}


def line(name: str = "line_1", width: int = 200, **mark: Any) -> alt.Chart:
    rows = [{"x": 1, "y": 2, "kind": "a"}, {"x": 3, "y": 4, "kind": "a"}]
    chart = alt.Chart({"values": rows}).mark_line(**mark).encode(x="x:Q", y="y:Q")
    return chart.properties(name=name, width=width, height=100)


def drawn(chart: alt.Chart | alt.LayerChart, **options: Any) -> Figure:
    return altair_charts.from_altair(chart, **(TEXTS | TABLE | options))


# Any chart


def test_a_chart_is_drawn_anew_in_the_courses_own_terms() -> None:
    figure = drawn(line())
    html = figure._repr_html_()
    for left_out in (
        "style",
        "aria-label=",
        "aria-roledescription",
        "clip",
        "font-family",
        "<rect",
    ):
        assert left_out not in figure.svg, left_out
    assert "url(" not in html and "#4c78a8" not in html
    tree = tree_of(figure)
    assert [e.tag for e in classed(tree, "line-1")] == ["path"]
    assert words_of(tree.find(".//desc")) == "One line."
    assert {e.get("fill") for e in tree.iter("text")} == {"currentColor"}
    assert (figure.title, repr(figure)) == (TEXTS["title"], TEXTS["sentence"])


def test_drawing_twice_gives_the_same_bytes() -> None:
    for made in (trend, funnel):
        assert made(**TEXTS) == made(**TEXTS)


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({"title": " "}, "title must not be empty"),
        ({"sentence": ""}, "sentence must not be empty"),
        ({"description": "\n"}, "description must not be empty"),
        ({"columns": ()}, "columns must not be empty"),
        ({"rows": ()}, "rows must not be empty"),
        ({"rows": [("1",)]}, "rows must have 2 cells"),
        ({"rows": [("1", "")]}, "rows must not be empty"),
    ],
)
def test_title_description_and_table_are_needed(options: dict[str, Any], reason: str) -> None:
    with pytest.raises(ValueError, match=f"^{reason}"):
        drawn(line(), **options)


def legend() -> alt.Chart:
    return line(width=100).encode(color="kind:N")


@pytest.mark.parametrize(
    ("chart", "reason"),
    [
        (lambda: line(name="rates"), "chart: a layer must be named one of line_1.*not 'rates'"),
        (lambda: line(width=400), "chart must be at most 320 units wide, not 4"),
        (legend, "chart has a legend"),
        (lambda: line(name="label").mark_text(fontSize=11, text="a"), "chart: text must be of 18"),
    ],
)
def test_charts_that_readers_could_not_use_are_refused(
    chart: Callable[[], alt.Chart], reason: str
) -> None:
    with pytest.raises(ValueError, match=f"^{reason}"):
        drawn(chart())


def test_no_address_is_asked_for_data() -> None:
    chart = alt.Chart("https://example.org/data.csv").mark_line().encode(x="x:Q", y="y:Q")
    with pytest.raises(ValueError, match=r"not allowed|Access denied|External data url"):
        drawn(chart.properties(name="line_1", width=100))


def test_without_altair_it_says_what_to_install() -> None:
    code = f"import sys; sys.path.insert(0, {str(SOURCE)!r}); import evidence_course.altair_charts"
    done = subprocess.run([sys.executable, "-I", "-S", "-c", code], capture_output=True, text=True)
    assert done.returncode == 1
    assert "ImportError: evidence_course.altair_charts needs altair" in done.stderr
    assert "pip install altair vl-convert-python" in done.stderr


# The three forms


def test_signals_are_marked_by_shape_and_told() -> None:
    figure = xmr(**TEXTS)
    told = {row[0]: row[-1] for row in p_chart(**TEXTS).rows}
    assert [period for period, rule in told.items() if rule != "none"] == ["2023 Q3"]
    shapes = {mark.get("d") for mark in classed(tree_of(figure), "mark-on")}
    assert len(shapes) == 2, "circles and triangles"
    signals = sum(row[-1] != "none" for row in figure.rows)
    large = [m for m in classed(tree_of(figure), "mark-on") if "A" not in m.attrib["d"].upper()]
    assert len(large) == signals > 1
    assert "signal: high" in words_of(classed(tree_of(figure), "chart-key")[0])
    assert "signal: low" not in words_of(classed(tree_of(figure), "chart-key")[0])
    assert "Point 11 (30) lies above" in words_of(tree_of(figure).find(".//desc"))
    assert "Point 11 (4.46" in words_of(tree_of(p_chart(**TEXTS)).find(".//desc")), "in 100"


def test_a_control_chart_gives_limits_in_the_unit_that_is_shown() -> None:
    events, sizes = [21, 25, 19], [100, 120, 95]
    chart = stats.p_chart(events, sizes)
    figure = altair_charts.control_chart(
        chart, periods=["A", "B", "C"], x_label="Month", y_label="In 100", factor=100, **TEXTS
    )
    assert figure.rows[0][:2] == ("A", "21")
    for row, centre, lower, upper in zip(
        figure.rows, chart.centre, chart.lower, chart.upper, strict=True
    ):
        expected = [100 * centre, 100 * lower, 100 * upper]
        assert [float(cell) for cell in row[2:5]] == pytest.approx(expected, rel=0.01)


def test_new_limits_break_the_lines_of_the_old() -> None:
    values = [20, 22, 21, 23, 20, 30, 32, 31, 33, 30]
    chart = stats.rebased(values, [5], stats.individuals_chart)
    figure = altair_charts.control_chart(
        chart, periods=list("ABCDEFGHIJ"), x_label="Month", y_label="Days", **TEXTS
    )
    assert len(classed(tree_of(figure), "line-4")) == 2
    assert len(classed(tree_of(figure), "line-1")) == 1


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({"periods": ["A"]}, "periods must name all 3"),
        ({"periods": ["A", "B", ""]}, "periods must not be empty"),
        ({"factor": 0}, "factor must be above 0"),
        ({"rules": "mine"}, "rules must be one of"),
        ({"y_label": ""}, "y_label must not be empty"),
    ],
)
def test_control_charts_that_cannot_be_drawn(options: dict[str, Any], reason: str) -> None:
    known = {"periods": ["A", "B", "C"], "x_label": "Month", "y_label": "Days", **TEXTS}
    with pytest.raises(ValueError, match=f"^{reason}"):
        altair_charts.control_chart(stats.individuals_chart([1, 2, 3]), **(known | options))


def test_a_funnel_shows_every_area_once_and_lights_one() -> None:
    figure = funnel(**TEXTS)
    tree = tree_of(figure)
    marks = classed(tree, "mark")
    assert len(marks) == len(figure.rows) == 40
    states = [row[-1] for row in figure.rows]
    assert len(classed(tree, "mark-off")) == states.count("within") == 24
    assert "Council 7" in [text.text for text in tree.iter("text")]
    assert "Council 7: above the limits" in words_of(tree.find(".//desc"))
    assert len({mark.get("d") for mark in marks}) == 4, "three forms, and the large one"


FUNNEL = stats.funnel_proportions([5, 30], [50, 100])


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({"names": ["A"]}, "names must hold all 2"),
        ({"sizes": [1]}, "sizes must hold all 2"),
        ({"sizes": [0, 1]}, "sizes must be above 0"),
        ({"sizes": [float("nan"), 1]}, "sizes must hold finite"),
        ({"factor": -1}, "factor must be above 0"),
        ({"own": "C"}, "own must be one of"),
    ],
)
def test_funnels_that_cannot_be_drawn(options: dict[str, Any], reason: str) -> None:
    known = {"names": ["A", "B"], "sizes": [50, 100], "x_label": "x", "y_label": "y", **TEXTS}
    with pytest.raises(ValueError, match=f"^{reason}"):
        altair_charts.funnel_plot(replace(FUNNEL), **(known | options))


def test_a_trend_names_its_lines_and_explains_its_band() -> None:
    figure = trend(**TEXTS)
    tree = tree_of(figure)
    assert {"England", "New form"} <= {text.text for text in tree.iter("text")}
    dashes = {e.get("stroke-dasharray") for e in tree.iter("path") if e.get("class") in LINES}
    assert len(dashes) == 2
    assert len(classed(tree, "band")) == 1
    assert "half of all councils" in words_of(classed(tree, "chart-key")[0])
    assert figure.columns == ("Year to March", "Our council", "England", "half of all councils")
    assert figure.rows[0] == ("2013", "520", "548", "530 to 560")


LINES = ("line-1", "line-2")


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({"series": []}, "series must hold one to four"),
        ({"series": [("A", [(1, 2)])]}, "series: 'A' must hold two points"),
        ({"series": [("A", [(1, 2), (1, 3)])]}, "series: 'A' must hold two points"),
        ({"series": [("", [(1, 2), (2, 3)])]}, "series must not be empty"),
        ({"band": [(1, 3, 2), (2, 1, 2)], "band_label": "b"}, "band must hold two times"),
        ({"band": [(1, 1, 2), (2, 1, 2)]}, "band_label must not be empty"),
        ({"marker": float("inf")}, "marker must hold finite"),
    ],
)
def test_trends_that_cannot_be_drawn(options: dict[str, Any], reason: str) -> None:
    known: dict[str, Any] = {"series": [("A", [(1, 2), (2, 3)])], "x_label": "x", "y_label": "y"}
    with pytest.raises(ValueError, match=f"^{reason}"):
        altair_charts.trend(**(known | TEXTS | options))
