"""An upload: one request for what fits into a part; beyond that, parts that are sent at the same time."""

from collections.abc import AsyncGenerator, Callable, Coroutine
from typing import TYPE_CHECKING, Any

from .._errors import AwsError
from ._headers import CONDITIONS, Headers, write_options
from ._info import ObjectInfo, quoted
from ._multipart import Multipart
from ._parts import MAX_PARTS, Part, check_count, check_functions, part_size_for
from ._putting import crc32_of, put_object
from ._requests import Requests
from ._upload_state import Begun, UploadState, read_state, size_of_part

if TYPE_CHECKING:
    from .._platform.protocols import TransferSource

_FIRST_LIMIT, _LEAST_LIMIT, _LIMIT_FACTOR = 1800.0, 60.0, 10.0
"""Seconds that a part may take: the first one; any later one; and how often as long as the slowest one yet."""


class Uploading:
    """An upload, as `Bucket.upload` describes it. Raises TypeError, ValueError and OSError for bad input."""

    def __init__(
        self,
        requests: Requests,
        bucket: str,
        key: str,
        source: Any,
        options: dict[str, Any],
        part_size: int | None,
        at_once: int,
    ) -> None:
        check_count("at_once", at_once)
        headers = write_options("upload", key, source, options)
        self._conditions: Headers = {name: headers.pop(name) for name in CONDITIONS if name in headers}
        self._says_crc32 = options.get("checksum") is not None
        if self._says_crc32:
            headers["x-amz-checksum-algorithm"] = "CRC32"
        part_size_for(None, part_size)
        self._headers, self._requests, self._key, self._at_once = headers, requests, key, at_once
        self._source: TransferSource = requests.platform.host().source(source)
        self._part_size, self._begun = part_size, Begun(bucket, requests.url(None), key, None, None, 0)
        self._state = UploadState(self._begun, {})
        self._progress: Callable[[int, int | None], Any] | None = None
        self._save: Callable[[str], Any] | None = None
        self._arrived, self._slowest = 0, 0.0

    async def run(self, progress: Any, save: Any, resume: str | None, *, keep_parts: bool) -> ObjectInfo:
        """Store it; what it is now."""
        self._progress, self._save = progress, save
        try:
            check_functions(progress=progress, save=save)
            size = self._source.size
            part_size = part_size_for(size, self._part_size)
            self._begun = self._begun._replace(size=size, last_modified=self._source.modified, part_size=part_size)
            if size is None and not (save is None and resume is None):
                raise ValueError("an iterator cannot be resumed, as nobody knows that it yields the same: save a file")
            if resume is not None:
                self._state = read_state(resume, self._begun)
                self._begun = self._state.begun
                upload = await self._resumed()
                if upload:
                    return await self._finish(upload, keep_parts=keep_parts)
            first = None
            if size is None or size <= part_size:
                first = await self._source.part(0, part_size if size is None else size)
                if size is not None or len(first) < part_size:
                    return await self._whole(first)
            upload = await Multipart.begin(self._requests, self._key, self._headers)
            self._begun = self._begun._replace(upload_id=upload.upload_id)
            self._state = UploadState(self._begun, {})
            return await self._finish(upload, first, keep_parts=keep_parts)
        finally:
            await self._source.close()

    # -- one request ---------------------------------------------------------------------------------------------

    async def _whole(self, body: Any) -> ObjectInfo:
        headers = {**self._headers, **self._conditions}
        if headers.pop("x-amz-checksum-algorithm", None):
            headers["x-amz-checksum-crc32"] = await crc32_of(self._source, body)
        source = self._requests.platform.host().source(body)  # a stream cannot be read again, but this can
        stored = await put_object(self._requests, self._key, body, headers, source, None)
        size = len(body) if self._begun.size is None else self._begun.size
        self._arrived = size
        await self._report(size)
        return stored._replace(size=size)

    # -- parts ---------------------------------------------------------------------------------------------------

    async def _finish(self, upload: Multipart, first: Any = None, *, keep_parts: bool) -> ObjectInfo:
        """Send the parts that are left, and join them. After a failure nothing is left at the store."""
        try:
            await self._keep()
            await self._report(self._begun.size)
            await self._requests.platform.each(self._work(upload, first), self._at_once)
            return await upload.complete([*self._state.parts.values()], self._conditions)
        except BaseException as exc:
            if not keep_parts:
                await upload.give_up(exc)
            raise

    async def _work(self, upload: Multipart, first: Any) -> AsyncGenerator[Coroutine[Any, Any, None]]:
        size, part_size = self._begun.size, self._begun.part_size
        if size is not None:
            for number in range(1, -(-size // part_size) + 1):
                if number not in self._state.parts:
                    yield self._send(upload, number, None)
            return
        number, body = 1, first
        while len(body):
            if number > MAX_PARTS:
                raise ValueError(
                    f"the source is more than {MAX_PARTS} parts of {part_size} bytes: pass a larger part_size"
                )
            yield self._send(upload, number, body)
            number, body = number + 1, await self._source.part(number * part_size, part_size)

    async def _send(self, upload: Multipart, number: int, body: Any) -> None:
        if body is None:
            size = size_of_part(number, self._begun)
            body = await self._source.part((number - 1) * self._begun.part_size, size)
        else:
            size = len(body)
        crc32 = await crc32_of(self._source, body) if self._says_crc32 or self._save else None
        monotonic = self._requests.platform.monotonic
        began = monotonic()
        limit = max(_LEAST_LIMIT, _LIMIT_FACTOR * self._slowest) if self._slowest else _FIRST_LIMIT
        part = await upload.put(number, size, body, crc32, self._requests.limit(limit))
        self._slowest = max(self._slowest, monotonic() - began)
        self._state.add(part)
        self._arrived += size
        await self._keep()
        await self._report(self._begun.size)

    async def _keep(self) -> None:
        if save := self._save:
            await self._requests.platform.host().called(lambda: save(self._state.text()))

    async def _report(self, total: int | None) -> None:
        progress, arrived = self._progress, self._arrived
        if progress:
            await self._requests.platform.host().called(lambda: progress(arrived, total))

    # -- an upload that was begun before -------------------------------------------------------------------------

    async def _resumed(self) -> Multipart | None:
        """The upload that goes on, with the parts that count; None if the store knows it no more."""
        upload = Multipart(self._requests, self._key, self._begun.upload_id, says_crc32=self._says_crc32)
        try:
            listed = await upload.parts()
        except AwsError as error:
            if error.code != "NoSuchUpload":
                raise
            return None
        for number, part in [*self._state.parts.items()]:
            there = listed.get(number)
            if there is None or there.size != part.size or quoted(part.etag) not in (None, quoted(there.etag)):
                self._state.drop(number)
        kept = sorted(self._state.parts.values())
        for part in {kept[0], kept[-1]} if kept else ():
            await self._compare(part)
        self._arrived = sum(part.size for part in kept)
        return upload

    async def _compare(self, part: Part) -> None:
        body = await self._source.part((part.number - 1) * self._begun.part_size, part.size)
        if part.crc32 != await crc32_of(self._source, body):
            raise ValueError("the source holds something else than when its upload began: upload it anew")
