"""What the libraries below us log, warn of and raise shows no query of a presigned URL, signature or token."""

import asyncio
import gc
import logging
import traceback
from collections.abc import Iterator
from typing import Any

import pytest

from aws4web import AwsClient, NetworkError
from aws4web._platform.cpython.aiohttp_response import network_error

from .server import Conversation, client, serving

_TOKEN = "T0KEN-that-nobody-may-see"
_SIGNED = (_TOKEN, "X-Amz-Signature", "Signature=")
_SECRETS = (*_SIGNED, "secret-in-the-query")
_PRESIGNED: dict[str, Any] = {"sign_query": True, "expires": 60}


async def reset(conversation: Conversation) -> None:
    conversation.writer.transport.abort()


async def cut(conversation: Conversation) -> None:
    await conversation.read_body()
    await conversation.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nabc")
    conversation.writer.close()


async def cut_upload(conversation: Conversation) -> None:
    await conversation.reader.readexactly(100_000)
    conversation.writer.transport.abort()


async def nonsense(conversation: Conversation) -> None:
    await conversation.write(b"nonsense\r\n\r\n")
    conversation.writer.close()


async def unknown_coding(conversation: Conversation) -> None:
    await conversation.read_body()
    await conversation.write(b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 3\r\n\r\nabc")


async def large(conversation: Conversation) -> None:
    await conversation.write(b"HTTP/1.1 200 OK\r\nContent-Length: 9000000\r\n\r\n" + bytes(1_000_000))


def shown(error: BaseException) -> Iterator[str]:
    """Everything that an error shows, its causes and the frames that it passed."""
    yield "".join(traceback.TracebackException.from_exception(error, capture_locals=True).format())
    for each in (error, error.__cause__, error.__context__):
        if each is not None:
            yield f"{each!r} {each.args!r} {vars(each)!r}"
            for frame, _ in traceback.walk_tb(each.__traceback__):
                yield repr(frame.f_locals)


def check_error(error: BaseException) -> None:
    check(f"{error!r} {error} {error.__cause__!r} {error.__context__!r}")
    for text in shown(error):  # with the caller's own frames, which hold the caller's query
        check(text, _SIGNED)


def check(text: str, secrets: tuple[str, ...] = _SECRETS) -> None:
    for secret in secrets:
        assert secret not in text, text


@pytest.fixture
def everything_is_logged(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    caplog.set_level(logging.DEBUG)
    for name in [*logging.root.manager.loggerDict]:
        caplog.set_level(logging.DEBUG, name)
    yield caplog
    for record in caplog.records:
        check(f"{record.getMessage()} {record.args!r} {vars(record)!r}")


async def fetch(aws: AwsClient, url: str, aws_options: Any) -> None:
    response = await aws.fetch(f"{url}key?a=secret-in-the-query", method="PUT", body=bytes(9_000_000), aws=aws_options)
    await response.bytes()


@pytest.mark.parametrize(
    "answer", [reset, cut, cut_upload, nonsense, unknown_coding], ids=lambda answer: answer.__name__
)
@pytest.mark.parametrize("aws_options", [None, _PRESIGNED], ids=["header", "query"])
async def test_network_errors(
    answer: Any, aws_options: Any, everything_is_logged: pytest.LogCaptureFixture, recwarn: pytest.WarningsRecorder
) -> None:
    asyncio.get_running_loop().set_debug(True)
    asyncio.get_running_loop().slow_callback_duration = 0.0  # it then reports every callback
    async with serving(answer) as server, client(session_token=_TOKEN, retries=0) as aws:
        with pytest.raises(NetworkError) as caught:
            await fetch(aws, server.url, aws_options)
        check_error(caught.value)
        assert caught.value.__cause__ is not None
        assert str(caught.value.__cause__)
    assert everything_is_logged.records, "asyncio's debug mode logs"
    for warning in recwarn:
        check(str(warning.message))


@pytest.mark.parametrize("aws_options", [None, _PRESIGNED], ids=["header", "query"])
async def test_a_refused_connection(aws_options: Any, everything_is_logged: pytest.LogCaptureFixture) -> None:
    asyncio.get_running_loop().set_debug(True)
    async with client(session_token=_TOKEN, retries=0) as aws:
        with pytest.raises(NetworkError, match="refuses the connection") as caught:
            await fetch(aws, "http://127.0.0.1:1/", aws_options)
        check_error(caught.value)
        with pytest.raises(NetworkError, match="DNS") as caught:
            await fetch(aws, "http://nobody.invalid/", aws_options)
        check_error(caught.value)


async def test_a_response_that_is_dropped_unread(
    everything_is_logged: pytest.LogCaptureFixture, recwarn: pytest.WarningsRecorder
) -> None:
    told: list[Any] = []
    loop = asyncio.get_running_loop()
    loop.set_debug(True)
    loop.set_exception_handler(lambda _, context: told.append(context))
    async with serving(large) as server, client(session_token=_TOKEN) as aws:
        response = await aws.fetch(f"{server.url}key?a=secret-in-the-query", aws=_PRESIGNED)  # pyright: ignore[reportArgumentType]
        check(repr(response.raw))
        del response
        gc.collect()
        async for _ in await aws.fetch(f"{server.url}key?a=secret-in-the-query", aws=_PRESIGNED):  # pyright: ignore[reportArgumentType]
            break
        gc.collect()
    assert not told
    for warning in recwarn:
        check(str(warning.message))


def test_an_error_without_words_is_told_by_its_type() -> None:
    assert str(network_error(OSError(), "GET http://a/")) == "GET http://a/: OSError"
    assert str(network_error(OSError(5, "words"), "GET http://a/")) == "GET http://a/: [Errno 5] words"
    long = network_error(OSError("x" * 1000), "GET http://a/")
    assert len(str(long)) < 400
