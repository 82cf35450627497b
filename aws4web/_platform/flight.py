"""Work that is begun once, for all who await it: in any event loop, in any thread."""

import asyncio
import os
from _thread import allocate_lock
from collections.abc import Coroutine
from concurrent.futures import Future
from typing import Any

from .stand_in import stands_still


class Flight:
    """Work that begins now, and that any number of callers await, each in an event loop of its own.

    It goes on if one of them is cancelled, and ends with the last one.
    """

    __slots__ = ("_lock", "_loop", "_outcome", "_process", "_task", "_waiting")

    def __init__(self, work: Coroutine[Any, Any, Any]) -> None:
        self._lock = allocate_lock()
        self._waiting = 0
        self._process = os.getpid()
        self._outcome: Future[Any] = Future()  # the only kind that another thread may wait for
        self._outcome.set_running_or_notify_cancel()  # from now on a caller that is cancelled does not cancel it
        self._loop = asyncio.get_running_loop()
        self._task = asyncio.ensure_future(work)
        self._task.add_done_callback(self._land)

    @property
    def is_over(self) -> bool:
        """Whether nothing more will come of it, or nothing before whoever asks has gone on."""
        return not self._goes_on() or stands_still(self._loop)

    @property
    def is_awaited(self) -> bool:
        """Whether anybody waits for it."""
        return self._waiting > 0

    async def result(self) -> Any:
        """What came of it; None if it was cancelled. Raises what it raises, and RuntimeError in the work itself."""
        if self._task is asyncio.current_task():
            raise RuntimeError("it asks for what it is to give: use another client there")
        with self._lock:
            self._waiting += 1
        try:
            return await asyncio.wrap_future(self._outcome)
        finally:
            with self._lock:
                self._waiting -= 1
                is_last = not self._waiting
            if is_last and not self._outcome.done():
                self.cancel()
                if self._loop is asyncio.get_running_loop():
                    await asyncio.wait([self._task])

    def cancel(self) -> None:
        """End it, from any thread."""
        if self._goes_on():
            self._loop.call_soon_threadsafe(self._task.cancel)

    def _goes_on(self) -> bool:
        return not self._outcome.done() and self._loop.is_running() and self._process == os.getpid()

    def _land(self, task: Any) -> None:
        if task.cancelled():
            self._outcome.set_result(None)
        elif task.exception():
            self._outcome.set_exception(task.exception())
        else:
            self._outcome.set_result(task.result())
