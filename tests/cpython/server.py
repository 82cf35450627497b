"""A server in the test's own event loop that answers as the test says, and records what came."""

import asyncio
import contextlib
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aws4web import AwsClient
from aws4web._platform import PLATFORM, Platform
from tests.platforms import on
from tests.unit.support import KEYS

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
_ENOUGH = 60  # seconds


@dataclass(repr=False)
class Came:
    """A request: its first line, its headers as they came, and what was read of its body."""

    line: str
    headers: list[tuple[str, str]]
    body: bytes = b""

    def header(self, name: str) -> str | None:
        """A header's value; None if it was not sent."""
        values = [value for each, value in self.headers if each.lower() == name]
        assert len(values) < 2, values
        return values[0] if values else None


Answer = Callable[["Conversation"], Awaitable[None]]


class Conversation:
    """One request and its connection."""

    def __init__(self, came: Came, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.came = came
        self.reader = reader
        self.writer = writer

    async def read_body(self) -> None:
        """Read it, however it is framed."""
        if self.came.header("transfer-encoding") == "chunked":
            while size := int(await self.reader.readuntil(b"\r\n"), 16):
                self.came.body += await self.reader.readexactly(size)
                await self.reader.readexactly(2)
            await self.reader.readexactly(2)
        else:
            self.came.body = await self.reader.readexactly(int(self.came.header("content-length") or 0))

    async def write(self, data: bytes) -> None:
        """Send unchanged."""
        self.writer.write(data)
        await self.writer.drain()


async def read_and_answer(conversation: Conversation) -> None:
    """What a healthy server does."""
    await conversation.read_body()
    head = conversation.came.line.startswith("HEAD ")
    await conversation.write(OK[:-2] if head else OK)


@dataclass(repr=False)
class Server:
    """Its address, and what came."""

    answer: Answer = read_and_answer
    requests: list[Came] = field(default_factory=list)
    opened: int = 0
    open: int = 0
    url: str = ""
    closed: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer all requests of a connection."""
        self.opened += 1
        self.open += 1
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                line, *lines = head.decode("latin-1").rstrip("\r\n").split("\r\n")
                pairs = [each.partition(": ") for each in lines]
                came = Came(line, [(name, value) for name, _, value in pairs])
                self.requests.append(came)
                await self.answer(Conversation(came, reader, writer))
                if writer.is_closing():
                    return
        except (asyncio.IncompleteReadError, ConnectionError, ssl.SSLError, asyncio.CancelledError):
            pass  # the client left
        finally:
            writer.close()
            async with self.closed:
                self.open -= 1
                self.closed.notify_all()

    async def until_open(self, count: int) -> None:
        """Wait until at most so many connections are open."""
        async with self.closed:
            await self.closed.wait_for(lambda: self.open <= count)


@asynccontextmanager
async def serving(answer: Answer = read_and_answer, tls: ssl.SSLContext | None = None) -> AsyncIterator[Server]:
    """Serve until the block ends, and until all connections are closed."""
    server = Server(answer)
    listening = await asyncio.start_server(server.serve, "127.0.0.1", 0, backlog=512, ssl=tls)
    scheme = "https" if tls else "http"
    server.url = f"{scheme}://127.0.0.1:{listening.sockets[0].getsockname()[1]}/"
    async with asyncio.timeout(_ENOUGH):
        try:
            yield server
            await server.until_open(0)
        finally:
            listening.close()
            with contextlib.suppress(ConnectionError):
                await listening.wait_closed()


def without_waiting(waits: list[float]) -> Platform:
    """The platform, except that it records how long it was to wait before a retry."""

    async def sleep(seconds: float) -> None:
        waits.append(seconds)

    return PLATFORM._replace(sleep=sleep)


def client(**options: Any) -> AwsClient:
    """A client of an ordinary service."""
    platform = options.pop("platform", PLATFORM)
    return on(platform)(**{**KEYS, "service": "execute-api", "region": "us-east-1", **options})


def open_sockets() -> int:
    """How many sockets are open in this process."""
    found = 0
    for entry in Path("/proc/self/fd").iterdir():
        try:
            found += str(entry.readlink()).startswith("socket:")
        except OSError:  # the folder's own descriptor
            continue
    return found
