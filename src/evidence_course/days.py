"""Days in words, the same whatever the machine's language. Standard library only."""

from __future__ import annotations

from datetime import date

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def day(value: date) -> str:
    """``2 November 2026``."""
    return f"{value.day} {MONTHS[value.month - 1]} {value.year}"
