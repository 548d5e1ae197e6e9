"""Roll-out grids."""

from __future__ import annotations

import pytest
from drawn import classed, tree_of

from evidence_course import figures
from tests.gallery import TEXTS


def test_a_roll_out_draws_every_cell() -> None:
    figure = figures.roll_out([[0, 1, 1], [0, 0, 1]], **TEXTS)
    tree = tree_of(figure)
    assert len(classed(tree, "mark-on")) == 3
    assert len(classed(tree, "mark-off")) == 3
    assert figure.columns == ("Area", "Period 1", "Period 2", "Period 3")
    assert figure.rows[0] == ("Area 1", "not yet", "started", "started")


@pytest.mark.parametrize("steps", [[], [[]], [[0, 1], [1]], [[0, 2]]])
def test_roll_outs_that_cannot_be_drawn(steps: list[list[int]]) -> None:
    with pytest.raises(ValueError, match="^steps must"):
        figures.roll_out(steps, **TEXTS)
