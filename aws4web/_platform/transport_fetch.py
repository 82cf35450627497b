"""The page's own fetch, URL and Request: https://fetch.spec.whatwg.org/"""

from asyncio import CancelledError
from collections.abc import AsyncIterator, Iterable, Mapping
from typing import Any, cast

from .._errors import AbortError, NetworkError
from .._headers import Headers
from .._response import Response
from .buffers import is_text_or_buffer
from .ffi import JsException, JsFailure, call, js, js_array, js_buffer, js_object, js_tag
from .interface import Input, SerializedBody

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


def normalize_url(url: str, /) -> str:
    """See Transport.normalize_url."""
    try:
        return js.URL.new(url).href
    except JsException:
        raise ValueError(f"{url.partition('?')[0]!r} is not an absolute URL") from None


def header_items(headers: Any, /) -> Iterable[tuple[str, object]]:
    """See Transport.header_items."""
    if js_tag(headers) is not None:
        try:
            headers = dict(js.Headers.new(headers).entries())
        except JsException as exc:
            raise ValueError(f"headers cannot be read: {exc}") from None
    if isinstance(headers, Mapping):
        return cast(Mapping[str, object], headers).items()
    return headers


def check_body(body: Any, /) -> None:
    """See Transport.check_body."""
    if body is None or is_text_or_buffer(body) or js_tag(body) in _BODIES_TO_SERIALIZE or _is_js_buffer(body):
        return
    raise TypeError(
        f"body cannot be a {js_tag(body) or type(body).__name__}: pass str, bytes, or a JS ArrayBuffer, view, Blob,"
        " File, FormData, URLSearchParams or ReadableStream (json.dumps makes a str)"
    )


async def serialize_body(body: Any, /) -> SerializedBody:
    """See Transport.serialize_body."""
    if js_tag(body) not in _BODIES_TO_SERIALIZE:
        return SerializedBody(body, None)
    js_response = js.Response.new(body)
    js_type = js_response.headers.get("content-type")
    data = await _settled(js_response.arrayBuffer, js_response, "body")
    return SerializedBody(data, js_type if isinstance(js_type, str) else None)


async def read_input(resource: Any, init: dict[str, Any], /) -> Input:
    """See Transport.read_input."""
    if js_tag(resource) == "Request":
        init = await _read_request(resource, init)
        resource = resource.url
    resendable = True
    if js_tag(init.get("body")) == "ReadableStream":
        if init.get("duplex") == "half":
            resendable = False
        else:
            # Few browsers upload a stream, and Chromium only over HTTP/2, which S3 does not speak.
            js_response = js.Response.new(init["body"])
            init = {**init, "body": await _settled(js_response.blob, js_response, "body")}
    return Input(str(resource), init, resendable)


async def _read_request(js_request: Any, init: dict[str, Any]) -> dict[str, Any]:
    held = {name: getattr(js_request, name, None) for name in _REQUEST_MEMBERS}
    if held["mode"] == "navigate":  # a service worker's page load; no Request can be made with it
        del held["mode"]
    held = {name: value for name, value in held.items() if value is not None}
    held |= {"method": js_request.method, "headers": js_request.headers}
    if "body" not in init:
        if js_request.bodyUsed:
            raise TypeError("the Request's body was read already: pass a clone of it, or body=")
        js_clone = js_request.clone()
        js_body = await _settled(js_clone.arrayBuffer, js_clone, "body")
        if js_body.byteLength:
            held["body"] = js_body
    return held | init


def request(method: str, url: str, headers: Headers, body: Any, options: dict[str, Any], /) -> Any:
    """See Transport.request."""
    init = {**options, "method": method, "headers": list(headers.items())}
    try:
        if body is None:
            return js.Request.new(url, js_object(init))
        if js_tag(body) == "ReadableStream":
            init["duplex"] = "half"
        if isinstance(body, str):
            return js.Request.new(url, js_object({**init, "body": body}))
        with js_buffer(body) as js_body:
            return js.Request.new(url, js_object({**init, "body": js_body}))
    except JsException as exc:
        raise ValueError(f"fetch refuses the request {method} {url.partition('?')[0]}: {exc}") from None


async def send(request: Any, _options: dict[str, Any], /) -> Response:
    """See Transport.send."""
    js_controller = js.AbortController.new()
    js_signal = js.AbortSignal.any(js_array([request.signal, js_controller.signal]))
    what = f"{request.method} {request.url.partition('?')[0]}"
    try:
        js_response = await _settled(js.fetch, None, what, request, js_object({"signal": js_signal}))
    except CancelledError:
        js_controller.abort()
        raise
    return Response(
        status=js_response.status,
        status_text=js_response.statusText,
        url=js_response.url,
        read_headers=lambda: Headers(dict(js_response.headers.entries()).items()),
        body=_BodyStream(js_response, js_controller, what),
        raw=js_response,
    )


async def close() -> None:
    """See Transport.close."""


class _BodyStream:
    """See BodyStream. Whatever ends the reading early ends the transfer too."""

    def __init__(self, js_response: Any, js_controller: Any, what: str) -> None:
        self._js_response = js_response
        self._js_controller = js_controller
        self._what = what

    async def read(self) -> bytes:
        try:
            js_data = await _settled(self._js_response.arrayBuffer, self._js_response, self._what)
        except CancelledError:
            self._js_controller.abort()
            raise
        return js_data.to_bytes()

    async def chunks(self) -> AsyncIterator[bytes]:
        if not self._js_response.body:
            return
        js_reader = self._js_response.body.getReader()
        done = False
        try:
            while True:
                js_chunk = await _settled(js_reader.read, js_reader, self._what)
                done = js_chunk.done
                if done:
                    return
                yield js_chunk.value.to_bytes()
        finally:
            if not done:
                self._js_controller.abort()

    async def cancel(self) -> None:
        self._js_controller.abort()


def _is_js_buffer(body: Any) -> bool:
    return js_tag(body) == "ArrayBuffer" or (js_tag(body) is not None and js.ArrayBuffer.isView(body))


async def _settled(js_function: Any, js_this: Any, what: str, *js_args: Any) -> Any:
    try:
        return await call(js_function, js_this, *js_args)
    except JsFailure as exc:
        error = AbortError if exc.name in ("AbortError", "TimeoutError") else NetworkError
        raise error(f"{what}: {exc}") from exc
