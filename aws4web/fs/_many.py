"""Many at once: each result in its place."""

from collections.abc import AsyncGenerator, Awaitable, Callable, Coroutine, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from .._platform import current

if TYPE_CHECKING:
    from .._platform import Platform

_Item = TypeVar("_Item")
_Result = TypeVar("_Result")


async def each_of(
    platform: "Platform", function: Callable[[_Item], Awaitable[_Result]], items: Sequence[_Item], at_once: int
) -> list[_Result]:
    """What the function makes of each. The first error ends the others, and is raised."""
    results: list[Any] = [None] * len(items)

    async def one(index: int) -> None:
        results[index] = await function(items[index])

    async def work() -> AsyncGenerator[Coroutine[Any, Any, None]]:
        for index in range(len(items)):
            yield one(index)

    if len(items) == 1:
        await one(0)
    elif items:
        await current(platform).each(work(), at_once)
    return results


async def each_tried(
    platform: "Platform", function: Callable[[_Item], Awaitable[_Result]], items: Sequence[_Item], at_once: int
) -> list[_Result | Exception]:
    """The same, but an error is a result."""

    async def tried(item: _Item) -> _Result | Exception:
        try:
            return await function(item)
        except Exception as exc:
            return exc

    return await each_of(platform, tried, items, at_once)
