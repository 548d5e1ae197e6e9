"""The lock, the settings and the wheel: what is installed, and what is shipped."""

from __future__ import annotations

import fnmatch
import importlib
import importlib.util
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterator
from configparser import ConfigParser
from email.parser import Parser
from pathlib import Path
from typing import Any

import pytest
from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import evidence_course

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "evidence_course"
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
EXTRAS: dict[str, list[str]] = PROJECT["project"]["optional-dependencies"]
DECLARED = [Requirement(line) for lines in EXTRAS.values() for line in lines]
SYSTEMS = [("linux", "posix"), ("darwin", "posix"), ("win32", "nt")]
PYTHONS = ["3.11", "3.12", "3.13"]


def locked() -> list[tuple[Requirement, list[str]]]:
    """Each locked requirement with its hashes."""
    lines = [line for line in LOCK.splitlines() if not line.lstrip().startswith("#")]
    entries = "\n".join(lines).replace("\\\n", " ").splitlines()
    parts = [re.split(r"\s+--hash=", entry.strip()) for entry in entries if entry.strip()]
    return [(Requirement(name), hashes) for name, *hashes in parts]


def pins(system: tuple[str, str], python: str) -> dict[str, str]:
    """What the lock installs on one system and Python, by name."""
    environment = {
        "sys_platform": system[0],
        "os_name": system[1],
        "python_version": python,
        "python_full_version": f"{python}.9",
        "implementation_name": "cpython",
        "platform_python_implementation": "CPython",
    }
    return {
        canonicalize_name(requirement.name): str(requirement.specifier).removeprefix("==")
        for requirement, _ in locked()
        if requirement.marker is None or Marker(str(requirement.marker)).evaluate(environment)
    }


# The lock


def test_every_requirement_is_pinned_and_hashed() -> None:
    assert len(locked()) > 100
    for requirement, hashes in locked():
        assert re.fullmatch(r"==[\w.]+", str(requirement.specifier)), requirement
        assert hashes, requirement
        assert all(re.fullmatch(r"sha256:[0-9a-f]{64}", value) for value in hashes), requirement


def test_the_lock_names_no_address_and_no_folder() -> None:
    assert not re.search(r"://|--(extra-)?index|--find-links|file:", LOCK)
    assert not re.search(r"(?<![\w.])/\w", LOCK)
    assert not re.search(r"^-", LOCK, flags=re.MULTILINE)


def test_the_lock_says_how_to_make_it_again() -> None:
    assert "uv pip compile --universal" in LOCK.splitlines()[1]


@pytest.mark.parametrize("python", PYTHONS)
@pytest.mark.parametrize("system", SYSTEMS, ids=lambda system: system[0])
def test_the_lock_meets_every_declared_dependency(system: tuple[str, str], python: str) -> None:
    pinned = pins(system, python)
    for requirement in DECLARED:
        version = pinned[canonicalize_name(requirement.name)]
        assert requirement.specifier.contains(version), requirement


@pytest.mark.parametrize(
    "name", ["jupyter-book", "nbformat", "pyyaml", "nbval", "pytest", "mkdocs-material"]
)
def test_the_named_tools_are_locked(name: str) -> None:
    assert name in pins(SYSTEMS[0], "3.11")


def test_textstat_keeps_the_setuptools_that_it_imports() -> None:
    pinned = pins(SYSTEMS[0], "3.13")
    assert pinned["textstat"] == "0.7.4"
    assert int(pinned["setuptools"].split(".")[0]) < 81


def test_the_environment_builds_the_project_without_fetching_a_backend() -> None:
    pinned = pins(SYSTEMS[0], "3.11")
    for line in PROJECT["build-system"]["requires"]:
        requirement = Requirement(line)
        assert requirement.specifier.contains(pinned[canonicalize_name(requirement.name)])


# The settings


def test_settings_and_launcher_agree_on_the_versions_of_python() -> None:
    spec = importlib.util.spec_from_file_location("launcher_versions", ROOT / "build.py")
    assert spec is not None and spec.loader is not None
    launcher = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(launcher)
    supported = [f"{major}.{minor}" for major, minor in launcher.VERSIONS]
    label = "Programming Language :: Python :: "
    classified = [c.removeprefix(label) for c in PROJECT["project"]["classifiers"]]
    assert supported == PYTHONS == [c for c in classified if re.fullmatch(r"3\.\d+", c)]


def test_a_plain_install_requires_nothing() -> None:
    assert PROJECT["project"]["dependencies"] == []


@pytest.mark.parametrize("name", ["stats", "figures", "data"])
def test_what_notebooks_import_needs_the_standard_library_only(name: str) -> None:
    """``-I -S`` hides everything that pip installed."""
    script = f"import sys; sys.path.insert(0, sys.argv[1]); import evidence_course.{name}"
    command = [sys.executable, "-I", "-S", "-c", script, str(PACKAGE.parent)]
    result = subprocess.run(command, capture_output=True, text=True)
    assert result.returncode == 0, result.stderr


def test_the_wheel_has_a_pattern_for_every_file_that_is_no_python() -> None:
    patterns = PROJECT["tool"]["setuptools"]["package-data"]["evidence_course"]
    files = [p.relative_to(PACKAGE) for p in PACKAGE.rglob("*") if p.is_file()]
    data = [f.as_posix() for f in files if f.suffix != ".py" and "__pycache__" not in f.parts]
    assert "py.typed" in data
    lost = [f for f in data if not any(fnmatch.fnmatch(f, p.replace("**/", "")) for p in patterns)]
    assert lost == []


def test_continuous_integration_refuses_skipped_browser_tests() -> None:
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert "EVIDENCE_COURSE_REQUIRE_BROWSER=1 python3 build.py test" in script


@pytest.mark.skipif(shutil.which("bash") is None, reason="there is no bash to read the script")
def test_bash_can_read_the_script_of_continuous_integration() -> None:
    subprocess.run(["bash", "-n", str(ROOT / ".ci" / "run")], check=True)


def test_each_licence_is_stated() -> None:
    assert (ROOT / "LICENSE").read_text(encoding="utf-8").startswith("MIT License")
    table = (ROOT / "LICENSES" / "README.md").read_text(encoding="utf-8")
    assert "Creative Commons Attribution 4.0" in table
    assert "Open Government Licence v3.0" in table


# The wheel

SIZE_LIMIT = 1_000_000
"""In bytes. It is fetched by browsers before a notebook can run, and committed by courses made with
`new`; a file that has no place in it, such as a font or a picture, would show."""


@pytest.fixture(scope="module")
def contents(wheel: Path) -> Iterator[zipfile.ZipFile]:
    with zipfile.ZipFile(wheel) as opened:
        yield opened


def read(contents: zipfile.ZipFile, name: str) -> str:
    """A file of the wheel's own folder of facts."""
    path = next(each for each in contents.namelist() if each.endswith(f".dist-info/{name}"))
    return contents.read(path).decode()


@pytest.mark.slow
def test_the_wheel_holds_every_file_of_the_package_and_nothing_else(
    contents: zipfile.ZipFile,
) -> None:
    source = {
        path.relative_to(PACKAGE.parent).as_posix()
        for path in PACKAGE.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    shipped = {name for name in contents.namelist() if ".dist-info/" not in name}
    assert shipped == source


@pytest.mark.slow
def test_the_wheel_has_the_starter_and_no_course_or_test_beside_it(
    contents: zipfile.ZipFile,
) -> None:
    places = {tuple(name.split("/")[:2]) for name in contents.namelist()}
    assert ("evidence_course", "starter") in places
    assert {top for top, _ in places} == {"evidence_course", "evidence_course-0.1.0.dist-info"}
    assert not {second for _, second in places} & {"tests", "course", "modules", "quizzes"}


@pytest.mark.slow
def test_the_wheel_is_small(wheel: Path) -> None:
    assert wheel.stat().st_size < SIZE_LIMIT


@pytest.mark.slow
def test_the_wheel_says_what_it_is_and_under_which_licence(contents: zipfile.ZipFile) -> None:
    metadata = Parser().parsestr(read(contents, "METADATA"))
    project = PROJECT["project"]
    assert metadata["Name"] == project["name"]
    assert metadata["Version"] == evidence_course.__version__
    assert metadata["Summary"] == project["description"]
    assert metadata["License-Expression"] == project["license"] == "MIT AND CC-BY-4.0"
    assert metadata["Requires-Python"] == project["requires-python"]
    assert metadata.get_payload() == (ROOT / "README.md").read_text("utf-8")
    for name in project["license-files"]:
        assert read(contents, f"licenses/{name}") == (ROOT / name).read_text("utf-8")
    assert "Root-Is-Purelib: true" in read(contents, "WHEEL")


@pytest.mark.slow
def test_the_wheel_asks_for_nothing_unless_an_extra_is_named(contents: zipfile.ZipFile) -> None:
    metadata = Parser().parsestr(read(contents, "METADATA"))
    required = [Requirement(line) for line in metadata.get_all("Requires-Dist", [])]
    assert required
    assert all("extra ==" in str(requirement.marker) for requirement in required)


@pytest.mark.slow
def test_the_wheel_registers_what_the_settings_name(contents: zipfile.ZipFile) -> None:
    found = ConfigParser()
    found.read_string(read(contents, "entry_points.txt"))
    stated = {
        **PROJECT["project"]["entry-points"],
        "console_scripts": PROJECT["project"]["scripts"],
    }
    assert {name: dict(found[name]) for name in found.sections()} == stated
    for group in stated.values():
        for target in group.values():
            module, _, attribute = target.partition(":")
            assert importlib.util.find_spec(module), target
            assert not attribute or callable(getattr(importlib.import_module(module), attribute))
