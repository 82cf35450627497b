"""Many pieces of work, some of them at once; what they bring, in order; and work that has to come to its end."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Coroutine
from typing import Any

_MOST = 1000
"""Tasks, however many are allowed."""


async def run_each(work: AsyncGenerator[Coroutine[Any, Any, Any]], at_once: int) -> None:
    """See Platform.each. A piece is asked for when there is room for it."""
    asking = asyncio.Lock()

    async def go_on() -> None:
        while True:
            async with asking:
                piece = await anext(work, None)
            if piece is None:
                return
            await piece  # not in a task of its own, as each turn of the event loop costs a page 60 to 300 µs

    running = [asyncio.ensure_future(go_on()) for _ in range(min(at_once, _MOST))]
    try:
        done, _ = await asyncio.wait(running, return_when=asyncio.FIRST_EXCEPTION)
        for task in done:
            task.result()
    finally:
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
        await work.aclose()  # left to itself, it lives on in Pyodide, with all that it knows


class InOrder:
    """See Platform.in_order. It holds what comes too early: whoever hands it over waits with `passed`."""

    def __init__(self, take: Callable[[int, Any], Awaitable[object]]) -> None:
        self._take = take
        self._held: dict[int, Any] = {}
        self._reached = 0
        self._is_taking = False
        self._moved = asyncio.Event()

    async def write(self, at: int, data: Any) -> None:
        """Hand over some bytes, one or more, for a position."""
        self._held[at] = data
        if self._is_taking:
            return
        self._is_taking = True
        try:
            while (following := self._held.pop(self._reached, None)) is not None:
                await self._take(self._reached, following)
                self._reached += len(following)
                self._moved.set()
        finally:
            self._is_taking = False

    async def passed(self, position: int) -> None:
        """Return when all is taken that is before a position."""
        while self._reached < position:
            self._moved.clear()
            await self._moved.wait()


async def run_to_its_end(
    work: Callable[[], Coroutine[Any, Any, Any]], patience: float
) -> tuple[Any, BaseException | None]:
    """See Platform.to_its_end. An event loop that ends cancels all tasks: then it is begun once more."""
    cancelled: BaseException | None = None
    task = asyncio.ensure_future(work())
    for _ in range(5):
        try:
            await asyncio.wait([task], timeout=None if cancelled is None else patience)
        except asyncio.CancelledError as exc:
            cancelled = exc
            continue
        if not task.cancelled():
            break
        task = asyncio.ensure_future(work())
    if not task.done() or task.cancelled():
        task.cancel()
        raise cancelled or asyncio.CancelledError()
    if cancelled and task.exception():
        raise cancelled from task.exception()
    return task.result(), cancelled
