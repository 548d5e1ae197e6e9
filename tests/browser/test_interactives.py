"""Pictures to try: sums, words, by keyboard, as a link, on paper and without a script.

With ``EVIDENCE_COURSE_WRITE_GOLDEN=1`` the test of the accessibility trees writes them anew in
``tests/data/accessibility``: read them before you keep them.
"""

from __future__ import annotations

import gzip
import json
import math
import os
import re
from collections import Counter
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

import pytest
from playwright.sync_api import expect

from evidence_course import chance, figures
from evidence_course.validate.reading import SENTENCE_WORDS, grade, sentences

from .site import Server, Site, Visit

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

HERE = Path(__file__).parent
DATA = HERE.parent / "data"
VECTORS = json.loads((DATA / "arithmetic_vectors.json").read_text("utf-8"))
TREES = DATA / "accessibility"
WRITE = "EVIDENCE_COURSE_WRITE_GOLDEN"
LIMIT_KB = 6

LESSONS = {
    "two-arrays": "effect-size",
    "overlap": "effect-size",
    "worst-100": "fair-test",
    "sample-again": "fair-test",
    "roll-out": "mash",
}
NAMES = sorted(LESSONS)
CHANGED = {
    "two-arrays": "baseline=60&difference=15",
    "overlap": "gap=40",
    "worst-100": "counts=1&families=300&seed=4",
    "sample-again": "draws=21&families=200&truth=5",
    "roll-out": "order=own&starts=1.1.1.2.2.3.3.4.4.5.6.6&drift=4",
}
GRADE = 7


def address(name: str, query: str = "") -> str:
    """A page of the site, with a picture in a state."""
    return f"modules/{LESSONS[name]}.html#try-{name}" + (f"?{query}" if query else "")


@pytest.fixture
def visit(visit: Visit) -> Visit:
    """Open a page; where a picture is named, wait for its scripts."""

    def open_page(name: str, **options: Any) -> Page:
        page = visit(name, **options)
        named = re.search(r"#(try-[a-z0-9-]+)", name)
        if named and options.get("script", True):
            page.locator(f"#{named[1]} .try-controls").wait_for()
        return page

    return open_page


def picture(page: Page, name: str) -> Locator:
    return page.locator(f"#try-{name}")


def said(page: Page, name: str) -> Locator:
    return picture(page, name).locator("output")


def rows(page: Page, name: str) -> list[list[str]]:
    """The cells of the table that goes with a picture."""
    found = picture(page, name).locator(".chart-table tbody tr")
    cells = "rows => rows.map(row => [...row.cells].map(cell => cell.textContent))"
    told: list[list[str]] = found.evaluate_all(cells)
    return told


def to(page: Page, name: str, query: str) -> str:
    """Put an open page's picture into a state, and give back what it says."""
    host = f"try-{name}"
    page.evaluate("hash => { location.hash = hash; }", f"{host}?{query}" if query else host)
    page.wait_for_function("() => document.activeElement.matches('.interactive')")
    page.evaluate("() => document.activeElement.blur()")
    return said(page, name).inner_text()


# --- sums ------------------------------------------------------------------------------------


@pytest.fixture
def sums(visit: Visit) -> Page:
    return visit(address("two-arrays"))


def compute(page: Page, code: str, value: object) -> Any:
    return page.evaluate(f"value => {{ const sums = EvidenceCourse.arithmetic; {code} }}", value)


def test_the_curves_of_the_script_are_those_of_python(sums: Page) -> None:
    for group in VECTORS["curves"]:
        for name, pairs in group.items():
            code = "return value.pairs.map(([x]) => sums[value.name](x));"
            found = compute(sums, code, {"name": name, "pairs": pairs})
            assert found == pytest.approx([out for _, out in pairs], abs=1e-9), name


@pytest.mark.parametrize("vector", VECTORS["draws"], ids=lambda vector: vector["seed"])
def test_a_seed_gives_the_script_the_draws_that_it_gives_python(
    sums: Page, vector: dict[str, Any]
) -> None:
    code = """
        const [plain, counts, scores] = [1, 2, 3].map(() => sums.generator(value));
        const five = (make) => Array.from({length: 5}, make);
        return {
            random: five(() => plain()),
            binomial: five(() => sums.binomial(counts, 40, 0.3)),
            normal: five(() => sums.normal(scores)),
            shuffled: sums.shuffled(sums.generator(value), [...Array(12).keys()]),
        };"""
    found = compute(sums, code, vector["seed"])
    assert found["binomial"] == vector["binomial"]
    assert found["shuffled"] == vector["shuffled"]
    assert found["random"] == pytest.approx(vector["random"], abs=1e-11)
    assert found["normal"] == pytest.approx(vector["normal"], abs=1e-9)


def test_the_variance_and_power_of_a_design_are_those_of_python(sums: Page) -> None:
    code = """
        const variance = sums.treatmentVariance(value.design, value.size, value.spread);
        return [variance, variance === null ? null : sums.power(value.effect, variance)];"""
    for vector in VECTORS["designs"]:
        variance, power = compute(sums, code, vector)
        if vector["variance"] is None:
            assert variance is None, vector["name"]
        else:
            assert variance == pytest.approx(vector["variance"], rel=1e-9), vector["name"]
            assert power == pytest.approx(vector["power"], abs=1e-9), vector["name"]


def test_two_plain_ways_of_looking_find_what_they_find_in_python(sums: Page) -> None:
    for vector in VECTORS["looks"]:
        for name in ("beforeAfter", "sideBySide"):
            code = f"return sums.{name}(value.design, value.values);"
            assert compute(sums, code, vector) == pytest.approx(vector[name], abs=1e-9), name
    together = {"design": [[0, 1], [0, 1]], "values": [[1, 2], [3, 4]]}
    assert compute(sums, "return sums.sideBySide(value.design, value.values);", together) is None


# --- drawings --------------------------------------------------------------------------------

SHAPES = """host => [...host.querySelectorAll('.try-drawing svg')].flatMap(svg =>
    [...svg.querySelectorAll('rect, circle, polyline, polygon')].map(shape => [shape.tagName,
        shape.getAttribute('class'), ...['x', 'y', 'cx', 'cy', 'r', 'width', 'points']
            .map(name => shape.getAttribute(name) || '')]))"""


def drawn(figure: figures.Figure) -> Counter[tuple[str, ...]]:
    """The shapes that Python draws, each with its class and its place."""
    found: Counter[tuple[str, ...]] = Counter()
    for each in ElementTree.fromstring(figure.svg).iter():
        if each.tag in ("rect", "circle", "polyline", "polygon"):
            names = ("class", "x", "y", "cx", "cy", "r", "width", "points")
            found[(each.tag, *(_plain(each.get(name, "")) for name in names))] += 1
    return found


def shown(page: Page, name: str) -> Counter[tuple[str, ...]]:
    found = picture(page, name).evaluate(SHAPES)
    return Counter((tag, *(_plain(value) for value in rest)) for tag, *rest in found)


def _plain(text: str) -> str:
    """Coordinates without zeros at the end."""
    return re.sub(r"-0(?=,|\s|$)", "0", re.sub(r"\.0(?!\d)", "", text))


@pytest.mark.parametrize(
    ("name", "query", "figure"),
    [
        (
            "two-arrays",
            "baseline=60&difference=15",
            figures.icon_arrays(
                [("Usual practice", 60), ("Referred", 45)], title="A", sentence="A"
            ),
        ),
        (
            "overlap",
            "gap=-40",
            figures.overlap(
                -0.4, groups=("Waiting list", "Parenting group"), title="A", sentence="A"
            ),
        ),
        (
            "roll-out",
            "order=busiest",
            figures.roll_out(
                [[int(period > place // 2) for period in range(7)] for place in range(12)],
                title="A",
                sentence="A",
            ),
        ),
    ],
)
def test_the_script_draws_what_python_draws(
    visit: Visit, name: str, query: str, figure: figures.Figure
) -> None:
    page = visit(address(name, query))
    assert shown(page, name) == drawn(figure)
    assert rows(page, name) == [list(row) for row in figure.rows]


def test_the_worst_100_are_those_that_python_picks(visit: Visit) -> None:
    page = visit(address("worst-100", "families=300&months=6&seed=4"))
    assert rows(page, "worst-100") == _worst(300, 6, 4, lambda before, lot: (-before, lot))
    to(page, "worst-100", "families=300&months=6&seed=4&pick=draw")
    assert rows(page, "worst-100") == _worst(300, 6, 4, lambda _, lot: lot)


def _worst(families: int, months: int, seed: int, rank: Any) -> list[list[str]]:
    lot = chance.generator(seed)
    chances = [0.1 + 0.2 * lot() for _ in range(families)]
    counts = [[chance.binomial(lot, months, each) for each in chances] for _ in range(2)]
    lots = [lot() for _ in range(families)]
    order = sorted(range(families), key=lambda family: rank(counts[0][family], lots[family]))
    groups = {"Picked": order[:100], "Others": order[100:], "Average": order}
    return [
        [name, *(_whole(sum(count[f] for f in group) / len(group)) for count in counts)]
        for name, group in groups.items()
    ]


def _whole(mean: float) -> str:
    return str(math.floor(100 * mean + 0.5))


def test_a_start_is_the_figure_as_it_was_drawn_and_comes_back(visit: Visit, site: Site) -> None:
    for name in NAMES:
        page = visit(address(name), script=False)
        before = picture(page, name).locator("figure").inner_text()
        after = visit(address(name))
        assert _told(before) <= _told(picture(after, name).locator("figure").inner_text())
        first = said(after, name).inner_text()
        to(after, name, CHANGED[name])
        assert said(after, name).inner_text() != first
        picture(after, name).get_by_role("button", name="Start again").click()
        expect(said(after, name)).to_have_text(first)
        expect(picture(after, name).locator(".try-note")).to_have_text(
            "This is the picture as it was at the start."
        )
        assert "#" not in after.url


def _told(text: str) -> set[str]:
    return {line.strip() for line in text.splitlines() if line.strip()}


# --- words -----------------------------------------------------------------------------------

EDGES = {
    "two-arrays": [
        ("baseline=0&difference=0", "There is no difference."),
        ("baseline=0&difference=5&way=more", "From a start of 0, there is no relative change"),
        ("baseline=100&difference=100", "100 fewer in 100. Set against the 100, that is a fall"),
        ("baseline=1&difference=1", "That is 1 fewer in 100. Set against the 1"),
        ("baseline=99&difference=1&way=more", "a rise of about 1 in 100"),
        ("baseline=30&difference=10", "a fall of about 33 in 100"),
        ("baseline=40&difference=10", "a fall of 25 in 100"),
    ],
    "overlap": [
        ("gap=0", "About 50 in 100"),
        ("gap=200", "About 98 in 100"),
        ("gap=-200", "About 2 in 100"),
        ("gap=1", "overlap by about 100 in 100"),
    ],
    "worst-100": [
        ("counts=1", "What will a second count show, if nobody helps?"),
        ("pick=draw", "The 100 families drawn by lot had"),
        ("families=1000&months=3", "Nobody helped them."),
        ("families=200&months=36", "Nobody helped them."),
    ],
    "sample-again": [
        ("draws=0", "No study is drawn yet. Each one puts 200 families into two groups by lot."),
        ("draws=1", "Study 1 found"),
        ("draws=2&truth=1", "The truth is 1 fewer in 100. Of 2 studies"),
        ("draws=50&families=40&truth=20", "Of 50 studies"),
        ("draws=1&families=200&truth=5", "Study 1 found about 1 fewer in 100."),
    ],
    "roll-out": [
        ("effect=0", "Even so, a fair sum would see a change about 5 times in 100"),
        ("effect=30&luck=2", "nearly every time"),
        ("drift=0&effect=1", "1 fewer in 100"),
        ("order=own&starts=3.3.3.3.3.3.3.3.3.3.3.3", "nobody can tell the hub from"),
        ("order=busiest&drift=-10", "Areas side by side would say: "),
    ],
}


@pytest.mark.parametrize("name", NAMES)
def test_the_sentence_is_right_and_plain_at_every_edge(visit: Visit, name: str) -> None:
    page = visit(address(name))
    told = []
    for query, part in EDGES[name]:
        sentence = to(page, name, query)
        assert part in sentence, query
        assert picture(page, name).locator(".try-note").inner_text() == "", query
        told.append(sentence)
    texts = list(sentences(told))
    assert [text for text in texts if len(text.split()) > SENTENCE_WORDS] == []
    assert grade(texts) <= GRADE
    assert not re.search(r"NaN|undefined|null|Infinity|\b1 (studies|families|people)\b", str(told))


def test_a_difference_that_cannot_be_is_refused_kindly_and_the_picture_stays(
    visit: Visit,
) -> None:
    page = visit(address("two-arrays", "baseline=20&difference=5"))
    before = said(page, "two-arrays").inner_text()
    box = page.get_by_label("How many fewer or more, in 100: type a number")
    box.fill("21")
    box.press("Enter")
    error = page.get_by_text("There cannot be 21 fewer than 20. Choose 20 or less.")
    expect(error).to_be_visible()
    expect(box).to_have_attribute("aria-invalid", "true")
    expect(box).to_have_attribute("aria-describedby", error.get_attribute("id") or "none")
    assert said(page, "two-arrays").inner_text() == before
    page.get_by_role("radio", name="more").check()
    expect(said(page, "two-arrays")).to_contain_text("That is 21 more in 100.")
    expect(box).not_to_have_attribute("aria-invalid", "true")
    expect(page.locator(".try-error:visible")).to_have_count(0)
    box.fill("81")
    box.press("Enter")
    expect(page.get_by_text("20 and 81 more would be over 100. Choose 80 or less.")).to_be_visible()


@pytest.mark.parametrize("text", ["abc", "", "101", "-1", "4.5", "1e2", "٣"])
def test_what_is_no_number_in_the_range_is_refused_and_the_state_kept(
    visit: Visit, text: str
) -> None:
    page = visit(address("two-arrays"))
    before = said(page, "two-arrays").inner_text()
    box = page.get_by_label("First group: how many in 100: type a number")
    box.fill(text)
    box.press("Enter")
    told = f"“{text}” does not fit here. Type a whole number from 0 to 100."
    expect(page.get_by_text(told)).to_be_visible()
    assert said(page, "two-arrays").inner_text() == before
    slider = page.get_by_role("slider", name="First group: how many in 100")
    assert slider.input_value() == "45"


@pytest.mark.parametrize(
    ("text", "value"), [("30", "30"), (" 30 in 100 ", "30"), ("30%", "30"), ("07", "7")]
)
def test_a_number_may_be_typed_as_people_type_it(visit: Visit, text: str, value: str) -> None:
    page = visit(address("two-arrays"))
    box = page.get_by_label("First group: how many in 100: type a number")
    box.fill(text)
    box.press("Tab")
    assert box.input_value() == value
    if int(value) >= 9:
        expect(said(page, "two-arrays")).to_contain_text(f"Usual practice: {value} in 100")


def test_a_number_between_steps_is_refused_and_one_with_a_comma_is_not(visit: Visit) -> None:
    page = visit(address("worst-100"))
    box = page.get_by_label("Families to pick from: type a number")
    box.fill("450")
    box.press("Enter")
    told = "Type a whole number from 200 to 1,000, in steps of 100."
    expect(page.get_by_text(told)).to_be_visible()
    box.fill("1,000")
    box.press("Enter")
    expect(picture(page, "worst-100").locator(".chart-subtitle")).to_contain_text("1000 made-up")


# --- by keyboard -----------------------------------------------------------------------------


def tab_to(page: Page, target: Locator, limit: int = 60) -> None:
    for _ in range(limit):
        if target.evaluate("node => node === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{limit} presses of Tab did not lead to {target}")


def stops(page: Page, name: str) -> Iterator[str]:
    """What Tab comes to within a picture, and whether the focus can be seen there."""
    for _ in range(60):
        page.keyboard.press("Tab")
        inside, told = page.evaluate(
            """id => { const at = document.activeElement; const look = getComputedStyle(at);
                return [Boolean(at.closest('#' + id)),
                    [look.outlineStyle !== 'none', at.type || at.tagName].join(' ')]; }""",
            f"try-{name}",
        )
        if not inside:
            return
        yield told


@pytest.mark.parametrize("name", NAMES)
def test_every_control_can_be_reached_and_seen_by_keyboard(visit: Visit, name: str) -> None:
    page = visit(address(name))
    found = list(stops(page, name))
    assert found
    assert all(stop.startswith("true ") for stop in found), found
    fields = picture(page, name).locator(
        "button:visible, input:visible:not([type=radio]), select:visible, summary, fieldset:has("
        "> .try-option):visible"
    )
    assert len(found) == fields.count()


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("two-arrays", "First group: how many in 100"),
        ("overlap", "Gap between the two averages, in hundredths of the spread"),
        ("worst-100", "How long each count lasts"),
        ("sample-again", "Families in each group"),
        ("roll-out", "What the hub truly does: fewer in 100"),
    ],
)
def test_slider_buttons_and_box_work_by_keyboard_alone(visit: Visit, name: str, label: str) -> None:
    page = visit(address(name))
    slider = picture(page, name).get_by_role("slider", name=label)
    step, first = int(slider.get_attribute("step") or 1), int(slider.input_value())
    box = picture(page, name).get_by_label(f"{label}: type a number")
    sentences = [said(page, name).inner_text()]

    def changed(value: int) -> None:
        expect(box).to_have_value(str(value))
        assert slider.input_value() == str(value)
        expect(said(page, name)).not_to_have_text(sentences[-1])
        sentences.append(said(page, name).inner_text())

    tab_to(page, slider)
    page.keyboard.press("ArrowRight")
    changed(first + step)
    tab_to(page, picture(page, name).get_by_role("button", name=f"Add {step}: {label}"))
    page.keyboard.press("Enter")
    changed(first + 2 * step)
    tab_to(page, box)
    page.keyboard.press("Control+A")
    page.keyboard.type(str(first + 4 * step))
    page.keyboard.press("Enter")
    changed(first + 4 * step)
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Space")
    changed(first + 3 * step)


def test_studies_are_drawn_one_by_one_and_the_tally_is_told(visit: Visit) -> None:
    page = visit(address("sample-again"))
    host = picture(page, "sample-again")
    tally = host.locator(".try-tally")
    one, twenty = (host.get_by_role("button", name=f"Draw {each}") for each in ("one", "20"))
    expect(tally).to_have_text("Studies drawn: 50 of at most 50")
    expect(one).to_have_attribute("aria-disabled", "true")
    tab_to(page, host.get_by_role("button", name="Clear"))
    page.keyboard.press("Enter")
    expect(said(page, "sample-again")).to_contain_text("No study is drawn yet.")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    expect(said(page, "sample-again")).to_contain_text("Study 1 found")
    assert len(rows(page, "sample-again")) == 1
    page.keyboard.press("Space")
    expect(said(page, "sample-again")).to_contain_text("Study 2 found")
    tab_to(page, twenty)
    for tally_now in (22, 42, 50, 50):
        page.keyboard.press("Enter")
        expect(tally).to_have_text(f"Studies drawn: {tally_now} of at most 50")
    expect(said(page, "sample-again")).to_contain_text("Of 50 studies")
    assert host.locator(".mark").count() == len(rows(page, "sample-again")) == 50
    expect(twenty).to_be_focused()


def test_new_families_are_made_up_and_counted_again(visit: Visit) -> None:
    page = visit(address("worst-100"))
    host = picture(page, "worst-100")
    first = rows(page, "worst-100")
    host.get_by_role("button", name="Make up new families").press("Enter")
    expect(said(page, "worst-100")).to_contain_text("Guess, then press")
    assert [row[2] for row in rows(page, "worst-100")] == ["not counted yet"] * 3
    host.get_by_role("button", name="Count again").press("Enter")
    expect(said(page, "worst-100")).to_contain_text("Nobody helped them.")
    assert rows(page, "worst-100") != first


def test_an_order_of_ones_own_is_asked_for_when_it_is_wanted(visit: Visit) -> None:
    page = visit(address("roll-out"))
    host = picture(page, "roll-out")
    lists = host.get_by_role("combobox")
    expect(lists).to_have_count(0)
    tab_to(page, host.get_by_role("radio", name="a draw of lots decides"))
    page.keyboard.press("ArrowUp")
    expect(lists).to_have_count(12)
    expect(host.get_by_role("button", name="Draw lots again")).to_have_count(0)
    expect(said(page, "roll-out")).to_contain_text("this plan would find a change")
    tab_to(page, host.get_by_label("Area 12", exact=True))
    page.keyboard.press("Home")
    expect(host.get_by_role("row", name="Area 12 not yet started")).to_have_count(0)
    host.locator(".chart-table summary").click()
    last = host.locator(".chart-table tbody tr").last.locator("td")
    expect(last.nth(1)).to_have_text("started")


def test_lots_drawn_again_give_other_orders(visit: Visit) -> None:
    page = visit(address("roll-out"))
    button = picture(page, "roll-out").get_by_role("button", name="Draw lots again")
    seen = [rows(page, "roll-out")]
    for _ in range(3):
        sentence = said(page, "roll-out").inner_text()
        button.press("Enter")
        expect(said(page, "roll-out")).not_to_have_text(sentence)
        expect(said(page, "roll-out")).to_contain_text("First to start: areas ")
        seen.append(rows(page, "roll-out"))
    assert len({json.dumps(each) for each in seen}) == 4


# --- links -----------------------------------------------------------------------------------


@pytest.mark.parametrize("served", [False, True], ids=["file", "http"])
@pytest.mark.parametrize("name", NAMES)
def test_a_link_opens_the_picture_as_it_was_set(
    visit: Visit, site: Site, server: Server, name: str, served: bool
) -> None:
    base = server.address if served else site.address
    page = visit(address(name, CHANGED[name]), base=base)
    assert said(page, name).inner_text() != ""
    page.evaluate("() => { Object.defineProperty(navigator, 'clipboard', {value: undefined}); }")
    picture(page, name).get_by_role("button", name="Copy a link to this").click()
    field = page.get_by_label("Copy this link:")
    expect(field).to_be_focused()
    link = field.input_value()
    assert sorted(link.partition("?")[2].split("&")) == sorted(CHANGED[name].split("&"))
    other = visit(link.removeprefix(base), base=base)
    assert said(other, name).inner_text() == said(page, name).inner_text()
    assert rows(other, name) == rows(page, name)
    expect(picture(other, name)).to_be_in_viewport()
    expect(picture(other, name)).to_be_focused()


def test_a_link_goes_to_the_clipboard_where_there_is_one(visit: Visit) -> None:
    page = visit(address("overlap", "gap=40"))
    page.evaluate(
        """() => Object.defineProperty(navigator, 'clipboard', {value: {
            writeText: text => { window.copied = text; return Promise.resolve(); }}})"""
    )
    picture(page, "overlap").get_by_role("button", name="Copy a link to this").press("Enter")
    note = picture(page, "overlap").get_by_role("status").last
    expect(note).to_have_text("Copied. The link opens this picture as you set it.")
    assert page.evaluate("() => window.copied").endswith("#try-overlap?gap=40")


@pytest.mark.parametrize(
    "query",
    [
        *("baseline=101", "baseline=-1", "baseline=4.5", "baseline=", "baseline", "nothing=1"),
        *("way=less", "baseline=5&difference=6", "__proto__=1", "way=constructor"),
        *("baseline=40%26difference%3D41", "baseline=%3Cb%3E"),
    ],
)
def test_a_link_that_does_not_fit_shows_the_start_and_says_so(visit: Visit, query: str) -> None:
    page = visit(address("two-arrays", query))
    note = picture(page, "two-arrays").locator(".try-note")
    expect(note).to_have_text("This link does not fit the picture, so this is its start.")
    expect(said(page, "two-arrays")).to_contain_text("About 45 in 100 children")


def test_a_link_that_a_mail_program_has_rewritten_still_opens(visit: Visit) -> None:
    page = visit(address("two-arrays").replace("#", "#") + "?baseline%3D60%26difference%3D15")
    expect(said(page, "two-arrays")).to_contain_text("Usual practice: 60 in 100")
    broken = visit(address("two-arrays") + "?%E0%A4%A")
    expect(said(broken, "two-arrays")).to_contain_text("About 45 in 100 children")


# --- for everyone ----------------------------------------------------------------------------

RUN_AXE = """() => axe.run('.interactive', {resultTypes: ['violations'], preload: false})
    .then(({violations}) => violations.flatMap(rule => rule.nodes.map(node =>
        `${rule.id}: ${node.target} ${node.html.slice(0, 150)}`)))"""


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("lesson", sorted(set(LESSONS.values())))
def test_axe_finds_no_fault_at_the_start_changed_or_in_error(
    visit: Visit, lesson: str, width: int
) -> None:
    names = [name for name in NAMES if LESSONS[name] == lesson]
    page = visit(f"modules/{lesson}.html", width=width)
    page.evaluate((files("axe_playwright_python") / "axe.min.js").read_text("utf-8"))
    page.evaluate(
        "() => document.querySelectorAll('.interactive details').forEach(d => { d.open = true; })"
    )
    for state in ("start", "changed", "error"):
        for name in names:
            if state == "changed":
                to(page, name, CHANGED[name])
            elif state == "error":
                box = picture(page, name).locator(".try-box input").first
                box.fill("abc")
                box.press("Enter")
                expect(picture(page, name).locator(".try-error:visible")).to_have_count(1)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            assert page.evaluate(RUN_AXE) == [], f"{state}, {scheme}"
        assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth"), state


@pytest.mark.parametrize("name", NAMES)
def test_every_control_is_large_enough_to_tap(visit: Visit, name: str) -> None:
    page = visit(address(name, CHANGED[name]), width=320)
    controls = picture(page, name).locator(
        "button:visible, input:visible:not([type=radio]), select:visible, .try-option:visible"
    )
    sizes = controls.evaluate_all(
        "all => all.map(each => { const box = each.getBoundingClientRect();"
        " return [each.outerHTML.slice(0, 90), box.width, box.height]; })"
    )
    assert sizes
    assert [size for size in sizes if size[1] < 43.9 or size[2] < 43.9] == []


@pytest.mark.parametrize("name", NAMES)
def test_the_accessibility_tree_is_the_one_that_was_read(visit: Visit, name: str) -> None:
    page = visit(address(name, CHANGED[name]))
    picture(page, name).locator(".chart-table summary").click()
    tree = picture(page, name).aria_snapshot() + "\n"
    file = TREES / f"interactive-{name}.yml"
    if os.environ.get(WRITE):
        TREES.mkdir(exist_ok=True)
        file.write_text(tree, "utf-8")
    assert file.read_text("utf-8") == tree


@pytest.mark.parametrize("name", NAMES)
def test_filled_and_open_shapes_differ_in_forced_colours(visit: Visit, name: str) -> None:
    page = visit(address(name, CHANGED[name]))
    page.emulate_media(forced_colors="active")
    look = """nodes => [...new Set(nodes.map(node => {
        const {fill, stroke} = getComputedStyle(node); return fill + ' ' + stroke; }))]"""
    marks = picture(page, name).locator(".mark-on, .mark-off, .end")
    on = picture(page, name).locator(".try-made .mark-on").evaluate_all(look)
    off = picture(page, name).locator(".try-made .mark-off").evaluate_all(look)
    assert marks.count() > 0
    assert len(on) <= 1 and len(off) <= 1 and set(on).isdisjoint(off)


@pytest.mark.parametrize("name", NAMES)
def test_without_a_script_the_figure_its_sentence_and_its_table_stand(
    visit: Visit, name: str
) -> None:
    page = visit(address(name), script=False)
    figure = picture(page, name).locator("figure")
    expect(figure.locator(".chart-sentence")).not_to_be_empty()
    expect(figure.locator("svg").first).to_be_visible()
    expect(picture(page, name).locator("button, input, select, output")).to_have_count(0)
    figure.locator(".chart-table summary").click()
    expect(figure.locator(".chart-table td").first).to_be_visible()


@pytest.mark.parametrize("name", NAMES)
def test_on_paper_the_picture_stands_as_it_is_set_and_no_control(visit: Visit, name: str) -> None:
    page = visit(address(name, CHANGED[name]))
    sentence = said(page, name).inner_text()
    page.emulate_media(media="print")
    expect(picture(page, name).locator("fieldset:visible, button:visible")).to_have_count(0)
    expect(said(page, name)).to_be_visible()
    assert said(page, name).inner_text() == sentence
    expect(picture(page, name).locator("svg").first).to_be_visible()


@pytest.mark.parametrize("name", NAMES)
def test_nothing_plays_by_itself(visit: Visit, name: str) -> None:
    page = visit(address(name))
    before = picture(page, name).inner_html()
    page.wait_for_timeout(600)
    assert picture(page, name).inner_html() == before
    assert page.evaluate("() => document.getAnimations().length") == 0
    page.emulate_media(reduced_motion="reduce")
    assert picture(page, name).inner_html() == before


def test_a_drag_is_told_once_it_rests(visit: Visit) -> None:
    page = visit(address("overlap"))
    page.evaluate(
        """() => { window.told = 0;
            new MutationObserver(() => { window.told += 1; })
                .observe(document.querySelector('#try-overlap output'), {childList: true}); }"""
    )
    page.evaluate(
        """() => { const slider = document.querySelector('#try-overlap input[type=range]');
            for (let at = 0; at <= 100; at += 1) {
                slider.value = at;
                slider.dispatchEvent(new Event('input', {bubbles: true}));
            } }"""
    )
    expect(said(page, "overlap")).to_contain_text("About 84 in 100")
    assert page.evaluate("() => window.told") == 1


def test_each_script_is_light(site: Site) -> None:
    scripts = sorted((site.folder / "_static" / "interactives").glob("*.js"))
    assert [script.stem for script in scripts] == NAMES
    heavy = {each.name: _kilobytes(each) for each in scripts if _kilobytes(each) > LIMIT_KB}
    assert heavy == {}


def _kilobytes(file: Path) -> float:
    return len(gzip.compress(file.read_bytes(), 6)) / 1000


def test_the_scripts_of_a_picture_come_when_a_reader_is_near_it(visit: Visit, site: Site) -> None:
    for name in (*site.lessons, "index.html"):
        has_pictures = "data-interactive=" in site.text(name)
        assert ("interactive-loader.js" in site.text(name)) == has_pictures, name
        assert "arithmetic.js" not in site.text(name), name
    page = visit("modules/effect-size.html")
    page.wait_for_load_state("networkidle")
    loaded = "() => [...document.scripts].map(script => script.src.split('/').pop())"
    assert not {"arithmetic.js", "two-arrays.js"} & set(page.evaluate(loaded))
    picture(page, "overlap").scroll_into_view_if_needed()
    picture(page, "overlap").locator(".try-controls").wait_for()
    assert {"arithmetic.js", "interactive.js", "overlap.js"} <= set(page.evaluate(loaded))
