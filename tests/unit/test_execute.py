"""The execution stage as far as it goes without a kernel."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import stat
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from evidence_course.execute import faults, loop, save
from evidence_course.execute.cache import Cache, Entry, cache_key, read_log
from evidence_course.execute.frames import Frame, plain_traceback, read_frames
from evidence_course.execute.outputs import results, settled, with_results, without_times
from evidence_course.model.notebook import Notebook
from evidence_course.places import json_lines, source_line

TRACEBACK = [
    "Traceback (most recent call last):\n",
    "  \x1b[36mCell In[2], line 3\x1b[39m\n    share(0)\n",
    "  Cell In[1], line 2 in share\n    return statistics.mean([])\n",
    "  File ~/lib/python3.11/statistics.py:432 in mean\n    raise StatisticsError('no data')\n",
    "StatisticsError: no data\n",
]


def stream(text: str, name: str = "stdout") -> dict[str, str]:
    return {"output_type": "stream", "name": name, "text": text}


# --- frames -----------------------------------------------------------------------------------


def test_frames_come_in_order_with_the_most_recent_last() -> None:
    assert read_frames(TRACEBACK) == [
        Frame(2, "", 3, "", "share(0)"),
        Frame(1, "", 2, "share", "return statistics.mean([])"),
        Frame(None, "statistics.py", 432, "mean", "raise StatisticsError('no data')"),
    ]


def test_a_syntax_error_has_one_frame() -> None:
    printed = ["  Cell In[4], line 1\n    x = = 2\n        ^\nSyntaxError: invalid syntax\n"]
    assert read_frames(printed) == [Frame(4, "", 1, "", "x = = 2")]


def test_of_chained_exceptions_the_last_counts() -> None:
    first = "Traceback (most recent call last):\n\n  Cell In[1], line 1\n    {}[1]\n\nKeyError: 1\n"
    joint = "\nThe above exception was the direct cause of the following exception:\n\n"
    second = first.replace("line 1\n    {}[1]", "line 3\n    raise ValueError from error")
    assert [frame.line for frame in read_frames([first + joint + second])] == [3]


def test_a_stored_traceback_names_no_file_of_this_machine() -> None:
    error = {"traceback": TRACEBACK, "ename": "StatisticsError", "evalue": "no data"}
    lines = plain_traceback(error)
    assert not any("lib" in line for line in lines)
    assert lines[-1] == "StatisticsError: no data"
    assert plain_traceback(error | {"traceback": lines}) == lines


# --- places -----------------------------------------------------------------------------------


def test_a_cells_line_is_found_in_the_file() -> None:
    node = new_notebook(cells=[new_markdown_cell('# "{[,:]}"\n'), new_code_cell("a = 1\n\nb = 2")])
    text = nbformat.writes(node)
    for line, code in [(1, '"a = 1\\n"'), (3, '"b = 2"')]:
        assert code in text.splitlines()[source_line(text, 2, line) - 1]


def test_a_source_in_one_string_is_found_at_that_string() -> None:
    text = '{\n "cells": [\n  {"source":\n   "a\\nb"}]}'
    assert source_line(text, 1, 2) == 4
    assert source_line(text, 2, 1) == 1


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text("ab{}[],:", min_size=1), inner),
        max_leaves=20,
    )
)
def test_every_value_of_a_json_text_has_its_line(value: object) -> None:
    text = json.dumps(value, indent=1)
    found = json_lines(text)
    leaves = dict(_leaves(value, ()))
    assert found.keys() == leaves.keys()
    for path, leaf in leaves.items():
        assert text.splitlines()[found[path] - 1].rstrip(",").endswith(json.dumps(leaf))


def _leaves(
    value: object, path: tuple[str | int, ...]
) -> list[tuple[tuple[str | int, ...], object]]:
    if isinstance(value, dict | list):
        pairs = value.items() if isinstance(value, dict) else enumerate(value)
        return [leaf for key, inner in pairs for leaf in _leaves(inner, (*path, key))]
    return [(path, value)]


# --- outputs ----------------------------------------------------------------------------------


@given(st.lists(st.tuples(st.sampled_from(["stdout", "stderr"]), st.text(min_size=1)), max_size=8))
def test_how_streams_were_cut_does_not_show(pieces: list[tuple[str, str]]) -> None:
    picture = {"output_type": "display_data", "data": {"text/plain": "x"}, "metadata": {}}
    cut = [stream(text, name) for name, text in pieces]
    by_letter = [stream(letter, name) for name, text in pieces for letter in text]
    assert settled([*cut, picture, *cut]) == settled([*by_letter, picture, *by_letter])
    assert settled(settled(cut)) == settled(cut)


def test_what_is_printed_stays_on_its_side_of_a_picture() -> None:
    picture = {"output_type": "display_data", "data": {"text/plain": "x"}, "metadata": {}}
    joined = settled([stream("a\n"), stream("!", "stderr"), stream("b\n"), picture, stream("c")])
    assert joined == [stream("a\nb\n"), stream("!", "stderr"), picture, stream("c")]


def test_results_go_into_the_cells_of_today() -> None:
    ran = new_notebook(cells=[new_code_cell("1 + 1"), new_code_cell(" ")])
    ran.cells[0].outputs = [new_output("execute_result", {"text/plain": "2"}, execution_count=9)]
    today = new_notebook(
        cells=[new_markdown_cell("New"), new_code_cell("1 + 1"), new_code_cell(" ")]
    )
    today.cells[2].outputs = [new_output("stream", text="left over")]
    node = with_results(today, results(ran))
    assert node.cells[0].source == "New"
    assert node.cells[1].execution_count == node.cells[1].outputs[0].execution_count == 1
    assert (node.cells[2].execution_count, node.cells[2].outputs) == (None, [])
    assert today.cells[1].outputs == [], "the notebook that was given must stay as it is"
    nbformat.validate(node)


def test_a_skipped_cell_keeps_what_is_stored_with_it() -> None:
    skipped = new_code_cell("later()", metadata={"tags": ["skip-execution"]})
    skipped.outputs = [new_output("stream", text="from another machine")]
    node = new_notebook(cells=[skipped, new_code_cell("1")])
    done = with_results(node, results(node))
    assert done.cells[0].outputs == skipped.outputs
    assert done.cells[1].execution_count == 1


def test_times_and_versions_are_taken_out() -> None:
    node = new_notebook(cells=[new_code_cell("1", metadata={"execution": {"iopub": "12:00"}})])
    node.metadata.language_info = {"name": "python", "version": "3.11.2", "mimetype": "text/x"}
    bare = without_times(node)
    assert bare.cells[0].metadata == {}
    assert bare.metadata.language_info == {
        "name": "python",
        "mimetype": "text/x",
        "pygments_lexer": "ipython3",
    }


# --- cache ------------------------------------------------------------------------------------


def key(*cells: nbformat.NotebookNode, digest: str = "d", limit: int = 1) -> str:
    node = new_notebook(cells=list(cells))
    return cache_key(node, environment_digest=digest, output_limit=limit)


def test_the_key_follows_the_code_and_nothing_that_is_only_read() -> None:
    code = new_code_cell("1")
    same = key(code)
    assert key(new_markdown_cell("Words"), code) == same
    assert key(new_code_cell("1", metadata={"tags": ["result:one"]})) == same
    tagged = new_code_cell("1", metadata={"tags": ["raises-exception"]})
    others = [key(new_code_cell("2")), key(code, new_code_cell("")), key(code, digest="e")]
    others += [key(code, limit=2), key(tagged)]
    assert same not in others
    assert len(set(others)) == len(others)


@pytest.fixture
def cache(tmp_path: Path) -> Cache:
    (tmp_path / "data.csv").write_text("1")
    return Cache(tmp_path / "cache", tmp_path)


def entry(tmp_path: Path) -> Entry:
    path = tmp_path / "data.csv"
    state = path.stat()
    log = tmp_path / "reads"
    log.write_text(json.dumps([str(path), state.st_size, state.st_mtime_ns]) + "\n")
    reads = read_log(log, tmp_path)
    assert reads is not None
    assert list(reads) == ["data.csv"]
    return Entry(reads, [{"run": True, "outputs": [stream("é\ud800")]}])


def test_a_result_comes_back_as_it_went_in(cache: Cache, tmp_path: Path) -> None:
    cache.put("k", entry(tmp_path))
    assert cache.get("k") == [{"run": True, "outputs": [stream("é\ud800")]}]
    assert cache.get("other") is None


@pytest.mark.parametrize("change", ["2", None])
def test_a_result_is_void_when_a_file_it_read_changes(
    cache: Cache, tmp_path: Path, change: str | None
) -> None:
    cache.put("k", entry(tmp_path))
    data = tmp_path / "data.csv"
    data.unlink()
    if change:
        data.write_text(change)
    assert cache.get("k") is None
    data.write_text("1")
    assert cache.get("k") is not None


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: b"",
        lambda data: data[: len(data) // 2],
        lambda data: data.replace(b"stdout", b"stderr"),
        lambda data: b"\xff\xfe" + data,
        lambda data: b"[]",
        lambda data: b'{"sha256": 1, "entry": null}',
    ],
)
def test_a_damaged_file_is_as_good_as_none(cache: Cache, tmp_path: Path, damage: object) -> None:
    cache.put("k", entry(tmp_path))
    path = tmp_path / "cache" / "k.json"
    assert callable(damage)
    path.write_bytes(damage(path.read_bytes()))
    assert cache.get("k") is None
    cache.put("k", entry(tmp_path))
    assert cache.get("k") is not None


def test_a_file_changed_since_it_was_opened_makes_the_result_one_not_to_keep(
    tmp_path: Path,
) -> None:
    data, log = tmp_path / "data.csv", tmp_path / "reads"
    data.write_text("1")
    log.write_text(json.dumps([str(data), 1, data.stat().st_mtime_ns - 1]) + "\n")
    assert read_log(log, tmp_path) is None
    data.unlink()
    assert read_log(log, tmp_path) is None


# --- storing ----------------------------------------------------------------------------------


def test_save_writes_only_what_changes(tmp_path: Path) -> None:
    (tmp_path / "notebooks").mkdir()
    one, two = new_notebook(cells=[new_code_cell("1")]), new_notebook(cells=[new_code_cell("2")])
    assert save({"two": two, "one": one}, tmp_path) == [
        "notebooks/one.ipynb",
        "notebooks/two.ipynb",
    ]
    files = sorted((tmp_path / "notebooks").iterdir())
    assert [file.name for file in files] == ["one.ipynb", "two.ipynb"], "nothing else is left"
    before = [file.stat().st_ino for file in files]
    one.cells[0].outputs = [new_output("stream", text="1\n")]
    assert save({"one": one, "two": two}, tmp_path) == ["notebooks/one.ipynb"]
    after = [file.stat().st_ino for file in files]
    assert [x == y for x, y in zip(before, after, strict=True)] == [False, True]
    assert json.loads(files[0].read_bytes())["cells"][0]["outputs"][0]["text"] == ["1\n"]
    assert files[0].read_bytes().endswith(b"}\n")


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such permissions")
def test_save_keeps_the_permissions_of_a_file(tmp_path: Path) -> None:
    path = tmp_path / "notebooks" / "one.ipynb"
    path.parent.mkdir()
    path.write_text("{}")
    path.chmod(0o640)
    save({"one": new_notebook()}, tmp_path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


# --- messages ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "advice"),
    [("Python3", "Did you mean"), ("pyhton3", "Did you mean"), ("ir", "Change its name")],
)
def test_an_unknown_kernel_is_reported_at_its_line(name: str, advice: str) -> None:
    text = '{"cells": [],\n "metadata": {\n  "kernelspec": {\n   "name": "x"}}}'
    problem = faults.unknown_kernel(Notebook("x", "notebooks/x.ipynb", new_notebook(), text), name)
    assert (problem.line, problem.code) == (4, "notebook-unknown-kernel")
    assert f"`{name}`" in problem.message
    assert advice in problem.message
    assert "`python3`" in problem.message


def test_long_texts_are_quoted_in_part() -> None:
    assert len(faults.raised("ValueError", "x" * 10_000)) < 350


@pytest.mark.parametrize(
    ("status", "words"),
    [(-9, "killed by signal 9"), (3, "exit status 3"), (None, "notebook. That")],
)
def test_how_a_kernel_ended_is_said(status: int | None, words: str) -> None:
    assert words in faults.died(status)


# --- Ctrl-C -----------------------------------------------------------------------------------


def press_ctrl_c() -> None:
    signal.raise_signal(signal.SIGINT)


async def pressed_within() -> None:
    press_ctrl_c()
    await asyncio.sleep(60)


async def pressed_at_the_end() -> str:
    asyncio.get_running_loop().call_soon(press_ctrl_c)
    return "done"


@pytest.fixture
def heeded() -> Iterator[None]:
    """Ctrl-C as in a terminal, wherever the tests run: in the background it is ignored."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("heeded")
@pytest.mark.parametrize("work", [pressed_within, pressed_at_the_end])
def test_ctrl_c_ends_work_in_order(work: Callable[[], Coroutine[Any, Any, object]]) -> None:
    with pytest.raises(KeyboardInterrupt):
        loop.run(work)
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


@pytest.mark.usefixtures("heeded")
@pytest.mark.filterwarnings("error")  # a loop that is half made, or work that never began
@pytest.mark.parametrize("when", ["before", "after"])
def test_ctrl_c_while_the_loop_is_made_ends_it_before_anything_is_done(
    monkeypatch: pytest.MonkeyPatch, when: str
) -> None:
    make = asyncio.new_event_loop

    def pressed() -> asyncio.AbstractEventLoop:
        if when == "before":
            press_ctrl_c()
        made = make()
        if when == "after":
            press_ctrl_c()
        return made

    monkeypatch.setattr(asyncio.events, "new_event_loop", pressed)
    begun = []

    async def work() -> None:
        begun.append(True)

    with pytest.raises(KeyboardInterrupt):
        loop.run(work)
    assert not begun


@pytest.mark.usefixtures("heeded")
def test_a_second_ctrl_c_does_not_wait() -> None:
    async def stubborn() -> None:
        press_ctrl_c()
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            press_ctrl_c()
            await asyncio.sleep(60)

    with pytest.raises(KeyboardInterrupt):
        loop.run(stubborn)


@pytest.mark.usefixtures("heeded")
def test_where_ctrl_c_is_ignored_work_goes_on() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)

    async def work() -> str:
        press_ctrl_c()
        return "done"

    assert loop.run(work) == "done"


def test_elsewhere_than_in_the_main_thread_work_is_done_as_well() -> None:
    async def work() -> str:
        return "done"

    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(loop.run, work).result() == "done"
