"""Pieces of Markdown that the register's pages are put together from."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence

Cell = str | dict[str, object]
"""Plain text; or one of ``{"md": …}``, ``{"href": …, "text": …}``, ``{"label": …}``,
``{"trust": …}``, ``{"cost": …}``, ``{"verdict": …}`` or ``{"parts": [Cell, …]}``."""

_PUNCTUATION = re.compile(r"([\\`*_{}\[\]()<>#+.!|~$:-])")


def plain(text: str) -> str:
    """Plain text as Markdown that shows just that text, on one line."""
    return _PUNCTUATION.sub(r"\\\1", " ".join(text.split()))


def line(markdown: str) -> str:
    """Inline Markdown on one line."""
    return " ".join(markdown.split())


def fence(name: str, argument: str = "", *, body: str = "") -> str:
    """A directive; its fence is longer than any within its body."""
    longest = max((len(found) for found in re.findall(r"`{3,}", body)), default=3)
    ticks = "`" * (longest + 1)
    head = f"{ticks}{{{name}}} {argument}".rstrip()
    return "\n".join([head, *([body] if body else []), ticks])


def data(name: str, value: object, argument: str = "") -> str:
    """A directive whose body is data."""
    return fence(name, argument, body=json.dumps(value, ensure_ascii=False, indent=1))


def table(
    caption: str,
    columns: Sequence[str],
    rows: Iterable[Iterable[Cell]],
    *,
    identifier: str = "",
    facets: Sequence[dict[str, list[str]]] = (),
) -> str:
    """A table whose first column heads its rows; ``facets`` are what each row can be chosen by."""
    value: dict[str, object] = {
        "caption": caption,
        "columns": list(columns),
        "rows": [list(row) for row in rows],
    }
    if facets:
        value |= {"id": identifier, "facets": list(facets)}
    return data("evidence-table", value)


def facts(pairs: Iterable[tuple[str, str | None]]) -> str:
    """Names and what is known of them, in Markdown; those without a value are left out."""
    return "\n\n".join(
        f"{name}\n: {_indented(value)}" for name, value in pairs if value is not None
    )


def _indented(text: str) -> str:
    return text.strip().replace("\n", "\n  ")


def bullets(items: Iterable[str]) -> str:
    """A list, one line an item."""
    return "\n".join(f"- {line(item)}" for item in items)


def page_link(identifier: str, text: str) -> str:
    """A link from one of the register's pages to another."""
    return f"[{plain(text)}]({identifier}.md)"


def address(url: str) -> str:
    """A web address as a link that shows itself."""
    return f"<{url}>"


def slug(text: str) -> str:
    """A name for a choice in a list: ``Not yet tested`` as ``not-yet-tested``."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-") or "other"
