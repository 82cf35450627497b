"""All that begins with a prefix: what is in a folder, and in the folders in it; and the versions of it."""

from collections.abc import AsyncGenerator

from aws4web import AwsError, NetworkError
from aws4web.s3 import Bucket, ObjectInfo

from .folder import LIMIT

_WITHOUT_VERSIONS = (405, 501)  # as R2 answers
_IGNORED = "<ListBucketResult> where"  # so aws4web says that a store answered as if it had not been asked for versions


class TooManyError(ValueError):
    """More than a page can hold."""


async def keys_below(bucket: Bucket, prefix: str) -> AsyncGenerator[str]:
    """The keys. Raises TooManyError beyond what a page lists."""
    number = 0
    async for found in bucket.list(prefix):
        number += 1
        if number > LIMIT:
            raise TooManyError(f"there are more than {LIMIT:,} objects: use the AWS CLI for so many")
        yield found.key


async def versions_below(bucket: Bucket, prefix: str = "") -> AsyncGenerator[ObjectInfo]:
    """All versions; where the store knows of none, the objects, which are all that it has."""
    found: ObjectInfo | None = None
    try:
        async for found in bucket.versions(prefix):
            yield found
    except (AwsError, NetworkError) as error:
        if found or not _knows_none(error):
            raise
    else:
        return
    async for found in bucket.list(prefix):
        yield found._replace(is_latest=True)


def _knows_none(error: AwsError | NetworkError) -> bool:
    return error.status in _WITHOUT_VERSIONS if isinstance(error, AwsError) else _IGNORED in str(error)


async def is_there(bucket: Bucket, key: str) -> bool:
    """Whether there is an object under this key. It is listed, and not asked for: a browser complains of each 404."""
    async for found in bucket.list(key, page_size=1):
        return found.key == key  # the shortest comes first
    return False
