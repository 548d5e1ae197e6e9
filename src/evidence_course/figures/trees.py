"""Frequency trees: what a test or a form says, in whole numbers of people."""

from __future__ import annotations

from collections.abc import Sequence

from evidence_course.figures import _drawing as draw
from evidence_course.figures._drawing import Element
from evidence_course.figures._figure import Figure, checked_texts, make_figure
from evidence_course.figures._words import needed, wrap
from evidence_course.stats import FrequencyTree

# A square has the condition, a circle has not; filled is flagged, open is not.
_FORMS = (("square", "on"), ("square", "off"), ("circle", "on"), ("circle", "off"))
_LEAVES = (38.0, 116.0, 204.0, 282.0)
_BRANCHES = (77.0, 243.0)
_MIDDLE = draw.WIDTH / 2


def frequency_tree(
    tree: FrequencyTree,
    *,
    title: str,
    sentence: str,
    subtitle: str = "",
    people: str = "people",
    have: str = "with it",
    have_not: str = "without it",
    flagged: str = "flagged",
    cleared: str = "not flagged",
    leaves: tuple[str, str, str, str] = ("hits", "misses", "false alarms", "correct"),
) -> Figure:
    """All people, those with and without the condition, and what the test says of each.

    ``tree`` comes from ``stats.natural_frequencies``, or holds people who were counted.
    ``leaves`` names those with the condition who are flagged and not flagged, then those without.
    Raises ValueError if counts are not whole or do not add up, or a text is empty.
    """
    texts = checked_texts(title, subtitle, sentence)
    counts = _leaf_counts(tree)
    if len(leaves) != 4:
        raise ValueError(f"leaves must hold four names, not {len(leaves)}")
    names = [needed("leaves", name) for name in leaves]
    groups = needed("have", have), needed("have_not", have_not)
    said = needed("flagged", flagged), needed("cleared", cleared)
    people = needed("people", people)
    kinds = [f"{group}, {word}" for group in groups for word in said]
    root = f"{tree.of:,} {people}"
    branches = [
        (f"{count:,}", group)
        for count, group in zip((tree.with_condition, tree.without_condition), groups, strict=True)
    ]
    svg = draw.empty()
    bottom = _draw_branches(svg, root, branches)
    bottom = _draw_leaves(svg, bottom, counts, names)
    bottom = _draw_key(svg, bottom + 10, [f"{n}: {k}" for n, k in zip(names, kinds, strict=True)])
    raised = f"{tree.positives:,} {said[0]}: {counts[0]:,} {names[0]}, {counts[2]:,} {names[2]}"
    bottom = draw.label(svg, wrap(raised, draw.WIDTH), 0, bottom + 4) + 4
    draw.finish(svg, bottom, texts[0], _words(root, branches, counts, names, kinds) + f" {raised}.")
    rows = [(f"All {people}", f"{tree.of:,}"), *((group, count) for count, group in branches)]
    named = zip(names, kinds, counts, strict=True)
    rows += [(f"{name}: {kind}", f"{count:,}") for name, kind, count in named]
    rows += [(f"All {said[0]}", f"{tree.positives:,}"), (f"All {said[1]}", f"{tree.negatives:,}")]
    return make_figure("frequency-tree", texts, ("Who", "How many"), rows, svg)


def _leaf_counts(tree: FrequencyTree) -> tuple[int, int, int, int]:
    """The four counts from left to right, once they are known to add up."""
    hits, misses = tree.true_positives, tree.false_negatives
    alarms, correct = tree.false_positives, tree.true_negatives
    every = (tree.of, tree.with_condition, tree.without_condition, hits, misses, alarms, correct)
    if any(count != int(count) or count < 0 for count in every) or tree.of < 1:
        raise ValueError("tree must hold whole numbers of people")
    sums = (hits + misses, alarms + correct, tree.with_condition + tree.without_condition)
    if sums != (tree.with_condition, tree.without_condition, tree.of):
        raise ValueError("tree must hold counts that add up: branches to all, leaves to branches")
    return hits, misses, alarms, correct


def _draw_branches(svg: Element, root: str, branches: Sequence[tuple[str, str]]) -> float:
    top = draw.centred(svg, root, _MIDDLE, 0, 0, draw.WIDTH) + 4
    ends = []
    for x, texts in zip(_BRANCHES, branches, strict=True):
        draw.line(svg, "axis", _MIDDLE, top, x, top + 24)
        y = top + 26
        for text in texts:
            y = draw.centred(svg, text, x, y, x - 77, x + 77)
        ends.append(y + 4)
    for x, leaves in zip(_BRANCHES, (_LEAVES[:2], _LEAVES[2:]), strict=True):
        for leaf in leaves:
            draw.line(svg, "axis", x, max(ends), leaf, max(ends) + 24)
    return max(ends) + 24


def _draw_leaves(svg: Element, top: float, counts: Sequence[int], names: Sequence[str]) -> float:
    ends = []
    for x, count, name, (form, state) in zip(_LEAVES, counts, names, _FORMS, strict=True):
        draw.mark(svg, form, f"mark mark-{state}", x, top + 14, 9)
        y = draw.centred(svg, f"{count:,}", x, top + 28, x - 38, x + 38)
        ends.append(draw.centred(svg, name, x, y, x - 38, x + 38))
    return max(ends)


def _draw_key(svg: Element, y: float, texts: Sequence[str]) -> float:
    for (form, state), text in zip(_FORMS, texts, strict=True):
        y = draw.explained(svg, y, draw.sign(form, f"mark mark-{state}"), text)
    return y


def _words(
    root: str,
    branches: Sequence[tuple[str, str]],
    counts: Sequence[int],
    names: Sequence[str],
    kinds: Sequence[str],
) -> str:
    first, second = (" ".join(branch) for branch in branches)
    parts = [f"{c:,} {n} ({k})" for c, n, k in zip(counts, names, kinds, strict=True)]
    return (
        f"{root}: {first} and {second}. {first}: {parts[0]} and {parts[1]}. "
        f"{second}: {parts[2]} and {parts[3]}."
    )
