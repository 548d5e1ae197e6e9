"""Charts that readers know - trends, control charts, funnels - drawn with Altair.

Each function gives the same ``Figure`` as ``evidence_course.figures``: it shows itself in Jupyter
and in the book as SVG in the theme's own colours, with title, description and table. Nothing is
fetched and no font is embedded. This needs Altair and vl-convert, which a browser's Python does
not have.
"""

from __future__ import annotations

try:
    import altair as _altair
    import vl_convert as _vl_convert
except ImportError as error:
    raise ImportError(
        f"evidence_course.altair_charts needs {error.name}, which is not installed: "
        "run  pip install altair vl-convert-python",
        name=error.name,
    ) from error

from evidence_course.altair_charts._drawn import from_altair
from evidence_course.altair_charts.control import control_chart
from evidence_course.altair_charts.funnels import funnel_plot
from evidence_course.altair_charts.trends import trend

__all__ = ["control_chart", "from_altair", "funnel_plot", "trend"]

del _altair, _vl_convert
