"""Formats in which parts of a course are handed out: one file each, found by its place here.

A format for the register of evidence is a module with ``NAME``, ``SUFFIX``, ``USE`` and a function
``export_register(records, publication) -> bytes``; the same records give the same bytes.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.metadata import entry_points
from types import MappingProxyType
from typing import Protocol, cast

from evidence_course.model.evidence import Approach, Review, Study

ENTRY_POINTS = "evidence_course.exporters"
AnyRecord = Approach | Study | Review


@dataclass(frozen=True)
class Publication:
    """What hands the records out: the course, as a citation names it."""

    title: str
    author: str
    licence: str
    base_url: str | None = None

    def address(self, record: AnyRecord) -> str | None:
        """Where the record's page stands, if the course says where it is published."""
        if self.base_url is None:
            return None
        return f"{self.base_url.rstrip('/')}/evidence/{record.id}.html"


class RegisterFormat(Protocol):
    """What a file in this folder offers, if it can hold records of the register."""

    NAME: str
    """The name that readers know, such as ``CSV``."""
    SUFFIX: str
    """The end of a file's name, without the dot."""
    USE: str
    """What the format is good for, in a few plain words."""

    def export_register(self, records: Sequence[AnyRecord], publication: Publication) -> bytes: ...


@cache
def register_formats() -> MappingProxyType[str, RegisterFormat]:
    """Every format that holds records of the register, by its suffix."""
    names = sorted(module.name for module in pkgutil.iter_modules(__path__))
    modules = [import_module(f"{__name__}.{name}") for name in names if not name.startswith("_")]
    modules += [entry.load() for entry in entry_points(group=ENTRY_POINTS)]
    offered = [module for module in modules if hasattr(module, "export_register")]
    return MappingProxyType({each.SUFFIX: cast(RegisterFormat, each) for each in offered})
