"""The part of HTTP/1.1 that the fault server speaks, and ways to break it off."""

import asyncio
import contextlib
import socket
import struct
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from http import HTTPStatus

from demo.localhost.aws.gate.wire_request import WireRequest


class Connection:
    """A client's connection."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    async def read_head(self) -> WireRequest | None:
        """The next request without its body; None if the client closed the connection."""
        try:
            head = (await self._reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        except asyncio.IncompleteReadError:
            return None
        first, *lines = head.rstrip("\r\n").split("\r\n")
        method, target, _ = first.split(" ", 2)
        pairs = (line.partition(":") for line in lines)
        return WireRequest(method, target, tuple((name, value.strip()) for name, _, value in pairs))

    async def read_body(self, request: WireRequest) -> WireRequest:
        """The request with its body. Raises ConnectionError if the client leaves before its end."""
        try:
            body = await self._reader.readexactly(int(request.header("content-length") or 0))
        except asyncio.IncompleteReadError as error:
            raise ConnectionError("the client left") from error
        return replace(request, body=body)

    async def write(self, data: bytes) -> None:
        """Send unchanged. Raises ConnectionError if the client has left."""
        self._writer.write(data)
        await self._writer.drain()

    async def client_left(self) -> bool:
        """Wait until the client has closed the connection; False if it sent more instead."""
        try:
            return not await self._reader.read(1)
        except ConnectionError:
            return True

    def close(self) -> None:
        """End the connection regularly (FIN)."""
        self._writer.close()

    def reset(self) -> None:
        """End the connection with RST, which is what closing without lingering sends."""
        linger = struct.pack("ii", 1, 0)
        self._writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        self._writer.transport.abort()


def head_of(status: int, headers: Mapping[str, str]) -> bytes:
    """Status line and headers."""
    lines = [
        f"HTTP/1.1 {status} {HTTPStatus(status).phrase}",
        *(f"{name}: {value}" for name, value in headers.items()),
    ]
    return "\r\n".join([*lines, "", ""]).encode()


def is_preflight(request: WireRequest) -> bool:
    """Whether a browser asks if the page may send a request."""
    return request.method == "OPTIONS" and request.header("access-control-request-method") is not None


async def listen(serve: Callable[[Connection], Awaitable[None]]) -> asyncio.Server:
    """Serve every connection to a free port of 127.0.0.1."""

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connection = Connection(reader, writer)
        # A client that leaves is not the server's to report; nor is the server's own end.
        with contextlib.closing(connection), contextlib.suppress(ConnectionError, asyncio.CancelledError):
            await serve(connection)

    return await asyncio.start_server(connected, "127.0.0.1", 0)


def port_of(server: asyncio.Server) -> int:
    """Its address."""
    return int(server.sockets[0].getsockname()[1])
