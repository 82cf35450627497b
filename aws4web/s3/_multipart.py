"""A multipart upload at the store: begun, given parts, listed, completed or aborted.

https://docs.aws.amazon.com/AmazonS3/latest/userguide/mpuoverview.html
"""

from collections.abc import Collection, Mapping
from typing import Any

from .._errors import AwsError, NetworkError
from ._headers import Headers, Query
from ._info import ObjectInfo, quoted
from ._parts import FULL_OBJECT, Part, completion, joined_etag, read_nameless, read_parts, read_upload_id
from ._requests import Requests, head_after

_PATIENCE = 10.0
"""Seconds that an upload is given to be ended, if nobody waits for it any more."""
_SLACK = 60.0
"""Seconds by which the store's own times may differ: an object's is that when its upload was begun."""
_GONE = "NoSuchUpload"
_CRC32, _TYPE = "x-amz-checksum-crc32", "x-amz-checksum-type"


class Multipart:
    """An upload that is under way."""

    def __init__(
        self, requests: Requests, key: str, upload_id: str, *, says_crc32: bool, is_full: bool = False
    ) -> None:
        self.requests, self.key, self.upload_id = requests, key, upload_id
        self._says_crc32, self._is_full = says_crc32, is_full
        """Whether the store was told to keep CRC32s; and whether it says that it will keep that of the whole."""
        self._began = requests.answered_at
        """By the store's clock, in seconds since the epoch."""

    @classmethod
    async def begin(cls, requests: Requests, key: str, headers: Mapping[str, str]) -> "Multipart":
        """Begin it. A cancellation does not lose its ID, without which it could not be ended."""
        says_crc32 = "x-amz-checksum-algorithm" in headers

        async def begin(more: Headers) -> tuple[str, bool]:
            told = await requests.ask_for_text("POST", [("uploads", None)], {**headers, **more}, key=key)
            return told.read(read_upload_id), told.headers.get(_TYPE) == FULL_OBJECT

        async def ask() -> tuple[str, bool]:
            if says_crc32:
                try:
                    return await begin({_TYPE: FULL_OBJECT})
                except AwsError as error:
                    if error.status not in (400, 501):  # what stores say to headers that they do not know
                        raise
            return await begin({})

        (upload_id, is_full), cancelled = await requests.platform.to_its_end(ask, _PATIENCE)
        upload = cls(requests, key, upload_id, says_crc32=says_crc32, is_full=is_full)
        if cancelled:
            await upload.abort()
            raise cancelled
        return upload

    async def put(self, number: int, size: int, body: Any, crc32: str | None, limit: float | None) -> Part:
        """Send a part. Raises AwsError and NetworkError."""
        headers: Headers = {_CRC32: crc32} if self._says_crc32 and crc32 else {}
        query: Query = [("partNumber", str(number)), ("uploadId", self.upload_id)]
        response = await self.requests.done("PUT", self.key, query, headers, body=body, limit=limit)
        return Part(number, size, response.headers.get("etag"), crc32)

    async def parts(self) -> dict[int, Part]:
        """Those that have arrived. Raises AwsError NoSuchUpload if it is over."""
        found: dict[int, Part] = {}
        after: int | None = 0
        while after is not None:
            query: Query = [("uploadId", self.upload_id)]
            if after:
                query.append(("part-number-marker", str(after)))
            told = await self.requests.ask_for_text("GET", query, key=self.key)
            last = after
            parts, after, is_full = told.read(read_parts)
            self._is_full |= is_full
            if after is not None and after <= last:
                raise NetworkError(f"{told.where}: the answer goes in a circle", retryable=False)
            found.update({part.number: part for part in parts})
        return found

    async def complete(self, parts: Collection[Part], headers: Headers) -> ObjectInfo:
        """Join the parts; what the object is now. Raises AwsError and NetworkError."""
        if not all(part.etag for part in parts):
            parts = await self._with_etags(parts)
        size, etag = sum(part.size for part in parts), joined_etag(parts)
        headers = {"content-type": "application/xml", **headers, **self._checksum(parts)}
        query: Query = [("uploadId", self.upload_id)]
        body = completion(parts, says_crc32=self._says_crc32)
        try:
            response = await self.requests.ask("POST", self.key, query, headers, body=body)
            told = await self.requests.told("POST", response)
        except AwsError as error:
            # A completion whose answer was lost may have done its work: then the upload is no more.
            if error.code != _GONE and not (error.status == 412 and error.unsettled):
                raise
            return await self._settled(error, etag, size, None if error.status == 412 else len(parts))
        try:
            done = told.read(lambda text: read_nameless(text, "CompleteMultipartUploadResult"))
        except NetworkError as failure:
            found = await self._settled(failure, etag, size, len(parts))
            await self.abort()  # it is over, if the object is its own
            return found
        version_id = response.headers.get("x-amz-version-id")
        return ObjectInfo(self.key, size, quoted(done.fields.get("ETag", etag)), version_id=version_id)

    def _checksum(self, parts: Collection[Part]) -> Headers:
        """That of the whole, for the store to compare, if it has said that it knows such ones."""
        if not (self._says_crc32 and self._is_full):
            return {}
        from ._checksums import joined_crc32

        crc32 = joined_crc32(parts)
        return {} if crc32 is None else {_CRC32: crc32, _TYPE: FULL_OBJECT}

    async def _settled(self, error: Exception, etag: str | None, size: int, count: int | None) -> ObjectInfo:
        """The object, if it is what was to be stored; otherwise the error is raised."""
        found = await head_after(self.requests, self.key, error)
        is_ours = found.etag == etag
        if etag is None or found.etag is None:  # that of an encrypted object, or hidden: then it is what is new
            is_new = found.last_modified and found.last_modified.timestamp() > self._began - _SLACK
            is_ours = bool(count and is_new) and (found.etag is None or found.etag.endswith(f'-{count}"'))
        if found.size != size or not is_ours:
            raise error from None
        return found

    async def _with_etags(self, parts: Collection[Part]) -> list[Part]:
        """A bucket's CORS may hide the ETags of parts from a page: then the store is asked for them."""
        try:
            listed = await self.parts()
        except AwsError as error:
            if error.code == _GONE:
                raise
            why = "ETag is not among the ExposeHeaders of the bucket's CORS rule, and the parts may not be listed"
            raise NetworkError(f"{error.where}: {why}: {error}", retryable=False) from None
        found = [part._replace(etag=listed[part.number].etag) for part in parts if part.number in listed]
        if len(found) < len(parts) or any(listed[part.number].size != part.size for part in parts):
            where = f"POST {self.requests.url(self.key)}"
            raise NetworkError(f"{where}: parts that were sent are not there as they were", retryable=False)
        return found

    async def give_up(self, exc: BaseException) -> None:
        """Leave nothing at the store after a failure. Raises a cancellation that came meanwhile."""
        failure, cancelled = await self.abort()
        if failure:
            exc.add_note(f"The upload could not be aborted, its parts are still at the store: {failure}")
        if cancelled and isinstance(exc, Exception):
            raise cancelled from None

    async def abort(self) -> tuple[Exception | None, BaseException | None]:
        """End it, so that nothing is left at the store. What went wrong, and a cancellation that is to go on."""

        async def ask() -> Exception | None:
            query: Query = [("uploadId", self.upload_id)]
            limit: dict[str, Any] = {"deadline": _PATIENCE} if self.requests.platform.keeps_limits else {}
            try:
                await self.requests.done("DELETE", self.key, query, **limit)
            except (AwsError, NetworkError) as error:
                return None if isinstance(error, AwsError) and error.code == _GONE else error
            return None

        return await self.requests.platform.to_its_end(ask, _PATIENCE)
