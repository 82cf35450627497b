"""httpx, with the URL parser that browsers agree on. httpx is loaded with the first request; signing needs none."""

import asyncio
import contextlib
import socket
import ssl
from collections.abc import AsyncGenerator, Iterable, Mapping
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, cast
from weakref import WeakKeyDictionary

import can_ada

from .._errors import NetworkError
from .._request import Headers, SignedRequest
from .._response import Response
from .interface import Input, SerializedBody, as_bytes, header_bytes, is_text_or_buffer

if TYPE_CHECKING:
    import httpx

_MAX_REDIRECTS = 20  # as fetch: https://fetch.spec.whatwg.org/#http-redirect-fetch

# A connection belongs to the event loop that opened it.
_clients: "WeakKeyDictionary[asyncio.AbstractEventLoop, httpx.AsyncClient]" = WeakKeyDictionary()


def normalize_url(url: str, /) -> str:
    try:
        return can_ada.parse(url).href
    except ValueError:
        raise ValueError(f"{url.partition('?')[0]!r} is not an absolute URL") from None


def header_items(headers: Any, /) -> Iterable[tuple[str, object]]:
    if isinstance(headers, dict):
        return cast(dict[str, object], headers).items()
    if hasattr(headers, "multi_items"):  # httpx.Headers
        return headers.multi_items()
    return cast(Mapping[str, object], headers).items() if isinstance(headers, Mapping) else headers


def check_body(body: Any, /) -> None:
    if body is not None and not is_text_or_buffer(body):
        raise TypeError(
            f"body cannot be a {type(body).__name__}: pass str or a bytes-like object (json.dumps makes a str)"
        )


async def serialize_body(body: Any, /) -> SerializedBody:
    return SerializedBody(body, None)


async def read_input(resource: Any, init: dict[str, Any], /) -> Input:
    if init.get("signal") is not None:
        raise TypeError("signal takes a JS AbortSignal, in a browser; here cancel the asyncio task instead")
    if hasattr(resource, "aread") and hasattr(resource, "method"):  # httpx.Request
        headers = [item for item in resource.headers.multi_items() if item[0] not in ("host", "content-length")]
        held: dict[str, Any] = {"method": resource.method, "headers": headers}
        if "body" not in init and (content := await resource.aread()):
            held["body"] = content
        init = held | init
        resource = resource.url
    options = {**init}
    method, headers, body = (options.pop(name, None) for name in ("method", "headers", "body"))
    return Input(str(resource), method, headers, body, options)


@lru_cache(maxsize=64)  # httpx parses for as long as a signature takes. No query: it may be a secret
def _url(url: str) -> "httpx.URL":
    import httpx

    return httpx.URL(url)


def request(signed: SignedRequest, _options: dict[str, Any], /) -> Any:
    import httpx

    try:
        url = httpx.URL(signed.url) if "?" in signed.url else _url(signed.url)
    except httpx.InvalidURL as exc:
        raise ValueError(f"httpx refuses the request {signed.where}: {exc}") from None
    headers = {"host": url.netloc.decode(), **signed.headers}
    if isinstance(signed.body, str):
        headers.setdefault("content-type", "text/plain;charset=UTF-8")  # as fetch sends it
    pairs = [(name.encode(), header_bytes(value)) for name, value in headers.items()]
    content = None if signed.body is None else bytes(as_bytes(signed.body))
    made = httpx.Request(signed.method, url, headers=pairs, content=content)
    target = b"/" + signed.url.partition("#")[0].split("/", 3)[3].encode()
    if made.url.raw_path != target:
        # httpx escapes what WHATWG leaves as it is; the signature is for the latter.
        made.extensions["target"] = target
    return made


async def send(request: Any, where: str, options: dict[str, Any], /) -> Response:
    """See Transport.send. Of fetch's options only `redirect` means something here."""
    import httpx

    hidden = _Hidden(request)
    del request
    try:
        response = await _follow(hidden, where, options.get("redirect", "follow"))
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


async def aborted(_signal: Any, /) -> None:
    """See Transport.aborted. There is no AbortSignal here."""
    await asyncio.get_running_loop().create_future()


class _Hidden:
    """A Request whose URL shows in no traceback."""

    def __init__(self, request: "httpx.Request") -> None:
        self.request = request


async def _follow(first: _Hidden, where: str, redirect: str) -> "httpx.Response":
    """Send, and follow redirects within the host: to another one no signature goes."""
    client = _client()
    response = await client.send(first.request, stream=True)
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
        response = await client.send(following.request, stream=True)
    await response.aclose()
    raise NetworkError(f"{where}: more than {_MAX_REDIRECTS} redirects")


async def close() -> None:
    client = _clients.pop(asyncio.get_running_loop(), None)
    if client is not None:
        await client.aclose()


@cache
def _ssl_context() -> ssl.SSLContext:
    import httpx

    return httpx.create_ssl_context()  # reads all certificates, 40 ms: once for all event loops


def _client() -> "httpx.AsyncClient":
    import httpx

    loop = asyncio.get_running_loop()
    client = _clients.get(loop)
    if client is None:
        # As fetch: AWS decides how long an answer takes.
        client = _clients[loop] = httpx.AsyncClient(verify=_ssl_context(), timeout=httpx.Timeout(None, connect=60))
    return client


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

    def __init__(self, response: "httpx.Response", where: str) -> None:
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
        import httpx

        try:
            yield
        except (httpx.HTTPError, httpx.StreamError) as exc:
            raise _network_error(exc, self._where) from exc

    def __del__(self) -> None:
        if not self._response.is_closed and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._loop.create_task, self._response.aclose())
