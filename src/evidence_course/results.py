"""What a notebook's cell shows and a lesson takes over: a chart or table, or one line of text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

TAG = "result:"

Outputs = Sequence[Mapping[str, Any]]


class NoResultError(ValueError):
    """There is no such result, or not in the form that was asked for."""


def html_result(outputs: Outputs, name: str) -> str:
    """The HTML that a cell shows.

    :raises NoResultError: if it shows none.
    """
    shown = [
        _joined(output["data"]["text/html"])
        for output in outputs
        if "text/html" in output.get("data", {})
    ]
    if not shown:
        raise NoResultError(f"the cell tagged '{TAG}{name}' shows no chart or table")
    return "\n".join(shown)


def text_result(outputs: Outputs, name: str) -> str:
    """The plain text that a cell prints, or that its last value is.

    :raises NoResultError: if there is none, or more than a line.
    """
    printed = [_joined(output["text"]) for output in outputs if output.get("name") == "stdout"]
    values = [
        _joined(o["data"]["text/plain"]) for o in outputs if "text/plain" in o.get("data", {})
    ]
    text = "".join(printed or values).strip().strip("'\"")
    if not text or "\n" in text:
        raise NoResultError(f"the cell tagged '{TAG}{name}' does not print one line of text")
    return text


def _joined(value: str | list[str]) -> str:
    return value if isinstance(value, str) else "".join(value)
