"""Stored outputs are compared to the letter; charts by rules of their own."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from evidence_course.nbval_charts import same_chart
from tests.build.conftest import surroundings
from tests.gallery import p_chart

CHART = """from evidence_course import figures
figures.icon_arrays([("Without", 45), ("With", 36)], title="Care", sentence="45 and 36.")"""


def nbval(file: Path) -> subprocess.CompletedProcess[str]:
    arguments = [
        "-m",
        "pytest",
        "--nbval",
        "-q",
        "-p",
        "no:cacheprovider",
        f"--rootdir={file.parent}",
    ]
    if "evidence_course.nbval_charts" not in _installed_plugins():
        arguments += ["-p", "evidence_course.nbval_charts"]
    return subprocess.run(
        [sys.executable, *arguments, str(file)],
        env=surroundings({}),
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def _installed_plugins() -> set[str]:
    from importlib.metadata import entry_points

    return {entry.value for entry in entry_points(group="pytest11")}


@pytest.fixture(scope="module")
def executed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A notebook that prints a number and draws a chart, with true outputs."""
    from nbclient import NotebookClient

    file = tmp_path_factory.mktemp("nbval") / "sums.ipynb"
    node = new_notebook(
        cells=[new_code_cell("print(44.8 - 36.2 > 8)\nprint(9)"), new_code_cell(CHART)]
    )
    node.metadata.kernelspec = {"name": "python3", "display_name": "Python 3", "language": "python"}
    environment = surroundings({})
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", environment["PYTHONPATH"])
        NotebookClient(node, timeout=60).execute()
    nbformat.write(node, file)
    return file


def changed(file: Path, folder: Path, change: Callable[[nbformat.NotebookNode], None]) -> Path:
    node = nbformat.read(file, as_version=4)
    change(node)
    copy = folder / file.name
    nbformat.write(node, copy)
    return copy


def test_true_outputs_pass(executed: Path) -> None:
    done = nbval(executed)
    assert done.returncode == 0, done.stdout


def test_a_changed_number_fails(executed: Path, tmp_path: Path) -> None:
    def change(node: nbformat.NotebookNode) -> None:
        node.cells[0].outputs[0].text = node.cells[0].outputs[0].text.replace("9", "8")

    done = nbval(changed(executed, tmp_path, change))
    assert done.returncode == 1
    assert "1 failed, 1 passed" in done.stdout


def edited(old: str, new: str, *, times: int = -1) -> Callable[[nbformat.NotebookNode], None]:
    def change(node: nbformat.NotebookNode) -> None:
        data = node.cells[1].outputs[0].data
        assert old in data["text/html"]
        data["text/html"] = data["text/html"].replace(old, new, times)

    return change


def test_a_changed_figure_in_a_chart_fails(executed: Path, tmp_path: Path) -> None:
    done = nbval(changed(executed, tmp_path, edited("45", "44", times=1)))
    assert done.returncode == 1


def test_a_position_off_by_a_tenth_passes(executed: Path, tmp_path: Path) -> None:
    node = nbformat.read(executed, as_version=4)
    html = node.cells[1].outputs[0].data["text/html"]
    first = html.split(' x="', 1)[1].split('"', 1)[0]
    done = nbval(
        changed(
            executed, tmp_path, edited(f' x="{first}"', f' x="{float(first) + 0.1:.1f}"', times=1)
        )
    )
    assert done.returncode == 0, done.stdout


FIGURE = '<figure class="chart"><svg><rect id="a" x="1.0" class="mark"/></svg><p>45</p></figure>'


@pytest.mark.parametrize(
    ("old", "new", "same"),
    [
        ('x="1.0"', 'x="1.2"', True),
        ('x="1.0"', 'x="1.3"', False),
        ('x="1.0"', 'x="one"', False),
        ('id="a"', 'id="b"', True),
        ('class="mark"', 'class="mark-off"', False),
        ("<p>45</p>", "<p>44</p>", False),
        ("<p>45</p>", "", False),
        ("<p>45</p>", "<p>45</p><p>45</p>", False),
        ("</figure>", "", False),
        ('<rect id="a" x="1.0" class="mark"/>', "", False),
    ],
)
def test_what_makes_two_charts_the_same(old: str, new: str, same: bool) -> None:
    other = FIGURE.replace(old, new)
    assert other != FIGURE
    assert same_chart(FIGURE, other) is same
    assert same_chart(FIGURE, FIGURE)


@pytest.mark.parametrize(
    ("old", "new", "same"),
    [
        (r"translate\(([\d.]+),", lambda m: f"translate({float(m[1]) + 0.1:.1f},", True),
        (r"translate\(([\d.]+),", lambda m: f"translate({float(m[1]) + 3:.1f},", False),
        (r' d="M([\d.]+),', lambda m: f' d="M{float(m[1]) + 0.1:.1f},', True),
        (r' d="M([\d.]+),', lambda m: f' d="M{float(m[1]) + 3:.1f},', False),
        ("signal: low", "signal: high", False),
        ("mark mark-on", "mark mark-off", False),
        ("<td>20</td>", "<td>21</td>", False),
    ],
)
def test_charts_by_altair_are_compared_by_the_same_rules(
    old: str, new: str | Callable[[re.Match[str]], str], same: bool
) -> None:
    drawn = p_chart(title="Re-referrals", sentence="One low quarter.")._repr_html_()
    other, changes = re.subn(old, new, drawn, count=1)
    assert changes == 1
    assert same_chart(drawn, other) is same
