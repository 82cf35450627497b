"""What a bucket holds, as S3 lists it: objects, and all their versions; page by page, as whatever S3 lists.

https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html
https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectVersions.html
"""

from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from typing import NamedTuple, TypeVar
from urllib.parse import unquote_plus

from ._headers import Query
from ._info import ObjectInfo, of_listing
from ._requests import Requests
from ._xml import Document, read

_Page = TypeVar("_Page")
Reader = Callable[[str, str], tuple[_Page, Query]]
"""Of a text, and what names were asked for to begin with: a page, and what the query of the next one has besides.

That is nothing on the last. Raises ValueError.
"""


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


def read_objects(text: str, prefix: str) -> tuple[Page, Query]:
    """See Reader."""
    document = read(text, "ListBucketResult", ("Contents", "CommonPrefixes"))
    plain = plain_names(document, prefix)
    objects = [of_listing(key_of(fields, plain), fields) for name, fields in document.items if name == "Contents"]
    prefixes = [plain(fields.get("Prefix", "")) for name, fields in document.items if name == "CommonPrefixes"]
    if not is_cut_off(document):
        return Page(objects, prefixes, None), []
    token = document.fields.get("NextContinuationToken")
    if not token:
        raise ValueError("a listing that is cut off, and does not say how it goes on")
    return Page(objects, prefixes, token), [("continuation-token", token)]


def versions_query(prefix: str, delimiter: str, page_size: int | None) -> Query:
    """The query of the first page of versions. Raises TypeError and ValueError."""
    start: Query = [("versions", None), ("encoding-type", "url")]
    return first_query(start, {"prefix": prefix, "delimiter": delimiter}, page_size)


def read_versions(text: str, prefix: str) -> tuple[list[ObjectInfo], Query]:
    """See Reader."""
    document = read(text, "ListVersionsResult", ("Version", "DeleteMarker", "CommonPrefixes"))
    plain = plain_names(document, prefix)
    return [_version(name, fields, plain) for name, fields in document.items], markers(document, "version-id", plain)


def _version(name: str, fields: Mapping[str, str], plain: Callable[[str], str]) -> ObjectInfo:
    if name == "CommonPrefixes":
        return ObjectInfo(plain(fields.get("Prefix", "")), is_prefix=True)
    info = of_listing(key_of(fields, plain), fields)._replace(is_latest=fields.get("IsLatest", "").lower() == "true")
    return info if name == "Version" else info._replace(storage_class=None, is_delete_marker=True)


def plain_names(document: Document, prefix: str) -> Callable[[str], str]:
    """Names in XML may be percent-encoded: XML cannot hold all characters that keys may have.

    One without the prefix that was asked for, of a cache that forgets queries, might be deleted with the others.
    """
    is_encoded = document.fields.get("EncodingType", "").lower() == "url"

    def plain(text: str) -> str:
        name = unquote_plus(text) if is_encoded else text
        if not name.startswith(prefix):
            raise ValueError(f"{name!r} does not begin with {prefix!r}")
        return name

    return plain


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


async def pages(requests: Requests, query: Query, read: Reader[_Page]) -> AsyncGenerator[_Page]:
    """All pages. Raises AwsError and NetworkError."""
    page, more = await _page(requests, query, [], read)
    while more:
        asked = requests.platform.flight(_in_hand(_page(requests, query, more, read)))
        try:
            yield page
            result: tuple[_Page, Query] | Exception | None = await asked.result()
        finally:
            asked.cancel()
        if result is None:  # its event loop ended
            result = await _page(requests, query, more, read)
        if isinstance(result, Exception):
            raise result
        page, more = result
    yield page


async def _in_hand(asking: Awaitable[tuple[_Page, Query]]) -> tuple[_Page, Query] | Exception:
    """What is answered, or the error, which nobody may ever ask for."""
    try:
        return await asking
    except Exception as exc:
        return exc


async def _page(requests: Requests, query: Query, more: Query, read: Reader[_Page]) -> tuple[_Page, Query]:
    def read_on(text: str) -> tuple[_Page, Query]:
        page, following = read(text, dict(query).get("prefix") or "")
        if following and following == more:
            raise ValueError("it goes in a circle")
        return page, following

    return (await requests.ask_for_text("GET", [*query, *more])).read(read_on, "a listing of S3")


def first_query(start: Query, texts: dict[str, str], page_size: int | None, size_name: str = "max-keys") -> Query:
    """The query of a first page, with what is not empty of the texts. Raises TypeError and ValueError."""
    query = start.copy()
    for name, value in texts.items():
        if not isinstance(value, str):  # pyright: ignore[reportUnnecessaryIsInstance] - callers may be untyped
            raise TypeError(f"{name.replace('-', '_')} must be a str, not {type(value).__name__}")
        if value:
            query.append((name, value))
    if page_size is not None:
        if isinstance(page_size, bool) or not isinstance(page_size, int):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise TypeError(f"page_size must be an int, not {type(page_size).__name__}")
        if not 1 <= page_size <= 1000:
            raise ValueError(f"page_size must be 1 to 1000, not {page_size}")
        query.append((size_name, str(page_size)))
    return query
