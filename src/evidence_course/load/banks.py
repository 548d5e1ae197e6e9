"""Quiz banks: a head and a list of questions, each read by its type."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Any

from pydantic import Field, create_model

from evidence_course.load.records import read_record
from evidence_course.load.source import Source
from evidence_course.load.yaml_reader import YamlTree, read_yaml
from evidence_course.model.course import Bank, BankSettings
from evidence_course.model.quiz import Question
from evidence_course.problems import Problem
from evidence_course.questions import any_question
from evidence_course.questions._figures import RECORDS

NO_RECORDS: Mapping[str, Any] = MappingProxyType({})


@cache
def bank_model() -> type[BankSettings]:
    """The record of a whole bank file, with the question types that are installed."""
    annotation: Any = list[any_question()]  # type: ignore[misc] # made at run time
    questions: Any = (annotation, Field(description="One group of fields for each question."))
    return create_model(
        "QuizBank", __base__=BankSettings, __doc__=BankSettings.__doc__, questions=questions
    )


def parse_bank(
    source: Source, slug: str, records: Mapping[str, Any] = NO_RECORDS
) -> tuple[Bank | None, list[Problem]]:
    """The bank in a file, or every fault that keeps it from being read.

    ``records`` are the studies and reviews, by id, whose figures its numbers may name.
    """
    tree, problems = read_yaml(source.text, source.path)
    if tree is None:
        return None, problems
    if not isinstance(tree.data, dict):
        message = "must begin with 'schema: 1', 'bank: …' and a list 'questions:'"
        return None, [*problems, Problem(source.path, 1, 1, message, "not-a-group")]
    whole, faults = read_record(tree, source.path, bank_model(), context={RECORDS: records})
    problems += faults
    if whole is None:
        return None, problems
    questions: tuple[Question, ...] = tuple(getattr(whole, "questions"))  # noqa: B009 # run time
    return _bank(source, slug, tree, whole, questions), problems


def _bank(
    source: Source,
    slug: str,
    tree: YamlTree,
    settings: BankSettings,
    questions: tuple[Question, ...],
) -> Bank:
    return Bank(
        slug=slug,
        path=source.path,
        settings=settings,
        questions=questions,
        text=source.text,
        data=tree.data,
        marks=tree.marks,
        keys=tree.keys,
        blocks=tree.blocks,
    )
