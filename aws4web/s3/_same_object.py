"""Requests for parts of one object, which must not become another meanwhile."""

from typing import TYPE_CHECKING, Never

from .._errors import AwsError, NetworkError
from ._headers import Headers, Query
from ._ranges import Shown, shown
from ._requests import Requests

if TYPE_CHECKING:
    from .._response import Response

_CHANGED = "the object changed while it was read: read it again"


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
        try:
            return await self._read(method, [*self._query, *query], headers)
        except AwsError as error:
            if error.status != 403 or not self._is_pinned:
                raise
        # Whoever may read an object need not be allowed to read its versions.
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
