"""Running the cells of one notebook in a kernel of its own, up to the first that fails."""

from __future__ import annotations

import asyncio
import copy
from dataclasses import dataclass, field
from queue import Empty
from typing import Any, NoReturn

from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat import NotebookNode

from evidence_course.execute import faults
from evidence_course.execute.cache import read_log
from evidence_course.execute.frames import Frame, read_frames
from evidence_course.execute.kernels import QUIET, Kernel, Surroundings, started
from evidence_course.execute.outputs import CellResult, is_run, results
from evidence_course.limits import CELL_SECONDS

_SECONDS_TO_STOP = 1.0
_SECONDS_FOR_LAST_OUTPUT = 30
_OUTPUT = {"stream", "display_data", "execute_result", "update_display_data"}


@dataclass(frozen=True)
class ExecutionSettings:
    """How notebooks are run: seconds and bytes of output for one cell, and how many kernels at a
    time (None: two more than there are processors, since a kernel often waits)."""

    timeout_seconds: float = CELL_SECONDS
    output_limit_bytes: int = 2_000_000
    workers: int | None = None


@dataclass(frozen=True)
class Outcome:
    """What the code cells gave, and the digests of the files that were read (None where a file
    was changed meanwhile, so that the outcome must not be kept)."""

    cells: list[CellResult]
    reads: dict[str, str] | None


class _TooSlow(Exception):
    """A cell whose time is up."""


def _size(value: object) -> int:
    """The bytes of text in a message's content."""
    if isinstance(value, str):
        return len(value.encode("utf-8", "surrogatepass"))
    if isinstance(value, dict):
        return sum(_size(inner) for inner in value.values())
    return sum(_size(inner) for inner in value) if isinstance(value, list) else 8


class _Client(NotebookClient):
    """nbclient with a cap on what a cell may send, and a timeout in fractions of a second."""

    def __init__(self, node: NotebookNode, kernel: Kernel, settings: ExecutionSettings) -> None:
        super().__init__(
            node,
            km=kernel.manager,
            log=QUIET,
            record_timing=False,
            store_widget_state=False,
            iopub_timeout=_SECONDS_FOR_LAST_OUTPUT,
            raise_on_iopub_timeout=True,
            timeout_func=lambda _cell: settings.timeout_seconds,
        )
        self.kc = kernel.client
        self.limit = settings.output_limit_bytes
        self.sent = 0

    def process_message(
        self, msg: dict[str, Any], cell: NotebookNode, cell_index: int
    ) -> NotebookNode | None:
        if msg["msg_type"] in _OUTPUT:
            self.sent += _size(msg["content"])
        if self.sent <= self.limit:
            return super().process_message(msg, cell, cell_index)
        assert self.task_poll_for_reply is not None
        self.task_poll_for_reply.cancel()
        return None

    async def _async_handle_timeout(
        self, timeout: float, cell: NotebookNode | None = None
    ) -> NoReturn:
        raise _TooSlow


@dataclass
class _Run:
    """A notebook on its way through a kernel; ``cells`` says which cell has which count."""

    client: _Client
    kernel: Kernel
    settings: ExecutionSettings
    cells: dict[int, int] = field(default_factory=dict)

    async def run_cell(self, cell: NotebookNode, number: int) -> None:
        """Execute a cell; raises ``CellFailed``."""
        count = len(self.cells) + 1
        self.cells[count] = number
        self.client.sent = 0
        try:
            await self.client.async_execute_cell(cell, number - 1, count)
        except CellExecutionError as error:
            self._fail("notebook-cell-raises", faults.raised(error.ename, error.evalue), _of(cell))
        except (_TooSlow, CellTimeoutError):
            what = faults.too_slow(self.settings.timeout_seconds)
            self._fail("notebook-cell-timeout", what, await self._interrupt())
        except DeadKernelError:
            await self._stopped()

    async def _stopped(self) -> NoReturn:
        """nbclient says "dead kernel" also where it was cancelled, by the cap or by the user."""
        task = asyncio.current_task()
        if task is not None and task.cancelling():
            raise asyncio.CancelledError
        if self.client.sent > self.client.limit:
            what = faults.too_big(self.client.limit)
            self._fail("notebook-output-too-big", what, await self._interrupt())
        self._fail("notebook-kernel-died", faults.died(await self.kernel.exit_status()), [])

    async def _interrupt(self) -> list[Frame]:
        """Interrupt the cell and learn from its traceback where it was; [] if it does not say."""
        await self.kernel.manager.interrupt_kernel()
        try:
            reply = await self.kernel.client.get_shell_msg(timeout=_SECONDS_TO_STOP)
        except Empty:
            return []
        return read_frames(reply["content"].get("traceback", []))

    def _fail(self, code: str, what: str, frames: list[Frame]) -> NoReturn:
        count = len(self.cells)
        failure = faults.Failure(code, what, self.cells[count], count, frames, self.cells)
        raise faults.CellFailed(failure) from None


def _of(cell: NotebookNode) -> list[Frame]:
    """The frames of the error that a cell ended with."""
    errors = [output for output in cell.outputs if output.output_type == "error"]
    return read_frames(errors[-1].traceback) if errors else []


async def run(
    node: NotebookNode, *, surroundings: Surroundings, settings: ExecutionSettings
) -> Outcome:
    """Execute the notebook, which stays as it is.

    Raises ``CellFailed`` for the first cell that fails, and ``KernelNotStarted``.
    """
    node = copy.deepcopy(node)
    async with started(surroundings) as kernel:
        notebook = _Run(_Client(node, kernel, settings), kernel, settings)
        for number, cell in enumerate(node.cells, start=1):
            if cell.cell_type == "code" and is_run(cell):
                await notebook.run_cell(cell, number)
        return Outcome(results(node), read_log(kernel.reads, surroundings.root))
