"""What aiohttp received, and how it failed."""

import asyncio
import socket
import ssl
from collections.abc import AsyncGenerator
from typing import Any

import aiohttp
from aiohttp.connector import Connection
from aiohttp.http_exceptions import BadHttpMessage, ContentEncodingError

from ..._errors import NetworkError
from ..._headers import received_headers
from ..._received import Received
from .sockets import is_deaf

_MAX_SHOWN = 300


class Answer(aiohttp.ClientResponse):
    """aiohttp's response, which shows no query in its repr, and in no warning when it is dropped."""

    async def start(self, connection: Connection) -> "Answer":
        """Receive the status and the headers."""

        def check() -> None:
            protocol, transport = connection.protocol, connection.transport
            if protocol is None or transport is None:
                return
            if self._writer is not None or transport.get_write_buffer_size() or is_deaf(transport):
                # Closing it would wait until the other side has read all that is written, perhaps for ever.
                protocol.force_close()
                transport.abort()

        connection.add_callback(check)  # before another request may have it
        await super().start(connection)
        return self

    def close(self) -> None:
        """Give up what has not come yet. TLS would wait for the other side's goodbye, which may never come."""
        transport = None if self.connection is None else self.connection.transport
        super().close()
        if transport is not None:
            transport.abort()

    def __repr__(self) -> str:
        return f"<ClientResponse {self.status} {self.method} {self.url.with_query(None)}>"

    def __del__(self, _warnings: Any = None) -> None:
        """Nothing: what reads the body closes it."""


def received(answer: aiohttp.ClientResponse, url: str, where: str, pool: object) -> Received:
    """A Received made of what aiohttp received."""
    return Received(
        status=answer.status,
        status_text=(answer.reason or "").encode("utf-8", "surrogateescape").decode("utf-8", "replace"),
        url=url,
        read_headers=lambda: received_headers(answer.raw_headers),
        body=_BodyStream(answer, where, pool),
        raw=answer,
    )


class _BodyStream:
    """See BodyStream. A response that is dropped unread lets go of its connection."""

    def __init__(self, answer: aiohttp.ClientResponse, where: str, pool: object) -> None:
        self._answer = answer
        self._where = where
        self._loop = asyncio.get_running_loop()
        self._pool = pool  # lives until its last response is read

    async def read(self) -> bytes:
        try:
            return await self._answer.read()
        except FAILURES as exc:
            error = network_error(exc, self._where)
        raise error

    async def chunks(self) -> AsyncGenerator[bytes]:
        content = self._answer.content
        try:
            while True:
                try:
                    chunk = await content.readany()
                except FAILURES as exc:
                    error = network_error(exc, self._where)
                    break
                if not chunk:
                    return
                yield chunk
            raise error
        finally:
            if not content.is_eof():
                self._answer.close()

    async def cancel(self) -> None:
        self._answer.close()

    def __del__(self) -> None:
        if not self._answer.closed and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._answer.close)


FAILURES = (aiohttp.ClientError, OSError)


def network_error(failed: BaseException, where: str) -> NetworkError:
    """What happened, in words, with its first cause. To be raised after `failed` has been handled.

    aiohttp's own errors hold the request and show its URL. The first cause, from the system, TLS or the HTTP
    parser, holds neither; the frames that it passed through do, and are removed.
    """
    cause = failed
    while isinstance(cause.__cause__, Exception):
        cause = cause.__cause__
    cause.__traceback__ = cause.__context__ = None
    may_pass = not isinstance(cause, ssl.SSLCertVerificationError | aiohttp.InvalidURL | ContentEncodingError)
    if isinstance(cause, aiohttp.ClientResponseError | BadHttpMessage):
        cause = aiohttp.ClientError(cause.message)
    error = NetworkError(f"{where}: {_reason(failed, cause)}", retryable=may_pass)
    error.__cause__ = cause
    return error


def _reason(failed: BaseException, cause: BaseException) -> str:
    said = str(cause)[:_MAX_SHOWN]
    if isinstance(cause, socket.gaierror):
        return f"the host name cannot be resolved (DNS): {said}"
    if isinstance(cause, ConnectionRefusedError):
        return "the host refuses the connection: nothing listens on that port"
    if isinstance(cause, ssl.SSLCertVerificationError):
        return (
            f"the host's certificate is not trusted: {cause.verify_message}. If it is your own, name its issuer in the"
            " environment variable SSL_CERT_FILE"
        )
    if isinstance(failed, aiohttp.ConnectionTimeoutError):
        return "no connection could be made in time"
    if isinstance(failed, aiohttp.ServerDisconnectedError):
        return "the server closed the connection without an answer"
    if isinstance(failed, aiohttp.ClientPayloadError):
        return f"the body broke off: {said}"
    return said or type(cause).__name__
