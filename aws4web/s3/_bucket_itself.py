"""A bucket as a whole: where it is, and what it holds."""

from collections.abc import AsyncGenerator
from typing import TYPE_CHECKING

from ._info import ObjectInfo
from ._requests import Requests

if TYPE_CHECKING:
    from .._client import AwsClient
    from ._listing import Page


class BucketItself:
    """`Bucket` describes it."""

    def __init__(
        self,
        aws: "AwsClient",
        name: str,
        *,
        region: str | None = None,
        endpoint_url: str | None = None,
        addressing_style: str = "auto",
        request_payer: str | None = None,
        presign_reads: bool | None = None,
    ) -> None:
        self.name: str = name
        """As it was given."""
        self._requests = Requests(aws, name, region, endpoint_url, addressing_style, request_payer, presign_reads)

    async def list(
        self, prefix: str = "", *, delimiter: str = "", start_after: str = "", page_size: int | None = None
    ) -> AsyncGenerator[ObjectInfo]:
        """The objects whose keys begin with the prefix, in the order of their keys' bytes.

        delimiter    '/' for one folder: deeper objects are left out, and their common prefixes come instead, each
                     as an entry with `is_prefix`, after the objects of its page
        start_after  the key after which to begin
        page_size    how many are asked for at a time, up to 1000, which is the default

        async for entry in bucket.list("photos/", delimiter="/"):
            print(entry.key, entry.size)
        """
        async for page in self.pages(prefix, delimiter=delimiter, start_after=start_after, page_size=page_size):
            for entry in page.objects:
                yield entry
            for name in page.prefixes:
                yield ObjectInfo(name, is_prefix=True)

    async def pages(
        self, prefix: str = "", *, delimiter: str = "", start_after: str = "", page_size: int | None = None
    ) -> "AsyncGenerator[Page]":
        """The same, page by page. The next page is asked for while one is read."""
        from ._listing import listing_query, pages

        async for page in pages(self._requests, listing_query(prefix, delimiter, start_after, page_size)):
            yield page

    def __repr__(self) -> str:
        return f"<Bucket {getattr(self, 'name', '')}>"
