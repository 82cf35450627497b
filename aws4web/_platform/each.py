"""Many pieces of work, some of them at once; and work that has to come to its end."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Coroutine
from typing import Any


async def run_each(work: AsyncGenerator[Coroutine[Any, Any, Any]], at_once: int) -> None:
    """See Platform.each. A piece is asked for when there is room for it."""
    running: set[asyncio.Task[Any]] = set()
    try:
        async for piece in work:
            running.add(asyncio.ensure_future(piece))
            if len(running) >= at_once:
                running = await _some(running, asyncio.FIRST_COMPLETED)
        while running:
            running = await _some(running, asyncio.FIRST_EXCEPTION)
    finally:
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
        await work.aclose()  # left to itself, it lives on in Pyodide, with all that it knows


async def _some(running: set[asyncio.Task[Any]], until: str) -> set[asyncio.Task[Any]]:
    """Those that still run after some have ended. Raises the error of one that failed."""
    done, left = await asyncio.wait(running, return_when=until)
    failures = [failure for task in done if (failure := task.exception())]
    running -= done
    if failures:
        raise failures[0]
    return left


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
