"""An object stored with one request, whatever happens to the answer."""

from base64 import b64encode
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from .._errors import AwsError
from ._headers import CONDITIONS, write_options
from ._info import ObjectInfo, of_headers
from ._requests import Requests, head

if TYPE_CHECKING:
    from .._platform.protocols import TransferSource

_CONFLICT = "ConditionalRequestConflict"
_ATTEMPTS = 5


async def put(requests: Requests, key: str, body: Any, options: dict[str, Any]) -> ObjectInfo:
    """What is stored. Raises AwsError and NetworkError; for bad input TypeError and ValueError."""
    headers = write_options("put", key, body, options)
    if options.get("checksum"):
        source = requests.platform.host().source(body.encode() if isinstance(body, str) else body)
        if source.size is None:
            raise ValueError("checksum needs a body that can be read twice")
        body = await source.part(0, source.size)
        headers["x-amz-checksum-crc32"] = await crc32_of(source, body)
    return await put_object(requests, key, body, headers)


async def put_object(requests: Requests, key: str, body: Any, headers: dict[str, str]) -> ObjectInfo:
    """The same, with its headers."""
    attempts = _ATTEMPTS
    while True:
        attempts -= 1
        try:
            response = await requests.ask("PUT", key, [], headers, body=body)
            break
        except AwsError as error:
            if error.code == _CONFLICT and attempts:  # another write of this key was under way
                await requests.pause(_ATTEMPTS - attempts)
                continue
            found = await _own(requests, key, body, headers, error)
            if found is None:
                raise
            return found
    told = of_headers(key, response.headers)
    await response.bytes()  # so that its connection can serve again
    storage_class = headers.get("x-amz-storage-class", "STANDARD")
    return ObjectInfo(key, etag=told.etag, version_id=told.version_id, storage_class=storage_class)


async def _own(requests: Requests, key: str, body: Any, headers: dict[str, str], error: AwsError) -> ObjectInfo | None:
    """The object, if a condition failed because an attempt that got no answer had stored it."""
    if error.status != 412 or not error.unsettled or headers.keys().isdisjoint(CONDITIONS):
        return None
    try:
        source: TransferSource = requests.platform.host().source(body.encode() if isinstance(body, str) else body)
    except TypeError:
        return None
    if source.size is None:  # it is read, and can be no more
        return None
    from hashlib import md5

    hashed = md5(usedforsecurity=False)
    await _feed(source, await source.part(0, source.size), hashed.update)
    found = await head(requests, key)
    return found if found.etag == f'"{hashed.hexdigest()}"' else None


async def crc32_of(source: "TransferSource", part: Any) -> str:
    """The CRC32 of a part, in base64, as S3 writes it."""
    from zlib import crc32

    value = 0

    def add(piece: bytes) -> None:
        nonlocal value
        value = crc32(piece, value)

    await _feed(source, part, add)
    return b64encode(value.to_bytes(4, "big")).decode()


async def _feed(source: "TransferSource", part: Any, into: Callable[[bytes], object]) -> None:
    async for piece in source.pieces(part):
        into(piece)
