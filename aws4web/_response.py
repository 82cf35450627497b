"""The response: one interface on both platforms."""

from collections.abc import AsyncGenerator, Awaitable, Callable
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
        "_body",
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
        if self._failure is not None:
            raise self._failure
        content = self._content
        if content is None:
            try:
                content = self._content = cast(_Bytes, await self._in_time(self._body.read()))
            except NetworkError as exc:
                self._failure = exc
                raise
        return content

    async def text(self) -> str:
        """The body as UTF-8, a byte-order mark removed, what is malformed replaced, as the Fetch Standard says."""
        return (await self.bytes()).removeprefix(b"\xef\xbb\xbf").decode("utf-8", "replace")

    async def json(self) -> Any:
        """The body read as JSON. Raises ValueError where it is none."""
        import json

        return json.loads(await self.text())

    def __aiter__(self) -> "_Chunks":
        """The body in chunks as they arrive, of the size that the network gives them."""
        chunks = self._body.chunks() if self._content is None else _once(self._content)
        return _Chunks(chunks, self._in_time)

    async def cancel(self) -> None:
        """Give up a body that is not wanted, and let go of its connection."""
        await self._body.cancel()

    def limit_reading(self, in_time: Callable[[Awaitable[Any]], Awaitable[Any]]) -> None:
        """Read through `in_time`, which may end what takes too long."""
        self._in_time = in_time

    def __repr__(self) -> str:
        return f"<Response {self.status} {self.url.partition('?')[0]}>"


class _Chunks:
    """An iterator and no generator: left early, it goes at once, and the transfer with it."""

    def __init__(self, chunks: AsyncGenerator[bytes], in_time: Callable[[Awaitable[Any]], Awaitable[Any]]) -> None:
        self._chunks = chunks
        self._in_time = in_time

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> bytes:
        chunk = await self._in_time(anext(self._chunks, None))
        if chunk is None:
            raise StopAsyncIteration
        return chunk

    async def aclose(self) -> None:
        """Leave the iteration, and end the transfer."""
        await self._chunks.aclose()


async def _once(content: bytes) -> AsyncGenerator[bytes]:
    yield content
