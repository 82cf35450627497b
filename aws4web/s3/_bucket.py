"""A bucket, and what can be done with the objects in it."""

from collections.abc import AsyncGenerator, AsyncIterable, Iterable, Mapping
from datetime import datetime as DateTime
from typing import TYPE_CHECKING

from .._errors import AwsError
from ._address import checked_key
from ._headers import Headers, read_conditions, write_headers
from ._info import ObjectInfo, of_headers
from ._requests import Query, Requests

if TYPE_CHECKING:
    from .._client import AwsClient
    from .._response import Response
    from .._types import BodyInit
    from ._listing import Page


class Bucket:
    """A bucket of Amazon S3, or of a store like it.

        aws               the AwsClient that signs and sends; with unsigned=True for a public bucket
        name              the bucket's, or the ARN of an access point
        region            by default the client's, or else 'us-east-1'; S3 corrects it
        endpoint_url      of a store that is not AWS's, as 'https://minio.example'; by default the client's
        addressing_style  'virtual' for the name in the host, 'path' for the path; by default 'auto', as botocore
                          chooses: in the host at AWS, if the name has no dots
        request_payer     'requester' if whoever asks pays; by default None

    Methods raise AwsError with S3's code (NoSuchKey, AccessDenied, …) and NetworkError, as `AwsClient.fetch` does, and
    TypeError and ValueError for what cannot be a key, before anything is sent.

        bucket = Bucket(aws, "my-bucket", region="eu-west-1")
        await bucket.put("hello.txt", "hello")
    """

    def __init__(
        self,
        aws: "AwsClient",
        name: str,
        *,
        region: str | None = None,
        endpoint_url: str | None = None,
        addressing_style: str = "auto",
        request_payer: str | None = None,
    ) -> None:
        self.name: str = name
        """As it was given."""
        self._requests = Requests(aws, name, region, endpoint_url, addressing_style, request_payer)

    # -- one object ----------------------------------------------------------------------------------------------

    def url(self, key: str) -> str:
        """The URL of an object, whatever its key: not signed, and not asked for."""
        return self._requests.url(checked_key(key))

    async def get(
        self,
        key: str,
        *,
        range: str | tuple[int, int | None] | None = None,
        version_id: str | None = None,
        if_match: str | None = None,
        if_none_match: str | None = None,
        if_modified_since: DateTime | None = None,
        if_unmodified_since: DateTime | None = None,
    ) -> "Response":
        """An object, to be read as it arrives, or whole.

        range                'bytes=0-99', or (first byte, byte after the last or None for the end)
        version_id           by default the newest
        if_match             an ETag: AwsError PreconditionFailed if the object has another
        if_none_match        an ETag: a Response with status 304 if the object has it
        if_modified_since    an aware datetime: status 304 if it was not
        if_unmodified_since  an aware datetime: AwsError PreconditionFailed if it was

        text = await (await bucket.get("hello.txt")).text()
        """
        headers = read_conditions(range, if_match, if_none_match, if_modified_since, if_unmodified_since)
        return await self._requests.ask("GET", checked_key(key), _version(version_id), headers)

    async def head(self, key: str, *, version_id: str | None = None) -> ObjectInfo:
        """What S3 knows of an object. Raises AwsError NoSuchKey if there is none."""
        response = await self._requests.ask("HEAD", checked_key(key), _version(version_id))
        return of_headers(key, response.headers)

    async def exists(self, key: str) -> bool:
        """Whether there is such an object. Raises AwsError if that may not be known."""
        try:
            await self.head(key)
        except AwsError as error:
            if error.status == 404:
                return False
            raise
        return True

    async def put(
        self,
        key: str,
        body: "BodyInit",
        *,
        content_type: str | None = None,
        cache_control: str | None = None,
        content_disposition: str | None = None,
        content_encoding: str | None = None,
        metadata: Mapping[str, str] | None = None,
        tags: Mapping[str, str] | None = None,
        storage_class: str | None = None,
        server_side_encryption: str | None = None,
        if_match: str | None = None,
        if_none_match: str | None = None,
    ) -> ObjectInfo:
        """Store an object with one request, which may have up to 5 GiB; what it is now.

        body                    as `AwsClient.fetch` takes it: str, bytes-like, a JS body, a file, a function, …
        content_type            by default what the key's ending says, or the body
        cache_control           'max-age=3600', …
        content_disposition     'attachment; filename=…', …
        content_encoding        what the body is packed with: 'gzip', …
        metadata                of one's own, in ASCII
        tags                    of one's own, for lifecycle rules and permissions
        storage_class           'STANDARD_IA', 'INTELLIGENT_TIERING', …; by default 'STANDARD'
        server_side_encryption  'AES256', 'aws:kms', …; by default the bucket's
        if_match                an ETag: AwsError PreconditionFailed if the object has another
        if_none_match           '*': AwsError PreconditionFailed if there is such an object
        """
        headers: Headers = write_headers(
            checked_key(key),
            body,
            {
                "content-type": content_type,
                "cache-control": cache_control,
                "content-disposition": content_disposition,
                "content-encoding": content_encoding,
                "x-amz-storage-class": storage_class,
                "x-amz-server-side-encryption": server_side_encryption,
                "if-match": if_match,
                "if-none-match": if_none_match,
            },
            metadata,
            tags,
        )
        response = await self._requests.ask("PUT", key, [], headers, body=body)
        told = of_headers(key, response.headers)
        await response.bytes()  # so that its connection can serve again
        return ObjectInfo(key, etag=told.etag, version_id=told.version_id, storage_class=storage_class or "STANDARD")

    async def delete(self, keys: str | Iterable[str] | AsyncIterable[str], *, version_id: str | None = None) -> None:
        """Delete an object, or any number of them, a thousand with a request; what is not there is no error.

        Raises DeleteError, which says which could not be deleted, if there are several.

            await bucket.delete(entry.key async for entry in bucket.list(prefix="old/"))
        """
        if isinstance(keys, str):
            await (await self._requests.ask("DELETE", checked_key(keys), _version(version_id))).bytes()
            return
        if version_id is not None:
            raise ValueError("version_id is of one object: pass one key")
        from ._deleting import delete_all

        await delete_all(self._requests, keys)

    async def presign(
        self,
        key: str,
        *,
        method: str = "GET",
        expires: int = 3600,
        version_id: str | None = None,
        download_as: str | None = None,
    ) -> str:
        """A URL that anybody can use for as long as it is valid.

        method       'GET' by default, 'PUT' to let others upload
        expires      seconds, up to 604800, and no longer than the credentials live; by default 3600
        download_as  the name under which a browser saves what it would show otherwise
        """
        query = _version(version_id)
        if download_as is not None:
            from .._sign.canonical import percent_encode

            disposition = f"attachment; filename*=UTF-8''{percent_encode(download_as)}"
            query.append(("response-content-disposition", disposition))
        return await self._requests.presigned(method, checked_key(key), query, expires)

    # -- all objects ---------------------------------------------------------------------------------------------

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


def _version(version_id: str | None) -> Query:
    return [] if version_id is None else [("versionId", version_id)]
