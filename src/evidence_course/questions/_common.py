"""What several question types share when they lower to an exercise."""

from __future__ import annotations

from collections.abc import Sequence

from evidence_course.model.course import BankDefaults
from evidence_course.model.interaction import Choice, Exercise, Interaction, Item
from evidence_course.model.quiz import Option, Question
from evidence_course.model.record import cannot_be_marked

LETTERS = "abcdefgh"


def choices(options: Sequence[Option]) -> tuple[Choice, ...]:
    """The options in the author's order, keyed a, b, c..."""
    return tuple(
        Choice(letter, option.text, option.correct, option.feedback, option.next)
        for letter, option in zip(LETTERS, options, strict=False)
    )


def shuffles(question: Question, defaults: BankDefaults) -> bool:
    """Whether the options are to be shown in another order than the author's."""
    own = getattr(question, "shuffle", None)
    return defaults.shuffle if own is None else bool(own)


def exercise(question: Question, defaults: BankDefaults, interaction: Interaction) -> Exercise:
    """The exercise with the fields that every type has."""
    asked = defaults.confidence if question.confidence is None else question.confidence
    return Exercise(
        id=question.id,
        type=question.type,
        stem=question.question,
        interaction=interaction,
        hint=question.hint,
        explain=question.explain,
        neutral=question.neutral,
        confidence=asked,
        next=question.next,
        outcome=question.outcome,
    )


def one(question: Question, defaults: BankDefaults, interaction: Interaction) -> Item:
    """An item of a single exercise."""
    return Item(question.id, (exercise(question, defaults, interaction),))


def check_options(field: str, options: Sequence[Option], *, one_right: bool) -> None:
    """Refuse options that cannot be marked; ``field`` is where in the question they stand.

    :raises PydanticCustomError: with the sentence that the author reads, and the place.
    """
    right = [index for index, option in enumerate(options) if option.correct]
    if not right:
        message = "no option is right: put 'correct: true' under the right one"
        raise cannot_be_marked(message, field)
    if one_right and len(right) > 1:
        message = (
            f"{len(right)} options are marked right, and one is allowed here: "
            "take 'correct: true' from the others, or use 'type: multiple'"
        )
        raise cannot_be_marked(message, field, right[1], "correct")
    again = repeated([option.text for option in options])
    if again is not None:
        message = f"two options say the same: '{options[again].text}'"
        raise cannot_be_marked(message, field, again, "text")


def repeated(texts: Sequence[str]) -> int | None:
    """The index of the first text that was there before, in capitals or not."""
    plain = [text.strip().casefold() for text in texts]
    return next((index for index, text in enumerate(plain) if text in plain[:index]), None)
