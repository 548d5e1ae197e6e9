"""The register's index in a browser: choosing rows by keyboard, sending a choice on, no script."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from evidence_course.model.evidence import Approach

from .site import Server, Site, Visit

if TYPE_CHECKING:
    from playwright.sync_api import Page

INDEX = "evidence/index.html"
UNTESTED = "not-yet-tested-for-impact"


def approaches(site: Site) -> list[Approach]:
    records = [file.record for file in site.course.evidence.values()]
    return [record for record in records if isinstance(record, Approach)]


def untested(site: Site) -> set[str]:
    found = [each for each in approaches(site) if each.label == "not yet tested for impact"]
    return {each.name for each in found}


def shown(page: Page) -> set[str]:
    rows = page.locator("#approach-table tbody tr:visible th a")
    return set(rows.all_inner_texts())


def said(page: Page) -> str:
    return page.locator(".evidence-found").first.inner_text()


def choose(page: Page, label: str, value: str) -> None:
    page.get_by_label(label, exact=True).first.select_option(value)


def test_a_choice_leaves_the_rows_that_fit_and_tells_how_many(visit: Visit, site: Site) -> None:
    page = visit(INDEX)
    total = len(approaches(site))
    assert said(page) == f"{total} of {total} approaches."
    choose(page, "Label", UNTESTED)
    assert shown(page) == untested(site)
    assert said(page) == f"{len(untested(site))} of {total} approaches fit your choice."
    assert page.locator(".evidence-found").first.get_attribute("role") == "status"
    page.get_by_role("button", name="Show all").first.click()
    page.wait_for_function("() => !location.hash")
    assert len(shown(page)) == total


@pytest.mark.parametrize(
    ("label", "name"),
    [("Setting", "setting"), ("Meant to change", "outcome"), ("Tested in", "country")],
)
def test_every_choice_of_a_list_leaves_just_the_rows_that_have_it(
    visit: Visit, label: str, name: str
) -> None:
    page = visit(INDEX)
    choices = page.get_by_label(label, exact=True).first.locator("option")
    for value in choices.evaluate_all("options => options.map(each => each.value)")[1:]:
        choose(page, label, value)
        visible = page.locator("#approach-table tbody tr:visible")
        having = page.locator(f'#approach-table tbody tr[data-{name}~="{value}"]')
        assert visible.count() == having.count() > 0


def test_two_choices_both_hold_and_no_row_may_be_left(visit: Visit, site: Site) -> None:
    page = visit(INDEX)
    choose(page, "Label", UNTESTED)
    choose(page, "Tested in the UK", "yes")
    both = [each for each in approaches(site) if each.name in untested(site) and each.tested_in_uk]
    assert shown(page) == {each.name for each in both}
    if not both:
        assert said(page).startswith("None of the")


@pytest.mark.parametrize("served", [False, True], ids=["file", "http"])
def test_a_choice_stands_in_the_address_and_opens_again(
    visit: Visit, site: Site, server: Server, served: bool
) -> None:
    base = server.address if served else site.address
    page = visit(INDEX, base=base)
    choose(page, "Label", UNTESTED)
    address = page.url
    assert address.endswith(f"#label={UNTESTED}")
    other = visit(address.removeprefix(base), base=base)
    assert shown(other) == untested(site)
    assert other.get_by_label("Label", exact=True).input_value() == UNTESTED
    other.evaluate("() => { location.hash = 'label=mixed'; }")
    other.wait_for_function("() => document.querySelector('select[name=label]').value === 'mixed'")
    assert untested(site).isdisjoint(shown(other))


@pytest.mark.parametrize("hash_", ["#label=%3Cb%3E", "#nothing=here", "#%E0%A4%A", "#label"])
def test_an_address_that_makes_no_sense_shows_everything(
    visit: Visit, site: Site, hash_: str
) -> None:
    page = visit(INDEX + hash_)
    assert len(shown(page)) == len(approaches(site))


def test_the_studies_have_a_choice_of_their_own(visit: Visit, site: Site) -> None:
    page = visit(INDEX)
    page.get_by_label("Design").select_option("randomised-trial")
    rows = page.locator("#source-table tbody tr:visible")
    records = [file.record for file in site.course.evidence.values()]
    trials = [each for each in records if getattr(each, "design", "") == "randomised trial"]
    assert rows.count() == len(trials)
    assert len(shown(page)) == len(approaches(site))
    choose(page, "Label", UNTESTED)
    assert "design=randomised-trial" in page.url and f"label={UNTESTED}" in page.url


def test_the_lists_work_from_the_keyboard(visit: Visit, site: Site) -> None:
    page = visit(INDEX)
    box = page.get_by_label("Tested in the UK")
    box.focus()
    page.keyboard.press("ArrowDown")
    in_uk = {each.name for each in approaches(site) if each.tested_in_uk}
    page.wait_for_function("() => location.hash === '#uk=yes'")
    assert shown(page) == in_uk


def test_without_a_script_the_whole_tables_stand_and_no_dead_form(visit: Visit, site: Site) -> None:
    page = visit(INDEX, script=False)
    assert len(shown(page)) == len(approaches(site))
    assert page.locator("form.evidence-filters:visible").count() == 0


@pytest.mark.parametrize("width", [320, 1280])
def test_parts_of_a_table_stay_a_table_however_they_are_laid_out(visit: Visit, width: int) -> None:
    page = visit(INDEX, width=width)
    table = page.get_by_role("table", name="All approaches")
    assert table.get_by_role("columnheader").all_inner_texts()[:2] == ["Approach", "Label"]
    first = table.get_by_role("row").nth(1)
    assert first.get_by_role("rowheader").count() == 1
    assert first.get_by_role("cell").count() == 5
