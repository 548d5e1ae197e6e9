"""Numbers of a quiz item that come from the register: ``answer: {value: STUDY.OUTCOME.FIGURE}``.

They are resolved while a bank is read, so that pages and marking see plain numbers.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any

from pydantic import BeforeValidator, ValidationInfo, WithJsonSchema

from evidence_course.model.record import cannot_be_marked
from evidence_course.spelling import did_you_mean
from evidence_course.values import ValueFault, find, tidy
from evidence_course.wording import rounded

RECORDS = "records"
"""The name under which the register stands in the context of a validation."""

FIELDS = ("value", "scale", "plus", "round")
MOST_DECIMALS = 6


def figure(entry: Mapping[str, Any], records: Mapping[str, Any]) -> float:
    """The number that a group stands for: the figure ``value``, times ``scale``, and ``plus`` so
    many, rounded to ``round`` decimals.

    :raises ValueFault: with the sentence that the author reads.
    """
    for name in entry:
        if name not in FIELDS:
            raise ValueFault(f"unknown field '{name}'{did_you_mean(name, FIELDS)}")
    reference, places = entry.get("value"), entry.get("round")
    if not isinstance(reference, str):
        raise ValueFault("say which figure: 'value: STUDY.OUTCOME.FIGURE'")
    for name in ("scale", "plus"):
        if not _is_number(entry.get(name, 0)):
            raise ValueFault(f"'{name}' must be a number")
    if places is not None and places not in range(MOST_DECIMALS + 1):
        raise ValueFault(f"'round' must be a number of decimals from 0 to {MOST_DECIMALS}")
    number = find(reference, records).number * entry.get("scale", 1) + entry.get("plus", 0)
    if places is None:
        return tidy(number)
    return tidy(float(rounded(number, Decimal(1).scaleb(-places))))


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _resolve(value: Any, info: ValidationInfo) -> Any:
    if not isinstance(value, dict):
        return value
    records = (info.context or {}).get(RECORDS, {})
    try:
        return figure(value, records)
    except ValueFault as fault:
        raise cannot_be_marked(str(fault)) from fault


FigureOrNumber = Annotated[
    float,
    BeforeValidator(_resolve),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "number"},
                {
                    "type": "object",
                    "properties": {
                        "value": {
                            "type": "string",
                            "description": "A figure of the register: STUDY.OUTCOME.FIGURE.",
                        },
                        "scale": {"type": "number", "description": "Multiply by this."},
                        "plus": {"type": "number", "description": "Then add this."},
                        "round": {
                            "type": "integer",
                            "minimum": 0,
                            "maximum": MOST_DECIMALS,
                            "description": "Then round to so many decimals.",
                        },
                    },
                    "required": ["value"],
                    "additionalProperties": False,
                },
            ]
        }
    ),
]
"""A number, or the figure of the register that it is."""
