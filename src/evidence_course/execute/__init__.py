"""Notebooks in, executed notebooks out: several kernels at once, nothing run twice in vain."""

from evidence_course.execute.runner import ExecutionSettings
from evidence_course.execute.stage import execute
from evidence_course.execute.store import save
from evidence_course.execute.stored import take_stored

__all__ = ["ExecutionSettings", "execute", "save", "take_stored"]
