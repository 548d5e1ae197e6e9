"""An event loop that Ctrl-C stops in order, whenever it comes."""

from __future__ import annotations

import asyncio
import signal
import threading
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


Work = Callable[[], Coroutine[Any, Any, T]]


def run(work: Work[T]) -> T:
    """What ``work`` gives, from an event loop of its own.

    ``asyncio.run`` heeds Ctrl-C in order only while its loop runs: before and after, a half-made
    loop and work that never began are left, and Python tells of both.

    :raises KeyboardInterrupt: after Ctrl-C, when ``work`` has tidied up; at once after a second.
    """
    is_main = threading.current_thread() is threading.main_thread()
    if not is_main or signal.getsignal(signal.SIGINT) is not signal.default_int_handler:
        return asyncio.run(work())  # no Ctrl-C comes here, or somebody else heeds or ignores it
    stop = _Stop()
    before = signal.signal(signal.SIGINT, stop.heed)
    try:
        result = asyncio.run(stop.watch(work))
    except asyncio.CancelledError:
        raise KeyboardInterrupt from None
    finally:
        signal.signal(signal.SIGINT, before)
    if stop.is_asked:
        raise KeyboardInterrupt
    return result


class _Stop:
    """Ctrl-C, and the task that it ends as soon as there is one."""

    def __init__(self) -> None:
        self.is_asked = False
        self._task: asyncio.Task[Any] | None = None

    def heed(self, _signal: int, _frame: object) -> None:
        if self.is_asked:
            raise KeyboardInterrupt
        self.is_asked = True
        if self._task is not None and not self._task.done():
            self._task.get_loop().call_soon_threadsafe(self._task.cancel)

    async def watch(self, work: Work[T]) -> T:
        self._task = asyncio.current_task()
        if self.is_asked:
            raise asyncio.CancelledError
        return await work()
