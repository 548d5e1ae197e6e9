"""Trends: lines over time, named at their ends, with a band where a measure usually lies."""

from __future__ import annotations

from collections.abc import Sequence

from evidence_course.altair_charts._drawn import from_altair
from evidence_course.altair_charts._frame import Frame, frame, room_for
from evidence_course.figures import Figure
from evidence_course.figures import _drawing as draw
from evidence_course.figures._figure import key_of
from evidence_course.figures._scales import span_of
from evidence_course.figures._words import clean, finite, needed, optional, shown, wrap

_SHAPES = ("circle", "square", "triangle-up", "diamond")

Points = Sequence[tuple[float, float]]
Band = Sequence[tuple[float, float, float]]


def trend(
    series: Sequence[tuple[str, Points]],
    *,
    title: str,
    sentence: str,
    subtitle: str = "",
    x_label: str,
    y_label: str,
    band: Band = (),
    band_label: str = "",
    marker: float | None = None,
    marker_label: str = "",
) -> Figure:
    """Up to four lines over time, named at their ends, on one scale.

    ``band`` holds times with the low and the high end of a band, which ``band_label`` explains;
    ``marker`` is an upright line at a time, with ``marker_label`` above it.
    Raises ValueError if there is no line, more than four, a line of fewer than two points, a band
    whose low end lies above its high end, or a band without its label.
    """
    named = [(needed("series", name), sorted(points)) for name, points in series]
    _check(named, band)
    labels = needed("x_label", x_label), needed("y_label", y_label)
    explained = needed("band_label", band_label) if band else ""
    drawn = _framed(named, band, marker, clean(marker_label), labels)
    drawn.band([{"x": x, "y": low, "y2": high} for x, low, high in sorted(band)])
    for style, (_, points) in enumerate(named, start=1):
        drawn.line(f"line_{style}", [{"x": x, "y": y} for x, y in points])
        x, y = points[-1]
        drawn.points(f"line_{style}_end", _SHAPES[style - 1], [{"x": x, "y": y}])
    drawn.names([(name, points[-1][1]) for name, points in named])
    columns, rows = _table(named, band, labels[0], explained)
    return from_altair(
        drawn.chart(),
        title=title,
        subtitle=subtitle,
        sentence=sentence,
        description=_words(named, labels[0], explained),
        columns=columns,
        rows=rows,
        kind="trend",
        key=key_of([("\N{DARK SHADE}", explained)]) if band else None,
    )


def _check(named: Sequence[tuple[str, Points]], band: Band) -> None:
    if not 1 <= len(named) <= 4:
        raise ValueError(f"series must hold one to four lines, not {len(named)}")
    for name, points in named:
        finite("series", (value for point in points for value in point))
        if len({x for x, _ in points}) < max(2, len(points)):
            raise ValueError(f"series: {name!r} must hold two points or more, one at a time")
    finite("band", (value for ends in band for value in ends))
    if any(low > high for _, low, high in band) or len(band) == 1:
        raise ValueError("band must hold two times or more, each with a low and a high end")


def _framed(
    named: Sequence[tuple[str, Points]],
    band: Band,
    marker: float | None,
    marker_label: str,
    labels: tuple[str, str],
) -> Frame:
    xs = {x for _, points in named for x, _ in points} | {x for x, _, _ in band}
    ys = [y for _, points in named for _, y in points] + [y for ends in band for y in ends[1:]]
    head = len(wrap(marker_label, draw.WIDTH)) * draw.LINE + 8 if marker is not None else 0.0
    drawn = frame(
        span_of(sorted(xs | optional("marker", marker))),
        ys,
        labels=labels,
        right=room_for([name for name, _ in named]),
        head=head,
    )
    if marker is not None:
        at = drawn.x(marker)
        drawn.rule("guide", (at, -4), (at, drawn.y.start))
        if marker_label:
            drawn.centred(marker_label, at, -head)
    return drawn


def _words(named: Sequence[tuple[str, Points]], x_label: str, explained: str) -> str:
    parts = [
        f"{name}: {shown(points[0][1])} at {x_label} {shown(points[0][0])}, "
        f"{shown(points[-1][1])} at {shown(points[-1][0])}."
        for name, points in named
    ]
    return " ".join(["Line chart.", *parts, *([f"A band shows {explained}."] if explained else [])])


def _table(
    named: Sequence[tuple[str, Points]], band: Band, x_label: str, explained: str
) -> tuple[list[str], list[list[str]]]:
    """Every figure that is drawn: a row for each time."""
    columns = {name: {x: shown(y) for x, y in points} for name, points in named}
    if band:
        columns[explained] = {x: f"{shown(low)} to {shown(high)}" for x, low, high in band}
    times = sorted({x for column in columns.values() for x in column})
    rows = [[shown(x), *(column.get(x, "no figure") for column in columns.values())] for x in times]
    return [x_label, *columns], rows
