"""Named rules for special causes on a control chart: which points are a signal, and why.

A signal says that something other than the usual ups and downs was at work; it does not say
what, nor whether it was good. ``special_causes`` applies a whole set: "nhs" (NHS England, Making
Data Count), "western electric" (Statistical Quality Control Handbook, 1956) or "nelson" (Nelson
1984, Journal of Quality Technology 16:237-239). More rules find more, and cry wolf more often.
Positions count from 0; the sentences count points from 1. No rule runs across new limits.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from evidence_course.stats import _checks as check
from evidence_course.stats.charts import ControlChart

Direction = Literal["high", "low", "either"]


@dataclass(frozen=True)
class Signal:
    """One pattern: its rule, its points, the window they were found in, and why in a sentence.

    ``direction`` is "high" for points above the centre or rising, "low" for points below or
    falling, "either" where a pattern has no direction.
    """

    rule: str
    direction: Direction
    points: tuple[int, ...]
    window: tuple[int, ...]
    why: str


def _side(value: float, centre: float) -> int:
    return (value > centre) - (value < centre)


def _direction(side: int) -> Direction:
    return "high" if side > 0 else "low"


def _segments(chart: ControlChart) -> Iterator[tuple[int, int]]:
    """Where each set of limits begins and ends."""
    return pairwise((*chart.starts, len(chart.values)))


def _runs(states: Sequence[int], start: int, length: int) -> Iterator[tuple[int, tuple[int, ...]]]:
    """Stretches of at least ``length`` equal states other than 0, with their positions."""
    begin = 0
    for position in range(1, len(states) + 1):
        if position < len(states) and states[position] == states[begin]:
            continue
        if states[begin] and position - begin >= length:
            yield states[begin], tuple(range(start + begin, start + position))
        begin = position


def _zones(chart: ControlChart, begin: int, end: int, beyond: float) -> list[int]:
    """+1 or -1 for a point more than ``beyond`` standard deviations above or below, else 0."""
    rows = zip(
        chart.values[begin:end], chart.centre[begin:end], chart.sigma[begin:end], strict=True
    )
    return [_side(v, c) if abs(v - c) > beyond * s else 0 for v, c, s in rows]


def _span(points: Sequence[int]) -> str:
    return f"Points {points[0] + 1} to {points[-1] + 1}"


def _found(
    chart: ControlChart,
    length: int,
    states: Callable[[int, int], Sequence[int]],
    rule: str,
    tell: Callable[[int], str],
    undirected: bool = False,
) -> tuple[Signal, ...]:
    """A signal for every stretch of at least ``length`` points in one state."""
    check.whole("length", length, 2)
    return tuple(
        Signal(
            rule,
            "either" if undirected else _direction(state),
            points,
            points,
            f"{_span(points)}: {len(points)} in a row {tell(state)}.",
        )
        for begin, end in _segments(chart)
        for state, points in _runs(states(begin, end), begin, length)
    )


def points_outside(chart: ControlChart) -> tuple[Signal, ...]:
    """Single points above the upper limit or below the lower one; on a limit is not outside.

    Source: Shewhart 1931, Economic Control of Quality of Manufactured Product.
    """
    found = []
    rows = zip(chart.values, chart.lower, chart.upper, strict=True)
    for position, (value, low, high) in enumerate(rows):
        if low <= value <= high:
            continue
        above = value > high
        where = f"above the upper limit, {high:g}" if above else f"below the lower limit, {low:g}"
        why = f"Point {position + 1} ({value:g}) lies {where}."
        direction: Direction = "high" if above else "low"
        found.append(Signal("point outside", direction, (position,), (position,), why))
    return tuple(found)


def runs_on_one_side(chart: ControlChart, length: int = 7) -> tuple[Signal, ...]:
    """At least ``length`` points in a row on one side of the centre; one on it breaks the run.

    The NHS takes 7, Western Electric 8, Nelson 9. Raises ValueError if ``length`` is below 2.
    Source: Western Electric 1956, Statistical Quality Control Handbook.
    """

    def states(begin: int, end: int) -> list[int]:
        return _zones(chart, begin, end, 0.0)

    return _found(
        chart,
        length,
        states,
        "run on one side",
        lambda state: f"{'above' if state > 0 else 'below'} the centre line",
    )


def trends(chart: ControlChart, length: int = 7) -> tuple[Signal, ...]:
    """At least ``length`` points that each lie above the one before, or each below it.

    The NHS takes 7 points (6 rises), Nelson 6 points; two equal points break a trend.
    Raises ValueError if ``length`` is below 2.
    Source: Nelson 1984, Journal of Quality Technology 16:237-239.
    """
    check.whole("length", length, 2)
    found = []
    for begin, end in _segments(chart):
        part = chart.values[begin:end]
        steps = [_side(after, before) for before, after in pairwise(part)]
        for state, moves in _runs(steps, begin, length - 1) if steps else ():
            points = (*moves, moves[-1] + 1)
            how = "rising" if state > 0 else "falling"
            why = f"{_span(points)}: {len(points)} in a row, all {how}."
            found.append(Signal("trend", _direction(state), points, points, why))
    return tuple(found)


def _merged(windows: Sequence[tuple[int, ...]]) -> Iterator[tuple[int, ...]]:
    """Windows that overlap, as one."""
    last: tuple[int, ...] = ()
    for window in windows:
        if last and window[0] <= last[-1]:
            last = tuple(range(last[0], window[-1] + 1))
            continue
        if last:
            yield last
        last = window
    if last:
        yield last


def _far_out(chart: ControlChart, begin: int, end: int, beyond: float, outside: bool) -> list[int]:
    """+1 or -1 as ``_zones`` has it, but 0 for a point outside the limits if so wished."""
    zones = _zones(chart, begin, end, beyond)
    rows = zip(chart.values, chart.lower, chart.upper, strict=True)
    inside = [low <= value <= high for value, low, high in rows][begin:end]
    return [zone if outside or kept else 0 for zone, kept in zip(zones, inside, strict=True)]


_WORDS = {2: "two", 3: "three", 4: "four", 5: "five"}


def _some_signal(
    far: Sequence[int], begin: int, window: tuple[int, ...], rule: str, side: int, beyond: float
) -> Signal:
    where = "above" if side > 0 else "below"
    why = f"{_span(window)}: {rule} lie more than {beyond:g} standard deviations {where} the centre"
    points = tuple(at for at in window if far[at - begin] == side)
    return Signal(rule, _direction(side), points, window, f"{why} line.")


def _some_of_several(
    chart: ControlChart, needed: int, of: int, beyond: float, together: bool, outside: bool
) -> tuple[Signal, ...]:
    """``needed`` of ``of`` points more than ``beyond`` deviations away, on the same side."""
    rule = f"{_WORDS[needed]} in {_WORDS[of]}"
    found = []
    for begin, end in _segments(chart):
        sides = _zones(chart, begin, end, 0.0)
        far = _far_out(chart, begin, end, beyond, outside)
        for side in (1, -1):
            windows = [
                tuple(range(begin + at, begin + at + of))
                for at in range(len(far) - of + 1)
                if far[at : at + of].count(side) >= needed
                and (not together or sides[at : at + of].count(side) == of)
            ]
            for window in _merged(windows):
                found.append(_some_signal(far, begin, window, rule, side, beyond))
    return tuple(sorted(found, key=lambda signal: signal.window))


def two_in_three(
    chart: ControlChart, *, together: bool = True, outside: bool = False
) -> tuple[Signal, ...]:
    """Two of three points more than 2 standard deviations from the centre, on the same side.

    As the NHS has it, all three lie on that side (``together``), and a point outside the limits
    does not count. Western Electric and Nelson: ``together=False, outside=True``.
    Source: Western Electric 1956, Statistical Quality Control Handbook; NHS England, Making Data
    Count.
    """
    return _some_of_several(chart, 2, 3, 2.0, together, outside)


def four_in_five(chart: ControlChart) -> tuple[Signal, ...]:
    """Four of five points more than 1 standard deviation from the centre, on the same side.

    Source: Western Electric 1956, Statistical Quality Control Handbook.
    """
    return _some_of_several(chart, 4, 5, 1.0, together=False, outside=True)


def hugging_centre(chart: ControlChart, length: int = 15) -> tuple[Signal, ...]:
    """At least ``length`` points in a row within 1 standard deviation (Nelson's rule 7).

    Often a sign of limits that are too wide. Raises ValueError if ``length`` is below 2.
    Source: Nelson 1984, Journal of Quality Technology 16:237-239.
    """

    def states(begin: int, end: int) -> list[int]:
        return [int(state == 0) for state in _zones(chart, begin, end, 1.0)]

    tell = "within 1 standard deviation of the centre line"
    return _found(chart, length, states, "hugging the centre", lambda _: tell, undirected=True)


def avoiding_centre(chart: ControlChart, length: int = 8) -> tuple[Signal, ...]:
    """At least ``length`` points in a row beyond 1 standard deviation, on any side (Nelson 8).

    Often a sign of two processes in one chart. Raises ValueError if ``length`` is below 2.
    Source: Nelson 1984, Journal of Quality Technology 16:237-239.
    """

    def states(begin: int, end: int) -> list[int]:
        return [abs(state) for state in _zones(chart, begin, end, 1.0)]

    tell = "more than 1 standard deviation from the centre line"
    return _found(chart, length, states, "avoiding the centre", lambda _: tell, undirected=True)


def alternating(chart: ControlChart, length: int = 14) -> tuple[Signal, ...]:
    """At least ``length`` points in a row that go up and down in turn (Nelson's rule 4).

    Raises ValueError if ``length`` is below 3.
    Source: Nelson 1984, Journal of Quality Technology 16:237-239.
    """
    check.whole("length", length, 3)
    found = []
    for begin, end in _segments(chart):
        part = chart.values[begin:end]
        steps = [_side(after, before) for before, after in pairwise(part)]
        turns = [int(before * after < 0) for before, after in pairwise(steps)]
        for _, middles in _runs(turns, begin + 1, length - 2) if turns else ():
            points = (middles[0] - 1, *middles, middles[-1] + 1)
            why = f"{_span(points)}: {len(points)} in a row go up and down in turn."
            found.append(Signal("alternating", "either", points, points, why))
    return tuple(found)


Rule = Callable[[ControlChart], tuple[Signal, ...]]


def _two_in_three_anywhere(chart: ControlChart) -> tuple[Signal, ...]:
    return two_in_three(chart, together=False, outside=True)


RULE_SETS: dict[str, tuple[Rule, ...]] = {
    "nhs": (points_outside, runs_on_one_side, trends, two_in_three),
    "western electric": (
        points_outside,
        _two_in_three_anywhere,
        four_in_five,
        lambda chart: runs_on_one_side(chart, 8),
    ),
    "nelson": (
        points_outside,
        lambda chart: runs_on_one_side(chart, 9),
        lambda chart: trends(chart, 6),
        alternating,
        _two_in_three_anywhere,
        four_in_five,
        hugging_centre,
        avoiding_centre,
    ),
}


def special_causes(chart: ControlChart, rules: str = "nhs") -> tuple[Signal, ...]:
    """Every signal that a set of rules finds, in the order of the rules.

    ``rules`` is "nhs", "western electric" or "nelson". Raises ValueError for another word.
    Source: see the top of this module.
    """
    check.choice("rules", rules, tuple(RULE_SETS))
    return tuple(signal for rule in RULE_SETS[rules] for signal in rule(chart))
