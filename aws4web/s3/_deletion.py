"""Many objects deleted, a thousand with a request.

https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjects.html
"""

from collections.abc import AsyncIterable, AsyncIterator, Iterable

from ._address import checked_key, checked_text
from ._info import ObjectInfo
from ._xml import can_hold, element, read, request_of

AT_A_TIME = 1000
Key = str | ObjectInfo
Named = tuple[str, str | None]
"""A key, and which version of it."""


def named(key: Key) -> Named:
    """What is to be deleted. Raises TypeError and ValueError for what cannot be."""
    if not isinstance(key, ObjectInfo):
        return _checked(key), None
    if key.is_prefix:
        raise ValueError(
            f"{key.key!r} is no object, but what keys have in common: list without a delimiter to delete them"
        )
    return _checked(key.key), key.version_id


def _checked(key: object) -> str:
    """A key that the request can carry: others can make what no URL can, and it is listed."""
    text = checked_text(key)
    return text if can_hold(text) else checked_key(text)


async def batches(keys: Iterable[Key] | AsyncIterable[Key]) -> AsyncIterator[list[Named]]:
    """The keys, a thousand at a time. Raises TypeError and ValueError for what cannot be a key."""
    batch: list[Named] = []
    async for key in _each(keys):
        batch.append(named(key))
        if len(batch) == AT_A_TIME:
            yield batch
            batch = []
    if batch:
        yield batch


async def _each(keys: Iterable[Key] | AsyncIterable[Key]) -> AsyncIterator[Key]:
    if isinstance(keys, AsyncIterable):
        async for key in keys:
            yield key
    else:
        for key in keys:
            yield key


def split(batch: list[Named]) -> tuple[list[Named], list[Named]]:
    """Those that XML can hold, and those that have to be deleted singly."""
    together: list[Named] = []
    alone: list[Named] = []
    for key, version in batch:
        (together if can_hold(key + (version or "")) else alone).append((key, version))
    return together, alone


def deletion_of(batch: list[Named]) -> tuple[bytes, dict[str, str]]:
    """The body that deletes them, and its headers."""
    objects = [
        f"<Object>{element('Key', key)}{element('VersionId', version) if version else ''}</Object>"
        for key, version in batch
    ]
    return request_of("Delete", f"<Quiet>true</Quiet>{''.join(objects)}")


def failures_in(text: str) -> dict[Named, tuple[str, str]]:
    """Code and message of what is left. Raises ValueError for an answer that is not S3's."""
    document = read(text, "DeleteResult", ("Deleted", "Error"))
    return {
        (fields.get("Key", ""), fields.get("VersionId") or None): (fields.get("Code", ""), fields.get("Message", ""))
        for name, fields in document.items
        if name == "Error"
    }
