"""Requests by the page's own fetch: https://fetch.spec.whatwg.org/"""

from asyncio import CancelledError
from collections.abc import AsyncGenerator, Callable
from functools import partial
from typing import Any

from ..._errors import AbortError, NetworkError
from ..._headers import received_headers
from ..._received import Received
from ..._request import SignedRequest
from ..values import FetchOptions, header_bytes
from .ffi import JsException, JsFailure, call, js, js_buffer, js_object, js_tag, js_value, promise, settled


def request(signed: SignedRequest, options: FetchOptions) -> Any:
    """See Transport.request."""
    try:
        return _with_init(js.Request.new, signed, options)
    except JsException as exc:
        raise ValueError(f"fetch refuses the request {signed.where}: {hide_query(str(exc), signed.url)}") from None


def _with_init(use: Callable[[str, Any], Any], signed: SignedRequest, options: FetchOptions) -> Any:
    """What `use` makes of the URL and a RequestInit, which holds a large body only until then."""
    init = options | {"method": signed.method, "headers": js_object(latin_headers(signed))}
    if signed.body is None or isinstance(signed.body, str):
        return use(signed.url, js_object(init | {"body": signed.body}))
    if js_tag(signed.body) == "ReadableStream":
        init["duplex"] = "half"
    with js_buffer(signed.body) as js_body:
        return use(signed.url, js_object(init | {"body": js_body}))


def latin_headers(signed: SignedRequest) -> dict[str, str]:
    """The headers as JS sends them: each character as a byte, so that UTF-8 has to be spelt in them."""
    if "host" in signed.headers:
        # Browsers leave it out in silence, https://fetch.spec.whatwg.org/#forbidden-request-header, and so does Node.
        raise ValueError(
            f"fetch cannot send the header host, which is signed: {signed.where} goes to the host in its URL only"
        )
    return {name: header_bytes(value).decode("latin-1") for name, value in signed.headers.items()}


async def send(signed: SignedRequest, options: FetchOptions) -> Received:
    """See Sender.send."""
    # Without a Request: making one, with its body's stream, takes as long as a signature.
    js_caller_signal = options.get("signal")
    js_controller = js.AbortController.new()
    init = {**options, "signal": _either(js_caller_signal, js_controller.signal, signed)}
    try:
        js_response = await settled(_with_init(partial(promise, js, "fetch"), signed, init), may_switch=True)
    except CancelledError:
        js_controller.abort()
        raise
    except JsFailure as exc:
        raise _failure(exc, signed, options) from exc
    return Received(
        status=js_response.status,
        status_text=js_response.statusText,
        url=js_response.url or signed.url,  # one that a page made, or that is opaque, has none
        read_headers=lambda: received_headers(js.Array.from_(js_response.headers.entries()).to_py()),
        body=_BodyStream(js_response, js_controller, js_caller_signal, signed.where),
        raw=js_response,
    )


def _either(js_caller_signal: Any, js_signal: Any, signed: SignedRequest) -> Any:
    """A signal that fires with either of these. The caller's may be None."""
    if js_caller_signal is None:
        return js_signal
    try:
        return js.AbortSignal.any(js_value([js_caller_signal, js_signal]))
    except JsException as exc:
        raise ValueError(f"fetch refuses the request {signed.where}: signal: {exc}") from None


def _failure(exc: JsFailure, signed: SignedRequest, options: FetchOptions) -> NetworkError:
    """Why there is no response. Raises ValueError if fetch refuses the request."""
    if _is_abort(options.get("signal")):
        return AbortError(f"{signed.where}: aborted ({exc})")
    # fetch says TypeError to a request that it refuses, and to one that gets no response.
    is_stream = js_tag(signed.body) == "ReadableStream"  # which fetch has taken by now
    request(signed._replace(body=js.ReadableStream.new()) if is_stream else signed, options)
    exc.restate(hide_query(exc.message, signed.url))
    return NetworkError(f"{signed.where}: {no_response_advice_for(signed)} ({exc})")


class _BodyStream:
    """See BodyStream. Whatever ends the reading early ends the transfer too."""

    def __init__(self, js_response: Any, js_controller: Any, js_signal: Any, where: str) -> None:
        self._js_response = js_response
        self._js_controller = js_controller
        self._js_signal = js_signal
        self._where = where

    async def read(self) -> bytes:
        try:
            js_data = await self._call(self._js_response, "arrayBuffer")
        except CancelledError:
            self._js_controller.abort()
            raise
        return js_data.to_bytes()

    def raw_chunks(self, wanted: Callable[[], int], js_spare: list[Any]) -> AsyncGenerator[Any]:
        """As `chunks`, but as RawBytes: see there."""
        from .targets import RawReading

        return self.chunks(RawReading(wanted, js_spare))

    async def chunks(self, raw: Any = None) -> AsyncGenerator[Any]:
        js_body = self._js_response.body
        if not js_body:
            return
        try:
            js_reader = raw.js_reader(js_body) if raw else js_body.getReader()
        except JsException as exc:
            raise NetworkError(f"{self._where}: the body was read already ({exc})") from exc
        done = False
        try:
            while not done:
                if raw:
                    chunk, done = await raw.read(js_reader, self._call)
                else:
                    js_chunk = await self._call(js_reader, "read")
                    done = js_chunk.done
                    chunk = None if done else js_chunk.value.to_bytes()
                if chunk is not None:
                    yield chunk
        finally:
            if not done:
                self._js_controller.abort()

    async def cancel(self) -> None:
        self._js_controller.abort()

    async def _call(self, js_this: Any, method: str, *js_args: Any) -> Any:
        try:
            return await call(js_this, method, *js_args)
        except JsFailure as exc:
            if _is_abort(self._js_signal):
                raise AbortError(f"{self._where}: aborted ({exc})") from exc
            raise NetworkError(f"{self._where}: the body broke off ({exc})") from exc


def hide_query(text: str, url: str) -> str:
    """What a runtime says, which may name the whole URL, as Deno does, without its query: that may be a secret."""
    query = url.partition("?")[2]
    return text.replace(query, "…") if query else text


def no_response_advice_for(signed: SignedRequest) -> str:
    """Why there was no response, as far as a page can know."""
    from .no_response import no_response_advice

    # Not its URL's, which a frame may not have: one that is sandboxed, or srcdoc. Node has none.
    origin = getattr(js, "origin", None) if getattr(js, "location", None) else None
    is_online = getattr(getattr(js, "navigator", None), "onLine", True) is not False
    return no_response_advice(signed.method, signed.url, signed.headers, origin, is_online=is_online)


def _is_abort(js_signal: Any) -> bool:
    """Whether the caller's signal fired.

    The failure does not tell: it is the signal's reason, which can be anything, and Firefox calls a reset AbortError.
    """
    return js_signal is not None and js_signal.aborted
