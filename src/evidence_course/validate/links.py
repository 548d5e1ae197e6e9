"""Does every name that one file uses exist in the file that defines it?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import get_args

from evidence_course.load.notebooks import module_and_name, result_names
from evidence_course.load.records import did_you_mean, item_at, mark_at
from evidence_course.markdown import Directive, Role, elements
from evidence_course.model.course import Bank, Course, Lesson, Mark, Page
from evidence_course.model.notebook import Notebook
from evidence_course.model.quiz import Use
from evidence_course.model.record import Location, markdown_fields
from evidence_course.problems import Problem
from evidence_course.results import TAG
from evidence_course.spelling import near
from evidence_course.validate.where import column_of, lines_of

Known = Mapping[str, Mapping[str, object]]
QUIZ_OPTIONS = frozenset({"item", "use"})
USES = get_args(Use)

_KINDS = {
    "outcome": ("outcome", "course/outcomes.yml"),
    "misconception": ("misconception", "course/misconceptions.yml"),
    "source": ("source", "course/references.yml or course/evidence/"),
}


def check(course: Course) -> Iterator[Problem]:
    """Unknown outcomes, misconceptions, sources, audiences, modules, banks, items and results."""
    known = _known(course)
    for bank in course.every_bank:
        yield from _bank(course, bank, known)
    for lesson in course.lessons.values():
        yield from _front_matter(course, lesson, known)
        yield from _lesson_body(course, lesson, known)
    for page in course.pages:
        yield from _page(course, page)
    yield from _outcome_modules(course)
    yield from _development(course, known["source"])


class _Anything(dict[str, object]):
    """Stands for a list that could not be read whole: every name may be in it."""

    def __contains__(self, _name: object) -> bool:
        return True


def _known(course: Course) -> Known:
    """What each kind of name may be; made once, since every file is held against it."""
    lists = {
        "outcome": course.outcomes,
        "misconception": course.misconceptions,
        "source": course.references,
    }
    known = {
        kind: shared.entries if shared.complete else _Anything() for kind, shared in lists.items()
    }
    if course.references.complete:
        known["source"] = {**course.references.entries, **_studies(course)}
    return known


def _studies(course: Course) -> dict[str, object]:
    """The ids of studies and reviews, those of files that could not be read too."""
    files = course.evidence
    approaches = {name for name, file in files.items() if file.record.kind == "approach"}
    return dict.fromkeys(course.found.get("evidence", frozenset()) - approaches)


def _unknown(
    path: str, mark: Mark, kind: str, word: str, known: Iterable[str], item: str | None = None
) -> Problem:
    name, file = _KINDS[kind]
    tail = near(word, known) or f": add it to {file}, or use one that is there"
    message = f"unknown {name} '{word}'{tail}"
    return Problem(path, mark.line, mark.column, message, f"unknown-{kind}", item)


def _named(value: object, location: Location = ()) -> Iterator[tuple[str, str, Location]]:
    """Every outcome, misconception and source key in plain bank data, with its place."""
    if isinstance(value, dict):
        for key, inner in value.items():
            words = inner if isinstance(inner, list) else [inner]
            if key in _KINDS and all(isinstance(word, str) for word in words):
                for index, word in enumerate(words):
                    step: Location = (index,) if isinstance(inner, list) else ()
                    yield key, word, (*location, key, *step)
            else:
                yield from _named(inner, (*location, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _named(inner, (*location, index))


def _bank(course: Course, bank: Bank, known: Known) -> Iterator[Problem]:
    for kind, word, location in _named(bank.data):
        item = item_at(bank.data, location)
        mark = mark_at(bank.marks, location)
        if word not in known[kind]:
            yield _unknown(bank.path, mark, kind, word, known[kind], item)
        elif (
            kind == "outcome"
            and bank is not course.course_check
            and _is_foreign(course, word, bank.slug)
        ):
            message = f"outcome '{word}' belongs to another module: '{bank.slug}' has its own"
            yield Problem(bank.path, mark.line, mark.column, message, "foreign-outcome", item)


def _is_foreign(course: Course, outcome: str, slug: str) -> bool:
    """Whether an outcome belongs to another module than the one of a file that names it."""
    return outcome.partition(".")[0] != slug and slug in course.settings.modules


def _front_matter(course: Course, lesson: Lesson, known: Known) -> Iterator[Problem]:
    settings = lesson.settings
    for field, kind, words in (
        ("outcomes", "outcome", settings.outcomes),
        ("sources", "source", settings.sources),
    ):
        for index, word in enumerate(words):
            mark = mark_at(lesson.marks, (field, index))
            if word not in known[kind]:
                yield _unknown(lesson.path, mark, kind, word, known[kind])
            elif kind == "outcome" and _is_foreign(course, word, lesson.slug):
                message = f"outcome '{word}' belongs to another module: '{lesson.slug}' has its own"
                yield Problem(lesson.path, mark.line, mark.column, message, "foreign-outcome")
    for index, word in enumerate(settings.audience):
        if word not in course.settings.audiences:
            mark = mark_at(lesson.marks, ("audience", index))
            message = f"unknown audience '{word}'{did_you_mean(word, course.settings.audiences)}"
            yield Problem(lesson.path, mark.line, mark.column, message, "unknown-audience")


@dataclass(frozen=True)
class _Text:
    """A text that may show results: those of ``module`` without naming it."""

    path: str
    text: str
    first_line: int
    module: str

    def problem(self, line: int, message: str, code: str, needle: str) -> Problem:
        lines = lines_of(self.text, self.first_line)
        return Problem(self.path, line, column_of(lines, line, needle), message, code)


@dataclass
class _Body:
    """A lesson's body on the way through it: ``asked`` are the items that its page has so far."""

    course: Course
    lesson: Lesson
    asked: set[str]

    @property
    def text(self) -> _Text:
        lesson = self.lesson
        return _Text(lesson.path, lesson.body, lesson.body_line, lesson.slug)

    def problem(self, line: int, message: str, code: str, needle: str = "") -> Problem:
        return self.text.problem(line, message, code, needle)


def _lesson_body(course: Course, lesson: Lesson, known: Known) -> Iterator[Problem]:
    bank = course.banks.get(lesson.slug)
    body = _Body(course, lesson, set(_asked(bank, None, "end")) if bank else set())
    checks = 0
    for each in elements(lesson.body, first_line=lesson.body_line):
        if isinstance(each, Directive) and each.name == "quiz":
            checks += _may_be_check(course, lesson, each)
            yield from _quiz(body, each)
        elif isinstance(each, Directive | Role) and each.name == "result":
            yield from _result(course, body.text, each)
        elif isinstance(each, Role) and each.name == "source":
            yield from _source(body, each, known["source"])
    if not checks:
        message = (
            f"the lesson has no check quiz: put '{{quiz}} {lesson.slug}' with ':use: check' "
            "after the worked examples"
        )
        yield body.problem(lesson.body_line, message, "check-quiz")


def _may_be_check(course: Course, lesson: Lesson, quiz: Directive) -> bool:
    """Whether a quiz is the lesson's check quiz, or is meant to be but has a fault of its own."""
    is_own = quiz.argument == lesson.slug or quiz.argument not in course.found["quizzes"]
    elsewhere = {"end", "spaced"} & {quiz.options.get("use")}
    return is_own and "item" not in quiz.options and not elsewhere


def _asked(bank: Bank, item: str | None, use: str | None) -> list[str]:
    """The ids of the live items that a quiz asks."""
    return [
        question.id
        for question in bank.questions
        if question.status == "live" and (question.id == item if item else question.use == use)
    ]


def _quiz(body: _Body, quiz: Directive) -> Iterator[Problem]:
    banks = body.course.found["quizzes"]
    if quiz.argument not in banks and quiz.argument in body.course.settings.modules:
        return  # the missing bank is reported with its module
    if quiz.argument not in banks:
        message = f"unknown quiz bank '{quiz.argument}'{did_you_mean(quiz.argument, banks)}"
        yield body.problem(quiz.line, message, "unknown-bank", "{quiz}")
        return
    yield from _quiz_options(body, quiz)
    bank = body.course.banks.get(quiz.argument)
    if bank is None:
        return
    item, use = quiz.options.get("item"), quiz.options.get("use")
    asked = _asked(bank, item, use)
    if item and not asked:
        yield _no_such_item(body, quiz, bank, item)
    elif use in USES and not asked:
        message = f"{bank.path} has no live item with 'use: {use}': nothing would be asked"
        yield body.problem(quiz.line, message, "empty-quiz", "{quiz}")
    ids = [question.id for question in bank.questions]
    for identifier in asked:
        if identifier in body.asked and ids.count(identifier) == 1:
            message = (
                f"the item '{identifier}' is on this page already, above or in the end quiz: "
                "ask it once"
            )
            yield body.problem(quiz.line, message, "quiz-twice", "{quiz}")
    body.asked.update(asked)


def _quiz_options(body: _Body, quiz: Directive) -> Iterator[Problem]:
    names = list(quiz.options)
    for place, name in enumerate(names, quiz.line + 1):
        if name not in QUIZ_OPTIONS:
            message = f"unknown option ':{name}:'{did_you_mean(name, QUIZ_OPTIONS)}"
            yield body.problem(place, message, "quiz-option", f":{name}:")
        elif name == "use" and quiz.options[name] not in USES:
            hint = did_you_mean(quiz.options[name], USES)
            message = f"unknown place ':use: {quiz.options[name]}'{hint}"
            yield body.problem(place, message, "quiz-option", ":use:")
    if len(set(names) & QUIZ_OPTIONS) != 1 and set(names) <= QUIZ_OPTIONS:
        message = (
            "which questions? Write ':use: check' (or end, or spaced) on the next line, "
            "or ':item: ID' for one of them"
        )
        yield body.problem(quiz.line, message, "quiz-option", "{quiz}")


def _no_such_item(body: _Body, quiz: Directive, bank: Bank, item: str) -> Problem:
    line = quiz.line + 1 + list(quiz.options).index("item")
    known = {question.id: question.status for question in bank.questions}
    if item in known:
        message = f"the item '{item}' is '{known[item]}', and readers see live items only"
        return body.problem(line, message, "item-not-live", ":item:")
    tail = near(item, known) or f": {bank.path} has no such item"
    return body.problem(line, f"unknown quiz item '{item}'{tail}", "unknown-item", ":item:")


def _page(course: Course, page: Page) -> Iterator[Problem]:
    text = _Text(page.path, page.text, 1, "")
    for each in elements(page.text):
        if isinstance(each, Directive | Role) and each.name == "result":
            yield from _result(course, text, each)


def _result(course: Course, text: _Text, use: Directive | Role) -> Iterator[Problem]:
    address = use.argument if isinstance(use, Directive) else use.content
    module, name = module_and_name(address, text.module)
    if module not in course.settings.modules:
        if module and module == text.module:
            return  # that no list names it is reported with its files
        message = (
            f"unknown module '{module}'{did_you_mean(module, course.settings.modules)}"
            if module
            else f"which module's? Write 'MODULE/{name}'"
        )
        yield text.problem(use.line, message, "unknown-module", f"`{address}`")
        return
    notebook = course.notebooks.get(module)
    if notebook is None:
        return
    if name not in result_names(notebook.node):
        message = unknown_result(notebook, name)
        yield text.problem(use.line, message, "unknown-result", f"`{address}`")


def unknown_result(notebook: Notebook, name: str) -> str:
    """What to say of a name that no cell's result has."""
    asked = f": give a code cell of {notebook.path} the tag '{TAG}{name}'"
    return f"unknown result '{name}'{near(name, result_names(notebook.node)) or asked}"


def _source(body: _Body, role: Role, known: Mapping[str, object]) -> Iterator[Problem]:
    needle = f"{{source}}`{role.content}"
    if role.content not in known:
        lines = lines_of(body.lesson.body, body.lesson.body_line)
        mark = Mark(role.line, column_of(lines, role.line, needle))
        yield _unknown(body.lesson.path, mark, "source", role.content, known)
    elif role.content not in body.lesson.settings.sources:
        message = f"source '{role.content}' is cited here: add it to 'sources' in the front matter"
        yield body.problem(role.line, message, "source-not-listed", needle)


def _development(course: Course, known: Mapping[str, object]) -> Iterator[Problem]:
    """Sources of the development record that no list has, and those that it cites unlisted."""
    file = course.development
    if file is None:
        return
    for index, key in enumerate(file.rule.sources):
        if key not in known:
            mark = mark_at(file.marks, ("sources", index))
            yield _unknown(file.path, mark, "source", key, known)
    for location, text, _ in markdown_fields(file.rule):
        mark = mark_at(file.marks, location)
        roles = [each for each in elements(text) if isinstance(each, Role)]
        for key in (role.content for role in roles if role.name == "source"):
            if key not in file.rule.sources:
                message = f"source '{key}' is cited here: add it to 'sources'"
                yield Problem(file.path, mark.line, mark.column, message, "source-not-listed")


def _outcome_modules(course: Course) -> Iterator[Problem]:
    for outcome in course.outcomes.entries:
        module = outcome.partition(".")[0]
        is_reported = module in course.found["modules"]  # as a file that no module lists
        if module not in course.settings.modules and not is_reported:
            mark = course.outcomes.mark(outcome)
            hint = did_you_mean(module, course.settings.modules)
            message = f"outcome '{outcome}' is of an unknown module, '{module}'{hint}"
            yield Problem(
                course.outcomes.path, mark.line, mark.column, message, "unknown-module", outcome
            )
