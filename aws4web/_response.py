"""The response: one interface on both platforms."""

from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable
from math import inf
from typing import TYPE_CHECKING, Any, Self, cast

from ._errors import AwsError, NetworkError
from ._request import Headers

if TYPE_CHECKING:
    from ._platform.interface import BodyStream

_Bytes = bytes  # Response.bytes hides the name within the class


async def _unlimited(work: Awaitable[Any]) -> Any:
    return await work


class Response:
    """What AWS answered. Names are those of the Fetch Standard's Response, in Python's case.

    https://fetch.spec.whatwg.org/#response-class
    """

    __slots__ = (
        "_begun",
        "_body",
        "_chunks",
        "_content",
        "_failure",
        "_headers",
        "_in_time",
        "_read_headers",
        "error",
        "raw",
        "status",
        "status_text",
        "url",
    )

    def __init__(
        self,
        *,
        status: int,
        status_text: str,
        url: str,
        read_headers: Callable[[], Headers],
        body: "BodyStream",
        raw: Any,
    ) -> None:
        self.status: int = status
        """The HTTP status code."""
        self.status_text: str = status_text
        """The reason phrase, empty over HTTP/2."""
        self.url: str = url
        """Where the response came from, redirects followed."""
        self.raw: Any = raw
        """The platform's own object: a JS Response in Pyodide, an aiohttp.ClientResponse on CPython."""
        self.error: AwsError | None = None
        """The error that AWS answered with, which `raise_for_status` raises; None for a success."""
        self._read_headers = read_headers
        self._headers: Headers | None = None
        self._body = body
        self._begun = bytearray()
        """What `beginning` has read."""
        self._chunks: AsyncGenerator[_Bytes] | None = None
        """What follows it."""
        self._content: _Bytes | None = None
        self._failure: NetworkError | None = None
        self._in_time = _unlimited

    @property
    def ok(self) -> bool:
        """Whether the status is 200 to 299."""
        return 200 <= self.status < 300

    @property
    def headers(self) -> Headers:
        """The headers that can be seen. A browser shows a page only those that the server exposes."""
        if self._headers is None:
            self._headers = self._read_headers()
        return self._headers

    def raise_for_status(self) -> Self:
        """This response, if it is no error. Raises AwsError where it is one, S3's errors with status 200 too."""
        if self.error is not None:
            raise self.error
        return self

    async def bytes(self) -> _Bytes:
        """The body. It is kept, so that it can be asked for again. Raises NetworkError where it breaks off."""
        if self._content is None and self._chunks is not None:
            await self._read(lambda: self._read_on(inf))
        if self._content is None:
            self._content = await self._read(self._body.read)
        return cast(_Bytes, self._content)

    async def beginning(self, size: int) -> _Bytes:
        """The first `size` bytes of the body, or all; the rest is left to be read. Raises NetworkError as `bytes`.

        An error's body may be endless, or unpack to far more than was sent.
        """
        if self._content is None:
            await self._read(lambda: self._read_on(size))
        return _Bytes(self._begun[:size]) if self._content is None else self._content[:size]

    async def text(self) -> str:
        """The body as UTF-8, a byte-order mark removed, what is malformed replaced, as the Fetch Standard says."""
        return as_text(await self.bytes())

    async def json(self) -> Any:
        """The body read as JSON. Raises ValueError where it is not, or is nested deeper than 500 levels."""
        from ._json import parse_json

        return parse_json(await self.text())

    def __aiter__(self) -> "_Chunks":
        """The body in chunks as they arrive, of the size that the network gives them."""
        if self._content is not None:
            return _Chunks(self._content, None, None, self._in_time)
        # It is handed over: to read the body as well is an error, as without a beginning.
        begun, chunks = _Bytes(self._begun), self._chunks or self._body.chunks()
        self._begun.clear()
        self._chunks = None
        return _Chunks(begun, chunks, self._failure, self._in_time)

    async def cancel(self) -> None:
        """Give up a body that is not wanted, and let go of its connection."""
        await self._body.cancel()

    def limit_reading(self, in_time: Callable[[Awaitable[Any]], Awaitable[Any]]) -> None:
        """Read through `in_time`, which may end what takes too long."""
        self._in_time = in_time

    async def _read(self, work: Callable[[], Awaitable[Any]]) -> Any:
        """What `work` results in, in time. Where it fails, all later reading does."""
        if self._failure is not None:
            raise self._failure
        try:
            return await (work() if self._in_time is _unlimited else self._in_time(work()))
        except BaseException as exc:
            # What was left half-way must not look whole the next time.
            where = self.url.partition("?")[0]
            self._failure = exc if isinstance(exc, NetworkError) else NetworkError(f"{where}: reading was cancelled")
            raise

    async def _read_on(self, size: float) -> None:
        if self._chunks is None:
            self._chunks = self._body.chunks()
        while len(self._begun) < size:
            chunk = await anext(self._chunks, None)
            if chunk is None:
                self._content = _Bytes(self._begun)
                self._begun.clear()
                return
            self._begun += chunk

    def __repr__(self) -> str:
        # A traceback may show a response that its constructor did not finish.
        return f"<Response {getattr(self, 'status', '')} {getattr(self, 'url', '').partition('?')[0]}>"


class _Chunks:
    """An iterator and no generator: left early, it goes at once, and the transfer with it."""

    def __init__(
        self,
        begun: bytes,
        chunks: AsyncGenerator[bytes] | None,
        failure: NetworkError | None,
        in_time: Callable[[Awaitable[Any]], Awaitable[Any]],
    ) -> None:
        self._begun = begun
        self._chunks = chunks
        self._failure = failure
        self._in_time = in_time

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> bytes:
        if self._begun:
            begun, self._begun = self._begun, b""
            return begun
        if self._failure is not None:
            raise self._failure
        chunk = await self._in_time(anext(self._chunks, None)) if self._chunks else None
        if chunk is None:
            raise StopAsyncIteration
        return chunk

    async def aclose(self) -> None:
        """Leave the iteration, and end the transfer."""
        if self._chunks:
            await self._chunks.aclose()


def as_text(content: bytes) -> str:
    """A body as UTF-8, as the Fetch Standard reads it."""
    return content.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "replace")


def received_headers(items: Iterable[tuple[str | bytes, str | bytes]]) -> Headers:
    """What an answer's headers say: decoded as UTF-8, else as Latin-1, and not checked as what is to be sent.

    A name that is given more than once has its values joined by `, `, as the Fetch Standard joins them.
    """
    values: dict[str, str] = {}
    for name, value in items:
        key, text = _decoded(name).lower(), _decoded(value).strip(" \t\r\n")
        values[key] = f"{values[key]}, {text}" if key in values else text
    return Headers.holding(values)


def _decoded(value: str | bytes) -> str:
    """The text of a header's bytes; fetch hands them out as a str of one character each."""
    if isinstance(value, str):
        if value.isascii():
            return value
        try:
            value = value.encode("latin-1")
        except UnicodeEncodeError:  # a runtime that decodes by itself
            return value.encode(errors="replace").decode()
    try:
        return value.decode()
    except UnicodeDecodeError:
        return value.decode("latin-1")
