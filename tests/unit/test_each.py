"""Many pieces of work, some of them at once."""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from typing import Any

import pytest

from aws4web._platform import PLATFORM


class Work:
    def __init__(self) -> None:
        self.running = self.most = self.done = self.cancelled = self.begun = 0

    async def piece(self, number: int, fails: int | None = None) -> None:
        self.running += 1
        self.most = max(self.most, self.running)
        try:
            await asyncio.sleep(0.001 * (number % 3 + 1))
            if number == fails:
                raise OSError(str(number))
            self.done += 1
        except asyncio.CancelledError:
            self.cancelled += 1
            raise
        finally:
            self.running -= 1

    async def pieces(self, count: int, fails: int | None = None) -> AsyncIterator[Coroutine[Any, Any, None]]:
        for number in range(count):
            self.begun += 1
            yield self.piece(number, fails)


async def test_so_many_at_once() -> None:
    work = Work()
    await PLATFORM.each(work.pieces(50), 4)
    assert (work.done, work.most, work.running) == (50, 4, 0)


async def test_the_first_error_ends_the_others() -> None:
    work = Work()
    with pytest.raises(OSError, match="7"):
        await PLATFORM.each(work.pieces(1000, fails=7), 4)
    assert work.begun < 30, "no more are begun"
    assert work.running == 0
    assert work.done + work.cancelled + 1 <= work.begun


async def test_cancelled() -> None:
    work = Work()
    running = asyncio.ensure_future(PLATFORM.each(work.pieces(1000), 4))
    await asyncio.sleep(0.005)
    running.cancel()
    await asyncio.wait([running])
    assert running.cancelled()
    assert work.running == 0
    assert len(asyncio.all_tasks()) == 1


async def test_none() -> None:
    await PLATFORM.each(Work().pieces(0), 4)


@pytest.mark.parametrize("times", [1, 2, 4])
@pytest.mark.parametrize("fails", [False, True])
async def test_work_that_comes_to_its_end(times: int, fails: bool) -> None:
    done: list[str] = []

    async def work() -> str:
        for _ in range(20):
            await asyncio.sleep(0)
        done.append("work")
        if fails:
            raise ValueError("the work's own")
        return "result"

    results: list[object] = []

    async def caller() -> None:
        results.extend(await PLATFORM.to_its_end(work, 10.0))

    task = asyncio.ensure_future(caller())
    for _ in range(times):
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        task.cancel()
    if fails:  # a cancellation is never lost
        with pytest.raises(asyncio.CancelledError):
            await task
    else:
        await task
        assert results[0] == "result"
        assert isinstance(results[1], asyncio.CancelledError)
    assert done == ["work"]
