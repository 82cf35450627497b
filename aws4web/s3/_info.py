"""What S3 says of an object. Pure."""

from collections.abc import Mapping
from datetime import UTC
from datetime import datetime as DateTime
from types import MappingProxyType
from typing import NamedTuple

from .._retry.retries import parse_http_date
from .._times import utc_of

_NOTHING: Mapping[str, str] = MappingProxyType({})
_META = "x-amz-meta-"


class ObjectInfo(NamedTuple):
    """An object, or a common prefix in a listing. None is what S3 did not say, or a page is not shown (CORS)."""

    key: str
    size: int | None = None
    """Bytes, as they are stored."""
    etag: str | None = None
    """With its quotes, as `if_match` takes it."""
    last_modified: DateTime | None = None
    """In UTC."""
    storage_class: str | None = None
    """'STANDARD' for what S3 does not say."""
    version_id: str | None = None
    content_type: str | None = None
    content_encoding: str | None = None
    metadata: Mapping[str, str] = _NOTHING
    """The caller's own, by names in lower case, without 'x-amz-meta-'."""
    is_prefix: bool = False
    """Whether it is no object, but what keys have in common up to the delimiter."""
    is_latest: bool | None = None
    """Whether it is the newest version of its key, in a listing of versions."""
    is_delete_marker: bool = False
    """Whether it is no content, but says that the object was deleted then."""


def of_headers(key: str, headers: Mapping[str, str]) -> ObjectInfo:
    """What an answer to HEAD, GET or PUT says."""
    modified = parse_http_date(headers.get("last-modified", ""))
    return ObjectInfo(
        key,
        number_in(headers.get("content-length", "")),
        quoted(headers.get("etag")),
        None if modified is None else DateTime.fromtimestamp(modified, UTC),
        headers.get("x-amz-storage-class", "STANDARD"),
        headers.get("x-amz-version-id"),
        headers.get("content-type"),
        headers.get("content-encoding"),
        MappingProxyType({name[len(_META) :]: value for name, value in headers.items() if name.startswith(_META)}),
    )


def of_listing(key: str, fields: Mapping[str, str]) -> ObjectInfo:
    """What a listing says."""
    return ObjectInfo(
        key,
        number_in(fields.get("Size", "")),
        quoted(fields.get("ETag")),
        utc_of(fields.get("LastModified", "")),
        fields.get("StorageClass", "STANDARD"),
        fields.get("VersionId"),
    )


def quoted(etag: str | None) -> str | None:
    """An ETag with its quotes, which some stores leave out."""
    return f'"{etag}"' if etag and etag[-1] != '"' else etag


def number_in(text: str) -> int | None:
    """What a text of ASCII digits says, if no number of S3's is longer."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 20 else None
