"""One client for several event loops and threads."""

import asyncio
import threading
from collections.abc import Callable
from typing import Any

import pytest

from aws4web import AwsClient, Credentials, CredentialsError
from aws4web.credentials import CachedProvider
from tests.waiting import until

from .environment import Clock

SQS = "https://sqs.us-east-1.amazonaws.com/"


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """What all go by."""
    return Clock().rule(monkeypatch)


class Slow:
    """A provider that answers once it is let go, and counts."""

    def __init__(self, clock: Clock, life: float = 3600.0) -> None:
        self.asked = 0
        self.running = 0
        self.most = 0
        self.began = threading.Event()
        self.is_held: Callable[[], bool] = lambda: False
        self._clock = clock
        self._life = life

    async def __call__(self) -> Credentials:
        self.asked += 1
        self.running += 1
        self.most = max(self.most, self.running)
        number = self.asked
        self.began.set()
        try:
            await asyncio.sleep(0.01)
            await until(lambda: not self.is_held())
            return Credentials(f"AKID{number}", "secret", "token", self._clock.time + self._life)
        finally:
            self.running -= 1


def in_threads(count: int, work: Callable[[], Any]) -> list[Any]:
    """What each thread's own event loop ends with."""
    results: list[Any] = []
    started = threading.Barrier(count)

    def run() -> None:
        started.wait()
        try:
            results.append(asyncio.run(work()))
        except BaseException as error:
            results.append(error)

    threads = [threading.Thread(target=run) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert not any(thread.is_alive() for thread in threads), "a thread hangs"
    return results


def test_one_flight_for_all_threads(clock: Clock) -> None:
    provider = Slow(clock)
    client = AwsClient(credentials=provider)

    async def work() -> set[str]:
        requests = await asyncio.gather(*[client.sign(SQS) for _ in range(20)])
        return {request.headers["authorization"].partition("=")[2].partition("/")[0] for request in requests}

    results = in_threads(16, work)
    assert results == [{"AKID1"}] * 16
    assert provider.asked == 1


def test_a_loop_that_ends_takes_nobody_along(clock: Clock) -> None:
    """Whoever began the flight leaves; the others, in other loops, begin another."""
    provider = Slow(clock)
    provider.is_held = lambda: provider.asked == 1
    client = AwsClient(credentials=provider)
    staying: list[None] = []

    async def leave() -> None:
        task = asyncio.ensure_future(client.sign(SQS))
        await until(lambda: len(staying) == 4)
        del task  # and the loop ends

    async def stay() -> str:
        staying.append(None)
        return (await client.sign(SQS)).headers["authorization"]

    leaver = threading.Thread(target=lambda: asyncio.run(leave()))
    leaver.start()
    assert provider.began.wait(30)
    results = in_threads(4, stay)
    leaver.join(30)
    assert all(isinstance(result, str) for result in results), results
    assert provider.asked == 2
    assert provider.running == 0


def test_one_loop_after_another(clock: Clock) -> None:
    """As in a program that calls asyncio.run again and again."""
    provider = Slow(clock)
    client = AwsClient(credentials=provider)

    async def sign() -> None:
        await client.sign(SQS)

    for _ in range(5):
        asyncio.run(sign())
        clock.time += 3600
    assert provider.asked == 5


def test_a_refresh_beside_the_calls_ends_with_its_loop(clock: Clock) -> None:
    provider = Slow(clock)
    client = AwsClient(credentials=provider)

    async def sign(asked: int) -> None:
        await client.sign(SQS)
        await until(lambda: provider.asked == asked)

    asyncio.run(sign(1))
    clock.time += 3600 - 200
    provider.is_held = lambda: True
    asyncio.run(sign(2))  # begins a refresh, and does not wait for its end
    assert provider.running == 0
    provider.is_held = lambda: False
    asyncio.run(sign(2))
    assert provider.most == 1


def test_forget_from_another_thread(clock: Clock) -> None:
    provider = Slow(clock)
    provider.is_held = lambda: True
    shared = CachedProvider(provider)

    async def wait() -> BaseException | None:
        try:
            await shared()
        except CredentialsError as error:
            return error
        return None

    def forget() -> None:
        assert provider.began.wait(30)
        shared.forget()

    other = threading.Thread(target=forget)
    other.start()
    [error] = in_threads(1, wait)
    other.join(30)
    assert isinstance(error, CredentialsError)
    assert "forget()" in str(error)


async def test_nothing_is_left_behind(clock: Clock) -> None:
    provider = Slow(clock)
    provider.is_held = lambda: True
    client = AwsClient(credentials=provider)
    before = asyncio.all_tasks()
    calls = [asyncio.ensure_future(client.sign(SQS)) for _ in range(50)]
    await asyncio.sleep(0)
    for call in calls:
        call.cancel()
    await asyncio.wait(calls)
    assert asyncio.all_tasks() == before
    assert provider.running == 0
