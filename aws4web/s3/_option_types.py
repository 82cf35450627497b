"""The options of reading and of writing an object, with their types: what an editor shows of each.

https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html
"""

from collections.abc import AsyncIterable, Callable, Iterable, Mapping
from datetime import datetime as DateTime
from os import PathLike
from typing import TYPE_CHECKING, Protocol, TypeAlias, TypedDict

if TYPE_CHECKING:
    from typing_extensions import Buffer

    from .._types import BinaryFile, JsObject


class WritableFile(Protocol):
    """A file opened in binary mode."""

    def write(self, data: bytes, /) -> object:
        """Write bytes."""
        ...


UploadSource: TypeAlias = "Buffer | PathLike[str] | BinaryFile | JsObject | Iterable[Buffer] | AsyncIterable[Buffer]"
Destination: TypeAlias = "str | PathLike[str] | WritableFile | JsObject"
Progress: TypeAlias = "Callable[[int, int | None], object]"


class ReadOptions(TypedDict, total=False):
    """How an object is read: `Bucket.get` describes the options."""

    range: str | tuple[int, int | None] | None
    """'bytes=0-99', or (first byte, byte after the last or None for the end)"""
    version_id: str | None
    """by default the newest"""
    if_match: str | None
    """an ETag: AwsError PreconditionFailed if the object has another"""
    if_none_match: str | None
    """an ETag: a Response with status 304 if the object has it"""
    if_modified_since: DateTime | None
    """an aware datetime: status 304 if it was not"""
    if_unmodified_since: DateTime | None
    """an aware datetime: AwsError PreconditionFailed if it was"""
    response_content_type: str | None
    """what the answer is to say that it is, whatever is stored"""
    response_content_disposition: str | None
    """as 'attachment; filename=…': what the answer is to say of itself"""
    response_cache_control: str | None
    """as 'no-cache': what the answer is to say of caches"""


class ObjectOptions(TypedDict, total=False):
    """What is stored with an object: `Bucket.put` describes the options."""

    content_type: str | None
    """by default what the key's ending says, or the body"""
    cache_control: str | None
    """'max-age=3600', …"""
    content_disposition: str | None
    """'attachment; filename=…', …"""
    content_encoding: str | None
    """what the body is packed with: 'gzip', …"""
    content_language: str | None
    """'de', …"""
    metadata: Mapping[str, str] | None
    """of one's own, in ASCII"""
    tags: Mapping[str, str] | None
    """of one's own, for lifecycle rules and permissions"""
    storage_class: str | None
    """'STANDARD_IA', 'INTELLIGENT_TIERING', …; by default 'STANDARD'"""
    server_side_encryption: str | None
    """'AES256', 'aws:kms', …; by default the bucket's"""
    sse_kms_key_id: str | None
    """the key of KMS; by default the account's own for S3"""
    if_match: str | None
    """an ETag: AwsError PreconditionFailed if the object has another"""
    if_none_match: str | None
    """'*': AwsError PreconditionFailed if there is such an object"""
    checksum: str | None
    """'CRC32' to have S3 compare what arrives with it; by default None"""
