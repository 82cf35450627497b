"""What is asked for often, done seldom."""

import asyncio
from collections.abc import Callable
from typing import Any


def _later(seconds: float, work: Callable[[], object]) -> Any:
    return asyncio.get_running_loop().call_later(seconds, work)


class Calm:
    """Work that is done at once, and then no more than once in so many seconds, however often it is asked for."""

    def __init__(
        self, work: Callable[[], object], seconds: float, later: Callable[[float, Callable[[], object]], Any] = _later
    ) -> None:
        self._work, self._seconds, self._later = work, seconds, later
        self._is_resting = self._is_wanted = False

    def ask(self) -> None:
        """Have it done, now or soon."""
        if self._is_resting:
            self._is_wanted = True
            return
        self._is_resting = True
        self._later(self._seconds, self._rested)
        self._work()

    def _rested(self) -> None:
        self._is_resting = False
        if self._is_wanted:
            self._is_wanted = False
            self.ask()
