"""A response as a platform receives it: the status, the headers, and a body that can be read from its beginning."""

from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import suppress
from math import inf
from typing import TYPE_CHECKING, Any, Self, cast

from ._errors import NetworkError
from ._headers import Headers

if TYPE_CHECKING:
    from ._types import BodyStream

InTime = Callable[[Awaitable[Any]], Awaitable[Any]]
"""Awaits, and may end what takes too long."""


async def _unlimited(work: Awaitable[Any]) -> Any:
    return await work


class Received:
    """What came, and what is read of it. `Response` describes the members."""

    __slots__ = (
        "_begun",
        "_body",
        "_chunks",
        "_content",
        "_failure",
        "_headers",
        "_in_time",
        "_read_headers",
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
        self.status = status
        self.status_text = status_text
        self.url = url
        self.raw = raw
        self._read_headers = read_headers
        self._headers: Headers | None = None
        self._body = body
        self._begun = bytearray()
        """What `beginning` has read."""
        self._chunks: AsyncGenerator[bytes] | None = None
        """What follows it."""
        self._content: bytes | None = None
        self._failure: NetworkError | None = None
        self._in_time: InTime = _unlimited

    @property
    def headers(self) -> Headers:
        """Read when they are first asked for."""
        if self._headers is None:
            self._headers = self._read_headers()
        return self._headers

    @property
    def is_read(self) -> bool:
        """Whether all of the body is here."""
        return self._content is not None

    def limit_reading(self, in_time: InTime) -> None:
        """Read through `in_time`."""
        self._in_time = in_time

    async def read(self) -> bytes:
        """All of the body. It is kept, so that it can be asked for again. Raises NetworkError if it breaks off."""
        if self._content is None and self._chunks is not None:
            await self._read(lambda: self._read_on(inf))
        if self._content is None:
            self._content = await self._read(self._body.read)
        return cast(bytes, self._content)

    async def beginning(self, size: int) -> bytes:
        """The first `size` bytes of the body, or all; the rest is left to be read. Raises NetworkError as `read`."""
        if self._content is None:
            await self._read(lambda: self._read_on(size))
        return bytes(self._begun[:size]) if self._content is None else self._content[:size]

    def raw_chunks(self, wanted: Callable[[], int], spare: list[Any]) -> "Chunks":
        """As `chunks`, but of an answer of which nothing is read yet, and as the platform has them.

        If it can, it waits for as many bytes at a time as are wanted, and puts them where there were some.
        """
        body: Any = self._body
        return Chunks(b"", body.raw_chunks(wanted, spare), self._read)

    def chunks(self) -> "Chunks":
        """The body piece by piece. It is handed over: to read it as well is an error, as without a beginning."""
        if self._content is not None:
            return Chunks(self._content, None, self._read)
        begun, chunks = bytes(self._begun), self._chunks or self._body.chunks()
        self._begun.clear()
        self._chunks = None
        return Chunks(begun, chunks, self._read)

    async def cancel(self) -> None:
        """Give up a body that is not wanted, and let go of its connection."""
        await self._body.cancel()
        if self._chunks is not None:
            if self._content is None:
                self._failure = self._failure or self._given_up()
            with suppress(RuntimeError):  # somebody is reading
                await self._chunks.aclose()

    def _given_up(self) -> NetworkError:
        return NetworkError(f"{self.url.partition('?')[0]}: reading was cancelled")

    async def _read(self, work: Callable[[], Awaitable[Any]]) -> Any:
        """What `work` results in, in time. If it fails, all later reading does."""
        if self._failure is not None:
            raise self._failure
        try:
            return await (work() if self._in_time is _unlimited else self._in_time(work()))
        except BaseException as exc:
            # What was left half-way must not look whole the next time.
            self._failure = exc if isinstance(exc, NetworkError) else self._given_up()
            raise

    async def _read_on(self, size: float) -> None:
        if self._chunks is None:
            self._chunks = self._body.chunks()
        while len(self._begun) < size:
            chunk = await anext(self._chunks, None)
            if chunk is None:
                self._content = bytes(self._begun)
                self._begun.clear()
                return
            self._begun += chunk

    def __repr__(self) -> str:
        # A traceback may show one that its constructor did not finish.
        return f"<Received {getattr(self, 'status', '')} {getattr(self, 'url', '').partition('?')[0]}>"


class Chunks:
    """An iterator and not a generator: left early, it goes at once, and the transfer with it."""

    def __init__(
        self,
        begun: bytes,
        chunks: AsyncGenerator[bytes] | None,
        read: Callable[[Callable[[], Awaitable[Any]]], Awaitable[Any]],
    ) -> None:
        self._begun = begun
        self._chunks = chunks
        self._read = read

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> bytes:
        if self._begun:
            begun, self._begun = self._begun, b""
            return begun
        chunks = self._chunks
        chunk = await self._read(lambda: anext(chunks, None)) if chunks else None
        if chunk is None:
            raise StopAsyncIteration
        return chunk

    async def aclose(self) -> None:
        """Leave the iteration, and end the transfer."""
        if self._chunks:
            await self._chunks.aclose()


def as_text(content: bytes) -> str:
    """A body as UTF-8, as the Fetch Standard reads it: a byte-order mark removed, what is malformed replaced."""
    return content.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "replace")
