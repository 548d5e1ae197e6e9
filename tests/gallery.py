"""One chart of every form, as the tests draw them, and the page that shows them all."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from evidence_course import figures, stats
from evidence_course.figures import Figure

Maker = Callable[..., Figure]

TEXTS: dict[str, Any] = {
    "title": "What it says",
    "subtitle": "What, where, when",
    "sentence": "About 9 fewer.",
}


def icon_arrays(text: str = "", **texts: Any) -> Figure:
    groups = [(f"Usual help {text}", 44.8), (f"Meeting {text}", 36.2)]
    return figures.icon_arrays(groups, event=f"in care {text}", **texts)


def overlap(text: str = "", **texts: Any) -> Figure:
    return figures.overlap(0.36, groups=(f"Without {text}", f"With {text}"), **texts)


def strips(text: str = "", **texts: Any) -> Figure:
    items = [
        (f"Small trial {text}", stats.risk_difference(8, 42, 17, 35).times(100)),
        (f"Large trial {text}", stats.risk_difference(80, 420, 170, 350).times(100)),
    ]
    return figures.interval_strips(items, unit=f"points {text}", **texts)


def lines(text: str = "", **texts: Any) -> Figure:
    series = [
        (f"{name} {text}", [(year, 500 + gain * (year - 2013)) for year in range(2013, 2026)])
        for name, gain in (("Took part", 4.5), ("Comparison areas", 3.0))
    ]
    labels = {"x_label": f"Year {text}", "y_label": f"Rate {text}", "marker_label": f"Start {text}"}
    return figures.lines(series, marker=2019, **labels, **texts)


def slopes(text: str = "", **texts: Any) -> Figure:
    items = [(f"Area {number} {text}", 20.0 + number, 15.0) for number in range(5)]
    names = {"before": f"First {text}", "after": f"Second {text}", "unit": f"points {text}"}
    return figures.slopes(items, average=(22, 15), **names, **texts)


def histogram(text: str = "", **texts: Any) -> Figure:
    values = [number * number % 37 for number in range(200)]
    labels: dict[str, Any] = {"x_label": f"Gap {text}", "marker_label": f"Seen {text}"}
    return figures.histogram(values, marker=40, **labels, **texts)


def roll_out(text: str = "", **texts: Any) -> Figure:
    steps = [[int(period > area) for period in range(8)] for area in range(12)]
    return figures.roll_out(steps, area=f"Area {text}", period=f"Quarter {text}", **texts)


MAKERS: tuple[Maker, ...] = (icon_arrays, overlap, strips, lines, slopes, histogram, roll_out)
