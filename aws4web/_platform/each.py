"""Many pieces of work, some of them at once."""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from typing import Any


async def run_each(work: AsyncIterator[Coroutine[Any, Any, Any]], at_once: int) -> None:
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


async def _some(running: set[asyncio.Task[Any]], until: str) -> set[asyncio.Task[Any]]:
    """Those that still run after some have ended. Raises the error of one that failed."""
    done, left = await asyncio.wait(running, return_when=until)
    failures = [failure for task in done if (failure := task.exception())]
    running -= done
    if failures:
        raise failures[0]
    return left
