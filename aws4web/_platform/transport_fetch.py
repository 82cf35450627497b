"""The page's own fetch, URL and Request: https://fetch.spec.whatwg.org/"""

from asyncio import CancelledError
from collections.abc import AsyncGenerator, Iterable, Mapping
from typing import Any, cast

from .._errors import AbortError, NetworkError
from .._request import Headers, SignedRequest
from .._response import Response
from .ffi import JsException, JsFailure, call, js, js_buffer, js_object, js_tag, js_value
from .parts import Input, SerializedBody, header_bytes, is_text_or_buffer

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


def normalize_url(url: str, /) -> str:
    try:
        return _js_new_url(url).href
    except JsException:
        raise ValueError(f"{url.partition('?')[0]!r} is not an absolute URL") from None


def header_items(headers: Any, /) -> Iterable[tuple[str, object]]:
    if isinstance(headers, dict):
        return cast(dict[str, object], headers).items()
    if js_tag(headers) is not None:
        try:
            headers = dict(js.Headers.new(headers).entries())
        except JsException as exc:
            raise ValueError(f"headers cannot be read: {exc}") from None
    if isinstance(headers, Mapping):
        return cast(Mapping[str, object], headers).items()
    return headers


def check_body(body: Any, /) -> None:
    if body is None or is_text_or_buffer(body) or js_tag(body) in _BODIES_TO_SERIALIZE or _is_js_buffer(body):
        return
    raise TypeError(
        f"body cannot be a {js_tag(body) or type(body).__name__}: pass str, bytes, or a JS ArrayBuffer, view, Blob,"
        " File, FormData, URLSearchParams or ReadableStream (json.dumps makes a str)"
    )


async def serialize_body(body: Any, /) -> SerializedBody:
    if js_tag(body) not in _BODIES_TO_SERIALIZE:
        return SerializedBody(body, None)
    if js_tag(body) in ("Blob", "File"):
        # Its own arrayBuffer is quicker than a Response's.
        return SerializedBody(await _settled(body.arrayBuffer, body, "body"), body.type or None)
    js_response = js.Response.new(body)
    js_type = js_response.headers.get("content-type")
    data = await _settled(js_response.arrayBuffer, js_response, "body")
    return SerializedBody(data, js_type if isinstance(js_type, str) else None)


async def read_input(resource: Any, init: dict[str, Any], /) -> Input:
    if js_tag(resource) == "Request":
        init = await _read_request(resource, init)
        resource = resource.url
    options = {**init}
    method, headers, body = (options.pop(name, None) for name in ("method", "headers", "body"))
    tag = js_tag(body)
    if tag is not None:
        check_body(body)  # a JS function is no maker of bodies
    is_stream = tag == "ReadableStream"
    if is_stream and options.get("duplex") != "half":
        # Few browsers upload a stream, and Chromium only over HTTP/2, which S3 does not speak.
        js_response = js.Response.new(body)
        body, is_stream = await _settled(js_response.blob, js_response, "body"), False
    return Input(str(resource), method, headers, body, options, resendable=not is_stream)


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


def request(signed: SignedRequest, options: dict[str, Any], /) -> Any:
    # fetch sends each character as a byte, so that UTF-8 has to be spelt in them.
    headers = {name: header_bytes(value).decode("latin-1") for name, value in signed.headers.items()}
    init = {name: js_value(value) for name, value in options.items()}
    init |= {"method": signed.method, "headers": js_object(headers)}
    try:
        if signed.body is None or isinstance(signed.body, str):
            return js.Request.new(signed.url, **init, body=signed.body)
        if js_tag(signed.body) == "ReadableStream":
            init["duplex"] = "half"
        with js_buffer(signed.body) as js_body:
            return js.Request.new(signed.url, **init, body=js_body)
    except JsException as exc:
        raise ValueError(f"fetch refuses the request {signed.where}: {exc}") from None


async def send(request: Any, where: str, options: dict[str, Any], /) -> Response:
    js_controller = js.AbortController.new()
    js_signal = js_controller.signal
    if options.get("signal") is not None:
        js_signal = js.AbortSignal.any(js_value([options["signal"], js_signal]))
    init = {"signal": js_signal}
    # Browsers take Authorization off a redirect to another host, but not the session token.
    keeps_token = "redirect" not in options and request.headers.has("x-amz-security-token")
    try:
        js_redirect = {"redirect": "manual"} if keeps_token else {}
        js_response = await call(js.fetch, None, request, js_object(init | js_redirect))
        if keeps_token and js_response.type == "opaqueredirect":
            # It tells where a redirect leads only to who goes there. Go without anything: S3 then names the region.
            js_response = await call(js.fetch, None, request.url, js_object(init | {"cache": "no-store"}))
            if js_response.ok:
                js_controller.abort()
                raise NetworkError(
                    f"{where}: redirected to {js_response.url.partition('?')[0]}, which was not followed"
                )
    except CancelledError:
        js_controller.abort()
        raise
    except JsFailure as exc:
        if _is_abort(options.get("signal")):
            raise AbortError(f"{where}: aborted ({exc})") from exc
        raise NetworkError(f"{where}: {_no_response_advice(request)} ({exc})") from exc
    return Response(
        status=js_response.status,
        status_text=js_response.statusText,
        url=js_response.url,
        read_headers=lambda: Headers(dict(js_response.headers.entries()).items()),
        body=_BodyStream(js_response, js_controller, options.get("signal"), where),
        raw=js_response,
    )


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


async def close() -> None:
    """See Transport.close."""


class _BodyStream:
    """See BodyStream. Whatever ends the reading early ends the transfer too."""

    def __init__(self, js_response: Any, js_controller: Any, js_signal: Any, where: str) -> None:
        self._js_response = js_response
        self._js_controller = js_controller
        self._js_signal = js_signal
        self._where = where

    async def read(self) -> bytes:
        try:
            js_data = await self._settled(self._js_response.arrayBuffer, self._js_response)
        except CancelledError:
            self._js_controller.abort()
            raise
        return js_data.to_bytes()

    async def chunks(self) -> AsyncGenerator[bytes]:
        if not self._js_response.body:
            return
        js_reader = self._js_response.body.getReader()
        done = False
        try:
            while True:
                js_chunk = await self._settled(js_reader.read, js_reader)
                done = js_chunk.done
                if done:
                    return
                yield js_chunk.value.to_bytes()
        finally:
            if not done:
                self._js_controller.abort()

    async def cancel(self) -> None:
        self._js_controller.abort()

    async def _settled(self, js_function: Any, js_this: Any) -> Any:
        try:
            return await call(js_function, js_this)
        except JsFailure as exc:
            if _is_abort(self._js_signal):
                raise AbortError(f"{self._where}: aborted ({exc})") from exc
            raise NetworkError(f"{self._where}: the body broke off ({exc})") from exc


def _is_js_buffer(body: Any) -> bool:
    return js_tag(body) == "ArrayBuffer" or (js_tag(body) is not None and js.ArrayBuffer.isView(body))


def _no_response_advice(js_request: Any) -> str:
    from .._advice import no_response_advice

    js_location = getattr(js, "location", None)  # Node has none
    origin = getattr(js_location, "origin", None) if js_location else None
    is_online = getattr(getattr(js, "navigator", None), "onLine", True) is not False
    headers = dict(js_request.headers.entries())
    return no_response_advice(js_request.method, js_request.url, headers, origin, is_online=is_online)


async def _settled(js_function: Any, js_this: Any, where: str) -> Any:
    """Read a body that is to be sent."""
    try:
        return await call(js_function, js_this)
    except JsFailure as exc:
        raise NetworkError(f"{where}: {exc}") from exc


def _is_abort(js_signal: Any) -> bool:
    """Whether the caller's signal fired.

    The failure does not tell: it is the signal's reason, which can be anything, and Firefox calls a reset AbortError.
    """
    return js_signal is not None and js_signal.aborted
