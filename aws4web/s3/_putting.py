"""An object stored with one request, whatever happens to the answer."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from .._errors import AwsError
from ._headers import CONDITIONS, write_options
from ._info import ObjectInfo, of_headers
from ._requests import Requests, head_after

if TYPE_CHECKING:
    from .._platform.protocols import TransferSource

_CONFLICTS = ("ConditionalRequestConflict", "OperationAborted")
_ATTEMPTS = 5
_READ = 8 * 2**20
"""Bytes that are read at a time of what is hashed."""


class Conflicts:
    """Of a request to write an object: another write was under way."""

    def __init__(self, requests: Requests) -> None:
        self._requests, self._count, self._unsettled = requests, 0, False

    async def passed(self, error: AwsError) -> bool:
        """Whether this error is such a conflict, and it is time to send the request again.

        The errors of all requests know whether an attempt of one before may have done the work.
        """
        self._unsettled = error.unsettled = self._unsettled or error.unsettled
        self._count += 1
        if error.code not in _CONFLICTS or self._count == _ATTEMPTS:
            return False
        await self._requests.pause(self._count)
        return True


async def put(requests: Requests, key: str, body: Any, options: dict[str, Any]) -> ObjectInfo:
    """What is stored. Raises AwsError and NetworkError; for bad input TypeError, ValueError and OSError."""
    headers = write_options("put", key, body, options)
    checksum = options.get("checksum")
    source = None
    if checksum or not headers.keys().isdisjoint(CONDITIONS):
        source = _source_of(requests, body)
    position = body.tell() if source and hasattr(body, "seek") else None
    try:
        if checksum:
            if source is None:
                raise ValueError("checksum needs a body that can be read twice")
            headers["x-amz-checksum-crc32"] = await crc32_of(source, None)
        return await put_object(requests, key, body, headers, source, position)
    finally:
        if source:
            await source.close()


def _source_of(requests: Requests, body: Any) -> "TransferSource | None":
    """What reads a body again, from its beginning; None if that cannot be."""
    try:
        source = requests.platform.host().source(body.encode() if isinstance(body, str) else body)
    except TypeError:
        return None
    return None if source.size is None else source


async def put_object(
    requests: Requests,
    key: str,
    body: Any,
    headers: dict[str, str],
    source: "TransferSource | None",
    position: int | None,
) -> ObjectInfo:
    """The same, with its headers. A condition may have it read again, from `source` or, a file, at its position."""
    conflicts = Conflicts(requests)
    while True:
        if position is not None:
            body.seek(position)
        try:
            response = await requests.done("PUT", key, [], headers, body=body)
            break
        except AwsError as error:
            if source and await conflicts.passed(error):
                continue
            found = await _own(requests, key, source, error)
            if found is None:
                raise
            return found
    told = of_headers(key, response.headers)
    storage_class = headers.get("x-amz-storage-class", "STANDARD")
    return ObjectInfo(key, etag=told.etag, version_id=told.version_id, storage_class=storage_class)


async def _own(requests: Requests, key: str, source: "TransferSource | None", error: AwsError) -> ObjectInfo | None:
    """The object, if a condition failed because an attempt that got no answer had stored it."""
    if error.status != 412 or not error.unsettled or source is None:
        return None
    from hashlib import md5

    hashed = md5(usedforsecurity=False)
    await _feed(source, None, hashed.update)
    found = await head_after(requests, key, error)
    return found if found.etag == f'"{hashed.hexdigest()}"' else None


async def crc32_of(source: "TransferSource", part: Any) -> str:
    """The CRC32 of a part, or of all (None), in base64, as S3 writes it."""
    from zlib import crc32

    from ._checksums import crc32_text

    value = 0

    def add(piece: bytes) -> None:
        nonlocal value
        value = crc32(piece, value)

    await _feed(source, part, add)
    return crc32_text(value)


async def _feed(source: "TransferSource", part: Any, into: Callable[[bytes], object]) -> None:
    if part is None:
        size = source.size or 0
        for start in range(0, size, _READ):
            await _feed(source, await source.part(start, min(_READ, size - start)), into)
        return
    async for piece in source.pieces(part):
        into(piece)
