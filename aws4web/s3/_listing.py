"""The objects of a bucket, page by page: the next one is asked for while one is read."""

from collections.abc import AsyncGenerator, Awaitable, Callable
from typing import NamedTuple
from urllib.parse import unquote_plus

from .._errors import NetworkError
from ._info import ObjectInfo, of_listing
from ._requests import Query, Requests
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
    query: Query = [("list-type", "2"), ("encoding-type", "url")]
    texts = {"prefix": prefix, "delimiter": delimiter, "start-after": start_after}
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
        query.append(("max-keys", str(page_size)))
    return query


async def pages(requests: Requests, query: Query) -> AsyncGenerator[Page]:
    """All pages. Raises AwsError and NetworkError."""
    page = await _page(requests, query, None)
    while page.token is not None:
        following = [*query, ("continuation-token", page.token)]
        asked = requests.platform.flight(_in_hand(_page(requests, following, page.token)))
        try:
            yield page
            result: Page | Exception | None = await asked.result()
        finally:
            asked.cancel()
        if result is None:  # its event loop ended
            result = await _page(requests, following, page.token)
        if isinstance(result, Exception):
            raise result
        page = result
    yield page


async def _in_hand(asking: Awaitable[Page]) -> Page | Exception:
    """What is answered, or the error, which nobody may ever ask for."""
    try:
        return await asking
    except Exception as exc:
        return exc


async def _page(requests: Requests, query: Query, token: str | None) -> Page:
    """The page that is asked for with the token."""
    text, where = await requests.ask_for_text("GET", query)
    try:
        page = read_page(text)
        if token is not None and page.token == token:
            raise ValueError("it goes in a circle")
    except ValueError as exc:
        raise NetworkError(f"{where}: the answer is not a listing of S3: {exc}", retryable=False) from None
    return page


def read_page(text: str) -> Page:
    """A page of a listing. Raises ValueError for what is none."""
    document = read(text, "ListBucketResult", ("Contents", "CommonPrefixes"))
    plain = _plain_names(document)
    contents = [fields for name, fields in document.items if name == "Contents"]
    if not all("Key" in fields for fields in contents):
        raise ValueError("an object without a key")
    objects = [of_listing(plain(fields["Key"]), fields) for fields in contents]
    prefixes = [plain(fields.get("Prefix", "")) for name, fields in document.items if name == "CommonPrefixes"]
    token = document.fields.get("NextContinuationToken")
    is_truncated = document.fields.get("IsTruncated", "").lower() == "true"
    if is_truncated and not token:
        raise ValueError("a listing that is cut off, and does not say how it goes on")
    return Page(objects, prefixes, token if is_truncated else None)


def _plain_names(document: Document) -> Callable[[str], str]:
    """Names in XML may be percent-encoded: XML cannot hold all characters that keys may have."""
    is_encoded = document.fields.get("EncodingType", "").lower() == "url"
    return unquote_plus if is_encoded else str
