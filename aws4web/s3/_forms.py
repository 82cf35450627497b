"""Forms that upload an object: whoever has one needs no credentials.

https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-post-example.html
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from .._call.arguments import Arguments
from .._client import AwsClient
from .._endpoints.naming import bucket_and_key
from .._errors import bare
from .._sign.signable import Signable
from .._url import checked_url, read_url
from ._post_policy import Policy

if TYPE_CHECKING:
    from .._option_types import AwsOptions

Condition: TypeAlias = Mapping[str, str] | Sequence[str | int]
"""{"acl": "private"}, ["eq", "$acl", "private"], ["starts-with", "$Content-Type", "image/"] or
["content-length-range", 1, 1048576]"""


_access_point = re.compile(r"[.-]accesspoint[.-]").search


class PostForm(NamedTuple):
    """A form that uploads an object. It is a secret for as long as it is valid."""

    url: str
    """What it is posted to, as multipart/form-data."""
    fields: dict[str, str]
    """Its fields. The file goes last, as the field 'file': S3 ignores what comes behind it."""

    def __repr__(self) -> str:
        return f"<PostForm {self.url}>"


async def presign_post(
    aws: AwsClient,
    bucket_url: str,
    key: str,
    *,
    fields: Mapping[str, str] | None = None,
    conditions: Iterable[Condition] = (),
    expires: int = 3600,
) -> PostForm:
    """A form with which anybody can upload an object: see `Bucket.presign_post`. Nothing is sent.

        aws         the AwsClient that signs
        bucket_url  as 'https://name.s3.eu-west-1.amazonaws.com/', or with the name as the path; it tells the region,
                    unless the client does

    form = await presign_post(aws, "https://photos.s3.eu-west-1.amazonaws.com/", "inbox/${filename}")
    """
    try:
        url, bucket = _read(aws, bucket_url)
    except (TypeError, ValueError) as exc:
        del bucket_url  # whose query may be a secret
        raise bare(exc) from None
    return await form(aws, url, bucket, {"service": "s3"}, key, fields, conditions, expires)


def _read(aws: Any, bucket_url: str) -> tuple[str, str]:
    """The URL of a bucket, and its name. Raises TypeError and ValueError."""
    if not isinstance(aws, AwsClient):
        raise TypeError(f"aws must be an AwsClient, not {type(aws).__name__}")
    of_client: Any = aws
    url = read_url(checked_url(bucket_url), of_client._settings.platform.transport.normalize_url)
    bucket, key = bucket_and_key(url)
    if url.query is not None or not bucket or key or _access_point(url.host):
        raise ValueError("bucket_url must be a bucket's, as 'https://name.s3.eu-west-1.amazonaws.com/'")
    return url.address, bucket


async def form(
    aws: AwsClient,
    url: str,
    bucket: str,
    options: "AwsOptions",
    key: str,
    fields: Mapping[str, str] | None,
    conditions: Iterable[Condition],
    expires: int,
) -> PostForm:
    """A form that is posted to this URL, signed with these options."""
    policy = Policy(bucket, key, {} if fields is None else fields, conditions)
    # The request as a presigned URL: so the clock, the region and the life of the credentials are seen to.
    options = {**options, "sign_query": True, "expires": expires}
    of_client: Any = aws
    attempt, _ = await of_client._signed(Arguments(url, options, {}, method="POST"))
    signed: Signable = attempt.stages.signable
    made = policy.form(signed.credential, signed.datetime, signed.credentials.session_token, expires)
    crypto = of_client._settings.now().platform.crypto
    secret = await signed.scheme.signing_key(crypto, signed.credentials, signed.datetime[:8], signed.scope)
    return PostForm(signed.url.address, {**made, "x-amz-signature": await crypto.hmac(secret, made["policy"])})
