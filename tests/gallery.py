"""One chart of every form, as the tests draw them, and the page that shows them all."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from evidence_course import figures, stats
from evidence_course.figures import Figure, Outcome
from evidence_course.figures.forests import STEPS
from evidence_course.stats import Estimate

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


def spread(text: str = "", **texts: Any) -> Figure:
    groups = (f"Waiting list {text}", f"Parenting group {text}")
    return figures.overlap(-0.6, groups=groups, spread=True, **texts)


def dotplot(text: str = "", **texts: Any) -> Figure:
    labels: dict[str, Any] = {"x_label": f"Points {text}", "marker_label": f"no change {text}"}
    return figures.quantile_dotplot(Estimate(-8.6, -15.7, 1.5, 0.95), marker=0, **labels, **texts)


def draws(text: str = "", **texts: Any) -> Figure:
    values = [round(9 + 0.4 * (place * place % 23 - 11), 2) for place in range(50)]
    return figures.quantile_dotplot(values, dots=50, x_label=f"Gap in 100 {text}", **texts)


def multiples(text: str = "", **texts: Any) -> Figure:
    care, days = Estimate(-8.6, -15.7, -1.5, 0.95), Estimate(-28, -45, -11, 0.95)
    outcomes = [
        Outcome(
            f"In care {text}",
            "lower",
            care,
            groups=((f"Usual help {text}", 44.8), (f"Meeting {text}", 36.2)),
            event=f"in care {text}",
            other=f"not in care {text}",
        ),
        Outcome(f"Days in court {text}", "lower", days, unit=f"days {text}"),
        Outcome(
            f"Living with family {text}",
            "higher",
            Estimate(1.06, 0.95, 1.18, 0.95),
            unit=f"risk ratio {text}",
            no_difference=1,
        ),
    ]
    return figures.small_multiples(outcomes, **texts)


RATIOS = [
    ("First trial", Estimate(1.61, 0.8, 3.3, 0.95)),
    ("A second and larger trial", Estimate(1.2, 0.9, 1.6, 0.95)),
    ("Third", Estimate(2.9, 1.1, 7.6, 0.95)),
    ("Fourth", Estimate(0.85, 0.5, 1.45, 0.95)),
]


def _forest(step: str) -> Maker:
    def made(text: str = "", **texts: Any) -> Figure:
        studies = [(f"{name} {text}", estimate) for name, estimate in RATIOS]
        sides = (f"fewer offences {text}", f"more offences {text}")
        return figures.forest_plot(
            studies, step=step, no_difference=1, unit=f"odds ratio {text}", sides=sides, **texts
        )

    made.__name__ = "forest_" + step.replace(" ", "_")
    return made


def forest_of_differences(text: str = "", **texts: Any) -> Figure:
    studies = [(f"Trial {n} {text}", Estimate(n - 4, n - 9, n + 1, 0.95)) for n in range(3)]
    return figures.forest_plot(studies, unit=f"points {text}", **texts)


def tree(text: str = "", **texts: Any) -> Figure:
    return figures.frequency_tree(
        stats.natural_frequencies(0.02, 0.8, 0.9, of=1000),
        people=f"families {text}",
        have=f"with serious harm {text}",
        have_not=f"without {text}",
        **texts,
    )


MAKERS: tuple[Maker, ...] = (
    icon_arrays,
    overlap,
    spread,
    strips,
    dotplot,
    draws,
    multiples,
    *map(_forest, STEPS),
    forest_of_differences,
    tree,
    lines,
    slopes,
    histogram,
    roll_out,
)


def page(drawn: Iterable[Figure]) -> str:
    """A page of the course's theme that shows these charts; ``course.css`` lies beside it."""
    parts = "".join(figure._repr_html_() for figure in drawn)
    return (
        '<!DOCTYPE html><html lang="en-GB"><head><meta charset="utf-8"><title>Charts</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta http-equiv="Content-Security-Policy" content="default-src \'self\'">'
        '<link rel="stylesheet" href="course.css"></head><body><div class="frame">'
        '<nav class="site-nav" aria-label="Course"><a href="index.html">Home</a></nav>'
        f'<div class="column"><main><h1>Charts</h1>{parts}</main></div></div></body></html>'
    )
