"""What search engines, other sites and old links meet: redirects, site map, robots, the picture."""

from __future__ import annotations

import re
import shutil
from html import unescape
from pathlib import Path
from urllib.parse import unquote

import pytest
from lxml import etree, html

from evidence_course import png
from evidence_course.addresses import moved, pages
from evidence_course.check import BuiltSite, check_site
from evidence_course.load import load
from tests.build.conftest import digests, run

ADDRESS = "https://example.org/garden/"
OLD = (
    "about.html",
    "contact.html",
    "core/watering.html",
    "modules/watering.html",
    "notebooks/watering.html",
    "practice/watering.html",
)


def site(root: Path) -> Path:
    return root / "_build" / "html"


def text(root: Path, name: str) -> str:
    return (site(root) / name).read_text("utf-8")


@pytest.mark.parametrize("which", ["built_course", "edited_course"])
def test_the_pages_of_a_course_are_known_before_it_is_built(
    which: str, request: pytest.FixtureRequest
) -> None:
    root: Path = request.getfixturevalue(which)
    course, _ = load(root)
    assert course is not None
    found = {name for name in digests(site(root)) if name.endswith(".html")}
    assert pages(course) == found - set(moved(course))


def test_every_page_of_a_module_that_moved_sends_its_readers_on(edited_course: Path) -> None:
    for name in OLD:
        page = text(edited_course, name)
        target = re.search(r'<a id="moved-to" href="([^"]+)">([^<]+)</a>', page)
        assert target is not None
        assert (site(edited_course) / name).parent.joinpath(target[1]).resolve().is_file()
        assert f'<noscript><meta http-equiv="refresh" content="0; url={target[1]}">' in page
        assert '<meta name="robots" content="noindex">' in page
    assert "club.html" in text(edited_course, "contact.html")  # in one step, not by about.html
    assert f'<link rel="canonical" href="{ADDRESS}modules/drops.html">' in text(
        edited_course, "modules/watering.html"
    )
    assert check_site(BuiltSite(site(edited_course))) == []


def test_neither_search_nor_the_site_map_knows_old_addresses(edited_course: Path) -> None:
    index = text(edited_course, "searchindex.js")
    assert "modules/drops" in index
    assert "modules/watering" not in index
    tree = etree.parse(site(edited_course) / "sitemap.xml")
    named = [each.text or "" for each in tree.iter("{*}loc")]
    assert f"{ADDRESS}modules/drops.html" in named
    assert all(each.startswith(ADDRESS) for each in named)
    listed = {each.removeprefix(ADDRESS) for each in named}
    assert not listed & {*OLD, "search.html", "404.html", "all.html"}
    assert not [name for name in listed if name.startswith("core/")]
    assert listed < set(digests(site(edited_course)))


def test_robots_may_come_in_and_learn_of_the_map(edited_course: Path, built_course: Path) -> None:
    told = text(edited_course, "robots.txt").splitlines()
    assert told[-3:] == ["User-agent: *", "Disallow:", f"Sitemap: {ADDRESS}sitemap.xml"]
    assert "Sitemap" not in text(built_course, "robots.txt")
    assert not (site(built_course) / "sitemap.xml").exists()


def test_what_is_shared_has_a_title_a_sentence_and_a_picture(edited_course: Path) -> None:
    page = text(edited_course, "modules/soil.html")
    told = dict(
        re.findall(r'<meta (?:property|name)="((?:og|twitter):[^"]+)" content="([^"]*)">', page)
    )
    assert told["og:title"] == "What is in your soil?"
    assert told["og:url"] == f"{ADDRESS}modules/soil.html"
    assert told["og:image"] == f"{ADDRESS}share.png"
    assert told["twitter:card"] == "summary_large_image"
    assert told["og:image:alt"]
    picture = (site(edited_course) / "share.png").read_bytes()
    assert (
        png.size(picture)
        == (1200, 630)
        == (
            int(told["og:image:width"]),
            int(told["og:image:height"]),
        )
    )


def test_without_an_address_no_page_names_a_picture(built_course: Path) -> None:
    page = text(built_course, "index.html")
    assert "og:title" in page
    assert "og:image" not in page
    assert "og:title" not in text(built_course, "404.html")


@pytest.mark.parametrize(
    ("contact", "address"),
    [
        ("https://social.example/@garden", "https://social.example/@garden"),
        ("club@garden.example", "mailto:club@garden.example"),
    ],
)
def test_a_contact_is_a_link_of_its_kind(course: Path, contact: str, address: str) -> None:
    settings, about = course / "course" / "course.yml", course / "course" / "about.md"
    kept = settings.read_text("utf-8").replace("repository: https://example.org/garden\n", "")
    settings.write_text(f"{kept}contact: {contact}\n", "utf-8")
    about.write_text(f"{about.read_text('utf-8')}\nWrite to {{course}}`contact`.\n", "utf-8")
    assert run(course, "build").returncode == 0
    links = re.findall(r'href="([^"]*@[^"]*)"', unquote(unescape(text(course, "about.html"))))
    assert [link.partition("?")[0] for link in links] == [address, address]


def test_every_term_of_the_glossary_stands_under_a_letter_that_is_led_to(course: Path) -> None:
    glossary = course / "course" / "glossary.yml"
    added = ["95% interval", "Éclair", "eels", "elm", "χ² test", "ψ scale", "½ pot"]
    entries = (f"t{n}: {{term: {term}, definition: A word.}}\n" for n, term in enumerate(added))
    glossary.write_text(glossary.read_text("utf-8") + "".join(entries), "utf-8")
    assert run(course, "build").returncode == 0
    page = html.document_fromstring(text(course, "glossary.html"))
    links = page.xpath("//*[contains(@class, 'glossary-letters')]//a")
    assert [link.text_content() for link in links] == ["E", "M", "S", "Χ", "Ψ", "Other"]
    for link in links:
        section = page.get_element_by_id(link.get("href").removeprefix("#"))
        heading = section.xpath("(descendant-or-self::*|following::*)[self::h2][1]")[0]
        assert heading.text == link.text_content()
    words = [each.text_content() for each in page.xpath("//dl/dt")]
    assert words[:3] == ["Éclair", "eels", "elm"]


def test_what_is_taken_out_leaves_nothing_behind_and_comes_back_as_it_was(
    edited_course: Path, tmp_path: Path
) -> None:
    root = Path(shutil.copytree(edited_course, tmp_path / "course"))
    settings = root / "course" / "course.yml"
    before = settings.read_text("utf-8")
    drawn = (site(root) / "share.png").read_bytes()
    (root / "course" / "ours.png").write_bytes(drawn + b"ours")
    without = re.sub(r"base_url: .*\n|  contact.html: .*\n", "", before)
    settings.write_text(f"{without}share_picture: {{file: ours.png, alt: Our beds}}\n")
    assert run(root, "build").returncode == 0
    assert not (site(root) / "contact.html").exists()
    assert not (site(root) / "sitemap.xml").exists()
    assert (site(root) / "share.png").read_bytes() == drawn + b"ours"
    settings.write_text(before)
    assert run(root, "build").returncode == 0
    assert digests(site(root)) == digests(site(edited_course))
