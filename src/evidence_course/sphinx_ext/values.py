"""Figures of the register in a line: ``{value}`STUDY.OUTCOME.FIGURE | FORMAT` ``."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.docutils import SphinxRole

from evidence_course.values import ValueFault
from evidence_course.wording import spoken

FOLDER = "register"
ENDING = ".json"


class StagedRecords(Mapping[str, Any]):
    """The staged book's studies and reviews by id.

    Whatever asks for one depends on it: its page is read again when the record changes.
    """

    def __init__(self, env: BuildEnvironment) -> None:
        self._env = env
        self._folder = Path(env.srcdir) / FOLDER

    def __getitem__(self, key: str) -> Any:
        file = self._folder / f"{key}{ENDING}"
        if not file.is_file():
            raise KeyError(key)
        self._env.note_dependency(f"{FOLDER}/{key}{ENDING}")
        return json.loads(file.read_text("utf-8"))

    def __iter__(self) -> Iterator[str]:
        return (file.stem for file in sorted(self._folder.glob(f"*{ENDING}")))

    def __len__(self) -> int:
        return sum(1 for _ in self)


class ValueRole(SphinxRole):
    """A figure, said as the role's format asks."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """The words."""
        try:
            text = spoken(self.text, StagedRecords(self.env))
        except ValueFault as fault:
            return [], [self.inliner.reporter.error(str(fault), line=self.lineno)]
        return [nodes.Text(text)], []


def setup(app: Sphinx) -> None:
    """Register the role."""
    app.add_role("value", ValueRole())
