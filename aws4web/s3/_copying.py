"""An object copied within the store: in one request, or in parts beyond what one may have.

https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html
https://docs.aws.amazon.com/AmazonS3/latest/userguide/CopyingObjectsMPUapi.html
"""

from collections.abc import AsyncGenerator, Callable, Coroutine, Mapping
from typing import Any

from .._errors import AwsError, NetworkError
from .._sign.canonical import percent_encode
from .._times import utc_of
from ._headers import CONDITIONS, Headers, Query, of_version, write_options
from ._info import ObjectInfo, of_headers, quoted
from ._multipart import Multipart
from ._parts import Part, check_count, check_functions, part_size_for
from ._putting import Conflicts
from ._requests import Requests, head_after
from ._xml import read

_LARGEST, _USUAL_PART = 5 * 2**30, 128 * 2**20
_HEADERS = (
    *("content-type", "cache-control", "content-disposition", "content-encoding", "content-language", "expires"),
    "x-amz-website-redirect-location",
)
_META = "x-amz-meta-"
_CHECKSUM = "x-amz-checksum-algorithm"


class Copying:
    """A copy, as `Bucket.copy` describes it. Raises TypeError and ValueError for bad input."""

    def __init__(
        self,
        requests: Requests,
        key: str,
        source: tuple[Requests, str, str],
        version_id: str | None,
        options: dict[str, Any],
        part_size: int | None,
        at_once: int,
        progress: Callable[[int, int], Any] | None,
    ) -> None:
        check_count("at_once", at_once)
        check_functions(progress=progress)
        part_size_for(None, part_size)
        given = write_options("copy", key, None, options)
        if options.get("content_type") is None:
            given.pop("content-type", None)  # it is carried over, and not guessed
        if options.get("checksum"):
            given[_CHECKSUM] = "CRC32"
        self._conditions: Headers = {name: given.pop(name) for name in CONDITIONS if name in given}
        self._given, self._has_tags = given, options.get("tags") is not None
        self._has_metadata = options.get("metadata") is not None
        self._requests, self._key, self._part_size, self._at_once = requests, key, part_size, at_once
        self._source, self._source_key, bucket = source
        self._of_source = of_version(version_id)
        place = f"{bucket}/object/" if bucket.startswith("arn:") else f"{bucket}/"
        version = f"?versionId={percent_encode(version_id)}" if version_id else ""
        self._from = {"x-amz-copy-source": percent_encode(place + self._source_key, keep_slashes=True) + version}
        self._parts: list[Part] = []
        self._progress, self._done = progress, 0

    async def run(self) -> ObjectInfo:
        """Copy it; what it is now. Raises AwsError and NetworkError."""
        response = await self._source.read("HEAD", self._source_key, self._of_source)
        told = response.headers
        source = of_headers(self._source_key, told)
        if source.size is None:
            raise NetworkError(f"HEAD {self._source.url(self._source_key)}: the answer shows no size", retryable=False)
        if source.size > (self._part_size or _LARGEST):
            return await self._in_parts(source, told)
        copied = await self._whole(source, told)
        await self._report(source.size, source.size)
        return copied

    async def _report(self, size: int, total: int) -> None:
        """So many more bytes are copied."""
        self._done += size
        progress, done = self._progress, self._done
        if progress:
            await self._requests.platform.host().called(lambda: progress(done, total))

    def _carried(self, told: Mapping[str, str]) -> Headers:
        """What is stored with the source, but for what the caller gives instead."""
        return {**carried(told, with_metadata=not self._has_metadata), **self._given}

    async def _whole(self, source: ObjectInfo, told: Mapping[str, str]) -> ObjectInfo:
        headers = {**self._from, **_tied(source), **self._conditions, **self._given}
        if self._has_metadata or not self._given.keys().isdisjoint(_HEADERS):  # S3 replaces all of them, or none
            headers |= {"x-amz-metadata-directive": "REPLACE", **self._carried(told)}
        if self._has_tags:
            headers["x-amz-tagging-directive"] = "REPLACE"
        conflicts = Conflicts(self._requests)
        while True:
            try:
                response = await self._requests.ask("PUT", self._key, [], headers)
                break
            except AwsError as error:
                if await conflicts.passed(error):
                    continue
                if error.status == 412 and error.unsettled:  # an attempt whose answer was lost may have done it
                    found = await head_after(self._requests, self._key, error)
                    if found.etag is not None and (found.etag, found.size) == (source.etag, source.size):
                        return found
                raise
        fields = (await self._requests.told("PUT", response)).read(copied_fields)
        return ObjectInfo(
            self._key,
            source.size,
            quoted(fields["ETag"]),
            utc_of(fields.get("LastModified", "")),
            self._given.get("x-amz-storage-class", "STANDARD"),
            response.headers.get("x-amz-version-id"),
        )

    async def _in_parts(self, source: ObjectInfo, told: Mapping[str, str]) -> ObjectInfo:
        if source.etag is None:
            why = "the answer shows no ETag (CORS), without which parts of different contents could be joined"
            raise NetworkError(f"HEAD {self._source.url(self._source_key)}: {why}", retryable=False)
        headers = self._carried(told)
        if not self._has_tags and (tags := await self._tags()):
            headers["x-amz-tagging"] = tags
        upload = await Multipart.begin(self._requests, self._key, headers)
        try:
            await self._report(0, source.size or 0)
            await self._requests.platform.each(self._work(upload, source), self._at_once)
            return await upload.complete(self._parts, self._conditions)
        except BaseException as exc:
            await upload.give_up(exc)
            raise

    async def _work(self, upload: Multipart, source: ObjectInfo) -> AsyncGenerator[Coroutine[Any, Any, None]]:
        size = source.size or 0
        part_size = self._part_size or max(_USUAL_PART, part_size_for(size, None))
        part_size_for(size, part_size)
        for number, first in enumerate(range(0, size, part_size), 1):
            yield self._part(upload, source, number, first, min(first + part_size, size))

    async def _part(self, upload: Multipart, source: ObjectInfo, number: int, first: int, after: int) -> None:
        headers = {**self._from, **_tied(source), "x-amz-copy-source-range": f"bytes={first}-{after - 1}"}
        query: Query = [("partNumber", str(number)), ("uploadId", upload.upload_id)]
        fields = (await self._requests.ask_for_text("PUT", query, headers, key=self._key)).read(copied_fields)
        self._parts.append(Part(number, after - first, fields["ETag"], fields.get("ChecksumCRC32")))
        await self._report(after - first, source.size or 0)

    async def _tags(self) -> str:
        """The source's, as a header has them."""
        query: Query = [("tagging", None), *self._of_source]
        try:
            told = await self._source.ask_for_text("GET", query, key=self._source_key)
        except AwsError as error:
            if error.status in (405, 501):  # a store that has none
                return ""
            raise
        tags = told.read(lambda text: read(text, "Tagging", ("Tag",))).items
        return "&".join(
            f"{percent_encode(tag.get('Key', ''))}={percent_encode(tag.get('Value', ''))}" for _, tag in tags
        )


def copied_fields(text: str) -> dict[str, str]:
    """What is said of the copy of an object, or of a part. Raises ValueError."""
    fields = read(text, "CopyObjectResult CopyPartResult", ()).fields
    if not fields.get("ETag"):
        raise ValueError("no ETag")
    return fields


def carried(told: Mapping[str, str], *, with_metadata: bool = True) -> Headers:
    """The headers to write with what an answer says is stored."""
    kept = {name: told[name] for name in _HEADERS if told.get(name)}
    if with_metadata:
        kept |= {name: value for name, value in told.items() if name.startswith(_META)}
    return kept


def _tied(source: ObjectInfo) -> Headers:
    """What makes the copy fail if the source is no longer what it was."""
    return {} if source.etag is None else {"x-amz-copy-source-if-match": source.etag}
