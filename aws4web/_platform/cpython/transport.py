"""URLs, headers and bodies on CPython, with the URL parser that browsers agree on."""

from typing import TYPE_CHECKING, Any

import can_ada

from ..._headers import HeaderItems
from ..._request import SignedRequest
from ..values import Body, FetchOptions, Input, SerializedBody, TakenBody, is_text_or_buffer
from .fetch_options import check_options
from .streams import TEXT, FileBody, StreamBody, describe, open_body

if TYPE_CHECKING:
    from aiohttp import ClientSession

    from ..._received import Received
    from .connections import Connections


hides_redirects = False
has_preflights = False
always_unpacks = False
passes_caches = True


def normalize_url(url: str, base: str | None = None, /) -> str:
    try:
        return (can_ada.parse(url) if base is None else can_ada.parse(base) + url).href
    except ValueError:
        shown = url.partition("?")[0].rpartition("@")[2]  # without a query or a password
        raise ValueError(f"{shown!r} is not an absolute URL") from None


def header_items(headers: Any, /) -> HeaderItems:
    return headers


def check_body(body: Body, /) -> None:
    if body is not None and not is_text_or_buffer(body):
        describe(body)


def length_is_known(body: Body, /) -> bool:
    return body is None or is_text_or_buffer(body) or open_body(body).size is not None


async def serialize_body(body: Body, /) -> SerializedBody:
    if is_text_or_buffer(body):
        return SerializedBody(body, None)
    opened = open_body(body)
    return SerializedBody(body, None, await opened.sha256())


async def take_body(body: Body, _options: FetchOptions, /) -> TakenBody:
    if body is None or is_text_or_buffer(body):
        return TakenBody(body, True)
    opened = open_body(body)
    return TakenBody(opened, opened.rewinds)


async def read_input(resource: Any, init: dict[str, Any], /) -> Input:
    options = {**init}
    method, headers, body = (options.pop(name, None) for name in ("method", "headers", "body"))
    if options:
        check_options(options)
    taken = TakenBody(body, True) if callable(body) else await take_body(body, options)
    return Input(str(resource), method, headers, taken.data, options, taken.resendable)


def request(signed: SignedRequest, _options: FetchOptions, /) -> SignedRequest:
    """See Transport.request. Any HTTP client can send it."""
    headers, body = signed.headers, signed.body
    if isinstance(body, str):
        headers = headers.copy()
        headers.setdefault("content-type", TEXT)
    return signed._replace(headers=headers, body=body.given if isinstance(body, FileBody | StreamBody) else body)


class _Sender:
    """See Sender. aiohttp is loaded with the first request."""

    def __init__(self, session: "ClientSession | None") -> None:
        self._session = session
        self._connections: Connections | None = None

    async def send(self, signed: SignedRequest, _options: FetchOptions, /) -> "Received":
        connections = self._connections
        if connections is None:
            from .connections import Connections

            connections = self._connections = Connections(self._session)
        return await connections.send(signed)

    async def close(self) -> None:
        if self._connections is not None:
            await self._connections.close()


def sender(session: Any, /) -> _Sender:
    if session is not None:
        from aiohttp import ClientSession

        if not isinstance(session, ClientSession):
            raise TypeError(f"session must be an aiohttp.ClientSession, not {type(session).__name__}")
    return _Sender(session)


def uncached(options: FetchOptions, /) -> FetchOptions:
    """See Transport.uncached. There is no cache here."""
    return options


async def aborted(_signal: Any, /) -> None:
    """See Transport.aborted. There is no AbortSignal here."""
    from asyncio import get_running_loop

    await get_running_loop().create_future()
