"""Starting and ending kernels: one kind of kernel, in surroundings that are always the same."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path

from jupyter_client.asynchronous.client import AsyncKernelClient
from jupyter_client.kernelspec import KernelSpec, KernelSpecManager, NoSuchKernel
from jupyter_client.manager import AsyncKernelManager

KERNEL = "python3"
STARTUP_SECONDS = 60

# A socket's path may hold 103 to 107 bytes, and the folder's name and the socket's come after.
_LONGEST_TEMPORARY_FOLDER = 70

# IPython runs the file that the first names; with the second set, ipykernel lets the output of
# programs that a cell starts go by; with the third empty, IPython never answers.
_LEFT_OUT = {"PYTHONSTARTUP", "PYTEST_CURRENT_TEST", "SOURCE_DATE_EPOCH"}

QUIET = logging.getLogger(__name__)
QUIET.addHandler(logging.NullHandler())
QUIET.propagate = False


class KernelNotStarted(Exception):
    """A kernel that ended or kept silent before its first cell; says why where that is known."""


@dataclass(frozen=True)
class Surroundings:
    """What a kernel is given: the course's folder, the folder it works in, the folders whose
    files are not data of the course, and the number of bytes a cell may send."""

    root: Path
    working: Path
    excluded: tuple[Path, ...]
    output_limit: int


@dataclass(frozen=True)
class Kernel:
    """A kernel that is ready, and the file in which it notes what it reads."""

    manager: AsyncKernelManager
    client: AsyncKernelClient
    reads: Path

    async def exit_status(self) -> int | None:
        """The status with which the process ended, or None while it runs."""
        provisioner = self.manager.provisioner
        return None if provisioner is None else await provisioner.poll()


class _OneKernel(KernelSpecManager):
    """Knows the kernel of this Python and no other, whatever is installed for the user."""

    def __init__(self, spec: KernelSpec) -> None:
        super().__init__(kernel_dirs=[])
        self._spec = spec

    def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
        if kernel_name != KERNEL:
            raise NoSuchKernel(kernel_name)
        return self._spec


def _spec(settings: Path) -> KernelSpec:
    """-P keeps this package's folder off the path of the notebook, -s the user's packages."""
    program = Path(__file__).with_name("kernel_process.py")
    command = [sys.executable, "-P", "-s", str(program), str(settings), "-f", "{connection_file}"]
    return KernelSpec(argv=command, display_name="Python 3", language="python")


def environment(folder: Path) -> dict[str, str]:
    """The environment of a kernel: this one, less what would make its outputs other ones."""
    return {key: value for key, value in os.environ.items() if key not in _LEFT_OUT} | {
        "PYTHONHASHSEED": "0",
        "PYTHONNOUSERSITE": "1",
        "IPYTHONDIR": str(folder / "ipython"),
        "PYDEVD_DISABLE_FILE_VALIDATION": "1",
    }


@contextmanager
def _folder() -> Iterator[Path]:
    """A folder of the kernel's own with a short path, for its sockets."""
    usual = tempfile.gettempdir()
    short = usual if os.name == "nt" or len(usual) <= _LONGEST_TEMPORARY_FOLDER else "/tmp"
    folder = Path(tempfile.mkdtemp(prefix="course-", dir=short)).resolve()
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _write_settings(folder: Path, surroundings: Surroundings) -> Path:
    settings = folder / "settings.json"
    excluded = [str(path.resolve()) for path in (*surroundings.excluded, folder)]
    values = {
        "root": str(surroundings.root.resolve()),
        "excluded": excluded,
        "reads": str(folder / "reads"),
        "folder": str(folder),
        "output_limit": surroundings.output_limit,
    }
    settings.write_text(json.dumps(values), encoding="utf-8")
    return settings


def _manager(folder: Path, settings: Path) -> AsyncKernelManager:
    return AsyncKernelManager(
        kernel_name=KERNEL,
        kernel_spec_manager=_OneKernel(_spec(settings)),
        transport="tcp" if os.name == "nt" else "ipc",
        connection_file=str(folder / "k.json"),
        log=QUIET,
    )


async def _client(manager: AsyncKernelManager) -> AsyncKernelClient:
    client: AsyncKernelClient = manager.client()
    client.start_channels(stdin=False, control=False)
    await client.wait_for_ready(timeout=STARTUP_SECONDS)
    return client


async def _end(manager: AsyncKernelManager, client: AsyncKernelClient | None) -> None:
    if client is not None:
        client.stop_channels()
    await manager.shutdown_kernel(now=True)


def _last_words(noise: Path) -> str:
    lines = [line for line in noise.read_text("utf-8", "replace").splitlines() if line.strip()]
    return lines[-1].strip() if lines else "it said nothing"


@asynccontextmanager
async def started(surroundings: Surroundings) -> AsyncIterator[Kernel]:
    """A kernel, ended at once when the block is left, however it is left.

    Raises ``KernelNotStarted``. What the process writes to its own standard error goes to a file
    and so never to the terminal.
    """
    with _folder() as folder:
        manager = _manager(folder, _write_settings(folder, surroundings))
        client: AsyncKernelClient | None = None
        noise = folder / "noise"
        try:
            with noise.open("wb") as sink:
                await manager.start_kernel(
                    cwd=str(surroundings.working),
                    env=environment(folder),
                    stdout=subprocess.DEVNULL,
                    stderr=sink,
                )
            try:
                client = await _client(manager)
            except RuntimeError as error:
                raise KernelNotStarted(_last_words(noise)) from error
            yield Kernel(manager, client, folder / "reads")
        finally:
            await asyncio.shield(_end(manager, client))
