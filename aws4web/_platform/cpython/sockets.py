"""Sockets that lose no answer, and a limit on how many there are."""

import socket
import weakref
from asyncio import Transport
from collections import deque
from functools import partial
from typing import Any

from aiohttp import ClientPayloadError, TCPConnector
from aiohttp.client_proto import ResponseHandler


class _Socket(socket.socket):
    """A socket on which writing never fails because the other side closed.

    A server that refuses an upload answers before it has read all of it, and closes. asyncio would drop the connection
    when a write then fails, and with it the answer that is waiting to be read. Here what cannot be written is dropped:
    reading goes on, and ends with the answer or with the error. (asyncio's loops write by these methods; one
    that does not, such as uvloop or Windows's proactor, does not get this.)
    """

    def __init__(self, family: int, kind: int, protocol: int) -> None:
        super().__init__(family, kind, protocol)
        _deaf.discard(self.fileno())

    def send(self, data: Any, flags: int = 0, /) -> int:
        try:
            return super().send(data, flags)
        except (BrokenPipeError, ConnectionResetError):
            _deaf.add(self.fileno())
            return memoryview(data).nbytes

    def sendmsg(self, buffers: Any, *more: Any) -> int:
        buffers = [*buffers]  # asyncio hands over an iterator
        try:
            return super().sendmsg(buffers, *more)
        except (BrokenPipeError, ConnectionResetError):
            _deaf.add(self.fileno())
            return sum(memoryview(each).nbytes for each in buffers)


_deaf: set[int] = set()
"""The descriptors of sockets whose other side reads no more."""


def is_deaf(transport: Transport) -> bool:
    """Whether something that was written here was dropped, so that the connection cannot be used again."""
    return bool(_deaf) and transport.get_extra_info("socket").fileno() in _deaf


class _Protocol(ResponseHandler):
    """Tells the reader of a body that its connection is lost.

    If a chunk has no valid length, aiohttp closes the connection and tells nobody: awaiting the rest never ends.
    """

    def connection_lost(self, exc: BaseException | None) -> None:
        payload = self._payload
        super().connection_lost(exc)
        if payload is not None and not payload.is_eof() and payload.exception() is None:
            payload.set_exception(ClientPayloadError("it is not valid HTTP"))


def connector(idle_seconds: float, limit: int) -> TCPConnector:
    """Connections as many as are needed, and idle ones only while there are no more than `limit` in all."""
    made: list[weakref.ref[TCPConnector]] = []

    def make_socket(address: tuple[Any, ...]) -> socket.socket:
        _close_idle(made[0](), limit)
        family, kind, protocol, *_ = address
        return _Socket(family, kind, protocol)

    new = TCPConnector(limit=0, keepalive_timeout=idle_seconds, socket_factory=make_socket)
    make_protocol: partial[ResponseHandler] = partial(_Protocol, loop=new._loop)  # pyright: ignore[reportPrivateUsage]
    new._factory = make_protocol  # pyright: ignore[reportPrivateUsage] - aiohttp has no other way
    made.append(weakref.ref(new))
    return new


def _close_idle(connector: TCPConnector | None, limit: int) -> None:
    """Close the connection that is idle the longest, if there are too many.

    aiohttp keeps them all until they time out: a program that calls a thousand hosts would run out of file
    descriptors. It has no public way to close one.
    """
    idle: dict[Any, deque[tuple[Any, float]]] = getattr(connector, "_conns", {})
    in_use = len(getattr(connector, "_acquired", ()))
    if in_use + sum(map(len, idle.values())) > limit and any(idle.values()):
        key = min((key for key, of_key in idle.items() if of_key), key=lambda key: idle[key][0][1])
        oldest, _ = idle[key].popleft()
        if not idle[key]:
            del idle[key]
        oldest.close()
