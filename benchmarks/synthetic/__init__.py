"""Made-up courses of any size, to see what grows with a course; the same size gives the same bytes.

Each has what a real one has: short editions, charts, every type of question, a register of
evidence, a glossary, pathways and a check before and after. Nothing in them is true.
"""

from __future__ import annotations

from benchmarks.synthetic.course import write_course

__all__ = ["write_course"]
