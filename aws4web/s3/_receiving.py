"""The body of an answer, put where it belongs as it arrives."""

from collections.abc import Awaitable, Callable
from math import inf
from typing import TYPE_CHECKING, Any

from .._errors import NetworkError
from ._same_object import fail

if TYPE_CHECKING:
    from .._received import Chunks, Received
    from .._response import Response

_PIECE, _RAW_PIECE = 2**20, 2**22
"""Bytes that are put at a time: a browser takes nearly as long for 1 MiB as for 4."""
_WHILE = 0.5
"""Seconds after which fewer are put."""
_MOMENT = 1.0
"""Seconds in which all of a part should come if it is read in one: little is lost then, and little to be seen of it."""


class Part:
    """Bytes that are asked for together."""

    def __init__(self, first: int, after: int) -> None:
        self.first = self.at = first
        self.after = after
        self.crc = 0
        """The CRC32 of what came before `at`."""
        self.was_whole = False
        """Whether it was read in one, of which nothing is left if it broke off: then it comes in chunks."""


class Receiving:
    """Puts pieces of parts. Those of a platform that are to stay as they are (`is_raw`) may be whole parts."""

    def __init__(
        self, put: Callable[[Part, Any], Awaitable[None]], monotonic: Callable[[], float], *, is_raw: bool
    ) -> None:
        self._put = put
        self._now = monotonic
        self._is_raw = is_raw
        self._pace = inf
        """Seconds that each byte took which came last."""

    async def receive(self, response: "Response", part: Part, asked_at: float) -> NetworkError:
        """Read up to the end of the part; why not, if it was not reached."""
        to_skip = part.at if response.status == 200 else 0
        held: list[Any] = []
        size, start, put_at = 0, part.at, self._now()
        chunks = self._chunks(response, part)
        try:
            while not isinstance(chunk := await _next(chunks, response), NetworkError):
                if to_skip:
                    skipped = min(to_skip, len(chunk))
                    to_skip, chunk = to_skip - skipped, chunk.after(skipped) if self._is_raw else chunk[skipped:]
                held.append(chunk)
                size += len(chunk)
                if part.at + size > part.after:
                    fail(response, "more bytes came than were asked for", retryable=False)
                self._pace = (self._now() - asked_at) / max(1, part.at + size - start)
                if size >= (_RAW_PIECE if self._is_raw else _PIECE) or self._now() - put_at > _WHILE:
                    await self._put_all(part, held)
                    held, size, put_at = [], 0, self._now()
        finally:
            await chunks.aclose()
        if size:
            await self._put_all(part, held)
        return chunk

    def _chunks(self, response: "Response", part: Part) -> "Chunks":
        received = _received(response)
        if not self._is_raw:
            return received.chunks()
        # An answer that does not say how long it is may be longer than memory.
        is_sized = response.status == 206 and "content-length" in response.headers
        is_whole = is_sized and not part.was_whole and self._pace * (part.after - part.at) < _MOMENT
        part.was_whole |= is_whole
        return received.raw_chunks(is_whole=is_whole)

    async def _put_all(self, part: Part, held: list[Any]) -> None:
        joiner: Any = held[0] if self._is_raw else b""
        await self._put(part, held[0] if len(held) == 1 else joiner.join(held))


def _received(response: Any) -> "Received":
    return response._received


async def _next(chunks: "Chunks", response: "Response") -> Any:
    """What comes next, or the NetworkError why nothing does."""
    try:
        chunk = await anext(chunks, None)
    except NetworkError as exc:
        if not exc.retryable:
            raise
        return exc
    if chunk is None:
        return NetworkError(f"GET {response.url.partition('?')[0]}: the body ended too early")
    return chunk
