"""What a reader's device remembers: only if asked, whatever its storage does, and never sent on."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import expect

from .site import Site, Visit
from .test_pages import WIDTHS, axe

if TYPE_CHECKING:
    from playwright.sync_api import Page

KEY = "evidence-course:weighing-the-evidence:v1"
BROKEN = f"{KEY}:broken"
ANSWER = {"at": "2026-11-02T10:00:00.000Z", "state": "right", "credit": 1, "sure": "sure"}
EMPTY: dict[str, Any] = {
    "version": 1,
    "pathway": None,
    "modules": {},
    "answers": {},
    "record": [],
    "check": {"before": None, "after": None},
}
THROWS = """Object.defineProperty(window, "localStorage", {
    get() { throw new DOMException("not here", "SecurityError"); }
});"""
ABSENT = """Object.defineProperty(window, "localStorage", { get() { return null; } });"""
NO_ROOM_AT_ALL = """Storage.prototype.setItem = function () {
    throw new DOMException("no room", "QuotaExceededError");
};"""
ROOM = """window.room = 1e6;
const put = Storage.prototype.setItem;
Storage.prototype.setItem = function (name, value) {
    if (value.length > window.room) throw new DOMException("no room", "QuotaExceededError");
    put.call(this, name, value);
};"""
UNUSABLE = {"throws": THROWS, "absent": ABSENT, "private-window-without-room": NO_ROOM_AT_ALL}


def store(page: Page, expression: str, argument: Any = None) -> Any:
    return page.evaluate(
        f"given => {{ const store = EvidenceCourse.store; {expression} }}", argument
    )


def written(page: Page) -> Any:
    """The document as it is stored, with its note of which page's writes are in it."""
    text = page.evaluate("key => localStorage.getItem(key)", KEY)
    return None if text is None else json.loads(text)


def stored(page: Page) -> Any:
    """What the document says of the reader."""
    document = written(page)
    if document is not None:
        document.pop("saw", None)
    return document


def written_by_another(page: Page, document: Any) -> None:
    """What a page sees when another one has put a document in the place of the last."""
    script = """([key, now]) => {
        const old = localStorage.getItem(key);
        localStorage.setItem(key, now);
        dispatchEvent(new StorageEvent("storage", {key, oldValue: old, newValue: now}));
    }"""
    page.evaluate(script, [KEY, json.dumps(document)])


def keep(page: Page, text: str) -> None:
    """Put a text in the place of the store's own, as another release or a fault might."""
    page.evaluate("([key, text]) => localStorage.setItem(key, text)", [KEY, text])


def remember(page: Page) -> None:
    assert store(page, "return store.remember(true)")


def problem(page: Page) -> str | None:
    kind: str | None = store(page, "return store.problem && store.problem.kind")
    return kind


def answer(page: Page, item: str, **more: Any) -> None:
    store(page, "store.answered(given[0], given[1])", [item, {**ANSWER, **more}])


def with_script(page: Page, script: str) -> Page:
    page.context.add_init_script(script)
    page.reload()
    return page


@pytest.fixture
def lesson(visit: Visit, site: Site) -> Page:
    return visit(site.lessons[0])


def mark_done(page: Page) -> None:
    page.get_by_role("button", name="Mark this module as done").click()


# --- the store --------------------------------------------------------------------------------


def test_nothing_is_kept_until_the_reader_asks(lesson: Page) -> None:
    answer(lesson, "a")
    mark_done(lesson)
    lesson.get_by_label("Your notes").fill("A note.")
    lesson.get_by_label("Your notes").blur()
    assert lesson.evaluate("() => localStorage.length") == 0
    assert store(lesson, "return store.read().answers.a") == [ANSWER]
    lesson.reload()
    assert store(lesson, "return store.read()") == EMPTY


def test_what_was_done_before_asking_is_kept_then(lesson: Page) -> None:
    answer(lesson, "a")
    remember(lesson)
    assert stored(lesson) == {**EMPTY, "answers": {"a": [ANSWER]}}
    lesson.reload()
    assert store(lesson, "return [store.remembering, store.read().answers.a.length]") == [True, 1]


def test_what_is_read_is_a_copy(lesson: Page) -> None:
    remember(lesson)
    store(lesson, "store.read().modules.x = {done: null}")
    assert store(lesson, "return store.read()") == EMPTY


def test_a_change_that_fails_is_not_kept(lesson: Page) -> None:
    remember(lesson)
    script = "try { store.update(() => { throw new Error(); }); } catch { return store.read(); }"
    assert store(lesson, script) == EMPTY


def test_the_last_twelve_answers_to_an_item_are_kept(lesson: Page) -> None:
    remember(lesson)
    for number in range(15):
        answer(lesson, "a", at=f"2026-11-{number + 1:02}T10:00:00.000Z")
    kept = [each["at"][8:10] for each in stored(lesson)["answers"]["a"]]
    assert kept == [f"{day:02}" for day in range(4, 16)]


@pytest.mark.parametrize("script", UNUSABLE.values(), ids=UNUSABLE)
def test_without_storage_the_page_works_until_it_is_closed(lesson: Page, script: str) -> None:
    with_script(lesson, script)
    answer(lesson, "a")
    assert not store(lesson, "return store.remember(true)")
    assert problem(lesson) == "blocked"
    mark_done(lesson)
    expect(lesson.locator(".nav-module").first).to_contain_text("Done")
    assert store(lesson, "return store.read().answers.a") == [ANSWER]
    assert json.loads(store(lesson, "return store.exportText()"))["document"]["answers"]
    lesson.locator("#on-this-device summary").click()
    lesson.get_by_label("Remember on this device").click()
    expect(lesson.get_by_label("Remember on this device")).not_to_be_checked()
    expect(lesson.locator(".device-problem")).to_contain_text("does not let the page remember")


def test_a_full_storage_costs_nothing_while_the_page_is_open(lesson: Page) -> None:
    with_script(lesson, ROOM)
    remember(lesson)
    lesson.evaluate("() => { window.room = 10; }")
    answer(lesson, "a")
    assert problem(lesson) == "full"
    assert stored(lesson) == EMPTY
    assert list(store(lesson, "return store.read().answers")) == ["a"]
    other = lesson.context.new_page()
    other.goto(lesson.url)
    answer(other, "b")
    assert sorted(store(lesson, "return store.read().answers")) == ["a", "b"]
    lesson.evaluate("() => { window.room = 1e6; }")
    answer(lesson, "c")
    assert problem(lesson) is None
    assert sorted(stored(lesson)["answers"]) == ["a", "b", "c"]


GOOD_PART = {**EMPTY, "answers": {"b": [ANSWER]}}
DAMAGED = {
    "": EMPTY,
    "{": EMPTY,
    "null": EMPTY,
    "[]": EMPTY,
    "42": EMPTY,
    '"text"': EMPTY,
    json.dumps({**GOOD_PART, "modules": []}): GOOD_PART,
    json.dumps({**GOOD_PART, "modules": {"mash": {"done": 7}}}): GOOD_PART,
    json.dumps({**GOOD_PART, "record": {"0": "x"}}): GOOD_PART,
    json.dumps({**GOOD_PART, "record": [{"fields": {}}]}): GOOD_PART,
    json.dumps({**GOOD_PART, "check": {"before": 3}}): GOOD_PART,
    json.dumps({**GOOD_PART, "pathway": 3}): GOOD_PART,
    json.dumps({**EMPTY, "answers": {"a": "x", "b": [ANSWER, {"at": 5}, None]}}): GOOD_PART,
}


@pytest.mark.parametrize(("text", "rest"), DAMAGED.items(), ids=range(len(DAMAGED)))
def test_damage_is_put_aside_and_the_rest_is_kept(
    lesson: Page, text: str, rest: dict[str, Any]
) -> None:
    keep(lesson, text)
    lesson.reload()
    assert problem(lesson) == "corrupt"
    assert lesson.evaluate("key => localStorage.getItem(key)", BROKEN) == text
    assert store(lesson, "return store.read()") == rest
    answer(lesson, "new")
    assert set(stored(lesson)["answers"]) == {*rest["answers"], "new"}
    lesson.reload()
    assert problem(lesson) == "corrupt", "the copy is still to be looked at"
    store(lesson, "store.forgetBroken()")
    assert problem(lesson) is None
    assert lesson.evaluate("() => localStorage.length") == 1


def test_damage_is_put_aside_beside_earlier_damage(lesson: Page) -> None:
    for text in ("{", "["):
        keep(lesson, text)
        lesson.reload()
    assert store(lesson, "return store.broken().sort()") == ["[", "{"]


def test_damage_that_cannot_be_put_aside_is_never_written_over(lesson: Page) -> None:
    keep(lesson, "{" * 50)
    script = ROOM.replace("1e6", "1e6; const full = (name) => name.includes(':broken')").replace(
        "if (value", "if (full(name) || value"
    )
    with_script(lesson, script)
    assert problem(lesson) == "corrupt"
    assert not store(lesson, "return store.remember(true)")
    answer(lesson, "a")
    assert lesson.evaluate("key => localStorage.getItem(key)", KEY) == "{" * 50


def test_what_a_newer_release_wrote_is_left_alone(lesson: Page) -> None:
    newer = json.dumps({"version": 2, "all": "other"})
    keep(lesson, newer)
    lesson.reload()
    assert problem(lesson) == "newer"
    answer(lesson, "a")
    assert not store(lesson, "return store.remember(true)")
    assert stored(lesson) == json.loads(newer)
    assert list(store(lesson, "return store.read().answers")) == ["a"]


def test_what_this_release_does_not_know_is_kept(lesson: Page) -> None:
    others = {
        **EMPTY,
        "later": {"x": 1},
        "modules": {"gone": {"done": "2026-01-02", "notes": "n", "more": [1]}},
        "answers": {"item-of-before": [{**ANSWER, "extra": True}]},
        "record": [{"id": "1", "template": "other", "deep": {"er": 2}}],
    }
    keep(lesson, json.dumps(others))
    lesson.reload()
    mark_done(lesson)
    kept = stored(lesson)
    slug = lesson.evaluate("() => document.documentElement.dataset.module")
    assert kept["modules"].pop(slug)["done"]
    assert kept == others


def test_two_tabs_do_not_lose_each_others_changes(lesson: Page) -> None:
    remember(lesson)
    other = lesson.context.new_page()
    other.goto(lesson.url)
    # Faster than the browser tells them of each other.
    for number in range(6):
        answer(lesson, f"left-{number}")
        answer(other, f"right-{number}")
    count = "() => Object.keys(EvidenceCourse.store.read().answers).length === 12"
    for tab in (lesson, other):
        tab.wait_for_function(count)
    mark_done(other)
    expect(lesson.get_by_role("button", name="Take the mark away")).to_be_visible()
    expect(lesson.locator(".nav-module").first).to_contain_text("Done")
    assert len(stored(lesson)["answers"]) == 12


def test_a_tab_that_had_not_heard_of_a_change_does_not_undo_it(lesson: Page) -> None:
    remember(lesson)
    answer(lesson, "theirs")
    before = written(lesson)
    answer(lesson, "ours")
    late = {**before, "answers": {**before["answers"], "later": [ANSWER]}}
    written_by_another(lesson, late)
    assert set(stored(lesson)["answers"]) == {"theirs", "ours", "later"}


def test_what_another_tab_took_away_on_purpose_does_not_come_back(lesson: Page) -> None:
    remember(lesson)
    answer(lesson, "ours")
    mark_done(lesson)
    known = written(lesson)
    slug = lesson.evaluate("() => document.documentElement.dataset.module")
    known["modules"][slug]["done"] = None
    known["answers"] = {}
    written_by_another(lesson, {**known, "saw": {**known["saw"], "pother": 1}})
    assert stored(lesson)["answers"] == {}
    assert stored(lesson)["modules"][slug]["done"] is None


def test_nothing_is_written_where_another_tab_has_the_same_already(lesson: Page) -> None:
    """Or two tabs would answer each other for ever."""
    remember(lesson)
    answer(lesson, "ours")
    theirs = {**written(lesson), "saw": {"pother": 1}}
    theirs["answers"] = {"later": [ANSWER], **theirs["answers"]}
    written_by_another(lesson, theirs)
    assert written(lesson) == theirs


def test_it_is_not_noted_for_ever_which_pages_wrote(lesson: Page) -> None:
    remember(lesson)
    answer(lesson, "ours")
    written_by_another(lesson, {**written(lesson), "saw": {f"p{n}": 1 for n in range(30)}})
    answer(lesson, "more")
    assert len(written(lesson)["saw"]) == 8


def test_what_is_cleared_in_one_tab_does_not_come_back_from_the_other(lesson: Page) -> None:
    remember(lesson)
    other = lesson.context.new_page()
    other.goto(lesson.url)
    answer(other, "a")
    store(lesson, "store.clear()")
    # A browser tells its tabs of each other's changes a moment late.
    other.wait_for_function("() => !EvidenceCourse.store.remembering")
    assert store(other, "return store.read()") == EMPTY
    answer(other, "b")
    assert lesson.evaluate("() => localStorage.length") == 0


def test_stopping_leaves_what_is_kept_and_adds_nothing(lesson: Page) -> None:
    remember(lesson)
    answer(lesson, "a")
    store(lesson, "store.remember(false)")
    answer(lesson, "b")
    assert set(stored(lesson)["answers"]) == {"a"}
    assert store(lesson, "return Object.keys(store.read().answers)") == ["a", "b"]
    lesson.reload()
    assert store(lesson, "return [store.remembering, Object.keys(store.read().answers)]") == [
        False,
        ["a"],
    ]
    remember(lesson)
    assert "remember" not in stored(lesson)


def test_another_course_of_the_same_host_is_left_alone(lesson: Page) -> None:
    lesson.evaluate("() => localStorage.setItem('evidence-course:other:v1', '{}')")
    remember(lesson)
    store(lesson, "store.clear()")
    assert lesson.evaluate("() => Object.keys(localStorage)") == ["evidence-course:other:v1"]


# --- files ------------------------------------------------------------------------------------

TIMES = st.dates().map(lambda day: f"{day.isoformat()}T10:00:00.000Z")
NAMES = st.sampled_from(["a", "b", "c"])
ANSWERS = st.lists(TIMES, max_size=6, unique=True).map(
    lambda times: [{**ANSWER, "at": time} for time in sorted(times)]
)
PIECES = st.lists(st.tuples(NAMES, TIMES), max_size=3, unique_by=lambda each: each[0]).map(
    lambda pairs: [{"id": name, "changed": time} for name, time in pairs]
)
DOCUMENTS = st.builds(
    lambda modules, answers, record: {
        **EMPTY,
        "modules": modules,
        "answers": answers,
        "record": record,
    },
    st.dictionaries(
        NAMES,
        st.fixed_dictionaries(
            {
                "done": st.none() | st.dates().map(lambda day: day.isoformat()),
                "notes": st.text(max_size=5),
            }
        ),
    ),
    st.dictionaries(NAMES, ANSWERS),
    PIECES,
)
BRING_IN = """store.clear();
    const course = 'weighing-the-evidence';
    const files = given.map(document => JSON.stringify({course, document}));
    const seen = files.map(file => store.importText(file).ok && store.read());
    const before = store.read(); store.importText(store.exportText()); store.importText(files[0]);
    return [seen, before, store.read()];"""


@given(first=DOCUMENTS, second=DOCUMENTS)
def test_files_add_up(quiet_page: Page, first: dict[str, Any], second: dict[str, Any]) -> None:
    seen, before, after = store(quiet_page, BRING_IN, [first, second])
    assert seen[0] == first, "into an empty store, a file comes as it was"
    both = seen[1]
    assert before == both == after, "a file brought in again changes nothing"
    for item in {*first["answers"], *second["answers"]}:
        every = [*first["answers"].get(item, []), *second["answers"].get(item, [])]
        times = sorted({each["at"] for each in every})
        assert [each["at"] for each in both["answers"][item]] == times[-12:]
    for slug in {*first["modules"], *second["modules"]}:
        own = [each["modules"][slug] for each in (first, second) if slug in each["modules"]]
        assert both["modules"][slug]["done"] == max(
            (each["done"] for each in own if each["done"]), default=None
        )
        assert all(each["notes"] in both["modules"][slug]["notes"] for each in own)
    ids = {each["id"] for each in [*first["record"], *second["record"]]}
    newest = {
        each["id"]: each
        for each in sorted([*second["record"], *first["record"]], key=lambda each: each["changed"])
    }
    assert {each["id"]: each for each in both["record"]} == newest
    assert len(both["record"]) == len(ids)


REFUSED = {
    "": "cannot be read",
    "not json": "cannot be read",
    "[]": "not a file of your progress",
    '{"document": 3}': "not a file of your progress",
    '{"course": "other", "document": {}}': "another course",
    '{"course": "weighing-the-evidence", "document": {"version": 9}}': "newer version",
    " " * 4_000_001: "too large",
}


@pytest.mark.parametrize(("text", "words"), REFUSED.items(), ids=range(len(REFUSED)))
def test_another_file_is_refused_in_words(quiet_page: Page, text: str, words: str) -> None:
    result = store(quiet_page, "store.clear(); return store.importText(given)", text)
    assert result["ok"] is False
    assert words in result["message"]
    assert store(quiet_page, "return store.read()") == EMPTY


def test_the_sound_parts_of_a_damaged_file_are_taken(quiet_page: Page) -> None:
    document = {"answers": {"a": [ANSWER, 3]}}
    file = json.dumps({"course": "weighing-the-evidence", "document": document})
    result = store(quiet_page, "store.clear(); return store.importText(given)", file)
    assert result["ok"] is True
    assert "left out" in result["message"]
    assert store(quiet_page, "return store.read().answers") == {"a": [ANSWER]}


def test_a_file_is_saved_and_brought_in_on_another_device(visit: Visit, site: Site) -> None:
    here, there = visit(site.lessons[0]), visit(site.lessons[0])
    mark_done(here)
    open_fold(here)
    with here.expect_download() as saved:
        here.get_by_role("button", name="Save a copy as a file").click()
    assert saved.value.suggested_filename == "weighing-the-evidence-progress.json"
    open_fold(there)
    there.get_by_label("Add what a saved file holds").set_input_files(saved.value.path())
    expect(there.locator(".device-panel .device-status")).to_contain_text("was added")
    expect(there.get_by_role("button", name="Take the mark away")).to_be_visible()


# --- the fold at the foot ---------------------------------------------------------------------


def open_fold(page: Page) -> None:
    page.locator("#on-this-device summary").focus()
    page.keyboard.press("Enter")


def focused(page: Page) -> str:
    text: str = page.evaluate("() => document.activeElement.textContent")
    return text


def test_it_is_turned_on_and_off_by_keyboard(lesson: Page) -> None:
    open_fold(lesson)
    lesson.keyboard.press("Tab")
    box = lesson.get_by_label("Remember on this device")
    expect(box).to_be_focused()
    expect(box).not_to_be_checked()
    lesson.keyboard.press("Space")
    assert stored(lesson) == EMPTY
    expect(lesson.locator("#on-this-device summary")).to_contain_text("remembered")
    expect(lesson.locator(".device-panel .device-status")).to_contain_text("now remembers")
    lesson.keyboard.press("Space")
    assert focused(lesson) == "Stop and erase it"
    expect(box).to_be_checked()
    lesson.keyboard.press("Escape")
    expect(box).to_be_focused()
    assert stored(lesson) == EMPTY
    lesson.keyboard.press("Space")
    lesson.keyboard.press("Tab")
    assert focused(lesson) == "Stop and leave it"
    lesson.keyboard.press("Enter")
    expect(box).not_to_be_checked()
    assert stored(lesson)["remember"] is False
    lesson.keyboard.press("Space")
    lesson.keyboard.press("Space")
    lesson.keyboard.press("Enter")
    assert stored(lesson) is None
    expect(lesson.locator(".device-panel .device-status")).to_contain_text("erased")


def test_everything_is_cleared_only_after_a_question(lesson: Page) -> None:
    remember(lesson)
    mark_done(lesson)
    lesson.get_by_label("Your notes").fill("A note.")
    lesson.get_by_label("Your notes").blur()
    open_fold(lesson)
    clear = lesson.get_by_role("button", name="Clear everything", exact=True)
    clear.focus()
    lesson.keyboard.press("Enter")
    group = lesson.get_by_role("group", name=re.compile("cannot be undone"))
    expect(group).to_be_visible()
    lesson.keyboard.press("Escape")
    expect(clear).to_be_focused()
    assert stored(lesson) is not None
    lesson.keyboard.press("Enter")
    assert focused(lesson) == "Yes, clear everything"
    lesson.keyboard.press("Enter")
    assert lesson.evaluate("() => localStorage.length") == 0
    expect(lesson.get_by_label("Your notes")).to_have_value("")
    expect(lesson.get_by_role("button", name="Mark this module as done")).to_be_visible()
    expect(lesson.locator(".device-panel .device-status")).to_contain_text("Everything was cleared")


def test_damage_is_told_and_can_be_saved(lesson: Page) -> None:
    keep(lesson, "{damaged")
    lesson.reload()
    expect(lesson.locator("#on-this-device summary")).to_contain_text("please look")
    open_fold(lesson)
    with lesson.expect_download() as saved:
        lesson.get_by_role("button", name="Save the damaged copy").click()
    assert saved.value.path().read_text() == "{damaged"
    lesson.get_by_role("button", name="Delete the damaged copy").click()
    expect(lesson.locator(".device-problem")).to_be_hidden()
    expect(lesson.locator(".device-panel .device-status")).to_be_focused()
    assert lesson.evaluate("key => localStorage.getItem(key)", BROKEN) is None


def test_a_full_storage_is_told_where_the_reader_writes(lesson: Page) -> None:
    with_script(lesson, ROOM)
    remember(lesson)
    lesson.evaluate("() => { window.room = 10; }")
    mark_done(lesson)
    expect(lesson.locator(".device-done .device-offer")).to_contain_text("no room left")


def test_the_fold_warns_of_shared_desks_and_says_what_is_kept(lesson: Page) -> None:
    open_fold(lesson)
    panel = lesson.locator(".device-panel")
    expect(panel).to_contain_text("shared desk")
    expect(panel).to_contain_text("Nothing leaves this device")


def test_without_script_the_fold_says_so(visit: Visit, site: Site) -> None:
    page = visit(site.lessons[0], script=False)
    page.locator("#on-this-device summary").click()
    expect(page.locator("#on-this-device")).to_contain_text("remembers nothing on this device")
    assert page.locator(".device-done, .device-notes, .device-panel").count() == 0


@pytest.mark.parametrize("name", ["index.html", "search.html", "notebooks/mash.html"])
def test_the_fold_is_on_other_pages_too(visit: Visit, name: str) -> None:
    page = visit(name)
    open_fold(page)
    for title in ("See your progress", "Write your development record"):
        expect(page.get_by_role("link", name=title)).to_be_visible()
    page.get_by_role("link", name="See your progress").click()
    expect(page.locator("h1")).to_have_text("Your progress")


# --- a lesson ---------------------------------------------------------------------------------


def test_a_module_is_marked_and_the_contents_show_it(lesson: Page, site: Site) -> None:
    first = lesson.locator(".nav-module").first
    expect(first).not_to_contain_text("Done")
    button = lesson.get_by_role("button", name="Mark this module as done")
    button.focus()
    lesson.keyboard.press("Enter")
    expect(first).to_contain_text("Done")
    said = lesson.locator(".device-done .device-status").first
    expect(said).to_contain_text("You marked this module as done on")
    assert said.get_attribute("role") == "status"
    assert focused(lesson) == "Take the mark away", "the focus stays where it was"
    expect(lesson.locator(".device-done .device-offer")).to_contain_text("does not remember")
    lesson.locator(".device-done").get_by_role("button", name="Remember on this device").click()
    expect(lesson.locator(".device-done .device-offer .device-status")).to_be_focused()
    lesson.goto(site.address + "index.html")
    expect(lesson.locator(".modules li").first).to_contain_text("Done")
    lesson.goto(site.address + site.lessons[0])
    lesson.get_by_role("button", name="Take the mark away").click()
    expect(lesson.locator(".nav-module").first).not_to_contain_text("Done")


def test_notes_are_kept_and_come_back(lesson: Page) -> None:
    remember(lesson)
    field = lesson.get_by_label("Your notes")
    field.fill("Wait & see: “8 in 100” <b>")
    expect(lesson.locator(".device-notes .device-status")).to_have_text("Kept on this device.")
    lesson.reload()
    expect(field).to_have_value("Wait & see: “8 in 100” <b>")


def test_notes_are_kept_when_the_page_is_left_at_once(lesson: Page, site: Site) -> None:
    remember(lesson)
    lesson.get_by_label("Your notes").press_sequentially("Quick")
    lesson.goto(site.address + "index.html")
    lesson.goto(site.address + site.lessons[0])
    expect(lesson.get_by_label("Your notes")).to_have_value("Quick")


def test_answers_are_taken_down(lesson: Page) -> None:
    remember(lesson)
    detail = {"item": "a", "state": "part", "credit": 0.5, "sure": "guess", "text": "mine"}
    send = """detail => document.querySelector('main').dispatchEvent(
        new CustomEvent('quiz-answered', {bubbles: true, detail}))"""
    lesson.evaluate(send, detail)
    lesson.evaluate(send, {"item": "b", "state": "neutral", "credit": 0, "sure": ""})
    kept = stored(lesson)["answers"]
    at = kept["a"][0].pop("at")
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT[\d:.]+Z", at)
    assert kept["a"] == [{"state": "part", "credit": 0.5, "sure": "guess", "text": "mine"}]
    assert kept["b"][0]["sure"] is None


# --- for everyone -----------------------------------------------------------------------------


def ask_to_clear(page: Page) -> None:
    open_fold(page)
    page.get_by_role("button", name="Clear everything", exact=True).click()


def damage(page: Page) -> None:
    keep(page, "{")
    page.reload()
    open_fold(page)


def mark_and_remember(page: Page) -> None:
    remember(page)
    mark_done(page)
    open_fold(page)


STATES = {"open": open_fold, "asked": ask_to_clear, "damaged": damage, "done": mark_and_remember}


@pytest.mark.parametrize("state", STATES)
def test_axe_finds_no_fault_in_any_state(visit: Visit, site: Site, state: str) -> None:
    shortest = min(site.lessons, key=lambda name: len(site.text(name)))
    pages = [visit(shortest, width=width) for width in WIDTHS]
    for page in pages:
        STATES[state](page)
        assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    assert axe(pages) == {}
