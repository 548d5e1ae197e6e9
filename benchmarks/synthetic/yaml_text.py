"""Values as YAML, as an author would write it."""

from __future__ import annotations

import yaml


class _Dumper(yaml.SafeDumper):
    """Without anchors, which courses do not use."""

    def ignore_aliases(self, data: object) -> bool:
        return True


def yaml_text(value: object) -> str:
    """A value as the text of a file."""
    text: str = yaml.dump(value, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=1000)
    return text
