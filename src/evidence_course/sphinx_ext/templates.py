"""Compiled templates, kept from one build of a process to the next.

Sphinx makes a new Jinja environment each time; compiling the templates of a page takes longer
than writing it.
"""

from __future__ import annotations

from jinja2.bccache import Bucket, BytecodeCache
from sphinx.application import Sphinx


class _Compiled(BytecodeCache):
    """Templates by name and content."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        known = self._known.get((bucket.key, bucket.checksum))
        if known is not None:
            bucket.bytecode_from_string(known)

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._known[bucket.key, bucket.checksum] = bucket.bytecode_to_string()


_COMPILED = _Compiled()


def _keep(app: Sphinx) -> None:
    templates = getattr(app.builder, "templates", None)
    if templates is not None:
        templates.environment.bytecode_cache = _COMPILED


def setup(app: Sphinx) -> None:
    """Give the environment its cache before the first template is asked for."""
    app.connect("builder-inited", _keep)
