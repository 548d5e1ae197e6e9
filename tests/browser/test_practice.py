"""Questions that come back: the rule that chooses them, where they appear, and reminders."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from icalendar import Calendar
from playwright.sync_api import expect

from evidence_course.questions import live_items

from .site import Server, Site, Visit
from .test_pages import OVERFLOW, WIDTHS, axe

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

Answers = dict[str, list[dict[str, Any]]]
DUE = "practice/index.html"
TODAY = 20_000
"""A day, counted from 1970."""

SLIP, MISSED, GUESSED, KNEW, NEW, LATER = range(6)
STATES = ("right", "part", "not", "unsure", "neutral", "compared")
PLAN = """([candidates, answers, today]) =>
    EvidenceCourse.spacing.plan(candidates, answers, today)"""


# The rule, on its own


@pytest.fixture
def rule(visit: Visit, site: Site) -> Page:
    return visit(DUE)


def at(day: int, hour: float = 12) -> str:
    moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(days=day, hours=hour)
    return moment.strftime("%Y-%m-%dT%H:%M:%S.000Z")


def answer(day: int, state: str, sure: str | None = None, hour: float = 12) -> dict[str, Any]:
    return {"at": at(day, hour), "state": state, "sure": sure}


def standing(page: Page, *answers: dict[str, Any]) -> dict[str, int] | None:
    script = "([answers, today]) => EvidenceCourse.spacing.standing(answers, today)"
    found: dict[str, int] | None = page.evaluate(script, [list(answers), TODAY])
    return found


def plan(page: Page, candidates: Sequence[Any], answers: Answers) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = page.evaluate(PLAN, [list(candidates), answers, TODAY])
    return found


ONE = st.builds(
    answer,
    st.integers(TODAY - 200, TODAY + 3),
    st.sampled_from(STATES),
    st.sampled_from(["guess", "fairly", "sure", None]),
    st.sampled_from([0.5, 8, 12.25, 23]),
)
CANDIDATES = st.lists(
    st.builds(
        lambda number, module, near, spare: {
            "id": f"{module}-{number}",
            "parts": [],
            "module": module,
            "near": near,
            "spare": spare,
        },
        st.integers(0, 12),
        st.sampled_from(["soil", "watering", "mash"]),
        st.integers(0, 2),
        st.booleans(),
    ),
    min_size=3,
    max_size=15,
    unique_by=lambda each: each["id"],
)
HISTORIES = st.lists(st.lists(ONE, max_size=6), min_size=15, max_size=15)
laws = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)


def paired(candidates: list[Any], histories: list[list[Any]]) -> Answers:
    return {each["id"]: given for each, given in zip(candidates, histories, strict=False)}


def counted(answers: list[dict[str, Any]]) -> dict[int, dict[str, Any]]:
    """Of each day the first answer, as the page's text says; a future one counts for today."""
    days: dict[int, dict[str, Any]] = {}
    for each in sorted(answers, key=lambda each: (each["at"], each["state"], str(each["sure"]))):
        day = (datetime.fromisoformat(each["at"]) - datetime(1970, 1, 1, tzinfo=UTC)).days
        days.setdefault(min(day, TODAY), each)
    return days


@laws
@given(candidates=CANDIDATES, histories=HISTORIES)
def test_every_candidate_comes_once_so_that_three_are_always_three(
    rule: Page, candidates: list[Any], histories: list[list[Any]]
) -> None:
    found = plan(rule, candidates, paired(candidates, histories))
    assert sorted(each["id"] for each in found) == sorted(each["id"] for each in candidates)
    assert len({each["id"] for each in found[:3]}) == 3


@laws
@given(candidates=CANDIDATES, histories=HISTORIES)
def test_a_sure_slip_that_is_due_comes_before_all_else(
    rule: Page, candidates: list[Any], histories: list[list[Any]]
) -> None:
    answers = paired(candidates, histories)
    slips = set()
    for identifier, given_answers in answers.items():
        days = counted(given_answers)
        last = max(days, default=TODAY)
        slip = days and (days[last]["state"], days[last]["sure"]) == ("not", "sure")
        if slip and last < TODAY:
            slips.add(identifier)
    found = [each["id"] for each in plan(rule, candidates, answers)]
    assert set(found[: len(slips)]) == slips


@laws
@given(candidates=CANDIDATES, histories=HISTORIES, state=st.sampled_from(STATES))
def test_what_was_answered_today_never_comes_before_what_is_due_or_new(
    rule: Page, candidates: list[Any], histories: list[list[Any]], state: str
) -> None:
    answers = paired(candidates, histories)
    chosen = candidates[0]["id"]
    answers[chosen] = [*answers[chosen], answer(TODAY, state)]
    found = plan(rule, candidates, answers)
    levels = [each["level"] for each in found]
    assert levels == sorted(levels)
    assert {each["id"]: each["level"] for each in found}[chosen] == LATER


@laws
@given(candidates=CANDIDATES, histories=HISTORIES, data=st.data())
def test_the_order_in_which_things_are_handed_over_does_not_matter(
    rule: Page, candidates: list[Any], histories: list[list[Any]], data: st.DataObject
) -> None:
    answers = paired(candidates, histories)
    shuffled = data.draw(st.permutations(candidates))
    mixed = {key: data.draw(st.permutations(answers[key])) for key in reversed(answers)}
    expected = plan(rule, candidates, answers)
    assert plan(rule, shuffled, mixed) == expected


@laws
@given(candidates=CANDIDATES)
def test_new_questions_come_from_each_module_in_turn(rule: Page, candidates: list[Any]) -> None:
    found = plan(rule, candidates, {})
    of = [each["module"] for each in found]
    first = of[: len(set(of))]
    assert len(set(first)) == len(first)
    spare = {each["id"]: each["spare"] for each in candidates}
    for module in set(of):
        asked = [each["id"] for each in found if each["module"] == module]
        assert [spare[each] for each in asked] == sorted(spare[each] for each in asked)


def test_the_page_tells_how_long_questions_wait(rule: Page) -> None:
    text = rule.locator("#how-questions-are-chosen").inner_text()
    day = TODAY - 300
    right = [answer(day + n, "right") for n in range(4)]
    guess = answer(day, "right", "guess")
    told = {
        "if you missed it": [answer(day, "not")],
        "missed a part of it": [answer(day, "part", "sure")],
        "did not know yet": [answer(day, "unsure")],
        "right by a guess": [guess],
        "if you were right$": [right[0]],
        "right twice in a row": right[:2],
        "right three times in a row": right[:3],
        "three times in a row or more": right,
    }
    for words, answers in told.items():
        line = next(line for line in text.splitlines() if re.search(words, line))
        found = standing(rule, *answers)
        wait = re.search(r"after (\d+) days?", line)
        assert found is not None
        assert wait is not None
        last = max(counted(answers))
        assert found["due"] - last == int(wait[1]), words


def test_a_second_try_on_the_same_day_does_not_count(rule: Page) -> None:
    day = TODAY - 2
    missed = answer(day, "not", "sure", hour=9)
    assert standing(rule, answer(day, "right", "sure", hour=10), missed) == standing(rule, missed)
    again = answer(day + 1, "right", "sure", hour=9)
    assert standing(rule, missed, again) == {"level": KNEW, "due": day + 8}


def test_a_case_comes_back_when_one_of_its_questions_does(rule: Page) -> None:
    case = {"id": "c", "parts": ["c-1", "c-2"], "module": "mash", "near": 0, "spare": False}
    other = {"id": "d", "parts": [], "module": "mash", "near": 0, "spare": False}
    known, missed = answer(TODAY - 9, "right"), answer(TODAY - 1, "not")
    found = plan(rule, [other, case], {"c-1": [known], "c-2": [missed], "d": [known]})
    assert [(each["id"], each["level"]) for each in found] == [("c", MISSED), ("d", KNEW)]


def test_a_day_is_that_of_the_readers_own_calendar(browser: Browser, site: Site) -> None:
    days = {}
    for zone in ("Pacific/Auckland", "America/Los_Angeles"):
        page = browser.new_page(timezone_id=zone)
        page.goto(site.address + DUE)
        days[zone] = page.evaluate("EvidenceCourse.spacing.day('2026-11-23T12:30:00.000Z')")
        page.close()
    whole = (date(2026, 11, 23) - date(1970, 1, 1)).days
    assert days == {"Pacific/Auckland": whole + 1, "America/Los_Angeles": whole}


def test_answers_that_nobody_can_read_are_passed_over(rule: Page) -> None:
    broken = {"at": "last Tuesday", "state": "not", "sure": "sure"}
    assert standing(rule, broken) is None
    assert standing(rule, broken, answer(TODAY, "right")) == {"level": KNEW, "due": TODAY + 7}


# The pages of a module's questions


def script_items(site: Site, slug: str) -> dict[str, str]:
    text = site.text(f"practice/items/{slug}.js")
    found = re.fullmatch(r'EvidenceCourse\.items\("([^"]+)", (.*)\);\n', text, re.DOTALL)
    assert found is not None
    assert found[1] == slug
    items: dict[str, str] = json.loads(found[2])
    return items


@pytest.mark.parametrize("which", ["site", "garden"])
def test_each_module_has_all_its_live_items_on_a_page_and_in_a_script(
    request: pytest.FixtureRequest, which: str
) -> None:
    built: Site = request.getfixturevalue(which)
    for slug in built.course.settings.modules:
        items = live_items(built.course.banks[slug])
        text = built.text(f"practice/{slug}.html")
        scripted = script_items(built, slug)
        assert sorted(scripted) == sorted(item.id for item in items)
        for item in items:
            for exercise in item.exercises:
                assert text.count(f'<quiz-item id="{exercise.id}"') == 1
                assert f'<quiz-item id="{exercise.id}"' in scripted[item.id]
            assert "".join(scripted[item.id].split()) in "".join(text.split())


def test_search_does_not_give_the_answers_away(site: Site) -> None:
    text = site.text("searchindex.js")
    index = json.loads(text[text.index("{") : text.rindex("}") + 1])
    page = index["docnames"].index(f"practice/{site.course.settings.modules[0]}")
    pages = {
        word: found if isinstance(found, list) else [found]
        for word, found in index["terms"].items()
    }
    words = [word for word, found in pages.items() if page in found]
    assert 3 < len(words) < 60  # a bank has some hundreds


# The opener of a lesson


def remember(page: Page, site: Site, answers: Answers) -> None:
    """Have the store of this course hold these answers, and load the page again."""
    course = site.course.settings.id
    document = {"version": 1, "answers": answers}
    page.evaluate(
        "([key, text]) => localStorage.setItem(key, text)",
        [f"evidence-course:{course}:v1", json.dumps(document)],
    )
    page.reload()


def today() -> int:
    return (date.today() - date(1970, 1, 1)).days


def ids(page: Page, place: str) -> list[str]:
    return [str(each.get_attribute("id")) for each in page.locator(f"{place} quiz-item").all()]


def modules(site: Site, page: Page, place: str) -> set[str]:
    """The modules that the questions of a place come from."""
    banks = {
        exercise.id: slug
        for slug, bank in site.course.banks.items()
        for item in live_items(bank)
        for exercise in item.exercises
    }
    return {banks[each] for each in ids(page, place)}


def test_a_lesson_opens_with_three_questions_from_before(visit: Visit, site: Site) -> None:
    first, *_, last = site.course.settings.modules
    page = visit(f"modules/{last}.html")
    expect(page.locator(".practice-opener quiz-item.quiz-ready")).to_have_count(3)
    bank_ids = {
        exercise.id
        for slug in site.course.settings.modules[:-1]
        for item in live_items(site.course.banks[slug], "spaced")
        for exercise in item.exercises
    }
    assert set(ids(page, ".practice-opener")) <= bank_ids
    page.goto(f"{site.address}modules/{first}.html")
    assert page.locator(".practice-opener").count() == 0


def test_the_questions_are_not_part_of_a_first_load(visit: Visit, site: Site) -> None:
    page = visit("index.html")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("load", lambda _: asked.append("loaded"))
    page.goto(f"{site.address}{site.lessons[-1]}")
    expect(page.locator(".practice-opener quiz-item.quiz-ready")).to_have_count(3)
    late = asked[asked.index("loaded") :]
    for name in ("course-data.js", "spacing.js", "practice/items/"):
        assert any(name in url for url in late), name
        assert not any(name in url for url in asked if url not in late), name


def test_it_asks_first_what_this_reader_was_sure_of_and_missed(visit: Visit, site: Site) -> None:
    before, last = site.course.settings.modules[-2:]
    known = [
        item.id
        for item in live_items(site.course.banks[before])
        if len(item.exercises) == 1 and item.exercises[0].type == "single"
    ]
    day = today()
    page = visit(f"modules/{last}.html")
    remember(
        page,
        site,
        {
            known[0]: [answer(day - 40, "right", "sure")],
            known[1]: [answer(day - 3, "not", "fairly")],
            known[2]: [answer(day - 2, "not", "sure")],
            known[3]: [answer(day, "right", "sure")],
        },
    )
    expect(page.locator(".practice-opener quiz-item.quiz-ready")).to_have_count(3)
    assert ids(page, ".practice-opener") == [known[2], known[1], known[0]]


def test_a_question_answered_there_says_why(visit: Visit, site: Site) -> None:
    page = visit(site.lessons[-1])
    item = page.locator(".practice-opener quiz-item").first
    item.get_by_role("button", name="I do not know yet").click()
    expect(item.locator(".quiz-result")).to_be_visible()
    expect(item.locator(".quiz-answers")).to_have_attribute("open", "")


def test_before_means_before_in_the_readers_pathway(
    visit: Visit, site: Site, server: Server
) -> None:
    one, two, three, *_ = site.course.settings.modules
    way = {"id": "short", "title": "Short", "steps": [{"module": two}, {"module": three}]}
    page = visit("index.html", base=server.address)
    data = site.text("course-data.js") + f"EvidenceCourse.data.pathways = [{json.dumps(way)}];\n"
    page.route("**/course-data.js", lambda route: route.fulfill(body=data))
    page.goto(f"{server.address}modules/{three}.html?pathway=short")
    expect(page.locator(".practice-opener quiz-item")).to_have_count(3)
    assert modules(site, page, ".practice-opener") == {two}
    page.goto(f"{server.address}modules/{two}.html?pathway=short")
    expect(page.locator(".practice-opener")).to_have_count(0)
    assert page.locator("a[href='#questions-from-earlier-modules']").count() == 0
    page.goto(f"{server.address}modules/{two}.html?pathway=none-such")
    expect(page.locator(".practice-opener quiz-item")).to_have_count(3)
    assert modules(site, page, ".practice-opener") == {one}


def test_without_script_a_lesson_links_to_the_questions(visit: Visit, site: Site) -> None:
    first, *_, last = site.course.settings.modules
    page = visit(f"modules/{last}.html", script=False)
    links = page.locator(".practice-opener a")
    assert links.count() == min(3, len(site.course.settings.modules) - 1)
    page.locator(f".practice-opener a[href$='practice/{first}.html']").click()
    assert page.locator("quiz-item").count() >= len(live_items(site.course.banks[first]))


# What is due


def test_a_new_reader_gets_a_fair_set_and_hears_how_to_be_remembered(
    visit: Visit, site: Site
) -> None:
    page = visit(DUE)
    place = page.locator(".practice-due")
    expect(place).to_contain_text("The course does not remember this.")
    expect(place).to_contain_text("here are questions from across the course")
    expect(place.locator("quiz-item.quiz-ready")).not_to_have_count(0)
    assert len(modules(site, page, ".practice-due")) == min(3, len(site.course.settings.modules))
    place.get_by_role("button", name=re.compile("^Show ")).click()
    expect(place.locator(".quiz")).to_have_count(2)
    found = ids(page, ".practice-due")
    assert len(set(found)) == len(found)
    place.get_by_role("button", name="Remember on this device").click()
    expect(place).to_contain_text("You have not answered any question yet.")


def test_what_is_due_is_counted_and_what_comes_later_has_its_day(visit: Visit, site: Site) -> None:
    bank = live_items(site.course.banks[site.course.settings.modules[0]])
    single = [item.id for item in bank if item.exercises[0].type == "single"]
    day = today()
    page = visit(DUE)
    answers = {
        single[0]: [answer(day - 5, "not", "fairly")],
        single[1]: [answer(day - 8, "right", "sure")],
        single[2]: [answer(day - 1, "right", "sure")],
    }
    remember(page, site, answers)
    place = page.locator(".practice-due")
    expect(place.locator(".practice-count")).to_have_text(
        "2 questions are due today. 1 question comes back later."
    )
    expect(place.locator("quiz-item.quiz-ready")).to_have_count(2)
    assert ids(page, ".practice-due") == single[:2]
    back = date.today() + timedelta(days=6)
    place.locator("summary", has_text="come back").click()
    expect(place.locator("details li").first).to_have_text(
        f"{back:%A} {back.day} {back:%B %Y}: 1 question"
    )
    page.evaluate(
        "([item, answer]) => EvidenceCourse.store.answered(item, answer)",
        [single[0], {**answer(day, "right", "sure"), "credit": 1}],
    )
    expect(place.locator(".practice-count")).to_have_text(
        "1 question is due today. 2 questions come back later."
    )


def test_when_nothing_is_due_it_says_so_and_offers_more(visit: Visit, site: Site) -> None:
    item = live_items(site.course.banks[site.course.settings.modules[0]])[0].id
    page = visit(DUE)
    remember(page, site, {item: [answer(today(), "right")]})
    place = page.locator(".practice-due")
    expect(place).to_contain_text("Nothing is due today. 1 question comes back later.")
    expect(place.locator("quiz-item")).to_have_count(0)
    place.get_by_role("button", name="Practise three anyway").click()
    expect(place.locator("quiz-item.quiz-ready")).not_to_have_count(0)
    assert item not in ids(page, ".practice-due")
    expect(place.locator(".quiz").first).to_be_focused()


def test_a_reader_who_has_answered_nothing_begins_with_some(visit: Visit, site: Site) -> None:
    page = visit(DUE)
    remember(page, site, {})
    place = page.locator(".practice-due")
    expect(place).to_contain_text("You have not answered any question yet.")
    expect(place.locator("quiz-item.quiz-ready")).not_to_have_count(0)


def test_a_blocked_storage_does_not_keep_questions_away(browser: Browser, site: Site) -> None:
    page = browser.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.add_init_script(
        "Object.defineProperty(window, 'localStorage', {get() { throw new Error('blocked'); }})"
    )
    page.goto(site.address + DUE)
    expect(page.locator(".practice-due quiz-item.quiz-ready")).not_to_have_count(0)
    page.goto(site.address + site.lessons[-1])
    expect(page.locator(".practice-opener quiz-item.quiz-ready")).to_have_count(3)
    page.close()
    assert faults == []


def test_without_script_the_page_leads_to_all_questions(visit: Visit, site: Site) -> None:
    page = visit(DUE, script=False)
    for slug in site.course.settings.modules:
        expect(page.locator(f"main a[href='{slug}.html']").first).to_be_visible()
    assert page.locator("main button").count() == 0


def test_axe_finds_no_fault_in_what_the_scripts_put_in_place(visit: Visit, site: Site) -> None:
    bank = live_items(site.course.banks[site.course.settings.modules[0]])
    seen = {item.id: [answer(today() - 3 * n, "not")] for n, item in enumerate(bank[:4])}
    pages = [visit(DUE, width=width) for width in WIDTHS]
    for page in pages:
        remember(page, site, seen)
        expect(page.locator(".practice-due quiz-item.quiz-ready")).not_to_have_count(0)
        page.locator(".practice-due > details > summary").click()
        assert page.evaluate(OVERFLOW) == []
    assert axe(pages) == {}
    for page in pages:
        page.goto(site.address + site.lessons[-1])
        opener = page.locator(".practice-opener")
        expect(opener.locator("quiz-item.quiz-ready")).not_to_have_count(0)
        opener.locator("> details > summary").click()
        page.locator(".practice-reminders button").click()
        expect(page.locator(".practice-reminders [role=status]")).to_contain_text("reminders.ics")
        assert page.evaluate(OVERFLOW) == []
    assert axe(pages) == {}


# Reminders


def saved(page: Page, folder: Path) -> bytes:
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Add three reminders").click()
    file = folder / waiting.value.suggested_filename
    waiting.value.save_as(file)
    expect(page.locator(".practice-reminders [role=status]")).to_contain_text("reminders.ics")
    assert file.name == "reminders.ics"
    return file.read_bytes()


def months_on(start: date, months: int) -> date:
    month = start.month - 1 + months
    year, month = start.year + month // 12, month % 12 + 1
    for day in range(start.day, 27, -1):
        try:
            return date(year, month, day)
        except ValueError:
            continue
    return date(year, month, start.day)


@pytest.mark.parametrize("where", ["lesson", "due"])
def test_three_reminders_come_as_one_calendar_file(
    visit: Visit, site: Site, tmp_path: Path, where: str
) -> None:
    page = visit(site.lessons[0] if where == "lesson" else DUE)
    text = saved(page, tmp_path)
    calendar = Calendar.from_ical(text)
    events = calendar.events
    start = date.today()
    assert [event["DTSTART"].dt.date() for event in events] == [
        start + timedelta(days=7),
        months_on(start, 1),
        months_on(start, 3),
    ]
    assert len({str(event["UID"]) for event in events}) == 3
    slug = f"practice/{site.course.settings.modules[0]}" if where == "lesson" else "practice/index"
    for event in events:
        assert event["DTSTART"].dt.tzinfo is None
        assert event["DTSTART"].dt.hour == 9
        assert event["DTSTAMP"].dt.tzinfo is not None
        assert str(event["SUMMARY"]) == page.locator("h1").inner_text()
        assert str(event["URL"]) == f"https://example.org/weighing/{slug}.html"
        assert str(event["URL"]) in str(event["DESCRIPTION"])
        assert [alarm.name for alarm in event.subcomponents] == ["VALARM"]
    assert str(calendar["VERSION"]) == "2.0"


def test_a_copy_that_was_never_published_has_no_address_to_give(
    visit: Visit, garden: Site, tmp_path: Path
) -> None:
    page = visit(garden.lessons[0], base=garden.address)
    events = Calendar.from_ical(saved(page, tmp_path)).events
    assert [event.get("URL") for event in events] == [None] * 3


WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=120)


@laws
@given(
    title=WORDS,
    tail=st.text("abc-/.", max_size=90),
    day=st.dates(date(2000, 1, 1), date(2200, 1, 1)),
)
def test_the_file_is_sound_whatever_it_holds(rule: Page, title: str, tail: str, day: date) -> None:
    url = f"https://example.org/{tail}"
    given_ = {"title": title, "url": url, "page": "practice/a", "now": f"{day}T12:00:00"}
    rule.evaluate("EvidenceCourse.page.load('_static/calendar.js')")
    text: str = rule.evaluate(
        "given => EvidenceCourse.calendar.text({...given, now: new Date(given.now)})", given_
    )
    data = text.encode()
    lines = data.split(b"\r\n")
    assert lines.pop() == b""
    assert all(len(line) <= 75 and b"\n" not in line and b"\r" not in line for line in lines)
    assert all(line.decode() is not None for line in lines)
    events = Calendar.from_ical(data).events
    assert [str(event["SUMMARY"]) for event in events] == [title] * 3
    assert [str(event["URL"]) for event in events] == [url] * 3
    dates = [event["DTSTART"].dt.date() for event in events]
    assert dates == [day + timedelta(days=7), months_on(day, 1), months_on(day, 3)]
