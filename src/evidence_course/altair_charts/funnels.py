"""Funnel plots: areas by their size, between limits that narrow as areas grow."""

from __future__ import annotations

from collections.abc import Sequence

from evidence_course.altair_charts._drawn import from_altair
from evidence_course.altair_charts._frame import Frame, Row, frame, room_for
from evidence_course.figures import Figure
from evidence_course.figures import _drawing as draw
from evidence_course.figures._figure import key_of
from evidence_course.figures._scales import span_of
from evidence_course.figures._words import clean, finite, needed, shown, wrap
from evidence_course.stats import Funnel

_SHAPES = {"within": "circle", "above": "triangle-up", "below": "triangle-down"}
_SIGNS = {
    "within": "\N{WHITE CIRCLE}",
    "above": "\N{BLACK UP-POINTING TRIANGLE}",
    "below": "\N{BLACK DOWN-POINTING TRIANGLE}",
}


def funnel_plot(
    funnel: Funnel,
    *,
    title: str,
    sentence: str,
    subtitle: str = "",
    names: Sequence[str],
    sizes: Sequence[float],
    x_label: str,
    y_label: str,
    factor: float = 1.0,
    own: str = "",
) -> Figure:
    """A funnel plot with the areas outside their limits marked by shape, and one area lit.

    ``funnel`` comes from ``stats.funnel_proportions`` or ``stats.funnel_rates``; ``names`` and
    ``sizes`` are those of its areas; ``factor`` is 100 for shares that are shown in 100. ``own``
    is the name of the area to be lit: larger, filled and named.
    Raises ValueError if there are not as many names and sizes as areas, a size is not above 0,
    ``factor`` is not above 0, or ``own`` is no area.
    """
    areas = [needed("names", name) for name in names]
    _check(funnel, areas, sizes, factor, clean(own))
    labels = needed("x_label", x_label), needed("y_label", y_label)
    own, states = clean(own), _states(funnel)
    at = areas.index(own) if own else None
    found = {state: states.count(state) for state in _SHAPES}
    return from_altair(
        _draw(funnel, sizes, factor, labels, states, (at, own)).chart(),
        title=title,
        subtitle=subtitle,
        sentence=sentence,
        description=_words(funnel, factor, found, "" if at is None else f"{own}: {states[at]}"),
        columns=("Area", *labels, "Lower limit", "Upper limit", "Against its limits"),
        rows=_rows(funnel, areas, sizes, factor, states),
        kind="funnel-plot",
        key=key_of([(_SIGNS[state], f"{n} {_where(state)}") for state, n in found.items()]),
    )


def _check(
    funnel: Funnel, areas: Sequence[str], sizes: Sequence[float], factor: float, own: str
) -> None:
    for name, given in (("names", areas), ("sizes", sizes)):
        if len(given) != len(funnel.values):
            raise ValueError(f"{name} must hold all {len(funnel.values)} areas, not {len(given)}")
    finite("sizes", sizes)
    finite("factor", [factor])
    for name, number in (("sizes", min(sizes)), ("factor", factor)):
        if number <= 0:
            raise ValueError(f"{name} must be above 0, not {number!r}")
    if own and own not in areas:
        raise ValueError(f"own must be one of the areas' names, not {own!r}")


def _states(funnel: Funnel) -> list[str]:
    pairs = zip(funnel.values, funnel.limits, strict=True)
    return [
        "above" if value > limits.high else "below" if value < limits.low else "within"
        for value, limits in pairs
    ]


def _where(state: str) -> str:
    return "within the limits" if state == "within" else f"{state} the limits"


def _draw(
    funnel: Funnel,
    sizes: Sequence[float],
    factor: float,
    labels: tuple[str, str],
    states: Sequence[str],
    own: tuple[int | None, str],
) -> Frame:
    limits = [end for each in funnel.limits for end in (each.low, each.high)]
    at, name = own
    drawn = frame(
        span_of([0.0, max(sizes) * 1.03]),
        [factor * value for value in (*funnel.values, *limits)],
        labels=labels,
        right=room_for(["average", "limit"]),
        head=len(wrap(name, draw.WIDTH)) * draw.LINE + 6 if name else 0.0,
    )
    order = sorted(range(len(sizes)), key=lambda area: sizes[area])
    for end in ("high", "low"):
        ends = [factor * float(getattr(funnel.limits[area], end)) for area in order]
        drawn.line("guide", [{"x": sizes[i], "y": y} for i, y in zip(order, ends, strict=True)])
    target = factor * funnel.target
    drawn.line("line_4", [{"x": x, "y": target} for x in (0.0, max(sizes))])
    for state, shape in _SHAPES.items():
        places = [area for area, each in enumerate(states) if each == state and area != at]
        rows: list[Row] = [{"x": sizes[i], "y": factor * funnel.values[i]} for i in places]
        drawn.points("mark_off" if state == "within" else "mark_on", shape, rows)
    largest = order[-1]
    ends_at = [funnel.limits[largest].high, funnel.target, funnel.limits[largest].low]
    words = zip(("limit", "average", "limit"), ends_at, strict=True)
    drawn.names([(word, factor * value) for word, value in words])
    if at is not None:
        _light(drawn, name, (sizes[at], factor * funnel.values[at]), _SHAPES[states[at]])
    return drawn


def _light(drawn: Frame, name: str, place: tuple[float, float], shape: str) -> None:
    """One area, larger than the others, with its name above the plot."""
    x, y = drawn.place(*place)
    drawn.rule("leader", (x, -4), (x, y))
    drawn.centred(name, x, -drawn.head - 4)
    drawn.points("mark_on", shape, [{"x": place[0], "y": place[1]}], "large")


def _words(funnel: Funnel, factor: float, found: dict[str, int], own: str) -> str:
    counts = ", ".join(f"{number} {_where(state)}" for state, number in found.items())
    lit = f" {own} the limits." if own else ""
    return (
        f"Funnel plot of {len(funnel.values)} areas about {shown(factor * funnel.target)}: "
        f"{counts}.{lit}"
    )


def _rows(
    funnel: Funnel,
    areas: Sequence[str],
    sizes: Sequence[float],
    factor: float,
    states: Sequence[str],
) -> list[list[str]]:
    return [
        [area, shown(size), *(shown(factor * n) for n in (value, limits.low, limits.high)), state]
        for area, size, value, limits, state in zip(
            areas, sizes, funnel.values, funnel.limits, states, strict=True
        )
    ]
