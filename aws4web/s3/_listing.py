"""What a bucket holds, as S3 lists it: objects, and all their versions.

https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html
https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectVersions.html
"""

from collections.abc import Callable, Mapping
from typing import NamedTuple
from urllib.parse import unquote_plus

from ._headers import Query
from ._info import ObjectInfo, of_listing
from ._paging import first_query
from ._xml import Document, read


class Page(NamedTuple):
    """Up to a thousand objects and common prefixes."""

    objects: list[ObjectInfo]
    prefixes: list[str]
    """What keys have in common up to the delimiter, each with it at its end."""
    token: str | None
    """What the next page is asked for with; None on the last."""


def listing_query(prefix: str, delimiter: str, start_after: str, page_size: int | None) -> Query:
    """The query of the first page. Raises TypeError and ValueError."""
    texts = {"prefix": prefix, "delimiter": delimiter, "start-after": start_after}
    return first_query([("list-type", "2"), ("encoding-type", "url")], texts, page_size)


def read_objects(text: str) -> tuple[Page, Query]:
    """See Reader."""
    page = read_page(text)
    return page, [] if page.token is None else [("continuation-token", page.token)]


def read_page(text: str) -> Page:
    """A page of a listing. Raises ValueError for what is none."""
    document = read(text, "ListBucketResult", ("Contents", "CommonPrefixes"))
    plain = plain_names(document)
    objects = [of_listing(key_of(fields, plain), fields) for name, fields in document.items if name == "Contents"]
    prefixes = [plain(fields.get("Prefix", "")) for name, fields in document.items if name == "CommonPrefixes"]
    token = document.fields.get("NextContinuationToken")
    if is_cut_off(document) and not token:
        raise ValueError("a listing that is cut off, and does not say how it goes on")
    return Page(objects, prefixes, token if is_cut_off(document) else None)


def versions_query(prefix: str, delimiter: str, page_size: int | None) -> Query:
    """The query of the first page of versions. Raises TypeError and ValueError."""
    start: Query = [("versions", None), ("encoding-type", "url")]
    return first_query(start, {"prefix": prefix, "delimiter": delimiter}, page_size)


def read_versions(text: str) -> tuple[list[ObjectInfo], Query]:
    """See Reader."""
    document = read(text, "ListVersionsResult", ("Version", "DeleteMarker", "CommonPrefixes"))
    plain = plain_names(document)
    return [_version(name, fields, plain) for name, fields in document.items], markers(document, "version-id", plain)


def _version(name: str, fields: Mapping[str, str], plain: Callable[[str], str]) -> ObjectInfo:
    if name == "CommonPrefixes":
        return ObjectInfo(plain(fields.get("Prefix", "")), is_prefix=True)
    info = of_listing(key_of(fields, plain), fields)._replace(is_latest=fields.get("IsLatest", "").lower() == "true")
    return info if name == "Version" else info._replace(storage_class=None, is_delete_marker=True)


def plain_names(document: Document) -> Callable[[str], str]:
    """Names in XML may be percent-encoded: XML cannot hold all characters that keys may have."""
    is_encoded = document.fields.get("EncodingType", "").lower() == "url"
    return unquote_plus if is_encoded else str


def key_of(fields: Mapping[str, str], plain: Callable[[str], str]) -> str:
    """The key of an object. Raises ValueError if there is none."""
    if not fields.get("Key"):
        raise ValueError("an object without a key")
    return plain(fields["Key"])


def is_cut_off(document: Document) -> bool:
    """Whether there are more pages."""
    return document.fields.get("IsTruncated", "").lower() == "true"


def markers(document: Document, kind: str, plain: Callable[[str], str]) -> Query:
    """What the next page is asked for with, of listings that go on after a key, and an ID of this kind."""
    if not is_cut_off(document):
        return []
    fields = document.fields
    key = fields.get("NextKeyMarker", "")
    named = [plain(each.get("Key") or each.get("Prefix", "")) for _, each in document.items[-1:]]
    if not key:
        raise ValueError("a listing that is cut off, and does not say how it goes on")
    # Swift encodes all keys but this one.
    query: Query = [("key-marker", key if key in named else plain(key))]
    identity = fields.get("NextVersionIdMarker" if kind == "version-id" else "NextUploadIdMarker", "")
    return [*query, (f"{kind}-marker", identity)] if identity else query
