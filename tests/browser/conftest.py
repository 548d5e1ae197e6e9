"""A real browser over real sites: built once from clean copies, read from the disk and served."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import pytest

import evidence_course

from .site import Server, Site, Visit, launch

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
GOOD = HERE.parent / "data" / "good"
COPIED = ("course", "modules", "notebooks", "quizzes", "pyproject.toml", "requirements.lock")
SUB_PATH = "/weighing/"
PATIENCE_MS = 20_000  # for machines that do much else meanwhile
REQUIRED = "EVIDENCE_COURSE_REQUIRE_BROWSER"
NO_BROWSER = (
    "no Chromium, Chrome or Edge was found: install one, or run 'playwright install chromium'"
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)


def pytest_terminal_summary(terminalreporter: Any) -> None:
    skipped = terminalreporter.stats.get("skipped", [])
    missed = [report for report in skipped if "browser" in getattr(report, "keywords", {})]
    if missed:
        terminalreporter.section("the pages were not looked at", "!", red=True, bold=True)
        terminalreporter.line(f"{len(missed)} browser tests were skipped: {NO_BROWSER}.")


# Package scope, not session: while Playwright runs, no other test could run an event loop.
@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    try:
        from playwright.sync_api import expect, sync_playwright
    except ImportError as error:
        _do_without(str(error))
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        found = launch(playwright) or _do_without(NO_BROWSER)
        yield found
        found.close()


def _do_without(reason: str) -> NoReturn:
    if os.environ.get(REQUIRED):
        pytest.fail(f"{REQUIRED} is set, but {reason}", pytrace=False)
    pytest.skip(reason)


@pytest.fixture(scope="package")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """This repository's course, built from a copy of what git holds of it."""
    root = tmp_path_factory.mktemp("course")
    for name in COPIED:
        _copy(ROOT / name, root / name)
    if (ROOT / "_build" / "executed").is_dir():  # results are kept by content: it only saves time
        shutil.copytree(ROOT / "_build" / "executed", root / "_build" / "executed")
    settings = root / "course" / "course.yml"
    text = re.sub(r"^base_url:.*\n", "", settings.read_text("utf-8"), flags=re.MULTILINE)
    settings.write_text(f"{text}\nbase_url: https://example.org{SUB_PATH}\n", "utf-8")
    return _built(root)


@pytest.fixture(scope="package")
def garden(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """A small course that asks a question of every type, and whose words no author mends."""
    root = tmp_path_factory.mktemp("garden")
    _copy(GOOD, root)
    return _built(root)


def _copy(source: Path, target: Path) -> None:
    if source.is_dir():
        left_out = shutil.ignore_patterns("__pycache__", ".*")
        shutil.copytree(source, target, ignore=left_out, dirs_exist_ok=True)
    elif source.exists():
        shutil.copy(source, target)


def _built(root: Path) -> Site:
    command = [sys.executable, "-m", "evidence_course", "build", "--quiet", "--course", str(root)]
    done = subprocess.run(command, capture_output=True, text=True, env=_environment(root))
    if done.returncode:
        pytest.fail(f"the course does not build:\n{done.stdout}{done.stderr}", pytrace=False)
    return Site(root)


def _environment(root: Path) -> dict[str, str]:
    """This Python's package, on a day when no source is due for another reading."""
    references = (root / "course" / "references.yml").read_text("utf-8")
    due = min(re.findall(r"review_by: ([\d-]+)", references))
    day = int(datetime.fromisoformat(due).replace(tzinfo=UTC).timestamp())
    package = str(Path(evidence_course.__file__).parents[1])
    return {**os.environ, "PYTHONPATH": package, "SOURCE_DATE_EPOCH": str(day)}


@pytest.fixture(scope="package")
def server(site: Site) -> Iterator[Server]:
    """The site below a sub-path, as a project's pages are published."""
    with Server(site.folder, SUB_PATH) as running:
        yield running


@pytest.fixture
def visit(browser: Browser, site: Site) -> Iterator[Visit]:
    """Open a page of the site: ``visit("modules/mash.html", width=320, dark=True)``.

    Whatever a test does on its pages, none may log an error or ask another host for anything.
    """
    contexts, faults = [], []

    def open_page(
        name: str,
        *,
        base: str = site.address,
        width: int = 1280,
        dark: bool = False,
        script: bool = True,
    ) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            color_scheme="dark" if dark else "light",
            java_script_enabled=script,
        )
        context.set_default_timeout(PATIENCE_MS)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("request", lambda request: faults.extend(_foreign(request.url, base)))
        page.goto(base + name)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not faults


@pytest.fixture(scope="module")
def quiet_page(browser: Browser, site: Site) -> Iterator[Page]:
    """One page for the many examples of a law, which no test spoils for the next."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(site.address + site.lessons[0])
    yield page
    context.close()


def _foreign(url: str, base: str) -> list[str]:
    return [] if url.startswith(base) else [f"asked for {url}"]
