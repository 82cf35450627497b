"""A bucket as a whole: where it is, and what it holds."""

from collections.abc import AsyncGenerator, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from .._errors import AwsError
from ._info import ObjectInfo
from ._requests import Requests

if TYPE_CHECKING:
    from datetime import timedelta

    from .._client import AwsClient
    from ._listing import Page
    from ._uploads import MultipartUpload

_Rules = list[dict[str, Any]]


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
        from ._listing import listing_query, pages, read_objects

        async for page in pages(self._requests, listing_query(prefix, delimiter, start_after, page_size), read_objects):
            yield page

    async def versions(
        self, prefix: str = "", *, delimiter: str = "", page_size: int | None = None
    ) -> AsyncGenerator[ObjectInfo]:
        """All versions of the objects whose keys begin with the prefix, with `version_id` and `is_latest`.

        They come as S3 lists them: a key's newest first, deletions among them as entries with `is_delete_marker`, and
        common prefixes with `is_prefix`. The options are those of `list`.

        async for entry in bucket.versions("report.pdf"):
            print(entry.last_modified, entry.version_id, entry.size)
        """
        from ._listing import pages, read_versions, versions_query

        async for page in pages(self._requests, versions_query(prefix, delimiter, page_size), read_versions):
            for entry in page:
                yield entry

    async def uploads(self, prefix: str = "", *, page_size: int | None = None) -> "AsyncGenerator[MultipartUpload]":
        """The multipart uploads that nobody has completed or ended: their parts are stored, and paid for."""
        from ._uploads import uploads

        async for upload in uploads(self._requests, prefix, page_size):
            yield upload

    async def abort_uploads(self, prefix: str = "", *, older_than: "timedelta") -> int:
        """End the multipart uploads that began so long ago, and free what their parts take; how many they were.

        It counts by the store's clock; in a page whose CORS rule does not expose Date, to 15 minutes.

        await bucket.abort_uploads(older_than=timedelta(days=7))
        """
        from ._uploads import abort_stale

        return await abort_stale(self._requests, prefix, older_than)

    async def abort_upload(self, state: str) -> None:
        """End an upload that was broken off, and free what its parts take; that it is over already is no error.

        state  what `save` of `upload` was called with

        Raises ValueError for what is no such state, or that of an upload to another bucket.
        """
        from ._upload_state import read_begun
        from ._uploads import abort_one

        begun = read_begun(state, self.name, self._requests.url(None))
        await abort_one(self._requests, begun.key, begun.upload_id)

    async def create(self) -> None:
        """Make the bucket, in its region. That it is yours already is no error.

        AWS answers it to no page: there the NetworkError names the command to run instead.
        """
        body: bytes | None = None
        headers: dict[str, str] = {}
        region = self._requests.region
        if region not in ("us-east-1", "auto"):  # which S3 refuses to be told, and no place
            from ._xml import element, request_of

            body, headers = request_of("CreateBucketConfiguration", element("LocationConstraint", region))
        try:
            await self._requests.done("PUT", None, [], headers, body)
        except AwsError as error:
            if error.code != "BucketAlreadyOwnedByYou":
                raise

    async def remove(self) -> None:
        """Delete the bucket itself. Raises AwsError BucketNotEmpty if it holds anything, be it an old version."""
        try:
            await self._requests.done("DELETE", None)
        except AwsError as error:
            if error.code != "NoSuchBucket" or not error.unsettled:  # or an earlier attempt may have done it
                raise

    async def cors(self) -> _Rules:
        """The bucket's CORS rules, which say what pages may do, as dicts with the names of AWS's JSON; [] for none."""
        from ._cors import rules_of

        return await rules_of(self._requests)

    async def put_cors(self, rules: Mapping[str, Any] | Iterable[Mapping[str, Any]]) -> None:
        """Add CORS rules, or one, to those of the bucket. One with an ID takes the place of that with the same ID.

        The first rule cannot come from a page: AWS does not answer it. There the NetworkError names the command to run.

        await bucket.put_cors(cors_rule("https://page.example"))
        """
        from ._cors import merge

        await merge(self._requests, rules)

    def __repr__(self) -> str:
        return f"<Bucket {getattr(self, 'name', '')}>"
