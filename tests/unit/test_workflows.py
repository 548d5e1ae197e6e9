"""What runs on GitHub: safe by the rules of zizmor, pinned, and calling what is there."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from evidence_course import cli

ROOT = Path(__file__).parents[2]
GITHUB = ROOT / ".github"
WORKFLOWS = sorted((GITHUB / "workflows").glob("*.yml"))
PIN = re.compile(
    r"uses: (?P<action>[\w./-]+)@(?P<commit>[0-9a-f]{40}) # (?P<version>v\d+\.\d+\.\d+)"
)


def read(file: Path) -> dict[str, Any]:
    # BaseLoader: YAML 1.1 would read the key "on" as true.
    loaded: dict[str, Any] = yaml.load(file.read_text("utf-8"), yaml.BaseLoader)
    return loaded


def jobs(file: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    yield from read(file)["jobs"].items()


def step(workflow: str, name: str) -> dict[str, Any]:
    steps = [
        each
        for _, job in jobs(GITHUB / "workflows" / workflow)
        for each in job["steps"]
        if each.get("name") == name
    ]
    (found,) = steps
    return found


def zizmor(folder: Path) -> subprocess.CompletedProcess[str]:
    program = shutil.which("zizmor", path=str(Path(sys.executable).parent)) or "zizmor"
    arguments = [program, "--offline", "--persona", "pedantic", "--no-progress", str(folder)]
    return subprocess.run(arguments, capture_output=True, text=True, check=False)


def test_zizmor_finds_nothing() -> None:
    found = zizmor(GITHUB)
    assert found.returncode == 0, found.stdout + found.stderr


def test_zizmor_would_find_a_workflow_that_runs_a_strangers_code_with_rights(
    tmp_path: Path,
) -> None:
    folder = Path(shutil.copytree(GITHUB, tmp_path / ".github"))
    file = folder / "workflows" / "check.yml"
    file.write_text(file.read_text("utf-8").replace("  pull_request:", "  pull_request_target:"))
    assert zizmor(folder).returncode != 0


def test_every_action_is_pinned_and_each_to_one_commit() -> None:
    commits: dict[str, set[tuple[str, str]]] = {}
    for file in WORKFLOWS:
        used = [line.strip() for line in file.read_text("utf-8").splitlines() if "uses:" in line]
        for line in used:
            found = PIN.search(line)
            assert found is not None, f"{file.name}: {line}"
            commits.setdefault(found["action"], set()).add((found["commit"], found["version"]))
    assert {action: len(each) for action, each in commits.items()} == dict.fromkeys(commits, 1)


@pytest.mark.parametrize("file", WORKFLOWS, ids=lambda file: file.stem)
def test_rights_are_given_job_by_job_and_time_is_limited(file: Path) -> None:
    assert read(file)["permissions"] == {}
    for name, job in jobs(file):
        assert int(job["timeout-minutes"]) <= 90
        writes = {right for right, level in job["permissions"].items() if level == "write"}
        assert writes == ({"pages", "id-token"} if name == "deploy" else set())
        for each in job["steps"]:
            if each.get("uses", "").startswith("actions/checkout@"):
                assert each["with"]["persist-credentials"] == "false"


def test_the_verbs_that_workflows_type_are_there() -> None:
    typed = {
        verb
        for file in WORKFLOWS
        for verb in re.findall(r"(?:build\.py|evidence_course) ([a-z]+)", file.read_text("utf-8"))
    }
    assert {"check", "diff", "links"} < typed
    assert typed <= set(cli.VERBS)


@pytest.mark.skipif(shutil.which("bash") is None, reason="needs bash, as GitHub's machines have")
@pytest.mark.parametrize(
    ("stated", "warned"),
    [
        ("base_url: https://council.example/course/", False),
        ("base_url: 'https://council.example/course'  # ours", False),
        ("base_url: https://elsewhere.example/", True),
        ("title: nothing", True),
    ],
)
def test_a_base_url_that_is_not_where_the_site_will_be_is_told(
    tmp_path: Path, stated: str, warned: bool
) -> None:
    (tmp_path / "course").mkdir()
    (tmp_path / "course" / "course.yml").write_text(f"id: garden\n{stated}\n")
    (tmp_path / ".venv" / "bin").mkdir(parents=True)
    (tmp_path / ".venv" / "bin" / "python").symlink_to(sys.executable)
    script = step("publish.yml", "Is base_url where the site will be?")["run"]
    path = str(Path(yaml.__file__).parents[1])
    environment = {**os.environ, "ADDRESS": "https://council.example/course", "PYTHONPATH": path}
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert ("::warning file=course/course.yml::" in done.stdout) is warned
    assert done.stderr == ""


def test_the_forms_for_reports_ask_for_what_is_needed() -> None:
    for file in (GITHUB / "ISSUE_TEMPLATE").glob("*.yml"):
        form = read(file)
        if file.name == "config.yml":
            assert form["blank_issues_enabled"] == "true"
            continue
        ids = [each["id"] for each in form["body"] if "id" in each]
        assert form["name"]
        assert form["description"]
        assert len(ids) == len(set(ids))
        assert any(each.get("validations", {}).get("required") for each in form["body"])
