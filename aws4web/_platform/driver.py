"""What waits for those who cannot await. Only type checkers read this."""

from collections.abc import Awaitable, Coroutine
from typing import Any, Protocol


class Driver(Protocol):
    """Runs what is to be awaited for one who cannot await it."""

    name: str
    """As the documentation calls it."""

    def run(self, work: Coroutine[Any, Any, Any], /) -> Any:
        """What it results in. Raises what it raises, and RuntimeError if nobody could wait for it here."""
        ...

    def let_go(self, work: Awaitable[Any], /) -> None:
        """Have it run to its end some time. Nothing is waited for, and nothing raised."""
        ...
