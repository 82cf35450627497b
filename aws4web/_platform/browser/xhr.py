"""Requests that nothing can go on beside, by a synchronous XMLHttpRequest: https://xhr.spec.whatwg.org/

A worker gets bytes, and may set a limit. A page gets text only, in a charset that has a character for each byte.
"""

from collections.abc import AsyncGenerator
from typing import Any

from ..._errors import NetworkError
from ..._headers import received_headers
from ..._received import Received
from ..._request import SignedRequest
from ..never_waiting import TimeIsOver, seconds_left
from ..values import FetchOptions
from .byte_text import BrokenText, bytes_of, whole
from .fetch import hide_query, latin_headers, no_response_advice_for
from .ffi import JsException, js, js_buffer, js_tag

IN_PAGE = bool(getattr(js, "document", None))
_CHUNK = 256 * 1024
_BYPASSED = ("no-store", "no-cache", "reload")
# The XHR Standard has a browser write these itself: it complains of whoever tries.
_FORBIDDEN = frozenset({"accept-encoding", "connection", "content-length", "date", "expect", "host", "te", "via"})


async def send(signed: SignedRequest, options: FetchOptions) -> Received:
    """See Sender.send. It waits for the whole answer, body and all, without an await."""
    bypasses = options.get("cache") in _BYPASSED
    if bypasses and "authorization" in signed.headers:  # which is asked leave for anyway; of others the URL differs
        signed = signed._replace(headers=signed.headers.copy())
        signed.headers["cache-control"] = "no-cache"
    js_xhr = _answer(signed, options, {})
    try:
        content = _content(signed, options, js_xhr)
    except BrokenText as exc:
        raise NetworkError(f"{signed.where}: {exc}", retryable=exc.may_pass) from None
    lines = js_xhr.getAllResponseHeaders().split("\r\n")
    pairs = [(name, value) for name, colon, value in (line.partition(": ") for line in lines) if colon]
    return Received(
        status=js_xhr.status,
        status_text=js_xhr.statusText,
        url=js_xhr.responseURL,
        read_headers=lambda: received_headers(pairs),
        body=_Body(content),
        raw=js_xhr,
    )


def _answer(signed: SignedRequest, options: FetchOptions, more: dict[str, str]) -> Any:
    """A request that has been answered. Raises NetworkError, TimeIsOver, and ValueError for what is refused."""
    js_xhr = js.XMLHttpRequest.new()
    try:
        js_xhr.open(signed.method, signed.url, False)
        for name, value in (latin_headers(signed) | more).items():
            if name not in _FORBIDDEN:
                js_xhr.setRequestHeader(name, value)
        js_xhr.withCredentials = options.get("credentials") == "include"
        if IN_PAGE:
            js_xhr.overrideMimeType("text/plain; charset=iso-8859-15")
        else:
            js_xhr.responseType = "arraybuffer"
            left = seconds_left()
            if left is not None:
                js_xhr.timeout = max(1, round(left * 1000))
    except JsException as exc:
        said = hide_query(str(exc), signed.url)
        raise ValueError(f"XMLHttpRequest refuses the request {signed.where}: {said}") from None
    try:
        _send(js_xhr, signed)
    except JsException as exc:
        if getattr(exc, "name", "") == "TimeoutError":
            raise TimeIsOver from None
        said = hide_query(str(exc), signed.url)
        raise NetworkError(f"{signed.where}: {no_response_advice_for(signed)} ({said})") from None
    if not js_xhr.status:
        raise NetworkError(f"{signed.where}: {no_response_advice_for(signed)}")
    return js_xhr


def _send(js_xhr: Any, signed: SignedRequest) -> None:
    body = signed.body
    if body is None:
        js_xhr.send()
    elif js_tag(body) or (isinstance(body, str) and "content-type" not in signed.headers):
        js_xhr.send(body)
    else:  # of text the browser would write the charset into the content type, which is signed
        with js_buffer(body) as js_body:
            js_xhr.send(js_body)


def _content(signed: SignedRequest, options: FetchOptions, js_xhr: Any) -> Any:
    """The body: bytes in a page, an ArrayBuffer in a worker. Raises BrokenText."""
    told = js_xhr.getResponseHeader("content-length")
    size = int(told) if told and told.isdecimal() and signed.method != "HEAD" and js_xhr.status != 304 else None
    if not IN_PAGE:
        js_content = js_xhr.response
        if size and (js_content is None or not js_content.byteLength):
            raise BrokenText("the body broke off", may_pass=True)
        return js_content
    is_packed = (js_xhr.getResponseHeader("content-encoding") or "identity").strip().lower() != "identity"
    text = js_xhr.responseText
    if whole(text, None if is_packed else size):
        return bytes_of(text)
    if size and size > 3 and not text:  # WebKit shows no error there; a mark alone would be shorter
        raise BrokenText("the body broke off", may_pass=True)
    if signed.method != "GET" or size is None:
        raise BrokenText("the body broke off, or begins with a byte-order mark, which a page cannot read without await")
    return _in_pieces(signed, options, js_xhr, size)


def _in_pieces(signed: SignedRequest, options: FetchOptions, js_first: Any, size: int) -> bytes:
    """A body of which the browser takes the first bytes for a byte-order mark, so that they are asked for alone."""
    start = _start(signed.headers.get("range"))
    etag = js_first.getResponseHeader("etag")
    found = b""
    for _ in range(4):  # what follows may look like one too
        for after in (start + len(found) + 1, start + size):
            at = start + len(found)
            js_xhr = _answer(signed, options, {"range": f"bytes={at}-{after - 1}"})
            text, told = js_xhr.responseText, js_xhr.getResponseHeader("content-length")
            if js_xhr.status != 206 or js_xhr.getResponseHeader("etag") != etag or told != str(after - at):
                raise BrokenText("the body begins with a byte-order mark, and its bytes cannot be asked for by ranges")
            if not whole(text, after - at):
                break
            found += bytes_of(text)
            if len(found) == size:
                return found
    raise BrokenText("the body broke off", may_pass=True)


def _start(given: str | None) -> int:
    """The first byte that was asked for. Raises BrokenText if that is not said."""
    if not given:
        return 0
    first = given.partition("=")[2].partition("-")[0]
    if not first.isdecimal():
        raise BrokenText("the range begins with a byte-order mark: ask for it by the number of its first byte")
    return int(first)


class _Body:
    """See BodyStream. All of it is here."""

    def __init__(self, content: Any) -> None:
        self._content = content

    async def read(self) -> bytes:
        content = self._content
        return content if isinstance(content, bytes) else content.to_bytes() if content else b""

    async def chunks(self) -> AsyncGenerator[bytes]:
        content = self._content
        if isinstance(content, bytes) or not content:
            if content:
                yield content
            return
        for at in range(0, content.byteLength, _CHUNK):
            yield content.slice(at, at + _CHUNK).to_bytes()

    async def cancel(self) -> None:
        self._content = None
