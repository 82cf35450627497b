"""What goes on at the same time elsewhere, one after another: `tasks`, for a platform that never waits.

Whatever is awaited here ends at once, so that a coroutine ends with the first `send`.
"""

from collections.abc import AsyncGenerator, Awaitable, Callable, Coroutine, Generator
from contextlib import suppress
from time import monotonic
from typing import Any


class Pause:
    """A pause to be made, or, in `first_of`, the limit of what is done instead."""

    def __init__(self, seconds: float, wait: Callable[[float], object]) -> None:
        self.seconds = seconds
        self._wait = wait

    def __await__(self) -> Generator[Any, Any, None]:
        self._wait(self.seconds)
        return
        yield


class TimeIsOver(Exception):
    """A request was ended by its limit."""


_limits: list[float] = []


def seconds_left() -> float | None:
    """How long a request may take; None for as long as it likes."""
    return max(0.0, min(_limits) - monotonic()) if _limits else None


async def first_of(work: Awaitable[Any], other: Any) -> tuple[int, Any]:
    """The work, unless its time is over: whatever else could end it does not happen meanwhile."""
    if not isinstance(other, Pause):
        return 0, await work
    until = monotonic() + other.seconds
    _limits.append(until)
    try:
        return 0, await work
    except TimeIsOver:
        if monotonic() < until:  # it was another one's
            raise
        return 1, None
    finally:
        _limits.remove(until)


async def each(work: AsyncGenerator[Coroutine[Any, Any, Any]], _at_once: int) -> None:
    """One after another. The first error ends it, and is raised."""
    try:
        async for piece in work:
            await piece
    finally:
        await work.aclose()


async def to_its_end(
    work: Callable[[], Coroutine[Any, Any, Any]], _patience: float
) -> tuple[Any, BaseException | None]:
    """Nobody can cancel it."""
    return await work(), None


class Flight:
    """Work that begins when its result is asked for."""

    is_awaited = False

    def __init__(self, work: Coroutine[Any, Any, Any]) -> None:
        self._work: Coroutine[Any, Any, Any] | None = work

    @property
    def is_over(self) -> bool:
        """Whether nothing more will come of it, for others."""
        return self._work is None

    async def result(self) -> Any:
        """What comes of it; None if it was cancelled, or begun by another. Raises what it raises."""
        work, self._work = self._work, None
        return None if work is None else await work

    def cancel(self) -> None:
        """Drop it."""
        work, self._work = self._work, None
        if work is not None:
            work.close()

    def __del__(self) -> None:
        with suppress(AttributeError):  # the constructor failed
            self.cancel()


class AtOnce:
    """See Driver: for what ends at once anyway, as signing does on CPython."""

    name = "no wait"

    def run(self, work: Coroutine[Any, Any, Any]) -> Any:
        """See Driver.run."""
        try:
            work.send(None)
        except StopIteration as done:
            return done.value
        work.close()
        raise RuntimeError("the call had to wait for something")

    def let_go(self, work: Any) -> None:
        """See Driver.let_go."""
        with suppress(Exception):
            self.run(work)
