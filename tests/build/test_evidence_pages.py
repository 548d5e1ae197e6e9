"""The register of evidence as pages and files, of the small course with five records more."""

from __future__ import annotations

import csv
import json
import re
import shutil
from pathlib import Path

import pytest

from evidence_course.check import BuiltSite, check_site
from tests.build.conftest import GOOD, digests, run

REGISTER = GOOD.parent / "register"
RECORDS = sorted(file.stem for file in REGISTER.glob("*.yml"))
OWN = ("index", "gaps", "sums", "changes")
FORMATS = ("csv", "json", "bib", "ris")


@pytest.fixture(scope="module")
def garden(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small course with a register, built; not to be changed."""
    root = tmp_path_factory.mktemp("garden") / "course"
    shutil.copytree(GOOD, root)
    shutil.copytree(REGISTER, root / "course" / "evidence")
    done = run(root, "build")
    assert done.returncode == 0, done.stdout + done.stderr
    return root


def html(root: Path, name: str) -> str:
    return (root / "_build" / "html" / f"{name}.html").read_text("utf-8")


def words(root: Path, name: str) -> str:
    """The text of a page's main part, on one line."""
    main = html(root, name).partition("<main")[2].partition("</main>")[0]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


def test_every_record_has_its_page_and_the_register_its_four(garden: Path) -> None:
    pages = {file.stem for file in (garden / "_build" / "html" / "evidence").glob("*.html")}
    assert pages == {*RECORDS, *OWN}
    assert check_site(BuiltSite(garden / "_build" / "html")) == []


def test_a_course_without_a_register_has_none_of_it(built: Path) -> None:
    site = built / "_build" / "html"
    assert not (site / "evidence").exists()
    assert "evidence register" not in (site / "index.html").read_text("utf-8")


def test_one_entry_of_the_navigation_leads_to_the_register(garden: Path) -> None:
    page = html(garden, "about")
    assert len(re.findall(r'href="evidence/index\.html">(<span>)?The evidence register', page)) == 2
    assert 'href="evidence/cans.html"' not in page
    record = html(garden, "evidence/cans")
    assert re.search(r'href="index\.html">(<span>)?The evidence register', record)
    assert 'class="pager"' not in record


def test_its_style_and_script_are_loaded_where_they_are_needed_alone(garden: Path) -> None:
    assert "evidence.css" not in html(garden, "index")
    assert "evidence.css" in html(garden, "evidence/cans")
    assert "evidence.js" not in html(garden, "evidence/cans")
    assert "evidence.js" in html(garden, "evidence/index")


def test_an_approach_and_its_studies_lead_to_each_other(garden: Path) -> None:
    for study in ("cans-2024", "cans-review-2025"):
        assert f'href="{study}.html"' in html(garden, "evidence/cans")
        assert 'href="cans.html"' in html(garden, f"evidence/{study}")
    assert 'href="cans.html"' not in html(garden, "evidence/rain-1999")


def test_the_index_holds_every_record_and_what_it_can_be_chosen_by(garden: Path) -> None:
    page = html(garden, "evidence/index")
    for record in RECORDS:
        assert f'href="{record}.html"' in page
    row = next(row for row in page.split("<tr ") if 'href="cans.html"' in row)
    for attribute in (
        'data-label="mixed"',
        'data-outcome="child-health parenting"',
        'data-setting="home"',
        'data-country="england"',
        'data-uk="yes"',
    ):
        assert attribute in row
    assert re.search(r'<form class="evidence-filters"[^>]* hidden>', page)


def test_labels_and_marks_have_shapes_and_words(garden: Path) -> None:
    mixed, untested = html(garden, "evidence/cans"), html(garden, "evidence/dances")
    assert 'class="evidence-label is-mixed"' in mixed
    assert 'class="evidence-label is-not-yet-tested-for-impact"' in untested
    assert (mixed.count("icon-full"), untested.count("icon-full")) == (4, 0)  # 2 squares, 2 bars
    text = words(garden, "evidence/cans")
    assert "2 of 4: one fair test" in text
    assert "Can: 60 in 100" in text
    assert "about 15 more in 100, and it could be anywhere from 5 to 24 more" in text
    assert "About 15 more in 100 lived." in text
    assert "{value}" not in (garden / "_build/html/evidence/cans.json").read_text("utf-8")
    assert "Medium" in text and "About £5 a can in 2025." in text
    assert "Our rules alone give the label “evidence of benefit” and 3 of 4" in text
    assert "The Garden Board: Four stars. Date on the page: March 2025." in text


def test_plain_text_is_shown_as_it_was_written(garden: Path) -> None:
    name = 'Cans & [brackets], a "test" of *plain* text'
    for page in ("evidence/cans", "evidence/index", "evidence/cans-2024", "evidence/changes"):
        assert name in words(garden, page).replace("&amp;", "&").replace("&quot;", '"')
    assert "A limit with marks: a | b, code and stress" in words(garden, "evidence/cans-2024")


def test_a_study_shows_published_and_recomputed_and_contradictions(garden: Path) -> None:
    text = words(garden, "evidence/cans-2024")
    assert "Roe and others 2024. Randomised trial. England." in text
    assert "15.0 points (5.3 to 24.7)" in text
    assert "Source contradicts itself" in text
    assert "The text says 16 points, and the table 15." in text
    assert "Can: 60 in 100; Rain: 45 in 100." in text
    assert "Who paid The garden club" in text
    pooled = words(garden, "evidence/cans-review-2025")
    assert "Roe 2024: Can 200 120" in pooled


def test_all_sums_stand_on_one_page(garden: Path) -> None:
    text = words(garden, "evidence/sums")
    assert "There are 4 figures" in text
    for verdict in ("Source contradicts itself: 1", "Agrees: 1", "Cannot be redone: 2"):
        assert verdict in text
    assert 'href="cans-2024.html#cans-2024-alive"' in html(garden, "evidence/sums")
    assert 'id="cans-2024-alive"' in html(garden, "evidence/cans-2024")


def test_gaps_are_counted_and_listed(garden: Path) -> None:
    text = words(garden, "evidence/gaps")
    for counted in ("Not yet tested for impact 1", "Very hard to test 1", "Cost not known 1"):
        assert counted in text
    listed = text.partition("Nobody has tested what these do")[2].partition("Very hard")[0]
    assert "Rain dances" in listed and "Cans" not in listed


def test_changes_stand_by_day_newest_first(garden: Path) -> None:
    text = words(garden, "evidence/changes")
    assert 0 < text.index("20 December 2025") < text.index("1 December 2025")
    assert "The height was added." in text
    assert "Nothing has changed since it was written." in words(garden, "evidence/dances")


@pytest.mark.parametrize("name", ["register", *RECORDS])
def test_each_page_offers_files_that_can_be_read(garden: Path, name: str) -> None:
    folder = garden / "_build" / "html" / "evidence"
    page = "evidence/index" if name == "register" else f"evidence/{name}"
    for suffix in FORMATS:
        assert f'<a href="{name}.{suffix}" download>' in html(garden, page)
    records = json.loads((folder / f"{name}.json").read_text("utf-8"))["records"]
    with (folder / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["record"] for row in rows} == {record["id"] for record in records}
    expected = {"register": set(RECORDS), "cans": {"cans", "cans-2024", "cans-review-2025"}}
    expected |= {"dances": {"dances", "rain-1999"}}
    assert {record["id"] for record in records} == expected.get(name, {name})
    bib, ris = (folder / f"{name}.{suffix}" for suffix in ("bib", "ris"))
    assert len(re.findall(r"(?m)^@\w+\{", bib.read_text("utf-8"))) == len(records)
    assert ris.read_bytes().count(b"ER  - \r\n") == len(records)


def test_headings_go_down_one_level_at_a_time(garden: Path) -> None:
    for name in (*OWN, *RECORDS):
        main = html(garden, f"evidence/{name}").partition("<main")[2]
        levels = [int(level) for level in re.findall(r"<h([1-6])", main)]
        assert levels[0] == 1
        assert all(after <= before + 1 for before, after in zip(levels, levels[1:], strict=False))


def test_an_edited_record_gives_the_bytes_of_a_fresh_build(garden: Path, tmp_path: Path) -> None:
    edited, fresh = tmp_path / "edited", tmp_path / "fresh"
    shutil.copytree(garden, edited)
    file = edited / "course" / "evidence" / "dances.yml"
    file.write_text(file.read_text("utf-8").replace("name: Rain dances", "name: Sun dances"))
    assert run(edited, "build").returncode == 0
    shutil.copytree(edited, fresh, ignore=shutil.ignore_patterns("_build"))
    assert run(fresh, "build").returncode == 0
    assert digests(edited / "_build" / "html") == digests(fresh / "_build" / "html")


def test_a_record_that_is_gone_leaves_nothing_behind(garden: Path, tmp_path: Path) -> None:
    root = tmp_path / "course"
    shutil.copytree(garden, root)
    (root / "course" / "evidence" / "dances.yml").unlink()
    assert run(root, "build").returncode == 0
    assert not list((root / "_build" / "html" / "evidence").glob("dances.*"))
