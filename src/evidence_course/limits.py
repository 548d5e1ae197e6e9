"""Limits that the command line tells of before it loads what keeps them."""

CELL_SECONDS = 60.0
"""How long a notebook cell may run, if nobody says otherwise."""
