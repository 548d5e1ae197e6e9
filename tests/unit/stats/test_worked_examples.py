"""Every published example, reproduced within the tolerance that its printing leaves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
import worked_a
import worked_b
import yaml

DATA = Path(__file__).parents[2] / "data" / "worked_examples.yaml"
ENTRIES: list[dict[str, Any]] = yaml.safe_load(DATA.read_text(encoding="utf-8"))["examples"]
CALLS = {**worked_a.CALLS, **worked_b.CALLS}


def check(found: Any, wanted: Any, absolute: float, relative: float, place: str) -> None:
    """Compare numbers within the tolerance, and everything else exactly."""
    if isinstance(wanted, Mapping):
        assert set(wanted) <= set(found), place
        for key, value in wanted.items():
            check(found[key], value, absolute, relative, f"{place}.{key}")
    elif isinstance(wanted, Sequence) and not isinstance(wanted, str):
        assert len(found) == len(wanted), place
        for index, value in enumerate(wanted):
            check(found[index], value, absolute, relative, f"{place}[{index}]")
    elif isinstance(wanted, (bool, str)):
        assert found == wanted, place
    else:
        limit = absolute * 1.000001
        assert found == pytest.approx(wanted, abs=limit, rel=relative), place


@pytest.mark.parametrize("entry", ENTRIES, ids=[entry["id"] for entry in ENTRIES])
def test_a_published_example_is_reproduced(entry: dict[str, Any]) -> None:
    name = entry["id"]
    assert name in CALLS, "no function is called for this example"
    found = CALLS[name](entry["inputs"])
    check(found, entry["outputs"], entry["tolerance"], entry.get("relative_tolerance", 0), name)


def test_no_example_is_called_twice_or_unknown() -> None:
    names = [entry["id"] for entry in ENTRIES]
    assert len(set(names)) == len(names)
    assert not set(worked_a.CALLS) & set(worked_b.CALLS)
    assert set(CALLS) <= set(names)
