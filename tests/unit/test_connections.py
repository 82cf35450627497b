"""The connections that httpx opens for us, as a server sees them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import pytest

from aws4web import AwsClient
from aws4web._platform import httpx_client

from .support import KEYS

_ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
_ENOUGH = 60  # seconds


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY", "no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)


class Server:
    """Counts connections, and answers requests once it may."""

    def __init__(self) -> None:
        self.may_answer = asyncio.Event()
        self.may_answer.set()
        self.waiting = asyncio.Semaphore(0)
        """Released for each request that came."""
        self.closed = asyncio.Semaphore(0)
        """Released for each connection that ended."""
        self.targets: list[bytes] = []
        self.opened = self.open = 0
        self.url = ""

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.opened += 1
        self.open += 1
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                self.targets.append(head.split()[1])
                self.waiting.release()
                await self.may_answer.wait()
                writer.write(_ANSWER)
        except asyncio.IncompleteReadError:
            pass
        finally:
            self.open -= 1
            self.closed.release()
            writer.close()

    async def until_open(self, count: int) -> None:
        while self.open > count:
            await self.closed.acquire()


@asynccontextmanager
async def serving() -> AsyncIterator[Server]:
    server = Server()
    listening = await asyncio.start_server(server.serve, "127.0.0.1", 0, backlog=256)
    server.url = f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}/"
    async with listening, asyncio.timeout(_ENOUGH):
        yield server
        await server.until_open(0)  # who ends a loop before its tasks leaves them pending


def client(**options: Any) -> AwsClient:
    return AwsClient(**KEYS, service="execute-api", region="us-east-1", **options)


async def read(aws: AwsClient, url: str) -> str:
    return await (await aws.fetch(url)).text()


async def test_one_after_another_share_a_connection_to_each_host() -> None:
    async with serving() as here, serving() as there, client() as aws:
        for _ in range(3):
            assert await read(aws, here.url) == await read(aws, there.url) == "ok"
        assert (here.opened, there.opened) == (1, 1)


async def test_at_once_are_a_hundred_at_most() -> None:
    async with serving() as server, client() as aws:
        server.may_answer.clear()
        reading = [asyncio.ensure_future(read(aws, server.url)) for _ in range(250)]
        for _ in range(100):
            await server.waiting.acquire()
        assert server.open == 100
        server.may_answer.set()
        assert set(await asyncio.gather(*reading)) == {"ok"}
        assert (server.opened, len(server.targets)) == (100, 250)


async def test_another_host_gets_the_connection_that_was_idle_the_longest() -> None:
    async with serving() as here, serving() as there, client() as aws:
        here.may_answer.clear()
        reading = [asyncio.ensure_future(read(aws, here.url)) for _ in range(100)]
        for _ in range(100):
            await here.waiting.acquire()
        here.may_answer.set()
        await asyncio.gather(*reading)
        assert await read(aws, there.url) == "ok"
        await here.until_open(99)
        assert (here.open, there.open) == (99, 1)


async def test_idle_connections_are_closed_with_the_next_request(monkeypatch: pytest.MonkeyPatch) -> None:
    async with serving() as here, serving() as there, client() as aws:
        await read(aws, here.url)
        monkeypatch.setattr(httpx_client, "_IDLE_SECONDS", 0)
        await read(aws, there.url)
        await here.until_open(0)
        assert here.opened == 1


async def test_a_response_that_is_dropped_gives_its_connection_back() -> None:
    async with serving() as server, client() as aws:
        for _ in range(120):
            await aws.fetch(server.url)
        assert len(server.targets) == 120


async def test_a_call_that_is_cancelled_gives_its_connection_back() -> None:
    async with serving() as server, client() as aws:
        server.may_answer.clear()
        for _ in range(2):  # 200, of which each waits for its answer, or for a connection
            reading = [asyncio.ensure_future(read(aws, server.url)) for _ in range(100)]
            await server.waiting.acquire()
            for task in reading:
                task.cancel()
            await asyncio.gather(*reading, return_exceptions=True)
        server.may_answer.set()
        assert await read(aws, server.url) == "ok"


async def test_close_closes_them_all() -> None:
    async with serving() as server, AsyncExitStack() as stack:
        aws = await stack.enter_async_context(client())
        await asyncio.gather(*[read(aws, server.url) for _ in range(5)])
        unread = await aws.fetch(server.url)
        await stack.aclose()
        await server.until_open(0)
        del unread


@pytest.mark.parametrize("variable", ["HTTP_PROXY", "ALL_PROXY"])
async def test_the_environments_proxy_is_used(variable: str, monkeypatch: pytest.MonkeyPatch) -> None:
    async with serving() as server:
        monkeypatch.setenv(variable, server.url)
        async with client() as aws:
            assert await read(aws, "http://aws.test/key") == "ok"
        assert server.targets == [b"http://aws.test/key"]
