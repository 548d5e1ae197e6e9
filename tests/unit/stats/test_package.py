"""The package as a whole: its names, what an import costs, and what every docstring says."""

from __future__ import annotations

import ast
import inspect
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from evidence_course import stats

FOLDER = Path(stats.__file__).parent
MODULES = sorted(file.stem for file in FOLDER.glob("[a-z]*.py"))
FUNCTIONS = [name for name in stats.__all__ if inspect.isfunction(getattr(stats, name))]


def defined(module: str) -> set[str]:
    """The public functions and classes of a module."""
    tree = ast.parse((FOLDER / f"{module}.py").read_text(encoding="utf-8"))
    kinds = (ast.FunctionDef, ast.ClassDef)
    return {n.name for n in tree.body if isinstance(n, kinds) and not n.name.startswith("_")}


def test_every_public_name_is_given_on_once() -> None:
    names = [name for module in MODULES for name in defined(module)]
    assert sorted(names) == sorted(stats.__all__)
    assert len(set(names)) == len(names)
    assert not set(names) & set(MODULES)


@pytest.mark.parametrize("module", MODULES)
def test_types_are_checked_against_the_same_names(module: str) -> None:
    tree = ast.parse((FOLDER / "__init__.py").read_text(encoding="utf-8"))
    found = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == f"evidence_course.stats.{module}"
    ]
    assert {alias.name for node in found for alias in node.names} == defined(module)


def test_names_belong_to_the_package() -> None:
    assert set(stats.__all__) <= set(dir(stats))
    with pytest.raises(AttributeError, match="no attribute 'average'"):
        stats.average  # noqa: B018


def run(code: str) -> str:
    """In a Python that sees nothing of what pip installed."""
    before = f"import sys; sys.path.insert(0, {str(FOLDER.parents[1])!r}); "
    command = [sys.executable, "-I", "-S", "-c", before + code]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def test_an_import_reads_nothing_that_is_not_needed() -> None:
    loaded = "sorted(name for name in sys.modules if name.startswith('evidence_course.stats.'))"
    assert run(f"import evidence_course.stats; print({loaded})") == "[]"
    heavy = "sorted({'dataclasses', 'inspect', 'statistics', 'typing'} & set(sys.modules))"
    assert run(f"import evidence_course.stats; print({heavy})") == "[]"
    charts = "'evidence_course.stats.charts' in sys.modules"
    assert run(f"from evidence_course import stats; stats.wilson(1, 2); print({charts})") == "False"


def test_all_of_it_needs_the_standard_library_alone() -> None:
    names = "{name.partition('.')[0] for name in sys.modules}"
    outside = f"{names} - set(sys.stdlib_module_names) - {{'evidence_course', '__main__'}}"
    assert run(f"from evidence_course.stats import *; print(sorted({outside}))") == "[]"


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_docstring_says_what_is_raised_and_where_a_formula_is_from(name: str) -> None:
    function: Callable[..., Any] = getattr(stats, name)
    text = inspect.getdoc(function) or ""
    cannot_fail = set(inspect.signature(function).parameters) <= {"chart", "together", "outside"}
    assert "Raises ValueError" in text or cannot_fail, "what is raised"
    assert "Source:" in text, "source"
    hints = set(inspect.get_annotations(function))
    assert hints == {*inspect.signature(function).parameters, "return"}
