"""What ends first: work, its limit, another thing; and a cancellation from outside."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from aws4web._platform.tasks import Pause, first_of


async def _pause_in_a_task(seconds: float) -> None:
    await Pause(seconds)


OTHERS: dict[str, Callable[[float], Awaitable[None]]] = {"a limit": Pause, "work": _pause_in_a_task}
"""What needs no task, and what does."""


@pytest.fixture(params=OTHERS)
def other(request: pytest.FixtureRequest) -> Callable[[float], Awaitable[None]]:
    return OTHERS[request.param]


async def left() -> set[Any]:
    """The tasks that somebody forgot."""
    return asyncio.all_tasks() - {asyncio.current_task()}


class Work:
    """Work that never ends by itself, and what became of it."""

    def __init__(self) -> None:
        self.began, self.ended = asyncio.Event(), asyncio.Event()

    async def run(self) -> None:
        self.began.set()
        try:
            await asyncio.Event().wait()
        finally:
            await asyncio.sleep(0)  # what cleans up may wait
            self.ended.set()


async def test_work_in_time(other: Any) -> None:
    async def work() -> str:
        await asyncio.sleep(0)
        return "done"

    assert await first_of(work(), other(1000)) == (0, "done")
    assert await left() == set()


async def test_work_that_fails(other: Any) -> None:
    for error in (ValueError("its own"), TimeoutError("its own")):

        async def work(error: Exception = error) -> None:
            raise error

        with pytest.raises(type(error), match="its own") as caught:
            await first_of(work(), other(1000))
        assert caught.value is error
    assert await left() == set()


@pytest.mark.parametrize("seconds", [0, 0.01])
async def test_work_that_takes_too_long(other: Any, seconds: float) -> None:
    work = Work()
    assert await first_of(work.run(), other(seconds)) == (1, None)
    assert work.ended.is_set() == work.began.is_set(), "it was interrupted, and had its time to clean up"
    task = asyncio.current_task()
    assert task
    assert task.cancelling() == 0
    await asyncio.sleep(0)  # nothing is left to be cancelled
    assert await left() == set()


async def test_limits_in_each_other(other: Any) -> None:
    for inner, outer, expected in ((0, 1000, (0, (1, None))), (1000, 0.01, (1, None)), (0.01, 0.01, None)):
        found = await first_of(first_of(Work().run(), other(inner)), other(outer))
        assert found in ([expected] if expected else [(0, (1, None)), (1, None)])
        await asyncio.sleep(0)
    assert await left() == set()


@pytest.mark.parametrize("seconds", [1000, 0])
async def test_cancelled_from_outside(other: Any, seconds: float) -> None:
    """Even if the time is over in the same moment."""
    work = Work()
    task = asyncio.ensure_future(first_of(work.run(), other(seconds)))
    await work.began.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert work.ended.is_set()
    assert task.cancelled()
    assert await left() == set()


async def test_a_pause() -> None:
    loop = asyncio.get_running_loop()
    began = loop.time()
    await Pause(0.01)
    assert loop.time() - began >= 0.009
