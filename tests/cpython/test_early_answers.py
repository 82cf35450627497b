"""A server that answers, and closes, before it has read the body: its answer is the result, once."""

import asyncio
import io
import socket
import ssl
import struct
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest

from aws4web import NetworkError
from aws4web._platform.cpython.sockets import _Socket

from .server import Conversation, client, serving

_SIZE = 16 * 1024 * 1024
_REFUSAL = b"<Error><Code>AccessDenied</Code><Message>Not you</Message></Error>"
_ANSWER = b"HTTP/1.1 403 Forbidden\r\nContent-Length: %d\r\n\r\n" % len(_REFUSAL) + _REFUSAL


async def answer_and_close(conversation: Conversation) -> None:
    """If data is unread when the connection is closed, the kernel sends RST."""
    await conversation.write(_ANSWER)
    conversation.writer.close()


async def read_some_answer_and_close(conversation: Conversation) -> None:
    await conversation.reader.readexactly(300_000)
    await answer_and_close(conversation)


async def answer_and_reset(conversation: Conversation) -> None:
    await conversation.write(_ANSWER)
    transport = conversation.writer.transport
    linger = struct.pack("ii", 1, 0)
    transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
    transport.abort()


async def answer_and_listen_on(conversation: Conversation) -> None:
    await conversation.write(_ANSWER.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n", 1))
    if conversation.writer.can_write_eof():
        conversation.writer.write_eof()
    while await conversation.reader.read(65536):
        pass


SERVERS = [answer_and_close, read_some_answer_and_close, answer_and_reset, answer_and_listen_on]


async def _stream() -> AsyncIterator[bytes]:
    for _ in range(_SIZE // 65536):
        yield bytes(65536)


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("bodies") / "body"
    path.write_bytes(bytes(_SIZE))
    return path


BODIES: dict[str, Callable[[Path], Any]] = {
    "bytes": lambda _: bytes(_SIZE),
    "str": lambda _: "é" * (_SIZE // 2),
    "file": lambda _: io.BytesIO(bytes(_SIZE)),
    "path": lambda path: path,
    "stream": lambda _: _stream(),
}


@pytest.mark.usefixtures("trusted")
@pytest.mark.parametrize("secure", [False, True], ids=["http", "https"])
@pytest.mark.parametrize("body", BODIES)
@pytest.mark.parametrize("answer", SERVERS, ids=lambda answer: answer.__name__)
async def test_the_answer_is_the_result(answer: Any, body: str, secure: bool, tls: ssl.SSLContext, path: Path) -> None:
    async with serving(answer, tls if secure else None) as server, client(service="s3") as aws:
        for attempt in range(1, 4):
            response = await aws.fetch(
                f"{server.url}bucket/key",
                method="PUT",
                body=BODIES[body](path),
                headers={"Content-Length": str(_SIZE), "X-Amz-Content-Sha256": "UNSIGNED-PAYLOAD"},
            )
            assert response.status == 403
            assert response.error is not None
            assert response.error.code == "AccessDenied"
            assert len(server.requests) == attempt, "it is not tried again"


@pytest.mark.usefixtures("trusted")
@pytest.mark.parametrize("secure", [False, True], ids=["http", "https"])
async def test_without_an_answer_it_is_an_error(secure: bool, tls: ssl.SSLContext) -> None:
    async def close(conversation: Conversation) -> None:
        await conversation.reader.readexactly(300_000)
        conversation.writer.transport.abort()

    async with serving(close, tls if secure else None) as server, client() as aws:
        with pytest.raises(NetworkError) as caught:
            await asyncio.wait_for(aws.fetch(server.url, body=bytes(_SIZE)), 20)
        assert len(server.requests) == 1
        assert str(caught.value).startswith(f"POST {server.url}: ")


@pytest.mark.parametrize("write", ["send", "sendmsg"])
def test_what_a_socket_cannot_write_is_dropped_whole(write: str) -> None:
    listening = socket.create_server(("127.0.0.1", 0))
    ours = _Socket(socket.AF_INET, socket.SOCK_STREAM, 0)
    with listening, ours:
        ours.connect(listening.getsockname())
        theirs, _ = listening.accept()
        theirs.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        theirs.close()
        for _ in range(3):  # asyncio hands an iterator to sendmsg
            sent = ours.send(b"abcde") if write == "send" else ours.sendmsg(iter([b"abc", memoryview(b"de")]))
            assert sent == 5
