"""The multipart uploads of a bucket that nobody has completed or ended: their parts are stored, and paid for.

https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListMultipartUploads.html
"""

from collections.abc import AsyncGenerator, Coroutine
from datetime import datetime as DateTime
from datetime import timedelta
from typing import Any, NamedTuple

from .._errors import AwsError, NetworkError
from .._times import utc_of
from ._address import checked_key
from ._headers import Query
from ._listing import first_query, key_of, markers, pages, plain_names
from ._requests import Requests
from ._xml import read

_AT_ONCE = 4


class MultipartUpload(NamedTuple):
    """A multipart upload that is under way, or was left."""

    key: str
    upload_id: str
    initiated: DateTime | None = None
    """When it began, in UTC."""
    storage_class: str | None = None
    """'STANDARD' for what S3 does not say."""


async def uploads(requests: Requests, prefix: str, page_size: int | None) -> AsyncGenerator[MultipartUpload]:
    """All of them. Raises AwsError and NetworkError; TypeError and ValueError for bad options."""
    query = first_query([("uploads", None), ("encoding-type", "url")], {"prefix": prefix}, page_size, "max-uploads")
    async for page in pages(requests, query, read_uploads):
        for upload in page:
            yield upload


def read_uploads(text: str, prefix: str) -> tuple[list[MultipartUpload], Query]:
    """See Reader."""
    document = read(text, "ListMultipartUploadsResult", ("Upload",))
    plain = plain_names(document, prefix)
    if not all(fields.get("UploadId") for _, fields in document.items):
        raise ValueError("an upload without its ID")
    found = [
        MultipartUpload(
            key_of(fields, plain),
            fields["UploadId"],
            utc_of(fields.get("Initiated", "")),
            fields.get("StorageClass", "STANDARD"),
        )
        for _, fields in document.items
    ]
    return found, markers(document, "upload-id", plain)


async def abort_one(requests: Requests, key: str, upload_id: str) -> None:
    """End it, unless it has been completed, or ended. Raises AwsError and NetworkError."""
    try:
        await requests.done("DELETE", key, [("uploadId", upload_id)])
    except AwsError as error:
        if error.code not in ("NoSuchUpload", "NoSuchBucket"):
            raise


async def abort_stale(requests: Requests, prefix: str, older_than: timedelta) -> int:
    """End those that began so long ago; how many. Raises AwsError and NetworkError; TypeError and ValueError."""
    if not isinstance(older_than, timedelta):  # pyright: ignore[reportUnnecessaryIsInstance] - callers may be untyped
        raise TypeError(f"older_than must be a datetime.timedelta, not {type(older_than).__name__}")
    if older_than < timedelta(0):
        raise ValueError("older_than must not be negative")
    count = 0

    async def abort(upload: MultipartUpload) -> None:
        nonlocal count
        await abort_one(requests, upload.key, upload.upload_id)
        count += 1

    async def work() -> AsyncGenerator[Coroutine[Any, Any, None]]:
        async for upload in uploads(requests, prefix, None):
            began = upload.initiated
            last = requests.answered_at - older_than.total_seconds()
            if began and (began.timestamp() <= last or not older_than):  # answers tell their time in whole seconds
                try:
                    checked_key(upload.key)
                except ValueError as exc:
                    raise NetworkError(
                        f"the upload of {upload.key!r} cannot be ended: {exc}", retryable=False
                    ) from None
                yield abort(upload)

    await requests.platform.each(work(), _AT_ONCE)
    return count
