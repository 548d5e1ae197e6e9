"""What a study found, for a notebook: ``study("fgc_preproceedings_2024")``.

The figures come from ``register.json`` beside the notebook where one was put (a trainer's folder,
a browser), else from the nearest ``course/evidence/`` above it, which needs PyYAML.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from types import MappingProxyType
from typing import Any

from evidence_course import stats
from evidence_course.spelling import did_you_mean
from evidence_course.values import Data, ValueFault, as_data, find, tidy
from evidence_course.wording import filled, spoken

FILE = "register.json"
FORMAT = 1
FOLDER = ("course", "evidence")
ENDING = ".yml"


class RecordNotFound(LookupError):
    """There is no such record, or nothing to read it with; the text says what to do."""

    def __str__(self) -> str:
        return " ".join(map(str, self.args))


@dataclass(frozen=True)
class Arm:
    """One group of a comparison; the programme's comes first. ``exposure`` is in years."""

    label: str
    n: int | None = None
    events: int | None = None
    percent: float | None = None
    mean: float | None = None
    sd: float | None = None
    se: float | None = None
    exposure: float | None = None
    clusters: int | None = None


@dataclass(frozen=True)
class Published:
    """An effect as its source prints it, first arm against second. ``level`` is 95, say."""

    measure: str
    estimate: float | None = None
    low: float | None = None
    high: float | None = None
    level: float | None = None
    p: float | str | None = None
    unit: str | None = None
    adjusted: bool | None = None
    as_printed: str | None = None


@dataclass(frozen=True)
class Outcome:
    """One outcome of a study; ``also`` holds other effects printed of the same comparison."""

    id: str
    name: str
    better: str | None
    arms: tuple[Arm, ...]
    published: Published
    also: tuple[Published, ...] = ()


@dataclass(frozen=True)
class Study:
    """A study or review as the register has it. ``figures`` are numbers of the study as a whole."""

    id: str
    title: str
    short: str
    citation: str
    url: str
    doi: str | None
    year: int | None
    design: str | None
    population: str
    comparison: str
    follow_up: str | None
    limits: tuple[str, ...]
    figures: Mapping[str, float]
    outcomes: tuple[Outcome, ...]
    data: Data = field(repr=False, compare=False)

    def outcome(self, identifier: str) -> Outcome:
        """The outcome of this id. Raises LookupError that says which there are."""
        for each in self.outcomes:
            if each.id == identifier:
                return each
        hint = did_you_mean(identifier, [each.id for each in self.outcomes])
        raise RecordNotFound(f"study '{self.id}' has no outcome '{identifier}'{hint}")

    def value(self, figure: str) -> float:
        """A figure by name, as in a lesson without the study: ``"looked-after.difference"``.

        Raises ValueError if there is no such figure, or if it is a range.
        """
        return find(f"{self.id}.{figure}", {self.id: self.data}).number

    def interval(self, figure: str) -> stats.Interval:
        """A range by name, such as ``"section-47.change-range"``.

        Raises ValueError if there is no such figure, or if it is one number.
        """
        found = find(f"{self.id}.{figure}", {self.id: self.data})
        if not found.is_range:
            raise ValueFault(f"'{figure}' is one number, not a range: use value()")
        low, high = found.ends
        return stats.Interval(tidy(low), tidy(high))

    def text(self, figure: str) -> str:
        """A figure in words: ``"looked-after.difference | about whole fewer in 100"``.

        Raises ValueError if the figure or its format is unknown.
        """
        return spoken(f"{self.id}.{figure}", {self.id: self.data})


def study(identifier: str) -> Study:
    """The study or review of this id.

    Raises LookupError if there is none, or if nothing here can read it, and ValueError if its
    file cannot be read.
    """
    here = Path.cwd()
    beside = here / FILE
    data = _from_json(beside, identifier) if beside.is_file() else _from_course(here, identifier)
    return from_data(identifier, data)


def from_data(identifier: str, record: Any) -> Study:
    """A study from its record, plain or as a model; its texts hold words in place of roles.

    Raises ValueError if a role of the record names no figure of its own.
    """
    data = as_data(record)
    if data.get("kind") not in ("study", "review"):
        raise RecordNotFound(
            f"'{identifier}' is an approach, not a study: ask for one of the studies it rests on"
        )
    data = filled(data, {data["id"]: data})
    plain: dict[str, Any] = {name: data.get(name) for name in _TEXTS}
    return Study(
        **plain,
        limits=tuple(data.get("limits") or ()),
        figures=MappingProxyType({k: tidy(v) for k, v in (data.get("figures") or {}).items()}),
        outcomes=tuple(_outcome(each) for each in data.get("outcomes") or ()),
        data=data,
    )


_TEXTS = (
    "id",
    "title",
    "short",
    "citation",
    "url",
    "doi",
    "year",
    "design",
    "population",
    "comparison",
    "follow_up",
)
_ARM = tuple(Arm.__dataclass_fields__)


def _outcome(data: Data) -> Outcome:
    return Outcome(
        id=data["id"],
        name=data["name"],
        better=data.get("better"),
        arms=tuple(_arm(arm) for arm in data.get("arms") or ()),
        published=_published(data["published"]),
        also=tuple(_published(each["published"]) for each in data.get("also") or ()),
    )


def _arm(data: Data) -> Arm:
    return Arm(**{name: _plain(data.get(name)) for name in _ARM})


def _published(data: Data) -> Published:
    low, high = data.get("ci") or (None, None)
    numbers = {"low": low, "high": high, "level": data.get("ci_level")}
    same = ("measure", "estimate", "p", "unit", "adjusted", "as_printed")
    fields = {**numbers, **{name: data.get(name) for name in same}}
    return Published(**{name: _plain(value) for name, value in fields.items()})


def _plain(value: Any) -> Any:
    """A number without a needless ``.0``, so that it prints as its source does."""
    return tidy(value) if isinstance(value, float) else value


# register.json


def register_json(records: Iterable[Any]) -> bytes:
    """The bytes of a ``register.json`` that holds these studies and reviews."""
    data = {each["id"]: dict(each) for each in map(as_data, records)}
    whole = {"format": FORMAT, "records": data}
    return f"{json.dumps(whole, ensure_ascii=False, indent=1, sort_keys=True)}\n".encode()


def _from_json(path: Path, identifier: str) -> Data:
    try:
        whole = json.loads(path.read_text("utf-8"))
        records = whole["records"] if whole["format"] == FORMAT else None
    except (ValueError, KeyError, TypeError):
        records = None
    if not isinstance(records, dict):
        raise ValueError(f"{path.name} beside the notebook is no register: take a new copy of it")
    if identifier not in records:
        hint = did_you_mean(identifier, records)
        raise RecordNotFound(f"{path.name} has no study '{identifier}'{hint}")
    found: Data = records[identifier]
    return found


# course/evidence/


def _from_course(here: Path, identifier: str) -> Data:
    folders = [each.joinpath(*FOLDER) for each in (here, *here.parents)]
    folder = next((each for each in folders if each.is_dir()), None)
    if folder is None:
        raise RecordNotFound(
            f"there is no {FILE} beside the notebook, and no folder {'/'.join(FOLDER)} above it: "
            f"put {FILE} beside the notebook"
        )
    names = [path.name.removesuffix(ENDING) for path in folder.glob(f"*{ENDING}")]
    if identifier not in names:
        raise RecordNotFound(
            f"{'/'.join(FOLDER)} has no study '{identifier}'{did_you_mean(identifier, names)}"
        )
    return _read_yaml(folder / f"{identifier}{ENDING}")


def _read_yaml(path: Path) -> Data:
    try:
        yaml: Any = import_module("yaml")
    except ImportError:
        raise RecordNotFound(
            f"{path.name} can be read with PyYAML only, which is not installed here: "
            f"install it, or put {FILE} beside the notebook"
        ) from None
    try:
        data = yaml.load(path.read_text("utf-8"), Loader=_loader(yaml))
    except (yaml.YAMLError, ValueError) as error:
        raise ValueError(f"{path.name} cannot be read: run 'evidence-course check'") from error
    if not isinstance(data, dict):
        raise ValueError(f"{path.name} holds no record: run 'evidence-course check'")
    return data


_NUMBERS = (
    (re.compile(r"[-+]?[0-9]+\Z"), int),
    (re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?\Z"), float),
)
_WORDS = {"": None, "~": None, "null": None, "true": True, "false": False}


def _loader(yaml: Any) -> Any:
    """A loader that reads numbers, true, false and null, and leaves all else text, as the build
    does: YAML 1.1 would make dates of days and a boolean of ``no``."""

    class Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc] # at run time
        yaml_implicit_resolvers: dict[str, Any] = {}  # PyYAML's own name

    def scalar(loader: Any, node: Any) -> Any:
        return node.value if node.style else _scalar(node.value)

    Loader.add_constructor("tag:yaml.org,2002:str", scalar)
    return Loader


def _scalar(text: str) -> Any:
    if text.lower() in _WORDS:
        return _WORDS[text.lower()]
    for pattern, kind in _NUMBERS:
        if pattern.match(text) and math.isfinite(float(text)):
            return kind(text)
    return text
