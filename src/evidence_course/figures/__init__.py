"""Accessible charts as inline SVG, each with a sentence and a table.

Standard library only, so that the same code runs in a browser. The same input gives the same
bytes: ids come from the content. A module is read when a name of its is first asked for.
"""

from __future__ import annotations

TYPE_CHECKING = False  # as in typing, whose import takes ten times as long as this module

if TYPE_CHECKING:
    from evidence_course.figures._figure import Figure
    from evidence_course.figures.bars import histogram
    from evidence_course.figures.curves import overlap
    from evidence_course.figures.dotplots import quantile_dotplot
    from evidence_course.figures.forests import forest_plot
    from evidence_course.figures.grids import roll_out
    from evidence_course.figures.icons import icon_arrays
    from evidence_course.figures.line_charts import lines
    from evidence_course.figures.multiples import Outcome, small_multiples
    from evidence_course.figures.slope_charts import slopes
    from evidence_course.figures.strips import interval_strips
    from evidence_course.figures.trees import frequency_tree

_HOMES = {
    "Figure": "_figure",
    "Outcome": "multiples",
    "forest_plot": "forests",
    "frequency_tree": "trees",
    "histogram": "bars",
    "icon_arrays": "icons",
    "interval_strips": "strips",
    "lines": "line_charts",
    "overlap": "curves",
    "quantile_dotplot": "dotplots",
    "roll_out": "grids",
    "slopes": "slope_charts",
    "small_multiples": "multiples",
}

__all__ = [
    "Figure",
    "Outcome",
    "forest_plot",
    "frequency_tree",
    "histogram",
    "icon_arrays",
    "interval_strips",
    "lines",
    "overlap",
    "quantile_dotplot",
    "roll_out",
    "slopes",
    "small_multiples",
]


if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        if name in _HOMES:
            from importlib import import_module

            found = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
            globals()[name] = found
            return found
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return [*__all__, *(name for name in globals() if name.startswith("__"))]
