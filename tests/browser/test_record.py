"""The development record: a regulator's fields, filled in by keyboard, taken away, never sent."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import fromstring

import pytest
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import expect

from .site import Site, Visit
from .test_device import (
    THROWS,
    focused,
    keep,
    remember,
    store,
    stored,
    with_script,
)
from .test_keyboard import tab_into
from .test_pages import WIDTHS, axe

if TYPE_CHECKING:
    from playwright.sync_api import Page

PAGE = "record.html"
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
LABELS = [
    "Type of CPD",
    "Short description, and why it is relevant",
    "Date",
    "What you learned",
    "Positive impact on your practice and on the people you work with",
    "What you learned from discussing it with a peer",
]
PLAIN_LABELS = [
    "Kind of learning",
    "What I did, and why",
    "Date",
    "What I learned",
    "What I do in another way now, or will do",
    "What I learned from talking it over",
]


def labels(page: Page) -> list[str]:
    return page.locator(".record-field:visible > label").all_inner_texts()


def add(page: Page, start: str = "fair-test") -> None:
    page.get_by_label("Start from").select_option(start)
    page.get_by_role("button", name="Add a piece").click()


def fill(page: Page, **values: str) -> None:
    for field, text in values.items():
        page.locator(f"#record-{field}").fill(text)
    page.locator(f"#record-{field}").blur()


def summary(page: Page) -> str:
    return page.locator("#record-summary").inner_text()


def take(page: Page, button: str, *, part: str = "record") -> bytes:
    place = {"record": 0, "statement": 1}[part]
    with page.expect_download() as saved:
        page.get_by_role("button", name=button).nth(place).click()
    return Path(saved.value.path()).read_bytes()


def words_of(document: bytes) -> list[tuple[str, str]]:
    """Style and text of every paragraph of a Word document; every part must be sound XML."""
    with zipfile.ZipFile(BytesIO(document)) as archive:
        assert archive.testzip() is None
        assert archive.namelist()[0] == "[Content_Types].xml"
        trees = {name: fromstring(archive.read(name)) for name in archive.namelist()}
    found = []
    for paragraph in trees["word/document.xml"].iter(f"{WORD}p"):
        style = paragraph.find(f"{WORD}pPr/{WORD}pStyle")
        parts = [
            "\n" if each.tag == f"{WORD}br" else each.text or ""
            for each in paragraph.iter()
            if each.tag in (f"{WORD}t", f"{WORD}br")
        ]
        name = style.get(f"{WORD}val") if style is not None else ""
        found.append((str(name), "".join(parts)))
    return found


def test_the_form_has_the_regulators_fields_and_no_others(visit: Visit, site: Site) -> None:
    page = visit(PAGE)
    assert labels(page) == []
    add(page)
    assert labels(page) == LABELS
    assert site.course.development is not None
    assert [each.label for each in site.course.development.rule.fields] == LABELS
    expect(
        page.get_by_role("group", name="Parts of Standard 4").get_by_role("checkbox")
    ).to_have_count(8)
    expect(page.locator(".record-warning")).to_have_text(
        "Do not put names or details that could identify anyone."
    )


def test_a_module_fills_in_the_first_two_fields_alone(visit: Visit) -> None:
    page = visit(PAGE)
    add(page)
    filled = page.locator(".record-field :is(input, textarea)").evaluate_all(
        "fields => fields.map(field => field.value)"
    )
    assert filled[0] == "Online course: Weighing the Evidence"
    assert "“Is it a fair test?”" in filled[1]
    assert "about 25 minutes" in filled[1]
    assert "match a question to the study design" in filled[1]
    assert "{" not in filled[1]
    assert filled[2:] == [""] * 4
    assert page.locator(".record-parts input:checked").count() == 0
    add(page, "")
    assert page.locator("#record-type").input_value() == ""


def test_the_aim_is_two_pieces_one_with_peer_reflection(visit: Visit) -> None:
    page = visit(PAGE)
    assert "You have no piece yet." in summary(page)
    assert "at least 2 different pieces by 30 November, 1 of them with peer" in summary(page)
    add(page)
    fill(page, learned="A")
    page.get_by_role("button", name="I have finished this piece").click()
    assert "You have 1 piece, none of them with peer reflection." in summary(page)
    add(page, "mash")
    fill(page, peer="We talked.")
    page.get_by_role("button", name="I have finished this piece").click()
    assert "You have 2 pieces, 1 of them with peer reflection." in summary(page)
    rows = page.locator(".record-list li").all_inner_texts()
    assert "No peer reflection. Still empty: Date; Positive impact" in rows[0]
    assert rows[1].split("\n")[0].startswith("Piece 2: Does a MASH help")
    assert "With peer reflection." in rows[1]


def test_notes_of_the_lesson_are_offered_and_not_forced(visit: Visit, site: Site) -> None:
    page = visit("modules/fair-test.html")
    remember(page)
    page.get_by_label("Your notes").fill("We count\nbefore and after.")
    page.get_by_role("link", name="Take your notes to your development record").click()
    expect(page.get_by_label("Start from")).to_have_value("fair-test")
    page.get_by_role("button", name="Add a piece").click()
    assert page.locator("#record-learned").input_value() == ""
    expect(page.locator(".record-notes")).to_contain_text(
        site.course.lessons["fair-test"].settings.prompt
    )
    page.get_by_role("button", name="Add my notes to “What you learned”").click()
    expect(page.locator("#record-learned")).to_be_focused()
    expect(page.locator("#record-learned")).to_have_value("We count\nbefore and after.")


def test_a_piece_is_written_kept_and_edited_by_keyboard_alone(visit: Visit) -> None:
    page = visit(PAGE)
    remember(page)
    tab_into(page, page.get_by_label("Start from"))
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Piece 1: Is it a fair test?")).to_be_focused()
    tab_into(page, page.locator("#record-learned"))
    page.keyboard.type("Chance.")
    tab_into(page, page.get_by_label("4.3"))
    page.keyboard.press("Space")
    tab_into(page, page.get_by_role("button", name="I have finished this piece"))
    page.keyboard.press("Enter")
    assert focused(page).startswith("Edit")
    piece = stored(page)["record"][0]
    assert (piece["template"], piece["module"], piece["parts"]) == (
        "standard",
        "fair-test",
        ["4.3"],
    )
    assert piece["fields"]["learned"] == "Chance."
    page.reload()
    tab_into(page, page.get_by_role("button", name=re.compile("^Edit Piece 1")))
    page.keyboard.press("Enter")
    expect(page.locator("#record-learned")).to_have_value("Chance.")
    expect(page.get_by_label("4.3")).to_be_checked()


def test_what_is_being_written_survives_leaving_the_page(visit: Visit, site: Site) -> None:
    page = visit(PAGE)
    remember(page)
    add(page)
    page.locator("#record-impact").press_sequentially("Mid-word")
    page.goto(f"{site.address}index.html")
    assert stored(page)["record"][0]["fields"]["impact"] == "Mid-word"


def test_a_piece_is_deleted_after_a_question(visit: Visit) -> None:
    page = visit(PAGE)
    add(page)
    page.get_by_role("button", name="I have finished this piece").click()
    page.get_by_role("button", name=re.compile("^Delete Piece 1")).click()
    assert focused(page) == "Yes, delete it"
    page.keyboard.press("Escape")
    assert page.locator(".record-list li").count() == 1
    page.get_by_role("button", name=re.compile("^Delete Piece 1")).click()
    page.keyboard.press("Enter")
    expect(page.locator(".record-list")).to_be_hidden()
    said = page.locator('[data-device="pieces"] > .device-status')
    expect(said).to_have_text("Piece 1 was deleted.")
    expect(said).to_be_focused()


def test_an_empty_piece_is_not_kept(visit: Visit) -> None:
    page = visit(PAGE)
    add(page, "")
    page.get_by_role("button", name="I have finished this piece").click()
    assert "You have no piece yet." in summary(page)
    expect(page.locator('[data-device="pieces"] > .device-status')).to_be_focused()


def test_words_are_counted_and_the_hint_stays(visit: Visit) -> None:
    page = visit(PAGE)
    add(page, "")
    field = page.locator("#record-learned")
    field.fill("One two  three\nfour")
    expect(page.locator("#record-learned-count")).to_have_text("You have 4 words.")
    hint = page.locator(f"#{field.get_attribute('aria-describedby')}")
    expect(hint).to_contain_text("About 120 words are enough.")


def test_the_plain_version_has_plain_names_and_no_standard(visit: Visit) -> None:
    page = visit(PAGE)
    page.get_by_label("Scotland, Wales, Northern Ireland (a plain version)").check()
    add(page)
    assert labels(page) == PLAIN_LABELS
    expect(page.locator(".record-standard")).to_be_hidden()
    assert "Check with your regulator how much it asks for." in summary(page)
    text = take(page, "Save as text").decode("utf-8-sig")
    assert "What I learned:" in text
    assert "Standard 4" not in text
    assert "Social Work England" not in text


def complete(page: Page) -> None:
    add(page)
    fill(page, date="2026-11-05", learned="First\nsecond", impact="5 < 6 & “so”")
    page.get_by_label("4.2").check()
    page.get_by_role("button", name="I have finished this piece").click()


def test_the_record_is_saved_as_text(visit: Visit) -> None:
    page = visit(PAGE)
    complete(page)
    text = take(page, "Save as text").decode("utf-8-sig")
    assert "\n" not in text.replace("\r\n", "")
    places = [text.index(f"{label}:") for label in LABELS]
    assert places == sorted(places)
    for words in ("5 November 2026", "First\r\nsecond", "5 < 6 & “so”", "* 4.2 ", "(nothing yet)"):
        assert words in text


def test_the_record_is_saved_for_word(visit: Visit) -> None:
    page = visit(PAGE)
    complete(page)
    document = take(page, "Save for Word")
    words = words_of(document)
    assert words[0] == ("Title", "My development record")
    assert [text for style, text in words if style == "Heading1"] == ["Piece 1: Is it a fair test?"]
    assert [text for style, text in words if style == "Heading2"][:6] == LABELS
    assert ("", "First\nsecond") in words
    assert ("", "5 < 6 & “so”") in words
    with zipfile.ZipFile(BytesIO(document)) as archive:
        styles = fromstring(archive.read("word/styles.xml"))
        assert {each.get(f"{WORD}val") for each in styles.iter(f"{WORD}lang")} == {"en-GB"}
        assert {info.compress_type for info in archive.infolist()} == {zipfile.ZIP_STORED}
        parts = {f"/{name}" for name in archive.namelist()}
        types = fromstring(archive.read("[Content_Types].xml"))
        assert {each.get("PartName") for each in types if each.get("PartName")} < parts
        for folder, name in (("", "_rels/.rels"), ("/word", "word/_rels/document.xml.rels")):
            targets = {each.get("Target") for each in fromstring(archive.read(name))}
            assert {f"{folder}/{target}" for target in targets} < parts


BYTES = (
    "([title, text]) => Array.from(EvidenceCourse.docx(title, [{kind: 'p', text}], '2026-11-23'))"
)
CONTROLS = {*range(0x20), 0xFFFE, 0xFFFF} - {0x9, 0xA, 0xD}


def test_any_text_makes_a_sound_word_document(quiet_page: Page, site: Site) -> None:
    quiet_page.goto(site.address + PAGE)

    @given(st.text(st.characters(codec="utf-8"), max_size=60))
    def law(text: str) -> None:
        document = bytes(quiet_page.evaluate(BYTES, [text, text]))
        told = "".join(sign for sign in text if ord(sign) not in CONTROLS)
        told = told.replace("\r\n", "\n").replace("\r", "\n")
        assert words_of(document) == [("", told)]
        assert document == bytes(quiet_page.evaluate(BYTES, [text, text]))

    law()


def test_half_a_pair_does_not_spoil_a_word_document(quiet_page: Page, site: Site) -> None:
    quiet_page.goto(site.address + PAGE)
    halves = """() => Array.from(
        EvidenceCourse.docx('a', [{kind: 'p', text: 'x\\ud800y\\udc00'}], '2026-11-23'))"""
    assert words_of(bytes(quiet_page.evaluate(halves))) == [("", "x\ufffdy\ufffd")]


def test_the_record_is_copied(visit: Visit, site: Site) -> None:
    page = visit(PAGE)
    page.evaluate("""() => Object.defineProperty(navigator, 'clipboard', {
        value: {writeText: async text => { window.copied = text; }}})""")
    complete(page)
    page.get_by_role("button", name="Copy").first.click()
    expect(page.get_by_text("Copied. Paste it where you need it.")).to_be_visible()
    assert "First\r\nsecond" in page.evaluate("() => window.copied")


def test_where_copying_is_refused_the_words_are_laid_out(visit: Visit) -> None:
    page = visit(PAGE)
    page.evaluate("Object.defineProperty(navigator, 'clipboard', {value: undefined})")
    complete(page)
    page.get_by_role("button", name="Copy").first.click()
    field = page.get_by_label("The words to copy")
    expect(field).to_be_focused()
    assert "second" in page.evaluate("() => getSelection().toString()")


PRINTED = """() => { window.print = () => {
    window.paper = document.body.dataset.paper;
}; }"""


def test_only_the_record_is_printed(visit: Visit) -> None:
    page = visit(PAGE)
    complete(page)
    page.evaluate(PRINTED)
    page.get_by_role("button", name="Print").first.click()
    page.emulate_media(media="print")
    assert page.evaluate("() => window.paper") == "development-record"
    shown = page.locator("body").inner_text()
    assert shown.startswith("My development record")
    for words in (*LABELS, "5 November 2026", "5 < 6 & “so”"):
        assert words in shown
    page.evaluate("() => window.dispatchEvent(new Event('afterprint'))")
    assert page.locator(".paper").count() == 0
    assert page.locator("h1").inner_text() == "Your development record"


def test_there_is_nothing_to_take_away_before_the_first_piece(visit: Visit) -> None:
    page = visit(PAGE)
    for button in ("Copy", "Save as text", "Save for Word", "Print"):
        page.get_by_role("button", name=button).first.click()
        expect(page.get_by_text("Add a piece first.")).to_be_visible()


# --- the statement ----------------------------------------------------------------------------


def take_part(page: Page) -> None:
    items = page.evaluate("() => Object.keys(EvidenceCourse.data.items).slice(0, 3)")
    for item, day, state in zip(items, (3, 9, 12), ("right", "not", "neutral"), strict=True):
        at = f"2026-11-{day:02}T10:00:00.000Z"
        store(page, "store.answered(given[0], given[1])", [item, {"at": at, "state": state}])
    store(page, "store.update(d => { d.modules.mash = {done: '2026-11-20', notes: ''}; })")


def test_the_statement_says_honestly_what_was_done(visit: Visit) -> None:
    page = visit(PAGE)
    take_part(page)
    page.get_by_label("Your name").fill("Sam Example")
    text = take(page, "Save as text", part="statement").decode("utf-8-sig")
    for words in (
        "Sam Example",
        "From 3 November 2026 to 20 November 2026.",
        "* Module 3: Does a MASH help children, and how would we know? (20 November 2026)",
        "nobody checked it",
        "not a qualification",
    ):
        assert words in text
    assert "score" not in text
    page.get_by_label(re.compile("Add my own score")).check()
    words = words_of(take(page, "Save for Word", part="statement"))
    assert words[0] == ("Title", "Statement of taking part")
    assert any(text.startswith("1 of 2 questions right at my last try.") for _, text in words)


def test_the_statement_asks_for_a_name(visit: Visit) -> None:
    page = visit(PAGE)
    page.get_by_role("button", name="Save as text").nth(1).click()
    field = page.get_by_label("Your name")
    expect(field).to_be_focused()
    expect(field).to_have_attribute("aria-invalid", "true")
    described = str(field.get_attribute("aria-describedby")).split()
    words = [page.locator(f"#{each}").inner_text() for each in described]
    assert any("Write your name first" in each for each in words)
    field.fill("S")
    expect(field).not_to_have_attribute("aria-invalid", "true")


@pytest.mark.parametrize("kept", [False, True])
def test_the_name_is_stored_only_if_the_device_remembers(visit: Visit, kept: bool) -> None:
    page = visit(PAGE)
    if kept:
        remember(page)
    page.get_by_label("Your name").fill("Sam Example")
    page.get_by_label("Your name").blur()
    text = page.evaluate("() => JSON.stringify(localStorage)")
    assert ("Sam Example" in text) is kept
    page.reload()
    expect(page.get_by_label("Your name")).to_have_value("Sam Example" if kept else "")


# --- for everyone -----------------------------------------------------------------------------


def test_nothing_leaves_the_device(visit: Visit) -> None:
    page = visit("modules/fair-test.html")
    remember(page)
    page.get_by_label("Your notes").fill("A note.")
    page.get_by_role("button", name="Mark this module as done").click()
    page.goto(page.url.replace("modules/fair-test.html", PAGE))
    page.wait_for_load_state("networkidle")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    complete(page)
    page.get_by_label("Your name").fill("Sam Example")
    for part in ("record", "statement"):
        take(page, "Save as text", part=part)
        take(page, "Save for Word", part=part)
    page.locator("#on-this-device summary").click()
    with page.expect_download():
        page.get_by_role("button", name="Save a copy as a file").click()
    assert [url for url in asked if not url.startswith("blob:")] == []


def test_without_storage_a_record_is_written_and_taken_away(visit: Visit) -> None:
    page = with_script(visit(PAGE), THROWS)
    complete(page)
    expect(page.locator('[data-device="pieces"] .device-offer')).to_contain_text(
        "does not let the page remember"
    )
    assert "5 November 2026" in take(page, "Save as text").decode("utf-8-sig")


def test_a_piece_of_another_release_is_shown_as_far_as_it_goes(visit: Visit) -> None:
    page = visit(PAGE)
    piece = {"id": "x", "template": "later", "fields": {"other": "kept"}, "extra": 1}
    keep(
        page, f'{{"version": 1, "record": [{{"id": "y"}}, {str(piece).replace(chr(39), chr(34))}]}}'
    )
    page.reload()
    page.get_by_role("button", name=re.compile("^Edit Piece 2")).click()
    fill(page, learned="Added.")
    page.get_by_role("button", name="I have finished this piece").click()
    later = stored(page)["record"][1]
    assert later["fields"]["other"] == "kept"
    assert later["fields"]["learned"] == "Added."
    assert later["extra"] == 1


def test_without_script_the_fields_and_the_rule_are_there(visit: Visit, site: Site) -> None:
    page = visit(PAGE, script=False)
    assert labels(page) == LABELS
    assert page.locator("form").count() == 0, "Enter would send what was written"
    text = page.locator("main").inner_text()
    assert "at least two different pieces" in text
    assert "nothing that you write here is kept" in text
    assert site.course.development is not None
    for each in site.course.development.rule.elsewhere:
        assert each.nation in text


def editing(page: Page) -> None:
    add(page)


def listed(page: Page) -> None:
    complete(page)
    page.get_by_role("button", name=re.compile("^Delete Piece 1")).click()


def refused(page: Page) -> None:
    page.get_by_role("button", name="Print").nth(1).click()
    page.get_by_label("Scotland, Wales, Northern Ireland (a plain version)").check()


STATES: dict[str, Any] = {
    "empty": lambda _page: None,
    "edit": editing,
    "list": listed,
    "no": refused,
}


@pytest.mark.parametrize("state", STATES)
def test_axe_finds_no_fault_in_any_state(visit: Visit, state: str) -> None:
    pages = [visit(PAGE, width=width) for width in WIDTHS]
    for page in pages:
        STATES[state](page)
        assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    assert axe(pages) == {}
