"""The ``{quiz}`` directive: items of a bank as forms whose answers need no script.

One function an interaction builds the form, one the answers; ``quiz.js`` upgrades what they make.
A form's method is `dialog`, which outside a dialog does nothing: without script, Enter in a box
does not load the page again and lose what was typed.
"""

from __future__ import annotations

import hashlib
import json
import posixpath
import random
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from evidence_course.load.banks import parse_bank
from evidence_course.load.source import Source
from evidence_course.model.interaction import (
    Arrange,
    Choose,
    Enter,
    Exercise,
    Item,
    Match,
    Number,
    Write,
)
from evidence_course.questions import live_items
from evidence_course.sphinx_ext.tags import Attributes, element, text_element
from evidence_course.sphinx_ext.values import StagedRecords

T = TypeVar("T")
Nodes = list[nodes.Node]
LETTERS = "abcdefghijklmnop"
PRIORITY = 400  # after what keeps answers, before other features' 500


def shuffled(values: Sequence[T], seed: str) -> list[T]:
    """The values in an order that depends on ``seed`` alone and differs from the given one."""
    order = list(values)
    number = int.from_bytes(hashlib.sha256(seed.encode()).digest()[:8], "big")
    random.Random(number).shuffle(order)
    return order if order != list(values) else order[1:] + order[:1]


class Quiz(SphinxDirective):
    """Items of a bank: those of one place (``:use:``) or a single one (``:item:``)."""

    required_arguments = 1
    option_spec = {"use": directives.unchanged, "item": directives.unchanged}  # docutils

    def run(self) -> list[nodes.Node]:
        """A group with a form for each item, kept out of the search index."""
        items = self._items()
        forms = [form for item in items for form in self._item(item)]
        group = element("div", forms, unindexed=True, attributes={"class": "quiz"})
        self.set_source_info(group)
        return [group]

    def _items(self) -> list[Item]:
        name = self.arguments[0]
        path = f"{name}.yml" if "/" in name else f"quizzes/{name}.yml"
        self.folder = posixpath.dirname(path)
        self.env.note_dependency(path)
        text = (Path(self.env.srcdir) / path).read_text("utf-8")
        bank, _ = parse_bank(Source(path, text), name, StagedRecords(self.env))
        if bank is None:
            raise self.error(f"the bank {path} cannot be read")
        items = live_items(bank, self.options.get("use"))
        wanted = self.options.get("item")
        found = [item for item in items if wanted in (None, item.id)]
        if not found:
            raise self.error(f"no live item for {self.options} in {path}")
        return found

    def _item(self, item: Item) -> Nodes:
        forms: Nodes = [self._exercise(exercise) for exercise in item.exercises]
        if item.vignette is None and len(forms) == 1:
            return forms
        if item.vignette is None:
            return [element("div", forms, attributes={"class": "quiz-steps"})]
        label = text_element("p", "A made-up case", attributes={"class": "vignette-label"})
        body = [label, *self.blocks(item.vignette)]
        case = element("div", body, attributes={"class": "quiz-vignette vignette", "role": "note"})
        attributes: Attributes = {"class": "quiz-steps quiz-case", "id": item.id}
        return [element("div", [case, *forms], attributes=attributes)]

    def _exercise(self, exercise: Exercise) -> nodes.Node:
        legend, stem = self._stem(exercise)
        interaction = exercise.interaction
        form, answers = INTERACTIONS[type(interaction)]
        controls = form(self, exercise.id, interaction)
        told: Attributes = {"aria-describedby": f"{exercise.id}-stem"} if stem else {}
        fieldset = element("fieldset", [legend, *stem, *controls], attributes=told)
        shape: Attributes = {"class": "quiz-form", "method": "dialog"}
        children: Nodes = [element("form", [fieldset], attributes=shape)]
        if exercise.hint:
            children.append(self._details("quiz-hint", "Hint", self.blocks(exercise.hint)))
        reasons = answers(self, exercise.id, interaction)
        if exercise.explain:
            shown = self.blocks(exercise.explain)
            reasons.append(element("div", shown, attributes={"class": "quiz-explain"}))
        if exercise.next:
            reasons.append(self._follow(exercise.next))
        children.append(self._details("quiz-answers", "Answer and reasons", reasons))
        children.append(_link(exercise.id))
        facts = _facts(exercise) | {"data-bank": self.arguments[0]}
        return element("quiz-item", children, attributes=facts)

    def _details(self, name: str, summary: str, body: Nodes) -> nodes.Node:
        head = text_element("summary", summary, control=True)
        return element("details", [head, *body], attributes={"class": name})

    def _follow(self, target: str) -> nodes.Node:
        if target == "end":
            return nodes.paragraph("", "The case ends here.", classes=["quiz-follow"])
        link = nodes.reference("", "go on with the next question", refuri=f"#{target}")
        words = [nodes.Text("Then "), link, nodes.Text(".")]
        return nodes.paragraph("", "", *words, classes=["quiz-follow"])

    def _stem(self, exercise: Exercise) -> tuple[nodes.Node, Nodes]:
        first, *rest = self.blocks(exercise.stem)
        inline = first.children if isinstance(first, nodes.paragraph) else [first]
        legend = element("legend", list(inline))
        if not rest:
            return legend, []
        place: Attributes = {"class": "quiz-stem", "id": f"{exercise.id}-stem"}
        return legend, [element("div", rest, attributes=place)]

    def blocks(self, text: str) -> Nodes:
        """A text of the bank as nodes; its pictures are looked for beside the bank."""
        parsed = list(self.parse_text_to_nodes(text))
        for node in parsed:
            for image in node.findall(nodes.image):
                if "://" not in image["uri"]:
                    image["uri"] = "/" + posixpath.normpath(
                        posixpath.join(self.folder, image["uri"])
                    )
        return parsed

    def inline(self, text: str) -> Nodes:
        """A text of one paragraph as inline nodes."""
        parsed = self.blocks(text)
        first = parsed[0] if parsed else nodes.paragraph("", text)
        return list(first.children) if isinstance(first, nodes.paragraph) else parsed


def _link(identifier: str) -> nodes.Node:
    to: Attributes = {"href": f"#{identifier}"}
    link = text_element("a", "Link to this question", attributes=to)
    return element("p", [link], control=True, attributes={"class": "quiz-link"})


def _facts(exercise: Exercise) -> Attributes:
    kind = KINDS[type(exercise.interaction)]
    attributes: Attributes = {
        "id": exercise.id,
        "class": "quiz-item",
        "data-interaction": kind,
        "data-type": exercise.type,
        "data-outcome": exercise.outcome,
    }
    scoring = getattr(exercise.interaction, "scoring", None)
    if scoring:
        attributes["data-scoring"] = scoring
    if exercise.next:
        attributes["data-next"] = exercise.next
    return attributes | {
        name: True
        for name, on in (
            ("data-neutral", exercise.neutral),
            ("data-confidence", exercise.confidence),
        )
        if on
    }


def _labelled(name: str, words: str, control: nodes.Node) -> nodes.Node:
    label = text_element("label", words, attributes={"for": name})
    return element("div", [label, control], control=True, attributes={"class": "quiz-entry"})


def _feedback(quiz: Quiz, text: str | None, extra: str = "") -> Nodes:
    if not text:
        return []
    name = f"quiz-feedback {extra}".strip()
    return [element("div", quiz.blocks(text), attributes={"class": name})]


def _choose_form(quiz: Quiz, identifier: str, choose: Choose) -> Nodes:
    kind = "checkbox" if choose.multiple else "radio"
    choices = shuffled(choose.choices, identifier) if choose.shuffle else choose.choices
    rows: Nodes = []
    for choice in choices:
        name = f"{identifier}-{choice.key}"
        box: Attributes = {"type": kind, "name": identifier, "id": name, "value": choice.key}
        label = element("label", quiz.inline(choice.text), attributes={"for": name})
        row = [element("input", control=True, attributes=box), label]
        rows.append(element("li", row, attributes={"class": "quiz-option"}))
    return [element("ul", rows, attributes={"class": "quiz-options"})]


def _choose_answers(quiz: Quiz, identifier: str, choose: Choose) -> Nodes:
    rows: Nodes = []
    for choice in choose.choices:
        mark = "Right answer" if choice.correct else "Not this one"
        strong = nodes.strong("", f"{mark}:", classes=["quiz-mark"])
        head = nodes.paragraph("", "", strong, nodes.Text(" "), *quiz.inline(choice.text))
        attributes: Attributes = {"data-key": choice.key}
        if choice.correct:
            attributes["data-correct"] = "true"
        if choice.next:
            attributes["data-next"] = choice.next
        body = [head, *_feedback(quiz, choice.feedback)]
        if choice.next:
            body.append(quiz._follow(choice.next))
        rows.append(element("li", body, attributes=attributes))
    return [element("ul", rows, attributes={"class": "quiz-reasons"})]


def _number_form(quiz: Quiz, identifier: str, number: Number) -> Nodes:
    name = f"{identifier}-entry"
    words = f"Your answer ({number.unit})" if number.unit else "Your answer"
    box: Attributes = {"type": "text", "inputmode": "decimal", "id": name, "autocomplete": "off"}
    return [_labelled(name, words, element("input", control=True, attributes=box))]


def _number_answers(quiz: Quiz, identifier: str, number: Number) -> Nodes:
    unit = f" {number.unit}" if number.unit else ""
    solution: Attributes = {
        "class": "quiz-solution",
        "data-answer": f"{number.answer:.15g}",
        "data-tolerance": f"{number.tolerance:.15g}",
    }
    if number.unit:
        solution["data-unit"] = number.unit
    told: Nodes = [
        text_element("p", f"Answer: {number.answer:g}{unit}", attributes=solution),
    ]
    rows: Nodes = [
        element(
            "li",
            [
                nodes.paragraph("", "", nodes.strong("", f"If you wrote {slip.value:g}:")),
                *_feedback(quiz, slip.feedback),
            ],
            attributes={
                "data-value": f"{slip.value:.15g}",
                "data-tolerance": f"{slip.tolerance:.15g}",
                "data-credit": f"{slip.credit:g}",
            },
        )
        for slip in number.near_misses
    ]
    if rows:
        told.append(element("ul", rows, attributes={"class": "quiz-reasons"}))
    return told + _feedback(quiz, number.otherwise, "quiz-otherwise")


def _enter_form(quiz: Quiz, identifier: str, enter: Enter) -> Nodes:
    name = f"{identifier}-entry"
    box: Attributes = {"type": "text", "id": name, "autocomplete": "off"}
    return [_labelled(name, "Your answer", element("input", control=True, attributes=box))]


def _enter_answers(quiz: Quiz, identifier: str, enter: Enter) -> Nodes:
    solution: Attributes = {
        "class": "quiz-solution",
        "data-accept": json.dumps(list(enter.accept), ensure_ascii=False),
    }
    if enter.case_sensitive:
        solution["data-case-sensitive"] = True
    first, *others = enter.accept
    also = f" (also right: {', '.join(others)})" if others else ""
    told: Nodes = [text_element("p", f"Answer: {first}{also}", attributes=solution)]
    return told + _feedback(quiz, enter.otherwise, "quiz-otherwise")


def _picker(name: str, choices: Sequence[tuple[str, str]]) -> nodes.Node:
    options: Nodes = [
        text_element("option", words, attributes={"value": value})
        for value, words in [("", "Choose"), *choices]
    ]
    return element("select", options, control=True, attributes={"id": name})


def _arrange_form(quiz: Quiz, identifier: str, arrange: Arrange) -> Nodes:
    places = [(str(n), f"place {n}") for n in range(1, len(arrange.items) + 1)]
    rows: Nodes = []
    for key, text in shuffled(list(zip(LETTERS, arrange.items, strict=False)), identifier):
        name = f"{identifier}-{key}"
        label = element("label", quiz.inline(text), attributes={"for": name})
        row = [label, _picker(name, places)]
        rows.append(element("li", row, attributes={"class": "quiz-option", "data-key": key}))
    return [element("ol", rows, attributes={"class": "quiz-arrange"})]


def _arrange_answers(quiz: Quiz, identifier: str, arrange: Arrange) -> Nodes:
    rows: Nodes = [
        element("li", quiz.inline(text), attributes={"data-key": key})
        for key, text in zip(LETTERS, arrange.items, strict=False)
    ]
    head = nodes.paragraph("", "", nodes.strong("", "The right order:"))
    told: Nodes = [head, element("ol", rows, attributes={"class": "quiz-solution"})]
    return told + _feedback(quiz, arrange.otherwise, "quiz-otherwise")


def _rights(identifier: str, match: Match) -> list[tuple[str, str]]:
    rights = list(dict.fromkeys([*(pair.right for pair in match.pairs), *match.extra_right]))
    return [(f"r{n}", right) for n, right in enumerate(shuffled(rights, identifier), 1)]


def _match_form(quiz: Quiz, identifier: str, match: Match) -> Nodes:
    rows: Nodes = []
    for key, pair in zip(LETTERS, match.pairs, strict=False):
        name = f"{identifier}-{key}"
        label = element("label", quiz.inline(pair.left), attributes={"for": name})
        row = [label, _picker(name, _rights(identifier, match))]
        rows.append(element("li", row, attributes={"class": "quiz-option", "data-key": key}))
    rights = "; ".join(right for _, right in _rights(identifier, match))
    paper = text_element(
        "p", f"Choose from: {rights}.", control=True, attributes={"class": "quiz-paper"}
    )
    return [element("ul", rows, attributes={"class": "quiz-match"}), paper]


def _match_answers(quiz: Quiz, identifier: str, match: Match) -> Nodes:
    keys = {right: key for key, right in _rights(identifier, match)}
    rows: Nodes = []
    for key, pair in zip(LETTERS, match.pairs, strict=False):
        head = nodes.paragraph(
            "", "", nodes.strong("", "", *quiz.inline(pair.left)), nodes.Text(f": {pair.right}")
        )
        attributes: Attributes = {"data-key": key, "data-right": keys[pair.right]}
        rows.append(element("li", [head, *_feedback(quiz, pair.feedback)], attributes=attributes))
    return [element("ul", rows, attributes={"class": "quiz-solution"})]


def _write_form(quiz: Quiz, identifier: str, write: Write) -> Nodes:
    name = f"{identifier}-entry"
    box = element("textarea", control=True, attributes={"id": name, "rows": "5"})
    return [_labelled(name, "Your answer", box)]


def _write_answers(quiz: Quiz, identifier: str, write: Write) -> Nodes:
    model = element("div", quiz.blocks(write.model_answer), attributes={"class": "quiz-model"})
    rows: Nodes = []
    for key, point in zip(LETTERS, write.checklist, strict=False):
        name = f"{identifier}-point-{key}"
        box: Attributes = {"type": "checkbox", "id": name}
        label = element("label", quiz.inline(point), attributes={"for": name})
        rows.append(element("li", [element("input", control=True, attributes=box), label]))
    legend = text_element("legend", "Tick the points that your answer makes:")
    points = element("ul", rows)
    checklist = element("fieldset", [legend, points], attributes={"class": "quiz-checklist"})
    head = nodes.paragraph("", "", nodes.strong("", "A model answer:"))
    return [element("div", [head, model, checklist], attributes={"class": "quiz-compare"})]


Maker = Callable[[Quiz, str, Any], Nodes]

INTERACTIONS: Mapping[type, tuple[Maker, Maker]] = {
    Choose: (_choose_form, _choose_answers),
    Number: (_number_form, _number_answers),
    Enter: (_enter_form, _enter_answers),
    Arrange: (_arrange_form, _arrange_answers),
    Match: (_match_form, _match_answers),
    Write: (_write_form, _write_answers),
}
KINDS: Mapping[type, str] = {kind: kind.__name__.lower() for kind in INTERACTIONS}


def add_files(app: Sphinx) -> None:
    """Give the page that is being written what its questions need."""
    app.add_css_file("quiz.css")
    app.add_js_file("quiz.js", loading_method="defer", priority=PRIORITY)


def _add_files(
    app: Sphinx, _name: str, _template: str, _context: dict[str, Any], doctree: nodes.document
) -> None:
    if doctree is not None and any(_is_item(node) for node in doctree.findall(nodes.Element)):
        add_files(app)


def _is_item(node: nodes.Element) -> bool:
    return bool(node.get("tag") == "quiz-item")


def setup(app: Sphinx) -> None:
    """Register the directive, and its files for the pages that ask something."""
    app.add_directive("quiz", Quiz)
    app.connect("html-page-context", _add_files)
