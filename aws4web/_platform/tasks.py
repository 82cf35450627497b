"""All waiting of the package, and whatever goes on at the same time: nothing else imports asyncio.

asyncio is imported when something first waits: that takes 40 ms on CPython, and signing needs none of it.
"""

import sys
from _thread import allocate_lock as lock
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, TypeVar, cast

__all__ = ["Flight", "called", "coroutine_function", "first_of", "lock", "sleep"]


async def sleep(seconds: float) -> None:
    """Wait."""
    import asyncio

    await asyncio.sleep(seconds)


async def first_of(*contenders: Coroutine[Any, Any, Any] | Awaitable[Any]) -> tuple[int, Any]:
    """The index and the result of whichever ends first; its exception is raised. The others are cancelled."""
    import asyncio

    tasks = [asyncio.ensure_future(contender) for contender in contenders]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        winner = next(index for index, task in enumerate(tasks) if task.done())
        return winner, tasks[winner].result()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def called(function: Callable[[], Any]) -> Any:
    """What a function returns, awaited if it has to be."""
    value = function()
    return await cast(Awaitable[Any], value) if isinstance(value, Awaitable) else value


class Flight:
    """Work that begins now, and that any number of callers await, each in an event loop of its own.

    It goes on if one of them is cancelled, and ends with the last one.
    """

    __slots__ = ("_lock", "_loop", "_outcome", "_task", "_waiting")

    def __init__(self, work: Coroutine[Any, Any, Any]) -> None:
        import asyncio
        from concurrent.futures import Future

        self._lock = lock()
        self._waiting = 0
        self._outcome: Future[Any] = Future()  # the only kind that another thread may wait for
        self._outcome.set_running_or_notify_cancel()  # from now on a caller that is cancelled does not cancel it
        self._loop = asyncio.get_running_loop()
        self._task = asyncio.ensure_future(work)
        self._task.add_done_callback(self._land)

    @property
    def is_over(self) -> bool:
        """Whether nothing more will come of it."""
        return self._outcome.done() or not self._loop.is_running()

    @property
    def is_awaited(self) -> bool:
        """Whether anybody waits for it."""
        return self._waiting > 0

    async def result(self) -> Any:
        """What came of it; None if it was cancelled. Raises what it raises."""
        import asyncio

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
        if not self.is_over:
            self._loop.call_soon_threadsafe(self._task.cancel)

    def _land(self, task: Any) -> None:
        if task.cancelled():
            self._outcome.set_result(None)
        elif task.exception():
            self._outcome.set_exception(task.exception())
        else:
            self._outcome.set_result(task.result())


_Function = TypeVar("_Function", bound=Callable[..., Any])


def coroutine_function(function: _Function) -> _Function:
    """Mark a function that returns a coroutine as what `async def` would make of it: mocks and frameworks ask.

    It is a plain function, because a coroutine that never runs keeps its arguments in its frame.
    """
    if sys.version_info >= (3, 12):
        from inspect import markcoroutinefunction  # loaded with asyncio anyway

        return markcoroutinefunction(function)
    from asyncio import coroutines

    vars(function)["_is_coroutine"] = vars(coroutines)["_is_coroutine"]  # what asyncio.iscoroutinefunction looks for
    return function
