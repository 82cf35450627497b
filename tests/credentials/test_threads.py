"""One client for several event loops and threads."""

import asyncio
import threading
import time
from collections.abc import Callable
from typing import Any

from aws4web import AwsClient, Credentials, CredentialsError
from aws4web.credentials import CachedProvider

SQS = "https://sqs.us-east-1.amazonaws.com/"


class Slow:
    """A provider that takes a while, and counts."""

    def __init__(self, life: float = 3600.0, seconds: float = 0.05) -> None:
        self.asked = 0
        self.running = 0
        self.most = 0
        self._life = life
        self._seconds = seconds

    async def __call__(self) -> Credentials:
        self.asked += 1
        self.running += 1
        self.most = max(self.most, self.running)
        try:
            await asyncio.sleep(self._seconds)
            return Credentials(f"AKID{self.asked}", "secret", "token", time.time() + self._life)
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


def test_one_flight_for_all_threads() -> None:
    provider = Slow()
    client = AwsClient(credentials=provider)

    async def work() -> set[str]:
        requests = await asyncio.gather(*[client.sign(SQS) for _ in range(20)])
        return {request.headers["authorization"].partition("=")[2].partition("/")[0] for request in requests}

    results = in_threads(16, work)
    assert results == [{"AKID1"}] * 16
    assert provider.asked == 1


def test_a_loop_that_ends_takes_nobody_along() -> None:
    """Whoever began the flight leaves; the others, in other loops, begin another."""
    provider = Slow(seconds=0.3)
    client = AwsClient(credentials=provider)
    began = threading.Event()

    async def leave() -> None:
        task = asyncio.ensure_future(client.sign(SQS))
        await asyncio.sleep(0.05)
        began.set()
        await asyncio.sleep(0.05)
        del task  # and the loop ends

    async def stay() -> str:
        return (await client.sign(SQS)).headers["authorization"]

    leaver = threading.Thread(target=lambda: asyncio.run(leave()))
    leaver.start()
    assert began.wait(10)
    results = in_threads(4, stay)
    leaver.join(10)
    assert all(isinstance(result, str) for result in results), results
    assert provider.asked == 2
    assert provider.running == 0


def test_one_loop_after_another() -> None:
    """As in a program that calls asyncio.run again and again."""
    provider = Slow(life=0.2, seconds=0)
    client = AwsClient(credentials=provider)

    async def sign() -> None:
        await client.sign(SQS)

    for _ in range(5):
        asyncio.run(sign())
        time.sleep(0.2)  # it ends for real
    assert provider.asked == 5


def test_a_refresh_beside_the_calls_ends_with_its_loop() -> None:
    provider = Slow(life=1.0, seconds=0)
    client = AwsClient(credentials=provider)

    async def sign() -> None:
        await client.sign(SQS)

    asyncio.run(sign())
    time.sleep(0.6)
    provider._seconds = 60
    asyncio.run(sign())  # begins a refresh, and does not wait for it
    assert provider.running == 0
    provider._seconds = 0
    asyncio.run(sign())
    assert provider.most == 1


def test_forget_from_another_thread() -> None:
    provider = Slow(seconds=30)
    shared = CachedProvider(provider)

    async def wait() -> BaseException | None:
        try:
            await shared()
        except CredentialsError as error:
            return error
        return None

    timer = threading.Timer(0.2, shared.forget)
    timer.start()
    [error] = in_threads(1, wait)
    assert isinstance(error, CredentialsError)
    assert "forget()" in str(error)


async def test_nothing_is_left_behind() -> None:
    provider = Slow(seconds=5)
    client = AwsClient(credentials=provider)
    before = asyncio.all_tasks()
    calls = [asyncio.ensure_future(client.sign(SQS)) for _ in range(50)]
    await asyncio.sleep(0)
    for call in calls:
        call.cancel()
    await asyncio.wait(calls)
    assert asyncio.all_tasks() == before
    assert provider.running == 0
