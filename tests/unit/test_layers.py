"""Who may import what: the engine stays behind its two doors, notebooks stay light."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[2] / "src" / "evidence_course"
# What notebooks import, and what is read before any package: files, or packages of them.
LIGHT = {
    "stats",
    "figures",
    "chance",
    "data",
    "register",
    "values",
    "wording",
    "spelling",
    "manifest",
    "__init__",
}

# Which parts of the package alone may import a library.
DOORS = {
    "sphinx": ("sphinx_ext/", "site.py"),
    "jupyter_book": ("site.py",),
    "docutils": ("sphinx_ext/",),
    "nbclient": ("execute/",),
    "jupyter_client": ("execute/",),
    "pyphen": ("validate/reading.py",),
    "altair": ("altair_charts/",),
    "vl_convert": ("altair_charts/", "sphinx_ext/share.py"),
    "mkdocs": ("handbook.py",),
}


def modules() -> list[str]:
    return sorted(file.relative_to(PACKAGE).as_posix() for file in PACKAGE.rglob("*.py"))


def imported(name: str) -> Iterator[str]:
    for node in ast.walk(ast.parse((PACKAGE / name).read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            yield node.module


@pytest.mark.parametrize("library", sorted(DOORS))
def test_a_library_comes_in_by_its_door_alone(library: str) -> None:
    users = [
        name for name in modules() if any(each.split(".")[0] == library for each in imported(name))
    ]
    assert users
    assert [name for name in users if not name.startswith(DOORS[library])] == []


@pytest.mark.parametrize(
    "name", [name for name in modules() if name.split("/")[0].removesuffix(".py") in LIGHT]
)
def test_what_notebooks_import_needs_the_standard_library_alone(name: str) -> None:
    outside = {
        each.split(".")[0]
        for each in imported(name)
        if each.split(".")[0] not in {*sys.stdlib_module_names, "evidence_course"}
    }
    assert outside == set()


def test_the_model_knows_no_stage() -> None:
    stages = ("load", "validate", "weave", "execute", "site", "pipeline", "cli", "sphinx_ext")
    for name in modules():
        if name.startswith("model/"):
            parts = [each.split(".") for each in imported(name) if "evidence_course" in each]
            assert not [part for part in parts if len(part) > 1 and part[1] in stages], name


def test_nothing_to_do_brings_no_library_in() -> None:
    code = (
        "import sys; from evidence_course.manifest import up_to_date; from pathlib import Path;"
        "up_to_date(Path('.'));"
        "print(sorted({'yaml', 'pydantic', 'nbformat', 'sphinx'} & set(sys.modules)))"
    )
    arguments = [
        sys.executable,
        "-S",
        "-c",
        f"import sys; sys.path.insert(0, {str(PACKAGE.parent)!r}); {code}",
    ]
    done = subprocess.run(arguments, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
