"""Files that the package carries, with a few names between ``@`` signs to be filled in."""

from __future__ import annotations

from collections.abc import Mapping


def filled(text: str, names: Mapping[str, str]) -> str:
    """The text with ``@NAME@`` replaced, for each name."""
    for name, value in names.items():
        text = text.replace(f"@{name}@", value)
    return text
