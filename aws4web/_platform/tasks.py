"""Several things at once."""

import asyncio
from collections.abc import Awaitable, Coroutine
from typing import Any


async def first_of(*contenders: Coroutine[Any, Any, Any] | Awaitable[Any]) -> tuple[int, Any]:
    """The index and the result of whichever ends first. Its exception is raised."""
    tasks = [asyncio.ensure_future(contender) for contender in contenders]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        winner = next(index for index, task in enumerate(tasks) if task.done())
        return winner, tasks[winner].result()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
