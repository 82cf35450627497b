"""The connections of clients, as a server sees them."""

import asyncio
import ssl
from contextlib import AsyncExitStack

import pytest

from aws4web import AwsClient, Response
from aws4web._platform.cpython import connections

from .server import OK, Conversation, client, open_sockets, read_and_answer, serving

_MEGABYTE = 1_000_000
_LARGE = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % _MEGABYTE + bytes(_MEGABYTE)


async def read(aws: AwsClient, url: str) -> str:
    return await (await aws.fetch(url)).text()


class Gate:
    """Answers once it is allowed to."""

    def __init__(self, answer: bytes = OK) -> None:
        self.may_answer = asyncio.Event()
        self.waiting = asyncio.Semaphore(0)
        """Released for each request that came."""
        self._answer = answer

    async def __call__(self, conversation: Conversation) -> None:
        self.waiting.release()
        await self.may_answer.wait()
        await conversation.write(self._answer)


async def large(conversation: Conversation) -> None:
    await conversation.write(_LARGE)


async def test_one_after_another_share_a_connection_to_each_host() -> None:
    async with serving() as here, serving() as there, client() as aws:
        for _ in range(3):
            assert await read(aws, here.url) == await read(aws, there.url) == "ok"
        assert (here.opened, there.opened) == (1, 1)


async def test_at_once_are_a_hundred_at_most() -> None:
    gate = Gate()
    async with serving(gate) as server, client() as aws:
        reading = [asyncio.ensure_future(read(aws, server.url)) for _ in range(250)]
        for _ in range(100):
            await gate.waiting.acquire()
        assert server.open == 100
        gate.may_answer.set()
        assert set(await asyncio.gather(*reading)) == {"ok"}
        assert (server.opened, len(server.requests)) == (100, 250)


async def test_another_host_gets_the_connection_that_was_idle_the_longest() -> None:
    gate = Gate()
    async with serving(gate) as here, serving() as there, client() as aws:
        reading = [asyncio.ensure_future(read(aws, here.url)) for _ in range(100)]
        for _ in range(100):
            await gate.waiting.acquire()
        gate.may_answer.set()
        await asyncio.gather(*reading)
        assert await read(aws, there.url) == "ok"
        await here.until_open(99)
        assert (here.open, there.open) == (99, 1)


async def test_idle_connections_are_closed_with_the_next_request(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "_IDLE_SECONDS", 0.01)
    async with serving() as here, serving() as there, client() as aws:
        await read(aws, here.url)
        await read(aws, there.url)
        await here.until_open(0)
        assert here.opened == 1


async def test_a_response_that_is_dropped_gives_its_connection_back() -> None:
    async with serving() as server, client() as aws:
        for _ in range(120):
            await aws.fetch(server.url)
        assert len(server.requests) == 120
    async with serving(large) as server, client() as aws:
        for _ in range(120):
            await aws.fetch(server.url)
        await server.until_open(1)


async def test_a_call_that_is_cancelled_gives_its_connection_back() -> None:
    gate = Gate()
    async with serving(gate) as server, client() as aws:
        for _ in range(2):  # 200, each waiting for its answer or for a connection
            reading = [asyncio.ensure_future(read(aws, server.url)) for _ in range(100)]
            await gate.waiting.acquire()
            for task in reading:
                task.cancel()
            await asyncio.gather(*reading, return_exceptions=True)
        gate.may_answer.set()
        assert await read(aws, server.url) == "ok"


# A megabyte is held by the system when it is cancelled; of nine, much has not been handed over.
@pytest.mark.usefixtures("trusted")
@pytest.mark.parametrize("size", [1_000_000, 9_000_000])
@pytest.mark.parametrize("secure", [False, True], ids=["http", "https"])
async def test_an_upload_that_is_cancelled_does_not_wait_for_a_server_that_reads_nothing(
    secure: bool, size: int, tls: ssl.SSLContext
) -> None:
    began, ends = asyncio.Semaphore(0), asyncio.Event()

    async def read_nothing(_: Conversation) -> None:
        began.release()
        await ends.wait()

    async with serving(read_nothing, tls if secure else None) as server, client() as aws:
        before = open_sockets()
        uploading = [asyncio.ensure_future(aws.fetch(server.url, body=bytes(size))) for _ in range(5)]
        for _ in range(5):
            await began.acquire()
        for _ in range(20):  # until the buffers are full
            await asyncio.sleep(0.001)
        for task in uploading:
            task.cancel()
        await asyncio.gather(*uploading, return_exceptions=True)
        for _ in range(1000):
            if open_sockets() - before == 5:
                break
            await asyncio.sleep(0.01)
        assert open_sockets() - before == 5, "the server's ends"
        ends.set()


async def test_close_closes_them_all() -> None:
    async with serving(large) as server, AsyncExitStack() as stack:
        aws = await stack.enter_async_context(client())
        await asyncio.gather(*[read(aws, server.url) for _ in range(5)])
        unread = await aws.fetch(server.url)
        await stack.aclose()
        await server.until_open(0)
        del unread


async def no_content(conversation: Conversation) -> None:
    await conversation.read_body()
    await conversation.write(b"HTTP/1.1 204 No Content\r\n\r\n")


async def empty(conversation: Conversation) -> None:
    await conversation.read_body()
    await conversation.write(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")


@pytest.mark.parametrize(
    ("answer", "method"),
    [(read_and_answer, "HEAD"), (no_content, "DELETE"), (empty, "GET"), (empty, "PUT")],
    ids=["HEAD", "DELETE", "GET", "PUT"],
)
async def test_an_answer_without_a_body_holds_nothing(answer: object, method: str) -> None:
    async with serving(answer) as server, client() as aws:  # pyright: ignore[reportArgumentType]
        kept = [await aws.fetch(server.url, method=method) for _ in range(120)]
        assert len(kept) == 120
        assert server.opened == 1


async def test_bodies_that_are_not_read_do_not_count() -> None:
    async with serving(large) as server, client() as aws:
        kept = [await aws.fetch(server.url) for _ in range(120)]
        kept += await asyncio.gather(*[aws.fetch(server.url) for _ in range(101)])
        assert server.open == 221
        assert {len(await response.bytes()) for response in kept} == {_MEGABYTE}


async def test_ten_thousand_at_once() -> None:
    async with serving() as server, client() as aws:
        kept: list[Response] = await asyncio.gather(*[aws.fetch(server.url) for _ in range(10_000)])
        assert {await response.text() for response in kept} == {"ok"}
        assert len(server.requests) == 10_000
        assert server.opened <= 100


async def test_a_client_that_ends_cuts_nothing_of_another_one() -> None:
    half_way, may_go_on = asyncio.Event(), asyncio.Event()

    async def in_two_parts(conversation: Conversation) -> None:
        await conversation.write(_LARGE[:600_000])
        half_way.set()
        await may_go_on.wait()
        await conversation.write(_LARGE[600_000:])

    async with serving(in_two_parts) as slow, serving() as other, client() as aws:
        reading = asyncio.ensure_future((await aws.fetch(slow.url)).bytes())
        await half_way.wait()
        async with client() as throwaway:
            assert await read(throwaway, other.url) == "ok"
        await other.until_open(0)
        may_go_on.set()
        assert len(await reading) == _MEGABYTE
        # Nor does a client that is dropped take its response along.
        half_way.clear()
        may_go_on.clear()
        response = await client().fetch(slow.url)
        await half_way.wait()
        may_go_on.set()
        assert len(await response.bytes()) == _MEGABYTE
        del response
        await slow.until_open(1)


async def test_a_client_may_go_on_after_it_was_closed() -> None:
    async with serving() as server, client() as aws:
        await read(aws, server.url)
        await aws.close()
        await server.until_open(0)
        assert await read(aws, server.url) == "ok"


async def test_nothing_is_sent_a_second_time_by_itself() -> None:
    async def answer_once(conversation: Conversation) -> None:
        if len(server.requests) == 1:
            await conversation.write(OK)
        else:
            conversation.writer.transport.abort()

    async with serving(answer_once) as server, client(retries=0) as aws:
        assert await read(aws, server.url) == "ok"
        with pytest.raises(OSError, match=r"127\.0\.0\.1"):
            await aws.fetch(server.url)
        assert len(server.requests) == 2, "aiohttp would send a GET again on a connection that was idle"
