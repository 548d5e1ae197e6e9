"""The page that stands in for a site before there is one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from lxml import html
from lxml.html import HtmlElement
from lxml.html import builder as tag

POLICY = "default-src 'self'; object-src 'none'; base-uri 'self'; form-action 'self'"


def waiting_page(state: Mapping[str, Any], style: str, script: str) -> bytes:
    """Says that the first build is under way, or what keeps it from giving a site.

    ``state`` is that of the board; ``style`` and ``script`` are addresses.
    """
    faults = [] if state["building"] else state["faults"]
    title = "The course cannot be built yet" if faults else "The course is being built"
    body = _told(faults) if faults else [tag.P("This page shows it as soon as it is there.")]
    head = tag.HEAD(
        tag.META(charset="utf-8"),
        tag.META({"http-equiv": "Content-Security-Policy", "content": POLICY}),
        tag.META(name="viewport", content="width=device-width, initial-scale=1"),
        tag.META(name="color-scheme", content="light dark"),
        tag.TITLE(title),
        tag.LINK(rel="stylesheet", href=style),
        tag.SCRIPT({"src": script, "defer": "defer", "data-state": state["id"]}),
    )
    main = tag.MAIN({"class": "serve-page"}, tag.H1(title), *body)
    text = html.tostring(
        tag.HTML(head, tag.BODY(main), lang="en-GB"), doctype="<!DOCTYPE html>", encoding="utf-8"
    )
    return bytes(text)


def _told(faults: Sequence[Mapping[str, Any]]) -> list[HtmlElement]:
    items = [
        tag.LI(
            tag.P(tag.CODE(f"{each['path']}:{each['line']}:{each['column']}")),
            tag.P(each["message"]),
            *([tag.PRE(tag.CODE(each["source"]))] if each["source"] else []),
        )
        for each in faults
    ]
    again = tag.P("Mend the file and save it: this page then shows the course.")
    return [tag.DIV({"role": "alert"}, tag.OL(*items), again)]
