"""The staged book's `_config.yml` and `_toc.yml`, and what its pages need to know of the course."""

from __future__ import annotations

from typing import Any

import yaml

from evidence_course.addresses import moved
from evidence_course.markdown import EXTENSIONS, OFF
from evidence_course.model.course import Course
from evidence_course.weave import (
    core,
    course_check,
    evidence,
    glossary,
    interactives,
    pathways,
    practice,
    progress,
    record,
    records,
    share,
)
from evidence_course.weave.page import title
from evidence_course.weave.pages import staged_name

SPHINX_EXTENSIONS = ["myst_nb", "jupyter_book", "sphinx_external_toc", "evidence_course.sphinx_ext"]


def book_config(course: Course) -> str:
    """Jupyter Book's settings: our theme, execution off, nothing from another host."""
    settings = course.settings
    config: dict[str, Any] = {
        "title": settings.title,
        "author": settings.author,
        "copyright": "",
        "only_build_toc_files": True,
        "execute": {"execute_notebooks": "off"},
        "parse": {"myst_enable_extensions": list(EXTENSIONS)},
        "html": {"baseurl": settings.base_url or ""},
        "sphinx": {"config": _sphinx_config(settings.language)},
    }
    if course.interactives:
        config["sphinx"]["config"]["html_static_path"] = [interactives.STATIC]
    return yaml.safe_dump(config, sort_keys=True, allow_unicode=True)


def _sphinx_config(language: str) -> dict[str, Any]:
    return {
        "extensions": SPHINX_EXTENSIONS,
        "html_theme": "evidence_course",
        "html_theme_options": {},
        "html_extra_path": [evidence.DOWNLOADS],
        "html_math_renderer": "mathml",
        "html_copy_source": False,
        "html_show_sourcelink": False,
        "html_show_search_summary": False,
        "html_use_index": False,
        "html_permalinks": False,
        "myst_disable_syntax": list(OFF),
        "language": "en" if language.startswith("en") else language.partition("-")[0],
        "myst_heading_anchors": 3,
        "nb_merge_streams": True,
        "numfig": False,
        "smartquotes": False,
        "suppress_warnings": [],
        "use_jupyterbook_latex": False,
        "use_multitoc_numbering": False,
    }


def table_of_contents(course: Course) -> str:
    """The order of the pages: cover, each lesson with its notebook, back pages."""
    chapters: list[dict[str, Any]] = [
        {"file": f"{pathways.FOLDER}/{pathway.id}"} for pathway in course.settings.pathways
    ]
    chapters += [_module(course, slug) for slug in course.settings.modules]
    chapters.append(practice.chapter(course))
    chapters += [{"file": course_check.NAME}] if course_check.asked(course) else []
    chapters += evidence.chapters(course)
    chapters += [{"file": each["docname"]} for each in glossary.navigation(course)]
    chapters += [{"file": name.removesuffix(".md")} for name in course.settings.back]
    chapters += [{"file": each["docname"]} for each in _on_this_device(course)]
    toc = {"format": "jb-book", "root": "index", "chapters": chapters}
    return yaml.safe_dump(toc, sort_keys=False)


def _module(course: Course, slug: str) -> dict[str, Any]:
    sections = [f"notebooks/{slug}"]
    sections += [f"{core.FOLDER}/{slug}"] if slug in core.editions(course) else []
    return {"file": f"modules/{slug}", "sections": [{"file": file} for file in sections]}


def course_context(course: Course) -> dict[str, Any]:
    """What templates know of the course; titles only, so that it stays small."""
    settings = course.settings
    front = settings.front.removesuffix(".md")
    return {
        "id": settings.id,
        "title": settings.title,
        "description": settings.description,
        "licences": settings.licences.model_dump(),
        "repository": settings.repository,
        "contact": settings.contact,
        "author": settings.author,
        "publisher": settings.publisher or settings.author,
        "language": settings.language,
        "has_record": course.development is not None,
        "share": share.context(course),
        "redirects": moved(course),
        "modules": [
            {
                "number": number,
                "slug": slug,
                "title": course.lessons[slug].settings.title,
                "summary": course.lessons[slug].settings.summary,
                "minutes": course.lessons[slug].settings.minutes,
                "lesson": f"modules/{slug}",
                "core": f"{core.FOLDER}/{slug}" if slug in core.editions(course) else None,
                "notebook": f"notebooks/{slug}",
                "notebook_title": title(course.notebooks[slug].node.cells[0].source),
            }
            for number, slug in enumerate(settings.modules, 1)
        ],
        "unpaged": [
            *evidence.records(course),
            *practice.module_pages(course),
            *(each["docname"] for each in _on_this_device(course)),
        ],
        "pathways": pathways.navigation(course),
        "back": [
            {"docname": practice.INDEX, "title": practice.TITLE},
            *_course_check(course),
            *evidence.navigation(course),
            *glossary.navigation(course),
            *_on_this_device(course),
            *(
                {"docname": staged_name(page.name, front), "title": title(page.text)}
                for page in course.pages
                if page.name != front
            ),
        ],
    }


def _on_this_device(course: Course) -> list[dict[str, str]]:
    """The pages that show what the reader's device remembers."""
    return [*progress.navigation(course), *record.navigation(course)]


def _course_check(course: Course) -> list[dict[str, str]]:
    entry = {"docname": course_check.NAME, "title": course_check.TITLE}
    return [entry] if course_check.asked(course) else []


def references(course: Course) -> dict[str, Any]:
    """The sources as pages print them, studies of the register too; days in words are left to the
    page."""
    listed = {
        key: reference.model_dump(mode="json")
        for key, reference in course.references.entries.items()
    }
    return listed | records.citations(course)
