"""A server of one object, on loopback, that answers ranges, and fails as it is told."""

import asyncio
import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aws4web import AwsClient
from aws4web.s3 import Bucket


@dataclass
class Answer:
    """What is answered to one request. A test changes it."""

    status: int
    headers: dict[str, str]
    content: bytes
    breaks_at: int | None = None
    """Of the content; then the connection ends."""
    stalls: bool = False
    """Instead of ending."""


@dataclass
class RangeServer:
    """What it has, and what it was asked."""

    content: bytes
    etag: str | None = '"e"'
    headers: dict[str, str] = field(default_factory=dict[str, str])
    faults: list[Callable[[Answer], Any] | None] = field(default_factory=list[Callable[[Answer], Any] | None])
    """What becomes of the answers to GETs, in their order."""
    always: Callable[[Answer], Any] | None = None
    refuses_versions: int | None = None
    """The status of what names a version, once there are three such requests."""
    refused: int = 0
    are_three: asyncio.Event = field(default_factory=asyncio.Event)
    asked: list[str] = field(default_factory=list[str])
    """Methods and ranges."""
    answering: int = 0
    """Requests whose answers are not over, and whose clients are still there."""
    port: int = 0

    def answer(self, method: str, head: str) -> Answer:
        """The right one, changed by the fault that is its turn."""
        match = re.search(r"^range: bytes=(\d+)-(\d+)\r$", head, re.MULTILINE | re.IGNORECASE)
        self.asked.append(f"{method} {match[1]}-{match[2]}" if match else method)
        first, last = (int(match[1]), int(match[2])) if match else (0, len(self.content) - 1)
        headers = {"etag": self.etag, **self.headers} if self.etag else {**self.headers}
        if match and first >= len(self.content):
            answer = Answer(416, {}, b"<Error><Code>InvalidRange</Code></Error>")
        else:
            part = self.content[first : last + 1]
            if match:
                headers["content-range"] = f"bytes {first}-{first + len(part) - 1}/{len(self.content)}"
            answer = Answer(206 if match else 200, headers, part)
        if method == "GET":
            fault = self.faults.pop(0) if self.faults else self.always
            if fault is not None:
                fault(answer)
        return answer

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer the requests of a connection."""
        try:
            goes_on = True
            while goes_on:
                head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
                self.answering += 1
                try:
                    goes_on = await self._play(head, reader, writer)
                finally:
                    self.answering -= 1
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            writer.close()

    async def _play(self, head: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """Answer, and return whether the connection is good for another request."""
        method = head.partition(" ")[0]
        answer = self.answer(method, head)
        if self.refuses_versions and "versionId=" in head:
            self.refused += 1
            if self.refused == 3:
                self.are_three.set()
            await self.are_three.wait()
            answer = Answer(self.refuses_versions, {}, b"<Error><Code>AccessDenied</Code></Error>")
        headers = {"content-length": str(len(answer.content)), **answer.headers}
        lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items() if value)
        writer.write(f"HTTP/1.1 {answer.status} X\r\n{lines}\r\n".encode())
        if method != "HEAD":
            writer.write(answer.content[: answer.breaks_at])
        await writer.drain()
        if answer.stalls:
            await reader.read(1)
        return answer.breaks_at is None and not answer.stalls

    def bucket(self, **options: Any) -> Bucket:
        """The one that holds the object, for a client of its own."""
        options = {"retries": 3, "init_retry_ms": 0, **options}
        aws = AwsClient(access_key_id="a", secret_access_key="b", region="us-east-1", **options)
        return Bucket(aws, "bucket", endpoint_url=f"http://127.0.0.1:{self.port}")


def breaks(at: int) -> Callable[[Answer], Any]:
    """A fault: so many bytes come."""
    return lambda answer: setattr(answer, "breaks_at", at)


@asynccontextmanager
async def range_server(content: bytes, **options: Any) -> AsyncIterator[RangeServer]:
    """Serve until the block ends."""
    server = RangeServer(content, **options)
    listening = await asyncio.start_server(server.serve, "127.0.0.1", 0)
    server.port = listening.sockets[0].getsockname()[1]
    try:
        yield server
    finally:
        listening.close()
