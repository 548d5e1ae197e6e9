"""With scripts off everything can be read, answered in the head, looked up and walked through."""

from __future__ import annotations

from playwright.sync_api import expect

from evidence_course.model.interaction import Choose

from .site import Site, Visit


def test_every_question_is_a_form_and_every_answer_can_be_opened(visit: Visit, site: Site) -> None:
    page = visit("index.html", script=False)
    for name in site.lessons:
        page.goto(site.address + name)
        asked = site.exercises(name)
        assert page.locator("quiz-item").count() == len(asked) > 3
        for exercise in asked:
            item = page.locator(f"quiz-item#{exercise.id}")
            expect(item.locator("form > fieldset > legend")).not_to_be_empty()
            fields = item.locator("form").locator("input, select, textarea")
            assert fields.count() > 0, exercise.id
            assert all(field.is_visible() for field in fields.all()), exercise.id
            answers = item.locator(".quiz-answers > :not(summary)").first
            expect(answers).to_be_hidden()
            item.locator(".quiz-answers > summary").click()
            expect(answers).to_be_visible()


def test_the_right_answer_and_every_reason_stand_in_the_fold(visit: Visit, site: Site) -> None:
    name, exercise = site.first("single")
    page = visit(name, script=False)
    item = page.locator(f"quiz-item#{exercise.id}")
    item.locator(".quiz-answers > summary").click()
    assert isinstance(exercise.interaction, Choose)
    for choice in exercise.interaction.choices:
        row = item.locator(f".quiz-reasons > [data-key={choice.key}]")
        expect(row).to_contain_text("Right answer" if choice.correct else "Not this one")
        expect(row.locator(".quiz-feedback")).not_to_be_empty()


def test_nothing_is_offered_that_needs_a_script(visit: Visit, site: Site) -> None:
    page = visit("index.html", script=False)
    for name in set(site.pages) - {"search.html", "404.html"}:
        page.goto(site.address + name)
        assert page.locator("button:visible").count() == 0, name


def test_the_pager_and_the_contents_lead_through_the_course(visit: Visit, site: Site) -> None:
    page = visit("index.html", script=False, width=320)
    walked = ["index.html"]
    while page.locator(".pager-next").count():
        page.locator(".pager-next").click()
        page.wait_for_load_state()
        walked.append(page.url.removeprefix(site.address))
        assert len(walked) <= len(site.every_page)
    aside = {f"evidence/{each}.html" for each in site.course.evidence}
    aside |= {f"practice/{each}.html" for each in site.course.settings.modules}
    aside |= {"progress.html", "record.html", "search.html", "404.html"}
    aside |= {name for name in site.every_page if name.startswith("core/")}
    aside |= {"search.html", "404.html", "all.html"}
    assert sorted(walked) == sorted(set(site.every_page) - aside)
    page.locator(".site-nav summary").click()
    page.locator(f".site-nav a[href$='{site.lessons[0]}']").click()
    assert page.url == site.address + site.lessons[0]
    page.set_viewport_size({"width": 1280, "height": 900})
    page.locator(f".site-nav a[href$='{site.lessons[1].removeprefix('modules/')}']").first.click()
    assert page.url == site.address + site.lessons[1]


def test_the_search_page_says_what_to_do_instead(visit: Visit, site: Site) -> None:
    page = visit("search.html", script=False)
    assert "Search needs scripts" in page.locator("main").inner_text()
    for name in site.lessons:
        expect(page.locator(f"main a[href$='{name}']")).to_be_visible()
