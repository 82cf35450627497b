"""All waiting of the package, and whatever goes on at the same time: nothing else imports asyncio.

asyncio is imported when something first waits: that takes 40 ms on CPython, and signing needs none of it.
"""

import sys
from _thread import allocate_lock as lock
from collections.abc import AsyncGenerator, Awaitable, Callable, Coroutine, Generator
from typing import TYPE_CHECKING, Any, TypeVar, cast

if TYPE_CHECKING:
    from .each import InOrder
    from .flight import Flight

__all__ = ["Pause", "called", "coroutine_function", "each", "first_of", "flight", "in_order", "lock", "to_its_end"]


class Pause:
    """Some seconds, to be waited for; or, in `first_of`, the limit of what is done instead."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds

    def __await__(self) -> Generator[Any, Any, None]:
        import asyncio

        return asyncio.sleep(self.seconds).__await__()


async def first_of(work: Awaitable[Any], other: Awaitable[Any]) -> tuple[int, Any]:
    """The index and the result of whichever ends first; its exception is raised. The other one is cancelled."""
    import asyncio

    if isinstance(other, Pause):  # no task for either: each turn of the event loop costs a page 60 to 300 µs
        limit = asyncio.timeout(other.seconds)
        try:
            async with limit:
                return 0, await work
        except TimeoutError:
            if not limit.expired():  # it is the work's own
                raise
            return 1, None
    tasks = [asyncio.ensure_future(contender) for contender in (work, other)]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        winner = 0 if tasks[0].done() else 1
        return winner, tasks[winner].result()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def each(work: AsyncGenerator[Coroutine[Any, Any, Any]], at_once: int) -> None:
    """Run them all, so many at once. The first error ends the others, and is raised."""
    from .each import run_each

    await run_each(work, at_once)


async def to_its_end(work: Callable[[], Coroutine[Any, Any, Any]], patience: float) -> tuple[Any, BaseException | None]:
    """Run it to its end. If the caller is cancelled meanwhile, for so many seconds more."""
    from .each import run_to_its_end

    return await run_to_its_end(work, patience)


async def called(function: Callable[[], Any]) -> Any:
    """What a caller's function returns, awaited if it is to be awaited. Raises what it raises.

    A cancellation that nobody asked for, as of something that the function awaits, is a failure of it: RuntimeError.
    """
    try:
        value = function()
        return await cast("Awaitable[Any]", value) if isinstance(value, Awaitable) else value
    except BaseException as exc:
        import asyncio

        if not isinstance(exc, asyncio.CancelledError) or ((task := asyncio.current_task()) and task.cancelling()):
            raise
    raise RuntimeError("what it waited for was cancelled")


def flight(work: Coroutine[Any, Any, Any]) -> "Flight":
    """Begin work that many may await. Few programs need it."""
    from .flight import Flight

    return Flight(work)


def in_order(take: Callable[[int, bytes], Awaitable[object]]) -> "InOrder":
    """What is written in any order, taken in the right one. Few programs need it."""
    from .each import InOrder

    return InOrder(take)


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
