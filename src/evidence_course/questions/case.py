"""`case`: a vignette and the questions that share it; `next` on an answer makes a branch.

A branch only leads on. A way back is no loss: every question can be tried again before a reader
goes on, and the whole case afterwards. What a poor choice leads to is a question of its own that
leads on in its turn. So every way through ends, each answer is kept once, and the case can be
read without script and put into a learning platform.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise, zip_longest
from typing import TYPE_CHECKING, Literal, Self

from pydantic import Field, model_validator

from evidence_course.model.course import BankDefaults
from evidence_course.model.interaction import Item
from evidence_course.model.quiz import Question
from evidence_course.model.record import BlockMarkdown, Location, cannot_be_marked

if TYPE_CHECKING:
    ChildQuestion = Question  # the union of all other types, put in when they are all known

END = "end"


class Model(Question):
    """A case that unfolds."""

    type: Literal["case"] = Field(description="The kind of question.")
    question: BlockMarkdown = Field(
        default="Read the case, then answer.", description="What the reader is to do."
    )
    vignette: BlockMarkdown = Field(description="The case: fictional, and never graded.")
    questions: list[ChildQuestion] = Field(
        min_length=1, max_length=12, description="What is asked of the case, in order."
    )

    @model_validator(mode="after")
    def _leads_to_an_end(self) -> Self:
        places = {child.id: index for index, child in enumerate(self.questions)}
        for index, child in enumerate(self.questions):
            for target, where in _links(child):
                if target not in places and target != END:
                    message = (
                        f"'next: {target}' leads nowhere: it must be the id of another question "
                        f"of this case, or '{END}'"
                    )
                    raise cannot_be_marked(message, "questions", index, *where)
        follow = _follow(self.questions)
        circle = _circle(follow)
        if circle:
            edges = [(one, follow[one][two]) for one, two in pairwise(circle)]
            last, where = next(edge for edge in reversed(edges) if edge[1])
            message = (
                f"the questions go round in a circle ({' > '.join(circle)}): "
                f"lead 'next' to a later question, or let it be '{END}'"
            )
            raise cannot_be_marked(message, "questions", places[last], *where)
        return self


def _links(child: Question) -> Iterator[tuple[str, Location]]:
    """Where a question and its answers lead to, each with the place of its `next`."""
    if child.next is not None:
        yield child.next, ("next",)
    for name in ("options", "reasons"):
        for index, option in enumerate(getattr(child, name, [])):
            if option.next is not None:
                yield option.next, (name, index, "next")


def _follow(children: Sequence[Question]) -> dict[str, dict[str, Location]]:
    """What may follow each question: where its links lead, and the next in the list unless every
    answer leads elsewhere (that link has no place in the file)."""
    follow: dict[str, dict[str, Location]] = {}
    for child, after in zip_longest(children, children[1:]):
        links = dict(reversed(list(_links(child))))
        options = getattr(child, "options", [])
        decided = child.next or (options and all(option.next for option in options))
        if after is not None and not decided:
            links.setdefault(after.id, ())
        follow[child.id] = links
    return follow


def _circle(follow: Mapping[str, Mapping[str, Location]]) -> list[str]:
    """The ids of a circle among the links, its first id again at its end; else nothing."""
    done: set[str] = set()

    def walk(node: str, path: list[str]) -> list[str]:
        if node in path:
            return [*path[path.index(node) :], node]
        if node in done:
            return []
        for target in follow.get(node, ()):
            if found := walk(target, [*path, node]):
                return found
        done.add(node)
        return []

    return next((found for start in follow if (found := walk(start, []))), [])


def lower(question: Model, defaults: BankDefaults) -> Item:
    """The exercises of its questions below one vignette, which ends with what is to be done."""
    from evidence_course.questions import lower as lower_any

    exercises = [
        exercise
        for child in question.questions
        for exercise in lower_any(child, defaults).exercises
    ]
    asked = f"\n{question.question}" if "question" in question.model_fields_set else ""
    return Item(question.id, tuple(exercises), vignette=question.vignette + asked)
