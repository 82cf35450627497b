"""Many objects deleted, a thousand with a request.

https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjects.html
"""

from base64 import b64encode
from collections.abc import AsyncIterable, AsyncIterator, Iterable
from hashlib import md5

from ._address import checked_key
from ._xml import can_hold, element, read

AT_A_TIME = 1000


async def batches(keys: Iterable[str] | AsyncIterable[str]) -> AsyncIterator[list[str]]:
    """The keys, a thousand at a time. Raises TypeError and ValueError for what cannot be a key."""
    batch: list[str] = []
    async for key in _each(keys):
        batch.append(checked_key(key))
        if len(batch) == AT_A_TIME:
            yield batch
            batch = []
    if batch:
        yield batch


async def _each(keys: Iterable[str] | AsyncIterable[str]) -> AsyncIterator[str]:
    if isinstance(keys, AsyncIterable):
        async for key in keys:
            yield key
    else:
        for key in keys:
            yield key


def split(batch: list[str]) -> tuple[list[str], list[str]]:
    """The keys that XML can hold, and those that have to be deleted singly."""
    return [key for key in batch if can_hold(key)], [key for key in batch if not can_hold(key)]


def request_of(keys: list[str]) -> tuple[bytes, dict[str, str]]:
    """The body that deletes them, and its headers: S3 wants a hash of it."""
    objects = "".join([f"<Object>{element('Key', key)}</Object>" for key in keys])
    namespace = "http://s3.amazonaws.com/doc/2006-03-01/"
    body = f'<Delete xmlns="{namespace}"><Quiet>true</Quiet>{objects}</Delete>'.encode()
    digest = b64encode(md5(body, usedforsecurity=False).digest()).decode()
    return body, {"content-type": "application/xml", "content-md5": digest}


def failures_in(text: str) -> dict[str, tuple[str, str]]:
    """Code and message by key. Raises ValueError for an answer that is not S3's."""
    document = read(text, "DeleteResult", ("Deleted", "Error"))
    found = [fields for name, fields in document.items if name == "Error"]
    return {fields.get("Key", ""): (fields.get("Code", ""), fields.get("Message", "")) for fields in found}
