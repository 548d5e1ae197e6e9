"""Question types: one file each, found by its place in this folder or by an entry point.

A type is a module with a record ``Model`` (a ``Question`` whose ``type`` is one literal) and a
function ``lower(question, defaults) -> Item``. Exporters and pages see items only, so a new type
is one new file. ``one`` makes the item of a type that asks one thing.
"""

from __future__ import annotations

import functools
import operator
import pkgutil
from collections.abc import Sequence
from functools import cache
from importlib import import_module
from importlib.metadata import entry_points
from types import MappingProxyType
from typing import Annotated, Any, Protocol, cast, get_args

from pydantic import Discriminator

from evidence_course.model.course import Bank, BankDefaults
from evidence_course.model.interaction import Item
from evidence_course.model.quiz import Question
from evidence_course.questions._common import one as one

ENTRY_POINTS = "evidence_course.questions"


class QuestionType(Protocol):
    """What a file in this folder offers."""

    Model: type[Question]

    def lower(self, question: Any, defaults: BankDefaults) -> Item: ...


@cache
def question_types() -> MappingProxyType[str, QuestionType]:
    """Every known type by its name, our own first."""
    names = sorted(module.name for module in pkgutil.iter_modules(__path__))
    modules = [import_module(f"{__name__}.{name}") for name in names if not name.startswith("_")]
    modules += [entry.load() for entry in entry_points(group=ENTRY_POINTS)]
    found = {type_name(module.Model): cast(QuestionType, module) for module in modules}
    simple = [found[name].Model for name in found if "questions" not in _fields(found[name])]
    for each in found.values():
        each.Model.model_rebuild(_types_namespace={"ChildQuestion": _union(simple)})
    return MappingProxyType(found)


def _fields(question_type: QuestionType) -> set[str]:
    return set(question_type.Model.__annotations__)


def _union(models: Sequence[type[Question]]) -> Any:
    return Annotated[functools.reduce(operator.or_, models), Discriminator("type")]


@cache
def any_question() -> Any:
    """The annotation of a question of any known type, told apart by ``type``."""
    return _union([each.Model for each in question_types().values()])


def type_name(model: type[Question]) -> str:
    """The word that stands behind ``type:`` for this model."""
    return str(get_args(model.model_fields["type"].annotation)[0])


def lower(question: Question, defaults: BankDefaults) -> Item:
    """The item that a question of any type comes to."""
    return question_types()[question.type].lower(question, defaults)


def live_items(bank: Bank, use: str | None = None) -> list[Item]:
    """The items of a bank that readers see, in its order; those of one place if ``use`` is set."""
    return [
        lower(question, bank.settings.defaults)
        for question in bank.questions
        if question.status == "live" and use in (None, question.use)
    ]
