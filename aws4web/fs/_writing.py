"""An object that is written bit by bit: with one request if it is small, else in parts."""

from typing import Any
from zlib import crc32

from .._errors import NetworkError
from .._sign.canonical import percent_encode
from ..s3 import Bucket
from ..s3._checksums import crc32_text
from ..s3._copying import carried, copied_fields
from ..s3._headers import CONDITIONS, Headers, Query, write_options
from ..s3._multipart import Multipart
from ..s3._parts import MAX_PARTS, Part
from ..s3._putting import put_object
from ..s3._requests import Requests
from ._many import each_of

LEAST = 5 * 2**20
"""Bytes of a part, but for the last one."""
_MOST = 5 * 2**30
AT_ONCE = 4
_GROWTH = 1000
"""Parts after which they are larger, so that 10,000 hold more."""


class Writing:
    """An object to be. Nothing of it shows before `complete`."""

    def __init__(self, bucket: Bucket, key: str, stored: dict[str, Any], part_size: int, *, grows: bool) -> None:
        of_bucket: Any = bucket
        self._requests: Requests = of_bucket._requests
        self._bucket, self._key = bucket, key
        headers = write_options("open", key, None, stored)
        self._conditions: Headers = {name: headers.pop(name) for name in CONDITIONS if name in headers}
        self._has_crc32 = bool(stored.get("checksum"))
        if self._has_crc32:
            headers["x-amz-checksum-algorithm"] = "CRC32"
        self._headers = headers
        self._part_size, self._grows = max(LEAST, part_size), grows
        self._upload: Multipart | None = None
        self._parts: list[Part] = []
        self._number = 0
        self._whole: bytes | None = None
        self._before: tuple[int, str] | None = None
        """Size and ETag of what it is appended to."""
        self.start = 0
        """Bytes of that, unless they are written again."""

    async def append(self) -> bytes:
        """Go on after what is there; what is returned is to be written first. Raises AwsError if there is nothing."""
        response = await self._requests.read("HEAD", self._key)
        size, etag = int(response.headers.get("content-length") or -1), response.headers.get("etag")
        self._headers = {**self._headers, **carried(response.headers)}
        if size < 0 or (size >= LEAST and etag is None):
            where = f"HEAD {self._bucket.url(self._key)}"
            raise NetworkError(f"{where}: the answer shows no size or no ETag (CORS), to append to", retryable=False)
        if size >= LEAST:
            self._before, self.start = (size, etag or ""), size
            return b""
        return await self._bucket.download(self._key)

    @property
    def limit(self) -> int:
        """Bytes with which `send` is worth while."""
        return self._size_of_part() * AT_ONCE

    def _size_of_part(self) -> int:
        return self._part_size * (1 + self._number // _GROWTH if self._grows else 1)

    async def send(self, held: bytearray, *, is_last: bool = False) -> None:
        """Send what fills parts, which is taken out; if it is the last, all."""
        if is_last and self._upload is None and self._before is None:
            self._whole = bytes(held)
            held.clear()
            return
        try:
            if self._upload is None:
                self._upload = await Multipart.begin(self._requests, self._key, self._headers)
                await self._copy_before()
            while held and (is_last or len(held) >= self._size_of_part()):
                await self._send_some(held, self._upload, is_last=is_last)
        except BaseException as exc:
            upload, self._upload = self._upload, None
            if upload:
                await upload.give_up(exc)
            raise

    async def _send_some(self, held: bytearray, upload: Multipart, *, is_last: bool) -> None:
        bodies: list[tuple[int, bytes]] = []
        at = 0
        while len(bodies) < AT_ONCE and (
            len(held) - at >= (size := self._size_of_part()) or (is_last and at < len(held))
        ):
            self._number += 1
            if self._number > MAX_PARTS:
                raise ValueError(f"more than {MAX_PARTS} parts: open it with a larger block_size")
            with memoryview(held) as view:
                bodies.append((self._number, bytes(view[at : at + size])))
            at += size

        async def put(each: tuple[int, bytes]) -> Part:
            number, body = each
            return await upload.put(number, len(body), body, crc32_text(crc32(body)) if self._has_crc32 else None, None)

        del held[:at]
        self._parts += await each_of(self._requests.platform, put, bodies, AT_ONCE)

    async def _copy_before(self) -> None:
        """What is there already, as the first parts."""
        if self._before is None or self._upload is None:
            return
        size, etag = self._before
        step = -(-size // -(-size // _MOST))
        source = percent_encode(f"{self._bucket.name}/{self._key}", keep_slashes=True)
        for first in range(0, size, step):
            after = min(first + step, size)
            self._number += 1
            headers = {
                "x-amz-copy-source": source,
                "x-amz-copy-source-if-match": etag,
                "x-amz-copy-source-range": f"bytes={first}-{after - 1}",
            }
            query: Query = [("partNumber", str(self._number)), ("uploadId", self._upload.upload_id)]
            answer = await self._requests.ask_for_text("PUT", query, headers, key=self._key)
            told = answer.read(copied_fields)
            self._parts.append(Part(self._number, after - first, told["ETag"], told.get("ChecksumCRC32")))

    async def complete(self) -> None:
        """Make it an object. After a failure nothing is left at the store."""
        if self._upload is None:
            body = self._whole or b""
            source = self._requests.platform.host().source(body)
            headers = {**self._headers, **self._conditions}
            if headers.pop("x-amz-checksum-algorithm", None):
                headers["x-amz-checksum-crc32"] = crc32_text(crc32(body))
            await put_object(self._requests, self._key, body, headers, source, None)
            self._whole = None
            return
        try:
            await self._upload.complete(self._parts, self._conditions)
        except BaseException as exc:
            await self._upload.give_up(exc)
            raise

    async def abort(self) -> None:
        """Leave nothing of it at the store."""
        upload, self._upload, self._whole = self._upload, None, None
        if upload:
            failure, cancelled = await upload.abort()
            if failure or cancelled:
                raise failure or cancelled or AssertionError
