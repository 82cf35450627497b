"""Requests by httpx."""

import asyncio
import contextlib
import socket
import ssl
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from functools import cache, lru_cache, partial
from typing import cast
from weakref import WeakKeyDictionary

import httpx

from .._errors import NetworkError
from .._request import Headers, SignedRequest
from .._response import Response
from .parts import as_bytes, header_bytes

_MAX_REDIRECTS = 20  # as fetch: https://fetch.spec.whatwg.org/#http-redirect-fetch
_MAX_CONNECTIONS = 100
_IDLE_SECONDS = 5.0

# A connection belongs to the event loop that opened it.
_by_loop: WeakKeyDictionary[asyncio.AbstractEventLoop, "_Connections"] = WeakKeyDictionary()


@lru_cache(maxsize=64)  # httpx parses for as long as a signature takes. No query: it may be a secret
def _url(url: str) -> httpx.URL:
    return httpx.URL(url)


def request(signed: SignedRequest) -> httpx.Request:
    """See Transport.request."""
    try:
        url = httpx.URL(signed.url) if "?" in signed.url else _url(signed.url)
    except httpx.InvalidURL as exc:
        raise ValueError(f"httpx refuses the request {signed.where}: {exc}") from None
    headers = {"host": url.netloc.decode(), **signed.headers}
    if isinstance(signed.body, str):
        headers.setdefault("content-type", "text/plain;charset=UTF-8")  # as fetch sends it
    content = b"" if signed.body is None else bytes(as_bytes(signed.body))
    if content or signed.method in ("POST", "PUT", "PATCH"):
        headers["content-length"] = str(len(content))
    pairs = [(name.encode(), header_bytes(value)) for name, value in headers.items()]
    # A stream, and not content=, because the headers are whole already: that saves a third of the time.
    made = httpx.Request(signed.method, url, headers=pairs, stream=httpx.ByteStream(content))
    made.read()
    target = b"/" + signed.url.partition("#")[0].split("/", 3)[3].encode()
    if url.raw_path != target:
        # httpx escapes what WHATWG leaves as it is; the signature is for the latter.
        made.extensions["target"] = target
    return made


async def send(signed: SignedRequest, redirect: str) -> Response:
    """See Transport.send."""
    where = signed.where
    try:
        response = await _follow(_Hidden(request(signed)), where, redirect)
    except httpx.HTTPError as exc:
        raise _network_error(exc, where) from exc
    return Response(
        status=response.status_code,
        status_text=response.reason_phrase,
        url=str(response.url),
        read_headers=lambda: Headers(response.headers.multi_items()),
        body=_BodyStream(response, where),
        raw=response,
    )


class _Hidden:
    """A Request whose URL shows in no traceback."""

    def __init__(self, request: httpx.Request) -> None:
        self.request = request


async def _follow(first: _Hidden, where: str, redirect: str) -> httpx.Response:
    """Send, and follow redirects within the host: to another one no signature goes."""
    loop = asyncio.get_running_loop()
    connections = _by_loop.get(loop) or _by_loop.setdefault(loop, _Connections())
    response = await connections.send(first)
    for _ in range(_MAX_REDIRECTS):
        if response.next_request is None or redirect == "manual":
            return response
        if redirect == "error":
            await response.aclose()
            raise NetworkError(f"{where}: redirected to {str(response.next_request.url).partition('?')[0]}")
        if response.next_request.url.netloc != response.request.url.netloc:
            return response
        await response.aclose()
        following = _Hidden(response.next_request)
        following.request.extensions.pop("target", None)  # it was for the first
        response = await connections.send(following)
    await response.aclose()
    raise NetworkError(f"{where}: more than {_MAX_REDIRECTS} redirects")


async def close() -> None:
    connections = _by_loop.pop(asyncio.get_running_loop(), None)
    if connections is not None:
        await connections.aclose()


@cache
def _ssl_context() -> ssl.SSLContext:
    return httpx.create_ssl_context()  # reads all certificates, 40 ms: once for all event loops


_Origin = tuple[str, bytes]


class _Connections:
    """Connections, each with an httpx client of its own.

    One client gives the same connection to all requests that begin together, of which all but one then try again, and
    looks through all connections for each: 100 at once had half the throughput of one after another.
    """

    def __init__(self) -> None:
        self._room = asyncio.Semaphore(_MAX_CONNECTIONS)
        self._all: set[httpx.AsyncClient] = set()
        self._idle: dict[httpx.AsyncClient, tuple[_Origin, float]] = {}
        """Where each leads, and since when it is idle."""

    async def send(self, hidden: "_Hidden") -> httpx.Response:
        origin = hidden.request.url.scheme, hidden.request.url.netloc
        await self._room.acquire()
        client = None
        try:
            client = await self._take(origin)
            response = await client.send(hidden.request, stream=True)
        except BaseException:
            self._give_back(client, origin)
            raise
        stream = cast(httpx.AsyncByteStream, response.stream)
        response.stream = _Lent(stream, partial(self._give_back, client, origin))
        return response

    async def aclose(self) -> None:
        while self._all:
            await self._all.pop().aclose()

    async def _take(self, origin: _Origin) -> httpx.AsyncClient:
        oldest = asyncio.get_running_loop().time() - _IDLE_SECONDS
        for client in [client for client, (_, since) in self._idle.items() if since < oldest]:
            if self._idle.pop(client, None):
                self._all.discard(client)
                await client.aclose()
        there = [client for client, (leads_to, _) in self._idle.items() if leads_to == origin]
        if not there and len(self._all) < _MAX_CONNECTIONS:
            client = httpx.AsyncClient(
                verify=_ssl_context(),
                timeout=httpx.Timeout(None, connect=60),  # as fetch: AWS decides how long an answer takes
                limits=httpx.Limits(max_connections=1),
            )
            self._all.add(client)
            return client
        client = there[-1] if there else next(iter(self._idle))  # which closes its connection to another host
        del self._idle[client]
        return client

    def _give_back(self, client: httpx.AsyncClient | None, origin: _Origin) -> None:
        self._room.release()
        if client in self._all:
            self._idle[client] = origin, asyncio.get_running_loop().time()


class _Lent(httpx.AsyncByteStream):
    """A response's body, whose connection is free again once it is closed."""

    def __init__(self, stream: httpx.AsyncByteStream, give_back: Callable[[], None]) -> None:
        self._stream = stream
        self._give_back = give_back

    def __aiter__(self) -> AsyncIterator[bytes]:
        return self._stream.__aiter__()

    async def aclose(self) -> None:
        try:
            await self._stream.aclose()
        finally:
            self._give_back()


def _network_error(exc: Exception, where: str) -> NetworkError:
    """What happened, in words. Its causes stay, without their frames, which hold the request's headers."""
    reason = str(exc) or type(exc).__name__
    cause: BaseException | None = exc
    while cause is not None:
        cause.__traceback__ = None
        if isinstance(cause, socket.gaierror):
            reason = f"the host name cannot be resolved (DNS): {cause}"
        elif isinstance(cause, ConnectionRefusedError):
            reason = "the host refuses the connection: nothing listens on that port"
        cause = cause.__cause__ or cause.__context__
    return NetworkError(f"{where}: {reason}")


class _BodyStream:
    """See BodyStream. A response that is dropped unread lets go of its connection."""

    def __init__(self, response: httpx.Response, where: str) -> None:
        self._response = response
        self._where = where
        self._loop = asyncio.get_running_loop()

    async def read(self) -> bytes:
        with self._mapped_errors():
            return await self._response.aread()

    async def chunks(self) -> AsyncGenerator[bytes]:
        try:
            with self._mapped_errors():
                async for chunk in self._response.aiter_bytes():
                    yield chunk
        finally:
            await self._response.aclose()

    async def cancel(self) -> None:
        await self._response.aclose()

    @contextlib.contextmanager
    def _mapped_errors(self):
        try:
            yield
        except (httpx.HTTPError, httpx.StreamError) as exc:
            raise _network_error(exc, self._where) from exc

    def __del__(self) -> None:
        if not self._response.is_closed and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._loop.create_task, self._response.aclose())
