"""The package of charts: its names, and what an import costs."""

from __future__ import annotations

import ast
import inspect
import subprocess
import sys
from pathlib import Path

import pytest

from evidence_course import figures

FOLDER = Path(figures.__file__).parent
MODULES = sorted(file.stem for file in FOLDER.glob("[a-z]*.py"))


def defined(module: str) -> set[str]:
    """The public functions and classes of a module."""
    tree = ast.parse((FOLDER / f"{module}.py").read_text(encoding="utf-8"))
    kinds = (ast.FunctionDef, ast.ClassDef)
    return {n.name for n in tree.body if isinstance(n, kinds) and not n.name.startswith("_")}


def test_every_public_name_is_given_on() -> None:
    names = {name for module in MODULES for name in defined(module)}
    assert sorted(names | {"Figure"}) == figures.__all__
    assert not names & set(MODULES)


def test_types_are_checked_against_the_same_names() -> None:
    tree = ast.parse((FOLDER / "__init__.py").read_text(encoding="utf-8"))
    found = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    homes = {
        alias.name: (node.module or "").rpartition(".")[2] for node in found for alias in node.names
    }
    homes = {name: home for name, home in homes.items() if name in figures.__all__}
    assert homes == figures._HOMES


def test_names_belong_to_the_package() -> None:
    assert set(figures.__all__) <= set(dir(figures))
    with pytest.raises(AttributeError, match="no attribute 'pie'"):
        figures.pie  # noqa: B018


@pytest.mark.parametrize("name", figures.__all__)
def test_docstrings_say_what_is_raised(name: str) -> None:
    found = getattr(figures, name)
    if inspect.isfunction(found):
        assert "Raises ValueError" in (inspect.getdoc(found) or "")


def run(code: str) -> str:
    """In a Python that sees nothing of what pip installed."""
    before = f"import sys; sys.path.insert(0, {str(FOLDER.parents[1])!r}); "
    command = [sys.executable, "-I", "-S", "-c", before + code]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def test_an_import_reads_nothing_that_is_not_needed() -> None:
    code = "from evidence_course import stats, figures; print(sorted(set(sys.modules) & {heavy}))"
    heavy = {"dataclasses", "decimal", "hashlib", "inspect", "statistics", "typing", "xml"}
    heavy |= {f"evidence_course.figures.{module}" for module in (*MODULES, "_figure", "_drawing")}
    assert run(code.replace("{heavy}", repr(heavy))) == "[]"
    loaded = "sorted(name for name in sys.modules if name == 'evidence_course.figures.strips')"
    assert run(f"from evidence_course import figures; figures.lines; print({loaded})") == "[]"


def test_a_browsers_python_needs_nothing_else() -> None:
    names = "{name.partition('.')[0] for name in sys.modules}"
    outside = f"{names} - set(sys.stdlib_module_names) - {{'evidence_course', '__main__'}}"
    code = "from evidence_course import data; from evidence_course.figures import *"
    assert run(f"{code}; print(sorted({outside}))") == "[]"
