"""The frame of a chart: scales, axes and labels, placed so that all of it is 320 units wide."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import altair as alt

from evidence_course.altair_charts._drawn import Chart
from evidence_course.figures import _drawing as draw
from evidence_course.figures._scales import Scale, apart, round_out, round_ticks
from evidence_course.figures._words import FONT, shown, text_width, wrap

Row = dict[str, float | str]
Align = Literal["left", "center", "right"]
HEIGHT = 200.0
# How large a mark is: its area in square units.
SIZE = {"small": 40, "large": 150}


@dataclass(frozen=True)
class Frame:
    """A plot within the 320 units; places in it are counted from its upper left corner."""

    x: Scale
    y: Scale
    x_ticks: dict[float, str]
    labels: tuple[str, str]
    left: float
    right: float
    head: float
    layers: list[alt.Chart] = field(default_factory=list)

    @property
    def width(self) -> float:
        return draw.WIDTH - self.left - self.right

    def place(self, x: float, y: float) -> tuple[float, float]:
        """Units of the drawing, from the plot's upper left corner."""
        return self.x(x), self.y(y)

    def add(self, paint: str, chart: alt.Chart) -> None:
        """One more layer, on top; its name says how it is painted."""
        self.layers.append(chart.properties(name=f"{paint}_{len(self.layers)}"))

    def line(
        self, paint: str, rows: Sequence[Row], interpolate: Literal["linear", "step"] = "linear"
    ) -> None:
        """Lines through rows of ``x`` and ``y``, one for each ``part``."""
        mark = self._base(rows).mark_line(interpolate=interpolate)
        self.add(paint, mark.encode(detail="part:N"))

    def points(self, paint: str, shape: str, rows: Sequence[Row], size: str = "small") -> None:
        """Marks of one shape at rows of ``x`` and ``y``."""
        if rows:
            self.add(paint, self._base(rows).mark_point(shape=shape, size=SIZE[size]))

    def band(self, rows: Sequence[Row]) -> None:
        """A band between ``y`` and ``y2``."""
        if rows:
            self.add("band", self._base(rows).mark_area().encode(y2="y2:Q"))

    def rule(self, paint: str, start: tuple[float, float], end: tuple[float, float]) -> None:
        """A straight line between two places in the plot."""
        (x, y), (x2, y2) = (map(alt.value, place) for place in (start, end))
        rule = alt.Chart({"values": [{}]}).mark_rule()
        self.add(paint, rule.encode(x=x, y=y, x2=x2, y2=y2))

    def text(self, lines: Sequence[str], x: float, top: float, align: Align = "left") -> None:
        """Lines of text; ``x`` and ``top`` count from the plot's upper left corner."""
        for number, line in enumerate(lines):
            words = alt.Chart({"values": [{"text": line}]})
            mark = words.mark_text(align=align, baseline="alphabetic")
            y = top + number * draw.LINE + FONT - 2
            self.add("label", mark.encode(text="text:N", x=alt.value(x), y=alt.value(y)))

    def centred(self, text: str, x: float, top: float) -> None:
        """Lines of text centred on ``x`` as far as they fit into the drawing."""
        lines = wrap(text, draw.WIDTH)
        half = max(map(text_width, lines)) / 2
        low, high = half - self.left, draw.WIDTH - self.left - half
        self.text(lines, min(max(x, low), max(high, low)), top, "center")

    def names(self, ends: Sequence[tuple[str, float]]) -> None:
        """Names beside the right end of the plot, at values or as near as they have room."""
        lines = [wrap(name, self.right - 10) for name, _ in ends]
        heights = [len(each) * draw.LINE for each in lines]
        wanted = [self.y(value) for _, value in ends]
        tops = apart(wanted, heights, -10, HEIGHT + 10)
        for text, at, top in zip(lines, wanted, tops, strict=True):
            middle = top + draw.LINE / 2
            if abs(middle - at) >= 4:
                self.rule("leader", (self.width, at), (self.width + 7, middle))
            self.text(text, self.width + 9, top)

    def chart(self) -> Chart:
        """Everything, with the labels of both axes."""
        title = wrap(self.labels[1], draw.WIDTH)
        self.text(title, -self.left, -self.head - len(title) * draw.LINE - 10)
        self.centred(self.labels[0], self.width / 2, HEIGHT + 10 + draw.LINE)
        below = 18 + draw.LINE * (1 + len(wrap(self.labels[0], draw.WIDTH)))
        above = self.head + len(title) * draw.LINE + 10
        padding = {"left": self.left, "right": self.right, "top": above, "bottom": below}
        size = {"width": self.width, "height": HEIGHT, "autosize": "none"}
        return alt.LayerChart(layer=self.layers).properties(padding=padding, **size)

    def _base(self, rows: Sequence[Row]) -> alt.Chart:
        x = alt.X("x:Q").scale(domain=[self.x.low, self.x.high], nice=False, zero=False)
        y = alt.Y("y:Q").scale(domain=[self.y.low, self.y.high], nice=False, zero=False)
        y_ticks = {tick: shown(tick) for tick in round_ticks(self.y.low, self.y.high, 5)}
        x, y = x.axis(_axis(self.x_ticks)), y.axis(_axis(y_ticks))
        return alt.Chart({"values": list(rows)}).encode(x=x, y=y)


def frame(
    x_range: tuple[float, float],
    values: Sequence[float],
    *,
    x_ticks: dict[float, str] | None = None,
    labels: tuple[str, str],
    right: float,
    head: float = 0.0,
) -> Frame:
    """An empty frame that holds the values, with ``right`` units beside it and ``head`` above.

    ``x_ticks`` are places with their texts; as many of them are kept as have room.
    """
    y_range = round_out(values, 5)
    ticks = round_ticks(*y_range, 5)
    left = max(text_width(shown(tick)) for tick in ticks) + 12
    x = Scale(*x_range, 0.0, draw.WIDTH - left - right)
    given = x_ticks or {tick: shown(tick) for tick in _whole_ticks(x)}
    kept = _with_room(x, given)
    return Frame(x, Scale(*y_range, HEIGHT, 0.0), kept, labels, left, right, head)


def room_for(names: Sequence[str]) -> float:
    """Room to the right of a plot for names, wrapped at words."""
    return min(145.0, max(text_width(word) for name in names for word in name.split()) + 14)


def _whole_ticks(x: Scale) -> list[float]:
    whole = float(x.low).is_integer() and float(x.high).is_integer()
    ticks = round_ticks(x.low, x.high, 5)
    return [tick for tick in ticks if float(tick).is_integer() or not whole]


def _with_room(x: Scale, texts: dict[float, str]) -> dict[float, str]:
    """Every so-manyeth text, so that no two touch."""
    places = sorted(texts)
    widest = max(map(text_width, texts.values())) + 10
    for every in range(1, len(places)):
        kept = places[::every]
        if all(x(b) - x(a) >= widest for a, b in zip(kept, kept[1:], strict=False)):
            return {place: texts[place] for place in kept}
    return {places[0]: texts[places[0]]}


def _axis(ticks: dict[float, str]) -> Any:
    """An axis whose numbers read as in all other charts, years without commas."""
    texts, places = json.dumps(list(ticks.values())), json.dumps(list(ticks))
    expression = f"{texts}[indexof({places}, datum.value)]"
    return alt.Axis(values=list(ticks), labelExpr=expression, title=None)
