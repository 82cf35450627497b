"""The platform of calls that may not wait: synchronous requests, hashlib, and bodies that are read at once."""

import sys
import time
from typing import Any, Never

from ..._errors import NetworkError
from .. import crypto_hashlib, never_waiting, tasks
from ..platform import Platform
from ..values import Body, FetchOptions, Input, SerializedBody, TakenBody
from . import host, transport
from .byte_text import bytes_of, whole
from .ffi import JsException, js, js_object, js_tag
from .transport import (
    check_body,
    has_preflights,
    header_items,
    hides_redirects,
    length_is_known,
    normalize_url,
    request,
)
from .xhr import IN_PAGE, send

__all__ = [
    "PLATFORM",
    "check_body",
    "has_preflights",
    "header_items",
    "hides_redirects",
    "length_is_known",
    "normalize_url",
    "request",
]

always_unpacks = True
passes_caches = False

# What can be said to fetch, and not to an XMLHttpRequest; with the values that change nothing.
_UNKNOWN = {
    "signal": (),
    "mode": ("cors",),
    "credentials": ("same-origin", "include"),
    "cache": ("default", "no-store", "no-cache", "reload"),
    "redirect": ("follow",),
    "referrer": (),
    "referrerPolicy": ("",),
    "integrity": ("",),
    "keepalive": (False,),
}
_PAUSE = 0.1
"""Seconds that a page's main thread waits at most: nothing else happens there meanwhile."""


async def take_body(body: Body, options: FetchOptions, /) -> TakenBody:
    if js_tag(body) in ("ReadableStream", "FormData"):
        raise TypeError(f"body cannot be a {js_tag(body)} here: it cannot be read without await")
    return await transport.take_body(body, options)


async def serialize_body(body: Body, /) -> SerializedBody:
    tag = js_tag(body)
    if tag in ("Blob", "File"):
        return SerializedBody(read_blob(body), body.type or None)
    if tag == "URLSearchParams":
        return SerializedBody(body.toString(), "application/x-www-form-urlencoded;charset=UTF-8")
    return SerializedBody(body, None)


async def read_input(resource: Any, init: dict[str, Any], /) -> Input:
    for name, values in _UNKNOWN.items():
        if init.get(name) is not None and init[name] not in values:
            raise TypeError(f"{name} cannot be kept here: what is waited for without await is an XMLHttpRequest")
    if js_tag(resource) == "Request":
        if resource.body and "body" not in init:
            raise TypeError("the Request's body cannot be read without await: pass a URL, and body=")
        init = {"method": resource.method, "headers": resource.headers, **init}
        resource = resource.url
    if js_tag(init.get("body")) in ("ReadableStream", "FormData"):
        await take_body(init["body"], {})
    return await transport.read_input(resource, init)


class _Sender:
    """See Sender."""

    send = staticmethod(send)

    async def close(self) -> None:
        """See Sender.close."""


_SENDER = _Sender()


def sender(_session: Any, /) -> _Sender:
    return _SENDER


def uncached(options: FetchOptions, /) -> FetchOptions:
    return {"cache": "no-store", **options}


async def aborted(_signal: Any, /) -> None:
    """See Transport.aborted. Nothing can fire it meanwhile."""


def read_blob(js_blob: Any) -> Any:
    """The bytes of a Blob: an ArrayBuffer in a worker, bytes in a page. Raises NetworkError, as `read_js` does."""
    try:
        return _read_in_page(js_blob) if IN_PAGE else js.FileReaderSync.new().readAsArrayBuffer(js_blob)
    except JsException as exc:  # a file that was changed, or is gone
        raise NetworkError(f"body: {exc}") from None


def _read_in_page(js_blob: Any) -> bytes:
    size, found = int(js_blob.size), b""
    while len(found) < size:
        # What begins like a byte-order mark is read as one: then the first byte is read alone.
        rest = js_blob.slice(len(found))
        text = _text_of(rest)
        if not whole(text, size - len(found)):
            text = _text_of(js_blob.slice(len(found), len(found) + 1))
        if not text:
            raise NetworkError("body: it could not be read")
        found += bytes_of(text)
    return found


def _text_of(js_blob: Any) -> str:
    url = js.URL.createObjectURL(js_blob)
    try:
        js_xhr = js.XMLHttpRequest.new()
        js_xhr.open("GET", url, False)
        js_xhr.overrideMimeType("text/plain; charset=iso-8859-15")
        js_xhr.send()
        return js_xhr.responseText
    finally:
        js.URL.revokeObjectURL(url)


class _Host:
    """See Host: that of the browser, but for Blobs."""

    def __getattr__(self, name: str) -> Any:
        return getattr(host, name)

    def source(self, given: Any) -> Any:
        from .blobs import source

        return source(given, read_blob)


_js_memory: list[Any] = []


def _wait(seconds: float) -> None:
    if IN_PAGE:
        time.sleep(min(seconds, _PAUSE))
        return
    if not _js_memory:  # shared memory, which this makes also where a SharedArrayBuffer is not to be had
        js_shared = js.WebAssembly.Memory.new(js_object({"initial": 1, "maximum": 1, "shared": True})).buffer
        _js_memory.append(js.Int32Array.new(js_shared))
    js.Atomics.wait(_js_memory[0], 0, 0, seconds * 1000)


def _sleep(seconds: float) -> never_waiting.Pause:
    return never_waiting.Pause(seconds, _wait)


def _host() -> Any:
    return _Host()


def _driver(**_: Any) -> Never:
    raise RuntimeError(
        "a function that aws4web.blocking calls may not wait for it: make it `async def`, and await there"
    )


PLATFORM = Platform(
    crypto=crypto_hashlib,
    transport=sys.modules[__name__],  # pyright: ignore[reportArgumentType] - this module
    now=time.time,
    monotonic=time.monotonic,
    random=lambda: 0.5,  # as its clocks, it gives way to that of the client
    host=_host,
    driver=_driver,
    sleep=_sleep,
    first_of=never_waiting.first_of,
    flight=never_waiting.Flight,
    each=never_waiting.each,
    to_its_end=never_waiting.to_its_end,
    in_order=tasks.in_order,
    lock=tasks.lock,
    of_keys=" by hashlib",
    keeps_limits=not IN_PAGE,
)
