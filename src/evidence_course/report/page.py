"""The build report as a page: plain HTML without a script, readable on a phone and in the dark."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Mapping, Sequence

from lxml import html
from lxml.html import HtmlElement
from lxml.html import builder as tag

from evidence_course.problems import Problem
from evidence_course.report.facts import LATER, SOON, DueFile, Report

STYLE = """
:root { color-scheme: light dark; }
html { background: Canvas; color: CanvasText; }
a { color: LinkText; }
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 60rem; margin: 0 auto; padding: 1rem;
  overflow-wrap: anywhere; }
h1, h2 { line-height: 1.25; }
.table { overflow-x: auto; margin-bottom: 1rem; }
.table:focus-visible, summary:focus-visible, a:focus-visible { outline: 3px solid; }
table { border-collapse: collapse; overflow-wrap: normal; }
caption { text-align: left; font-weight: bold; padding: 0.25rem 0; }
th, td { text-align: left; vertical-align: top; padding: 0.25rem 1rem 0.25rem 0;
  border-bottom: 1px solid; }
td.number, th.number { text-align: right; }
summary { padding: 0.25rem 0; }
code { font-family: ui-monospace, monospace; overflow-wrap: anywhere; }
.day { white-space: nowrap; }
"""


def page(report: Report) -> bytes:
    """The report as a whole document."""
    title = f"Build report – {report.course or 'a course that could not be read'}"
    body = tag.BODY(
        tag.MAIN(
            tag.H1(title),
            *_outcome(report),
            *_problems(report.problems),
            *_due(report.due),
            *_work(report),
            *_site(report),
            *_versions(report.versions),
        )
    )
    head = tag.HEAD(*_head(title), tag.STYLE(STYLE))
    text = html.tostring(
        tag.HTML(head, body, lang="en-GB"), doctype="<!DOCTYPE html>", encoding="utf-8"
    )
    return bytes(text) + b"\n"


def _head(title: str) -> list[HtmlElement]:
    digest = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'"
    return [
        tag.META(charset="utf-8"),
        tag.META({"http-equiv": "Content-Security-Policy", "content": policy}),
        tag.META(name="viewport", content="width=device-width, initial-scale=1"),
        tag.META(name="robots", content="noindex"),
        tag.TITLE(title),
    ]


def _outcome(report: Report) -> list[HtmlElement]:
    if report.built:
        link = tag.A("Open the site", href="html/index.html")
        words = f"The site was built. {_count(len(report.changed_files), 'file')} changed. "
        verdict = tag.P(tag.STRONG(words), link, ".")
    else:
        verdict = tag.P(tag.STRONG("Nothing was built; the last good site, if any, stands."))
    commit = report.commit
    source = "The course's folder is not in git, or git is not here."
    if commit is not None:
        state = "with changes that are not committed" if commit.changed else "as it was committed"
        source = f"Made from commit {commit.hash}, {state}."
    return [verdict, tag.P(source), tag.P(f"At {report.at.replace('T', ' ')} (UTC is +00:00).")]


def _problems(problems: Sequence[Problem]) -> list[HtmlElement]:
    if not problems:
        return [tag.H2("Faults and warnings"), tag.P("None.")]
    rows = [
        (each.severity, tag.CODE(f"{each.path}:{each.line}:{each.column}"), each.message)
        for each in problems
    ]
    caption = f"{_count(len(rows), 'message')}, as the command printed them"
    return [tag.H2("Faults and warnings"), _table(caption, ("Kind", "Place", "Message"), rows)]


def _due(due: Sequence[DueFile]) -> list[HtmlElement]:
    spans = [
        ("Late", [each for each in due if each.days < 0]),
        (f"In the next {SOON} days", [each for each in due if 0 <= each.days <= SOON]),
        (f"In {SOON + 1} to {LATER} days", [each for each in due if each.days > SOON]),
    ]
    tables = [
        _table(
            f"{span}: {len(found)}",
            ("By", "What", "File"),
            [(_day(each.by), each.name, tag.CODE(each.path)) for each in found],
        )
        for span, found in spans
        if found
    ]
    return [
        tag.H2("Evidence to be read again"),
        *(tables or [tag.P(f"Nothing in the next {LATER} days.")]),
    ]


def _work(report: Report) -> list[HtmlElement]:
    stages = [(name, f"{seconds:.2f}") for name, seconds in report.stages.items()]
    runs = [(run.slug, run.how, f"{run.seconds:.2f}") for run in report.notebooks]
    total = sum(report.stages.values())
    made = [
        tag.H2("What was done"),
        _table(f"Stages: {total:.2f} s", ("Stage", "Seconds"), stages, numbers=1),
    ]
    if runs:
        kept = sum(run.how == "from the cache" for run in report.notebooks)
        caption = f"Notebooks: {kept} of {len(runs)} from the cache"
        made.append(_table(caption, ("Notebook", "Outputs", "Seconds"), runs, numbers=1))
    return [
        *made,
        _listed(f"{_count(len(report.read), 'page')} read", report.read),
        _listed(f"{_count(len(report.written), 'page')} written", report.written),
        tag.P(f"{_count(report.unchanged, 'page')} not changed."),
        _listed(
            f"{_count(len(report.changed_files), 'file')} of the site changed", report.changed_files
        ),
    ]


def _site(report: Report) -> list[HtmlElement]:
    if report.site is None:
        return []
    size = f"{_count(report.site.files, 'file')}, {report.site.bytes / 1e6:.1f} MB."
    rows = [(name, f"{load:.1f}") for name, load in report.site.heaviest.items()]
    caption = "The heaviest pages on a first load, with all that they fetch"
    return [
        tag.H2("The site"),
        tag.P(size),
        _table(caption, ("Page", "kB after gzip"), rows, numbers=1),
    ]


def _versions(versions: Mapping[str, str]) -> list[HtmlElement]:
    table = _table("What built it", ("Program", "Version"), list(versions.items()))
    return [tag.H2("Versions"), table]


def _table(
    caption: str, head: Sequence[str], rows: Iterable[Sequence[object]], *, numbers: int = 0
) -> HtmlElement:
    """A table that scrolls by itself where it is too wide; the last columns may be numbers."""
    first_number = len(head) - numbers

    def cells(row: Sequence[object], made: type[HtmlElement], **scope: str) -> HtmlElement:
        found = [made(cell, **scope) for cell in row]
        for each in found[first_number:]:
            each.set("class", "number")
        return tag.TR(*found)

    table = tag.TABLE(
        tag.CAPTION(caption),
        tag.THEAD(cells(head, tag.TH, scope="col")),
        tag.TBODY(*(cells(row, tag.TD) for row in rows)),
    )
    label = {"class": "table", "role": "region", "aria-label": caption, "tabindex": "0"}
    return tag.DIV(table, label)


def _day(day: str) -> HtmlElement:
    return tag.SPAN(day, {"class": "day"})


def _listed(summary: str, names: Sequence[str]) -> HtmlElement:
    if not names:
        return tag.P(f"{summary}.")
    return tag.DETAILS(tag.SUMMARY(summary), tag.UL(*(tag.LI(tag.CODE(name)) for name in names)))


def _count(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"
