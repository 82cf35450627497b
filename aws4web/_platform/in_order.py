"""What comes in any order, handed on in the right one."""

from asyncio import Event
from collections.abc import Awaitable, Callable
from typing import Any


class InOrder:
    """See Platform.in_order. It holds what comes too early: whoever hands it over waits with `passed`."""

    def __init__(self, take: Callable[[int, Any], Awaitable[object]]) -> None:
        self._take = take
        self._held: dict[int, Any] = {}
        self._reached = 0
        self._is_taking = False
        self._moved = Event()

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
