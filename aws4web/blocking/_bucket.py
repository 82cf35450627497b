"""Amazon S3 for code that cannot await."""

from collections.abc import Callable, Generator
from typing import TYPE_CHECKING, Any, overload

from .._client import AwsClient as AsyncClient
from ..s3 import Bucket as AsyncBucket
from ..s3 import BucketInfo
from ..s3 import list_buckets as _list_buckets
from ..s3 import presign_post as _presign_post
from ._client import AwsClient, at_once, awaited, driver_of
from ._methods import answering, entries, listing, returning

if TYPE_CHECKING:
    from typing import Unpack

    from .._platform.driver import Driver
    from ..s3 import ObjectInfo, ObjectOptions
    from ..s3._option_types import Destination


class Bucket:
    """A bucket of Amazon S3, or of a store like it: `aws4web.s3.Bucket`, whose options it takes, without `await`.

    bucket = Bucket(aws, "my-bucket", region="eu-west-1")
    bucket.put("hello.txt", "hello")
    for entry in bucket.list():
        print(entry.key, entry.size)
    """

    def __init__(
        self,
        aws: AwsClient | AsyncClient,
        name: str,
        *,
        region: str | None = None,
        endpoint_url: str | None = None,
        addressing_style: str = "auto",
        request_payer: str | None = None,
        presign_reads: bool | None = None,
    ) -> None:
        self._aws = awaited(aws)
        self._of = AsyncBucket(
            self._aws,
            name,
            region=region,
            endpoint_url=endpoint_url,
            addressing_style=addressing_style,
            request_payer=request_payer,
            presign_reads=presign_reads,
        )

    @property
    def name(self) -> str:
        """As it was given."""
        return self._of.name

    def url(self, key: str) -> str:
        """The URL of an object, whatever its key: not signed, and not asked for."""
        return self._of.url(key)

    # Each as the method of `aws4web.s3.Bucket` of its name, but nothing is awaited.
    get = answering(AsyncBucket.get)
    head = returning(AsyncBucket.head)
    exists = returning(AsyncBucket.exists)
    put = returning(AsyncBucket.put)
    delete = returning(AsyncBucket.delete, many=True)
    presign = returning(AsyncBucket.presign, sends=False)
    presign_post = returning(AsyncBucket.presign_post, sends=False)
    upload = returning(AsyncBucket.upload, many=True)
    list = listing(AsyncBucket.list)
    pages = listing(AsyncBucket.pages, by_pages=True)
    versions = listing(AsyncBucket.versions)
    uploads = listing(AsyncBucket.uploads)
    abort_uploads = returning(AsyncBucket.abort_uploads, many=True)
    abort_upload = returning(AsyncBucket.abort_upload)
    create = returning(AsyncBucket.create)
    remove = returning(AsyncBucket.remove)
    cors = returning(AsyncBucket.cors)
    put_cors = returning(AsyncBucket.put_cors)
    _copy = returning(AsyncBucket.copy, many=True)

    if TYPE_CHECKING:  # mypy loses one of two overloads

        @overload
        def download(
            self,
            key: str,
            to: None = None,
            *,
            version_id: str | None = None,
            at_once: int = 4,
            part_size: int | None = None,
            progress: Callable[[int, int], object] | None = None,
        ) -> bytes: ...
        @overload
        def download(
            self,
            key: str,
            to: Destination,
            *,
            version_id: str | None = None,
            at_once: int = 4,
            part_size: int | None = None,
            progress: Callable[[int, int], object] | None = None,
        ) -> ObjectInfo: ...
        def download(self, key: str, to: Any = None, **options: Any) -> Any: ...
    else:
        download = returning(AsyncBucket.download, many=True)

    def copy(
        self, key: str, source: "str | tuple[Bucket | AsyncBucket, str]", **options: "Unpack[ObjectOptions]"
    ) -> "ObjectInfo":
        """As `aws4web.s3.Bucket.copy`, also from another Bucket of this kind."""
        given: Any = source
        if isinstance(source, tuple) and isinstance(source[0], Bucket):
            given = source[0]._of, source[1]
        return self._copy(key, given, **options)

    def _driver(self, **needs: Any) -> "Driver":
        return driver_of(self._aws, **needs)

    def __repr__(self) -> str:
        return repr(getattr(self, "_of", "<Bucket>"))


def list_buckets(aws: AwsClient | AsyncClient, **options: Any) -> Generator[BucketInfo]:
    """The buckets of the account that the client's credentials are of: see `aws4web.s3.list_buckets`."""
    client = awaited(aws)
    return entries(driver_of(client), _list_buckets(client, **options), 1000)


presign_post = at_once(_presign_post)
"""As `aws4web.s3.presign_post`, of either kind of client."""
