"""Many studies, built up in steps from one study's strip to an annotated forest plot."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from evidence_course import stats
from evidence_course.figures import _drawing as draw
from evidence_course.figures._drawing import Element
from evidence_course.figures._estimates import (
    check_estimates,
    draw_bands,
    estimate_text,
    graded_bands,
    places_of,
    value_at,
)
from evidence_course.figures._figure import Figure, checked_texts, make_figure
from evidence_course.figures._plots import level_axis
from evidence_course.figures._scales import Scale, scale_ticks, strip_scale
from evidence_course.figures._words import clean, finite, needed, shown, text_width, wrap
from evidence_course.stats import Estimate, Interval, Pooled

STEPS = ("one study", "all studies", "together", "forest plot")
_NEW_STUDY = "where the true effect in a new study like these may lie"
_RATIO_GUIDE = "On this scale for ratios, half and double lie equally far from 1."


@dataclass(frozen=True)
class _Forest:
    """What every step draws from, in the unit of the estimates."""

    studies: tuple[tuple[str, Estimate], ...]
    weights: tuple[float, ...]
    together: Estimate
    new_study: Interval | None
    no_difference: float
    unit: str
    sides: tuple[str, str]

    def text(self, estimate: Estimate, unit: str = "") -> str:
        """An estimate with its interval, with as many places as all the others."""
        places = max(places_of(each) for _, each in self.studies)
        return estimate_text(estimate, unit, places)

    @property
    def ratio(self) -> bool:
        return self.no_difference == 1


def forest_plot(
    studies: Sequence[tuple[str, Estimate]],
    *,
    title: str,
    sentence: str,
    subtitle: str = "",
    step: str = "forest plot",
    no_difference: float = 0.0,
    unit: str = "points",
    sides: tuple[str, str] = ("lower", "higher"),
    pooled: Pooled | None = None,
    prediction: bool = True,
) -> Figure:
    """Studies and what they say together, at one step of a build-up on one and the same scale.

    ``step`` is "one study" (the first, as a strip), "all studies" (strips, with squares sized by
    weight), "together" (and the pooled estimate as a cloud) or "forest plot". Each explains its
    marks. With ``no_difference=1`` the estimates are ratios, on a log scale. ``sides`` says what
    lies to the left and right. ``pooled`` comes from ``stats.fixed_effect`` or
    ``stats.random_effects``, on the scale of logarithms for ratios; left out, it is the
    random-effects mean with the Hartung-Knapp interval. ``prediction`` adds the prediction
    interval to the last two steps, from three studies on; switch it off for a fixed effect.
    Raises ValueError if the step is unknown, there are fewer than two studies, one cannot be
    drawn, or ``pooled`` is not about as many studies.
    """
    texts = checked_texts(title, subtitle, sentence)
    if step not in STEPS:
        raise ValueError(f"step must be one of {', '.join(STEPS)}, not {step!r}")
    finite("no_difference", [no_difference])
    forest = _gathered(studies, no_difference, clean(unit), sides, pooled, prediction)
    svg = draw.empty()
    x = _scale(forest)
    bottom = _draw_studies(svg, x, forest, step)
    if step == "together":
        bottom = _draw_cloud(svg, x, bottom, forest)
    elif step == "forest plot":
        bottom = _draw_diamond(svg, x, bottom, forest)
    bottom = _draw_axis(svg, x, bottom, forest)
    for sign, text in _key(forest, step):
        bottom = draw.explained(svg, bottom, sign, text)
    draw.finish(svg, bottom, texts[0], _words(forest, step))
    in_unit = f" ({forest.unit})" if forest.unit else ""
    columns = ("Study", f"Estimate{in_unit}", "From", "To", "Weight (in 100)")
    rows = _rows(forest, step)
    return make_figure("forest", texts, columns[: len(rows[0])], rows, svg)


def _gathered(
    studies: Sequence[tuple[str, Estimate]],
    no_difference: float,
    unit: str,
    sides: tuple[str, str],
    pooled: Pooled | None,
    prediction: bool,
) -> _Forest:
    ratio = no_difference == 1
    check_estimates(studies, ratio, "studies")
    if len(studies) < 2:
        raise ValueError("studies must hold at least two studies")
    if pooled is None:
        pooled = _pooled(studies, ratio)
    if len(pooled.weights) != len(studies):
        raise ValueError(
            f"pooled must be about these {len(studies)} studies, not {len(pooled.weights)}"
        )
    new = stats.prediction_interval(pooled) if prediction and len(studies) > 2 else None
    if new is not None and ratio:
        new = Interval(math.exp(new.low), math.exp(new.high))
    named = tuple((clean(name), estimate) for name, estimate in studies)
    together = pooled.ratio if ratio else pooled.estimate
    left, right = (needed("sides", side) for side in sides)
    return _Forest(named, pooled.weights, together, new, no_difference, unit, (left, right))


def _pooled(studies: Sequence[tuple[str, Estimate]], ratio: bool) -> Pooled:
    effects, variances = [], []
    for name, e in studies:
        if e.low == e.high:
            raise ValueError(f"studies: the interval of {name!r} must have a width")
        error = stats.standard_error_from_interval(e.low, e.high, e.level, ratio=ratio)
        effects.append(math.log(e.value) if ratio else e.value)
        variances.append(error * error)
    return stats.random_effects(effects, variances, hartung_knapp=True)


def _scale(forest: _Forest) -> Scale:
    """One scale for all steps, so that a reader can go from one to the next."""
    ends = [forest.no_difference]
    for _, estimate in (*forest.studies, ("", forest.together)):
        ends += graded_bands(estimate, forest.ratio)[0]
    if forest.new_study is not None:
        ends += [forest.new_study.low, forest.new_study.high]
    return strip_scale(ends, log=forest.ratio)


# The rows


def _draw_studies(svg: Element, x: Scale, forest: _Forest, step: str) -> float:
    bottom = 0.0
    heaviest = max(forest.weights)
    shown_studies = forest.studies[:1] if step == "one study" else forest.studies
    for (name, estimate), weight in zip(shown_studies, forest.weights, strict=False):
        bottom = _row_text(svg, bottom, name, forest.text(estimate))
        middle = bottom + 14
        if step == "forest plot":
            draw.line(svg, "line-1", x(estimate.low), middle, x(estimate.high), middle)
        else:
            draw_bands(svg, x, estimate, forest.ratio, middle - 9, 18)
        _no_difference(svg, x, forest, bottom, middle + 14)
        size = 6.0 if step == "one study" else max(2.5, 9 * math.sqrt(weight / heaviest))
        draw.mark(svg, "square", "mark mark-on", x(estimate.value), middle, size)
        bottom = middle + 18
    return bottom


def _no_difference(svg: Element, x: Scale, forest: _Forest, top: float, bottom: float) -> None:
    at = x(forest.no_difference)
    draw.line(svg, "guide", at, top, at, bottom)


def _row_text(svg: Element, top: float, name: str, value: str) -> float:
    """Name and figures on one line where both fit, else on lines of their own."""
    if text_width(name) + text_width(value) + 12 <= draw.WIDTH:
        draw.label(svg, [name], 0, top)
        return draw.label(svg, [value], draw.WIDTH, top, "end")
    return draw.label(svg, [*wrap(name, draw.WIDTH), *wrap(value, draw.WIDTH)], 0, top)


def _draw_cloud(svg: Element, x: Scale, top: float, forest: _Forest) -> float:
    """The pooled estimate as a hill over its strip: high where values fit best."""
    e = forest.together
    top = _row_text(svg, top + 6, "All together", forest.text(e))
    floor = top + 62
    _no_difference(svg, x, forest, top, floor + 22)
    steps = [2.6 * step / 40 for step in range(-40, 41)]
    hill = [(x(value_at(e, z, forest.ratio)), floor - 56 * math.exp(-z * z / 2)) for z in steps]
    draw.shape(svg, "polygon", "area", points=draw.points([*hill, (hill[0][0], hill[-1][1])]))
    draw.line(svg, "axis", hill[0][0], hill[-1][1], hill[-1][0], hill[-1][1])
    draw.mark(svg, "diamond", "mark mark-on", x(e.value), floor + 10, 7)
    return _draw_new_study(svg, x, floor + 26, forest)


def _draw_diamond(svg: Element, x: Scale, top: float, forest: _Forest) -> float:
    e = forest.together
    top = _row_text(svg, top + 6, "All together", forest.text(e))
    middle = top + 14
    _no_difference(svg, x, forest, top, middle + 14)
    ends = [(x(e.low), middle), (x(e.value), middle - 9), (x(e.high), middle)]
    ends.append((x(e.value), middle + 9))
    draw.shape(svg, "polygon", "mark mark-on", points=draw.points(ends))
    return _draw_new_study(svg, x, middle + 20, forest)


def _draw_new_study(svg: Element, x: Scale, y: float, forest: _Forest) -> float:
    new = forest.new_study
    if new is None:
        return y
    draw.line(svg, "line-3", x(new.low), y + 6, x(new.high), y + 6)
    return y + 20


# Below the rows


def _draw_axis(svg: Element, x: Scale, y: float, forest: _Forest) -> float:
    bottom = level_axis(svg, x, y, scale_ticks(x))
    if forest.unit:
        bottom = draw.centred(svg, forest.unit, draw.WIDTH / 2, bottom, 0, draw.WIDTH)
    left, right = forest.sides
    bottom = _ends(svg, bottom, f"\N{LEFTWARDS ARROW} {left}", f"{right} \N{RIGHTWARDS ARROW}")
    if forest.ratio:
        bottom = draw.label(svg, wrap(_RATIO_GUIDE, draw.WIDTH), 0, bottom + 4)
    return bottom + 10


def _ends(svg: Element, y: float, left: str, right: str) -> float:
    """What lies to the left and to the right: on one line where both fit."""
    if text_width(left) + text_width(right) + 12 <= draw.WIDTH:
        draw.label(svg, [left], 0, y)
    else:
        y = draw.label(svg, wrap(left, draw.WIDTH), 0, y)
    return draw.label(svg, wrap(right, draw.WIDTH), draw.WIDTH, y, "end")


def _hill(svg: Element, x: float, y: float) -> None:
    corners = [(x - 14, y + 7), (x - 5, y - 4), (x, y - 8), (x + 5, y - 4), (x + 14, y + 7)]
    draw.shape(svg, "polygon", "area", points=draw.points(corners))


def _fading(svg: Element, x: float, y: float) -> None:
    for reach in (14, 9, 4):
        draw.shape(svg, "rect", "band", x=x - reach, y=y - 7, width=2 * reach, height=14)


def _key(forest: _Forest, step: str) -> list[tuple[draw.Sign, str]]:
    """What each mark means."""
    weighs = "a study\u2019s own result; the larger the square, the more it counts"
    own = "the study\u2019s own result" if step == "one study" else weighs
    rows: list[tuple[draw.Sign, str]] = [(draw.sign("square", "mark mark-on"), own)]
    level = shown(100 * forest.together.level)
    if step == "forest plot":
        rows.append((draw.stroke("line-1"), f"values that fit its data ({level}% interval)"))
        whole = f"all together: the middle is the result, the ends its {level}% interval"
        rows.append((draw.sign("diamond", "mark mark-on"), whole))
    else:
        rows.append((_fading, "values near the middle fit its data best, pale ends less well"))
    if step == "together":
        rows.append((draw.sign("diamond", "mark mark-on"), "the result of all together"))
        rows.append((_hill, "values that fit all together: best where it is high"))
    if step in STEPS[2:] and forest.new_study is not None:
        rows.append((draw.stroke("line-3"), f"{_NEW_STUDY} ({level}% prediction interval)"))
    rows.append((draw.stroke("guide"), f"no difference ({shown(forest.no_difference)})"))
    return rows


# In words


def _words(forest: _Forest, step: str) -> str:
    seen = forest.studies[:1] if step == "one study" else forest.studies
    parts = [f"{name}: {forest.text(estimate, forest.unit)}." for name, estimate in seen]
    if step in STEPS[2:]:
        parts.append(f"All together: {forest.text(forest.together, forest.unit)}.")
        if forest.new_study is not None:
            new = forest.new_study
            parts.append(f"A new study like these: {shown(new.low)} to {shown(new.high)}.")
    kind = "Forest plot" if step == "forest plot" else "Strips that fade away from the estimate"
    return f"{kind}. {' '.join(parts)}"


def _rows(forest: _Forest, step: str) -> list[tuple[str, ...]]:
    def row(name: str, e: Estimate, weight: float) -> tuple[str, ...]:
        return (name, shown(e.value), shown(e.low), shown(e.high), shown(100 * weight, 1))

    rows = [row(*study, w) for study, w in zip(forest.studies, forest.weights, strict=True)]
    if step == "one study":
        return [rows[0][:-1]]
    if step in STEPS[2:]:
        rows.append(row("All together", forest.together, 1))
        if (new := forest.new_study) is not None:
            ends = shown(new.low), shown(new.high)
            rows.append(("A new study like these", "\N{EN DASH}", *ends, "\N{EN DASH}"))
    return rows
