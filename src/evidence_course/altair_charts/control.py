"""Control charts: points over time between limits, with signals marked by their shape."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from evidence_course import stats
from evidence_course.altair_charts._drawn import from_altair
from evidence_course.altair_charts._frame import Frame, Row, frame, room_for
from evidence_course.figures import Figure
from evidence_course.figures._figure import key_of
from evidence_course.figures._words import finite, needed, shown
from evidence_course.stats import ControlChart, Signal

_SHAPES = {"high": "triangle-up", "low": "triangle-down", "either": "diamond"}
_SIGNS = {
    "high": "\N{BLACK UP-POINTING TRIANGLE}",
    "low": "\N{BLACK DOWN-POINTING TRIANGLE}",
    "either": "\N{BLACK DIAMOND}",
}
_MEANINGS = {"high": "signal: high", "low": "signal: low", "either": "signal: a pattern"}


def control_chart(
    chart: ControlChart,
    *,
    title: str,
    sentence: str,
    subtitle: str = "",
    periods: Sequence[str],
    x_label: str,
    y_label: str,
    factor: float = 1.0,
    rules: str = "nhs",
) -> Figure:
    """A control chart (XmR, p, u or c) with its average, its limits and its signals.

    ``chart`` comes from ``stats.individuals_chart``, ``stats.p_chart`` or their like; ``periods``
    names its points; ``factor`` is 100 for shares that are shown in 100. ``rules`` is the set of
    ``stats.special_causes``: "nhs", "western electric" or "nelson". A signal is a triangle, or a
    diamond if it has no direction; other points are small circles.
    Raises ValueError if there are not as many periods as points, a factor is not above 0, or the
    rules are unknown.
    """
    names = [needed("periods", period) for period in periods]
    if len(names) != len(chart.values):
        raise ValueError(f"periods must name all {len(chart.values)} points, not {len(names)}")
    finite("factor", [factor])
    if factor <= 0:
        raise ValueError(f"factor must be above 0, not {factor!r}")
    chart = _times(chart, factor)
    signals = stats.special_causes(chart, rules)
    labels = needed("x_label", x_label), needed("y_label", y_label)
    states = _states(signals, len(names))
    return from_altair(
        _draw(chart, dict(enumerate(names)), labels, states).chart(),
        title=title,
        subtitle=subtitle,
        sentence=sentence,
        description=_words(chart, signals),
        columns=(*labels, "Average", "Lower limit", "Upper limit", "Signal"),
        rows=_rows(chart, names, signals),
        kind="control-chart",
        key=key_of(_key(states)),
    )


def _times(chart: ControlChart, factor: float) -> ControlChart:
    """The same chart in another unit."""
    rows = {
        name: tuple(factor * number for number in getattr(chart, name))
        for name in ("values", "centre", "lower", "upper", "sigma")
    }
    return replace(chart, **rows)


def _states(signals: Sequence[Signal], points: int) -> list[str]:
    """What each point is: "high", "low", "either" or nothing; a direction comes first."""
    states = [""] * points
    for signal in sorted(signals, key=lambda each: each.direction != "either"):
        for point in signal.points:
            states[point] = signal.direction
    return states


def _draw(
    chart: ControlChart,
    names: dict[int, str],
    labels: tuple[str, str],
    states: Sequence[str],
) -> Frame:
    every = [*chart.values, *chart.lower, *chart.upper]
    drawn = frame(
        (-0.5, len(names) - 0.5),
        every,
        x_ticks={float(place): name for place, name in names.items()},
        labels=labels,
        right=room_for(["average"]),
    )
    ends = []
    parts = _parts(chart)
    for name, paint, row in (
        ("limit", "guide", chart.upper),
        ("average", "line_4", chart.centre),
        ("limit", "guide", chart.lower),
    ):
        drawn.line(paint, _line(row, parts), "step")
        ends.append((name, row[-1]))
    drawn.line("line_1", _line(chart.values, ["all"] * len(names)))
    for state in ("", *_SHAPES):
        rows: list[Row] = [
            {"x": place, "y": chart.values[place]}
            for place, each in enumerate(states)
            if each == state
        ]
        large = "large" if state else "small"
        drawn.points("mark_on", _SHAPES.get(state, "circle"), rows, large)
    drawn.names(ends)
    return drawn


def _parts(chart: ControlChart) -> list[str]:
    """To which set of limits each point belongs."""
    edges = (*chart.starts, len(chart.values))
    return [f"from {start}" for start, end in pairwise(edges) for _ in range(start, end)]


def _line(values: Sequence[float], parts: Sequence[str]) -> list[Row]:
    return [
        {"x": place, "y": value, "part": part}
        for place, (value, part) in enumerate(zip(values, parts, strict=True))
    ]


def _key(states: Sequence[str]) -> list[tuple[str, str]]:
    found = [(_SIGNS[state], _MEANINGS[state]) for state in _SHAPES if state in states]
    return [("\N{BLACK CIRCLE}", "no signal"), *found]


def _words(chart: ControlChart, signals: Sequence[Signal]) -> str:
    last = [shown(row[-1]) for row in (chart.centre, chart.lower, chart.upper)]
    told = [signal.why for signal in signals] or ["There is no signal."]
    return (
        f"Control chart of {len(chart.values)} points. At its end the average is {last[0]}, "
        f"the limits are {last[1]} and {last[2]}. {' '.join(told)}"
    )


def _rows(chart: ControlChart, names: Sequence[str], signals: Sequence[Signal]) -> list[list[str]]:
    figures = zip(names, chart.values, chart.centre, chart.lower, chart.upper, strict=True)
    rows = []
    for place, (name, *numbers) in enumerate(figures):
        found = [signal.rule for signal in signals if place in signal.points]
        told = ", ".join(dict.fromkeys(found)) or "none"
        rows.append([name, *map(shown, numbers), told])
    return rows
