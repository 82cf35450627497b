"""URLs, headers and bodies as the page's own fetch takes them: https://fetch.spec.whatwg.org/"""

from functools import cache
from typing import TYPE_CHECKING, Any

from ..._errors import NetworkError
from ..._headers import HeaderItems
from ..._request import SignedRequest
from ..values import Body, FetchOptions, Input, SerializedBody, TakenBody, is_text_or_buffer
from .ffi import ConversionError, JsException, JsFailure, call, js, js_object, js_tag, js_value

if TYPE_CHECKING:
    from ..._received import Received

# What a Request holds of fetch's options, besides its method, headers and body.
_REQUEST_MEMBERS = (
    "referrer",
    "referrerPolicy",
    "mode",
    "credentials",
    "cache",
    "redirect",
    "integrity",
    "keepalive",
    "signal",
)
_BODIES_TO_SERIALIZE = frozenset({"Blob", "File", "FormData", "ReadableStream", "URLSearchParams"})

_js_new_url = js.URL.new

# Node and other servers' runtimes have no location, and show redirects as they are.
hides_redirects = bool(getattr(js, "location", None))
has_preflights = hides_redirects
always_unpacks = True
passes_caches = True


def normalize_url(url: str, base: str | None = None, /) -> str:
    try:
        return (_js_new_url(url) if base is None else _js_new_url(url, base)).href
    except JsException:
        shown = url.partition("?")[0].rpartition("@")[2]  # without a query or a password
        raise ValueError(f"{shown!r} is not an absolute URL") from None


def header_items(headers: Any, /) -> HeaderItems:
    if js_tag(headers) is None:
        return headers
    try:
        return dict(js.Headers.new(headers).entries())
    except JsException:  # its words may hold a value
        raise ValueError("headers hold a name or a value that HTTP cannot carry") from None


def check_body(body: Body, /) -> None:
    if body is None or is_text_or_buffer(body) or js_tag(body) in _BODIES_TO_SERIALIZE or _is_js_buffer(body):
        return
    raise TypeError(
        f"body cannot be a {js_tag(body) or type(body).__name__}: pass str, bytes, or a JS ArrayBuffer, view, Blob,"
        " File, FormData, URLSearchParams or ReadableStream (json.dumps makes a str)"
    )


def length_is_known(_body: Body, /) -> bool:
    """See Transport.length_is_known. A page cannot say how long a stream is; the browser frames it."""
    return True


async def serialize_body(body: Body, /) -> SerializedBody:
    tag = js_tag(body)
    if tag not in _BODIES_TO_SERIALIZE:
        return SerializedBody(body, None)
    if tag in ("Blob", "File"):
        # Its own arrayBuffer is quicker than a Response's.
        return SerializedBody(await read_js(body, "arrayBuffer"), body.type or None)
    js_response = _response(body)
    js_type = js_response.headers.get("content-type")
    data = await read_js(js_response, "arrayBuffer")
    return SerializedBody(data, js_type if isinstance(js_type, str) else None)


async def take_body(body: Body, options: FetchOptions, /) -> TakenBody:
    check_body(body)
    if js_tag(body) != "ReadableStream":
        return TakenBody(fixed(body) if _is_js_buffer(body) else body, True)
    if options.get("duplex") == "half":
        return TakenBody(body, False)
    # Few browsers upload a stream, and Chromium only over HTTP/2, which S3 does not speak.
    return TakenBody(await read_js(_response(body), "blob"), True)


async def read_input(resource: Any, init: dict[str, Any], /) -> Input:
    if js_tag(resource) == "Request":
        init = await _read_request(resource, init)
        resource = resource.url
    options = {**init}
    method, headers, body = (options.pop(name, None) for name in ("method", "headers", "body"))
    is_made = callable(body) and js_tag(body) is None  # a JS function does not make bodies
    taken = TakenBody(body, True) if is_made else await take_body(body, options)
    options = {name: _js_option(name, value) for name, value in options.items()}
    return Input(str(resource), method, headers, taken.data, options, taken.resendable)


def _js_option(name: str, value: Any) -> Any:
    try:
        return js_value(value)
    except ConversionError:
        raise TypeError(f"{name} cannot be of type {type(value).__name__}: JS has nothing for it") from None


async def _read_request(js_request: Any, init: dict[str, Any]) -> dict[str, Any]:
    held = {name: getattr(js_request, name, None) for name in _REQUEST_MEMBERS}
    if held["mode"] == "navigate":  # a service worker's page load; no Request can be made with it
        del held["mode"]
    held = {name: value for name, value in held.items() if value is not None}
    held |= {"method": js_request.method, "headers": js_request.headers}
    if "body" not in init:
        if js_request.bodyUsed:
            raise TypeError("the Request's body was read already: pass a clone of it, or body=")
        try:
            js_clone = js_request.clone()
        except JsException as exc:  # something else has begun to read it
            raise TypeError(f"the Request's body cannot be read: {exc}") from None
        js_body = await read_js(js_clone, "arrayBuffer")
        if js_body.byteLength:
            held["body"] = js_body
    return held | init


def request(signed: SignedRequest, options: FetchOptions, /) -> Any:
    from . import fetch

    return fetch.request(signed, options)


class _Sender:
    """See Sender. The connections are the page's own."""

    async def send(self, signed: SignedRequest, options: FetchOptions, /) -> "Received":
        from . import fetch

        return await fetch.send(signed, options)

    async def close(self) -> None:
        """See Sender.close."""


_SENDER = _Sender()


def sender(session: Any, /) -> _Sender:
    if session is not None:
        raise TypeError("session is for CPython, where aiohttp sends; here the page's own fetch does")
    return _SENDER


def uncached(options: FetchOptions, /) -> FetchOptions:
    return {"cache": "no-store", **options} if _knows_caches() else options


@cache
def _knows_caches() -> bool:
    """Cloudflare's Request knew none before the compatibility date 2024-11-11, and refuses to be told."""
    try:
        js.Request.new("https://host.invalid/", js_object({"cache": "no-store"}))
    except JsException:
        return False
    return True


async def aborted(signal: Any, /) -> None:
    if signal.aborted:
        return
    # A promise made and resolved in JS: no Python callback that must be kept alive and let go.
    js_controller = js.AbortController.new()
    js_either = js.AbortSignal.any(js_value([signal, js_controller.signal]))
    js_fired = js.Promise.new(js_either.addEventListener.bind(js_either, "abort"))
    try:
        await js_fired
    finally:
        js_controller.abort()  # lets go of an await that was cancelled


def _is_js_buffer(body: Body) -> bool:
    tag = js_tag(body)
    return tag == "ArrayBuffer" or (tag is not None and js.ArrayBuffer.isView(body))


def fixed(js_data: Any) -> Any:
    """A buffer or a view of one; a copy if it is shared or resizable, which no API of the browser takes."""
    js_buffer = getattr(js_data, "buffer", js_data)
    if js_tag(js_buffer) == "ArrayBuffer" and not getattr(js_buffer, "resizable", False):
        return js_data
    return js.Uint8Array.new(js_buffer, getattr(js_data, "byteOffset", 0), js_data.byteLength).slice()


def _response(body: Body) -> Any:
    """What reads a body, and says of what type it is."""
    try:
        return js.Response.new(body)
    except JsException as exc:  # a stream that something else has begun to read
        raise TypeError(f"body cannot be read: {exc}") from None


async def read_js(js_body: Body, method: str) -> Any:
    """Read a body that is to be sent."""
    try:
        return await call(js_body, method)
    except JsFailure as exc:
        raise NetworkError(f"body: {exc}") from exc
