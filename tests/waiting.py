"""How a test waits for what happens elsewhere."""

import asyncio
from collections.abc import Callable


async def until(is_so: Callable[[], bool]) -> None:
    """Wait for what a server, a process or another event loop does. Its own goes on meanwhile."""
    async with asyncio.timeout(30):
        while not is_so():  # noqa: ASYNC110 - an Event is for one loop
            await asyncio.sleep(0.001)
