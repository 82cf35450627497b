"""The buckets of an account.

https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListBuckets.html
"""

from collections.abc import AsyncGenerator
from datetime import datetime as DateTime
from typing import TYPE_CHECKING, NamedTuple

from .._times import utc_of
from ._headers import Query
from ._listing import first_query, pages
from ._requests import Requests
from ._xml import read

if TYPE_CHECKING:
    from .._client import AwsClient


class BucketInfo(NamedTuple):
    """A bucket of an account."""

    name: str
    creation_date: DateTime | None = None
    """In UTC. AWS's regions may say when the bucket was last changed instead."""
    region: str | None = None
    """None is what the store did not say."""


async def list_buckets(
    aws: "AwsClient", *, prefix: str = "", region: str | None = None, endpoint_url: str | None = None
) -> AsyncGenerator[BucketInfo]:
    """The buckets of the account that the client's credentials are of, in all regions.

        aws           the AwsClient that signs and sends
        prefix        what the names begin with
        region        whose S3 is asked; by default the client's, the endpoint's, or else 'us-east-1'
        endpoint_url  of a store that is not AWS's, as 'https://minio.example'; by default the client's

    Raises AwsError and NetworkError. AWS answers it to no page: there the NetworkError names a command instead.

        async for each in list_buckets(aws):
            print(each.name, each.region)
    """
    requests = Requests(aws, None, region, endpoint_url, "auto", None, None)
    async for page in pages(requests, first_query([], {"prefix": prefix}, 1000, "max-buckets"), read_buckets):
        for bucket in page:
            yield bucket


def read_buckets(text: str, prefix: str) -> tuple[list[BucketInfo], Query]:
    """See Reader. Some stores tell all, whatever was asked for."""
    document = read(text, "ListAllMyBucketsResult", ("Bucket",))
    if not all(fields.get("Name") for _, fields in document.items):
        raise ValueError("a bucket without a name")
    found = [
        BucketInfo(fields["Name"], utc_of(fields.get("CreationDate", "")), fields.get("BucketRegion"))
        for _, fields in document.items
        if fields["Name"].startswith(prefix)
    ]
    token = document.fields.get("ContinuationToken")
    return found, [("continuation-token", token)] if token else []
