"""Requests by aiohttp, on connections that belong to one client."""

import asyncio
import weakref
from collections.abc import AsyncGenerator
from functools import lru_cache
from typing import Any

import aiohttp
from multidict import CIMultiDict
from yarl import URL

from ..._received import Received
from ..._request import SignedRequest
from ..._url import Url
from ..._version import __version__
from ..values import as_bytes, is_text_or_buffer
from .aiohttp_response import FAILURES, Answer, network_error, received
from .environment import Proxies, tls_context
from .sockets import connector
from .streams import PIECE, TEXT, Outgoing, in_pieces, open_body

_MAX_WAITING = 100
"""How many calls of a client wait for their answers at the same time."""
_CONNECT_SECONDS = 60.0
_IDLE_SECONDS = 5.0

_AGENT = f"aws4web/{__version__}"
_DECODED = "gzip, deflate"
# Header names and values are at most as long as in Chromium, which takes 256 KiB in all.
_MAX_HEADER, _MAX_HEADERS = 256 * 1024, 4096


class Connections:
    """A client's connections: a pool for each event loop, because a connection belongs to its loop."""

    def __init__(self, session: aiohttp.ClientSession | None) -> None:
        self._given = session
        self._pools: dict[asyncio.AbstractEventLoop, _Pool] = {}

    async def send(self, signed: SignedRequest) -> Received:
        """See Sender.send."""
        where = signed.where
        loop = asyncio.get_running_loop()
        pool = self._pools.get(loop) or await self._open(loop)
        headers, data = _prepared(signed)
        # A query may be a secret, so no cache holds it.
        address = _address(signed.url) if "?" in signed.url else _address_once(signed.url)
        more = pool.options_for(signed.url, where)
        try:
            async with pool.turns:
                answer = await pool.session_for(signed.method, headers).request(
                    signed.method, address, headers=headers, data=data, allow_redirects=False, **more
                )
            return received(answer, signed.url, where, pool)
        except FAILURES as exc:
            error = network_error(exc, where)
        # Out of the handler, so that no error refers to aiohttp's frames, which hold the request.
        if isinstance(data, Outgoing) and data.failure is not None:
            raise data.failure
        raise error

    async def close(self) -> None:
        """See Sender.close."""
        pool = self._pools.pop(asyncio.get_running_loop(), None)
        if pool is not None:
            await pool.lifetime.aclose()

    def forget(self, loop: asyncio.AbstractEventLoop) -> None:
        """The pool of an event loop is gone."""
        self._pools.pop(loop, None)

    async def _open(self, loop: asyncio.AbstractEventLoop) -> "_Pool":
        for other in [*self._pools]:
            if other.is_closed():
                self._pools.pop(other, None)
        lifetime = _lifetime(weakref.ref(self), loop, self._given)
        # The generator does not wait before it yields, so that no other call opens a pool meanwhile.
        pool = self._pools[loop] = _Pool(lifetime, *await anext(lifetime), self._given)
        return pool


async def _lifetime(
    owner: "weakref.ref[Connections]", loop: asyncio.AbstractEventLoop, given: aiohttp.ClientSession | None
) -> AsyncGenerator[tuple[aiohttp.ClientSession, aiohttp.ClientSession]]:
    """Yields a session, and one that unpacks nothing on the same connections; closes them when this generator ends.

    An event loop ends the generators that were started in it: `asyncio.run` does when its loop ends, and any loop when
    nothing refers to the connections any more.
    """
    session = _session(given, loop)
    packed = _session_over(session.connector, unpacks=False)
    try:
        yield session, packed
    finally:
        connections = owner()
        if connections is not None:
            connections.forget(loop)
        del connections
        packed.detach()
        await session.close()


def _session(given: aiohttp.ClientSession | None, loop: asyncio.AbstractEventLoop) -> aiohttp.ClientSession:
    # Of the caller's session only the connector is used: its cookies, headers and passwords are not the signer's.
    if given is not None and given.closed:
        raise ValueError("session is closed")
    if given is not None and given._loop is not loop:  # pyright: ignore[reportPrivateUsage] - its property is deprecated
        raise ValueError("session was made in another event loop, and its connections belong to that")
    if given is None:
        return _session_over(connector(_IDLE_SECONDS, _MAX_WAITING), is_owner=True)
    return _session_over(given.connector)


def _session_over(
    connector: aiohttp.BaseConnector | None, *, is_owner: bool = False, unpacks: bool = True
) -> aiohttp.ClientSession:
    session = aiohttp.ClientSession(
        connector=connector,
        connector_owner=is_owner,
        auto_decompress=unpacks,
        cookie_jar=aiohttp.DummyCookieJar(),
        request_class=_Request,
        response_class=Answer,
        # As with fetch, AWS decides how long an answer takes.
        timeout=aiohttp.ClientTimeout(total=None, sock_connect=_CONNECT_SECONDS),
        max_line_size=_MAX_HEADER,
        max_field_size=_MAX_HEADER,
        max_headers=_MAX_HEADERS,
    )
    # aiohttp would send some requests a second time unasked; the caller's own retries decide that.
    session._retry_connection = False  # pyright: ignore[reportPrivateUsage]
    return session


class _Pool:
    """The connections of a client in one event loop."""

    __slots__ = ("__weakref__", "_given", "_packed", "_proxies", "lifetime", "session", "turns")

    def __init__(
        self,
        lifetime: AsyncGenerator[object],
        session: aiohttp.ClientSession,
        packed: aiohttp.ClientSession,
        given: aiohttp.ClientSession | None,
    ) -> None:
        self.lifetime = lifetime
        """Lives as long as this pool, or its event loop."""
        self.session = session
        self._packed = packed
        self.turns = asyncio.Semaphore(_MAX_WAITING)
        self._given = given
        self._proxies = Proxies() if given is None or given.trust_env else None
        weakref.finalize(self, _let_go, session, packed).atexit = False

    def session_for(self, method: str, headers: CIMultiDict[str]) -> aiohttp.ClientSession:
        """What sends such a request. Who asks for `identity` gets what comes, which S3 neither packs nor unpacks.

        Of a HEAD nothing comes, but aiohttp would refuse what it cannot unpack.
        """
        is_packed = method == "HEAD" or headers["accept-encoding"].strip().lower() == "identity"
        return self._packed if is_packed else self.session

    def options_for(self, url: str, where: str) -> dict[str, Any]:
        """How to reach a URL: its proxy, and what is needed for TLS. Raises NetworkError if that cannot be had."""
        options: dict[str, Any] = {}
        proxy = self._proxies.of(url, where) if self._proxies else None
        if proxy is None and self._given is not None:
            proxy = self._given._default_proxy  # pyright: ignore[reportPrivateUsage] - aiohttp has no other way
            options["proxy_auth"] = self._given._default_proxy_auth  # pyright: ignore[reportPrivateUsage]
        if proxy is not None:
            options["proxy"] = proxy
        if self._given is None and url.startswith("https:"):
            options["ssl"] = tls_context(where)
        return options


def _let_go(session: aiohttp.ClientSession, packed: aiohttp.ClientSession) -> None:
    """For an event loop that was closed without its generators: nothing can be awaited any more."""
    packed.detach()
    if session._loop.is_closed() and not session.closed:  # pyright: ignore[reportPrivateUsage]
        closing = session.close()
        try:
            closing.send(None)
        except StopIteration:
            pass
        finally:
            closing.close()


@lru_cache(maxsize=64)
def _address_once(url: str) -> URL:
    return _address(url)


def _address(url: str) -> URL:
    """The URL unchanged: yarl would rewrite some of it, and keep what it parses in a cache."""
    parts = Url.split(url)
    return URL.build(
        scheme=parts.scheme, authority=parts.host, path=parts.path, query_string=parts.query or "", encoded=True
    )


class _Request(aiohttp.ClientRequest):
    """A request to which aiohttp adds no headers."""

    def update_auto_headers(self, skip_auto_headers: Any) -> None:
        """See ClientRequest. All that goes out is written in _prepared."""
        self._skip_auto_headers = _AUTOMATIC


# aiohttp would still write Content-Type.
_AUTOMATIC = CIMultiDict[None]({"Content-Type": None})


def _prepared(signed: SignedRequest) -> tuple[CIMultiDict[str], Any]:
    """All headers that go out, and the body as aiohttp takes it. Raises ValueError if a length is wrong."""
    body = signed.body
    headers = CIMultiDict(signed.headers.items())
    stated = headers.get("content-length")
    if stated is not None and not (stated.isascii() and stated.isdecimal()):
        raise ValueError(f"header content-length must be a number of bytes, not {stated!r}")
    if "transfer-encoding" in headers:
        raise ValueError("header transfer-encoding is the connection's to write: leave it out")
    headers.setdefault("host", Url.split(signed.url).host)  # as it is signed: aiohttp would drop a dot at its end
    headers.setdefault("user-agent", _AGENT)
    headers.setdefault("accept-encoding", _DECODED)
    if isinstance(body, str):
        headers.setdefault("content-type", TEXT)
    if body is None or is_text_or_buffer(body):
        data = as_bytes(body or b"")
        length = len(data)
        if not length:
            data = None
        elif length > PIECE:
            data = Outgoing(in_pieces(data), length)
        if not length and signed.method not in ("POST", "PUT", "PATCH"):
            return headers, data
    else:
        opened = open_body(body)
        length = opened.size
        if length is None and stated is not None:
            length = int(stated)
        data = Outgoing(opened.pieces(), length)
    if length is not None:
        if stated is not None and stated != str(length):
            raise ValueError(f"header content-length says {stated!r}, but the body has {length} bytes: leave it out")
        headers["content-length"] = str(length)
    return headers, data
