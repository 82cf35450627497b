"""Bytes of one object, asked for in ranges: none of them may be of another that took its place meanwhile."""

from typing import Any

from .._errors import AbortError, AwsError, NetworkError
from ..s3 import Bucket
from ..s3._headers import of_version
from ..s3._ranges import Shown, parts, shown
from ..s3._requests import Requests
from ._errors import changed
from ._many import each_of
from ._paths import Entry, Place

_PART = 8 * 2**20
_WINDOW = 2**30
"""Bytes that are asked for before more is planned: a size that is a lie takes no memory."""
_AT_ONCE = 4
_READINGS = 5
"""How often bytes are asked for whose answer breaks off."""


class Tied:
    """An object. The first answer says which one it is, unless that is known."""

    def __init__(self, bucket: Bucket, path: str, place: Place, known: Entry | None = None) -> None:
        of_bucket: Any = bucket
        self._requests: Requests = of_bucket._requests
        self._bucket, self._path, self._key = bucket, path, place.key
        self._version = place.version
        self._is: Shown | None = None
        self.total: int | None = None
        if known is not None:
            self.total = known["size"]
            if known["ETag"]:
                self._is = Shown(0, self.total, self.total, known["ETag"], None)

    async def size(self) -> int:
        """Bytes of the whole."""
        if self.total is None:
            info = await self._bucket.head(self._key, version_id=self._version)
            if info.size is None:
                raise NetworkError(f"HEAD {self._bucket.url(self._key)}: the answer shows no size", retryable=False)
            self._compare(Shown(0, info.size, info.size, info.etag, None))
            self.total = info.size
        return self.total

    async def span(self, start: int | None, end: int | None) -> bytes:
        """The bytes of a slice, as Python means it."""
        first = start or 0
        if first < 0 or (end is not None and end < 0):
            size = await self.size()
            first = max(0, size + first) if first < 0 else first
            end = size + end if end is not None and end < 0 else end
        if end is not None:
            return await self.read(first, end)
        beginning = await self.read(first, first + _PART)
        if len(beginning) < _PART:
            return beginning
        return beginning + await self.read(first + _PART, await self.size())

    async def read(self, first: int, after: int) -> bytes:
        """The bytes, or as many of them as there are."""
        if self.total is not None:
            after = min(after, self.total)
        if after <= first:
            return b""
        if after - first <= 2 * _PART:
            return await self._ask(first, after)
        pieces: list[bytes] = []
        for start in range(first, after, _WINDOW):
            ranges = [*parts(start, min(start + _WINDOW, after), _PART)]
            pieces += await each_of(self._requests.platform, lambda each: self._ask(*each), ranges, _AT_ONCE)
        return b"".join(pieces)

    async def _ask(self, first: int, after: int) -> bytes:
        headers, query = {"range": f"bytes={first}-{after - 1}"}, of_version(self._version)
        attempts = 0
        while True:
            try:
                response = await self._requests.read("GET", self._key, query, headers, stored=True, is_part=True)
            except AwsError as error:
                if error.status != 416:
                    raise
                if self.total is not None and first < self.total:
                    raise changed(self._path) from error
                return b""  # there are none
            try:
                told = shown(response.status, response.headers, first, after)
                self._compare(told)
                content = await response.bytes()
            except ValueError as exc:
                await response.cancel()
                where = f"GET {self._bucket.url(self._key)}"
                raise NetworkError(f"{where}: the answer is not what was asked for: {exc}", retryable=False) from None
            except NetworkError as error:
                await response.cancel()
                attempts += 1
                if attempts == _READINGS or not error.retryable or isinstance(error, AbortError):
                    raise
                await self._requests.pause(attempts)
                continue
            except BaseException:
                await response.cancel()
                raise
            if told.after is not None and len(content) != told.after - told.first:
                raise NetworkError(f"GET {self._bucket.url(self._key)}: {len(content)} bytes came of {told}")
            if told.total is not None:
                self.total = told.total
            return content[first:after] if response.status == 200 else content

    def _compare(self, told: Shown) -> None:
        if self._is is None:
            self._is = told
        elif not told.is_of(self._is) and (told.etag or told.total != self._is.total):
            raise changed(self._path)
