"""The execution stage with real kernels."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import textwrap
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from evidence_course.execute import ExecutionSettings, execute, save
from evidence_course.execute.kernels import AsyncKernelManager
from evidence_course.model.notebook import Notebook
from evidence_course.problems import Problem

TIMEOUT = 2.0
HURRIED = ExecutionSettings(timeout_seconds=TIMEOUT)
PATIENT = ExecutionSettings(output_limit_bytes=200_000)

Executed = dict[str, nbformat.NotebookNode]


@dataclass
class Bench:
    """A course folder with nothing in it but what a test puts there."""

    root: Path
    progress: list[tuple[str, int, int]] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=dict)

    def notebook(self, slug: str, *cells: str, kernel: str = "python3") -> Notebook:
        """Cells that begin with # and a space are Markdown."""
        made = [(new_markdown_cell if c.startswith("# ") else new_code_cell)(c) for c in cells]
        for number, cell in enumerate(made):
            cell.id = f"cell-{number}"
        node = new_notebook(cells=made)
        node.metadata.kernelspec = {"name": kernel, "display_name": kernel, "language": "python"}
        text = nbformat.writes(node) + "\n"
        path = self.root / "notebooks" / f"{slug}.ipynb"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
        return Notebook(slug, f"notebooks/{slug}.ipynb", nbformat.reads(text, 4), text)

    def file(self, name: str, text: str) -> Path:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return path

    def run(
        self, *notebooks: Notebook, settings: ExecutionSettings = PATIENT, cache: str = "cache"
    ) -> tuple[Executed, list[Problem]]:
        return execute(
            notebooks,
            root=self.root,
            cache=self.root / "_build" / cache,
            settings=settings,
            environment_digest="one",
            progress=self._note,
        )

    def _note(self, slug: str, done: int, total: int, seconds: float) -> None:
        self.progress.append((slug, done, total))
        self.seconds[slug] = seconds

    def output(self, *cells: str) -> str:
        """What a notebook of these cells prints with its last cell."""
        executed, problems = self.run(self.notebook("only", *cells))
        assert problems == []
        text: str = executed["only"].cells[-1].outputs[0].text
        return text


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


@pytest.fixture
def no_kernels(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """A switch after which a kernel that is started fails the test."""

    def refuse(*_args: object, **_options: object) -> None:
        pytest.fail("a kernel was started")

    return lambda: monkeypatch.setattr(AsyncKernelManager, "start_kernel", refuse)


# --- every way to fail, in one run ------------------------------------------------------------

MODULE = "import statistics\n\ndef share(n):\n    return 100 / n"
FAILING = {
    "good": ["# Good", "print('fine')"],
    "raises": ["# A", MODULE, "# B", "print('before')\n\nshare(0)", "print('never')"],
    "library": ["# A", MODULE, "values = []\nstatistics.mean(values)"],
    "syntax": ["x = 1\ny = = 2"],
    "leaves": ["import sys", "sys.exit(3)"],
    "asks": ["name = input('Who? ')"],
    "printer": ["while True:\n    print('more and more')"],
    "huge": ["# A", "row = 'x' * 99 + '\\n'\nprint(row * 1_000_000)"],
    "display": ["from IPython.display import HTML, display\ndisplay(HTML('x' * 10_000_000))"],
    "child": ["import subprocess\nsubprocess.run(['yes'])"],
    "long-error": ["raise ValueError('x' * 5_000_000)"],
    "killed": ["import os, signal", "os.kill(os.getpid(), signal.SIGKILL)"],
    "quits": ["import os\nprint('a')\nos._exit(7)"],
}
ENDLESS = {
    "endless": ["# A", "n = 0\nwhile n < 1:\n    n = n * 1", "print('never')"],
    "stubborn": [
        "while True:\n    try:\n        1 / 1\n    except KeyboardInterrupt:\n        pass"
    ],
}


@dataclass
class Run:
    executed: Executed
    problems: list[Problem]
    seconds: dict[str, float]
    texts: dict[str, str]
    grown: int


def _peak() -> int:
    resource = pytest.importorskip("resource")
    peak: int = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak


@pytest.fixture(scope="module")
def failed(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """All the failing notebooks at once, and a good one among them."""
    bench = Bench(tmp_path_factory.mktemp("failing"))
    notebooks = [bench.notebook(slug, *cells) for slug, cells in FAILING.items()]
    notebooks.append(bench.notebook("kernel", "1", kernel="python"))
    endless = [bench.notebook(slug, *cells) for slug, cells in ENDLESS.items()]
    before = _peak()
    executed, problems = bench.run(*notebooks)
    grown = _peak() - before
    problems += bench.run(*endless, settings=HURRIED)[1]
    texts = {notebook.slug: notebook.text for notebook in [*notebooks, *endless]}
    return Run(executed, problems, bench.seconds, texts, grown)


@pytest.mark.parametrize(
    ("slug", "code", "item", "line", "words"),
    [
        ("raises", "notebook-cell-raises", "cell 4", '"share(0)"', "ZeroDivisionError: division"),
        ("raises", "notebook-cell-raises", "cell 4", '"share(0)"', "Cell 4, line 3, `share(0)`,"),
        ("raises", "notebook-cell-raises", "cell 4", '"share(0)"', "cell 2, line 4 in share: `ret"),
        ("library", "notebook-cell-raises", "cell 3", "mean(values)", "statistics.py, line"),
        ("syntax", "notebook-cell-raises", "cell 1", '"y = = 2"', "SyntaxError: invalid syntax"),
        ("leaves", "notebook-cell-raises", "cell 2", "sys.exit(3)", "SystemExit: 3"),
        ("asks", "notebook-cell-raises", "cell 1", "input(", "nobody to answer"),
        ("endless", "notebook-cell-timeout", "cell 2", "n ", "still running after 2 seconds"),
        ("stubborn", "notebook-cell-timeout", "cell 1", "while True", "was stopped"),
        ("printer", "notebook-output-too-big", "cell 1", "", "more than 0.2 MB of output"),
        ("huge", "notebook-output-too-big", "cell 2", "row = ", "first few rows"),
        ("display", "notebook-output-too-big", "cell 1", "display", "more than 0.2 MB"),
        ("child", "notebook-output-too-big", "cell 1", "subprocess", "more than 0.2 MB"),
        ("long-error", "notebook-cell-raises", "cell 1", "raise", "ValueError: xxx"),
        ("killed", "notebook-kernel-died", "cell 2", "os.kill", "killed by signal 9"),
        ("quits", "notebook-kernel-died", "cell 1", "import os", "exit status 7"),
        ("kernel", "notebook-unknown-kernel", None, '"name": "python"', "`python3`"),
    ],
)
def test_each_failure_has_its_own_message(
    failed: Run, slug: str, code: str, item: str | None, line: str, words: str
) -> None:
    [problem] = [each for each in failed.problems if Path(each.path).stem == slug]
    assert (problem.code, problem.item, problem.severity) == (code, item, "error")
    assert problem.path == f"notebooks/{slug}.ipynb"
    assert words in problem.message
    assert line in failed.texts[slug].splitlines()[problem.line - 1]
    assert "\n" not in problem.message
    assert len(problem.message) < 900
    assert not any(
        word in problem.message for word in ("Traceback", "nbclient", "-packages", "/tmp")
    )


def test_one_notebook_that_fails_does_not_stop_another(failed: Run) -> None:
    assert list(failed.executed) == ["good"]
    assert failed.executed["good"].cells[1].outputs[0].text == "fine\n"
    slugs = [Path(problem.path).stem for problem in failed.problems]
    assert slugs == [*list(FAILING)[1:], "kernel", *ENDLESS]


def test_a_flood_of_output_does_not_fill_the_memory_of_the_build(failed: Run) -> None:
    assert failed.grown < 60_000, "kB by which the peak grew"


@pytest.mark.parametrize("slug", ENDLESS)
def test_a_notebook_that_never_ends_costs_little_more_than_its_timeout(
    failed: Run, slug: str
) -> None:
    assert TIMEOUT < failed.seconds[slug] < TIMEOUT + 20, "with the start of a kernel"


def test_nothing_is_printed_and_nothing_is_left_behind(
    bench: Bench, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(bench.file("t/keep", "").parent))
    noisy = bench.notebook("noisy", "import os, sys\nsys.__stderr__.write('x')\nos.write(2, b'y')")
    bench.run(noisy, bench.notebook("killed", *FAILING["killed"]))
    assert capfd.readouterr() == ("", "")
    assert [path.name for path in (bench.root / "t").iterdir()] == ["keep"]


def test_a_kernel_that_does_not_start_says_why(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench.file("broken/ipykernel/__init__.py", "raise RuntimeError('no kernel today')")
    monkeypatch.setenv("PYTHONPATH", str(bench.root / "broken"))
    executed, [problem] = bench.run(bench.notebook("x", "1"))
    assert executed == {}
    assert problem.code == "notebook-kernel-not-started"
    assert "no kernel today" in problem.message


# --- good runs --------------------------------------------------------------------------------


def test_several_run_at_once(bench: Bench) -> None:
    """Each of two notebooks waits for the other."""
    wait = (
        "import pathlib, time\npathlib.Path('{}').touch()\nwhile not pathlib.Path('{}').exists():"
    )
    wait += "\n    time.sleep(0.01)"
    pair = [bench.notebook(one, wait.format(one, two)) for one, two in ("ab", "ba")]
    executed, problems = bench.run(*pair, settings=ExecutionSettings(workers=2))
    assert problems == []
    assert list(executed) == ["a", "b"]
    assert [(done, total) for _, done, total in bench.progress] == [(1, 2), (2, 2)]


CLOCKWORK = """\
import sys, time, warnings
for i in range(5):
    print(i)
    print(-i, file=sys.stderr)
    sys.stdout.flush()
    time.sleep(0.03 * (i % 2))
warnings.warn("mind the gap")
{"a", "b", "c", "d"}, hash("a")"""


def test_the_same_notebook_gives_the_same_outputs(bench: Bench) -> None:
    failing = bench.notebook("x", CLOCKWORK, "import statistics\nstatistics.mean([])", "1")
    failing.node.cells[1].metadata.tags = ["raises-exception"]
    runs = [bench.run(failing, cache=name) for name in ("one", "two")]
    assert runs[0] == runs[1]
    node = runs[0][0]["x"]
    assert [cell.execution_count for cell in node.cells] == [1, 2, 3]
    assert [output.output_type for output in node.cells[0].outputs] == [
        "stream",
        "stream",
        "execute_result",
    ]
    assert "statistics.py" not in str(node.cells[1].outputs)
    nbformat.validate(node)


def test_no_setting_of_the_user_reaches_a_kernel(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    spec = '{"argv": ["false"], "display_name": "x", "language": "python"}'
    bench.file("user/kernels/python3/kernel.json", spec)
    bench.file("user/profile_default/startup/first.py", "secret = 1")
    bench.file("user/profile_default/ipython_kernel_config.py", "c.IPKernelApp.exec_lines=['s=1']")
    bench.file("user/start.py", "started = 1")
    for name in ("JUPYTER_PATH", "JUPYTER_DATA_DIR", "IPYTHONDIR", "JUPYTER_CONFIG_DIR"):
        monkeypatch.setenv(name, str(bench.root / "user"))
    monkeypatch.setenv("PYTHONSTARTUP", str(bench.root / "user/start.py"))
    printed = bench.output(
        "import os, sys",
        "print({'secret', 's', 'started'} & globals().keys(), sys.executable)\n"
        "print(os.getcwd()[-9:], os.environ['PYTHONHASHSEED'], sys.flags.no_user_site)",
    )
    assert printed == f"set() {sys.executable}\nnotebooks 0 1\n"


# --- the cache --------------------------------------------------------------------------------

READER = """\
import csv, os, pathlib, beside
text = pathlib.Path("../course/data/areas.csv").read_text()
os.close(os.open("../course/data/low.csv", os.O_RDONLY))
pathlib.Path("../course/data/written.csv").write_text("out")
pathlib.Path("x.ipynb").read_text()
print(text, beside.VALUE)"""


def test_changed_words_execute_nothing_and_changed_data_do(
    bench: Bench, no_kernels: Callable[[], None]
) -> None:
    data = bench.file("course/data/areas.csv", "1")
    low = bench.file("course/data/low.csv", "1")
    module = bench.file("notebooks/beside.py", "VALUE = 5")
    bench.file("course/data/written.csv", "")
    bench.run(bench.notebook("x", "# Before", READER))
    written = {path: path.read_text() for path in (data, low, module)}
    no_kernels()

    moved = bench.notebook("x", READER, "# Now after it", "# And more")
    executed, problems = bench.run(moved)
    assert problems == []
    assert executed["x"].cells[0].outputs[0].text == "1 5\n"
    assert executed["x"].cells[1].source == "# Now after it"
    assert bench.seconds["x"] == 0

    for path, text in written.items():
        path.write_text("changed")
        with pytest.raises(pytest.fail.Exception, match="a kernel was started"):
            bench.run(moved)
        path.write_text(text)
    bench.file("course/data/written.csv", "not an input")
    with pytest.raises(pytest.fail.Exception, match="a kernel was started"):
        bench.run(bench.notebook("x", READER.replace("print(text", "print(text * 2")))
    bench.run(moved)


ASKER = """\
import pathlib
print(len(list(pathlib.Path("../course/data").glob("*.csv"))), pathlib.Path("b.txt").exists())"""


def test_a_file_that_comes_or_goes_executes_a_notebook_that_only_asked_for_names(
    bench: Bench, no_kernels: Callable[[], None]
) -> None:
    def printed() -> str:
        executed, problems = bench.run(bench.notebook("x", ASKER))
        assert problems == []
        return str(executed["x"].cells[0].outputs[0].text)

    one = bench.file("course/data/one.csv", "1")
    assert printed() == "1 False\n"
    bench.file("course/data/two.csv", "2")
    assert printed() == "2 False\n"
    bench.file("notebooks/b.txt", "")
    assert printed() == "2 True\n"
    one.unlink()
    assert printed() == "1 True\n"
    no_kernels()
    bench.notebook("another", "print(1)")
    assert printed() == "1 True\n"


def test_a_damaged_result_is_made_again(bench: Bench) -> None:
    notebook = bench.notebook("x", "print(1)")
    first = bench.run(notebook)
    [stored] = (bench.root / "_build" / "cache").iterdir()
    whole = stored.read_bytes()
    stored.write_bytes(whole[:-20])
    assert bench.run(notebook) == first
    assert stored.read_bytes() == whole


def test_what_was_read_while_it_changed_is_not_kept(bench: Bench) -> None:
    data = bench.file("course/data/areas.csv", "1")
    change = "path = '../course/data/areas.csv'\nopen(path).close()\nopen(path, 'w').write('22')"
    _, problems = bench.run(bench.notebook("x", change))
    assert problems == []
    assert data.read_text() == "22"
    assert not (bench.root / "_build" / "cache").exists()


def test_two_builds_at_once_share_a_cache(bench: Bench) -> None:
    notebook = bench.notebook("x", "print(1)")
    got: list[tuple[Executed, list[Problem]]] = []
    threads = [threading.Thread(target=lambda: got.append(bench.run(notebook))) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert got[0] == got[1] == bench.run(notebook)


def test_only_save_writes_into_the_notebooks(bench: Bench) -> None:
    notebook = bench.notebook("x", "print(1)")
    path = bench.root / notebook.path
    executed, _ = bench.run(notebook)
    assert path.read_text() == notebook.text
    assert save(executed, bench.root) == [notebook.path]
    assert nbformat.read(path, 4).cells[0].outputs[0].text == "1\n"
    again, _ = bench.run(Notebook("x", notebook.path, nbformat.read(path, 4), path.read_text()))
    assert save(again, bench.root) == []


# --- a build that is ended --------------------------------------------------------------------

ENDED = """
import pathlib, nbformat, tempfile
from evidence_course.execute import ExecutionSettings, execute
from evidence_course.model.notebook import Notebook
root = pathlib.Path({root!r})
tempfile.tempdir = {temporary!r}
books = []
for slug in "ab":
    text = (root / "notebooks" / (slug + ".ipynb")).read_text()
    books.append(Notebook(slug, "notebooks/" + slug + ".ipynb", nbformat.reads(text, 4), text))
execute(books, root=root, cache=root / "cache", settings=ExecutionSettings(),
        environment_digest="", progress=print)
"""


def _is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    state = Path(f"/proc/{pid}/stat")
    return not (state.exists() and state.read_text().rpartition(")")[2].split()[0] == "Z")


def _wait(condition: Callable[[], bool], seconds: float) -> bool:
    end = time.monotonic() + seconds
    while not condition() and time.monotonic() < end:
        time.sleep(0.05)
    return condition()


@pytest.mark.skipif(os.name == "nt", reason="Windows ends a process in another way")
@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_no_kernel_outlives_the_build(bench: Bench, ending: signal.Signals) -> None:
    for slug in "ab":
        tell = f"import os, time\nopen('{slug}.part', 'w').write(str(os.getpid()))"
        bench.notebook(slug, tell + f"\nos.rename('{slug}.part', '{slug}.pid')\ntime.sleep(60)")
    with tempfile.TemporaryDirectory(prefix="t") as temporary:
        code = ENDED.format(root=str(bench.root), temporary=temporary)
        build = subprocess.Popen(
            [sys.executable, "-c", textwrap.dedent(code)], stderr=subprocess.PIPE, text=True
        )
        files = [bench.root / "notebooks" / f"{slug}.pid" for slug in "ab"]
        assert _wait(lambda: all(file.exists() for file in files), 30)
        build.send_signal(ending)
        _, said = build.communicate(timeout=30)
        pids = [int(file.read_text()) for file in files]
        assert _wait(lambda: not any(map(_is_running, pids)), 15)
        assert _wait(lambda: not any(Path(temporary).iterdir()), 15)
    assert ending != signal.SIGINT or said.rstrip().endswith("KeyboardInterrupt")
