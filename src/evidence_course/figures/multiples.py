"""Small multiples: several outcomes of one study, each apart from the others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal
from xml.etree import ElementTree

from evidence_course.figures import _drawing as draw
from evidence_course.figures._drawing import Element
from evidence_course.figures._estimates import (
    check_estimate,
    draw_strip,
    estimate_text,
    graded_bands,
    strip_axis,
)
from evidence_course.figures._figure import Figure, checked_texts, make_figure, shape_key
from evidence_course.figures._scales import strip_scale
from evidence_course.figures._words import clean, finite, nearest, needed, shown, wrap
from evidence_course.stats import Estimate

APART = "Each outcome stands apart, on its own scale. They cannot be added up."
_BETTER = {"lower": "\N{LEFTWARDS ARROW} better", "higher": "better \N{RIGHTWARDS ARROW}"}
_CELL = 15.0


@dataclass(frozen=True)
class Outcome:
    """One outcome of a study: two groups as counts out of 100, a difference, or both.

    ``better`` is "lower" or "higher". ``groups`` are two names with counts, drawn as arrays of
    ``event`` and ``other``; ``estimate`` is drawn as a strip in ``unit``, about
    ``no_difference`` (1 for a ratio).
    """

    name: str
    better: Literal["lower", "higher"]
    estimate: Estimate | None = None
    unit: str = "in 100"
    no_difference: float = 0.0
    groups: tuple[tuple[str, float], ...] = ()
    event: str = "with this outcome"
    other: str = "without it"


def small_multiples(
    outcomes: Sequence[Outcome], *, title: str, sentence: str, subtitle: str = ""
) -> Figure:
    """Outcomes of one study side by side, each with a scale and a better direction of its own.

    Raises ValueError if there are fewer than two outcomes, or one cannot be drawn.
    """
    texts = checked_texts(title, subtitle, sentence)
    if len(outcomes) < 2:
        raise ValueError(f"outcomes must hold at least two outcomes, not {len(outcomes)}")
    checked = [_checked(outcome) for outcome in outcomes]
    drawing = Element("div", {"class": "chart-drawing"})
    draw.html(drawing, "p", APART, "chart-note")
    panels = ElementTree.SubElement(drawing, "div", {"class": "chart-panels"})
    for outcome in checked:
        panels.append(_panel(outcome, texts[0]))
    columns = ("Outcome", "Figure", "Value", "Range", "Better")
    rows = [row for outcome in checked for row in _rows(outcome)]
    return make_figure("small-multiples", texts, columns, rows, drawing)


def _checked(outcome: Outcome) -> Outcome:
    """The outcome with clean texts, once it is known that it can be drawn."""
    name = needed("outcomes", outcome.name)
    if outcome.better not in _BETTER:
        raise ValueError(f"outcomes: better of {name!r} must be lower or higher")
    if outcome.estimate is None and not outcome.groups:
        raise ValueError(f"outcomes: {name!r} must have an estimate, groups, or both")
    finite("outcomes", [outcome.no_difference])
    if outcome.estimate is not None:
        ratio = outcome.no_difference == 1
        check_estimate(outcome.estimate, ratio, "outcomes", f" of {name!r}")
    return replace(
        outcome,
        name=name,
        unit=clean(outcome.unit),
        groups=_checked_groups(outcome, name),
        event=needed("outcomes", outcome.event),
        other=needed("outcomes", outcome.other),
    )


def _checked_groups(outcome: Outcome, name: str) -> tuple[tuple[str, float], ...]:
    if len(outcome.groups) not in (0, 2):
        raise ValueError(f"outcomes: {name!r} must hold two groups, not {len(outcome.groups)}")
    for _, count in outcome.groups:
        if not 0 <= count <= 100 or 0 < count < 0.5:
            raise ValueError(f"outcomes: groups of {name!r} hold counts out of 100, not {count!r}")
    return tuple((needed("outcomes", group), count) for group, count in outcome.groups)


def _panel(outcome: Outcome, title: str) -> Element:
    panel = Element("div", {"class": "chart-panel"})
    draw.html(panel, "p", outcome.name, "chart-panel-label")
    draw.html(panel, "p", f"{outcome.better} is better", "chart-panel-count")
    svg, bottom, words = draw.empty(), 0.0, [f"{outcome.better.capitalize()} is better."]
    if outcome.groups:
        bottom = _draw_arrays(svg, outcome.groups)
        words += [f"{group}: {_in_100(count)}." for group, count in outcome.groups]
    if outcome.estimate is not None:
        bottom = _draw_difference(svg, bottom, outcome, outcome.estimate)
        words.append(f"{estimate_text(outcome.estimate, outcome.unit)}.")
    panel.append(draw.finish(svg, bottom, f"{title}: {outcome.name}", " ".join(words)))
    if outcome.groups:
        panel.append(shape_key(outcome.event, outcome.other))
    return panel


def _in_100(count: float) -> str:
    about = "" if abs(count - nearest(count)) < 1e-9 else "about "
    return f"{about}{nearest(count)} in 100"


def _draw_arrays(svg: Element, groups: Sequence[tuple[str, float]]) -> float:
    """Two arrays of 100 beside each other, under their names and counts."""
    wide = 10 * _CELL
    lines = [wrap(name, wide) + wrap(_in_100(n), wide + 4) for name, n in groups]
    top = max(map(len, lines)) * draw.LINE + 4
    for left, text, (_, count) in zip((0.0, draw.WIDTH - wide), lines, groups, strict=True):
        draw.label(svg, text, left, top - 4 - len(text) * draw.LINE)
        for place in range(100):
            x, y = left + (place % 10 + 0.5) * _CELL, top + (place // 10 + 0.5) * _CELL
            form, state = ("square", "on") if place < nearest(count) else ("circle", "off")
            draw.mark(svg, form, f"mark mark-{state}", x, y, 5)
    return top + wide + 12


def _draw_difference(svg: Element, top: float, outcome: Outcome, estimate: Estimate) -> float:
    none = outcome.no_difference
    bands = graded_bands(estimate, none == 1)
    x = strip_scale([*(end for band in bands for end in band), none], log=none == 1)
    top = draw.label(svg, wrap(estimate_text(estimate, outcome.unit), draw.WIDTH), 0, top)
    bottom = draw_strip(svg, x, top, estimate, none)
    bottom = strip_axis(svg, x, bottom, none, outcome.unit)
    left, anchor = (0.0, "start") if outcome.better == "lower" else (draw.WIDTH, "end")
    return draw.label(svg, [_BETTER[outcome.better]], left, bottom + 2, anchor) + 4


def _rows(outcome: Outcome) -> list[tuple[str, ...]]:
    better = outcome.better
    name = outcome.name
    rows: list[tuple[str, ...]] = [
        (name, f"{group}, in 100", shown(count), "\N{EN DASH}", better)
        for group, count in outcome.groups
    ]
    if outcome.estimate is not None:
        e = outcome.estimate
        level = shown(100 * e.level)
        span = f"{shown(e.low)} to {shown(e.high)} ({level} in 100)"
        what = "Ratio" if outcome.no_difference == 1 else "Difference"
        unit = f", {outcome.unit}" if outcome.unit else ""
        rows.append((name, f"{what}{unit}", shown(e.value), span, better))
    return rows
