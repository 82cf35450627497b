"""Answers with a Content-Encoding that cannot be undone here."""

import pytest

from aws4web import NetworkError

from .server import Conversation, client, serving, without_waiting


async def packed(conversation: Conversation) -> None:
    """What is stored is of five bytes."""
    coding, is_head = conversation.came.line.split("/")[1][:4].split()[0], conversation.came.line.startswith("HEAD ")
    head = f"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Encoding: {coding}\r\n\r\n".encode()
    await conversation.write(head if is_head else head + b"abcde")


@pytest.mark.parametrize("coding", ["br", "zstd", "gzip"])
async def test_it(coding: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("aiohttp.http_parser.HAS_BROTLI", False)
    monkeypatch.setattr("aiohttp.http_parser.HAS_ZSTD", False)
    waits: list[float] = []
    async with serving(packed) as server, client(platform=without_waiting(waits)) as aws:
        response = await aws.fetch(f"{server.url}{coding}", method="HEAD")
        assert (response.headers["content-encoding"], response.headers["content-length"]) == (coding, "5")
        response = await aws.fetch(f"{server.url}{coding}", headers={"accept-encoding": "identity"})
        assert await response.bytes() == b"abcde"
        with pytest.raises(NetworkError, match=f": Can not decode content-encoding: .*{coding}") as caught:
            await (await aws.fetch(f"{server.url}{coding}")).bytes()
        assert not caught.value.retryable
        assert (len(server.requests), waits) == (3, [])
