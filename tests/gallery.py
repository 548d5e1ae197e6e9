"""One chart of every form, as the tests draw them, and the page that shows them all."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

from evidence_course import altair_charts, figures, stats
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


def trend(text: str = "", **texts: Any) -> Figure:
    years = range(2013, 2026)
    series = [
        (f"{name} {text}", [(year, start + gain * (year - 2013) % 7) for year in years])
        for name, start, gain in (("Our council", 520, 5), ("England", 548, 3))
    ]
    labels: dict[str, Any] = {"x_label": f"Year to March {text}", "y_label": f"Rate {text}"}
    labels |= {"marker_label": f"New form {text}", "band_label": f"half of all councils {text}"}
    band = [(year, 530.0, 560.0 + year % 3) for year in years]
    return altair_charts.trend(series, band=band, marker=2019, **labels, **texts)


def xmr(text: str = "", **texts: Any) -> Figure:
    values = [21, 22, 20, 21.5, 23, 22, 21, 20.5, 22, 21, 30, 22, 24, 25, 24, 26, 25, 24.5, 25, 26]
    return altair_charts.control_chart(
        stats.individuals_chart(values, baseline=10),
        periods=[f"{month} {text}" for month in "JFMAMJJASONDJFMAMJJA"],
        x_label=f"Month {text}",
        y_label=f"Days {text}",
        **texts,
    )


def p_chart(text: str = "", **texts: Any) -> Figure:
    events = [21, 25, 19, 30, 24, 22, 26, 18, 27, 23, 5, 22]
    chart = stats.p_chart(events, [100, 120, 95, 130, 110, 105, 115, 90, 125, 108, 112, 100])
    return altair_charts.control_chart(
        chart,
        periods=[f"{2021 + place // 4} Q{place % 4 + 1} {text}" for place in range(12)],
        x_label=f"Quarter {text}",
        y_label=f"Re-referrals in 100 {text}",
        factor=100,
        **texts,
    )


def funnel(text: str = "", **texts: Any) -> Figure:
    sizes = [80 + 37 * place % 900 for place in range(40)]
    events = [round(size * (0.15 + 0.02 * (place % 7))) for place, size in enumerate(sizes)]
    names = [f"Council {place + 1} {text}".strip() for place in range(40)]
    return altair_charts.funnel_plot(
        stats.funnel_proportions(events, sizes, level=0.95),
        names=names,
        sizes=sizes,
        factor=100,
        own=names[6],
        x_label=f"Referrals {text}",
        y_label=f"Re-referrals in 100 {text}",
        **texts,
    )


# Each takes a third of a second to draw, and many tests look at it.
BY_ALTAIR: tuple[Maker, ...] = tuple(map(cache, (trend, xmr, p_chart, funnel)))
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
    *BY_ALTAIR,
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
