"""What a bucket must allow, so that a page can use it. Pure.

https://docs.aws.amazon.com/AmazonS3/latest/userguide/ManageCorsUsing.html
"""

from collections.abc import Iterable
from typing import Any

_LIFE = 7200
"""Seconds that a preflight is remembered: no browser but Firefox takes more."""
# S3 takes no `*` here. What every page sees of each answer, as Last-Modified, is left out.
_EXPOSED = """
ETag Date Content-Range Content-Encoding Content-Disposition x-amz-request-id x-amz-id-2 x-amz-version-id
x-amz-delete-marker x-amz-storage-class x-amz-bucket-region x-amz-mp-parts-count x-amz-tagging-count x-amz-expiration
x-amz-restore x-amz-server-side-encryption x-amz-server-side-encryption-aws-kms-key-id x-amz-checksum-type
x-amz-checksum-crc32 x-amz-checksum-crc32c x-amz-checksum-crc64nvme x-amz-checksum-sha1 x-amz-checksum-sha256
""".split()  # noqa: SIM905


def cors_rule(origin: str, *, metadata: Iterable[str] = ()) -> dict[str, Any]:
    """The CORS rule that a bucket needs for all that `Bucket` does in the pages of an origin.

        origin    'https://page.example', as `location.origin` says it; '*' for every page
        metadata  the names of your own metadata that pages are to see: S3 exposes none that the rule does not name

    `Bucket.put_cors` takes it, and so does the console of S3, in a list, as JSON.
    """
    if isinstance(metadata, str):
        raise TypeError("metadata must be several names, as ['author']")
    return {
        "AllowedOrigins": [origin],
        "AllowedMethods": ["GET", "HEAD", "PUT", "POST", "DELETE"],
        "AllowedHeaders": ["*"],
        "ExposeHeaders": [*_EXPOSED, *(f"x-amz-meta-{name.lower()}" for name in metadata)],
        "MaxAgeSeconds": _LIFE,
    }
