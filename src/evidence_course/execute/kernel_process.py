"""The program of one kernel: ipykernel, with its output capped and the files it reads noted.

It runs in a process of its own, by path, so it imports nothing of this package. Its first
argument is a JSON file, which the build writes, with the fields of ``Limits``; the rest of the
arguments are ipykernel's.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import threading
import time
import traceback
from dataclasses import dataclass
from importlib.util import source_from_cache
from pathlib import Path
from typing import Any

from ipykernel.kernelapp import IPKernelApp
from jupyter_client.session import Session
from traitlets import default
from traitlets.config import Config

_OUTPUT = {"stream", "display_data", "execute_result", "update_display_data"}
_LONGEST_ERROR_TEXT = 20_000


@dataclass(frozen=True)
class Limits:
    """What the build asks of a kernel: where it may look, where it notes what it read, and how
    many characters a cell may send. ``folder`` is the kernel's own, removed with it."""

    root: str
    excluded: list[str]
    reads: str
    folder: str
    output_limit: int


# --- what a cell sends ------------------------------------------------------------------------


def text_size(value: object) -> int:
    """How many characters of text a message's content holds, keys left out."""
    if isinstance(value, str):
        return len(value)
    if isinstance(value, dict):
        return sum(text_size(inner) for inner in value.values())
    if isinstance(value, list | tuple):
        return sum(text_size(inner) for inner in value)
    return 8


def _shortened(value: Any) -> Any:
    if isinstance(value, str):
        return value[:_LONGEST_ERROR_TEXT]
    return [_shortened(line) for line in value] if isinstance(value, list) else value


class CappedSession(Session):
    """A session that sends, for one cell, one character more than the limit and no further.

    The build counts what arrives and stops the kernel once it is over the limit; without the cap
    here, one print of 100 MB would have to pass through the memory of the build first.
    """

    output_limit = 0
    _parent = ""
    _sent = 0

    def serialize(self, msg: dict[str, Any], ident: Any = None) -> list[bytes]:
        """The parts of a message, capped if it is output and shortened if it tells of an error."""
        if msg["msg_type"] in _OUTPUT:
            msg = {**msg, "content": self._capped(msg)}
        elif msg["msg_type"] in {"error", "execute_reply"}:
            content = {key: _shortened(value) for key, value in msg["content"].items()}
            msg = {**msg, "content": content}
        return super().serialize(msg, ident)

    def _capped(self, msg: dict[str, Any]) -> dict[str, Any]:
        content: dict[str, Any] = msg["content"]
        parent = msg["parent_header"].get("msg_id", "")
        if parent != self._parent:
            self._parent, self._sent = parent, 0
        room = self.output_limit + 1 - self._sent
        size = text_size(content)
        self._sent += min(size, room)
        if size <= room:
            return content
        if msg["msg_type"] == "stream":
            return {**content, "text": content["text"][:room]}
        return {**content, "data": {"text/plain": " " * room}, "metadata": {}}


# --- what a notebook reads --------------------------------------------------------------------


def _is_reading(mode: object, flags: object) -> bool:
    if isinstance(mode, str):
        return "r" in mode or "+" in mode
    return isinstance(flags, int) and (flags & (os.O_WRONLY | os.O_RDWR)) != os.O_WRONLY


def _source_of(path: str) -> str:
    """The module that a compiled file stands for: its bytes are the ones an author changes."""
    if not path.endswith(".pyc"):
        return path
    try:
        return source_from_cache(path)
    except ValueError:
        return path


class ReadLog:
    """An audit hook that notes each file of the course as it is opened for reading.

    A line is written at once, and not at the end, because the kernel is killed when it is done.
    A line holds the path, and the size and time of change that tell whether the file was changed
    between this moment and the one at which the build takes its digest.
    """

    def __init__(self, limits: Limits) -> None:
        self._root = limits.root + os.sep
        self._excluded = tuple(folder + os.sep for folder in limits.excluded)
        self._seen: set[str] = set()
        self._log = os.open(limits.reads, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    def __call__(self, event: str, arguments: tuple[Any, ...]) -> None:
        if event == "open":
            path, mode, flags = arguments
            if isinstance(path, str | bytes) and _is_reading(mode, flags):
                self._note(path)
        elif event == "sqlite3.connect" and isinstance(arguments[0], str | bytes):
            self._note(arguments[0])

    def _note(self, name: str | bytes) -> None:
        try:
            path = os.path.realpath(_source_of(os.fsdecode(name)))
            if path in self._seen or not self._is_of_the_course(path):
                return
            state = os.stat(path)
        except (OSError, ValueError):
            return
        self._seen.add(path)
        line = json.dumps([path, state.st_size, state.st_mtime_ns]) + "\n"
        os.write(self._log, line.encode())

    def _is_of_the_course(self, path: str) -> bool:
        inside = path.startswith(self._root) and not path.startswith(self._excluded)
        return inside and not path.endswith(".ipynb") and os.path.isfile(path)


# --- the kernel -------------------------------------------------------------------------------


def _leave_with(parent: int, folder: str) -> None:
    """Wait until the build is gone, however it ended; then leave nothing behind."""
    while os.getppid() == parent:
        time.sleep(0.5)
    shutil.rmtree(folder, ignore_errors=True)
    os._exit(1)


def _cell_name(_raw: str, _code: str, number: int) -> str:
    """A file name for a cell's code that is the same in every run; ipykernel's holds the pid."""
    return f"<In [{number}]>"


class CourseKernel(IPKernelApp):
    """ipykernel without the configuration of this user or this machine."""

    limits: Limits

    def load_config_file(self, *_args: Any, **_options: Any) -> None:
        """Nothing is read: a notebook gives the same outputs for every author."""

    @default("session")
    def _session_default(self) -> Session:
        session = CappedSession(parent=self)
        session.output_limit = self.limits.output_limit
        return session

    def init_poller(self) -> None:
        """Watch the build with a thread that also removes the kernel's folder."""
        if sys.platform == "win32":
            super().init_poller()
            return
        parent = int(os.environ["JPY_PARENT_PID"])
        arguments = (parent, self.limits.folder)
        threading.Thread(target=_leave_with, args=arguments, daemon=True).start()


def _config() -> Config:
    config = Config()
    config.InteractiveShell.xmode = "Plain"
    config.InteractiveShell.colors = "nocolor"
    config.HistoryManager.enabled = False
    return config


def _let_modules_beside_the_notebook_in() -> None:
    """What IPython does unless Python was started with -P: the standard library goes first."""
    names = [Path(folder).name for folder in sys.path]
    sites = [names.index(name) for name in ("site-packages", "dist-packages") if name in names]
    sys.path.insert(min(sites, default=0), "")


def _silence() -> None:
    """Give up the process's own output streams, to which ipykernel copies what programs that a
    cell starts print, without end; it captures them for the notebook all the same."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (1, 2):
        os.dup2(nowhere, stream)
    os.close(nowhere)


def _initialised(arguments: list[str]) -> Any:
    _let_modules_beside_the_notebook_in()
    app: Any = CourseKernel.instance(config=_config())
    app.initialize(arguments)
    app.shell.compile.get_code_name = _cell_name
    return app


def main(arguments: list[str]) -> None:
    """Start the kernel and serve until the build ends it."""
    settings, *rest = arguments
    CourseKernel.limits = Limits(**json.loads(Path(settings).read_text(encoding="utf-8")))
    with os.fdopen(os.dup(2), "w") as errors:
        _silence()
        try:
            app = _initialised(rest)
        except BaseException:
            traceback.print_exc(file=errors)
            raise
    sys.addaudithook(ReadLog(CourseKernel.limits))
    app.start()


if __name__ == "__main__":
    main(sys.argv[1:])
