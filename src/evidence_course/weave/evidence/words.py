"""How the register's values are put into words, the same on every page."""

from __future__ import annotations

import re
from collections.abc import Sequence

from evidence_course.days import day as day
from evidence_course.model.evidence import Label, Published, Review, Study

_LABELS: dict[Label, str] = {
    "evidence of benefit": "Fair tests found that people did better with it.",
    "mixed": "Some results were better with it, and some were not.",
    "no benefit found": "It was tested. The tests found no gain.",
    "harm found": "Tests found that people did worse with it.",
    "not yet tested for impact": "Nobody has tested what it does for {people}. "
    "It may help, do harm or make no difference.",
}


def labels(people: str) -> dict[Label, str]:
    """What each label means, where approaches are meant to help these people."""
    return {label: meaning.format(people=people) for label, meaning in _LABELS.items()}


COSTS = {
    "low": "Low cost",
    "medium": "Medium cost",
    "high": "High cost",
    "not known": "Cost not known",
}
VERIFIED = {
    "primary": "We read these figures in the abstract or on the owner's page.",
    "secondary": "We read these figures in somebody else's account, and not in the source.",
    "primary and secondary": "We read some figures in the abstract or on the owner's page, and "
    "some in another account.",
}
HARD_TO_TEST = {
    "no": "It can be tested as most services can.",
    "somewhat": "It is somewhat hard to test.",
    "very": "It is very hard to test.",
}
MINUS = "\N{MINUS SIGN}"
_HYPHEN = re.compile(r"(?<![\w.])-(?=\d)")


def number(value: float, places: int | None = None) -> str:
    """A number as it was written, or with just so many places; a true minus sign."""
    text = f"{value:,.{places}f}" if places is not None else f"{value:,.10g}"
    if text.strip("-0.,") == "":
        text = text.removeprefix("-")
    return text.replace("-", MINUS)


def signed(text: str) -> str:
    """A line of figures with true minus signs in front of them."""
    return _HYPHEN.sub(MINUS, text)


def counted(count: int, singular: str, plural: str | None = None) -> str:
    """``1 study``, ``3 studies``."""
    return f"{count} {singular if count == 1 else plural or singular + 's'}"


def listed(parts: Sequence[str]) -> str:
    """``a, b and c``."""
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def capital(text: str) -> str:
    """The text with a capital letter in front."""
    return text[:1].upper() + text[1:]


def published(effect: Published) -> str:
    """The effect as its source prints it, in one line of plain text."""
    parts = []
    if effect.estimate is not None:
        unit = f" {effect.unit}" if effect.unit and effect.unit != "share" else ""
        parts.append(f"{effect.measure} {number(effect.estimate)}{unit}")
    elif effect.measure == "direction only":
        parts.append("direction only, no figure")
    else:
        parts.append(f"{effect.measure}, no single figure")
    if effect.ci:
        level = f" ({number(effect.ci_level)}% interval)" if effect.ci_level else ""
        parts.append(f"from {number(effect.ci[0])} to {number(effect.ci[1])}{level}")
    if effect.p is not None:
        parts.append(effect.p if isinstance(effect.p, str) else f"p = {number(effect.p)}")
    if effect.adjusted is not None:
        parts.append("adjusted" if effect.adjusted else "not adjusted")
    return ", ".join(parts)


def design(source: Study | Review) -> str:
    """The kind of a study, in small letters."""
    return source.design if isinstance(source, Study) else "review of studies"


def where(countries: Sequence[str]) -> str:
    """The countries of a study."""
    return listed(countries) if countries else "Several countries, or not read"
