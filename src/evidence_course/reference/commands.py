"""Every verb and every option, from the parser that reads them."""

from __future__ import annotations

import argparse
from collections.abc import Iterator

from evidence_course.cli import parser
from evidence_course.reference._markdown import finished, head, table

_HIDDEN = ("--help",)


def page() -> str:
    """The page ``commands.md``."""
    top = parser()
    verbs = _verbs(top)
    lines = head(
        "Commands",
        "In a clone of the repository, type `python3 build.py VERB`, on Windows `py build.py "
        "VERB`. Where the package is installed, type `evidence-course VERB`. Both do the same.",
        top.epilog or "",
    )
    lines += table(
        ("Verb", "What it does"),
        [(f"[`{name}`](#{name})", _help_of(top, name)) for name in verbs],
    )
    for name, verb in verbs.items():
        lines += _section(name, verb)
    return finished(lines)


def _verbs(top: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    return dict(_choices(top).choices)


def _choices(top: argparse.ArgumentParser) -> argparse._SubParsersAction[argparse.ArgumentParser]:
    return next(each for each in top._actions if isinstance(each, argparse._SubParsersAction))


def _help_of(top: argparse.ArgumentParser, name: str) -> str:
    told = {each.dest: each.help or "" for each in _choices(top)._choices_actions}
    return told[name]


def _section(name: str, verb: argparse.ArgumentParser) -> Iterator[str]:
    options = [each for each in verb._actions if not set(_HIDDEN) & set(each.option_strings)]
    yield from ("", f"## `{name}` {{ #{name} }}", "", verb.description or "", "", "```text")
    yield " ".join(["evidence-course", name, *(_synopsis(each) for each in options)])
    yield "```"
    yield from table(
        ("Option", "What it does"), [(f"`{_shown(each)}`", _told(each)) for each in options]
    )
    if verb.epilog:
        yield from ("", verb.epilog.replace("Example: ", "Example: `", 1) + "`")


def _shown(option: argparse.Action) -> str:
    """An option, or a word without one, with what stands behind it."""
    value = _value(option)
    if not option.option_strings:
        return value
    return ", ".join(f"{name} {value}".strip() for name in option.option_strings)


def _value(option: argparse.Action) -> str:
    if option.nargs == 0:
        return ""
    if isinstance(option.metavar, str):
        return option.metavar
    if option.choices is not None:
        return "{" + ",".join(str(each) for each in option.choices) + "}"
    return option.dest.upper()


def _synopsis(option: argparse.Action) -> str:
    if option.option_strings:
        return f"[{option.option_strings[-1]} {_value(option)}".strip() + "]"
    around = {"+": "{} …", "?": "[{}]"}.get(str(option.nargs), "{}")
    return around.format(_value(option))


def _told(option: argparse.Action) -> str:
    text = (option.help or "") % {**vars(option), "prog": "evidence-course"}
    known = option.nargs != 0 and option.choices is not None and option.default is not None
    return f"{text} (default: {option.default})" if known and "default:" not in text else text
