"""Parts of one object, which must not become another meanwhile: asked for, and received."""

from collections.abc import Awaitable, Callable
from math import inf
from typing import TYPE_CHECKING, Any, Never

from .._errors import AwsError, NetworkError
from ._headers import Headers, Query
from ._ranges import Shown, shown
from ._requests import Requests

if TYPE_CHECKING:
    from .._received import Chunks
    from .._response import Response

_CHANGED = "the object changed while it was read: read it again"
_PIECE, _RAW_PIECE = 2**20, 2**21
"""Bytes that are put at a time: a browser takes nearly as long for 1 MiB as for 2."""
_WHILE = 0.5
"""Seconds after which fewer are put."""


class SameObject:
    """The first answer says which object it is. Parts are tied by its version, and by the ETag of each answer."""

    def __init__(self, requests: Requests, key: str, query: Query) -> None:
        self._requests = requests
        self._key = key
        self._query = query
        self._is_pinned = False
        self._first: Shown | None = None
        # A page would have to ask first whether it may send a header.
        mode = "x-amz-checksum-mode", "ENABLED"
        is_in_page = requests.platform.transport.has_preflights
        self._checksums: tuple[Headers, Query] = (dict([mode]), [])
        if is_in_page:
            self._checksums = {}, [mode] if requests.signs else []

    async def begin(self, after: int) -> "Response | None":
        """The answer to a GET of the first bytes; None if there are none."""
        headers, query = self._checksums
        try:
            return await self._ask("GET", query, {"range": f"bytes=0-{after - 1}", **headers})
        except AwsError as error:
            if error.status != 416:
                raise
            return None

    async def learn(self, response: "Response", after: int) -> Shown:
        """What the first answer says, with the size of the whole."""
        first = self._first = self._shown(response, 0, after)
        if first.total is None:  # hidden from a page
            _, told = await self.head()
            if told.total is None or told.total < (first.after or 0):
                fail(response, "the server does not say how large the object is", retryable=False)
            first = self._first = first._replace(total=told.total)
        version = response.headers.get("x-amz-version-id", "null")  # null is the one that can be written again
        if version != "null" and not self._query:
            self._query, self._is_pinned = [("versionId", version)], True
        return first

    async def head(self) -> "tuple[Response, Shown]":
        """The answer to a HEAD, which tells checksums of the whole."""
        headers, query = self._checksums
        response = await self._ask("HEAD", query, headers)
        told = self._shown(response)
        if self._first is not None and not told.is_of(self._first):
            fail(response, _CHANGED)
        return response, told

    async def part(self, first: int, after: int) -> "Response":
        """The answer to a GET of other bytes, or of some again."""
        try:
            response = await self._ask("GET", [], {"range": f"bytes={first}-{after - 1}"})
        except AwsError as error:
            if error.status != 416:
                raise
            raise NetworkError(f"{error.where}: {_CHANGED}") from None
        try:
            told = self._shown(response, first, after)
            if self._first is None or not self._first.is_known:
                fail(response, "neither an ETag nor Last-Modified tells a change of the object", retryable=False)
            if not told.is_of(self._first):
                fail(response, _CHANGED)
        except BaseException:
            await response.cancel()
            raise
        return response

    async def _ask(self, method: str, query: Query, headers: Headers) -> "Response":
        is_pinned = self._is_pinned  # until a part that is asked for at the same time is refused
        try:
            return await self._read(method, [*self._query, *query], headers)
        except AwsError as error:
            if error.status not in (400, 403, 501) or not is_pinned:
                raise
        # Whoever may read an object need not be allowed to read its versions, and a store may name what it cannot read.
        self._query, self._is_pinned = [], False
        return await self._read(method, query, headers)

    async def _read(self, method: str, query: Query, headers: Headers) -> "Response":
        return await self._requests.read(method, self._key, query, headers, stored=True, is_part=True)

    def _shown(self, response: "Response", first: int = 0, after: int | None = None) -> Shown:
        try:
            return shown(response.status, response.headers, first, after)
        except ValueError as exc:
            fail(response, f"the answer is not what was asked for: {exc}", retryable=False)


def fail(response: "Response", why: str, *, retryable: bool = True) -> Never:
    """Raise NetworkError, of an answer to a GET or a HEAD."""
    raise NetworkError(f"GET {response.url.partition('?')[0]}: {why}", retryable=retryable)


class Part:
    """Bytes that are asked for together."""

    def __init__(self, first: int, after: int) -> None:
        self.first = self.at = first
        self.after = after
        self.crc = 0
        """The CRC32 of what came before `at`."""
        self.broke_off = False
        """Of what was waited for nothing is left then. From now on whatever comes is taken."""


class Receiving:
    """Puts pieces of parts: bytes, or, if `is_raw`, what the platform has them in and its targets take."""

    def __init__(
        self, put: Callable[[Part, Any], Awaitable[None]], monotonic: Callable[[], float], *, is_raw: bool
    ) -> None:
        self._put = put
        self._now = monotonic
        self._is_raw = is_raw
        self._spare: list[Any] = []
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
                    await self._put(part, self._joined(held))
                    held, size, put_at = [], 0, self._now()
        finally:
            await chunks.aclose()
        if size:
            await self._put(part, self._joined(held))
        return chunk

    def _chunks(self, response: "Response", part: Part) -> "Chunks":
        if not self._is_raw:
            return aiter(response)
        of_response: Any = response
        return of_response._received.raw_chunks(lambda: self._wanted(part), self._spare)

    def _wanted(self, part: Part) -> int:
        return 1 if part.broke_off else int(max(1, min(_RAW_PIECE, _WHILE / max(self._pace, 1e-9))))

    def _joined(self, held: list[Any]) -> Any:
        return held[0] if len(held) == 1 else (held[0] if self._is_raw else b"").join(held)


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
