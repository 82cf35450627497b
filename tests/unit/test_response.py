"""The response's body: read whole, in part and then on, iterated, broken off, too slow."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable
from typing import Any

import pytest

from aws4web import AwsError, Headers, NetworkError, RequestTimeoutError, Response
from aws4web._headers import received_headers
from aws4web._received import Received
from tests.unit.support import Answer, Fake

URL = "https://sqs.us-east-1.amazonaws.com/"


class Stream:
    """A body whose parts are read one by one, and only once, as on a platform."""

    def __init__(self, *parts: bytes | NetworkError | None) -> None:
        self.parts = list(parts)
        self.taken = 0
        self.is_closed = False
        self.cancelled = False
        self._is_used = False

    async def read(self) -> bytes:
        return b"".join([part async for part in self.chunks()])

    async def chunks(self) -> AsyncGenerator[bytes]:
        if self._is_used:
            raise NetworkError("the body was read already")
        self._is_used = True
        try:
            for part in self.parts:
                await asyncio.sleep(0)
                if part is None:
                    await asyncio.Event().wait()
                if isinstance(part, NetworkError):
                    raise part
                self.taken += 1
                yield part or b""
        finally:
            self.is_closed = True

    async def cancel(self) -> None:
        self.cancelled = True


def response_of(*parts: bytes | NetworkError | None) -> tuple[Response, Stream]:
    stream = Stream(*parts)
    url = f"{URL}?secret"
    received = Received(status=200, status_text="OK", url=url, read_headers=Headers, body=stream, raw=None)
    return Response(received), stream


async def iterated(response: Response) -> list[bytes]:
    return [chunk async for chunk in response]


async def test_a_body_is_read_once_and_kept() -> None:
    response, stream = response_of(b"a", b"b")
    assert await response.bytes() == b"ab"
    assert await response.text() == "ab"
    assert await iterated(response) == [b"ab"]
    assert await response.beginning(1) == b"a"
    assert stream.taken == 2


async def test_no_more_is_read_than_is_asked_for() -> None:
    response, stream = response_of(b"aa", b"bb", b"cc")
    assert await response.beginning(3) == b"aab"
    assert stream.taken == 2
    assert await response.beginning(3) == b"aab"
    assert await response.beginning(4) == b"aabb"
    assert stream.taken == 2
    assert await response.bytes() == b"aabbcc"
    assert await response.bytes() == b"aabbcc"
    assert await response.beginning(3) == b"aab"


async def test_what_was_begun_comes_first_in_an_iteration() -> None:
    response, stream = response_of(b"aa", b"bb", b"cc", b"dd")
    await response.beginning(3)
    assert await iterated(response) == [b"aabb", b"cc", b"dd"]
    for again in (response.bytes(), iterated(response)):
        with pytest.raises(NetworkError, match="read already"):
            await again
    assert stream.is_closed


async def test_an_iteration_that_is_left_early_ends_the_transfer() -> None:
    for size in (0, 3):
        response, stream = response_of(b"aa", b"bb", b"cc", b"dd")
        await response.beginning(size)
        chunks = response.__aiter__()
        await anext(chunks)
        await anext(chunks)
        assert not stream.is_closed
        await chunks.aclose()
        assert stream.is_closed


async def test_what_was_begun_ends_when_it_is_given_up() -> None:
    """At once, and not when the garbage collector finds it; what had come by then is not all."""
    response, stream = response_of(b"one", b"two")
    assert await response.beginning(2) == b"on"
    await response.cancel()
    assert (stream.is_closed, stream.cancelled) == (True, True)
    for work in (response.bytes(), response.beginning(4), iterated(response)):
        with pytest.raises(NetworkError, match="reading was cancelled"):
            await work
    response, stream = response_of(b"one", None)
    reading = asyncio.ensure_future(response.beginning(4))
    await asyncio.sleep(0.01)
    await response.cancel()
    assert not reading.done(), "the platform ends it"
    reading.cancel()
    await asyncio.wait([reading])


async def test_a_beginning_that_is_all() -> None:
    response, stream = response_of(b"aa", b"bb")
    assert await response.beginning(100) == b"aabb"
    assert stream.is_closed
    assert await iterated(response) == [b"aabb"]
    await response.__aiter__().aclose()
    assert await response.bytes() == b"aabb"


async def test_a_failure_stays_and_loses_nothing_that_came_before_it() -> None:
    for size in (1, 4, 100):
        response, _ = response_of(b"aa", b"bb", NetworkError("reset"))
        if size == 100:
            with pytest.raises(NetworkError, match="reset"):
                await response.beginning(size)
        else:
            await response.beginning(size)
        for again in (response.bytes, response.text, response.json, response.bytes):
            with pytest.raises(NetworkError, match="reset"):
                await again()
        with pytest.raises(NetworkError, match="reset"):
            await response.beginning(1)
        chunks = response.__aiter__()
        assert await anext(chunks) == b"aabb"
        with pytest.raises(NetworkError, match="reset"):
            await anext(chunks)


async def test_a_reading_that_was_cancelled_is_no_shorter_body() -> None:
    response, _ = response_of(b"aa", None)
    assert await response.beginning(1) == b"aa"[:1]
    reading = asyncio.ensure_future(response.bytes())
    await asyncio.sleep(0.001)
    reading.cancel()
    with pytest.raises(asyncio.CancelledError):
        await reading
    with pytest.raises(NetworkError, match=rf"^{URL}: reading was cancelled$"):
        await response.bytes()


async def test_an_iteration_that_failed_does_not_end() -> None:
    """Who goes on after an error, as after a time limit, must not take what came for all."""
    response, _ = response_of(b"aa", NetworkError("reset"), b"bb")
    chunks = response.__aiter__()
    assert await anext(chunks) == b"aa"
    for again in (lambda: anext(chunks), lambda: anext(chunks), response.bytes, lambda: iterated(response)):
        with pytest.raises(NetworkError, match="reset"):
            await again()


async def test_an_iteration_that_was_cancelled_does_not_end() -> None:
    response, _ = response_of(b"aa", None)
    chunks = response.__aiter__()
    assert await anext(chunks) == b"aa"
    waiting = asyncio.ensure_future(anext(chunks))
    await asyncio.sleep(0)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    with pytest.raises(NetworkError, match="reading was cancelled"):
        await anext(chunks)


async def test_all_that_is_begun_is_read_within_one_limit() -> None:
    limited: list[Any] = []

    async def in_time(work: Awaitable[Any]) -> Any:
        limited.append(work)
        return await work

    response, _ = response_of(b"a", b"b", b"c", b"d")
    response._received.limit_reading(in_time)
    await response.beginning(3)
    assert len(limited) == 1
    await response.bytes()
    assert len(limited) == 2
    response, _ = response_of(b"a", b"b")
    response._received.limit_reading(in_time)
    await iterated(response)
    assert len(limited) == 5, "each chunk, and the end"


async def test_a_beginning_that_takes_too_long() -> None:
    async def in_time(work: Awaitable[Any]) -> Any:
        task = asyncio.ensure_future(work)
        await asyncio.sleep(0.001)
        task.cancel()
        raise RequestTimeoutError("too long")

    response, stream = response_of(b"aa", None)
    response._received.limit_reading(in_time)
    with pytest.raises(RequestTimeoutError):
        await response.beginning(100)
    await asyncio.sleep(0)
    assert stream.is_closed
    with pytest.raises(RequestTimeoutError):
        await response.text()


LONG = b"<Error><Code>NoSuchKey</Code>" + b"<a>x</a>" * 300_000


async def test_of_an_error_no_more_is_read_than_explains_it() -> None:
    answer = Answer(403, LONG)
    response = await Fake(answer).client().fetch(URL, body="a")
    assert response.error is not None
    assert response.error.code == "NoSuchKey"
    assert not answer.body.cancelled
    assert 2**20 <= answer.body.sent < 2**20 + 10_000
    assert await response.bytes() == LONG
    answer = Answer(403, LONG)
    with pytest.raises(AwsError, match="NoSuchKey"):
        await Fake(answer).client().fetch(URL, body="a", raise_for_status=True)
    assert answer.body.cancelled, "nobody has it"


@pytest.mark.parametrize(
    ("raw", "read"),
    [
        ("日本".encode(), "日本"),
        (b"caf\xe9", "café"),
        ("café".encode(), "café"),
        (b"\xff\xfe", "ÿþ"),
        ("日本".encode().decode("latin-1"), "日本"),
        ("caf\xe9", "café"),
        ("日本", "日本"),
        ("\udcff", "?"),
        (" \t a  b\r\n", "a  b"),
        ("\x00\x1b", "\x00\x1b"),
        (b"", ""),
    ],
)
def test_a_header_that_was_received_is_decoded_and_not_checked(raw: str | bytes, read: str) -> None:
    assert received_headers([("X-A", raw)])["x-a"] == read
    assert received_headers([(b"X-A", raw)])["x-a"] == read


def test_names_that_were_received_are_not_checked() -> None:
    pairs = [("A b", "1"), ("", "2"), ("É".encode(), "3"), ("x:", "4")]
    headers = received_headers(pairs)
    assert dict(headers) == {"a b": "1", "": "2", "é": "3", "x:": "4"}
    assert headers["a B"] == "1"


def test_a_name_that_was_received_twice_is_joined_as_fetch_joins_it() -> None:
    assert dict(received_headers([("a", "1"), ("B", "2"), ("A", "3"), ("a", "")])) == {"a": "1, 3, ", "b": "2"}
